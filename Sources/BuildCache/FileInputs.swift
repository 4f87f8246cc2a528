// What a file's IR depends on, and the key made of it.

package import ObjectStore

// Every input of every key, beside the code that hashes it. No key holds a modification time, an
// absolute path, a user's or a machine's name.
//
// | key                     | covers                                                             | code |
// |-------------------------|--------------------------------------------------------------------|---|
// | source id               | the file's bytes (its Git blob id)                     | `ObjectID(type:body:)` |
// | interface id            | the functions a file offers: names, parameter types, result type   | the driver, over the interface's bytes |
// | combined hash of a file | compiler epoch, options that show in IR, module name, source id,   | `FileInputs.feed` |
// |                         | and per import its namespace, module name and interface id         | |
// | project hash            | compiler epoch, options, root module, its `main`'s signature, and  | `ProjectInputs.feed` |
// |                         | the combined hashes of all files, in link order                    | |
// | function key            | compiler epoch, options, symbol, the function's ZIR without        | `FunctionInputs.feed` |
// |                         | positions and local names, symbols and signatures of what it calls | |
// |                         | (with the option `-g` also: places from its first line, and names) | |
// | unit key                | the compiler's identity (bytes of clang and of what it loads, its  | `UnitInputs.key` |
// |                         | words, variables that the user names), the level, the unit's name, | |
// |                         | the ids of its sections in order and of functions it imports       | |
// | executable key          | the linker's identity (bytes of lld, of what it loads and of every | `UnitInputs.key` |
// |                         | file that it reads, its words), the keys of its units in order     | |

/// An import as a file's key knows it, wherever its text lies.
protocol ImportKeyInput {
  associatedtype Text: KeyText
  var namespace: Text { get }
  var moduleName: Text { get }
  var interfaceID: InterfaceID { get }
}

/// An import as a file's key knows it.
package struct ImportInput: ImportKeyInput, Hashable, Sendable {
  /// The name the importing file calls it by.
  package let namespace: String
  /// The imported module's name, `lib/math`.
  package let moduleName: String
  package let interfaceID: InterfaceID

  package init(namespace: String, moduleName: String, interfaceID: InterfaceID) {
    self.namespace = namespace
    self.moduleName = moduleName
    self.interfaceID = interfaceID
  }
}

/// Everything that a file's IR depends on.
package struct FileInputs: KeyInputs, Hashable, Sendable {
  /// The compiler's epoch: a hash over its sources, made by the build.
  package let epoch: String
  /// The options that show in IR, as text.
  package let options: String
  package let moduleName: String
  /// The Git blob id of the file's bytes.
  package let sourceID: ObjectID
  /// The file's imports in source order.
  package let imports: [ImportInput]
  /// The file's key. Cost: one SHA-256 over some hundred bytes, when the inputs are made.
  package let combinedHash: CombinedHash

  package init(
    epoch: String, options: String, moduleName: String, sourceID: ObjectID, imports: [ImportInput]
  ) {
    self.epoch = epoch
    self.options = options
    self.moduleName = moduleName
    self.sourceID = sourceID
    self.imports = imports
    var hasher = KeyHasher(kind: Self.kind)
    BuildCache.feed(epoch: epoch, options: options, into: &hasher)
    Self.feed(moduleName, sourceID, imports, count: imports.count, into: &hasher)
    combinedHash = CombinedHash(digest: hasher.finalize())
  }

  /// What its keys name.
  static let kind: StaticString = "file"

  package func feed(into sink: inout some KeySink) {
    BuildCache.feed(epoch: epoch, options: options, into: &sink)
    Self.feed(moduleName, sourceID, imports, count: imports.count, into: &sink)
  }

  /// The one walk over the inputs that follow the compiler and the options.
  static func feed(
    _ moduleName: some KeyText, _ sourceID: ObjectID,
    _ imports: some Sequence<some ImportKeyInput>, count: Int, into sink: inout some KeySink
  ) {
    sink.field("module", text: moduleName)
    sink.field("source", digest: Digest(sourceID))
    sink.count("imports", count)
    for item in imports {
      sink.field(
        "import", of: item.namespace, name: item.moduleName, digest: item.interfaceID.digest)
    }
  }
}
