// Why a lookup found nothing, with old and new: what `--explain` prints.

/// One input of a key that is not as it was.
package struct InputChange: Hashable, Sendable {
  /// Which input: "source", "body", "import math", "callee math.add" …
  package let label: String
  /// What it was, as a person reads it: text, or a digest's first 12 digits; "none" for absent.
  package let old: String
  /// What it is now.
  package let new: String

  package init(label: String, old: String, new: String) {
    self.label = label
    self.old = old
    self.new = new
  }
}

/// Why a file or a function must be compiled.
package enum MissReason: Hashable, Sendable {
  /// No earlier compilation of it is known.
  case neverBuilt
  /// These of its inputs are not as when it was last compiled; never empty.
  case inputsChanged([InputChange])
  /// Options that show in IR are not as they were.
  case optionsChanged(old: String, new: String)
  /// It was last compiled by another compiler.
  case compilerChanged
  /// gc dropped it, on this day (days since 1970-01-01).
  case evicted(day: UInt32)
  /// The stored object does not hash to its name (what is wrong with it); it was moved aside.
  case damaged(String)
  /// The index knows it, but its object is gone.
  case objectMissing
}

/// What a lookup found.
package enum Lookup<Found: Sendable>: Sendable {
  case hit(Found)
  case miss(MissReason)
}
