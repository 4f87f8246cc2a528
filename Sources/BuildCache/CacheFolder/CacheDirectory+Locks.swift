// The cache's locks; see "Locks" in the target's overview.

package import FileIO
import Glibc
import ObjectStore
package import SystemPackage

extension CacheDirectory {
  /// Held shared by a build that adds objects, from before the first object until the rows that
  /// name them are saved; held exclusively by a process that deletes objects.
  package var lockPath: FilePath { path(CacheName.lock) }
  /// Held exclusively by a process that merges and renames indexes; always taken after
  /// ``lockPath``'s.
  package var saveLockPath: FilePath { path(CacheName.saveLock) }
  /// Held exclusively by the one running gc, which takes it before any other lock and creates the
  /// file.
  package var collectionLockPath: FilePath { path(CacheName.gcLock) }
  /// Held exclusively by a process that waits for ``lockPath`` exclusively; absent otherwise. New
  /// builds wait for it, so that running builds can finish.
  package var gatePath: FilePath { path(CacheName.lockWanted) }
  /// Its bytes are locked by builds that compile units.
  private var flightsPath: FilePath { path(CacheName.flights) }

  /// Opens the file of flights, and creates it if needed.
  func openFlights() throws(FileError) -> ByteLocks {
    try healing(flightsPath) { () throws(FileError) in
      try ByteLocks(flightsPath, fileSystem: fileSystem)
    }
  }

  /// Takes the cache's lock; nil if another process holds it and `wait` is ``LockWait/never``.
  ///
  /// Completes the cache first if the lock file is missing. If the whole folder is gone, a shared
  /// lock creates the cache, and an exclusive one fails with `ENOENT`.
  package func lock(_ kind: LockKind, wait: LockWait) throws(FileError) -> FileLock? {
    if kind == .exclusive, wait == .forever { return try lockExclusively(until: .never) }
    if kind == .shared { try passGate(wait) }
    return try take(kind, wait)
  }

  /// Takes the lock of another file in the cache, and creates the file if needed; see
  /// ``lock(_:wait:)``.
  package func lock(
    _ file: FilePath, _ kind: LockKind, wait: LockWait
  ) throws(FileError) -> FileLock? {
    try healing(file) { () throws(FileError) in
      try FileLock(file, kind, wait: wait, fileSystem: fileSystem, onWait: tell)
    }
  }

  /// Calls `body` while this process holds the cache's lock exclusively. Waits for builds that
  /// write.
  ///
  /// - Parameter failure: converts an error of the lock into the caller's error.
  func exclusively<Value, Failure: Error>(
    _ failure: (FileError) -> Failure, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try holding({ () throws(FileError) in try lock(.exclusive, wait: .forever) }, failure, body)
  }

  /// Calls `body` while gc removes nothing; otherwise like ``exclusively(_:_:)``.
  func shared<Value, Failure: Error>(
    _ failure: (FileError) -> Failure, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try holding({ () throws(FileError) in try lock(.shared, wait: .forever) }, failure, body)
  }

  /// Calls `body` while no other process changes indexes or refs; otherwise like ``exclusively(_:_:)``.
  func saving<Value, Failure: Error>(
    _ failure: (FileError) -> Failure, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try holding(
      { () throws(FileError) in try lock(saveLockPath, .exclusive, wait: .forever) }, failure, body)
  }

  private func holding<Value, Failure: Error>(
    _ take: () throws(FileError) -> FileLock?, _ failure: (FileError) -> Failure,
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let lock: FileLock?
    do throws(FileError) { lock = try take() } catch { throw failure(error) }
    let outcome = Result { () throws(Failure) in try body() }
    _ = consume lock  // not earlier
    return try outcome.get()
  }

  private func take(_ kind: LockKind, _ wait: LockWait) throws(FileError) -> FileLock? {
    for _ in 0..<remakingsMax {
      do throws(FileError) {
        return try healing(lockPath) { () throws(FileError) in
          try FileLock(
            lockPath, kind, wait: wait, absence: .error, fileSystem: fileSystem, onWait: tell)
        }
      } catch {
        // The lock is never created alone, because the folder may be being emptied: a cache is
        // created as a whole or not at all.
        guard error.errno.meansAbsent else { throw error }
        let isThere = try fileSystem.status(of: path, followingLinks: true) != nil
        guard isThere || kind == .shared else { throw error }
        do throws(CacheDirectoryError) {
          _ = try files.complete()
        } catch {
          throw FileError(.lock, lockPath, error.errno)
        }
      }
    }
    throw FileError(.lock, lockPath, .resourceTemporarilyUnavailable)
  }

  /// Takes a lock. If the name is not a file, moves it aside and tries once more.
  private func healing<Lock: ~Copyable>(
    _ file: FilePath, _ body: () throws(FileError) -> Lock
  ) throws(FileError) -> Lock {
    do throws(FileError) {
      return try body()
    } catch {
      guard error.errno.meansNotAFile else { throw error }
      let isFree: Bool
      do throws(Errno) {
        isFree = try unsafe file.withCString { name throws(Errno) in
          try unsafe fileSystem.moveAside(name)
        }
      } catch {
        throw FileError(.lock, file, error)
      }
      guard isFree else { throw error }
      return try body()
    }
  }

  private var tell: (([LockHolder]) -> Void)? {
    onWait.map { onWait in { onWait(Self.sentence($0, path)) } }
  }

  private static func sentence(_ holders: [LockHolder], _ path: FilePath) -> String {
    let names = holders.map(\.description).joined(separator: ", ")
    return "waiting for \(names.isEmpty ? "another process" : names) to release '\(path)'"
  }

  // MARK: The gate

  /// Waits while another process waits for the exclusive lock. Cost otherwise: one system call.
  private func passGate(_ wait: LockWait) throws(FileError) {
    guard try fileSystem.status(of: gatePath, followingLinks: false) != nil else { return }
    // A gate that a killed process left is not locked, so it is passed at once.
    do throws(FileError) {
      _ = try FileLock(
        gatePath, .shared, wait: wait, absence: .error, fileSystem: fileSystem, onWait: tell)
    } catch {
      // The gate is gone or unusable. The lock itself decides.
    }
  }

  /// When to stop waiting for the exclusive lock.
  package enum Patience: Sendable {
    case never
    case milliseconds(UInt32)
  }

  /// Takes the cache's lock exclusively; nil if that takes longer than `patience`.
  ///
  /// Builds share the lock, and with enough of them it is never free. So the gate holds back new
  /// builds for a while. Then it lets them pass for the same time, because a running build can take
  /// minutes. Each period is twice as long as the previous one.
  package func lockExclusively(until patience: Patience) throws(FileError) -> FileLock? {
    if let lock = try take(.exclusive, .never) { return lock }
    var clock = GateClock(patience)
    var isTold = false
    while clock.isPatient {
      // If another process waits already, its gate serves both.
      let gate = try? lock(gatePath, .exclusive, wait: .never)
      let taken = try poll(&clock, isTold: &isTold)
      if gate != nil { _ = try? fileSystem.remove(gatePath) }
      _ = consume gate  // keeps the gate locked until here
      if let taken { return taken }
      if let lock = try poll(&clock, isTold: &isTold) { return lock }
      clock.lengthen()
    }
    return nil
  }

  /// Tries to take the lock for one phase of the clock.
  private func poll(_ clock: inout GateClock, isTold: inout Bool) throws(FileError) -> FileLock? {
    clock.beginPhase()
    repeat {
      if let lock = try take(.exclusive, .never) { return lock }
      if !isTold, clock.waitedMicroseconds > tellAfterMicroseconds, let tell {
        tell(LockHolder.all(of: lockPath, fileSystem: fileSystem))
        isTold = true
      }
    } while clock.pause()
    return nil
  }
}

/// The phases of a wait for the exclusive lock. Measures time as the sum of its pauses, because a
/// clock can be set.
private struct GateClock {
  private let patienceMicroseconds: UInt64?
  private(set) var waitedMicroseconds: UInt64 = 0
  private var phaseMicroseconds: UInt64 = 500_000
  private var phaseLeft: UInt64 = 0
  private var pauseMicroseconds: UInt64 = 1000

  init(_ patience: CacheDirectory.Patience) {
    switch patience {
    case .never: patienceMicroseconds = nil
    case .milliseconds(let number): patienceMicroseconds = UInt64(number) * 1000
    }
  }

  var isPatient: Bool { patienceMicroseconds.map { waitedMicroseconds < $0 } ?? true }

  mutating func beginPhase() {
    phaseLeft = phaseMicroseconds
    pauseMicroseconds = 1000
  }

  mutating func lengthen() { phaseMicroseconds = min(phaseMicroseconds * 2, phaseMaxMicroseconds) }

  /// Sleeps. Returns whether the phase continues.
  mutating func pause() -> Bool {
    guard phaseLeft > 0, isPatient else { return false }
    let pause = min(pauseMicroseconds, phaseLeft)
    usleep(UInt32(pause))
    phaseLeft -= pause
    waitedMicroseconds += pause
    pauseMicroseconds = min(pauseMicroseconds * 2, pauseMaxMicroseconds)
    return true
  }
}

/// Maximum phase: running builds have this long to finish while new ones wait at the gate.
private let phaseMaxMicroseconds: UInt64 = 64_000_000
private let pauseMaxMicroseconds: UInt64 = 16_000
private let tellAfterMicroseconds: UInt64 = 250_000
/// Maximum number of times the cache is removed while a build waits for its lock.
private let remakingsMax = 100

extension CacheDirectoryError {
  /// The cause, for a lock's error.
  fileprivate var errno: Errno {
    guard case .file(let problem) = self else { return .notPermitted }
    return Errno(rawValue: problem.errorNumber)
  }
}
