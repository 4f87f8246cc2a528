// Decides which of a tree's packs to rewrite and which loose objects to pack. Repacking does the
// work.

import ObjectStore

/// A plan that leaves a tree's kept objects in few packs that contain nothing else.
///
/// Each object has one home: the pack in which it stays, or from which it moves. Copies in other
/// packs, and dropped objects, are waste. A pack goes in three cases: no object has its home there;
/// it has waste; or it is small and there are enough others to combine it with. A tree without
/// anything to consolidate is left as it is, so that a second gc does nothing.
///
/// Orphans (objects that nothing names) must not look more recent than they are. Loose ones stay
/// loose. Those of a pack that goes move into a new pack of their own, with the age of the old one.
struct RepackPlan: Sendable {
  /// A pack that goes.
  struct Retiring: Sendable {
    /// The index of the pack in the inventory.
    let pack: Int
    /// Kept objects with their home there, as slots in the inventory.
    var moving: [Int] = []
    var orphans: [Int] = []
    var wasteBytes: UInt64 = 0
  }

  /// Loose objects that no pack contains, as slots in the inventory.
  private(set) var looseSlots: [Int] = []
  /// Loose objects that a pack that stays also contains.
  private(set) var doubleSlots: [Int] = []
  private(set) var retiring: [Retiring] = []
  /// The home of each kept object; -1 if no pack contains it.
  private(set) var homes: [Int]

  /// The content of a pack, as the collection sees it.
  private struct Use {
    var moving: [Int] = []
    var orphans: [Int] = []
    var wasteBytes: UInt64 = 0

    var isNeeded: Bool { !moving.isEmpty || !orphans.isEmpty }
  }

  /// - Parameters:
  ///   - wastePercentMin: packs with a smaller share of waste are not rewritten because of it.
  ///   - rewritesAll: whether all packs are rewritten, wasteful or not.
  init(_ marks: TreeMarks, wastePercentMin: UInt64, rewritesAll: Bool = false) {
    let inventory = marks.inventory
    homes = Array(repeating: -1, count: inventory.objects.count)
    for slot in marks.fates.indices where !marks.fates[slot].isDropped {
      homes[slot] = Self.home(of: slot, inventory)
    }
    let uses = uses(marks)
    for slot in marks.fates.indices where !marks.fates[slot].isDropped && homes[slot] < 0 {
      if !marks.isOrphan(slot: slot) { looseSlots.append(slot) }
    }
    choose(uses, inventory, wastePercentMin, rewritesAll)
    let leaving = Set(retiring.map(\.pack))
    for (slot, object) in inventory.objects.enumerated()
    where !marks.fates[slot].isDropped && object.loose != nil && homes[slot] >= 0 {
      if !leaving.contains(homes[slot]), !marks.isOrphan(slot: slot) {
        doubleSlots.append(slot)
      }
    }
  }

  /// The pack that an object stays in: one with a `.keep` if there is one, else the largest.
  private static func home(of slot: Int, _ inventory: TreeInventory) -> Int {
    func rank(_ pack: Int) -> (Int, UInt64) {
      let reader = inventory.packs[pack].reader
      return (reader.isKept ? 1 : 0, reader.sizeBytes)
    }
    let packs = inventory.objects[slot].copies.lazy.map { inventory.copies[$0].pack }
    return packs.max { rank($0) < rank($1) } ?? -1
  }

  private func uses(_ marks: TreeMarks) -> [Use] {
    let inventory = marks.inventory
    var uses = [Use](repeating: Use(), count: inventory.packs.count)
    for (slot, object) in inventory.objects.enumerated() {
      for copy in inventory.copies[object.copies] {
        if homes[slot] != copy.pack {
          uses[copy.pack].wasteBytes += copy.sizeBytes
        } else if marks.isOrphan(slot: slot) {
          uses[copy.pack].orphans.append(slot)
        } else {
          uses[copy.pack].moving.append(slot)
        }
      }
    }
    return uses
  }

  private mutating func choose(
    _ uses: [Use], _ inventory: TreeInventory, _ wastePercentMin: UInt64, _ rewritesAll: Bool
  ) {
    var small: [Int] = []
    var movingBytes = looseSlots.reduce(UInt64(0)) {
      $0 + (inventory.objects[$1].loose?.allocatedBytes ?? 0)
    }
    for (number, pack) in inventory.packs.enumerated() where !pack.reader.isKept {
      let use = uses[number]
      let size = pack.reader.sizeBytes
      let isWasteful =
        use.wasteBytes > 0 && use.wasteBytes >= size / 100 * min(wastePercentMin, 100)
      if rewritesAll || isWasteful || !use.isNeeded {
        retire(number, use)
        if !use.moving.isEmpty { movingBytes += size - min(size, use.wasteBytes) }
      } else if pack.isSmall, !use.moving.isEmpty {
        small.append(number)
      }
    }
    small.sort {
      let (left, right) = (inventory.packs[$0].reader, inventory.packs[$1].reader)
      return (left.sizeBytes, left.name) < (right.sizeBytes, right.name)
    }
    let sizes = small.map { inventory.packs[$0].reader.sizeBytes }
    for number in small.prefix(Self.joinedCount(sizes, with: movingBytes)) {
      retire(number, uses[number])
    }
    // So that a gc with little time frees most of the space.
    retiring.sort { ($0.wasteBytes, $1.pack) > ($1.wasteBytes, $0.pack) }
  }

  /// The number of small packs, the smallest first, to combine with what moves anyway. Of the packs
  /// that stay, each is then at least twice the one before, and the first is twice the combined
  /// pack. So an object is copied once each time its pack doubles, and packs are few.
  ///
  /// - Parameter sizes: ascending.
  /// - SeeAlso: git-repack(1), `--geometric`
  static func joinedCount(_ sizes: [UInt64], with movingBytes: UInt64) -> Int {
    var count = 0
    for slot in sizes.indices.dropFirst() where sizes[slot] / 2 < sizes[slot - 1] {
      count = slot + 1
    }
    var bytes = sizes[..<count].reduce(movingBytes, +)
    while count < sizes.count, sizes[count] / 2 < bytes {
      bytes += sizes[count]
      count += 1
    }
    return count
  }

  private mutating func retire(_ pack: Int, _ use: Use) {
    retiring.append(
      Retiring(
        pack: pack, moving: use.moving, orphans: use.orphans, wasteBytes: use.wasteBytes))
  }

  /// Dropped objects that stay because their packs stay, as slots in the inventory.
  func slotsToKeep(_ marks: TreeMarks) -> [Int] {
    let leaving = Set(retiring.map(\.pack))
    let inventory = marks.inventory
    return marks.fates.indices.filter { slot in
      marks.fates[slot].isDropped
        && inventory.copies[inventory.objects[slot].copies].contains {
          !leaving.contains($0.pack)
        }
    }
  }
}
