// gc's first phase: writes what stays into new packs. It removes nothing, and holds only the lock
// that prevents other gc processes.

import FileIO
import ObjectStore
import Synchronization

/// The repacking of one tree.
struct Repacking: Sendable {
  /// For each object of the inventory, whether a pack that stays contains it.
  private(set) var isPacked: [Bool]
  /// Bytes of objects in the new packs, with their rows in the pack's index.
  private(set) var newSizes: [Int: UInt64] = [:]
  private(set) var written: [PackWriter.Written] = []
  /// Objects whose loose files can be removed, because a sound copy is in a pack that stays.
  private(set) var unneeded: [Int] = []
  /// Packs of the inventory that can be removed, unless something else turns out to need them.
  private(set) var retiring: [Int] = []
  /// Packs in which damage was found. They are moved aside, not removed.
  private(set) var damagedPacks: Set<Int> = []
  /// Objects without a sound copy.
  private(set) var lost: Set<Int> = []
  private(set) var events: [String] = []
  private let inventory: TreeInventory
  private let threadsMax: Int
  private let encoder: PackEntryEncoder
  /// Whether packs are written again though nothing is combined with them.
  private let rewritesAll: Bool
  private let names = WrittenNames()

  /// - Parameters:
  ///   - repackPlan: objects in packs that the plan leaves alone stay there.
  ///   - recompressionLevel: at which all that moves is deflated again; `nil`: what a pack has is copied.
  init(
    _ inventory: TreeInventory, _ repackPlan: RepackPlan, recompressionLevel: Int32?,
    threadsMax: Int
  ) {
    self.inventory = inventory
    self.threadsMax = threadsMax
    rewritesAll = recompressionLevel != nil
    encoder = PackEntryEncoder(
      level: recompressionLevel ?? repackLevel, deflatesAgain: rewritesAll)
    isPacked = repackPlan.homes.map { $0 >= 0 }
  }

  /// Writes the new packs of a plan. If that fails, everything stays as it is, except
  /// packs of which nothing is needed.
  ///
  /// - Parameter isOverdue: called now and then; after it returns `true` nothing new is begun.
  mutating func run(_ repackPlan: RepackPlan, isOverdue: () -> Bool) {
    var looseSlots = repackPlan.looseSlots
    for slot in repackPlan.doubleSlots {
      if hasSoundHome(slot, repackPlan) {
        unneeded.append(slot)
      } else {
        isPacked[slot] = false
        looseSlots.append(slot)
      }
    }
    do throws(ObjectError) {
      try write(looseSlots, repackPlan, isOverdue)
    } catch {
      giveUp(repackPlan, error)
    }
  }

  /// Whether the copy that is to remain as the only one can be read.
  private func hasSoundHome(_ slot: Int, _ repackPlan: RepackPlan) -> Bool {
    let reader = inventory.packs[repackPlan.homes[slot]].reader
    do throws(ObjectError) {
      return try reader.read(inventory.objects[slot].id) != nil
    } catch {
      return false
    }
  }

  // MARK: Writing

  private mutating func write(
    _ looseSlots: [Int], _ repackPlan: RepackPlan, _ isOverdue: () -> Bool
  ) throws(ObjectError) {
    var writer = newWriter()
    var sizes: [Int: UInt64] = [:]
    var moved: [Int] = []
    for round in looseSlots.indices.pieces(of: slotsPerRound) {
      if isOverdue() { break }
      _ = try add(Array(looseSlots[round]), from: nil, to: &writer, &sizes)
    }
    for pack in worthMoving(repackPlan.retiring, hasLoose: !sizes.isEmpty) {
      if isOverdue() { break }
      var isMoved = try add(pack.moving, from: pack.pack, to: &writer, &sizes)
      let orphans = pack.orphans.filter { inventory.objects[$0].loose == nil }
      var own = newWriter()
      if try !add(orphans, from: pack.pack, to: &own, &sizes) { isMoved = false }
      written += try own.commit()
      if isMoved { moved.append(pack.pack) }
    }
    written += try writer.commit()
    // A pack that was written again as it was stays.
    let names = Set(written.map(\.name))
    moved.removeAll { names.contains(inventory.packs[$0].reader.name) }
    retiring = moved
    newSizes = sizes
    for pack in moved {
      for slot in inventory.packs[pack].slots where repackPlan.homes[slot] == pack {
        isPacked[slot] = false
      }
    }
    for slot in sizes.keys.sorted() {
      isPacked[slot] = true
      if inventory.objects[slot].loose != nil { unneeded.append(slot) }
    }
  }

  /// Checks that the new packs exist and can be opened. If not, nothing is removed because of them.
  mutating func confirm() {
    guard !written.isEmpty else { return }
    do throws(ObjectError) {
      try inventory.folder.reload()
      let usable = Set(try inventory.folder.packs().filter { $0.problem == nil }.map(\.name))
      if written.allSatisfy({ usable.contains($0.name) }) { return }
      note(
        "a pack that was just written to '\(inventory.folder.path)' is gone or cannot be used;"
          + " nothing was removed because of it")
    } catch {
      note("the packs that were just written cannot be examined: \(error)")
    }
    retiring = []
    unneeded = []
    newSizes = [:]
  }

  /// The packs to move, of those that the plan wants to move. Leaves out a pack that would
  /// be written again unchanged, which happens if the packs to be combined with it are damaged.
  private func worthMoving(
    _ retiring: [RepackPlan.Retiring], hasLoose: Bool
  ) -> [RepackPlan.Retiring] {
    let full = retiring.filter { !$0.moving.isEmpty || !$0.orphans.isEmpty }
    guard !rewritesAll, !hasLoose, full.count == 1,
      full[0].moving.count + full[0].orphans.count == inventory.packs[full[0].pack].slots.count
    else { return retiring }
    return retiring.filter { $0.pack != full[0].pack }
  }

  private func newWriter() -> PackWriter {
    let folder = inventory.folder
    let names = names
    return PackWriter(
      in: folder.path, fileSystem: folder.fileSystem, encoder: encoder, durability: .powerLoss,
      didWrite: { name in
        names.add(name)
        folder.didChange(name)
      })
  }

  /// After a failure to write: keeps all copies. Packs of which nothing is needed can still be
  /// removed.
  private mutating func giveUp(_ repackPlan: RepackPlan, _ error: ObjectError) {
    note("objects were not packed and stay where they are: \(error)")
    let old = Set(inventory.packs.map(\.reader.name))
    for name in names.all where !old.contains(name) {
      _ = try? inventory.folder.remove(name)  // other copies of all its objects exist
    }
    written = []
    retiring = repackPlan.retiring.filter { $0.moving.isEmpty && $0.orphans.isEmpty }
      .map(\.pack)
  }

  // MARK: Copies

  /// Adds sound copies to a pack, in the order of the pack that they come from. Reads them on all
  /// cores.
  ///
  /// - Parameter pack: the pack of the inventory that they move from; `nil` if they are loose.
  /// - Returns: whether the source can be removed: `false` if an object could not be read.
  private mutating func add(
    _ slots: [Int], from pack: Int?, to writer: inout PackWriter, _ sizes: inout [Int: UInt64]
  ) throws(ObjectError) -> Bool {
    let slots = pack.map { inOrder(slots, of: inventory.packs[$0].reader.index) } ?? slots
    let packTime = pack.map { inventory.packs[$0].reader.mtimeNanoseconds }
    var areAllRead = true
    for round in slots.indices.pieces(of: slotsPerRound) {
      var failure: ObjectError?
      let pieces = round.pieces(of: slotsPerPiece)
      Parallel.map(pieces, threadsMax: threadsMax) { [self] piece in
        copies(slots[piece], from: pack)
      } inOrder: { number, copies in
        for (slot, copy) in zip(slots[pieces[number]], copies) where failure == nil {
          damagedPacks.formUnion(copy.damagedPacks)
          for event in copy.events { note(event) }
          guard let entry = copy.entry else {
            if copy.isUnreadable { areAllRead = false } else { lost.insert(slot) }
            continue
          }
          do throws(ObjectError) {
            let time = packTime ?? inventory.objects[slot].loose?.mtimeNanoseconds ?? 0
            try writer.add(entry, mtimeNanoseconds: time)
            sizes[slot] = UInt64(entry.sizeBytes) + PackReader.indexBytesPerObject
          } catch {
            failure = error
          }
        }
      }
      if let failure { throw failure }
    }
    return areAllRead
  }

  private func inOrder(_ slots: [Int], of index: PackIndex) -> [Int] {
    slots.map { slot in
      let position = index.position(of: inventory.objects[slot].id)
      return (offset: position.flatMap { index.offset(at: $0) } ?? .max, slot: slot)
    }
    .sorted { $0.offset < $1.offset }.map(\.slot)
  }

  /// The result of reading an object.
  private struct Copy: Sendable {
    /// The object as a pack entry; `nil` if no copy is sound.
    var entry: PackEntry?
    var isUnreadable = false
    var damagedPacks: Set<Int> = []
    var events: [String] = []
  }

  private func copies(_ slots: ArraySlice<Int>, from pack: Int?) -> [Copy] {
    guard let pack else { return slots.map(copy) }
    let ids = slots.map { inventory.objects[$0].id }
    let entries = inventory.packs[pack].reader.entries(of: ids, encoder: encoder)
    return zip(slots, entries).map { slot, entry in
      if case .success(let entry?) = entry { return Copy(entry: entry) }
      return copy(slot)
    }
  }

  /// The object as a pack entry, from a pack, else from its loose file.
  private func copy(_ slot: Int) -> Copy {
    let object = inventory.objects[slot]
    var copy = Copy()
    for packed in inventory.copies[object.copies] {
      do throws(ObjectError) {
        let reader = inventory.packs[packed.pack].reader
        copy.entry = try reader.entry(of: object.id, encoder: encoder)
        if copy.entry != nil { return copy }
      } catch {
        if case .damaged = error {
          copy.damagedPacks.insert(packed.pack)
        } else {
          copy.isUnreadable = true
        }
        copy.events.append("\(error)")
      }
    }
    do throws(ObjectError) {
      if object.loose != nil, let found = try inventory.loose.read(object.id) {
        copy.entry = try encoder.entry(found.type, found.body)
      }
    } catch {
      if case .damaged = error {} else { copy.isUnreadable = true }
      copy.events.append("\(error)")
    }
    return copy
  }

  private mutating func note(_ event: String) {
    if events.count < eventsMax { events.append(event) }
  }
}

/// The packs that a writer has published so far. A class, because the writer's closure shares it.
private final class WrittenNames: Sendable {
  private let names = Mutex<[PackChecksum]>([])

  func add(_ name: PackChecksum) { names.withLock { $0.append(name) } }

  var all: [PackChecksum] { names.withLock { $0 } }
}

/// zlib's level. gc has time that builds do not have; see the ObjectStore note "Builds deflate with
/// the fixed codes".
private let repackLevel: Int32 = 6

/// Objects that are read before they are written. Memory for all their entries is needed at once.
private let slotsPerRound = 1024
private let slotsPerPiece = 32

/// Messages about damage. `mini verify` reports all of it.
private let eventsMax = 20
