// The time of day, passed as a value so that tests can stop it.

import Glibc

/// A source of the time of day.
package protocol WallClock: Sendable {
  /// Nanoseconds since 1970, on the clock that file timestamps use.
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

/// A day of 24 hours.
package let nanosecondsPerDay: Int64 = 86_400_000_000_000

/// The time from `time` to `now`, clamped, because times come from files and can have any value.
package func ageNanoseconds(of time: Int64, now: Int64) -> Int64 {
  let (age, overflow) = now.subtractingReportingOverflow(time)
  return overflow ? (time < 0 ? .max : .min) : age
}
