// The reason why a lookup failed, with old and new values, as `--explain` prints it.

/// One input of a key that changed.
package struct InputChange: Hashable, Sendable {
  /// The input: "source", "body", "import math", "lib/math.limit", "callee math.add" …
  package let label: String
  /// The old value in readable form: text, or a digest's first 12 digits; ``noInput`` or
  /// ``noDeclaration``.
  package let old: String
  /// The new value in the same form.
  package let new: String

  /// The value of an input that a key does not have.
  package static let noInput = "none"
  /// The value of the use of a name that its module does not declare.
  package static let noDeclaration = "absent"

  package init(label: String, old: String, new: String) {
    self.label = label
    self.old = old
    self.new = new
  }
}

/// Why a file, function or unit is compiled, an executable linked, or a test run.
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
  /// A repair dropped its row on this day, because the row or its object was damaged or absent.
  case repaired(day: UInt32)
  /// The stored object does not hash to its id and was moved aside. Contains the problem.
  case damaged(String)
  /// The index that may contain it is damaged.
  case indexDamaged
  /// The index contains it, but its object is absent.
  case objectMissing
  /// The build uses no cache.
  case noCache
  /// The build uses no native code of the cache, in order to check it.
  case rechecked
  /// The cache's IR is not what the compiler makes.
  case contradicted
  /// The linker refused the cache's native code.
  case refused
}

/// The result of a lookup.
package enum Lookup<Found: Sendable>: Sendable {
  case hit(Found)
  case miss(MissReason)
}
