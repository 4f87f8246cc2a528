// Keys and ids that are digests. Each is a type of its own, so that they cannot be confused.

/// Identifies the interface that a file offers to its importers: the digest of the interface's
/// bytes.
package struct InterfaceID: Hashable, Comparable, Sendable {
  package let digest: Digest

  package init(digest: Digest) {
    self.digest = digest
  }

  package static func < (left: InterfaceID, right: InterfaceID) -> Bool {
    left.digest < right.digest
  }
}

/// Identifies all inputs of a file's IR (``FileInputs``).
package struct CombinedHash: Hashable, Comparable, Sendable {
  package let digest: Digest

  package init(digest: Digest) {
    self.digest = digest
  }

  package static func < (left: CombinedHash, right: CombinedHash) -> Bool {
    left.digest < right.digest
  }
}

/// Identifies all inputs of a function's IR (``FunctionInputs``).
package struct FunctionKey: Hashable, Comparable, Sendable {
  package let digest: Digest

  package init(digest: Digest) {
    self.digest = digest
  }

  package static func < (left: FunctionKey, right: FunctionKey) -> Bool {
    left.digest < right.digest
  }
}

/// Identifies all inputs of a project's combined IR (``ProjectInputs``).
package struct ProjectHash: Hashable, Comparable, Sendable {
  package let digest: Digest

  package init(digest: Digest) {
    self.digest = digest
  }

  package static func < (left: ProjectHash, right: ProjectHash) -> Bool {
    left.digest < right.digest
  }
}
