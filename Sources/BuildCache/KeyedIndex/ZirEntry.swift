// The entry that ZirCache stores for a compiled file.

package import ObjectStore

/// A compiled file: the inputs of its key, the facts of its text, and the object of its IR.
///
/// Stored in the encoding of its index, like ``AirEntry``.
package struct ZirEntry: Hashable, Sendable {
  /// The entry as it is stored in its index. Its parts:
  ///
  ///     parts = sourceID:32 module interfaceID:32 interface diagnostics functionCount:u32
  ///             importCount:u32 (namespace module interfaceID:32)*
  ///             factCount:u32 (path namespace)*
  ///
  /// A u32 before each string and byte array contains its length.
  package let keyed: KeyedEntry

  /// - Parameters:
  ///   - path: relative to the root file's folder.
  ///   - irID: the object of the file's IR, in the tree `zir`.
  ///   - irSize: bytes of the IR.
  ///   - irChecksum: CRC-32 of the IR.
  ///   - runtimeParts: the runtime parts that the IR uses, one bit per part.
  ///   - costNanoseconds: how long compiling it took.
  ///   - usedDay: the day it was last used, in days since 1970-01-01.
  package init(
    path: String, inputs: FileInputs, facts: FileFacts, irID: ObjectID, irSize: UInt64,
    irChecksum: UInt32, runtimeParts: UInt32, costNanoseconds: UInt64, usedDay: UInt32
  ) {
    keyed = KeyedEntry(
      key: inputs.combinedHash.digest, name: Array(path.utf8), epoch: inputs.epoch,
      options: inputs.options, irID: irID, irSize: irSize, irChecksum: irChecksum,
      runtimeParts: runtimeParts, costNanoseconds: costNanoseconds, usedDay: usedDay,
      parts: Self.parts(of: inputs, facts))
  }

  package var path: String { String(decoding: keyed.name, as: UTF8.self) }
  package var combinedHash: CombinedHash { CombinedHash(digest: keyed.key) }
  package var irID: ObjectID { keyed.irID }
  package var irSize: UInt64 { keyed.irSize }
  package var irChecksum: UInt32 { keyed.irChecksum }
  package var runtimeParts: UInt32 { keyed.runtimeParts }
  package var costNanoseconds: UInt64 { keyed.costNanoseconds }
  package var usedDay: UInt32 { keyed.usedDay }

  /// The inputs of its key. Cost: decoding them, at each call. The same applies to `facts`.
  package var inputs: FileInputs {
    let parts = parts
    return FileInputs(
      epoch: keyed.epoch, options: keyed.options, moduleName: parts.moduleName.string,
      sourceID: parts.sourceID,
      imports: parts.imports.map {
        ImportInput(
          namespace: $0.namespace.string, moduleName: $0.moduleName.string,
          interfaceID: $0.interfaceID)
      })
  }

  package var facts: FileFacts {
    let parts = parts
    return FileFacts(
      interface: parts.interface.bytes, interfaceID: parts.interfaceID,
      imports: parts.facts.map {
        ImportFact(path: $0.path.string, namespace: $0.namespace.string)
      },
      diagnostics: parts.diagnostics.bytes, functionCount: parts.functionCount)
  }

  private var parts: ZirParts {
    guard let parts = ZirParts(ByteReader(IndexBytes(keyed.parts), 0..<keyed.parts.count)) else {
      preconditionFailure("an entry's parts were written or checked here")
    }
    return parts
  }
}

extension ZirEntry: KeyedCacheEntry {
  package typealias Key = CombinedHash

  private static func parts(of inputs: FileInputs, _ facts: FileFacts) -> [UInt8] {
    var parts = ByteWriter()
    parts.reserve(
      2 * Digest.sizeBytes + 24 + inputs.moduleName.utf8.count + facts.interface.count
        + facts.diagnostics.count
        + inputs.imports.reduce(0) {
          $0 + 8 + Digest.sizeBytes + $1.namespace.utf8.count + $1.moduleName.utf8.count
        }
        + facts.imports.reduce(0) { $0 + 8 + $1.path.utf8.count + $1.namespace.utf8.count })
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
    return parts.bytes
  }

  /// Reads row `row`; `nil` if its parts are malformed.
  package init?(_ index: KeyedIndex, row: Int) {
    guard ZirParts(index, row: row) != nil else { return nil }
    keyed = index.entry(row)
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
  let interfaceID: InterfaceID
  let interface: IndexText
  let diagnostics: IndexText
  let functionCount: UInt32
  let imports: Imports
  let facts: Facts

  struct Import: ImportKeyInput {
    let namespace: IndexText
    let moduleName: IndexText
    let interfaceID: InterfaceID

    init(from reader: inout ByteReader) {
      namespace = reader.countedText()
      moduleName = reader.countedText()
      interfaceID = InterfaceID(digest: reader.digest())
    }
  }

  struct Fact {
    let path: IndexText
    let namespace: IndexText

    init(from reader: inout ByteReader) {
      path = reader.countedText()
      namespace = reader.countedText()
    }
  }

  struct Imports: Sequence, IteratorProtocol {
    var items: RecordedItems
    mutating func next() -> Import? { items.next(Import.init) }
  }

  struct Facts: Sequence, IteratorProtocol {
    var items: RecordedItems
    mutating func next() -> Fact? { items.next(Fact.init) }
  }

  init?(_ index: KeyedIndex, row: Int) {
    self.init(ByteReader(index.heap.file, index.partsRange(row)))
  }

  /// - Returns: `nil` if they are malformed.
  init?(_ parts: ByteReader) {
    var reader = parts
    sourceID = reader.objectID()
    moduleName = reader.countedText()
    interfaceID = InterfaceID(digest: reader.digest())
    interface = reader.countedText()
    diagnostics = reader.countedText()
    functionCount = reader.uint32()
    imports = Imports(
      items: reader.countedItems(itemBytesMin: 8 + Digest.sizeBytes) { _ = Import(from: &$0) })
    facts = Facts(items: reader.countedItems(itemBytesMin: 8) { _ = Fact(from: &$0) })
    guard reader.isValid else { return nil }
  }
}
