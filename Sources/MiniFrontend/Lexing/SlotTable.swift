// A hash table of numbers.

/// Finds the numbers of items that its owner keeps, from 0 in the order of their appearance. (Not a
/// dictionary: runtime note 1.)
struct SlotTable {
  private var hashes: [Int] = []
  /// Open addressing; a power of two of slots, at most half full. A slot is an item's number plus 1, or 0.
  private var slots: [UInt32]

  /// - Parameter slotCount: a power of two.
  init(slotCount: Int) {
    slots = Array(repeating: 0, count: slotCount)
  }

  /// The number in a slot; `nil` if it is free.
  subscript(slot: Int) -> Int? { slots[slot] == 0 ? nil : Int(slots[slot] - 1) }

  /// The slot of the item, or the free slot where it belongs.
  ///
  /// - Parameter isSame: whether it is the item of a number with the same hash.
  func slot(hash: Int, isSame: (Int) -> Bool) -> Int {
    var slot = hash & (slots.count - 1)
    while let number = self[slot] {
      if hashes[number] == hash, isSame(number) { return slot }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  /// Gives the next number to a new item.
  ///
  /// - Parameter slot: where it belongs.
  mutating func add(hash: Int, at slot: Int) -> Int {
    hashes.append(hash)
    slots[slot] = UInt32(hashes.count)
    if hashes.count * 2 > slots.count { grow() }
    return hashes.count - 1
  }

  private mutating func grow() {
    let old = hashes
    self = SlotTable(slotCount: slots.count * 2)
    for hash in old { _ = add(hash: hash, at: slot(hash: hash) { _ in false }) }
  }
}
