// The inputs of a file's IR, and the key that is made of them.

package import ObjectStore

// The inputs of every key, and the code that hashes them. No key contains a modification time, an
// absolute path, or the name of a user or machine.
//
// | key                     | covers                                                             | code |
// |-------------------------|--------------------------------------------------------------------|---|
// | source id               | the file's bytes (its Git blob id)                     | `ObjectID(type:body:)` |
// | combined hash of a file | compiler epoch, options that affect IR, module name, source id,    | `FileInputs.feed` |
// |                         | and per import its namespace, its module name, and for each name   | |
// |                         | that the file uses of it the declaration's text, or that there is  | |
// |                         | none                                                               | |
// | project hash            | compiler epoch, options, root module, its `main`'s signature, and  | `ProjectInputs.feed` |
// |                         | the combined hashes of all files, in link order                    | |
// | function key            | compiler epoch, options, symbol, the function's ZIR without        | `FunctionInputs.feed` |
// |                         | positions and local names, symbols and texts of what it names      | |
// |                         | (with `-g` also: names, and positions relative to its first line)  | |
// | unit key                | the compiler epoch, the identity of clang (its bytes and those of  | `UnitInputs.key` |
// |                         | what it loads, its arguments, variables that the user names), the  | |
// |                         | options, the name, the ids of its sections and of imported functions | |
// | executable key          | the linker's identity (bytes of lld, of what it loads and of every | `UnitInputs.key` |
// |                         | file that it reads, its arguments), the keys of its units in order | |

/// A used name as an input of a file's key, with its text as a string or in an index.
protocol NameKeyInput {
  associatedtype Text: KeyText
  var name: Text { get }
  var form: Text? { get }
}

/// An import as an input of a file's key, with its text as a string or in an index.
protocol ImportKeyInput {
  associatedtype Text: KeyText
  associatedtype Names: Sequence where Names.Element: NameKeyInput
  var namespace: Text { get }
  var moduleName: Text { get }
  var names: Names { get }
  var nameCount: Int { get }
}

/// A name that a file uses of an import, as an input of the file's key.
package struct UsedName: NameKeyInput, Hashable, Sendable {
  package let name: String
  /// The form of the import's declaration as text, such as `(i32, i32) i32`; `nil` if the import
  /// has no usable declaration of this name. A file that uses such a name has errors.
  package let form: String?

  package init(name: String, form: String?) {
    self.name = name
    self.form = form
  }
}

/// An import as an input of a file's key.
package struct ImportInput: ImportKeyInput, Hashable, Sendable {
  /// The name by which the importing file refers to it.
  package let namespace: String
  /// The imported module's name, such as `lib/math`.
  package let moduleName: String
  /// The names that the file uses of it, sorted, each once.
  package let names: [UsedName]
  var nameCount: Int { names.count }

  package init(namespace: String, moduleName: String, names: [UsedName]) {
    self.namespace = namespace
    self.moduleName = moduleName
    self.names = names
  }
}

/// All inputs of a file's IR.
package struct FileInputs: KeyInputs, Hashable, Sendable {
  /// The compiler's epoch: a hash of its sources, computed when it is built.
  package let epoch: String
  /// The options that affect IR, as text.
  package let options: String
  package let moduleName: String
  /// The Git blob id of the file's bytes.
  package let sourceID: ObjectID
  /// The file's imports in source order.
  package let imports: [ImportInput]
  /// The file's key. Cost: one SHA-256 of a few hundred bytes, in `init`.
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

  /// The kind that its keys are hashed with.
  static let kind: StaticString = "file"

  package func feed(into sink: inout some KeySink) {
    BuildCache.feed(epoch: epoch, options: options, into: &sink)
    Self.feed(moduleName, sourceID, imports, count: imports.count, into: &sink)
  }

  /// Feeds the inputs after the compiler and the options.
  static func feed(
    _ moduleName: some KeyText, _ sourceID: ObjectID,
    _ imports: some Sequence<some ImportKeyInput>, count: Int, into sink: inout some KeySink
  ) {
    sink.field("module", text: moduleName)
    sink.field("source", digest: Digest(sourceID))
    sink.count("imports", count)
    for item in imports {
      sink.field("import", of: item.namespace, text: item.moduleName)
      sink.count("names", item.nameCount)
      for used in item.names { sink.use(of: used.name, in: item.moduleName, form: used.form) }
    }
  }
}
