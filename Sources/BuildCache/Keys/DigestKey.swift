// Keys and ids that are digests. Each is a type of its own, so that they cannot be confused.

/// A digest that identifies one kind of thing, ordered by its bytes.
package protocol DigestKey: Hashable, Comparable, Sendable {
  var digest: Digest { get }

  init(digest: Digest)
}

extension DigestKey {
  package static func < (left: Self, right: Self) -> Bool { left.digest < right.digest }
}

/// Identifies all inputs of a file's IR (``FileInputs``).
package struct CombinedHash: DigestKey {
  package let digest: Digest

  package init(digest: Digest) { self.digest = digest }
}

/// Identifies all inputs of a function's IR (``FunctionInputs``).
package struct FunctionKey: DigestKey {
  package let digest: Digest

  package init(digest: Digest) { self.digest = digest }
}

/// Identifies all inputs of a project's combined IR (``ProjectInputs``).
package struct ProjectHash: DigestKey {
  package let digest: Digest

  package init(digest: Digest) { self.digest = digest }
}

/// Identifies all inputs of object code or of an executable (``UnitInputs``).
package struct UnitKey: DigestKey {
  package let digest: Digest

  package init(digest: Digest) { self.digest = digest }
}
