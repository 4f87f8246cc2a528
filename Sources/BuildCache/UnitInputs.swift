// What a piece of native code depends on, and the key made of it. (The key table stands in
// FileInputs.)

/// Names everything that object code, or an executable, depends on (``UnitInputs``).
package struct UnitKey: Hashable, Comparable, Sendable {
  package let digest: Digest

  package init(digest: Digest) {
    self.digest = digest
  }

  package static func < (left: UnitKey, right: UnitKey) -> Bool {
    left.digest < right.digest
  }
}

/// Everything that a piece of native code depends on: a unit, or the executable of all units.
package struct UnitInputs: Hashable, Sendable {
  /// The toolchain's identity: a digest of its compiler and its linker.
  package let toolchain: String
  /// The options of the compiler, or the linker, that show in the code.
  package let options: String
  /// The unit's name, which its object code holds.
  package let name: String
  /// One digest of all that it is made of, in order: the ids of a unit's sections, which are their
  /// bytes' (its declarations follow from the calls in them); the keys of an executable's units.
  package let content: Digest

  package init(toolchain: String, options: String, name: String, content: Digest) {
    self.toolchain = toolchain
    self.options = options
    self.name = name
    self.content = content
  }

  /// The key. Cost: one SHA-256 over some hundred bytes.
  package var key: UnitKey {
    var hasher = KeyHasher(kind: "unit")
    hasher.field("toolchain", text: toolchain)
    hasher.field("options", text: options)
    hasher.field("name", text: name)
    hasher.field("content", digest: content)
    return UnitKey(digest: hasher.finalize())
  }
}
