// Decides which listed objects to keep and which to drop, from the indexes at one time.

import FileIO
import ObjectStore
import SystemPackage

/// The decisions about all objects, and the indexes that they are based on.
struct GarbageMarks: Sendable {
  /// The cache, the policy, and the means to work on the cache.
  struct Context: Sendable {
    let directory: CacheDirectory
    let policy: GarbagePolicy
    let fileSystem: any FileSystem
    let clock: any WallClock
  }

  var trees: [TreeMarks]
  let zir: ZirCache?
  let air: AirCache?
  let units: UnitCache?
  /// Evicted objects as (tree, slot), in the order of their eviction.
  private(set) var evicted: [(tree: Int, slot: Int)] = []
  /// Combined IRs and archives to remove to make space. Builds make them again.
  private(set) var droppedCopies: [SpaceCensus.Copy] = []
  /// Whether to remove the whole quarantine to make space, however recent it is.
  private(set) var dropsQuarantine = false
  /// Messages about problems.
  private(set) var events: [String] = []
  /// Dead projects; see ``ProjectFolder/isDead(_:fileSystem:nowNanoseconds:)``.
  private(set) var deadProjects: [ProjectFolder] = []
  /// Refs of snapshots that are too old.
  private(set) var expiredRefs: [GitRef] = []
  /// The state of the indexes that the marks are based on.
  let stamps: IndexStamps
  private let context: Context

  /// Decides by reach and age, as if there were no size limit.
  ///
  /// - Parameter first: the marks of this collection's beginning. The objects that only removed
  ///   projects needed then are dropped, too.
  init(
    _ inventories: [TreeInventory], _ context: Context, since first: GarbageMarks? = nil
  ) throws(MaintenanceError) {
    try self.init(unmarked: inventories, context)
    let now = context.clock.nowNanoseconds()
    let unmarked = self
    for folder in stamps.projects {
      if context.policy.removedProjects.contains(folder.prefix) {
        var reach = unmarked
        try reach.markReach(of: folder)
        for tree in trees.indices { trees[tree].forsake(reach.trees[tree].slotsInUse) }
        deadProjects.append(folder)
      } else {
        try mark(folder, now: now)
      }
    }
    for tree in trees.indices {
      if let first { trees[tree].forsake(first.trees[tree].forsakenSlots) }
    }
    try markReferred()
    for tree in trees.indices { trees[tree].decide(context.policy, nowNanoseconds: now) }
  }

  /// Marks nothing.
  init(unmarked inventories: [TreeInventory], _ context: Context) throws(MaintenanceError) {
    self.context = context
    let (directory, fileSystem) = (context.directory, context.fileSystem)
    stamps = try MaintenanceError.ofFile { () throws(FileError) in
      try IndexStamps(directory, fileSystem: fileSystem, clock: context.clock)
    }
    let zirPath = directory.path(ObjectDatabase.Tree.zir.indexName)
    let zir = try Usable(ZirCache.load(zirPath, fileSystem: fileSystem), zirPath)
    let airPath = directory.path(ObjectDatabase.Tree.objects.indexName)
    let air = try Usable(AirCache.load(airPath, fileSystem: fileSystem), airPath)
    self.zir = zir.index
    self.air = air.index
    let unitPath = directory.path(CacheName.unitIndex)
    let units = try Usable(UnitCache.load(unitPath, fileSystem: fileSystem), unitPath)
    self.units = units.index
    trees = []
    for inventory in inventories {
      let isZir = inventory.tree == .zir
      var tree = TreeMarks(inventory, isZir ? zir.index?.index : air.index?.index)
      tree.isReachKnown = isZir ? zir.event == nil : air.event == nil && units.event == nil
      if !isZir, let units = units.index { tree.note(units) }
      trees.append(tree)
    }
    events += inventories.compactMap(\.unlistedEvent)
    events += [zir.event, air.event, units.event].compactMap { $0 }
  }

  /// An index, or the reason why there is none that can be used.
  private struct Usable<Index: Sendable> {
    var index: Index?
    /// A message about an index that cannot be used. Then no object that it may reach is dropped as
    /// unreachable. After a repair the index is absent, and reaches nothing.
    var event: String?

    init(_ outcome: LoadOutcome<Index>, _ path: FilePath) throws(MaintenanceError) {
      switch outcome {
      case .loaded(let index): self.index = index
      case .absent: break
      case .newer: throw .newer(path: path.string)
      case .unreadable(let reason):
        event = "\(reason); everything that it may reach is kept"
      case .damaged(let reason):
        event =
          "'\(path)' cannot be used (\(reason)); everything that it may reach is kept: "
          + "'mini verify --repair' repairs it"
      }
    }
  }

  private mutating func mark(_ folder: ProjectFolder, now: Int64) throws(MaintenanceError) {
    let isDead = try MaintenanceError.ofFile { () throws(FileError) in
      try folder.isDead(context.policy, fileSystem: context.fileSystem, nowNanoseconds: now)
    }
    guard !isDead else {
      deadProjects.append(folder)
      return
    }
    try markReach(of: folder)
  }

  /// Marks what a project's last build used, and the earlier states of its files and functions.
  mutating func markReach(of folder: ProjectFolder) throws(MaintenanceError) {
    let outcome = FileHashCache.load(folder.index, fileSystem: context.fileSystem)
    let project = try Usable(outcome, folder.index)
    if let index = project.index { mark(index) }
    try markUnits(of: folder)
    guard let event = project.event else { return }
    events.append(event)
    for tree in trees.indices { trees[tree].isReachKnown = false }
  }

  /// Marks the objects that Git refs reach.
  mutating func markReferred() throws(MaintenanceError) {
    let refs = stamps.refs
    for problem in refs.problems {
      events.append("'\(problem.path)': \(problem.reason); everything that it may reach is kept")
      for tree in trees.indices { trees[tree].isReachKnown = false }
    }
    guard !refs.refs.isEmpty else { return }
    let database = try MaintenanceError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(context.directory, fileSystem: context.fileSystem)
    }
    let expiry = SnapshotExpiry(
      refs.refs, in: database, of: context.directory, context.policy,
      fileSystem: context.fileSystem, nowNanoseconds: context.clock.nowNanoseconds())
    expiredRefs = expiry.expired
    let reach = RefReach(expiry.followed, in: database)
    for id in reach.ids {
      for tree in trees.indices { trees[tree].markReferred(object: id) }
    }
    if let gap = reach.gaps.first {
      events.append("'\(gap.ref)' reaches object \(gap.id): \(gap.problem); see 'mini verify'")
      // The objects behind a gap are not known.
      for tree in trees.indices { trees[tree].isReachKnown = false }
    }
  }

  /// Marks the native code that a project's executables were linked from, and its earlier states.
  private mutating func markUnits(of folder: ProjectFolder) throws(MaintenanceError) {
    let outcome = ProjectUnits.load(folder.units, fileSystem: context.fileSystem)
    let linked = try Usable(outcome, folder.units)
    for tree in trees.indices where trees[tree].inventory.tree == .objects {
      for unit in linked.index ?? [] {
        trees[tree].markCurrent(object: unit.codeID)
        for code in units?.generations(of: unit.key).prefix(context.policy.generationsMax) ?? [] {
          trees[tree].markGeneration(object: code)
        }
      }
      if linked.event != nil { trees[tree].isReachKnown = false }
    }
    if let event = linked.event { events.append(event) }
  }

  /// The keys of native code whose objects are dropped.
  var forgottenUnits: Set<UnitKey> {
    guard let units, let tree = trees.first(where: { $0.inventory.tree == .objects }) else {
      return []
    }
    return Set(units.all.lazy.filter { tree.isDropped(object: $0.codeID) }.map(\.key))
  }

  /// Marks the objects of a project's last build, and the earlier states of its files and
  /// functions.
  private mutating func mark(_ project: FileHashCache) {
    let generationsMax = context.policy.generationsMax
    for row in 0..<project.count {
      let path = Array(project.path(row).utf8)
      for tree in trees.indices {
        if trees[tree].inventory.tree == .zir {
          trees[tree].markCurrent(object: project.irID(row))
          trees[tree].markCurrent(key: project.combinedHash(row).digest)
          guard let name = zir?.index.row(ofName: path) else { continue }
          trees[tree].markGenerations(
            ofName: name, current: nil, generationsMax: generationsMax)
        } else {
          for name in air?.functionNames(ofPath: path) ?? 0..<0 {
            trees[tree].markGenerations(
              ofName: name, current: project.project.options, generationsMax: generationsMax)
          }
        }
      }
    }
  }

  /// Makes space in the whole cache. Drops the least valuable first: the quarantine; copies of
  /// projects that are not in use; objects that no last build uses; other copies; objects of the
  /// last builds. Objects are ordered by the time per byte to compile them again.
  ///
  /// - Parameter sizeMax: the space that the cache may use.
  mutating func evict(to sizeMax: UInt64) throws(MaintenanceError) {
    let census = try MaintenanceError.ofFile { () throws(FileError) in
      try SpaceCensus(
        context.directory, stamps.projects.filter { !deadProjects.contains($0) },
        fileSystem: context.fileSystem, nowNanoseconds: context.clock.nowNanoseconds())
    }
    let objects = trees.reduce(UInt64(0)) { $0 + $1.roomBytes }
    var total = census.otherBytes + objects + roomOfTreesBytes
    total -= min(total, trees.reduce(0) { $0 + $1.forgottenBytes })
    guard total > sizeMax else { return }
    if census.quarantineBytes > 0 {
      dropsQuarantine = true
      total -= min(total, census.quarantineBytes)
    }
    drop(census.copies.filter { !$0.isInUse }, &total, sizeMax)
    var candidates: [TreeMarks.Candidate] = []
    for (number, tree) in trees.enumerated() { candidates += tree.candidates(tree: number) }
    candidates.sort()
    evict(candidates.filter { !$0.isCurrent }, &total, sizeMax)
    drop(census.copies.filter(\.isInUse), &total, sizeMax)
    evict(candidates.filter(\.isCurrent), &total, sizeMax)
  }

  private mutating func drop(
    _ copies: [SpaceCensus.Copy], _ total: inout UInt64, _ sizeMax: UInt64
  ) {
    for copy in copies where total > sizeMax {
      droppedCopies.append(copy)
      total -= min(total, copy.bytes)
    }
  }

  private mutating func evict(
    _ candidates: [TreeMarks.Candidate], _ total: inout UInt64, _ sizeMax: UInt64
  ) {
    for candidate in candidates where total > sizeMax {
      trees[candidate.tree].evict(slot: candidate.slot)
      evicted.append((candidate.tree, candidate.slot))
      total -= min(total, candidate.bytes)
    }
  }

  /// Whether objects are evicted. Then packs that contain some of them are worth rewriting.
  var makesRoom: Bool { !evicted.isEmpty }

  /// Drops only objects that earlier marks drop, too.
  mutating func confine(to earlier: GarbageMarks) {
    for tree in trees.indices { trees[tree].confine(to: earlier.trees[tree]) }
    evicted = earlier.evicted
  }

  /// The report of what is dropped. The caller adds the sizes of kept objects.
  var report: GarbageReport {
    var report = GarbageReport()
    report.events = events
    report.snapshots = expiredRefs.count
    for tree in trees {
      for (slot, fate) in tree.fates.enumerated() {
        switch fate {
        case .kept, .keptAfterAll: report.keptCount += 1
        case .dropped(.evicted): break
        case .dropped(let reason): report.dropped.append(tree.dropped(slot: slot, reason: reason))
        }
      }
      report.forgottenRows += tree.forgottenKeys.count
    }
    for (tree, slot) in evicted where trees[tree].fates[slot] == .dropped(.evicted) {
      report.dropped.append(trees[tree].dropped(slot: slot, reason: .evicted))
    }
    return report
  }
}

/// The stamps of all indexes and refs of a cache at one time.
struct IndexStamps: Sendable {
  let projects: [ProjectFolder]
  let refs: GitRefs
  private let statuses: [FileStatus?]
  /// Whether an index is so recent that it can change again without a change of its stamp.
  private let isRacy: Bool

  init(
    _ directory: CacheDirectory, fileSystem: any FileSystem, clock: any WallClock
  ) throws(FileError) {
    let now = clock.nowNanoseconds()
    projects = try ProjectFolder.all(in: directory, fileSystem: fileSystem)
    let names =
      ObjectDatabase.Tree.allCases.map { directory.path($0.indexName) }
      + [directory.path(CacheName.unitIndex)]
    refs = GitRefs(of: directory.path, fileSystem: fileSystem)
    var statuses: [FileStatus?] = refs.statuses
    for path in names + projects.map(\.index) + projects.map(\.units) {
      statuses.append(try fileSystem.status(of: path, followingLinks: false))
    }
    self.statuses = statuses
    isRacy = statuses.contains { status in
      guard let status else { return false }
      return Stamp(status).isRacy(clockBefore: now, isLocal: true)
    }
  }

  /// Whether nothing has changed between the two.
  func isSame(as later: IndexStamps) -> Bool {
    !isRacy && projects == later.projects && statuses == later.statuses
  }
}

/// An estimate for two trees: their folders, and the unused parts of the blocks of a pack in each.
private let roomOfTreesBytes: UInt64 = 2 * 5 * 4096

extension AirCache {
  /// The rows of the names of a file's functions.
  func functionNames(ofPath path: [UInt8]) -> Range<Int> {
    // No path contains a NUL. So these names begin with the path and a NUL, and sort before the
    // path and a 1.
    let first = index.firstName(notBelow: path + [0])
    return first..<max(first, index.firstName(notBelow: path + [1]))
  }
}
