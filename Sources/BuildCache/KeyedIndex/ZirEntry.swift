// The entry that ZirCache stores for a compiled file.

package import ObjectStore

/// A compiled file: the inputs of its key, the facts of its text, and the object of its IR.
///
/// Stored in the encoding of its index, like ``AirEntry``.
package struct ZirEntry: Hashable, Sendable {
  /// The entry as it is stored in its index. Its parts:
  ///
  ///     parts  = sourceID:32 module forms declarations diagnostics warnings functionCount:u32
  ///              importCount:u32 import*
  ///     import = path namespace module inForms:u32 nameCount:u32 (name form)*
  ///
  /// A u32 before each string and byte array contains its length. The form of an absent declaration
  /// is empty.
  package let keyed: KeyedEntry

  /// - Parameters:
  ///   - path: relative to the root file's folder.
  ///   - inputs: with one import for each of the facts', of the same namespace and names.
  ///   - declarations: the driver's facts about the declared forms.
  ///   - warnings: the back end's, encoded by the front end.
  ///   - irID: the object of the file's IR, in the tree `zir`.
  ///   - irSize: bytes of the IR.
  ///   - irChecksum: CRC-32 of the IR.
  ///   - runtimeParts: the runtime parts that the IR uses, one bit per part.
  ///   - costNanoseconds: how long compiling it took.
  ///   - usedDay: the day it was last used, in days since 1970-01-01.
  package init(
    path: String, inputs: FileInputs, facts: FileFacts, declarations: [UInt8] = [],
    warnings: [UInt8] = [], irID: ObjectID, irSize: UInt64, irChecksum: UInt32,
    runtimeParts: UInt128, costNanoseconds: UInt64, usedDay: UInt32
  ) {
    keyed = KeyedEntry(
      key: inputs.combinedHash.digest, name: Array(path.utf8), epoch: inputs.epoch,
      options: inputs.options, irID: irID, irSize: irSize, irChecksum: irChecksum,
      runtimeParts: runtimeParts, costNanoseconds: costNanoseconds, usedDay: usedDay,
      parts: Self.parts(of: inputs, facts, declarations, warnings))
  }

  package var path: String { String(decoding: keyed.name, as: UTF8.self) }
  package var combinedHash: CombinedHash { CombinedHash(digest: keyed.key) }
  package var irID: ObjectID { keyed.irID }
  package var irSize: UInt64 { keyed.irSize }
  package var irChecksum: UInt32 { keyed.irChecksum }
  package var runtimeParts: UInt128 { keyed.runtimeParts }
  package var costNanoseconds: UInt64 { keyed.costNanoseconds }
  package var usedDay: UInt32 { keyed.usedDay }

  /// The inputs of its key. Cost: decoding them, at each call. The same applies to `facts`.
  package var inputs: FileInputs {
    let parts = parts
    return FileInputs(
      epoch: keyed.epoch, options: keyed.options, moduleName: parts.moduleName.string,
      sourceID: parts.sourceID,
      imports: parts.imports.map { item in
        ImportInput(
          namespace: item.namespace.string, moduleName: item.moduleName.string,
          names: item.names.map { UsedName(name: $0.name.string, form: $0.form?.string) })
      })
  }

  package var facts: FileFacts {
    let parts = parts
    return FileFacts(
      forms: parts.forms.bytes,
      imports: parts.imports.map { item in
        ImportFact(
          path: item.path.string, namespace: item.namespace.string,
          names: item.names.map(\.name.string), isInForms: item.isInForms)
      },
      diagnostics: parts.diagnostics.bytes, functionCount: parts.functionCount)
  }

  /// The driver's facts about the declared forms.
  package var declarations: [UInt8] { parts.declarations.bytes }
  /// The back end's warnings, encoded by the front end.
  package var warnings: [UInt8] { parts.warnings.bytes }

  private var parts: ZirParts {
    guard let parts = ZirParts(ByteReader(IndexBytes(keyed.parts), 0..<keyed.parts.count)) else {
      preconditionFailure("an entry's parts were written or checked here")
    }
    return parts
  }
}

extension ZirEntry: TypedEntry {
  package typealias Key = CombinedHash

  private static func parts(
    of inputs: FileInputs, _ facts: FileFacts, _ declarations: [UInt8], _ warnings: [UInt8]
  ) -> [UInt8] {
    precondition(inputs.imports.count == facts.imports.count, "an input for each import")
    var parts = ByteWriter()
    parts.reserve(
      Digest.sizeBytes + 28 + inputs.moduleName.utf8.count + facts.forms.count
        + declarations.count + facts.diagnostics.count + warnings.count
        + zip(facts.imports, inputs.imports).reduce(0) { size, item in
          let (fact, input) = item
          return input.names.reduce(
            size + 20 + fact.path.utf8.count + fact.namespace.utf8.count
              + input.moduleName.utf8.count
          ) { $0 + 8 + $1.name.utf8.count + ($1.form?.utf8.count ?? 0) }
        })
    parts.append(inputs.sourceID)
    parts.append(counted: inputs.moduleName)
    parts.append(counted: facts.forms)
    parts.append(counted: declarations)
    parts.append(counted: facts.diagnostics)
    parts.append(counted: warnings)
    parts.append(facts.functionCount)
    parts.append(small: facts.imports.count)
    for (fact, input) in zip(facts.imports, inputs.imports) {
      parts.append(counted: fact.path)
      parts.append(counted: fact.namespace)
      parts.append(counted: input.moduleName)
      parts.append(fact.isInForms ? UInt32(1) : 0)
      parts.append(small: input.names.count)
      for used in input.names {
        parts.append(counted: used.name)
        parts.append(counted: used.form ?? "")
      }
    }
    return parts.bytes
  }

  /// Reads row `row`; `nil` if its parts are malformed.
  package init?(_ index: KeyedIndex, row: Int) {
    guard ZirParts(index, row: row) != nil else { return nil }
    keyed = index.entry(row)
  }

  /// The entry of a row from outside; `nil` if its parts are malformed.
  package init?(_ entry: KeyedEntry) {
    guard ZirParts(ByteReader(IndexBytes(entry.parts), 0..<entry.parts.count)) != nil else {
      return nil
    }
    keyed = entry
  }

  /// The forms of row `row`, and the driver's facts about them; `nil` if its parts are
  /// malformed.
  static func declarations(
    _ index: KeyedIndex, row: Int
  ) -> (forms: [UInt8], facts: [UInt8])? {
    ZirParts(index, row: row).map { ($0.forms.bytes, $0.declarations.bytes) }
  }

  /// The forms among the facts of row `row`; `nil` if its parts are malformed.
  static func forms(_ index: KeyedIndex, row: Int) -> [UInt8]? {
    ZirParts(index, row: row)?.forms.bytes
  }

  /// The key of the inputs that row `row` records; `nil` if its parts are malformed.
  ///
  /// - Parameter setting: a hasher that was already fed the row's compiler and options.
  static func key(of index: KeyedIndex, row: Int, after setting: KeyHasher) -> Digest? {
    guard let parts = ZirParts(index, row: row) else { return nil }
    var hasher = setting
    FileInputs.feed(
      parts.moduleName, parts.sourceID, parts.imports, count: parts.imports.items.count,
      into: &hasher)
    return hasher.finalize()
  }
}

/// An entry's own fields, in place. Their grammar is at ``ZirEntry/keyed``.
private struct ZirParts {
  let sourceID: ObjectID
  let moduleName: IndexText
  let forms: IndexText
  let declarations: IndexText
  let diagnostics: IndexText
  let warnings: IndexText
  let functionCount: UInt32
  let imports: Imports

  struct Import: ImportKeyInput {
    let path: IndexText
    let namespace: IndexText
    let moduleName: IndexText
    let isInForms: Bool
    let names: Names
    var nameCount: Int { names.items.count }

    init(from reader: inout ByteReader) {
      path = reader.countedText()
      namespace = reader.countedText()
      moduleName = reader.countedText()
      isInForms = reader.uint32() != 0
      names = Names(items: reader.countedItems(itemBytesMin: 8) { _ = Name(from: &$0) })
    }
  }

  struct Name: NameKeyInput {
    let name: IndexText
    let form: IndexText?

    init(from reader: inout ByteReader) {
      name = reader.countedText()
      let form = reader.countedText()
      self.form = form.utf8Count == 0 ? nil : form
    }
  }

  struct Imports: Sequence, IteratorProtocol {
    var items: RecordedItems
    mutating func next() -> Import? { items.next(Import.init) }
  }

  struct Names: Sequence, IteratorProtocol {
    var items: RecordedItems
    mutating func next() -> Name? { items.next(Name.init) }
  }

  init?(_ index: KeyedIndex, row: Int) {
    self.init(ByteReader(index.heap.file, index.partsRange(row)))
  }

  /// - Returns: `nil` if they are malformed.
  init?(_ parts: ByteReader) {
    var reader = parts
    sourceID = reader.objectID()
    moduleName = reader.countedText()
    forms = reader.countedText()
    declarations = reader.countedText()
    diagnostics = reader.countedText()
    warnings = reader.countedText()
    functionCount = reader.uint32()
    imports = Imports(items: reader.countedItems(itemBytesMin: 20) { _ = Import(from: &$0) })
    guard reader.isValid else { return nil }
  }
}
