// UnitCache: is a unit's object code known? Reads unit_index.bin in place, from its mapping.

import ObjectStore

// unit_index.bin is a keyed index (KeyedIndex): key = unit key, name = unit name NUL options. It
// keeps all generations of a name until gc. The grammar of an entry's parts is at
// ``UnitEntry/keyed``.

/// A mapped, checked snapshot of unit_index.bin.
///
/// A class because many readers share one mapping. Immutable.
package final class UnitCache: KeyedCache {
  package typealias Entry = UnitEntry

  package let chain: KeyedChain

  package static let format = KeyedIndex.format(kind: 0x5849_4E55, version: 2)
  package static let generationsMax = Int.max

  package init(_ chain: KeyedChain) {
    self.chain = chain
  }

  /// The newest state of the unit with the name and options of `inputs`, or `nil`.
  package func newest(like inputs: UnitInputs) -> UnitEntry? { newest(ofName: inputs.nameInIndex) }

  /// The objects of all states of the unit with this key, the newest first.
  func generations(of key: UnitKey) -> [ObjectID] {
    guard let (layer, row) = chain.row(ofKey: key.digest) else { return [] }
    return chain.rows(ofName: layer.name(row)).map { $0.layer.irID($0.row) }
  }
}
