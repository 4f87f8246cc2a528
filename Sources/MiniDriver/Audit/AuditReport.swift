// The result of an audit.

package import BuildCache

package struct AuditReport: Hashable, Sendable {
  package var files = 0
  package var functions = 0
  /// Units of native code that were compiled again.
  package var units = 0
  package var executables = 0
  /// Files that could not be compared: changed since they were cached, or unreadable.
  package var skipped = 0
  /// A fault for each function that differs from the cache, or for a file without such a
  /// function.
  package var findings: [VerificationFinding] = []
}
