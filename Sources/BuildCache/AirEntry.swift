// What AirCache keeps of a compiled function.

package import ObjectStore

/// A compiled function: the inputs of its key, and its IR's object.
package struct AirEntry: Hashable, Sendable {
  /// The file it was compiled in, relative to the root file's folder.
  package let path: String
  /// Its name in that file.
  package let function: String
  package let inputs: FunctionInputs
  /// The key that the inputs make.
  package let key: FunctionKey
  /// The object of the function's IR, in the tree `objects`.
  package let irID: ObjectID
  /// Bytes of the IR.
  package let irSize: UInt64
  /// The runtime parts that the IR uses, a bit each.
  package let runtimeParts: UInt32
  /// What compiling it took.
  package let costNanoseconds: UInt64
  /// Days since 1970-01-01: when it was last of use.
  package let usedDay: UInt32

  package init(
    path: String, function: String, inputs: FunctionInputs, key: FunctionKey, irID: ObjectID,
    irSize: UInt64, runtimeParts: UInt32, costNanoseconds: UInt64, usedDay: UInt32
  ) {
    self.path = path
    self.function = function
    self.inputs = inputs
    self.key = key
    self.irID = irID
    self.irSize = irSize
    self.runtimeParts = runtimeParts
    self.costNanoseconds = costNanoseconds
    self.usedDay = usedDay
  }
}

extension AirEntry: KeyedCacheEntry {
  package typealias Key = FunctionKey

  /// The entry as its index keeps it. Its parts:
  ///
  ///     parts = body:32 symbol calleeCount:u32 (symbol signature)*
  ///
  /// Strings are counted by a u32 before them.
  package var keyed: KeyedEntry {
    var parts = ByteWriter()
    parts.append(inputs.body)
    parts.append(counted: inputs.symbol)
    parts.append(small: inputs.callees.count)
    for callee in inputs.callees {
      parts.append(counted: callee.symbol)
      parts.append(counted: callee.signature)
    }
    return KeyedEntry(
      key: key.digest, name: AirEntry.name(path: path, function: function), epoch: inputs.epoch,
      options: inputs.options, irID: irID, irSize: irSize, irChecksum: 0,
      runtimeParts: runtimeParts, costNanoseconds: costNanoseconds, usedDay: usedDay,
      parts: parts.bytes)
  }

  /// Reads what row `row` says of its key's inputs; `nil` if its parts do not fit. Cost: its name is not
  /// looked at.
  static func recorded(_ index: KeyedIndex, row: Int) -> FunctionInputs? {
    var reader = ByteReader(index.heap.bytes, index.partsRange(row))
    let body = reader.digest()
    let symbol = reader.countedString()
    var callees: [CalleeInput] = []
    for _ in 0..<reader.listCount(itemBytesMin: 8) {
      let symbol = reader.countedString()
      callees.append(CalleeInput(symbol: symbol, signature: reader.countedString()))
    }
    guard reader.isValid else { return nil }
    let setting = index.setting(row)
    return FunctionInputs(
      epoch: setting.epoch, options: setting.options, symbol: symbol, body: body, callees: callees)
  }

  /// Reads row `row`; `nil` if its parts do not fit.
  package init?(_ index: KeyedIndex, row: Int) {
    let name = index.name(row)
    guard let inputs = Self.recorded(index, row: row), let end = name.firstIndex(of: 0)
    else { return nil }
    self.init(
      path: String(decoding: name[..<end], as: UTF8.self),
      function: String(decoding: name[(end + 1)...], as: UTF8.self),
      inputs: inputs, key: FunctionKey(digest: index.key(row)), irID: index.irID(row),
      irSize: index.entries.uint64(row, EntryField.irSize),
      runtimeParts: index.entries.uint32(row, EntryField.runtimeParts),
      costNanoseconds: index.entries.uint64(row, EntryField.cost), usedDay: index.usedDay(row))
  }

  /// A function's name in the index: `path NUL function`. No path holds a NUL, and none sorts before
  /// it: a file's functions stand together.
  static func name(path: String, function: String) -> [UInt8] {
    Array(path.utf8) + [0] + Array(function.utf8)
  }
}
