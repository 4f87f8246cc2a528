// AirCache: is a function's LLVM IR known? Named after AIR, the stage that a hit makes unnecessary.
// Like ZirCache it stores LLVM IR, and no AIR. Reads air_index.bin in place, from its mapping.

import ObjectStore

// air_index.bin is a keyed index (KeyedIndex): key = function key, name = path NUL function. It
// keeps all generations of a name until gc. The grammar of an entry's parts is at
// ``AirEntry/keyed``.

/// A mapped, checked snapshot of air_index.bin.
///
/// A class because many readers share one mapping. Immutable.
package final class AirCache: KeyedCache {
  package typealias Entry = AirEntry

  package let chain: KeyedChain

  package static let format = KeyedIndex.format(kind: 0x5852_4941, version: 3)
  package static let generationsMax = Int.max

  package init(_ chain: KeyedChain) {
    self.chain = chain
  }

  /// The known states of a function, the newest first.
  package func generations(path: String, function: String) -> [AirEntry] {
    chain.rows(ofName: AirEntry.name(path: path, function: function))
      .compactMap { AirEntry($0.layer, row: $0.row) }
  }

  /// The newest state of a function, or `nil`.
  package func newest(path: String, function: String) -> AirEntry? {
    newest(ofName: AirEntry.name(path: path, function: function))
  }

  /// The newest state of a function whose IR is this object, or `nil`.
  func newest(path: String, function: String, irID: ObjectID) -> AirEntry? {
    let rows = chain.rows(ofName: AirEntry.name(path: path, function: function))
    return rows.first { $0.layer.irID($0.row) == irID }.flatMap { AirEntry($0.layer, row: $0.row) }
  }

  /// The names of a file's functions in all its states, sorted.
  package func functions(ofPath path: String) -> [String] {
    let prefix = AirEntry.name(path: path, function: "")
    let index = index
    var names: [String] = []
    for name in index.firstName(notBelow: prefix)..<index.names.rowCount {
      let range = index.nameRange(name)
      guard range.count >= prefix.count else { break }
      let end = range.lowerBound + prefix.count
      guard index.heap.file.compare(range.lowerBound..<end, with: prefix) == 0 else { break }
      names.append(index.heap.file.string(end..<range.upperBound))
    }
    return names
  }
}
