// verify: checks everything in a cache against its checksums, ids and keys, and repairs it.

package import FileIO
import ObjectStore
import SystemPackage

/// A verification of one cache.
///
/// Builds can run at the same time. They replace files by renaming, so every read sees one version
/// of a file. A file that disappears is absent, which is not a fault. Files that contradict each
/// other are checked again under the exclusive lock before a fault is reported. Findings are
/// reported at once. Memory: 16 bytes per row and one object per thread. The pages of mappings are
/// released on the way.
package struct Verification {
  package enum Mode: Sendable {
    /// Changes nothing.
    case inspect
    /// Moves damaged files to the quarantine, and removes wrong rows from indexes.
    case repair
  }

  package struct Progress: Hashable, Sendable {
    /// A description of the current stage, for the user.
    package let stage: String
    package let done: Int
    package let total: Int
    /// Objects checked so far.
    package let objects: Int
  }

  let directory: CacheDirectory
  let mode: Mode
  let fileSystem: any FileSystem
  /// The error of a resource that ran out while files were opened; `nil` if none did. Such an error
  /// is not a fault of the cache.
  private let exhaustion: () -> Errno?
  private let clock: any WallClock
  let threadsMax: Int
  /// The header that a project's combined IR must have according to its index; `nil` if it is not
  /// known. Passed in, because the header depends on the language.
  let expectedHeader: (FileHashCache) -> [UInt8]?
  private let report: (VerificationFinding) -> Void
  private let reportProgress: (Progress) -> Void

  private(set) var summary = VerificationSummary()
  /// The positions before it were checked by an earlier call.
  private(set) var start = VerificationPosition.first
  /// The position where this call stopped; `nil` if it did not.
  private(set) var stop: VerificationPosition?
  /// The time at which to stop.
  private let deadlineNanoseconds: Int64?
  private var turns = 0
  /// Trees whose index ends with an incomplete layer.
  private var tornTrees: Set<ObjectDatabase.Tree> = []
  /// Keys of wrong rows, by tree.
  private var wrongKeys: [ObjectDatabase.Tree: Set<Digest>] = [:]
  /// The number of faults whose repair is the rewriting of an index, by tree.
  private var promisedRepairs: [ObjectDatabase.Tree: Int] = [:]
  /// Keys of rows whose objects are absent, by tree.
  private var absentKeys: [ObjectDatabase.Tree: Set<Digest>] = [:]
  /// Files that were moved aside.
  private var moved: Set<FilePath> = []

  package init(
    directory: CacheDirectory, mode: Mode, fileSystem: any FileSystem, clock: any WallClock,
    threadsMax: Int = 1, durationMaxNanoseconds: Int64? = nil,
    expectedHeader: @escaping (FileHashCache) -> [UInt8]? = { _ in nil },
    progress: @escaping (Progress) -> Void = { _ in },
    report: @escaping (VerificationFinding) -> Void
  ) {
    self.directory = directory
    self.mode = mode
    // A file system of its own, which records what the machine runs out of.
    let confined = CacheFileSystem(directory.path, like: fileSystem)
    self.fileSystem = confined
    exhaustion = { confined.exhaustion }
    self.clock = clock
    self.threadsMax = threadsMax
    self.expectedHeader = expectedHeader
    self.report = report
    reportProgress = progress
    deadlineNanoseconds = durationMaxNanoseconds.map { duration in
      let (sum, overflow) = clock.nowNanoseconds().addingReportingOverflow(duration)
      return overflow ? .max : sum
    }
  }

  /// Checks everything, or, with a time limit, the positions that earlier calls have not checked.
  package mutating func run() throws(MaintenanceError) -> VerificationSummary {
    if deadlineNanoseconds != nil { start = loadState() }
    try checkRepositoryFiles()
    try checkPermissions()
    try checkProjectFolders()
    let projects = try loadProjects()
    let units = checkUnitIndex()
    for tree in ObjectDatabase.Tree.allCases where start <= .end(of: tree) && stop == nil {
      var namers = checkIndex(
        of: tree, units: tree == .objects ? units : nil, projects: tree == .zir ? projects : [])
      guard let sources = open(tree) else { continue }
      try checkTree(sources, &namers)
    }
    if stop == nil {
      try checkRefs()
      checkFetchedRows()
    }
    if stop == nil { try checkLinkedUnits(projects) }
    if stop == nil { checkHistory() }
    for (number, project) in projects.enumerated() where turn(.combined(project.folder)) {
      progress("sections", number, of: projects.count)
      try checkCombined(project)
    }
    try checkMachine()
    forgetRows()
    keepState()
    return summary
  }

  /// Fails if files could not be opened, because the findings are then not valid.
  private func checkMachine() throws(MaintenanceError) {
    if let errno = exhaustion() { throw .file(FileError(.open, directory.path, errno)) }
  }

  /// Ends the check of a part.
  mutating func finishPart() throws(MaintenanceError) {
    try checkMachine()
    forgetRows()
  }

  mutating func open(_ tree: ObjectDatabase.Tree) -> TreeSources? {
    do throws(ObjectError) {
      return try TreeSources(tree, of: directory, fileSystem: fileSystem, clock: clock)
    } catch {
      fault(tree.name, "\(error)", Repair.none("make it a folder that can be read"))
      return nil
    }
  }

  // MARK: Order

  /// Whether to check a position now: not if an earlier call did it, nor if the time is over. Each
  /// call checks at least one position, however short its time is.
  mutating func turn(_ position: VerificationPosition) -> Bool {
    guard stop == nil, start <= position else { return false }
    if turns > 0, let deadlineNanoseconds, clock.nowNanoseconds() >= deadlineNanoseconds {
      stop = position
      return false
    }
    turns += 1
    return true
  }

  func progress(_ stage: String, _ done: Int, of total: Int) {
    reportProgress(Progress(stage: stage, done: done, total: total, objects: summary.objects))
  }

  /// The position where the last call stopped; the first position if that is not known.
  private func loadState() -> VerificationPosition {
    let path = directory.path(CacheName.verifyState)
    let sizeMax = VerificationPosition.fileSizeMaxBytes
    // If it cannot be read, everything is checked again.
    let bytes = try? fileSystem.contents(of: path, sizeMax: sizeMax)
    return bytes.flatMap { VerificationPosition(decoding: $0) } ?? .first
  }

  /// Records the position where this call stopped, or removes the record if all is checked.
  private mutating func keepState() {
    summary.isComplete = stop == nil
    summary.isContinued = start > .first
    guard deadlineNanoseconds != nil else { return }
    let path = directory.path(CacheName.verifyState)
    do throws(FileError) {
      if let stop {
        try fileSystem.replaceFile(path, with: stop.encoded, mode: 0o644)
      } else {
        try fileSystem.remove(path)
      }
    } catch {
      note(
        CacheName.verifyState, "the position where this call stopped cannot be recorded: \(error)",
        "the next call starts from the beginning")
    }
  }

  // MARK: Findings

  enum Repair {
    /// Move a file or folder to the quarantine, under this name.
    case moveAside(FilePath, as: String, then: String)
    /// Remove a row from an index.
    case forgetRow(ObjectDatabase.Tree, key: Digest)
    /// Rewrite a tree's index without its incomplete layer.
    case rewriteIndex(ObjectDatabase.Tree)
    /// It is already repaired. Contains what was done.
    case done(String)
    /// mini cannot repair it. Contains advice for the user.
    case none(String)

    /// For a file that this process cannot or must not open.
    static let readable = Repair.none("make it readable, and verify again")
  }

  mutating func count(objects: Int = 0, bytes: UInt64 = 0, rows: Int = 0, sections: Int = 0) {
    summary.objects += objects
    summary.objectBytes += bytes
    summary.rows += rows
    summary.sections += sections
  }

  /// Reports a fault and, in repair mode, repairs it.
  mutating func fault(_ path: String, _ problem: String, _ repair: Repair) {
    guard exhaustion() == nil else { return }  // `checkMachine` reports it
    summary.faults += 1
    let repairedBefore = summary.repaired
    let remedy: String
    switch repair {
    case .none(let advice): remedy = advice
    case .done(let what):
      summary.repaired += 1
      remedy = what
    case .moveAside(let file, let name, let then):
      remedy = moveAside(file, as: name, then: then)
    case .rewriteIndex(let tree):
      if mode == .repair {
        tornTrees.insert(tree)
        promisedRepairs[tree, default: 0] += 1
        summary.repaired += 1
        remedy = "rewritten without it"
      } else {
        remedy = "the next build that adds to it, or 'mini verify --repair', rewrites it"
      }
    case .forgetRow(let tree, let key):
      if mode == .repair {
        wrongKeys[tree, default: []].insert(key)
        promisedRepairs[tree, default: 0] += 1
        summary.repaired += 1
        remedy = "the row was removed"
      } else {
        remedy = "'mini verify --repair' removes the row"
      }
    }
    report(
      VerificationFinding(
        severity: .fault, path: path, problem: problem, remedy: remedy,
        isRepaired: summary.repaired > repairedBefore))
  }

  mutating func note(_ path: String, _ problem: String, _ remedy: String) {
    summary.notes += 1
    report(VerificationFinding(severity: .note, path: path, problem: problem, remedy: remedy))
  }

  // MARK: Repairs

  private mutating func moveAside(_ file: FilePath, as name: String, then: String) -> String {
    guard mode == .repair else { return "'mini verify --repair' moves it aside; \(then)" }
    if moved.contains(file) {
      summary.repaired += 1
      return "moved to quarantine/; \(then)"
    }
    do {
      // If it is absent, another process has moved it.
      try Quarantine(directory.quarantinePath, fileSystem: fileSystem).move(file, as: name)
    } catch {
      return "it could not be moved aside: \(error)"
    }
    moved.insert(file)
    summary.repaired += 1
    return "moved to quarantine/; \(then)"
  }

  /// Schedules rows whose objects are absent to be removed from an index.
  mutating func forgetAbsent(_ keys: [Digest], in tree: ObjectDatabase.Tree) {
    absentKeys[tree, default: []].formUnion(keys)
  }

  /// Rewrites indexes without the rows that are wrong or whose objects are absent.
  private mutating func forgetRows() {
    for tree in ObjectDatabase.Tree.allCases {
      let wrong = wrongKeys[tree] ?? []
      let absent = absentKeys[tree] ?? []
      guard !wrong.isEmpty || !absent.isEmpty || tornTrees.contains(tree),
        !moved.contains(directory.path(tree.indexName))
      else { continue }
      var reason = "it could not be read again"
      do throws(MaintenanceError) {
        let isDone = try directory.exclusively(MaintenanceError.file) {
          () throws(MaintenanceError) in
          try forget(wrong, orAbsent: absent, in: tree)
        }
        if isDone { continue }
      } catch {
        reason = "\(error)"
      }
      summary.repaired -= promisedRepairs[tree] ?? 0
      note(tree.indexName, "rows could not be removed: \(reason)", "run it again")
    }
  }

  /// Loads an index again and writes it without these keys. The caller must hold the exclusive
  /// lock.
  ///
  /// - Parameter absent: a key is kept if a build has stored its object again.
  /// - Returns: false if the index could not be loaded.
  private func forget(
    _ wrong: Set<Digest>, orAbsent absent: Set<Digest>, in tree: ObjectDatabase.Tree
  ) throws(MaintenanceError) -> Bool {
    let sources = try MaintenanceError.ofObject { () throws(ObjectError) in
      try TreeSources(tree, of: directory, fileSystem: fileSystem, clock: clock)
    }
    guard let chain = index(of: tree) else { return false }
    let dropped = wrong.union(
      absent.filter { key in
        chain.row(ofKey: key).map { !sources.contains($0.layer.irID($0.row)) } ?? false
      })
    let path = directory.path(tree.indexName)
    let today = UInt32(clamping: clock.nowNanoseconds() / nanosecondsPerDay)
    let day = DroppedDay.repaired(today).bits
    let bytes =
      tree == .zir
      ? indexBytes(ZirCache.self, path, without: dropped, day: day)
      : indexBytes(AirCache.self, path, without: dropped, day: day)
    guard let bytes else { return false }
    try MaintenanceError.ofFile { () throws(FileError) in
      try fileSystem.replaceFile(path, with: bytes, mode: 0o644)
    }
    return true
  }

  /// The bytes of an index without these keys; `nil` if it cannot be loaded.
  private func indexBytes<Index: KeyedCache>(
    _: Index.Type, _ path: FilePath, without dropped: Set<Digest>, day: UInt32
  ) -> [UInt8]? {
    guard case .loaded(let old) = Index.load(path, fileSystem: fileSystem) else { return nil }
    let keys = Set(dropped.map { Index.Entry.Key(digest: $0) })
    return Index.encode(old, adding: [], dropping: keys, day: day)
  }
}
