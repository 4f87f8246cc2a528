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

  /// Reads what row `row` says of its key's inputs and of the file; `nil` if its parts do not fit. Cost:
  /// its name is not looked at.
  static func recorded(
    _ index: KeyedIndex, row: Int
  ) -> (inputs: FileInputs, facts: FileFacts)? {
    var reader = ByteReader(index.heap.bytes, index.partsRange(row))
    let sourceID = reader.objectID()
    let moduleName = reader.countedString()
    let interfaceID = InterfaceID(digest: reader.digest())
    let interface = reader.countedBytes()
    let diagnostics = reader.countedBytes()
    let functionCount = reader.uint32()
    var imports: [ImportInput] = []
    for _ in 0..<reader.listCount(itemBytesMin: 8 + Digest.sizeBytes) {
      let namespace = reader.countedString()
      let module = reader.countedString()
      imports.append(
        ImportInput(
          namespace: namespace, moduleName: module,
          interfaceID: InterfaceID(digest: reader.digest())))
    }
    var facts: [ImportFact] = []
    for _ in 0..<reader.listCount(itemBytesMin: 8) {
      let path = reader.countedString()
      facts.append(ImportFact(path: path, namespace: reader.countedString()))
    }
    guard reader.isValid else { return nil }
    let setting = index.setting(row)
    return (
      FileInputs(
        epoch: setting.epoch, options: setting.options, moduleName: moduleName, sourceID: sourceID,
        imports: imports),
      FileFacts(
        interface: interface, interfaceID: interfaceID, imports: facts, diagnostics: diagnostics,
        functionCount: functionCount)
    )
  }

  /// Reads row `row`; `nil` if its parts do not fit.
  package init?(_ index: KeyedIndex, row: Int) {
    guard let (inputs, facts) = Self.recorded(index, row: row) else { return nil }
    self.init(
      path: String(decoding: index.name(row), as: UTF8.self), inputs: inputs, facts: facts,
      irID: index.irID(row), irSize: index.entries.uint64(row, EntryField.irSize),
      irChecksum: index.entries.uint32(row, EntryField.irChecksum),
      runtimeParts: index.entries.uint32(row, EntryField.runtimeParts),
      costNanoseconds: index.entries.uint64(row, EntryField.cost), usedDay: index.usedDay(row))
  }
}
