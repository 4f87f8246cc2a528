// What verify finds, and what it all comes to.

/// Something that verify found: what, where, and what to do.
package struct VerificationFinding: Hashable, Sendable {
  package enum Severity: Hashable, Sendable {
    /// Something is wrong.
    case fault
    /// Something is unusual and does no harm.
    case note
  }

  package let severity: Severity
  /// Relative to the cache's folder; empty: the cache as a whole.
  package let path: String
  package let problem: String
  /// What is to be done, or was done.
  package let remedy: String
  /// Whether it was.
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

/// What a verification came to.
package struct VerificationSummary: Hashable, Sendable {
  package var objects = 0
  /// Of the objects' bodies.
  package var objectBytes: UInt64 = 0
  /// Of all indexes.
  package var rows = 0
  /// Of combined IRs.
  package var sections = 0
  package var faults = 0
  /// Of the faults.
  package var repaired = 0
  package var notes = 0
  /// Whether all was checked; else the next call goes on where this one stopped.
  package var isComplete = true
  /// Whether this call went on where an earlier one stopped.
  package var isContinued = false

  package init() {}

  package var isSound: Bool { faults == repaired }
}
