// gc: drops the objects and rows that no project's last build reaches, packs the others, and keeps
// a cache small.

package import FileIO
import ObjectStore
import SystemPackage

/// One collection of one cache, in two phases.
///
/// Any number of builds can run at the same time. The first phase lists, plans, and writes new
/// packs of what stays, without locking out builds. The second runs under the exclusive lock. If an
/// index has changed, it makes a new plan and drops only what both plans drop. It removes files
/// first, and the rows that name them last. Objects that were written, or written again, since the
/// listing began stay. A kill at any point leaves duplicate objects, or rows whose objects are
/// absent, which are misses. The note "gc packs first" gives the reasons.
package struct GarbageCollection: Sendable {
  let context: GarbageMarks.Context
  private let pace: GarbagePace
  private let threadsMax: Int
  private var directory: CacheDirectory { context.directory }

  package init(
    directory: CacheDirectory, policy: GarbagePolicy, pace: GarbagePace = .thorough,
    threadsMax: Int = 1, fileSystem: any FileSystem, clock: any WallClock
  ) {
    context = GarbageMarks.Context(
      directory: directory, policy: policy, fileSystem: directory.confined(fileSystem),
      clock: clock)
    self.pace = pace
    self.threadsMax = threadsMax
  }

  /// The cache's objects at one time.
  package struct Listing: Sendable {
    let trees: [TreeInventory]
  }

  // MARK: The whole collection

  /// Reports what ``run()`` would do. Changes nothing and takes no lock.
  package func plan() throws(MaintenanceError) -> GarbageReport {
    let listing = try list()
    let (marks, repackPlans) = try decide(listing, context.policy.sizeMaxBytes)
    var report = marks.report
    for (tree, repackPlan) in zip(marks.trees, repackPlans) {
      report.keptBytes += tree.roomBytes
      repackPlan.add(to: &report, tree)
      report.events += tree.inventory.problems.map(\.description)
    }
    let staleFiles = staleFiles(.count)
    staleFiles.remove(listing.trees, marks, &report)
    return report
  }

  /// Collects. Waits for another gc to end.
  ///
  /// - Returns: `nil` if another gc is running and the pace does not allow waiting.
  package func run() throws(MaintenanceError) -> GarbageReport? {
    let isPatient = pace.budgetNanoseconds == nil
    let lock = try MaintenanceError.ofFile { () throws(FileError) in
      try directory.lockCollection(wait: isPatient ? .forever : .never)
    }
    guard lock != nil else { return nil }
    let outcome = Result { () throws(MaintenanceError) in
      var repairs = try MaintenanceError.ofDirectory { () throws(CacheDirectoryError) in
        try directory.repair()
      }
      if let mended = directory.mendPermissions() { repairs.append(mended) }
      var report = try collect(sizeMax: context.policy.sizeMaxBytes)
      report.events = repairs + report.events
      try makeMoreRoom(&report)
      if report.snapshots > 0 { renewFetchedRows(&report) }
      return report
    }
    _ = consume lock  // not earlier
    return try outcome.get()
  }

  /// Collects garbage among the listed objects.
  package func collect(_ listing: Listing) throws(MaintenanceError) -> GarbageReport {
    try finish(prepare(listing))
  }

  /// Builds look up no row of a snapshot that is gone.
  private func renewFetchedRows(_ report: inout GarbageReport) {
    do {
      try SnapshotLevel.rebuild(
        in: directory, database(), clock: context.clock, threadsMax: threadsMax)
    } catch {
      report.events.append("\(error)")
    }
  }

  private func collect(sizeMax: UInt64?) throws(MaintenanceError) -> GarbageReport {
    let (listing, events) = try listHealing()
    let prepared = try givingWay { () throws(MaintenanceError) in try prepare(listing, sizeMax) }
    var report = try finish(prepared)
    report.events = events + report.events
    return report
  }

  /// Measures the cache, and collects again if it is larger than forecast.
  private func makeMoreRoom(_ report: inout GarbageReport) throws(MaintenanceError) {
    var sizeMax = context.policy.sizeMaxBytes ?? .max
    for round in 0..<roundsMax {
      recordSize()
      let size = try measure()
      report.sizeBytes = size
      guard let most = context.policy.sizeMaxBytes, size > most else { break }
      sizeMax -= min(sizeMax, size - most)
      let more = round < roundsMax - 1 ? try collect(sizeMax: sizeMax) : GarbageReport()
      guard more.freedBytes > 0 else {
        report.events.append(
          "'\(directory.path)' takes \(ByteText.humanReadable(size)), more than "
            + "\(ByteText.humanReadable(most)): the rest is indexes, refs, and objects in use")
        break
      }
      report.add(more)
    }
  }

  /// Records for builds how much space the cache uses besides objects. Without it they count only
  /// objects.
  private func recordSize() {
    guard let bytes = try? SpaceCensus.otherBytes(directory, context.fileSystem) else { return }
    try? SizeRecord.write(bytes, directory, context.fileSystem)
  }

  private func measure() throws(MaintenanceError) -> UInt64 {
    try MaintenanceError.ofFile { () throws(FileError) in
      try context.fileSystem.diskUsage(of: directory.path)
    }
  }

  // MARK: Listing

  /// Lists all objects. Takes no lock. Cost: one system call per loose object.
  package func list() throws(MaintenanceError) -> Listing { try list(database()) }

  private func database() throws(MaintenanceError) -> ObjectDatabase {
    try MaintenanceError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(directory, fileSystem: context.fileSystem)
    }
  }

  private func list(_ database: ObjectDatabase) throws(MaintenanceError) -> Listing {
    var trees: [TreeInventory] = []
    for tree in ObjectDatabase.Tree.allCases { trees.append(try TreeInventory(tree, in: database)) }
    return Listing(trees: trees)
  }

  /// Lists all objects, after it has saved the sound objects of damaged packs, with one event per
  /// pack.
  private func listHealing() throws(MaintenanceError) -> (Listing, events: [String]) {
    let database = try database()
    let listing = try givingWay { () throws(MaintenanceError) in try list(database) }
    guard listing.trees.contains(where: { !$0.problems.isEmpty }) else { return (listing, []) }
    var events: [String] = []
    let isDone = try ExclusiveAccess(directory, context.clock, pace).perform {
      () throws(MaintenanceError) in
      for tree in ObjectDatabase.Tree.allCases {
        // Another process may have healed them since.
        try MaintenanceError.ofObject { () throws(ObjectError) in try database.packs(tree).reload()
        }
        events += database.healPacks(in: tree)
      }
    }
    return (isDone ? try list(database) : listing, events)
  }

  // MARK: The first phase

  private func decide(
    _ listing: Listing, _ sizeMax: UInt64?
  ) throws(MaintenanceError) -> (GarbageMarks, [RepackPlan]) {
    var marks = try GarbageMarks(listing.trees, context)
    if let sizeMax { try marks.evict(to: sizeMax) }
    var repackPlans: [RepackPlan] = []
    for tree in marks.trees.indices {
      let repackPlan = RepackPlan(
        marks.trees[tree], wastePercentMin: marks.makesRoom ? 0 : pace.wastePercentMin,
        rewritesAll: context.policy.recompressionLevel != nil)
      for slot in repackPlan.slotsToKeep(marks.trees[tree]) {
        marks.trees[tree].keep(slot: slot)
      }
      repackPlans.append(repackPlan)
    }
    return (marks, repackPlans)
  }

  /// Makes a plan, and packs what stays. Removes nothing and takes no lock.
  package func prepare(_ listing: Listing) throws(MaintenanceError) -> PreparedCollection {
    try prepare(listing, context.policy.sizeMaxBytes)
  }

  private func prepare(_ listing: Listing, _ sizeMax: UInt64?) throws(MaintenanceError)
    -> PreparedCollection
  {
    let start = context.clock.nowNanoseconds()
    let (marks, repackPlans) = try decide(listing, sizeMax)
    var repackings: [Repacking] = []
    for (tree, repackPlan) in zip(marks.trees, repackPlans) {
      var repacking = Repacking(
        tree.inventory, repackPlan, recompressionLevel: context.policy.recompressionLevel,
        threadsMax: threadsMax)
      repacking.run(repackPlan) {
        let age = ageNanoseconds(of: start, now: context.clock.nowNanoseconds())
        return pace.budgetNanoseconds.map { age > $0 / 2 } ?? false
      }
      repackings.append(repacking)
    }
    return PreparedCollection(marks: marks, repackings: repackings)
  }

  /// Does work that needs no lock, at the pace's priority.
  private func givingWay<Value: Sendable>(
    _ work: @escaping @Sendable () throws(MaintenanceError) -> Value
  ) throws(MaintenanceError) -> Value {
    guard pace.givesWay else { return try work() }
    return try Parallel.atLowestPriority { Result { () throws(MaintenanceError) in try work() } }
      .get()
  }

  // MARK: The second phase

  /// Removes what the plan drops, and copies that are not needed any more.
  package func finish(_ prepared: PreparedCollection) throws(MaintenanceError) -> GarbageReport {
    var disposal = Sweep(prepared, context, pace)
    return try disposal.run(staleFiles(.remove))
  }

  private func staleFiles(_ mode: StaleFiles.Mode) -> StaleFiles {
    StaleFiles(
      directory: directory, policy: context.policy, fileSystem: context.fileSystem,
      nowNanoseconds: context.clock.nowNanoseconds(), mode: mode)
  }
}

/// The first round uses a forecast. The others correct it for partly filled blocks and indexes.
private let roundsMax = 6

extension RepackPlan {
  /// Adds to the report of a dry run.
  fileprivate func add(to report: inout GarbageReport, _ marks: TreeMarks) {
    let inventory = marks.inventory
    var moving = looseSlots
    for pack in retiring {
      report.retiredPacks.add(inventory.packs[pack.pack].reader.sizeBytes)
      moving += pack.moving
      report.packedCount += pack.orphans.count { inventory.objects[$0].loose == nil }
    }
    report.packedCount += moving.count
    for slot in moving + doubleSlots {
      if let loose = inventory.objects[slot].loose {
        report.unneededCopies.add(loose.allocatedBytes)
      }
    }
  }
}
