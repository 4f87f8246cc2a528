// Loads a build's caches at their first use, and reports damage.

import FileIO
import ObjectStore
import Synchronization
import SystemPackage

/// The result of loading: an index, or none. A class, so that threads can share it without a lock.
final class Loaded<Index: Sendable>: Sendable {
  let index: Index?

  init(_ index: Index?) {
    self.index = index
  }
}

extension MultiLevelCache {
  var zir: ZirCache? {
    if let loaded = loadedZir.load() { return loaded.index }
    return loadedZir.storeIfNil(Loaded(loadZir())).index
  }

  var air: AirCache? {
    if let loaded = loadedAir.load() { return loaded.index }
    return loadedAir.storeIfNil(Loaded(loadAir())).index
  }

  var database: ObjectDatabase? {
    if let opened = openedDatabase.load() { return opened.index }
    return openedDatabase.storeIfNil(Loaded(openDatabase())).index
  }

  /// Whether no lookup can hit, because there is neither an index of files nor one of functions.
  package var knowsNothing: Bool { zir == nil && air == nil }

  private func loadZir() -> ZirCache? {
    state.withLock { state in
      guard case .notYet = state.zir, let store else { return state.zir.index }
      let outcome = ZirCache.load(
        store.zirPath, scrutiny: .asRead, fileSystem: store.fileSystem)
      state.zir = state.loading(outcome, from: store.zirPath)
      return state.zir.index
    }
  }

  private func loadAir() -> AirCache? {
    state.withLock { state in
      guard case .notYet = state.air, let store else { return state.air.index }
      let outcome = AirCache.load(
        store.airPath, scrutiny: .asRead, fileSystem: store.fileSystem)
      state.air = state.loading(outcome, from: store.airPath)
      return state.air.index
    }
  }

  /// The common index of native code, loaded at its first use.
  var units: UnitCache? {
    state.withLock { state in
      guard case .notYet = state.units, let store else { return state.units.index }
      let outcome = UnitCache.load(store.unitPath, fileSystem: store.fileSystem)
      state.units = state.loading(outcome, from: store.unitPath)
      return state.units.index
    }
  }

  /// Whether everything read from an index so far was undamaged. If not, the caller must discard
  /// what it has read, and the next save rewrites the index.
  func isSound(_ zir: ZirCache) -> Bool {
    guard zir.chain.isDamaged, let store else { return true }
    state.withLock { $0.zir = $0.loading(.damaged(damagedBlock), from: store.zirPath) }
    return false
  }

  func isSound(_ air: AirCache) -> Bool {
    guard air.chain.isDamaged, let store else { return true }
    state.withLock { $0.air = $0.loading(.damaged(damagedBlock), from: store.airPath) }
    return false
  }

  /// The database, if it has been opened.
  var loadedDatabase: ObjectDatabase? {
    state.withLock { state in
      if case .done(let database) = state.database { database } else { nil }
    }
  }

  private func openDatabase() -> ObjectDatabase? {
    state.withLock { state in
      if case .done(let database) = state.database { return database }
      guard let store else { return nil }
      var database: ObjectDatabase?
      do throws(ObjectError) {
        database = try ObjectDatabase(
          store.directory, packScrutiny: .structure, fileSystem: store.directory.fileSystem)
      } catch {
        state.stopWriting("\(error)")
      }
      state.database = .done(database)
      return database
    }
  }
}

extension MultiLevelCache.Loading {
  /// The index, if it is loaded and can be used.
  var index: Index? {
    if case .done(let index) = self { index } else { nil }
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
      events.insert("'\(path)' cannot be used (\(reason)); it is made anew")
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

  /// The same for an index with layers. An incomplete last layer also becomes an event, and the
  /// next save rewrites the index.
  mutating func loading<Index: KeyedCache>(
    _ outcome: LoadOutcome<Index>, from path: FilePath
  ) -> MultiLevelCache.Loading<Index> {
    let index = take(outcome, from: path)
    if let problem = index?.tailProblem {
      events.insert("'\(path)' is damaged (\(problem)); it is made anew without that")
      tornIndexes.insert(path)
    }
    return MultiLevelCache.Loading(index, outcome)
  }

  /// Makes the cache read-only for the rest of the build. Only the first reason becomes an event,
  /// because the others follow from it.
  mutating func stopWriting(_ reason: String) {
    guard isWritable else { return }
    events.insert("\(reason); this build is not cached")
    isWritable = false
  }
}
