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

  private func loadZir() -> ZirCache? {
    state.withLock { state in
      switch state.zir {
      case .done(let zir): return zir
      case .damaged: return nil
      case .notYet: break
      }
      guard let store else { return nil }
      let outcome = ZirCache.load(
        store.zirPath, scrutiny: .asRead, fileSystem: store.fileSystem)
      let zir = state.take(outcome, from: store.zirPath)
      state.noteTail(of: zir?.chain, in: store.zirPath)
      state.zir = Loading(zir, outcome)
      return zir
    }
  }

  private func loadAir() -> AirCache? {
    state.withLock { state in
      switch state.air {
      case .done(let air): return air
      case .damaged: return nil
      case .notYet: break
      }
      guard let store else { return nil }
      let outcome = AirCache.load(
        store.airPath, scrutiny: .asRead, fileSystem: store.fileSystem)
      let air = state.take(outcome, from: store.airPath)
      state.noteTail(of: air?.chain, in: store.airPath)
      state.air = Loading(air, outcome)
      return air
    }
  }

  /// Whether all that was read of an index so far is what was written. If not, what was read is void,
  /// and nothing more is read of it.
  func isSound(_ zir: ZirCache) -> Bool {
    guard zir.chain.isDamaged, let store else { return true }
    state.withLock { state in
      state.zir = .damaged
      _ = state.take(LoadOutcome<ZirCache>.damaged(damagedBlock), from: store.zirPath)
    }
    return false
  }

  func isSound(_ air: AirCache) -> Bool {
    guard air.chain.isDamaged, let store else { return true }
    state.withLock { state in
      state.air = .damaged
      _ = state.take(LoadOutcome<AirCache>.damaged(damagedBlock), from: store.airPath)
    }
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

  /// Says of an index what was added to it last and is not whole; the next save writes it anew.
  mutating func noteTail(of chain: KeyedChain?, in path: FilePath) {
    guard let problem = chain?.tailProblem else { return }
    events.insert("'\(path)' is damaged (\(problem)); it is made anew without that")
    tornIndexes.insert(path)
  }

  /// From here on the build only reads the cache. The first reason is told: the rest follow from it.
  mutating func stopWriting(_ reason: String) {
    guard isWritable else { return }
    events.insert("\(reason); this build is not cached")
    isWritable = false
  }
}
