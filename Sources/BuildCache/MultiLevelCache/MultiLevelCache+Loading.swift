// What a build's caches load when it is first asked for, and what becomes of damage that is met.

import FileIO
import ObjectStore
import Synchronization
import SystemPackage

/// Something that was loaded, or found absent. A class, so that it can be shared without a lock.
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

  /// Whether there is nothing that a lookup could find: no index of files and none of functions.
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

  /// The common index of native code, loaded when it is first asked for.
  var units: UnitCache? {
    state.withLock { state in
      guard case .notYet = state.units, let store else { return state.units.index }
      let outcome = UnitCache.load(store.unitPath, fileSystem: store.fileSystem)
      state.units = state.loading(outcome, from: store.unitPath)
      return state.units.index
    }
  }

  /// Whether all that was read of an index so far is what was written. If not, what was read is void,
  /// and nothing more is read of it.
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

  /// The database, if anything has been looked for in it.
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
  /// The index, once it is loaded and as long as it can be used.
  var index: Index? {
    if case .done(let index) = self { index } else { nil }
  }
}

extension MultiLevelCache.State {
  /// The index, if it can be used; what is wrong with it becomes an event.
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

  /// The same of an index with layers. What was added last and is not whole becomes an event too, and
  /// the next save writes the index anew.
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

  /// From here on the build only reads the cache. The first reason is told: the rest follow from it.
  mutating func stopWriting(_ reason: String) {
    guard isWritable else { return }
    events.insert("\(reason); this build is not cached")
    isWritable = false
  }
}
