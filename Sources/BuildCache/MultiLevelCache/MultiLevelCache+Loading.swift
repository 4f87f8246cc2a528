// Loads a build's caches at their first use, and reports damage.

import FileIO
import ObjectStore
import Synchronization
import SystemPackage

extension MultiLevelCache {
  var zir: ZirCache? { index(of: zirTier) }
  var air: AirCache? { index(of: airTier) }
  var units: UnitCache? { index(of: unitTier) }

  var database: ObjectDatabase? {
    if let opened = openedDatabase.load() { return opened.index }
    return openDatabase()
  }

  /// Whether no lookup can hit, because there is neither an index of files nor one of functions, here
  /// or upstream.
  package var knowsNothing: Bool { zir == nil && air == nil && upstreams?.isEmpty ?? true }

  /// A tier's index, which is loaded at the first call; `nil` if there is none that can be used.
  func index<Index: KeyedCache>(of tier: borrowing CacheTier<Index>) -> Index? {
    guard let loaded = tier.loaded.load() else { return load(tier) }
    guard tier.needsRewrite, loaded.index?.chain.isDamaged == true else { return loaded.index }
    return nil  // a damaged block was read
  }

  private func load<Index: KeyedCache>(_ tier: borrowing CacheTier<Index>) -> Index? {
    state.withLock { state in
      // Another thread may have loaded it while this one waited.
      if let loaded = tier.loaded.load() { return loaded.index }
      guard let store else { return nil }
      let path = store.directory.path(tier.name)
      let outcome = Index.load(path, scrutiny: tier.scrutiny, fileSystem: store.fileSystem)
      let index = state.take(outcome, from: path)
      if case .damaged = outcome { tier.setNeedsRewrite() }
      if let mended = store.directory.mendNotedPermissions() { state.events.insert(mended) }
      // The last layer is incomplete.
      if let problem = index?.tailProblem {
        state.events.insert("'\(path)' is damaged (\(problem)); it is rewritten without that part")
        tier.setNeedsRewrite()
      }
      return tier.loaded.storeIfNil(Loaded(index)).index
    }
  }

  /// Whether everything read from an index so far was undamaged. If not, the caller must discard
  /// what it has read, and the next save rewrites the index.
  func isSound<Index: KeyedCache>(_ index: Index, _ tier: borrowing CacheTier<Index>) -> Bool {
    guard index.chain.isDamaged, let store else { return true }
    tier.setNeedsRewrite()
    let path = store.directory.path(tier.name)
    state.withLock { _ = $0.take(LoadOutcome<Index>.damaged(damagedBlock), from: path) }
    return false
  }

  /// The database, if it has been opened. Not by ``openedDatabase``, whose metadata a null build does
  /// without (runtime note 2).
  var loadedDatabase: ObjectDatabase? { state.withLock { $0.database } }

  private func openDatabase() -> ObjectDatabase? {
    state.withLock { state in
      if let opened = openedDatabase.load() { return opened.index }
      guard let store else { return nil }
      var database: ObjectDatabase?
      do throws(ObjectError) {
        database = try ObjectDatabase(
          store.directory, packScrutiny: .structure, compression: compression,
          fileSystem: store.directory.fileSystem)
      } catch {
        state.stopWriting("\(error)")
      }
      state.database = database
      return openedDatabase.storeIfNil(Loaded(database)).index
    }
  }
}

extension MultiLevelCache.State {
  /// The index, if it can be used. A problem becomes an event.
  mutating func take<Index: Sendable>(
    _ outcome: LoadOutcome<Index>, from path: FilePath
  ) -> Index? {
    switch outcome {
    case .loaded(let index): return index
    case .absent: return nil
    case .damaged(let reason):
      events.insert("'\(path)' cannot be used (\(reason)); it is rebuilt")
      return nil
    case .unreadable(let reason):
      stopWriting(reason)
      return nil
    case .newer:
      events.insert(
        "'\(path)' was written by a newer mini and is left alone; this build is not cached")
      isWritable = false
      return nil
    }
  }

  /// Makes the cache read-only for the rest of the build. Only the first reason becomes an event,
  /// because the others follow from it.
  mutating func stopWriting(_ reason: String) {
    guard isWritable else { return }
    events.insert("\(reason); this build is not cached")
    isWritable = false
    // Their units will not be saved.
    flights = nil
  }
}
