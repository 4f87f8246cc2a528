// The entry that UnitCache stores for a piece of native code.

package import ObjectStore

/// A compiled unit or a linked executable: the inputs of its key, and the object of its code.
package struct UnitEntry: Hashable, Sendable {
  package let inputs: UnitInputs
  package let key: UnitKey
  /// The object of the code, in the tree `objects`.
  package let codeID: ObjectID
  package let codeSize: UInt64
  /// How long compiling or linking it took.
  package let costNanoseconds: UInt64
  /// The day it was last used, in days since 1970-01-01.
  package let usedDay: UInt32
  package let origin: Origin

  /// Where the code was made.
  package enum Origin: UInt32, Hashable, Sendable {
    /// By this cache's own builds.
    case here = 0
    /// In another cache, or in a snapshot that was fetched.
    case upstream
    /// In a remote cache.
    case remote
  }

  package init(
    inputs: UnitInputs, codeID: ObjectID, codeSize: UInt64, costNanoseconds: UInt64,
    usedDay: UInt32, origin: Origin = .here
  ) {
    self.inputs = inputs
    key = inputs.key
    self.codeID = codeID
    self.codeSize = codeSize
    self.costNanoseconds = costNanoseconds
    self.usedDay = usedDay
    self.origin = origin
  }

  /// The same entry, taken from another cache.
  func fromUpstream() -> UnitEntry {
    UnitEntry(
      inputs: inputs, codeID: codeID, codeSize: codeSize, costNanoseconds: costNanoseconds,
      usedDay: usedDay, origin: .upstream)
  }
}

extension UnitInputs {
  /// The unit's name in the index: `unit name NUL options`.
  var nameInIndex: [UInt8] { Array(name.utf8) + [0] + Array(options.utf8) }
}

extension UnitEntry: TypedEntry {
  package typealias Key = UnitKey

  /// The entry as it is stored in its index, with `parts = content:32 [origin:u32]`. Without it, the
  /// code was made here.
  package var keyed: KeyedEntry {
    var parts = ByteWriter()
    parts.append(inputs.content)
    if origin != .here { parts.append(origin.rawValue) }
    return KeyedEntry(
      key: key.digest, name: inputs.nameInIndex,
      epoch: inputs.toolchain, options: inputs.options, irID: codeID, irSize: codeSize,
      irChecksum: 0, runtimeParts: 0, costNanoseconds: costNanoseconds, usedDay: usedDay,
      parts: parts.bytes)
  }

  /// Reads row `row`; `nil` if its parts are malformed.
  package init?(_ index: KeyedIndex, row: Int) {
    self.init(index.entry(row))
  }

  /// The same of a row from elsewhere.
  package init?(_ entry: KeyedEntry) {
    var reader = ByteReader(IndexBytes(entry.parts), 0..<entry.parts.count)
    let content = reader.digest()
    let from = entry.parts.count > Digest.sizeBytes ? Origin(rawValue: reader.uint32()) : .here
    guard reader.isValid, let from, let end = entry.name.firstIndex(of: 0) else { return nil }
    inputs = UnitInputs(
      toolchain: entry.epoch, options: entry.options,
      name: String(decoding: entry.name[..<end], as: UTF8.self), content: content)
    key = UnitKey(digest: entry.key)
    codeID = entry.irID
    codeSize = entry.irSize
    costNanoseconds = entry.costNanoseconds
    usedDay = entry.usedDay
    origin = from
  }
}
