// gc's second phase: removes what the plan drops, and copies that are not needed any more.

import FileIO
import ObjectStore

/// Removes objects and rows in short slices. Each slice holds the exclusive lock, and builds run
/// between them.
///
/// Objects are removed first, and rows last. A build holds the lock shared until it has saved the
/// rows of the objects that it uses. So no slice runs before that. The next slice sees that an
/// index has changed, makes a new plan, and keeps these objects. Plans and new indexes are made
/// without the lock (note 6).
struct Sweep {
  let context: GarbageMarks.Context
  private let pace: GarbagePace
  /// The plan of the first phase. No other object is dropped.
  private let first: GarbageMarks
  private(set) var marks: GarbageMarks
  private var trees: [Tree]
  private var areTornPacksGone = false
  private var removedRefs: Set<GitRef> = []
  private var events: [String] = []

  /// The progress of a tree's removal.
  private struct Tree {
    var repacking: Repacking
    /// The first object that is not processed yet.
    var nextSlot = 0
    var nextPack = 0
    /// Objects whose loose files are gone.
    var removedLoose: Set<Int> = []
    var removedPacks: Set<Int> = []
    /// Objects that turned out to stay.
    var kept: Set<Int> = []
    var unneeded = GarbageReport.Tally()
  }

  init(
    _ prepared: PreparedCollection, _ context: GarbageMarks.Context, _ pace: GarbagePace
  ) {
    self.context = context
    self.pace = pace
    first = prepared.marks
    marks = prepared.marks
    trees = prepared.repackings.map { Tree(repacking: $0) }
  }

  mutating func run(_ staleFiles: StaleFiles) throws(MaintenanceError) -> GarbageReport {
    for tree in trees.indices {
      trees[tree].repacking.confirm()
      removeUnneededCopies(tree)
    }
    var rest = GarbageReport()
    let access = ExclusiveAccess(context.directory, context.clock, pace)
    var isDone = false
    while !isDone {
      let isAlone = try perform(
        access, preparing: { _ in },
        body: { sweep, _ in
          if !sweep.areTornPacksGone { sweep.removeTornPacks() }
          // While a ref is there, all that it reaches must be.
          if !sweep.removeRefs() { sweep.keepTheRest() }
          isDone = sweep.removeSlice()
          guard isDone else { return }
          let first = sweep.first
          staleFiles.remove(first.trees.map(\.inventory), sweep.marks, copies: first, &rest)
        })
      guard isAlone else {
        noteNotAlone()
        keepTheRest()
        break
      }
      if !isDone { access.pause() }
    }
    if isDone { try forgetRows(access, &rest) }
    for tree in first.trees { staleFiles.removeEmptyShards(of: tree.inventory.loose, &rest) }
    return report(rest)
  }

  // MARK: Exclusive access

  /// Calls `body` under the exclusive lock, with marks of the indexes as they are. Marks take long
  /// to make, so they are made before, and so is what `prepare` makes of them. If builds change an
  /// index each time, a gc that a build has started gives up. One that a user has started makes the
  /// marks under the lock.
  ///
  /// - Returns: `false` if the lock could not be acquired in time, or gc has given up.
  mutating func perform<Prepared: ~Copyable>(
    _ access: ExclusiveAccess, preparing prepare: (inout Sweep) -> Prepared,
    body: (inout Sweep, inout Prepared) -> Void
  ) throws(MaintenanceError) -> Bool {
    var attempts = 0
    while true {
      attempts += 1
      try renewMarks()
      var prepared = prepare(&self)
      var isDone = false
      let isAlone = try access.perform { () throws(MaintenanceError) in
        if try !areMarksCurrent() {
          guard attempts == attemptsMax, pace.budgetNanoseconds == nil else { return }
          try renewMarks()
          prepared = prepare(&self)
        }
        body(&self, &prepared)
        isDone = true
      }
      if isDone || !isAlone { return isAlone }
      guard attempts < attemptsMax else { return false }
      access.pause()
    }
  }

  /// Makes new marks if an index has changed.
  private mutating func renewMarks() throws(MaintenanceError) {
    guard try !areMarksCurrent() else { return }
    marks = try GarbageMarks(first.trees.map(\.inventory), context, since: first)
    marks.confine(to: first)
    for tree in trees.indices {
      for slot in trees[tree].kept.union(first.trees[tree].slotsKeptAfterAll) {
        marks.trees[tree].keep(slot: slot)
      }
    }
  }

  private func areMarksCurrent() throws(MaintenanceError) -> Bool {
    let stamps = try MaintenanceError.ofFile { () throws(FileError) in
      try IndexStamps(context.directory, fileSystem: context.fileSystem, clock: context.clock)
    }
    return marks.stamps.isSame(as: stamps)
  }

  // MARK: Remains of packs from killed processes

  /// Removes the remains of packs. Must come before any object is removed. Later, such a pack could
  /// contain the only copy of an object that a row names, and verify would report a lost index.
  private mutating func removeTornPacks() {
    areTornPacksGone = true
    for tree in first.trees {
      let inventory = tree.inventory
      do throws(ObjectError) {
        try inventory.folder.removeTorn { id in
          inventory.loose.contains(id) || inventory.folder.contains(id)
        }
      } catch {
        note("\(error)")
      }
    }
  }

  // MARK: Snapshots

  /// Removes the refs of snapshots that are too old, before the objects that they reach. The marks are
  /// as good without them.
  ///
  /// - Returns: whether all are removed.
  private mutating func removeRefs() -> Bool {
    for ref in marks.expiredRefs where !removedRefs.contains(ref) {
      do throws(FileError) {
        try ref.remove(from: context.directory.path, fileSystem: context.fileSystem)
        removedRefs.insert(ref)
      } catch {
        note("\(error)")
        return false
      }
    }
    return true
  }

  // MARK: Loose files of packed objects

  /// Needs no lock, because a reader that does not find the loose file searches the packs.
  private mutating func removeUnneededCopies(_ tree: Int) {
    let inventory = first.trees[tree].inventory
    for slot in trees[tree].repacking.unneeded {
      do throws(ObjectError) {
        if try inventory.loose.remove(inventory.objects[slot].id) {
          trees[tree].unneeded.add(inventory.objects[slot].loose?.allocatedBytes ?? 0)
        }
        trees[tree].removedLoose.insert(slot)
      } catch {
        note("\(error)")
      }
    }
  }

  // MARK: A slice

  /// Removes objects for the time of a slice.
  ///
  /// - Returns: whether everything is removed.
  private mutating func removeSlice() -> Bool {
    let clock = context.clock
    let start = clock.nowNanoseconds()
    func isOver() -> Bool {
      ageNanoseconds(of: start, now: clock.nowNanoseconds()) > pace.sliceNanoseconds
    }
    for tree in trees.indices {
      let fates = marks.trees[tree].fates
      while trees[tree].nextSlot < fates.count {
        let slot = trees[tree].nextSlot
        trees[tree].nextSlot += 1
        guard fates[slot].isDropped else { continue }
        removeLoose(tree, slot)
        if slot % sliceStride == 0, isOver() { return false }
      }
      while trees[tree].nextPack < trees[tree].repacking.retiring.count {
        removePack(tree, trees[tree].repacking.retiring[trees[tree].nextPack])
        trees[tree].nextPack += 1
        if isOver() { return false }
      }
    }
    return true
  }

  /// Removes the loose file of a dropped object. Keeps it if it was written again since, or cannot
  /// be removed.
  private mutating func removeLoose(_ tree: Int, _ slot: Int) {
    let inventory = first.trees[tree].inventory
    guard let listed = inventory.objects[slot].loose,
      !trees[tree].removedLoose.contains(slot)
    else { return }
    do throws(MaintenanceError) {
      let status = try MaintenanceError.ofFile { () throws(FileError) in
        try context.fileSystem.status(
          of: inventory.loose.path(of: listed.id), followingLinks: false)
      }
      if let status {
        guard status.mtimeNanoseconds == listed.mtimeNanoseconds else {
          keep(tree, slot)
          return
        }
        _ = try MaintenanceError.ofObject { () throws(ObjectError) in
          try inventory.loose.remove(listed.id)
        }
      }
      trees[tree].removedLoose.insert(slot)
    } catch {
      keep(tree, slot)
      note("\(error)")
    }
  }

  private mutating func keep(_ tree: Int, _ slot: Int) {
    trees[tree].kept.insert(slot)
    marks.trees[tree].keep(slot: slot)
  }

  // MARK: Packs

  /// Removes a pack if all its objects that stay have other copies. If not, all its objects stay.
  private mutating func removePack(_ tree: Int, _ pack: Int) {
    let repacking = trees[tree].repacking
    let reader = first.trees[tree].inventory.packs[pack].reader
    let folder = first.trees[tree].inventory.folder
    let quarantine = Quarantine(
      context.directory.quarantinePath, of: first.trees[tree].inventory.tree,
      fileSystem: context.fileSystem)
    var isGone = false
    // A new pack of the same name would have the same files.
    if canGo(tree, pack), !repacking.written.contains(where: { $0.name == reader.name }) {
      do throws(ObjectError) {
        isGone =
          if repacking.damagedPacks.contains(pack) {
            folder.quarantine(reader.name, into: quarantine)
          } else {
            try folder.remove(reader.name)
          }
      } catch {
        note("\(error)")
      }
    }
    if isGone {
      trees[tree].removedPacks.insert(pack)
      return
    }
    for slot in first.trees[tree].inventory.packs[pack].slots
    where marks.trees[tree].fates[slot].isDropped {
      keep(tree, slot)
    }
  }

  private func canGo(_ tree: Int, _ pack: Int) -> Bool {
    let repacking = trees[tree].repacking
    let inventory = first.trees[tree].inventory
    return inventory.packs[pack].slots.allSatisfy { slot in
      if marks.trees[tree].fates[slot].isDropped { return true }
      if repacking.isPacked[slot] || repacking.lost.contains(slot) { return true }
      let object = inventory.objects[slot]
      let isElsewhere = inventory.copies[object.copies].contains { copy in
        copy.pack != pack && !repacking.retiring.contains(copy.pack)
      }
      return isElsewhere || isLooseAndSound(object, inventory)
    }
  }

  private func isLooseAndSound(
    _ object: TreeInventory.Object, _ inventory: TreeInventory
  ) -> Bool {
    do throws(ObjectError) {
      return try inventory.loose.read(object.id) != nil
    } catch {
      return false
    }
  }

  // MARK: The end

  /// Everything that is not removed yet stays.
  private mutating func keepTheRest() {
    for tree in trees.indices {
      for slot in marks.trees[tree].fates.indices where marks.trees[tree].fates[slot].isDropped {
        let object = first.trees[tree].inventory.objects[slot]
        let isGone =
          (object.loose == nil || trees[tree].removedLoose.contains(slot))
          && first.trees[tree].inventory.copies[object.copies].allSatisfy {
            trees[tree].removedPacks.contains($0.pack)
          }
        if !isGone { keep(tree, slot) }
      }
    }
  }

  mutating func noteNotAlone() {
    note("builds were running all the time: the next gc drops the rest")
  }

  mutating func note(_ event: String) {
    if events.count < eventsMax { events.append(event) }
  }

  private func report(_ rest: GarbageReport) -> GarbageReport {
    var report = marks.report
    report.forgottenRows = rest.forgottenRows
    report.snapshots = removedRefs.count
    report.temporaries = rest.temporaries
    report.quarantined = rest.quarantined
    report.emptyFolders = rest.emptyFolders
    report.projects = rest.projects
    report.copies = rest.copies
    report.records = rest.records
    for (tree, marks) in zip(trees, marks.trees) {
      let inventory = marks.inventory
      report.packedCount += tree.repacking.newSizes.count
      for pack in tree.repacking.written { report.newPacks.add(UInt64(pack.bytesWritten)) }
      for pack in tree.removedPacks {
        report.retiredPacks.add(inventory.packs[pack].reader.sizeBytes)
      }
      report.unneededCopies.count += tree.unneeded.count
      report.unneededCopies.bytes += tree.unneeded.bytes
      // A pack that was written again as it was is the same file.
      let written = Set(tree.repacking.written.map(\.name))
      let oldPacks = tree.removedPacks.union(
        inventory.packs.indices.filter { written.contains(inventory.packs[$0].reader.name) })
      for (slot, object) in inventory.objects.enumerated() where !marks.fates[slot].isDropped {
        let newBytes = tree.repacking.newSizes[slot] ?? 0
        let looseBytes = object.loose?.allocatedBytes ?? 0
        let copies = inventory.copies[object.copies]
        let allBytes = copies.reduce(looseBytes) { $0 + $1.sizeBytes }
        let goneBytes = copies.reduce(tree.removedLoose.contains(slot) ? looseBytes : 0) {
          oldPacks.contains($1.pack) ? $0 + $1.sizeBytes : $0
        }
        report.keptBytes += allBytes - goneBytes + newBytes
        report.packedFromBytes += goneBytes
        report.packedToBytes += newBytes
      }
      report.events += tree.repacking.events
    }
    report.events += events + rest.events
    return report
  }
}

/// Attempts to make marks and to lock builds out before one of them changes an index. With the
/// pauses they take longer than an index is racy.
private let attemptsMax = 16
/// Objects to remove between two checks of the time.
private let sliceStride = 64
/// The first errors are enough to show the reason.
private let eventsMax = 100
