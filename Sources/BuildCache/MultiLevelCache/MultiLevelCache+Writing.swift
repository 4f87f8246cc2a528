// Saves what a build adds to the indexes.

import FileIO
import ObjectStore
import Synchronization
import SystemPackage

/// The result of saving.
package struct SaveResult: Hashable, Sendable {
  package var bytesWritten: UInt64 = 0
  /// Whether everything was saved. If not, an event gives the reason, or another build of the same
  /// project has overtaken this one.
  package var isSaved = true

  package init(bytesWritten: UInt64 = 0, isSaved: Bool = true) {
    self.bytesWritten = bytesWritten
    self.isSaved = isSaved
  }
}

extension MultiLevelCache {
  /// Saves what was kept, if it includes many files. Outputs can be written on other threads at the
  /// same time.
  package func saveAhead(threadsMax: Int) {
    guard state.withLock({ $0.news.files.count >= Self.filesAheadMin }) else { return }
    saveSoFar(threadsMax: threadsMax)
  }

  /// With fewer files, saving early gains nothing.
  private static let filesAheadMin = 64

  /// Saves like ``save(newFiles:newFunctions:project:copy:)``, but keeps the cache's lock, so that
  /// the build can continue.
  ///
  /// Call it before or beside a step that takes long, so that a kill during the step loses nothing.
  /// Any thread can call it; calls wait for each other.
  ///
  /// - Returns: the result of this and earlier calls.
  @discardableResult
  package func saveSoFar(
    project newProject: IndexImage? = nil, copy: Stamp? = nil, threadsMax: Int = 1
  ) -> SaveResult {
    saving.withLock { _ in
      saveMore(project: newProject, copy: copy, threadsMax: threadsMax)
    }
  }

  private func saveMore(
    project newProject: IndexImage?, copy: Stamp?, threadsMax: Int
  ) -> SaveResult {
    guard let store else { return SaveResult() }
    // Taken before the objects, so that the objects of every taken entry are written below.
    var (result, entries, units) = state.withLock {
      ($0.saved.result, $0.news.take(), $0.takeUnitNews())
    }
    writeObjects(&result)
    let news = News(
      files: unknown(entries.files, to: zir, isSound),
      functions: unknown(entries.functions, to: air, isSound),
      project: newProject.flatMap { isKnown($0) ? nil : $0 }, copy: copy,
      units: units,
      healsZir: state.withLock { $0.zir.isDamaged || $0.tornIndexes.contains(store.zirPath) },
      healsAir: state.withLock { $0.air.isDamaged || $0.tornIndexes.contains(store.airPath) },
      healsUnits: state.withLock { $0.units.isDamaged || $0.tornIndexes.contains(store.unitPath) },
      healsPacks: loadedDatabase.map { database in
        ObjectDatabase.Tree.allCases.filter { database.hasDamagedPacks(in: $0) }
      } ?? [], threadsMax: threadsMax)
    save(news, store, &result)
    state.withLock { state in
      state.saved.result = result
      if entries.files.count >= Self.filesAheadMin { state.saved.entries = entries }
    }
    return result
  }

  /// The entries that a build adds, from the oldest to the newest.
  package struct NewEntries: Sendable {
    var files: [ZirEntry] = []
    var functions: [AirEntry] = []

    mutating func take() -> NewEntries {
      defer { self = NewEntries() }
      return self
    }
  }

  /// The results of saving.
  struct Saved: Sendable {
    /// Since the last call of `save`.
    var result = SaveResult()
    /// Entries of a save of many files. They stay in memory, because a process that exits soon need
    /// not free tens of thousands of small objects.
    var entries = NewEntries()
  }

  /// Removes the saved entries and returns them, for a caller that has time to free them.
  package func takeSaved() -> NewEntries {
    state.withLock { $0.saved.entries.take() }
  }

  /// Writes the kept objects, merges new entries into the indexes on the disk, and replaces the
  /// project's index.
  ///
  /// Indexes are loaded again while `save.lock` is held, so that no entry of another build is lost.
  /// If there is nothing to add, it writes nothing and takes no lock. Entries that were saved
  /// before are not saved again.
  ///
  /// - Parameters:
  ///   - newFiles: entries besides those that were kept, from the oldest to the newest.
  ///   - newFunctions: the same for functions.
  ///   - project: an index from `FileHashCache.encode`; `nil` to leave the project's index
  ///     unchanged.
  ///   - copy: the stamp of the combined IR that this index describes; `nil` if there is none.
  /// - Returns: the result of this and earlier calls.
  package func save(
    newFiles: [ZirEntry] = [], newFunctions: [AirEntry] = [], project newProject: IndexImage?,
    copy: Stamp? = nil
  ) -> SaveResult {
    state.withLock { state in
      state.news.files += newFiles
      state.news.functions += newFunctions
    }
    defer {
      state.withLock { state in
        state.lock = nil
        state.saved.result = SaveResult()
      }
    }
    return saveSoFar(project: newProject, copy: copy)
  }

  private func save(_ news: News, _ store: Store, _ result: inout SaveResult) {
    guard !news.isEmpty else { return }
    beginWriting()
    guard state.withLock({ $0.isWritable }) else {
      result.isSaved = false
      return
    }
    do throws(SaveProblem) {
      try saveLocked(news, store, &result)
    } catch {
      state.withLock { $0.stopWriting(error.text) }
      result.isSaved = false
    }
  }

  /// Updates the time of the project's index, at most once a day, so that gc knows it is in use.
  /// Ignores errors: they only make eviction more likely.
  package func markProjectUsed() {
    guard let store, project != nil, state.withLock({ $0.isWritable }) else { return }
    let now = clock.nowNanoseconds()
    let path = store.place.index
    guard let status = try? store.fileSystem.status(of: path, followingLinks: false),
      now.subtractingReportingOverflow(status.mtimeNanoseconds).partialValue >= nanosecondsPerDay
    else { return }
    try? unsafe path.withCString { name throws(Errno) in
      try unsafe store.fileSystem.setTimes(at: workingDirectory, name, mtimeNanoseconds: now)
    }
  }

  /// Everything that a save adds.
  private struct News: Sendable {
    let files: [ZirEntry]
    let functions: [AirEntry]
    var project: IndexImage?
    var copy: Stamp?
    var units = UnitNews()
    /// Whether the index was found damaged, so that it must be rewritten even if nothing is added.
    var healsZir = false
    var healsAir = false
    var healsUnits = false
    /// Trees in which a damaged pack was found.
    var healsPacks: [ObjectDatabase.Tree] = []
    /// The number of threads for merging indexes.
    var threadsMax = 1

    var isEmpty: Bool {
      files.isEmpty && functions.isEmpty && project == nil && units.isEmpty && !healsZir
        && !healsAir && !healsUnits && healsPacks.isEmpty
    }
  }

  /// A message about the reason why nothing more is saved.
  private struct SaveProblem: Error {
    let text: String

    init(_ text: String) {
      self.text = text
    }
  }

  /// Saves while it holds `save.lock`.
  private func saveLocked(
    _ news: News, _ store: Store, _ result: inout SaveResult
  ) throws(SaveProblem) {
    let lock: FileLock?
    do throws(FileError) {
      lock = try store.directory.lock(store.directory.saveLockPath, .exclusive, wait: .forever)
    } catch {
      throw SaveProblem("\(error)")
    }
    let outcome = Result { () throws(SaveProblem) in try merge(news, store, &result) }
    _ = consume lock  // not earlier
    try outcome.get()
  }

  private func merge(
    _ news: News, _ store: Store, _ result: inout SaveResult
  ) throws(SaveProblem) {
    for tree in news.healsPacks {
      for sentence in loadedDatabase?.healPacks(in: tree) ?? [] { report(sentence) }
    }
    result.bytesWritten += try mergeIndexes(news, store)
    result.bytesWritten += try merge(
      news.units.entries, into: UnitCache.self, store.unitPath, news.healsUnits ? .heal : .add,
      store)
    if let toolchain = news.units.toolchain {
      try write(toolchain, to: store.toolchainPath, store, &result)
    }
    if let (units, archive) = news.units.project, let variant = units.first?.variant,
      !isReplaced(archive, variant: variant, store)
    {
      // Loaded again here, because a build of another variant may have written it.
      let outcome = ProjectUnits.load(store.place.units, fileSystem: store.fileSystem)
      let others = (try usable(outcome, store.place.units) ?? []).filter { $0.variant != variant }
      try write(ProjectUnits.encode(others + units), to: store.place.units, store, &result)
    }
    guard let project = news.project else { return }
    if isOvertaken(news, store) {
      result.isSaved = false
    } else {
      try write(project, to: store.place.index, store, &result)
    }
  }

  /// Adds to the indexes of files and of functions, in parallel if there is much to add.
  ///
  /// - Returns: the number of bytes written.
  private func mergeIndexes(_ news: News, _ store: Store) throws(SaveProblem) -> UInt64 {
    let files = { @Sendable () throws(SaveProblem) in
      try self.merge(
        news.files, into: ZirCache.self, store.zirPath, news.healsZir ? .heal : .add, store)
    }
    let functions = { @Sendable () throws(SaveProblem) in
      try self.merge(
        news.functions, into: AirCache.self, store.airPath, news.healsAir ? .heal : .add, store)
    }
    guard news.threadsMax > 1 else { return try files() + functions() }
    let merged = Parallel.map([functions, files], threadsMax: news.threadsMax) { merge in
      Result { () throws(SaveProblem) in try merge() }
    }
    return try merged[0].get() + merged[1].get()
  }

  /// The work to do on an index.
  private enum IndexWork {
    case add
    /// It was found damaged. Rewrite it even if nothing is added.
    case heal
  }

  /// Adds entries to an index, and rewrites it if it must be healed.
  ///
  /// - Returns: the number of bytes written.
  private func merge<Index: KeyedCache>(
    _ entries: [Index.Entry], into _: Index.Type, _ path: FilePath, _ work: IndexWork,
    _ store: Store
  ) throws(SaveProblem) -> UInt64 {
    if entries.isEmpty && work == .add { return 0 }
    let load = { (scrutiny: IndexScrutiny) in
      Index.load(path, scrutiny: scrutiny, fileSystem: store.fileSystem)
    }
    var result = SaveResult()
    let old = try usable(load(.asRead), path)
    let addition = work == .heal ? .rewrite : old?.addition(of: entries) ?? .rewrite
    try write(addition, to: path, old?.chain.status, store, &result) { () throws(SaveProblem) in
      Index.encode(try usable(load(.whole), path), adding: entries)
    }
    return result.bytesWritten
  }

  /// Whether another build of the project has replaced this build's combined IR. That build has
  /// saved its index, or will. This build's index would not match the combined IR.
  private func isOvertaken(_ news: News, _ store: Store) -> Bool {
    guard let copy = news.copy,
      // A file that cannot be looked at, or is absent, does not contradict the index.
      let now = try? store.fileSystem.status(of: store.place.combined, followingLinks: false)
    else { return false }
    return Stamp(now) != copy
  }

  /// The index on the disk; `nil` if it must be created again.
  private func usable<Index: Sendable>(
    _ outcome: LoadOutcome<Index>, _ path: FilePath
  ) throws(SaveProblem) -> Index? {
    let index = state.withLock { $0.take(outcome, from: path) }
    switch outcome {
    case .newer: throw SaveProblem("'\(path)' was written by a newer mini")
    case .unreadable(let reason): throw SaveProblem(reason)
    case .loaded, .absent, .damaged: return index
    }
  }

  /// Writes an addition to an index. Rewrites the whole index if appending is not possible.
  ///
  /// - Parameters:
  ///   - status: of the file that `addition` was made for.
  ///   - encodeAll: encodes the whole index, with the additions.
  private func write(
    _ addition: IndexAddition, to path: FilePath, _ status: FileStatus?, _ store: Store,
    _ result: inout SaveResult, encodeAll: () throws(SaveProblem) -> [UInt8]
  ) throws(SaveProblem) {
    switch addition {
    case .append(let bytes):
      guard let status else { break }
      do throws(FileError) {
        guard try store.fileSystem.append(bytes, to: path, asIn: status) else { break }
        result.bytesWritten += UInt64(bytes.count)
        return
      } catch {
        throw SaveProblem("cannot write '\(path)': \(error.errno)")
      }
    case .replace(let bytes): return try write(bytes, to: path, store, &result)
    case .rewrite: break
    }
    try write(try encodeAll(), to: path, store, &result)
  }

  private func write(
    _ bytes: [UInt8], to path: FilePath, _ store: Store, _ result: inout SaveResult
  ) throws(SaveProblem) {
    try write(IndexImage(bytes), to: path, store, &result)
  }

  /// Copying an image of up to this size is cheaper than writing it in pieces.
  private static let imageCopiedMax = 1 << 18

  private func write(
    _ image: IndexImage, to path: FilePath, _ store: Store, _ result: inout SaveResult
  ) throws(SaveProblem) {
    do throws(FileError) {
      try store.fileSystem.createDirectories(path.parentFolder)
      if image.count <= Self.imageCopiedMax {
        try store.fileSystem.replaceFile(path, with: image.bytes, mode: 0o644)
      } else {
        try store.fileSystem.replaceFile(path, mode: 0o644) { file throws(FileError) in
          try unsafe image.forEachPiece(of: 0..<image.count) { bytes throws(FileError) in
            try unsafe file.write(bytes)
          }
        }
      }
      result.bytesWritten += UInt64(image.count)
    } catch {
      // The failed call names the temporary file, which would not help the user.
      throw SaveProblem("cannot write '\(path)': \(error.errno)")
    }
  }

  // MARK: Known entries

  /// The entries that are not the newest of their names in an index. Returns `entries` itself, not
  /// a copy, if there is no index. Loads no index if there are no entries.
  private func unknown<Index: KeyedCache>(
    _ entries: [Index.Entry], to known: @autoclosure () -> Index?, _ isSound: (Index) -> Bool
  ) -> [Index.Entry] {
    guard !entries.isEmpty, let index = known() else { return entries }
    return entries.filter { entry in
      index.newest(ofName: entry.keyed.name) != entry || !isSound(index)
    }
  }

  private func isKnown(_ image: IndexImage) -> Bool {
    project?.isEqual(to: image) ?? false
  }
}
