// The inputs of a piece of native code, and the key that is made of them. (FileInputs has a table
// of all keys.)

/// All inputs of a piece of native code: of a unit, or of the executable that all units form.
package struct UnitInputs: Hashable, Sendable {
  /// The toolchain's identity: a digest of its linker; or of its compiler and the compiler epoch,
  /// because units contain functions of the run-time library.
  package let toolchain: String
  /// The options of the compiler or the linker that affect the code.
  package let options: String
  /// The unit's name, which its object code contains.
  package let name: String
  /// For a unit: a digest of the ids of its sections, in order. Its declarations need no id because
  /// they follow from the calls in the sections. For an executable: a digest of its units' keys, in
  /// order.
  package let content: Digest

  package init(toolchain: String, options: String, name: String, content: Digest) {
    self.toolchain = toolchain
    self.options = options
    self.name = name
    self.content = content
  }

  /// The name in messages. The unit of the whole program, which has no path, is `unit .`.
  package var shownName: String { name.hasSuffix(" ") ? name + "." : name }

  /// The key. Cost: one SHA-256 of a few hundred bytes.
  package var key: UnitKey {
    var hasher = KeyHasher(kind: "unit")
    feed(into: &hasher)
    return UnitKey(digest: hasher.finalize())
  }

  func feed(into sink: inout some KeySink) {
    sink.field("toolchain", text: toolchain)
    sink.field("options", text: options)
    sink.field("name", text: name)
    sink.field("content", digest: content)
  }
}
