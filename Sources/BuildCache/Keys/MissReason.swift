// The reason why a lookup failed, with old and new values, as `--explain` prints it.

/// One input of a key that changed.
package struct InputChange: Hashable, Sendable {
  /// The input: "source", "body", "import math", "lib/math.limit", "callee math.add" …
  package let label: String
  /// The old value in readable form: text, or a digest's first 12 digits; "none" if there was none
  /// before.
  package let old: String
  /// The new value in the same form.
  package let new: String

  package init(label: String, old: String, new: String) {
    self.label = label
    self.old = old
    self.new = new
  }
}

/// The reason why a file or a function must be compiled.
package enum MissReason: Hashable, Sendable {
  /// No earlier compilation of it is known.
  case neverBuilt
  /// These inputs changed since it was last compiled. Never empty.
  case inputsChanged([InputChange])
  /// Options that affect IR changed.
  case optionsChanged(old: String, new: String)
  /// It was last compiled by another compiler.
  case compilerChanged
  /// gc dropped it on this day (days since 1970-01-01).
  case evicted(day: UInt32)
  /// The stored object does not hash to its id and was moved aside. Contains the problem.
  case damaged(String)
  /// The index contains it, but its object is absent.
  case objectMissing
}

package enum Lookup<Found: Sendable>: Sendable {
  case hit(Found)
  case miss(MissReason)
}
