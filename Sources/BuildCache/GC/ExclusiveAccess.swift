// Acquires the cache's exclusive lock for gc: waits for it, or polls until the time budget is used
// up.

import FileIO
import Glibc

/// An attempt to get the exclusive lock, within the time that the pace allows.
struct ExclusiveAccess: Sendable {
  private let directory: CacheDirectory
  private let clock: any WallClock
  private let pace: GarbagePace
  private let start: Int64

  init(_ directory: CacheDirectory, _ clock: any WallClock, _ pace: GarbagePace) {
    self.directory = directory
    self.clock = clock
    self.pace = pace
    start = clock.nowNanoseconds()
  }

  /// Calls `body` while no process writes objects or indexes.
  ///
  /// - Returns: `false` if the lock could not be acquired in time.
  func perform(_ body: () throws(MaintenanceError) -> Void) throws(MaintenanceError) -> Bool {
    guard let budget = pace.budgetNanoseconds else {
      try directory.exclusively(MaintenanceError.file, body)
      return true
    }
    // Limits the number of attempts, too, because the clock may not advance.
    for _ in 0..<asksMax {
      let lock = try MaintenanceError.ofFile { () throws(FileError) in
        try directory.lock(.exclusive, wait: .never)
      }
      if lock != nil {
        let outcome = Result { () throws(MaintenanceError) in try body() }
        _ = consume lock  // not earlier
        try outcome.get()
        return true
      }
      if ageNanoseconds(of: start, now: clock.nowNanoseconds()) > budget { break }
      usleep(askPauseMicroseconds)
    }
    return false
  }

  /// Lets waiting processes acquire the lock.
  func pause() { usleep(slicePauseMicroseconds) }
}

/// Between two attempts: builds take a few milliseconds, or minutes.
private let askPauseMicroseconds: UInt32 = 20_000
/// Attempts in a minute.
private let asksMax = 3000
/// A process that waits for a flock wakes up within a scheduler's tick.
private let slicePauseMicroseconds: UInt32 = 2_000

extension CacheDirectory {
  /// Prevents other gc processes; `nil` if another is running and `wait` is ``LockWait/never``.
  func lockCollection(wait: LockWait) throws(FileError) -> FileLock? {
    try lock(collectionLockPath, .exclusive, wait: wait)
  }
}
