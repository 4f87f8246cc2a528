// gc's second phase: removes what the plan drops, and copies that are not needed any more.

import FileIO
import ObjectStore

/// Removes objects and rows in short slices. Each slice holds the exclusive lock, and builds run
/// between them.
///
/// Objects are removed first, and rows last. A build holds the lock shared until it has saved the
/// rows of the objects that it uses. So no slice runs before that. The next slice sees that an
/// index has changed, makes a new plan, and keeps these objects.
struct Sweep {
  private let context: GarbagePlan.Context
  private let pace: GarbagePace
  /// The plan of the first phase. No other object is dropped.
  private let first: GarbagePlan
  private var plan: GarbagePlan
  private var trees: [Tree]
  private var areTornPacksGone = false
  private var events: [String] = []

  /// The progress of a tree's removal.
  private struct Tree {
    var repacking: Repacking
    /// The first object that is not processed yet.
    var nextPlace = 0
    var nextPack = 0
    /// Objects whose loose files are gone.
    var removedLoose: Set<Int> = []
    var removedPacks: Set<Int> = []
    /// Objects that turned out to stay.
    var spared: Set<Int> = []
    var unneeded = GarbageReport.Tally()
  }

  init(
    _ prepared: PreparedCollection, _ context: GarbagePlan.Context, _ pace: GarbagePace
  ) {
    self.context = context
    self.pace = pace
    first = prepared.plan
    plan = prepared.plan
    trees = prepared.repackings.map { Tree(repacking: $0) }
  }

  mutating func run(_ leftovers: StaleFiles) throws(MaintenanceError) -> GarbageReport {
    for tree in trees.indices {
      trees[tree].repacking.confirm()
      removeUnneededCopies(tree)
    }
    var rest = GarbageReport()
    let exclusion = ExclusiveAccess(context.directory, context.clock, pace)
    var isDone = false
    while !isDone {
      let isAlone = try exclusion.perform { () throws(MaintenanceError) in
        if !areTornPacksGone { removeTornPacks() }
        isDone = try removeSlice()
        if isDone {
          forgetRows(&rest)
          forgetUnits(&rest)
          leftovers.remove(first.trees.map(\.inventory), plan, copies: first, &rest)
        }
      }
      guard isAlone else {
        spareTheRest()
        break
      }
      if !isDone { exclusion.pause() }
    }
    for tree in first.trees { leftovers.removeEmptyShards(of: tree.inventory.loose, &rest) }
    return report(rest)
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

  // MARK: Loose files of packed objects

  /// Needs no lock, because a reader that does not find the loose file searches the packs.
  private mutating func removeUnneededCopies(_ tree: Int) {
    let inventory = first.trees[tree].inventory
    for place in trees[tree].repacking.unneeded {
      do throws(ObjectError) {
        if try inventory.loose.remove(inventory.objects[place].id) {
          trees[tree].unneeded.add(inventory.objects[place].loose?.allocatedBytes ?? 0)
        }
        trees[tree].removedLoose.insert(place)
      } catch {
        note("\(error)")
      }
    }
  }

  // MARK: A slice

  /// Removes objects for the time of a slice.
  ///
  /// - Returns: whether everything is removed.
  private mutating func removeSlice() throws(MaintenanceError) -> Bool {
    try renewPlan()
    let clock = context.clock
    let start = clock.nowNanoseconds()
    func isOver() -> Bool {
      ageNanoseconds(of: start, now: clock.nowNanoseconds()) > pace.sliceNanoseconds
    }
    for tree in trees.indices {
      let reasons = plan.trees[tree].reasons
      while trees[tree].nextPlace < reasons.count {
        let place = trees[tree].nextPlace
        trees[tree].nextPlace += 1
        guard reasons[place] != nil else { continue }
        removeLoose(tree, place)
        if place % sliceStride == 0, isOver() { return false }
      }
      while trees[tree].nextPack < trees[tree].repacking.retiring.count {
        removePack(tree, trees[tree].repacking.retiring[trees[tree].nextPack])
        trees[tree].nextPack += 1
        if isOver() { return false }
      }
    }
    plan.settleRows()
    return true
  }

  /// Makes a new plan if an index has changed.
  private mutating func renewPlan() throws(MaintenanceError) {
    let stamps = try MaintenanceError.ofFile { () throws(FileError) in
      try IndexStamps(context.directory, fileSystem: context.fileSystem, clock: context.clock)
    }
    guard !plan.stamps.isSame(as: stamps) else { return }
    plan = try GarbagePlan(first.trees.map(\.inventory), context)
    plan.confine(to: first)
    for tree in trees.indices {
      for place in trees[tree].spared.union(first.trees[tree].sparedPlaces) {
        plan.trees[tree].spare(place: place)
      }
    }
    plan.settleRows()
  }

  /// Removes the loose file of a dropped object. Keeps it if it was written again since, or cannot
  /// be removed.
  private mutating func removeLoose(_ tree: Int, _ place: Int) {
    let inventory = first.trees[tree].inventory
    guard let listed = inventory.objects[place].loose,
      !trees[tree].removedLoose.contains(place)
    else { return }
    do throws(MaintenanceError) {
      let status = try MaintenanceError.ofFile { () throws(FileError) in
        try context.fileSystem.status(
          of: inventory.loose.path(of: listed.id), followingLinks: false)
      }
      if let status {
        guard status.mtimeNanoseconds == listed.mtimeNanoseconds else {
          spare(tree, place)
          return
        }
        _ = try MaintenanceError.ofObject { () throws(ObjectError) in
          try inventory.loose.remove(listed.id)
        }
      }
      trees[tree].removedLoose.insert(place)
    } catch {
      spare(tree, place)
      note("\(error)")
    }
  }

  private mutating func spare(_ tree: Int, _ place: Int) {
    trees[tree].spared.insert(place)
    plan.trees[tree].spare(place: place)
  }

  // MARK: Packs

  /// Removes a pack if all its objects that stay have other copies. If not, all its objects stay.
  private mutating func removePack(_ tree: Int, _ pack: Int) {
    let repacking = trees[tree].repacking
    let reader = first.trees[tree].inventory.packs[pack].reader
    let folder = first.trees[tree].inventory.folder
    var isGone = false
    // A new pack of the same name would have the same files.
    if canGo(tree, pack), !repacking.written.contains(where: { $0.name == reader.name }) {
      do throws(ObjectError) {
        isGone =
          if repacking.damagedPacks.contains(pack) {
            folder.quarantine(reader.name, into: context.directory.quarantinePath)
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
    for place in first.trees[tree].inventory.packs[pack].places
    where plan.trees[tree].reasons[place] != nil {
      spare(tree, place)
    }
  }

  private func canGo(_ tree: Int, _ pack: Int) -> Bool {
    let repacking = trees[tree].repacking
    let inventory = first.trees[tree].inventory
    return inventory.packs[pack].places.allSatisfy { place in
      if plan.trees[tree].reasons[place] != nil { return true }
      if repacking.isPacked[place] || repacking.lost.contains(place) { return true }
      let object = inventory.objects[place]
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

  /// Called if the lock could not be acquired in time: everything that is not removed yet stays.
  private mutating func spareTheRest() {
    note("others were at work all the time: what is left to drop is left to the next gc")
    for tree in trees.indices {
      for place in plan.trees[tree].reasons.indices where plan.trees[tree].reasons[place] != nil {
        let object = first.trees[tree].inventory.objects[place]
        let isGone =
          (object.loose == nil || trees[tree].removedLoose.contains(place))
          && first.trees[tree].inventory.copies[object.copies].allSatisfy {
            trees[tree].removedPacks.contains($0.pack)
          }
        if !isGone { spare(tree, place) }
      }
    }
    plan.settleRows()
  }

  /// Rewrites the indexes without the rows of removed objects, and records the day.
  private mutating func forgetRows(_ report: inout GarbageReport) {
    let (directory, fileSystem) = (context.directory, context.fileSystem)
    let day = UInt32(clamping: context.clock.nowNanoseconds() / nanosecondsPerDay)
    for tree in plan.trees {
      let keys = tree.forgottenKeys
      guard !keys.isEmpty else { continue }
      let bytes: [UInt8]
      if tree.inventory.tree == .zir {
        let dropped = Set(keys.map { CombinedHash(digest: $0) })
        bytes = ZirCache.encode(plan.zir, adding: [], dropping: dropped, day: day)
      } else {
        let dropped = Set(keys.map { FunctionKey(digest: $0) })
        bytes = AirCache.encode(plan.air, adding: [], dropping: dropped, day: day)
      }
      let path = directory.path(tree.inventory.tree.indexName)
      do throws(FileError) {
        try fileSystem.replaceFile(path, with: bytes, mode: 0o644)
        report.forgottenRows += keys.count
      } catch {
        note(
          "'\(path)' could not be written (\(error.errno)); its rows of dropped objects count as "
            + "misses")
      }
    }
  }

  /// The same for native code.
  private mutating func forgetUnits(_ report: inout GarbageReport) {
    let keys = plan.forgottenUnits
    guard !keys.isEmpty else { return }
    let day = UInt32(clamping: context.clock.nowNanoseconds() / nanosecondsPerDay)
    let bytes = UnitCache.encode(plan.units, adding: [], dropping: keys, day: day)
    let path = context.directory.path(CacheName.unitIndex)
    do throws(FileError) {
      try context.fileSystem.replaceFile(path, with: bytes, mode: 0o644)
      report.forgottenRows += keys.count
    } catch {
      note(
        "'\(path)' could not be written (\(error.errno)); its rows of dropped objects count as "
          + "misses")
    }
  }

  private mutating func note(_ event: String) {
    if events.count < eventsMax { events.append(event) }
  }

  private func report(_ rest: GarbageReport) -> GarbageReport {
    var report = plan.report
    report.forgottenRows = rest.forgottenRows
    report.temporaries = rest.temporaries
    report.quarantined = rest.quarantined
    report.emptyFolders = rest.emptyFolders
    report.projects = rest.projects
    report.copies = rest.copies
    for (tree, plan) in zip(trees, plan.trees) {
      let inventory = plan.inventory
      report.packedCount += tree.repacking.newSizes.count
      for pack in tree.repacking.written { report.newPacks.add(UInt64(pack.bytesWritten)) }
      for pack in tree.removedPacks {
        report.retiredPacks.add(inventory.packs[pack].reader.sizeBytes)
      }
      report.unneededCopies.count += tree.unneeded.count
      report.unneededCopies.bytes += tree.unneeded.bytes
      for (place, object) in inventory.objects.enumerated() where plan.reasons[place] == nil {
        report.keptBytes += tree.repacking.newSizes[place] ?? 0
        if !tree.removedLoose.contains(place) {
          report.keptBytes += object.loose?.allocatedBytes ?? 0
        }
        for copy in inventory.copies[object.copies] where !tree.removedPacks.contains(copy.pack) {
          report.keptBytes += copy.sizeBytes
        }
      }
      report.events += tree.repacking.events
    }
    report.events += events + rest.events
    return report
  }
}

/// Objects to remove between two checks of the time.
private let sliceStride = 64
/// The first errors are enough to show the reason.
private let eventsMax = 100
