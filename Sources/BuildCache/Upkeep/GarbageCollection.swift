// gc: drops the objects and rows that no project's last build reached, and keeps a cache small.

package import FileIO
package import ObjectStore
import SystemPackage

/// One collection over one cache.
///
/// Any number of builds may run meanwhile. Listing the objects takes no lock. All that follows
/// happens under the exclusive one: the indexes are read again, what they reach is worked out, and
/// an object is removed only if its file is still the one that was listed. So an object written, or
/// written again, since the listing began stays. Objects go first and rows after them: a row whose
/// object is absent is a miss, so a kill or a full disk in between harms nothing.
package struct GarbageCollection: Sendable {
  private let directory: CacheDirectory
  private let policy: GarbagePolicy
  private let fileSystem: any FileSystem
  private let clock: any WallClock

  package init(
    directory: CacheDirectory, policy: GarbagePolicy, fileSystem: any FileSystem,
    clock: any WallClock
  ) {
    self.directory = directory
    self.policy = policy
    self.fileSystem = fileSystem
    self.clock = clock
  }

  /// The cache's objects as they were at one time.
  package struct Listing: Sendable {
    let trees: [TreeInventory]
  }

  /// Says what ``run()`` would do; changes nothing and takes no lock.
  package func plan() throws(UpkeepError) -> GarbageReport {
    let plan = try plan(for: list())
    var report = report(of: plan)
    let leftovers = Leftovers(
      directory: directory, policy: policy, fileSystem: fileSystem,
      nowNanoseconds: clock.nowNanoseconds(), mode: .count)
    leftovers.remove(plan.trees.flatMap(\.inventory.strays), &report)
    return report
  }

  /// Collects.
  package func run() throws(UpkeepError) -> GarbageReport {
    try collect(list())
  }

  /// Lists all objects. Takes no lock. Cost: a system call an object.
  package func list() throws(UpkeepError) -> Listing {
    let database = try UpkeepError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(directory)
    }
    var trees: [TreeInventory] = []
    for tree in ObjectDatabase.Tree.allCases { trees.append(try TreeInventory(tree, in: database)) }
    return Listing(trees: trees)
  }

  /// Drops of the listed objects what is of no use, under the exclusive lock.
  package func collect(_ listing: Listing) throws(UpkeepError) -> GarbageReport {
    return try directory.exclusively(UpkeepError.file) { () throws(UpkeepError) in
      try collectLocked(listing)
    }
  }

  private func collectLocked(_ listing: Listing) throws(UpkeepError) -> GarbageReport {
    var plan = try plan(for: listing)
    var events: [String] = []
    for tree in plan.trees.indices { removeObjects(&plan.trees[tree], &events) }
    for tree in plan.trees.indices { plan.trees[tree].settleRows() }
    var report = report(of: plan)
    report.events += events
    forgetRows(plan, &report)
    let leftovers = Leftovers(
      directory: directory, policy: policy, fileSystem: fileSystem,
      nowNanoseconds: clock.nowNanoseconds(), mode: .remove)
    leftovers.remove(plan.trees.flatMap(\.inventory.strays), &report)
    for tree in plan.trees { leftovers.removeEmptyShards(of: tree.inventory.loose, &report) }
    return report
  }

  // MARK: The plan

  /// What becomes of the listed objects, by the indexes as they are now.
  private struct Plan {
    var trees: [TreePlan]
    let zir: ZirCache?
    let air: AirCache?
    /// Evicted objects as (tree, place), in the order of their eviction.
    var evicted: [(tree: Int, place: Int)] = []
    /// What was found on the way, in words.
    var events: [String] = []
  }

  private func plan(for listing: Listing) throws(UpkeepError) -> Plan {
    let zirPath = directory.path(ObjectDatabase.Tree.zir.indexName)
    let zir = try Usable(ZirCache.load(zirPath, fileSystem: fileSystem), zirPath)
    let airPath = directory.path(ObjectDatabase.Tree.objects.indexName)
    let air = try Usable(AirCache.load(airPath, fileSystem: fileSystem), airPath)
    var plan = Plan(trees: [], zir: zir.index, air: air.index)
    for inventory in listing.trees {
      let isZir = inventory.tree == .zir
      var tree = TreePlan(inventory, isZir ? zir.index?.index : air.index?.index)
      tree.isReachKnown = (isZir ? zir.event : air.event) == nil
      plan.trees.append(tree)
    }
    plan.events += [zir.event, air.event].compactMap { $0 }
    let folders = try UpkeepError.ofFile { () throws(FileError) in
      try ProjectFolder.all(in: directory, fileSystem: fileSystem)
    }
    for folder in folders {
      let outcome = FileHashCache.load(folder.index, fileSystem: fileSystem)
      let project = try Usable(outcome, folder.index)
      if let index = project.index { mark(index, &plan) }
      guard let event = project.event else { continue }
      plan.events.append(event)
      for tree in plan.trees.indices { plan.trees[tree].isReachKnown = false }
    }
    let now = clock.nowNanoseconds()
    for tree in plan.trees.indices { plan.trees[tree].decide(policy, nowNanoseconds: now) }
    evict(&plan)
    for tree in plan.trees.indices { plan.trees[tree].settleRows() }
    return plan
  }

  /// An index, or why there is none to go by.
  private struct Usable<Index: Sendable> {
    var index: Index?
    /// Said where there is one that cannot be used: nothing that it may reach is dropped as
    /// unreached. (Repaired, it is absent, and reaches nothing.)
    var event: String?

    init(_ outcome: LoadOutcome<Index>, _ path: FilePath) throws(UpkeepError) {
      switch outcome {
      case .loaded(let index): self.index = index
      case .absent: break
      case .newer: throw .newer(path: path.string)
      case .damaged(let reason):
        event =
          "'\(path)' cannot be used (\(reason)); what it may reach is kept: "
          + "'mini verify --repair' puts that right"
      }
    }
  }

  /// Marks what a project's last build has, and the earlier states of its files and functions.
  private func mark(_ project: FileHashCache, _ plan: inout Plan) {
    for row in 0..<project.count {
      let path = Array(project.path(row).utf8)
      for tree in plan.trees.indices {
        switch plan.trees[tree].inventory.tree {
        case .zir:
          plan.trees[tree].markCurrent(object: project.irID(row))
          plan.trees[tree].markCurrent(key: project.combinedHash(row).digest)
          guard let name = plan.zir?.index.row(ofName: path) else { continue }
          plan.trees[tree].markGenerations(
            ofName: name, newest: .generation, generationsMax: policy.generationsMax)
        case .objects:
          for name in plan.air?.functionNames(ofPath: path) ?? 0..<0 {
            plan.trees[tree].markGenerations(
              ofName: name, newest: .current, generationsMax: policy.generationsMax)
          }
        }
      }
    }
  }

  /// Makes room: what costs least to make again for each byte goes first, what the last builds have
  /// goes last.
  private func evict(_ plan: inout Plan) {
    guard let sizeMax = policy.sizeMaxBytes else { return }
    var candidates: [TreePlan.Candidate] = []
    for (number, tree) in plan.trees.enumerated() { candidates += tree.candidates(tree: number) }
    var total = candidates.reduce(0) { $0 + $1.object.allocatedBytes }
    guard total > sizeMax else { return }
    for candidate in candidates.sorted() {
      guard total > sizeMax else { break }
      plan.trees[candidate.tree].evict(place: candidate.place)
      plan.evicted.append((candidate.tree, candidate.place))
      total -= candidate.object.allocatedBytes
    }
  }

  private func report(of plan: Plan) -> GarbageReport {
    var report = GarbageReport()
    report.events = plan.events
    for tree in plan.trees {
      for (place, reason) in tree.reasons.enumerated() {
        switch reason {
        case nil:
          report.keptCount += 1
          report.keptBytes += tree.inventory.objects[place].allocatedBytes
        case .evicted: break
        case .unreachable?, .unused?:
          report.dropped.append(tree.dropped(place: place, reason: reason ?? .unreachable))
        }
      }
      report.forgottenRows += tree.forgottenKeys.count
    }
    for (tree, place) in plan.evicted where plan.trees[tree].reasons[place] == .evicted {
      report.dropped.append(plan.trees[tree].dropped(place: place, reason: .evicted))
    }
    return report
  }

  // MARK: What is done

  /// Removes what the plan drops; what was written again meanwhile, or cannot be removed, stays.
  private func removeObjects(_ plan: inout TreePlan, _ events: inout [String]) {
    let loose = plan.inventory.loose
    for (place, object) in plan.inventory.objects.enumerated() where plan.reasons[place] != nil {
      do throws(UpkeepError) {
        let status = try UpkeepError.ofFile { () throws(FileError) in
          try fileSystem.status(of: loose.path(of: object.id), followingLinks: false)
        }
        guard let status else { continue }  // gone already
        guard status.mtimeNanoseconds == object.mtimeNanoseconds else {
          plan.spare(place: place)
          continue
        }
        try UpkeepError.ofObject { () throws(ObjectError) in _ = try loose.remove(object.id) }
      } catch {
        plan.spare(place: place)
        events.append("\(error)")
      }
    }
  }

  /// Writes the indexes without the rows whose objects are gone, and remembers the day.
  private func forgetRows(_ plan: Plan, _ report: inout GarbageReport) {
    let day = UInt32(clamping: clock.nowNanoseconds() / nanosecondsPerDay)
    for tree in plan.trees {
      let keys = tree.forgottenKeys
      guard !keys.isEmpty else { continue }
      let name: String
      let bytes: [UInt8]
      switch tree.inventory.tree {
      case .zir:
        name = "zir_index.bin"
        let dropped = Set(keys.map { CombinedHash(digest: $0) })
        bytes = ZirCache.encode(plan.zir, adding: [], dropping: dropped, day: day)
      case .objects:
        name = "air_index.bin"
        let dropped = Set(keys.map { FunctionKey(digest: $0) })
        bytes = AirCache.encode(plan.air, adding: [], dropping: dropped, day: day)
      }
      do throws(FileError) {
        try fileSystem.replaceFile(directory.path(name), with: bytes, mode: 0o644)
      } catch {
        report.forgottenRows -= keys.count
        report.events.append(
          "'\(directory.path(name))' could not be written (\(error.errno)); its rows of dropped "
            + "objects count as misses")
      }
    }
  }
}

extension AirCache {
  /// The rows of the names that a file's functions have.
  func functionNames(ofPath path: [UInt8]) -> Range<Int> {
    // No path holds a NUL: what begins with the path and a NUL is below the path and a 1.
    let first = index.firstName(notBelow: path + [0])
    return first..<max(first, index.firstName(notBelow: path + [1]))
  }
}
