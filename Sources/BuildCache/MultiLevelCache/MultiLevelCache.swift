// MultiLevelCache: the four caches of one directory, as a build uses them.

package import FileIO
package import ObjectStore
import Synchronization
import SystemPackage

/// The four caches of one directory.
///
/// Any thread can look up, write objects, and call ``saveSoFar(project:copy:threadsMax:)``. One
/// thread calls ``save(newFiles:newFunctions:project:copy:)`` once, at the end. Nothing here makes
/// a build fail: data that cannot be read is a miss, data that cannot be written is not cached, and
/// ``events`` reports the problem.
///
/// A class because the threads of a build share it, and because `deinit` must release its lock.
package final class MultiLevelCache: Sendable {
  /// The project's index from the last build; `nil` if there is none that can be used.
  package let project: FileHashCache?
  let store: Store?
  let clock: any WallClock
  let state: Mutex<State>
  /// Held while saving.
  let saving = Mutex(())
  /// The number of new objects that were prepared, by tree.
  let preparedFiles = Atomic(0)
  let preparedFunctions = Atomic(0)
  // Loaded indexes, so that thousands of lookups need no lock.
  let loadedZir = AtomicLazyReference<Loaded<ZirCache>>()
  let loadedAir = AtomicLazyReference<Loaded<AirCache>>()
  let openedDatabase = AtomicLazyReference<Loaded<ObjectDatabase>>()
  private let fileHits = Atomic(0)
  private let fileMisses = Atomic(0)
  private let functionHits = Atomic(0)
  private let functionMisses = Atomic(0)

  /// The places of the cache's files.
  struct Store: Sendable {
    let directory: CacheDirectory
    let place: ProjectPlace
    let fileSystem: any FileSystem

    var zirPath: FilePath { directory.path(CacheName.zirIndex) }
    var airPath: FilePath { directory.path(CacheName.airIndex) }
    var unitPath: FilePath { directory.path(CacheName.unitIndex) }
    var toolchainPath: FilePath { directory.path(CacheName.toolchains) }
  }

  /// The state that threads change, one at a time.
  struct State: ~Copyable {
    var events: Set<String> = []
    var zir = Loading<ZirCache>.notYet
    var air = Loading<AirCache>.notYet
    var units = Loading<UnitCache>.notYet
    var database = Loading<ObjectDatabase>.notYet
    /// The cache's lock, shared: held from ``MultiLevelCache/beginWriting()`` until the indexes are
    /// renamed.
    var lock: FileLock?
    /// The objects that the build adds, by tree.
    var newFileObjects: ObjectTransaction?
    var newFunctionObjects: ObjectTransaction?
    /// The native code that the build adds.
    var unitNews = UnitNews()
    var isWritable: Bool
    var saved = Saved()
    /// The entries that the build adds and that are not saved yet.
    var news = NewEntries()
    /// Indexes whose last layer is incomplete.
    var tornIndexes: Set<FilePath> = []
    var hasWrittenObjects = false
    /// Trees for which it was reported that objects cannot be read.
    var unreadableTrees: Set<ObjectDatabase.Tree> = []
    /// Objects that were moved aside, and their problems.
    var damagedObjects: [(id: ObjectID, reason: String)] = []

    mutating func takeUnitNews() -> UnitNews {
      defer { unitNews = UnitNews() }
      return unitNews
    }
  }

  /// An index that is loaded at its first use.
  enum Loading<Index: Sendable> {
    case notYet
    case done(Index?)
    /// It exists but cannot be used.
    case damaged

    init(_ index: Index?, _ outcome: LoadOutcome<Index>) {
      if case .damaged = outcome { self = .damaged } else { self = .done(index) }
    }

    var isDamaged: Bool {
      if case .damaged = self { true } else { false }
    }
  }

  /// Opens the project's index. The common indexes are loaded at their first use.
  package init(
    directory: CacheDirectory, place: ProjectPlace, fileSystem: any FileSystem,
    clock: any WallClock
  ) {
    let fileSystem = directory.confined(fileSystem)
    store = Store(directory: directory, place: place, fileSystem: fileSystem)
    self.clock = clock
    var first = State(isWritable: true)
    let outcome = FileHashCache.load(place.index, scrutiny: .asRead, fileSystem: fileSystem)
    project = first.take(outcome, from: place.index)
    for repair in directory.repairs { first.events.insert(repair) }
    state = Mutex(first)
  }

  /// The project's index, checked as a whole; `nil`, with an event, if it is damaged.
  package var soundProject: FileHashCache? {
    guard let project, let store else { return nil }
    if project.isSound { return project }
    state.withLock { state in
      _ = state.take(
        LoadOutcome<FileHashCache>.damaged(damagedBlock), from: store.place.index)
    }
    return nil
  }

  private init(clock: any WallClock) {
    store = nil
    project = nil
    self.clock = clock
    state = Mutex(State(isWritable: false))
  }

  /// A cache for a build without one: all lookups miss, and nothing is kept.
  package static func disabled(clock: any WallClock) -> MultiLevelCache {
    MultiLevelCache(clock: clock)
  }

  /// Messages about problems of the cache, one line per problem, sorted.
  package var events: [String] {
    state.withLock { $0.events.sorted() }
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
      fileHits: fileHits.load(ordering: .relaxed), fileMisses: fileMisses.load(ordering: .relaxed),
      functionHits: functionHits.load(ordering: .relaxed),
      functionMisses: functionMisses.load(ordering: .relaxed))
  }

  /// The sizes of the indexes. Cost: loads those that are not loaded yet.
  package var loadedCounts: LoadedCounts {
    LoadedCounts(
      stampedFiles: project?.count ?? 0, cachedFiles: zir?.count ?? 0,
      cachedFunctions: air?.count ?? 0)
  }

  /// The number of days since 1970-01-01.
  package var today: UInt32 {
    UInt32(clamping: clock.nowNanoseconds() / nanosecondsPerDay)
  }

  // MARK: Lookups

  /// The compiled file with these inputs. Its IR can be absent; see ``fileIR(_:sizeBytes:)``.
  package func file(_ inputs: FileInputs, path: String) -> Lookup<ZirEntry> {
    let key = inputs.combinedHash
    let found = lookUp(inputs, key, path: path)
    if case .hit = found {
      fileHits.add(1, ordering: .relaxed)
    } else {
      fileMisses.add(1, ordering: .relaxed)
    }
    return found
  }

  private func lookUp(
    _ inputs: FileInputs, _ key: CombinedHash, path: String
  ) -> Lookup<ZirEntry> {
    guard let zir else { return .miss(.neverBuilt) }
    let entry = zir.lookup(key)
    let day = entry == nil ? zir.chain.evictionDay(of: key.digest) : nil
    let last =
      entry == nil && day == nil ? lastState(ofPath: path, with: inputs.options, in: zir) : nil
    guard isSound(zir) else { return .miss(.neverBuilt) }
    if let entry { return .hit(entry) }
    if let day { return .miss(.evicted(day: day)) }
    guard let last else { return .miss(.neverBuilt) }
    return .miss(MissReason(from: last.inputs, to: inputs))
  }

  /// The state of a file to compare a miss with: that of the project's last build, if it had these
  /// options; else the newest with these options; else the newest.
  private func lastState(
    ofPath path: String, with options: String, in zir: ZirCache
  ) -> ZirEntry? {
    if let project, let row = project.row(ofPath: path),
      let last = zir.lookup(project.combinedHash(row)), last.inputs.options == options
    {
      return last
    }
    return zir.newest(ofName: Array(path.utf8), with: options)
  }

  /// The compiled function with these inputs and its IR, read and checked.
  package func function(
    _ inputs: FunctionInputs, path: String, function: String
  ) -> Lookup<(entry: AirEntry, ir: [UInt8])> {
    self.function(inputs, key: inputs.key, path: path, function: function)
  }

  /// The same for a caller that knows the key of the inputs.
  package func function(
    _ inputs: FunctionInputs, key: FunctionKey, path: String, function: String
  ) -> Lookup<(entry: AirEntry, ir: [UInt8])> {
    let found = lookUp(inputs, key, path: path, function: function)
    if case .hit = found {
      functionHits.add(1, ordering: .relaxed)
    } else {
      functionMisses.add(1, ordering: .relaxed)
    }
    return found
  }

  private func lookUp(
    _ inputs: FunctionInputs, _ key: FunctionKey, path: String, function: String
  ) -> Lookup<(entry: AirEntry, ir: [UInt8])> {
    guard let air else { return .miss(.neverBuilt) }
    let entry = air.lookup(key)
    let day = entry == nil ? air.chain.evictionDay(of: key.digest) : nil
    let newest =
      entry == nil && day == nil
      ? air.newest(
        ofName: AirEntry.name(path: path, function: function), with: inputs.options) : nil
    guard isSound(air) else { return .miss(.neverBuilt) }
    if let entry {
      return switch read(entry.irID, sizeBytes: entry.irSize, in: .objects) {
      case .success(let ir): .hit((entry, ir))
      case .failure(let problem): .miss(problem.reason)
      }
    }
    if let day { return .miss(.evicted(day: day)) }
    guard let newest else { return .miss(.neverBuilt) }
    return .miss(MissReason(from: newest.inputs, to: inputs))
  }

  /// A file's IR, read and checked; `nil` if the file must be compiled again. If the IR is damaged
  /// or unreadable, an event reports it.
  ///
  /// - Parameter sizeBytes: the size of the IR according to a row, if known. An object of another
  ///   size is damaged.
  package func fileIR(_ id: ObjectID, sizeBytes: UInt64? = nil) -> [UInt8]? {
    guard case .success(let ir) = read(id, sizeBytes: sizeBytes, in: .zir) else { return nil }
    return ir
  }

  /// The same for an object in the other tree: a function's IR, or native code.
  func functionIR(_ id: ObjectID, sizeBytes: UInt64? = nil) -> [UInt8]? {
    guard case .success(let bytes) = read(id, sizeBytes: sizeBytes, in: .objects) else {
      return nil
    }
    return bytes
  }

  /// The reason why an object that an index names could not be read in this build.
  package func reasonForLoss(of id: ObjectID) -> MissReason {
    let damage = state.withLock { $0.damagedObjects.first { $0.id == id }?.reason }
    return damage.map { .damaged($0) } ?? .objectMissing
  }

  /// The facts of a file's text, if the index has a state with this text and this compiler.
  package func facts(path: String, sourceID: ObjectID, epoch: String) -> FileFacts? {
    guard let zir else { return nil }
    let facts = zir.facts(path: path, sourceID: sourceID, epoch: epoch)
    return isSound(zir) ? facts : nil
  }

  /// The reason why an object cannot be read.
  private struct ReadProblem: Error {
    let reason: MissReason
  }

  private func read(
    _ id: ObjectID, sizeBytes: UInt64?, in tree: ObjectDatabase.Tree
  ) -> Result<[UInt8], ReadProblem> {
    guard let database else { return .failure(ReadProblem(reason: .objectMissing)) }
    switch database.readOrQuarantine(id, in: tree, sizeBytes: sizeBytes) {
    case .found(let object, let healed):
      if let healed {
        report(
          "the loose copy of object \(id) in \(tree.name) was damaged (\(healed)) and is moved "
            + "aside; a pack has a sound one")
      }
      return .success(object.body)
    case .absent:
      return .failure(ReadProblem(reason: .objectMissing))
    case .damaged(let reason):
      report("object \(id) in \(tree.name) is damaged (\(reason)); it is made anew")
      state.withLock { $0.damagedObjects.append((id, reason.rawValue)) }
      return .failure(ReadProblem(reason: .damaged(reason.rawValue)))
    case .unreadable(let reason):
      reportUnreadable(tree, reason)
      return .failure(ReadProblem(reason: .objectMissing))
    }
  }

  /// Reports, once per tree, that objects cannot be read. A folder can contain many of them.
  private func reportUnreadable(_ tree: ObjectDatabase.Tree, _ reason: String) {
    state.withLock { state in
      guard state.unreadableTrees.insert(tree).inserted else { return }
      state.events.insert("\(reason); it is made anew, and so is what else cannot be read")
    }
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
