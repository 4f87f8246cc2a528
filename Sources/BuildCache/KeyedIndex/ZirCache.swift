// ZirCache: is a file's LLVM IR known? Named after ZIR, the stage that a hit makes unnecessary. Like
// AirCache it stores LLVM IR, and no ZIR. Reads zir_index.bin in place, from its mapping.

package import ObjectStore

// zir_index.bin is a keyed index (KeyedIndex): key = combined hash, name = path. It keeps at most
// 16 generations of a name. The grammar of an entry's parts is at ``ZirEntry/keyed``.

/// A mapped, checked snapshot of zir_index.bin.
///
/// A class because many readers share one mapping. Immutable.
package final class ZirCache: KeyedCache {
  package typealias Entry = ZirEntry

  package let chain: KeyedChain

  package static let format = KeyedIndex.format(kind: 0x5852_495a, version: 5)
  /// A file that returns to one of this number of states is not compiled.
  package static let generationsMax = 16

  package init(_ chain: KeyedChain) {
    self.chain = chain
  }

  /// The known states of a file, the newest first.
  package func generations(ofPath path: String) -> [ZirEntry] {
    let rows = chain.rows(ofName: Array(path.utf8)).prefix(Self.generationsMax)
    return rows.compactMap { ZirEntry($0.layer, row: $0.row) }
  }

  /// The newest state of a file, or `nil`.
  package func newest(ofPath path: String) -> ZirEntry? { newest(ofName: Array(path.utf8)) }

  /// The declared forms of the file with this combined hash; `nil` if it is not in the index. Cost:
  /// less than decoding its entry.
  package func forms(of hash: CombinedHash) -> [UInt8]? {
    chain.row(ofKey: hash.digest).flatMap { ZirEntry.forms($0.layer, row: $0.row) }
  }

  /// The forms of the file with this combined hash, and the driver's facts about them; `nil` if it is
  /// not in the index.
  package func declarations(of hash: CombinedHash) -> (forms: [UInt8], facts: [UInt8])? {
    chain.row(ofKey: hash.digest).flatMap { ZirEntry.declarations($0.layer, row: $0.row) }
  }

  /// The facts of a file's text, if the index has a state with this text and this compiler.
  package func facts(path: String, sourceID: ObjectID, epoch: String) -> FileFacts? {
    for (layer, row) in chain.rows(ofName: Array(path.utf8)) {
      // The source id is the first of an entry's parts.
      let source = layer.heap.file.digest(at: layer.partsRange(row).lowerBound)
      guard source == Digest(sourceID), layer.epoch(row) == epoch else { continue }
      if let entry = ZirEntry(layer, row: row) { return entry.facts }
    }
    return nil
  }
}
