// What becomes of a tree's packs, and which of its loose objects are packed: decided here, done by
// Repacking.

import ObjectStore

/// How a tree's kept objects come to lie in few packs that hold nothing else.
///
/// Each object has one home: the pack that it stays in, or that it moves from. What another pack has
/// of it, and what is dropped, is waste. A pack goes when nothing has its home there; when it has
/// waste; when it is small and there is enough to put it together with. A tree with nothing to
/// consolidate is left as it is, so that a second gc does nothing.
///
/// Orphans (objects that nothing names) must not look younger than they are. Loose ones stay loose;
/// those of a pack that goes move into a pack of their own, which is as old as theirs was.
struct RepackPlan: Sendable {
  /// A pack that goes.
  struct Retiring: Sendable {
    /// Among the inventory's packs.
    let pack: Int
    /// Kept objects that have their home there, as places in the inventory.
    var moving: [Int] = []
    var orphans: [Int] = []
    var wasteBytes: UInt64 = 0
  }

  /// Loose objects that no pack has, as places in the inventory.
  private(set) var loosePlaces: [Int] = []
  /// Objects that a pack has that stays, and that lie loose too.
  private(set) var doublePlaces: [Int] = []
  private(set) var retiring: [Retiring] = []
  /// The pack that each kept object has its home in; -1: none.
  private(set) var homes: [Int]

  /// What a pack holds, in the eyes of a collection.
  private struct Use {
    var moving: [Int] = []
    var orphans: [Int] = []
    var wasteBytes: UInt64 = 0

    var isNeeded: Bool { !moving.isEmpty || !orphans.isEmpty }
  }

  /// - Parameter wastePercentMin: packs of less waste are not rewritten on its account.
  init(_ plan: TreePlan, wastePercentMin: UInt64) {
    let inventory = plan.inventory
    homes = Array(repeating: -1, count: inventory.objects.count)
    for place in plan.reasons.indices where plan.reasons[place] == nil {
      homes[place] = Self.home(of: place, inventory)
    }
    let uses = uses(plan)
    for place in plan.reasons.indices where plan.reasons[place] == nil && homes[place] < 0 {
      if !plan.isOrphan(place: place) { loosePlaces.append(place) }
    }
    choose(uses, inventory, wastePercentMin)
    let leaving = Set(retiring.map(\.pack))
    for (place, object) in inventory.objects.enumerated()
    where plan.reasons[place] == nil && object.loose != nil && homes[place] >= 0 {
      if !leaving.contains(homes[place]), !plan.isOrphan(place: place) {
        doublePlaces.append(place)
      }
    }
  }

  /// The pack that an object is kept in: one that is kept itself, else a large one.
  private static func home(of place: Int, _ inventory: TreeInventory) -> Int {
    func rank(_ pack: Int) -> (Int, UInt64) {
      let reader = inventory.packs[pack].reader
      return (reader.isKept ? 1 : 0, reader.sizeBytes)
    }
    let packs = inventory.objects[place].copies.lazy.map { inventory.copies[$0].pack }
    return packs.max { rank($0) < rank($1) } ?? -1
  }

  private func uses(_ plan: TreePlan) -> [Use] {
    let inventory = plan.inventory
    var uses = [Use](repeating: Use(), count: inventory.packs.count)
    for (place, object) in inventory.objects.enumerated() {
      for copy in inventory.copies[object.copies] {
        if homes[place] != copy.pack {
          uses[copy.pack].wasteBytes += copy.sizeBytes
        } else if plan.isOrphan(place: place) {
          uses[copy.pack].orphans.append(place)
        } else {
          uses[copy.pack].moving.append(place)
        }
      }
    }
    return uses
  }

  private mutating func choose(
    _ uses: [Use], _ inventory: TreeInventory, _ wastePercentMin: UInt64
  ) {
    var small: [Int] = []
    var movingBytes = loosePlaces.reduce(UInt64(0)) {
      $0 + (inventory.objects[$1].loose?.allocatedBytes ?? 0)
    }
    for (number, pack) in inventory.packs.enumerated() where !pack.reader.isKept {
      let use = uses[number]
      let size = pack.reader.sizeBytes
      let isWasteful =
        use.wasteBytes > 0 && use.wasteBytes >= size / 100 * min(wastePercentMin, 100)
      if isWasteful || !use.isNeeded {
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
    // A gc whose time is short frees most first.
    retiring.sort { ($0.wasteBytes, $1.pack) > ($1.wasteBytes, $0.pack) }
  }

  /// How many of the small packs, the smallest first, are put together with what moves anyway: so many
  /// that of those that stay each is at least twice the one before, and the first twice what was put
  /// together. An object is then copied once each time its pack doubles, and packs are few.
  ///
  /// - Parameter sizes: ascending.
  /// - SeeAlso: git-repack(1), `--geometric`
  static func joinedCount(_ sizes: [UInt64], with movingBytes: UInt64) -> Int {
    var count = 0
    for place in sizes.indices.dropFirst() where sizes[place] / 2 < sizes[place - 1] {
      count = place + 1
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

  /// Objects that are to be dropped and whose packs stay all the same, as places in the inventory:
  /// they stay too.
  func sparedPlaces(_ plan: TreePlan) -> [Int] {
    let leaving = Set(retiring.map(\.pack))
    let inventory = plan.inventory
    return plan.reasons.indices.filter { place in
      plan.reasons[place] != nil
        && inventory.copies[inventory.objects[place].copies].contains {
          !leaving.contains($0.pack)
        }
    }
  }
}
