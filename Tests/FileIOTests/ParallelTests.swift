// Each number comes once, on however many threads.

import FileIO
import Synchronization
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 2, 7, 1000], [-1, 0, 1, 2, 8, 100_000])
  func eachIndexComesOnce(count: Int, threadsMax: Int) {
    let seen = Mutex([Int](repeating: 0, count: count))
    Parallel.forEach(count: count, threadsMax: threadsMax) { index in
      seen.withLock { $0[index] += 1 }
    }
    #expect(seen.withLock { $0 } == [Int](repeating: 1, count: count))
  }

  @Test func aNegativeCountIsNoWork() {
    Parallel.forEach(count: -1, threadsMax: 4) { _ in Issue.record("called") }
  }
}
