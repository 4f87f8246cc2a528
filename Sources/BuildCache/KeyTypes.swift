// The digests that name things, each a type of its own so that none can stand for another.

/// Names what a file offers others: the digest of its interface bytes.
package struct InterfaceID: Hashable, Comparable, Sendable {
  package let digest: Digest

  package init(digest: Digest) {
    self.digest = digest
  }

  package static func < (left: InterfaceID, right: InterfaceID) -> Bool {
    left.digest < right.digest
  }
}

/// Names everything a file's IR depends on (``FileInputs``).
package struct CombinedHash: Hashable, Comparable, Sendable {
  package let digest: Digest

  package init(digest: Digest) {
    self.digest = digest
  }

  package static func < (left: CombinedHash, right: CombinedHash) -> Bool {
    left.digest < right.digest
  }
}

/// Names everything a function's IR depends on (``FunctionInputs``).
package struct FunctionKey: Hashable, Comparable, Sendable {
  package let digest: Digest

  package init(digest: Digest) {
    self.digest = digest
  }

  package static func < (left: FunctionKey, right: FunctionKey) -> Bool {
    left.digest < right.digest
  }
}

/// Names everything a project's combined IR depends on (``ProjectInputs``).
package struct ProjectHash: Hashable, Comparable, Sendable {
  package let digest: Digest

  package init(digest: Digest) {
    self.digest = digest
  }

  package static func < (left: ProjectHash, right: ProjectHash) -> Bool {
    left.digest < right.digest
  }
}
