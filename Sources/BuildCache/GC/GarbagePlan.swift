// What becomes of all listed objects, by the indexes as they are at one time.

import FileIO
import ObjectStore
import SystemPackage

/// What stays and what goes, and what that was decided by.
struct GarbagePlan: Sendable {
  /// Whose cache it is and what is wanted of it.
  struct Context: Sendable {
    let directory: CacheDirectory
    let policy: GarbagePolicy
    let fileSystem: any FileSystem
    let clock: any WallClock
  }

  var trees: [TreePlan]
  let zir: ZirCache?
  let air: AirCache?
  let units: UnitCache?
  /// Evicted objects as (tree, place), in the order of their eviction.
  private(set) var evicted: [(tree: Int, place: Int)] = []
  /// Files that builds make again, which go to make room.
  private(set) var droppedCopies: [SpaceCensus.Copy] = []
  /// Whether what was found damaged goes to make room, however young it is.
  private(set) var dropsQuarantine = false
  /// What was found on the way, in words.
  private(set) var events: [String] = []
  /// Projects that gc takes for gone; see ``ProjectFolder/isDead(_:fileSystem:nowNanoseconds:)``.
  private(set) var deadProjects: [ProjectFolder] = []
  /// The indexes that were read.
  let stamps: IndexStamps
  private let context: Context

  /// Decides by reach and age, as if there were room for everything.
  init(_ inventories: [TreeInventory], _ context: Context) throws(MaintenanceError) {
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
    let unitPath = directory.path(UnitCache.fileName)
    let units = try Usable(UnitCache.load(unitPath, fileSystem: fileSystem), unitPath)
    self.units = units.index
    trees = []
    for inventory in inventories {
      let isZir = inventory.tree == .zir
      var tree = TreePlan(inventory, isZir ? zir.index?.index : air.index?.index)
      tree.isReachKnown = isZir ? zir.event == nil : air.event == nil && units.event == nil
      if !isZir, let units = units.index { tree.note(units) }
      trees.append(tree)
    }
    events += inventories.compactMap(\.unlistedEvent)
    events += [zir.event, air.event, units.event].compactMap { $0 }
    let now = context.clock.nowNanoseconds()
    for folder in stamps.projects { try mark(folder, now: now) }
    try markReferred()
    for tree in trees.indices { trees[tree].decide(context.policy, nowNanoseconds: now) }
    settleRows()
  }

  /// An index, or why there is none to go by.
  private struct Usable<Index: Sendable> {
    var index: Index?
    /// Said where there is one that cannot be used: nothing that it may reach is dropped as
    /// unreached. (Repaired, it is absent, and reaches nothing.)
    var event: String?

    init(_ outcome: LoadOutcome<Index>, _ path: FilePath) throws(MaintenanceError) {
      switch outcome {
      case .loaded(let index): self.index = index
      case .absent: break
      case .newer: throw .newer(path: path.string)
      case .unreadable(let reason):
        event = "\(reason); what it may reach is kept"
      case .damaged(let reason):
        event =
          "'\(path)' cannot be used (\(reason)); what it may reach is kept: "
          + "'mini verify --repair' puts that right"
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
    let outcome = FileHashCache.load(folder.index, fileSystem: context.fileSystem)
    let project = try Usable(outcome, folder.index)
    if let index = project.index { mark(index) }
    try markUnits(of: folder)
    guard let event = project.event else { return }
    events.append(event)
    for tree in trees.indices { trees[tree].isReachKnown = false }
  }

  /// Marks what Git refs reach.
  private mutating func markReferred() throws(MaintenanceError) {
    let refs = stamps.refs
    for problem in refs.problems {
      events.append("'\(problem.path)': \(problem.reason); whatever it may reach is kept")
      for tree in trees.indices { trees[tree].isReachKnown = false }
    }
    guard !refs.refs.isEmpty else { return }
    let database = try MaintenanceError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(context.directory, fileSystem: context.fileSystem)
    }
    let reach = RefReach(refs.refs, in: database)
    for id in reach.ids {
      for tree in trees.indices { trees[tree].markReferred(object: id) }
    }
    if let gap = reach.gaps.first {
      events.append("'\(gap.ref)' reaches object \(gap.id): \(gap.problem); see 'mini verify'")
      // What lies behind a gap cannot be known.
      for tree in trees.indices { trees[tree].isReachKnown = false }
    }
  }

  /// Marks the native code that a project's executables were linked of, and its earlier states.
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

  /// The keys of native code whose objects go.
  var forgottenUnits: Set<UnitKey> {
    guard let units, let tree = trees.first(where: { $0.inventory.tree == .objects }) else {
      return []
    }
    return Set(units.all.lazy.filter { tree.isDropped(object: $0.codeID) }.map(\.key))
  }

  /// Marks what a project's last build has, and the earlier states of its files and functions.
  private mutating func mark(_ project: FileHashCache) {
    let generationsMax = context.policy.generationsMax
    for row in 0..<project.count {
      let path = Array(project.path(row).utf8)
      for tree in trees.indices {
        switch trees[tree].inventory.tree {
        case .zir:
          trees[tree].markCurrent(object: project.irID(row))
          trees[tree].markCurrent(key: project.combinedHash(row).digest)
          guard let name = zir?.index.row(ofName: path) else { continue }
          trees[tree].markGenerations(
            ofName: name, newest: .generation, generationsMax: generationsMax)
        case .objects:
          for name in air?.functionNames(ofPath: path) ?? 0..<0 {
            trees[tree].markGenerations(
              ofName: name, newest: .current, generationsMax: generationsMax)
          }
        }
      }
    }
  }

  /// Makes room in the whole cache, the least valuable first: what was found damaged, copies of projects that are
  /// not in use, objects that no last build has, copies of the others, and what the last builds have. Objects
  /// go by what they cost to make again for each byte.
  ///
  /// - Parameter sizeMax: what the cache may take.
  mutating func evict(to sizeMax: UInt64) throws(MaintenanceError) {
    let census = try MaintenanceError.ofFile { () throws(FileError) in
      try SpaceCensus(
        context.directory, stamps.projects.filter { !deadProjects.contains($0) },
        fileSystem: context.fileSystem, nowNanoseconds: context.clock.nowNanoseconds())
    }
    let objects = trees.reduce(UInt64(0)) { $0 + $1.roomBytes }
    var total = census.otherBytes + objects + roomOfTreesBytes
    guard total > sizeMax else { return }
    if census.quarantineBytes > 0 {
      dropsQuarantine = true
      total -= min(total, census.quarantineBytes)
    }
    drop(census.copies.filter { !$0.isInUse }, &total, sizeMax)
    var candidates: [TreePlan.Candidate] = []
    for (number, tree) in trees.enumerated() { candidates += tree.candidates(tree: number) }
    candidates.sort()
    evict(candidates.filter { !$0.isCurrent }, &total, sizeMax)
    drop(census.copies.filter(\.isInUse), &total, sizeMax)
    evict(candidates.filter(\.isCurrent), &total, sizeMax)
    settleRows()
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
    _ candidates: [TreePlan.Candidate], _ total: inout UInt64, _ sizeMax: UInt64
  ) {
    for candidate in candidates where total > sizeMax {
      trees[candidate.tree].evict(place: candidate.place)
      evicted.append((candidate.tree, candidate.place))
      total -= min(total, candidate.bytes)
    }
  }

  /// Whether something goes to make room: then packs that hold some of it are worth writing again.
  var makesRoom: Bool { !evicted.isEmpty }

  /// Lets go only what an earlier plan let go too.
  mutating func confine(to earlier: GarbagePlan) {
    for tree in trees.indices { trees[tree].confine(to: earlier.trees[tree]) }
    evicted = earlier.evicted
    settleRows()
  }

  mutating func settleRows() {
    for tree in trees.indices { trees[tree].settleRows() }
  }

  /// What goes. What each kept object takes is left to the caller.
  var report: GarbageReport {
    var report = GarbageReport()
    report.events = events
    for tree in trees {
      for (place, reason) in tree.reasons.enumerated() {
        switch reason {
        case nil: report.keptCount += 1
        case .evicted: break
        case .unreachable?, .unused?:
          report.dropped.append(tree.dropped(place: place, reason: reason ?? .unreachable))
        }
      }
      report.forgottenRows += tree.forgottenKeys.count
    }
    for (tree, place) in evicted where trees[tree].reasons[place] == .evicted {
      report.dropped.append(trees[tree].dropped(place: place, reason: .evicted))
    }
    return report
  }
}

/// All indexes and refs of a cache as they are at one time, by their files' stamps.
struct IndexStamps: Sendable {
  let projects: [ProjectFolder]
  let refs: GitRefs
  private let statuses: [FileStatus?]
  /// Whether an index is so young that it may change again under the same stamp.
  private let isRacy: Bool

  init(
    _ directory: CacheDirectory, fileSystem: any FileSystem, clock: any WallClock
  ) throws(FileError) {
    let now = clock.nowNanoseconds()
    projects = try ProjectFolder.all(in: directory, fileSystem: fileSystem)
    let names =
      ObjectDatabase.Tree.allCases.map { directory.path($0.indexName) }
      + [directory.path(UnitCache.fileName)]
    refs = GitRefs(of: directory.path, fileSystem: fileSystem)
    var statuses: [FileStatus?] = refs.statuses
    for path in names + projects.map(\.index) + projects.map(\.units) {
      statuses.append(try fileSystem.status(of: path, followingLinks: false))
    }
    self.statuses = statuses
    isRacy = statuses.contains { status in
      guard let status else { return false }
      return Stamp.isRacy(Stamp(status), clockBefore: now, isLocal: true)
    }
  }

  /// Whether nothing has changed between the two.
  func isSame(as later: IndexStamps) -> Bool {
    !isRacy && projects == later.projects && statuses == later.statuses
  }
}

/// The folders of two trees, and a pack in each with what of its blocks is not used.
private let roomOfTreesBytes: UInt64 = 2 * 5 * 4096

extension AirCache {
  /// The rows of the names that a file's functions have.
  func functionNames(ofPath path: [UInt8]) -> Range<Int> {
    // No path holds a NUL: what begins with the path and a NUL is below the path and a 1.
    let first = index.firstName(notBelow: path + [0])
    return first..<max(first, index.firstName(notBelow: path + [1]))
  }
}
