// UnitCache: is a unit's object code known? unit_index.bin, used in place from its mapping.

import ObjectStore

// unit_index.bin is a keyed index (KeyedIndex): key = unit key, name = unit name NUL options, all
// generations of a name until gc; the parts of an entry stand above ``UnitEntry/keyed``.

/// A mapped, checked snapshot of unit_index.bin.
///
/// A class because many share the one mapping; nothing in it changes.
package final class UnitCache: KeyedCache {
  package typealias Entry = UnitEntry

  package let chain: KeyedChain

  package static let format = KeyedIndex.format(kind: 0x5849_4E55, version: 1)
  package static let generationsMax = Int.max
  static let fileName = "unit_index.bin"

  package init(_ chain: KeyedChain) {
    self.chain = chain
  }

  /// The newest state of the unit that has these inputs' name and options, or `nil`.
  package func newest(like inputs: UnitInputs) -> UnitEntry? { newest(ofName: inputs.nameInIndex) }

  /// The objects of all states of the unit that has this key, the newest first.
  func generations(of key: UnitKey) -> [ObjectID] {
    guard let (layer, row) = chain.row(ofKey: key.digest) else { return [] }
    return chain.rows(ofName: layer.name(row)).map { $0.layer.irID($0.row) }
  }
}
