// ZirCache: is a file's IR known? zir_index.bin, used in place from its mapping.

package import ObjectStore

// zir_index.bin is a keyed index (KeyedIndex): key = combined hash, name = path, at most 16
// generations of a name; the parts of an entry stand above ``ZirEntry/keyed``.

/// A mapped, checked snapshot of zir_index.bin.
///
/// A class because many share the one mapping; nothing in it changes.
package final class ZirCache: KeyedCache {
  package typealias Entry = ZirEntry

  package let chain: KeyedChain

  package static let format = KeyedIndex.format(kind: 0x5852_495a, version: 2)
  /// Going back to one of them costs nothing.
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

  /// What a file's text says, if a state of the file with this text is known to the same compiler.
  package func facts(path: String, sourceID: ObjectID, epoch: String) -> FileFacts? {
    for (layer, row) in chain.rows(ofName: Array(path.utf8)) {
      // The source id is the first of an entry's parts.
      let source = layer.heap.bytes.digest(at: layer.partsRange(row).lowerBound)
      guard source == Digest(sourceID), layer.epoch(row) == epoch else { continue }
      if let entry = ZirEntry(layer, row: row) { return entry.facts }
    }
    return nil
  }
}
