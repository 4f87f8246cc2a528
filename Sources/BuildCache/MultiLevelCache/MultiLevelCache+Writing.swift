// What a build adds to the indexes, at its end.

import FileIO
import ObjectStore
import Synchronization
import SystemPackage

/// What saving came to.
package struct SaveResult: Hashable, Sendable {
  package var bytesWritten: UInt64 = 0
  /// Whether all that was to be kept is kept; if not, an event says why, or another build of the same
  /// project has overtaken this one.
  package var isSaved = true

  package init(bytesWritten: UInt64 = 0, isSaved: Bool = true) {
    self.bytesWritten = bytesWritten
    self.isSaved = isSaved
  }
}

extension MultiLevelCache {
  /// Saves what was kept, if it is of many files, on whatever thread. Others can write outputs meanwhile.
  package func saveAhead(threadsMax: Int) {
    guard state.withLock({ $0.news.files.count >= Self.filesAheadMin }) else { return }
    saveSoFar(threadsMax: threadsMax)
  }

  /// Who adds fewer has nothing to gain.
  private static let filesAheadMin = 64

  /// As ``save(newFiles:newFunctions:project:copy:)``, and goes on building: the cache's lock stays.
  ///
  /// Before or beside a step that takes long: who ends the build in it ends nothing else. Any thread may;
  /// one waits for another.
  ///
  /// - Returns: what saving came to until now.
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
    // Before the objects, which are kept before the entries that name them.
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

  /// What was saved.
  struct Saved: Sendable {
    /// Since the last end.
    var result = SaveResult()
    /// Of many files at once: ten thousands of small things, which who ends now need not free.
    var entries = NewEntries()
  }

  /// Gives away what was saved, for who has time to free it.
  package func takeSaved() -> NewEntries {
    state.withLock { $0.saved.entries.take() }
  }

  /// Writes what was kept, merges new entries into the indexes as they are on the
  /// disk, and replaces the project's.
  ///
  /// Indexes are read again under the lock of those who save, so that nothing of another build's is
  /// lost. Where there is nothing to add nothing is written and no lock is taken. What was saved before
  /// is not saved again.
  ///
  /// - Parameters:
  ///   - newFiles: entries besides those that were kept, from the oldest to the newest.
  ///   - newFunctions: the same of functions.
  ///   - project: what `FileHashCache.encode` made; `nil`: the project's index stays as it is.
  ///   - copy: the stamp of the combined IR that this index describes; `nil`: there is none.
  /// - Returns: what saving came to, earlier calls included.
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

  /// At most once a day: sets the time of the project's index, so that gc knows it is in use.
  /// What prevents it costs nothing but an early eviction.
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

  /// What a save has to add.
  private struct News: Sendable {
    let files: [ZirEntry]
    let functions: [AirEntry]
    var project: IndexImage?
    var copy: Stamp?
    var units = UnitNews()
    /// Whether the index was found damaged, and is to be made anew even if nothing is added.
    var healsZir = false
    var healsAir = false
    var healsUnits = false
    /// Trees in which a damaged pack was met.
    var healsPacks: [ObjectDatabase.Tree] = []
    /// On how many threads indexes are merged.
    var threadsMax = 1

    var isEmpty: Bool {
      files.isEmpty && functions.isEmpty && project == nil && units.isEmpty && !healsZir
        && !healsAir && !healsUnits && healsPacks.isEmpty
    }
  }

  /// Why nothing more is saved, in words.
  private struct SaveProblem: Error {
    let text: String

    init(_ text: String) {
      self.text = text
    }
  }

  /// Saves under the lock of those who save, which ends with this call.
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
      // As it is now: a build of another variant may have written it since this one read it.
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

  /// Adds to the indexes of files and of functions, side by side where it is much; bytes written.
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

  /// What is to be done to an index.
  private enum IndexWork {
    case add
    /// It was found damaged, and is made anew even if nothing is added.
    case heal
  }

  /// Adds entries to an index, and writes it anew where it is to be healed; bytes written.
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

  /// Whether another build of the project has put its combined IR in the place of ours. Its index is
  /// there already, or follows; with ours, what lies there would be of two builds.
  private func isOvertaken(_ news: News, _ store: Store) -> Bool {
    guard let copy = news.copy,
      // One that cannot be looked at, or is gone, does not contradict the index.
      let now = try? store.fileSystem.status(of: store.place.combined, followingLinks: false)
    else { return false }
    return Stamp(now) != copy
  }

  /// The index as it is on the disk now; `nil` if it is to be made anew.
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

  /// Adds to an index in the cheapest way that does.
  ///
  /// - Parameters:
  ///   - status: of the file that `addition` was made for.
  ///   - encodeAll: the whole index anew, with what is added.
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

  /// To copy so much takes less than to write it piece by piece.
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
      // The failing call was about the file's temporary name, which says nothing to a reader.
      throw SaveProblem("cannot write '\(path)': \(error.errno)")
    }
  }

  // MARK: What is known already

  /// Those that an index does not have as the newest of their names. Where there is no index, the list as
  /// it is, not a copy. Where there are none, no index is loaded.
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
