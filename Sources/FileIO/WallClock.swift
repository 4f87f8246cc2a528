// The time of day, as a value that comes in, so that tests can stop it.

import Glibc

/// Tells the time of day.
package protocol WallClock: Sendable {
  /// Nanoseconds since 1970, on the clock that stamps files.
  func nowNanoseconds() -> Int64
}

/// The machine's clock.
package struct SystemWallClock: WallClock {
  package init() {}

  package func nowNanoseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
