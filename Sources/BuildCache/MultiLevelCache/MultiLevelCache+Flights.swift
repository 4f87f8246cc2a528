// Flights: builds that share the cache and run at once do not compile the same unit twice.

import FileIO
import ObjectStore
import Synchronization
import SystemPackage

extension MultiLevelCache {
  /// The answer to a request for a unit's flight.
  package enum Flight: Sendable {
    /// No other build has the flight until ``endWriting()`` or ``releaseFlights()``.
    case taken
    /// Another build has the flight: it compiles the unit, or has compiled it.
    case held
    /// The build takes no flights: nothing may be written, or the disk has no such locks.
    case unavailable
  }

  /// Tries to take the flight of a unit that this build is about to compile. Never waits.
  ///
  /// A flight is the lock of one byte of a file. Two units with the same byte only wait for each
  /// other. An error is not reported: it only means that two builds can compile the same unit.
  package func takeFlight(of key: UnitKey) -> Flight {
    guard let store else { return .unavailable }
    return state.withLock { state in
      guard state.isWritable, state.hasFlights else { return .unavailable }
      do {
        if state.flights == nil { state.flights = try store.directory.openFlights() }
        return try state.flights?.take(key.digest.flightOffset) == true ? .taken : .held
      } catch {
        state.hasFlights = false
        state.flights = nil
        return .unavailable
      }
    }
  }

  /// Releases the flights of this build, whose units it has saved or does not compile.
  package func releaseFlights() {
    state.withLock { $0.flights = nil }
  }

  /// Looks up units that were missed, in what other builds have saved since.
  ///
  /// Cost: one system call, if the index of units is still the one in which they were missed.
  ///
  /// - Returns: for each key the unit's entry and code; `nil` if the unit is still missing.
  package func unitsSavedSince(_ keys: [UnitKey]) -> [(entry: UnitEntry, code: [UInt8])?] {
    guard let index = newestUnits() else { return keys.map { _ in nil } }
    return keys.map { key in
      guard let entry = index.lookup(key), !index.chain.isDamaged,
        let code = code(entry.codeID, sizeBytes: entry.codeSize)
      else { return nil }
      unitTier.countHit(costNanoseconds: entry.costNanoseconds)
      return (entry, code)
    }
  }

  /// The index of units on the disk; `nil` if the build looks nothing up, or if the index is the one
  /// that the build loaded first. Damage of it is not reported: the next save or build does that.
  private func newestUnits() -> UnitCache? {
    guard let store, use == .lookups else { return nil }
    let path = store.directory.path(unitTier.name)
    guard let now = try? store.fileSystem.status(of: path, followingLinks: false) else {
      return nil
    }
    if let first = unitTier.loaded.load()?.index?.chain.status, first.hasContents(of: now) {
      return nil
    }
    return state.withLock { state in
      if let newest = state.newestUnits, let status = newest.chain.status,
        status.hasContents(of: now)
      {
        return newest
      }
      guard
        case .loaded(let index) = UnitCache.load(
          path, scrutiny: .asRead, fileSystem: store.fileSystem)
      else { return nil }
      state.newestUnits = index
      return index
    }
  }
}

extension FileStatus {
  /// Whether two statuses of a file that is appended to or replaced are of the same contents.
  fileprivate func hasContents(of other: FileStatus) -> Bool {
    isOfFile(written: other) && mtimeNanoseconds == other.mtimeNanoseconds
  }
}

extension Digest {
  /// The byte of a key's flight. The last byte of a file cannot be locked.
  fileprivate var flightOffset: Int64 {
    Int64(bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } >> 2)
  }
}
