// MultiLevelCache: the four indexes of one directory, as a build uses them.

package import FileIO
import ObjectStore
import Synchronization
import SystemPackage

/// The four indexes of one directory: FileHashCache, ZirCache, AirCache and UnitCache. (The fourth
/// cache of Architecture, surgical patching, has no index: it uses FileHashCache.)
///
/// Any thread can look up, write objects, and call ``save(project:text:filesMin:threadsMax:)``. One
/// thread calls ``finish(project:text:)`` once, at the end. Nothing here makes
/// a build fail: data that cannot be read is a miss, data that cannot be written is not cached, and
/// ``events`` reports the problem.
///
/// A class because the threads of a build share it, and because `deinit` must release its lock.
package final class MultiLevelCache: Sendable {
  /// The project's index from the last build; `nil` if there is none that can be used.
  package let project: FileHashCache?
  let store: Store?
  /// Whether there is no store. Comparing `store` with `nil` would copy it.
  let isDisabled: Bool
  /// Whether there is none because the cache was not made yet.
  let isAbsent: Bool
  /// The caches that are asked after this one; `nil` if there are none.
  let upstreams: Upstreams?
  let use: Use
  /// The level of new objects.
  let compression: Int
  let clock: any WallClock
  let state: Mutex<State>
  /// Held while saving.
  let saving = Mutex(())
  let zirTier = CacheTier<ZirCache>(CacheName.zirIndex)
  let airTier = CacheTier<AirCache>(CacheName.airIndex)
  let unitTier = CacheTier<UnitCache>(CacheName.unitIndex, scrutiny: .whole)
  let openedDatabase = AtomicLazyReference<Loaded<ObjectDatabase>>()
  /// The number of new objects that were prepared, by tree.
  let preparedFiles = Atomic(0)
  let preparedFunctions = Atomic(0)

  /// The cache's folder, and the project's files in it.
  struct Store: Sendable {
    let directory: CacheDirectory
    let paths: ProjectPaths
    let fileSystem: any FileSystem

    var toolchainPath: FilePath { directory.path(CacheName.toolchains) }
  }

  /// The state that threads change, one at a time.
  struct State: ~Copyable {
    var events: Set<String> = []
    var database: ObjectDatabase?
    /// The cache's lock, shared: held from ``MultiLevelCache/beginWriting()`` until
    /// ``MultiLevelCache/endWriting()``.
    var lock: FileLock?
    /// The flights that the build holds; see ``MultiLevelCache/takeFlight(of:)``.
    var flights: ByteLocks?
    /// Whether flights can be taken, as far as is known.
    var hasFlights = true
    /// The index of units as another build has saved it.
    var newestUnits: UnitCache?
    /// The objects that the build adds, by tree.
    var newFileObjects: ObjectTransaction?
    var newFunctionObjects: ObjectTransaction?
    var hasNewObjects: Bool { newFileObjects != nil || newFunctionObjects != nil }
    var isWritable: Bool
    var pending = PendingEntries()
    /// The result of saving, until the build ends.
    var result = SaveResult()
    /// Saved entries of many files. They stay in memory, because a process that exits soon need not
    /// free tens of thousands of small objects.
    var savedEntries = PendingEntries()
    var hasWrittenObjects = false
    /// Trees for which it was reported that objects cannot be read.
    var unreadableTrees: Set<ObjectDatabase.Tree> = []
    /// Objects that were moved aside, and their problems.
    var damagedObjects: [(id: ObjectID, reason: String)] = []
  }

  /// Whether the cache's entries are used.
  package enum Use: Sendable {
    case lookups
    /// Every lookup of a file or function misses, as in an empty cache; results are stored (`--refresh`).
    case refresh
  }

  /// Opens the project's index. The common indexes are loaded at their first use.
  ///
  /// - Parameter compression: the level of new objects, 0 to 9.
  package init(
    directory: CacheDirectory, paths: ProjectPaths, upstreams: Upstreams? = nil,
    use: Use = .lookups, compression: Int = 1, fileSystem: any FileSystem, clock: any WallClock
  ) {
    let fileSystem = directory.confined(fileSystem)
    store = Store(directory: directory, paths: paths, fileSystem: fileSystem)
    isDisabled = false
    isAbsent = false
    self.upstreams = upstreams
    self.use = use
    self.compression = compression
    self.clock = clock
    var first = State(isWritable: true)
    let outcome = FileHashCache.load(paths.index, scrutiny: .asRead, fileSystem: fileSystem)
    project = first.take(outcome, from: paths.index)
    for repair in directory.repairs { first.events.insert(repair) }
    if let mended = directory.mendNotedPermissions() { first.events.insert(mended) }
    state = Mutex(first)
  }

  /// The project's index, checked as a whole; `nil`, with an event, if it is damaged.
  package var soundProject: FileHashCache? {
    guard let project, let store else { return nil }
    if project.isSound { return project }
    state.withLock { state in
      _ = state.take(
        LoadOutcome<FileHashCache>.damaged(damagedBlock), from: store.paths.index)
    }
    return nil
  }

  private init(isAbsent: Bool, clock: any WallClock) {
    store = nil
    isDisabled = true
    self.isAbsent = isAbsent
    upstreams = nil
    use = .lookups
    compression = 1
    project = nil
    self.clock = clock
    state = Mutex(State(isWritable: false))
  }

  /// A cache for a build without one: all lookups miss, and nothing is kept.
  package static func disabled(clock: any WallClock) -> MultiLevelCache {
    MultiLevelCache(isAbsent: false, clock: clock)
  }

  /// The same where there is no cache yet, and none is to be made: nothing was ever built.
  package static func absent(clock: any WallClock) -> MultiLevelCache {
    MultiLevelCache(isAbsent: true, clock: clock)
  }

  /// Messages about problems of the cache, one line per problem, sorted.
  package var events: [String] {
    state.withLock { $0.events }.union(upstreams?.events ?? []).sorted()
  }

  /// Adds a line to ``events``, unless it is there already.
  package func report(_ event: String) {
    state.withLock { _ = $0.events.insert(event) }
  }

  /// Stops writing to the cache, for this reason, which becomes an event.
  package func stopWriting(_ reason: String) {
    state.withLock { $0.stopWriting(reason) }
  }

  /// Stops writing to the cache, because nothing is to be kept.
  package func stopWriting() {
    state.withLock { $0.isWritable = false }
  }

  /// The number of hits and misses so far.
  package var counts: CacheCounts {
    CacheCounts(
      fileHits: zirTier.hitCount, fileMisses: zirTier.missCount, functionHits: airTier.hitCount,
      functionMisses: airTier.missCount)
  }

  /// The lookups that hit so far.
  package var hits: BuildHits {
    let upstream = upstreamCounts.reduce(0) { $0 + $1.files + $1.functions + $1.units }
    return BuildHits(
      files: zirTier.hitCount, functions: airTier.hitCount, units: unitTier.hitCount,
      upstream: upstream,
      savedNanoseconds: zirTier.savedNanoseconds + airTier.savedNanoseconds
        + unitTier.savedNanoseconds)
  }

  /// The sizes of the indexes. Cost: loads those that are not loaded yet.
  package var loadedCounts: LoadedCounts {
    LoadedCounts(
      stampedFiles: project?.count ?? 0, cachedFiles: zir?.count ?? 0,
      cachedFunctions: air?.count ?? 0)
  }

  /// The time of day, in nanoseconds since 1970.
  package var now: Int64 { clock.nowNanoseconds() }

  /// The number of days since 1970-01-01.
  package var today: UInt32 {
    UInt32(clamping: clock.nowNanoseconds() / nanosecondsPerDay)
  }
}

package struct CacheCounts: Hashable, Sendable {
  package var fileHits = 0
  package var fileMisses = 0
  package var functionHits = 0
  package var functionMisses = 0
}

/// The sizes of a cache's indexes.
package struct LoadedCounts: Hashable, Sendable {
  package let stampedFiles: Int
  package let cachedFiles: Int
  package let cachedFunctions: Int

  package init(stampedFiles: Int = 0, cachedFiles: Int = 0, cachedFunctions: Int = 0) {
    self.stampedFiles = stampedFiles
    self.cachedFiles = cachedFiles
    self.cachedFunctions = cachedFunctions
  }
}

/// The problem of an index in which a damaged block was read.
let damagedBlock = "its checksum is wrong"
