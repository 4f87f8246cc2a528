// The entry that AirCache stores for a compiled function.

package import ObjectStore

/// A compiled function: the inputs of its key, and the object of its IR.
///
/// Stored in the encoding of its index. Each thread encodes the entries that it makes, so a build
/// of thousands of functions encodes them in parallel. Rarely used fields take no extra memory.
package struct AirEntry: Hashable, Sendable {
  /// The entry as it is stored in its index. Its parts:
  ///
  ///     parts = body:32 symbol calleeCount:u32 (symbol signature)*
  ///
  /// A u32 before each string contains its length.
  package let keyed: KeyedEntry

  /// - Parameters:
  ///   - path: the file that contains it, relative to the root file's folder.
  ///   - function: its name in that file.
  ///   - key: the key of `inputs`.
  ///   - irID: the object of the function's IR, in the tree `objects`.
  ///   - irSize: bytes of the IR.
  ///   - runtimeParts: the runtime parts that the IR uses, one bit per part.
  ///   - costNanoseconds: how long compiling it took.
  ///   - usedDay: the day it was last used, in days since 1970-01-01.
  package init(
    path: String, function: String, inputs: FunctionInputs, key: FunctionKey, irID: ObjectID,
    irSize: UInt64, runtimeParts: UInt128, costNanoseconds: UInt64, usedDay: UInt32
  ) {
    keyed = KeyedEntry(
      key: key.digest, name: AirEntry.name(path: path, function: function), epoch: inputs.epoch,
      options: inputs.options, irID: irID, irSize: irSize, irChecksum: 0,
      runtimeParts: runtimeParts, costNanoseconds: costNanoseconds, usedDay: usedDay,
      parts: Self.parts(of: inputs))
  }

  package var path: String { String(decoding: keyed.name[..<nameEnd], as: UTF8.self) }
  package var function: String { String(decoding: keyed.name[(nameEnd + 1)...], as: UTF8.self) }
  package var key: FunctionKey { FunctionKey(digest: keyed.key) }
  package var irID: ObjectID { keyed.irID }
  package var irSize: UInt64 { keyed.irSize }
  package var runtimeParts: UInt128 { keyed.runtimeParts }
  package var costNanoseconds: UInt64 { keyed.costNanoseconds }
  package var usedDay: UInt32 { keyed.usedDay }

  /// The inputs of its key. Cost: decoding them, at each call.
  package var inputs: FunctionInputs {
    guard let parts = AirParts(ByteReader(IndexBytes(keyed.parts), 0..<keyed.parts.count)) else {
      preconditionFailure("an entry's parts were written or checked here")
    }
    return FunctionInputs(
      epoch: keyed.epoch, options: keyed.options, symbol: parts.symbol.string, body: parts.body,
      callees: parts.callees.map {
        CalleeInput(symbol: $0.symbol.string, signature: $0.signature.string)
      })
  }

  private var nameEnd: Int { keyed.name.firstIndex(of: 0) ?? keyed.name.endIndex }
}

extension AirEntry: TypedEntry {
  package typealias Key = FunctionKey

  private static func parts(of inputs: FunctionInputs) -> [UInt8] {
    var parts = ByteWriter()
    parts.reserve(
      inputs.callees.reduce(Digest.sizeBytes + 8 + inputs.symbol.utf8.count) {
        $0 + 8 + $1.symbol.utf8.count + $1.signature.utf8.count
      })
    parts.append(inputs.body)
    parts.append(counted: inputs.symbol)
    parts.append(small: inputs.callees.count)
    for callee in inputs.callees {
      parts.append(counted: callee.symbol)
      parts.append(counted: callee.signature)
    }
    return parts.bytes
  }

  /// The key of the inputs that row `row` records; `nil` if its parts are malformed.
  ///
  /// - Parameter setting: a hasher that was already fed the row's compiler and options.
  static func key(of index: KeyedIndex, row: Int, after setting: KeyHasher) -> Digest? {
    guard let parts = AirParts(index, row: row) else { return nil }
    var hasher = setting
    FunctionInputs.feed(
      parts.symbol, parts.body, parts.callees, count: parts.callees.items.count, into: &hasher)
    return hasher.finalize()
  }

  /// Reads row `row`; `nil` if its parts are malformed.
  package init?(_ index: KeyedIndex, row: Int) {
    let entry = index.entry(row)
    guard AirParts(index, row: row) != nil, entry.name.contains(0) else { return nil }
    keyed = entry
  }

  /// A function's name in the index: `path NUL function`. No path contains a NUL, and no byte sorts
  /// before it, so a file's functions are adjacent.
  static func name(path: String, function: String) -> [UInt8] {
    var name: [UInt8] = []
    name.reserveCapacity(path.utf8.count + 1 + function.utf8.count)
    name += path.utf8
    name.append(0)
    name += function.utf8
    return name
  }
}

/// An entry's own fields, in place. Their grammar is at ``AirEntry/keyed``.
private struct AirParts {
  let body: Digest
  let symbol: IndexText
  let callees: Callees

  struct Callee: CalleeKeyInput {
    let symbol: IndexText
    let signature: IndexText

    init(from reader: inout ByteReader) {
      symbol = reader.countedText()
      signature = reader.countedText()
    }
  }

  struct Callees: Sequence, IteratorProtocol {
    var items: RecordedItems
    mutating func next() -> Callee? { items.next(Callee.init) }
  }

  init?(_ index: KeyedIndex, row: Int) {
    self.init(ByteReader(index.heap.file, index.partsRange(row)))
  }

  /// - Returns: `nil` if they are malformed.
  init?(_ parts: ByteReader) {
    var reader = parts
    body = reader.digest()
    symbol = reader.countedText()
    callees = Callees(
      items: reader.countedItems(itemBytesMin: 8) { _ = Callee(from: &$0) })
    guard reader.isValid else { return nil }
  }
}
