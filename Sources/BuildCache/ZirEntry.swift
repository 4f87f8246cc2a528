// What ZirCache keeps of a compiled file.

package import ObjectStore

/// A compiled file: the inputs of its key, what its text says, and its IR's object.
package struct ZirEntry: Hashable, Sendable {
  /// Relative to the root file's folder.
  package let path: String
  package let inputs: FileInputs
  package let facts: FileFacts
  /// The object of the file's IR, in the tree `zir`.
  package let irID: ObjectID
  /// Bytes of the IR.
  package let irSize: UInt64
  /// CRC-32 of the IR.
  package let irChecksum: UInt32
  /// The runtime parts that the IR uses, a bit each.
  package let runtimeParts: UInt32
  /// What compiling it took.
  package let costNanoseconds: UInt64
  /// Days since 1970-01-01: when it was last of use.
  package let usedDay: UInt32

  package init(
    path: String, inputs: FileInputs, facts: FileFacts, irID: ObjectID, irSize: UInt64,
    irChecksum: UInt32, runtimeParts: UInt32, costNanoseconds: UInt64, usedDay: UInt32
  ) {
    self.path = path
    self.inputs = inputs
    self.facts = facts
    self.irID = irID
    self.irSize = irSize
    self.irChecksum = irChecksum
    self.runtimeParts = runtimeParts
    self.costNanoseconds = costNanoseconds
    self.usedDay = usedDay
  }
}

extension ZirEntry: KeyedCacheEntry {
  package typealias Key = CombinedHash

  /// The entry as its index keeps it. Its parts:
  ///
  ///     parts = sourceID:32 module interfaceID:32 interface diagnostics functionCount:u32
  ///             importCount:u32 (namespace module interfaceID:32)*
  ///             factCount:u32 (path namespace)*
  ///
  /// Strings and bytes are counted by a u32 before them.
  package var keyed: KeyedEntry {
    var parts = ByteWriter()
    parts.append(inputs.sourceID)
    parts.append(counted: inputs.moduleName)
    parts.append(facts.interfaceID.digest)
    parts.append(counted: facts.interface)
    parts.append(counted: facts.diagnostics)
    parts.append(facts.functionCount)
    parts.append(small: inputs.imports.count)
    for item in inputs.imports {
      parts.append(counted: item.namespace)
      parts.append(counted: item.moduleName)
      parts.append(item.interfaceID.digest)
    }
    parts.append(small: facts.imports.count)
    for item in facts.imports {
      parts.append(counted: item.path)
      parts.append(counted: item.namespace)
    }
    return KeyedEntry(
      key: inputs.combinedHash.digest, name: Array(path.utf8), epoch: inputs.epoch,
      options: inputs.options, irID: irID, irSize: irSize, irChecksum: irChecksum,
      runtimeParts: runtimeParts, costNanoseconds: costNanoseconds, usedDay: usedDay,
      parts: parts.bytes)
  }

  /// Reads row `row`; `nil` if its parts do not fit.
  package init?(_ index: KeyedIndex, row: Int) {
    guard let parts = ZirParts(index, row: row) else { return nil }
    let setting = index.setting(row)
    self.init(
      path: String(decoding: index.name(row), as: UTF8.self),
      inputs: FileInputs(
        epoch: setting.epoch, options: setting.options, moduleName: parts.moduleName.string,
        sourceID: parts.sourceID,
        imports: parts.imports.map {
          ImportInput(
            namespace: $0.namespace.string, moduleName: $0.moduleName.string,
            interfaceID: $0.interfaceID)
        }),
      facts: FileFacts(
        interface: parts.interface.bytes, interfaceID: parts.interfaceID,
        imports: parts.facts.map {
          ImportFact(path: $0.path.string, namespace: $0.namespace.string)
        },
        diagnostics: parts.diagnostics.bytes, functionCount: parts.functionCount),
      irID: index.irID(row), irSize: index.entries.uint64(row, EntryField.irSize),
      irChecksum: index.entries.uint32(row, EntryField.irChecksum),
      runtimeParts: index.entries.uint32(row, EntryField.runtimeParts),
      costNanoseconds: index.entries.uint64(row, EntryField.cost), usedDay: index.usedDay(row))
  }

  /// The key that what row `row` says of its inputs makes; `nil` if its parts do not fit.
  ///
  /// - Parameter setting: what was fed of the row's setting.
  static func key(of index: KeyedIndex, row: Int, after setting: KeyHasher) -> Digest? {
    guard let parts = ZirParts(index, row: row) else { return nil }
    var hasher = setting
    FileInputs.feed(
      parts.moduleName, parts.sourceID, parts.imports, count: parts.imports.count, into: &hasher)
    return hasher.finalize()
  }
}

/// An entry's own fields where they lie: see ``ZirEntry/keyed``.
private struct ZirParts {
  let sourceID: ObjectID
  let moduleName: IndexText
  let interfaceID: InterfaceID
  let interface: IndexText
  let diagnostics: IndexText
  let functionCount: UInt32
  let imports: RecordedList<Import>
  let facts: RecordedList<Fact>

  struct Import: ImportKeyInput, ReadableItem {
    let namespace: IndexText
    let moduleName: IndexText
    let interfaceID: InterfaceID

    static let sizeBytesMin = 8 + Digest.sizeBytes

    init(from reader: inout ByteReader) {
      namespace = reader.countedText()
      moduleName = reader.countedText()
      interfaceID = InterfaceID(digest: reader.digest())
    }
  }

  struct Fact: ReadableItem {
    let path: IndexText
    let namespace: IndexText

    static let sizeBytesMin = 8

    init(from reader: inout ByteReader) {
      path = reader.countedText()
      namespace = reader.countedText()
    }
  }

  /// - Returns: `nil` if they do not fit.
  init?(_ index: KeyedIndex, row: Int) {
    var reader = ByteReader(index.heap.bytes, index.partsRange(row))
    sourceID = reader.objectID()
    moduleName = reader.countedText()
    interfaceID = InterfaceID(digest: reader.digest())
    interface = reader.countedText()
    diagnostics = reader.countedText()
    functionCount = reader.uint32()
    imports = reader.countedList(of: Import.self)
    facts = reader.countedList(of: Fact.self)
    guard reader.isValid else { return nil }
  }
}
