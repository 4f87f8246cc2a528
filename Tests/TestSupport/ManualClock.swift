// A clock that only a test advances.

import FileIO
import Synchronization

/// A clock that only a test advances. A class, because the code under test and the test share it.
package final class ManualClock: WallClock {
  private let nanoseconds: Mutex<Int64>

  package init(nanoseconds: Int64) {
    self.nanoseconds = Mutex(nanoseconds)
  }

  package func nowNanoseconds() -> Int64 { nanoseconds.withLock { $0 } }

  package func advance(nanoseconds count: Int64) { nanoseconds.withLock { $0 += count } }
}
