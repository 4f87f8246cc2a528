// The findings of verify, and their summary.

/// A finding of verify: the problem, where it is, and the remedy.
package struct VerificationFinding: Hashable, Sendable {
  package enum Severity: Hashable, Sendable {
    /// Something is wrong.
    case fault
    /// Something is unusual but harmless.
    case note
  }

  package let severity: Severity
  /// Relative to the cache's folder; empty for the cache as a whole.
  package let path: String
  package let problem: String
  /// Advice for the user, or a description of the repair.
  package let remedy: String
  /// Whether this run has repaired it.
  package let isRepaired: Bool

  package init(
    severity: Severity, path: String, problem: String, remedy: String, isRepaired: Bool = false
  ) {
    self.severity = severity
    self.path = path
    self.problem = problem
    self.remedy = remedy
    self.isRepaired = isRepaired
  }
}

/// The totals of a verification.
package struct VerificationSummary: Hashable, Sendable {
  package var objects = 0
  /// Bytes of the objects' bodies.
  package var objectBytes: UInt64 = 0
  /// Rows of all indexes.
  package var rows = 0
  /// Sections of combined IRs.
  package var sections = 0
  package var faults = 0
  /// Faults that were repaired.
  package var repaired = 0
  package var notes = 0
  /// Whether everything was checked. If not, the next call continues where this one stopped.
  package var isComplete = true
  /// Whether this call continued where an earlier one stopped.
  package var isContinued = false

  package init() {}

  package var isSound: Bool { faults == repaired }
}
