// Saves what a build adds to the indexes.

import FileIO
import ObjectStore
import Synchronization
package import SystemPackage

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
  /// With fewer files, saving ahead of the outputs gains nothing.
  package static let filesAheadMin = 64

  /// Writes the kept objects, merges the kept entries into the indexes on the disk, and replaces the
  /// project's index. The build can continue: the cache's lock stays.
  ///
  /// Call it before or beside a step that takes long, so that a kill during the step loses nothing.
  /// Any thread can call it; calls wait for each other. Indexes are loaded again while `save.lock`
  /// is held, so that no entry of another build is lost. If there is nothing to add, it writes
  /// nothing and takes no lock.
  ///
  /// - Parameters:
  ///   - project: an index from `FileHashCache.encode`; `nil` to leave the project's index
  ///     unchanged.
  ///   - text: the file with the combined IR that this index describes; `nil` if there is none.
  ///   - filesMin: with fewer kept files, nothing is saved.
  ///   - threadsMax: the number of threads for merging indexes.
  /// - Returns: the result of all calls so far.
  @discardableResult
  package func save(
    project: IndexImage? = nil, text: (path: FilePath, stamp: Stamp)? = nil, filesMin: Int = 0,
    threadsMax: Int = 1
  ) -> SaveResult {
    guard project != nil || hasWork else { return state.withLock { $0.result } }
    return saving.withLock { _ in
      guard let store, state.withLock({ $0.pending.files.count >= filesMin }) else {
        return state.withLock { $0.result }
      }
      return saveTaken(project, text, threadsMax, store)
    }
  }

  /// Whether anything waits to be saved or repaired. A null build ends here.
  private var hasWork: Bool {
    zirTier.needsRewrite || airTier.needsRewrite || unitTier.needsRewrite || loadedDatabase != nil
      || state.withLock { !$0.pending.isEmpty || $0.hasNewObjects }
  }

  @inline(never)  // keeps the metadata of its types out of null builds (runtime note 2)
  private func saveTaken(
    _ project: IndexImage?, _ text: (path: FilePath, stamp: Stamp)?, _ threadsMax: Int,
    _ store: Store
  ) -> SaveResult {
    // Taken before the objects, so that the objects of every taken entry are written below.
    var (result, entries) = state.withLock { ($0.result, $0.pending.take()) }
    writeObjects(&result)
    let batch = Batch(
      entries: unknown(entries), project: project.flatMap { isKnown($0) ? nil : $0 }, text: text,
      damagedPacks: loadedDatabase.map { database in
        ObjectDatabase.Tree.allCases.filter { database.hasDamagedPacks(in: $0) }
      } ?? [], threadsMax: threadsMax)
    saveBatch(batch, store, &result)
    state.withLock { state in
      state.result = result
      if entries.files.count >= Self.filesAheadMin { state.savedEntries = entries }
    }
    return result
  }

  /// Saves for the last time. The cache's lock stays until ``endWriting()``.
  package func finish(
    project: IndexImage? = nil, text: (path: FilePath, stamp: Stamp)? = nil
  ) -> SaveResult {
    defer { state.withLock { $0.result = SaveResult() } }
    return save(project: project, text: text)
  }

  /// Adds the record of this build to those in the cache.
  ///
  /// - Returns: the number of bytes written; 0 if nothing may be written, or if that failed, which
  ///   becomes an event.
  package func add(_ record: BuildRecord) -> UInt64 {
    guard let store, state.withLock({ $0.isWritable }) else { return 0 }
    let frame = record.frame
    do throws(FileError) {
      try BuildLog.append(frame, in: store.directory)
      return UInt64(frame.count)
    } catch {
      let path = store.directory.path(CacheName.builds)
      report("cannot write '\(path)': \(error.errno); this build is not recorded")
      return 0
    }
  }

  /// Releases the cache's lock, and the flights of units.
  package func endWriting() {
    state.withLock { state in
      state.flights = nil
      state.lock = nil
    }
  }

  /// Removes the saved entries and returns them, for a caller that has time to free them.
  package func takeSaved() -> PendingEntries {
    state.withLock { $0.savedEntries.take() }
  }

  private func saveBatch(_ batch: Batch, _ store: Store, _ result: inout SaveResult) {
    guard
      !batch.isEmpty || zirTier.needsRewrite || airTier.needsRewrite || unitTier.needsRewrite
    else { return }
    beginWriting()
    guard state.withLock({ $0.isWritable }) else {
      result.isSaved = false
      return
    }
    do throws(SaveProblem) {
      try store.directory.saving(SaveProblem.file) { () throws(SaveProblem) in
        try mergeBatch(batch, store, &result)
      }
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
    let path = store.paths.index
    guard let status = try? store.fileSystem.status(of: path, followingLinks: false),
      now.subtractingReportingOverflow(status.mtimeNanoseconds).partialValue >= nanosecondsPerDay
    else { return }
    try? unsafe path.withCString { name throws(Errno) in
      try unsafe store.fileSystem.setTimes(at: workingDirectory, name, mtimeNanoseconds: now)
    }
  }

  /// Everything that a save adds.
  private struct Batch: Sendable {
    let entries: PendingEntries
    let project: IndexImage?
    let text: (path: FilePath, stamp: Stamp)?
    /// Trees in which a damaged pack was found.
    let damagedPacks: [ObjectDatabase.Tree]
    let threadsMax: Int

    var isEmpty: Bool { entries.isEmpty && project == nil && damagedPacks.isEmpty }
  }

  /// A message about the reason why nothing more is saved.
  private struct SaveProblem: Error {
    let text: String

    init(_ text: String) {
      self.text = text
    }

    static func file(_ error: FileError) -> SaveProblem { SaveProblem("\(error)") }
  }

  /// The caller holds `save.lock`.
  private func mergeBatch(
    _ batch: Batch, _ store: Store, _ result: inout SaveResult
  ) throws(SaveProblem) {
    for tree in batch.damagedPacks {
      for sentence in loadedDatabase?.healPacks(in: tree) ?? [] { report(sentence) }
    }
    result.bytesWritten += try mergeIndexes(batch, store)
    result.bytesWritten += try mergeIndex(batch.entries.units, into: unitTier, store)
    if let toolchain = batch.entries.toolchain {
      try writeBytes(toolchain, to: store.toolchainPath, store, &result)
    }
    if let tests = batch.entries.tests {
      try writeBytes(tests, to: store.paths.tests, store, &result)
    }
    if let (units, archive) = batch.entries.linkedUnits, let variant = units.first?.variant,
      !isReplaced(archive, variant: variant, store)
    {
      // Loaded again here, because a build of another variant may have written it.
      let outcome = ProjectUnits.load(store.paths.units, fileSystem: store.fileSystem)
      let others = (try usable(outcome, store.paths.units) ?? []).filter { $0.variant != variant }
      try writeBytes(
        ProjectUnits.encode(others + units), to: store.paths.units, store, &result)
    }
    guard let project = batch.project else { return }
    if isOvertaken(batch.text, store) {
      result.isSaved = false
    } else {
      try writeImage(project, to: store.paths.index, store, &result)
    }
  }

  /// Adds to the indexes of files and of functions, in parallel if there is much to add.
  ///
  /// - Returns: the number of bytes written.
  private func mergeIndexes(_ batch: Batch, _ store: Store) throws(SaveProblem) -> UInt64 {
    let files = { @Sendable () throws(SaveProblem) in
      try self.mergeIndex(batch.entries.files, into: self.zirTier, store)
    }
    let functions = { @Sendable () throws(SaveProblem) in
      try self.mergeIndex(batch.entries.functions, into: self.airTier, store)
    }
    guard batch.threadsMax > 1 else { return try files() + functions() }
    let merged = Parallel.map([functions, files], threadsMax: batch.threadsMax) { merge in
      Result { () throws(SaveProblem) in try merge() }
    }
    return try merged[0].get() + merged[1].get()
  }

  /// Adds entries to an index, and rewrites it if it is damaged.
  ///
  /// - Returns: the number of bytes written.
  private func mergeIndex<Index: KeyedCache>(
    _ entries: [Index.Entry], into tier: borrowing CacheTier<Index>, _ store: Store
  ) throws(SaveProblem) -> UInt64 {
    if entries.isEmpty && !tier.needsRewrite { return 0 }
    let path = store.directory.path(tier.name)
    let load = { (scrutiny: IndexScrutiny) in
      Index.load(path, scrutiny: scrutiny, fileSystem: store.fileSystem)
    }
    var result = SaveResult()
    let old = try usable(load(.asRead), path)
    let addition = tier.needsRewrite ? .rewrite : old?.addition(of: entries) ?? .rewrite
    try writeAddition(addition, to: path, old?.chain.status, store, &result) {
      () throws(SaveProblem) in
      Index.encode(try usable(load(.whole), path), adding: entries)
    }
    return result.bytesWritten
  }

  /// Whether another build of the project has replaced this build's combined IR. That build has
  /// saved its index, or will. This build's index would not match the combined IR.
  private func isOvertaken(_ text: (path: FilePath, stamp: Stamp)?, _ store: Store) -> Bool {
    guard let text,
      // A file that cannot be looked at, or is absent, does not contradict the index.
      let now = try? store.fileSystem.status(of: text.path, followingLinks: false)
    else { return false }
    return Stamp(now) != text.stamp
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
  private func writeAddition(
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
    case .replace(let bytes): return try writeBytes(bytes, to: path, store, &result)
    case .rewrite: break
    }
    try writeBytes(try encodeAll(), to: path, store, &result)
  }

  private func writeBytes(
    _ bytes: [UInt8], to path: FilePath, _ store: Store, _ result: inout SaveResult
  ) throws(SaveProblem) {
    try writeImage(IndexImage(bytes), to: path, store, &result)
  }

  /// Copying an image of up to this size is cheaper than writing it in pieces.
  private static let imageCopiedMax = 1 << 17

  private func writeImage(
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

  private func unknown(_ entries: PendingEntries) -> PendingEntries {
    var entries = entries
    entries.files = unknown(entries.files, to: zirTier)
    entries.functions = unknown(entries.functions, to: airTier)
    return entries
  }

  /// The entries that are not the newest of their names in an index. Returns `entries` itself, not
  /// a copy, if there is no index. Loads no index if there are no entries.
  private func unknown<Index: KeyedCache>(
    _ entries: [Index.Entry], to tier: borrowing CacheTier<Index>
  ) -> [Index.Entry] {
    guard !entries.isEmpty, let index = index(of: tier) else { return entries }
    return entries.filter { entry in
      index.newest(ofName: entry.keyed.name) != entry || !isSound(index, tier)
    }
  }

  private func isKnown(_ image: IndexImage) -> Bool {
    project?.isEqual(to: image) ?? false
  }
}
