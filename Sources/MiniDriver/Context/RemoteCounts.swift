// The use of a remote cache, in numbers.

/// The answers of a remote cache to one build.
package struct RemoteCounts: Hashable, Sendable {
  /// Units that the remote cache was asked for.
  package var asked = 0
  /// Those that were taken from it.
  package var found = 0
  /// Those that its workers have compiled.
  package var executed = 0
  /// Those that it offered, and that were not accepted.
  package var refused = 0
  /// 1 if it could not be used, or not to the end.
  package var failed = 0

  package init() {}
}
