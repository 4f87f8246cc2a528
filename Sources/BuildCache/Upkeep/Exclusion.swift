// How gc comes by the cache's exclusive lock: it waits as long as it likes, or asks now and then.

import FileIO
import Glibc
import ObjectStore

/// A wish to be alone, for as long as the pace allows to wait.
struct Exclusion: Sendable {
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

  /// Calls `body` while nobody writes objects or indexes. Returns whether it came to that.
  func perform(_ body: () throws(UpkeepError) -> Void) throws(UpkeepError) -> Bool {
    guard let budget = pace.budgetNanoseconds else {
      try directory.exclusively(UpkeepError.file, body)
      return true
    }
    // Asks are counted, too: the clock may stand still.
    for _ in 0..<asksMax {
      let lock = try UpkeepError.ofFile { () throws(FileError) in
        try directory.lock(.exclusive, wait: .never)
      }
      if lock != nil {
        let outcome = Result { () throws(UpkeepError) in try body() }
        _ = consume lock  // not earlier
        try outcome.get()
        return true
      }
      if ageNanoseconds(of: start, now: clock.nowNanoseconds()) > budget { break }
      usleep(askPauseMicroseconds)
    }
    return false
  }

  /// Lets those take the lock who have been waiting for it.
  func pause() { usleep(slicePauseMicroseconds) }
}

/// Between two asks for a lock: builds take some ms, or minutes.
private let askPauseMicroseconds: UInt32 = 20_000
/// A minute of asks.
private let asksMax = 3000
/// Who waits for a flock wakes up within a scheduler's tick.
private let slicePauseMicroseconds: UInt32 = 2_000

extension CacheDirectory {
  /// Keeps other gc's away; nil where another is at work and `wait` is ``LockWait/never``.
  func lockCollection(wait: LockWait) throws(FileError) -> FileLock? {
    try lock(collectionLockPath, .exclusive, wait: wait)
  }
}
