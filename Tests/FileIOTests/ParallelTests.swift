// Each number comes once, on any number of threads.

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

  /// Each task, and each task that it adds, runs once, on any number of threads.
  @Test(arguments: [-1, 1, 2, 8])
  func eachTaskOfAStackComesOnce(threadsMax: Int) {
    let seen = Mutex([Int](repeating: 0, count: 1000))
    Parallel.forEach(from: 0, threadsMax: threadsMax) { task in
      seen.withLock { $0[task] += 1 }
      return [2 * task + 1, 2 * task + 2].filter { $0 < 1000 }
    }
    #expect(seen.withLock { $0 } == [Int](repeating: 1, count: 1000))
  }

  @Test func onOneThreadTheLastTaskComesNext() {
    let order = Mutex<[Int]>([])
    Parallel.forEach(from: 1, threadsMax: 1) { task in
      order.withLock { $0.append(task) }
      return [2 * task, 2 * task + 1].filter { $0 < 8 }
    }
    #expect(order.withLock { $0 } == [1, 3, 7, 6, 2, 5, 4])
  }

  /// A thread starts on another processor than its creator, but may use all of the creator's.
  @Test func threadsMayRunWhereTheirMakerMay() {
    let processors = Mutex<[[UInt64]]>([])
    Parallel.both(threadsMax: 2) {
      processors.withLock { $0.append(allowedProcessors()) }
    } and: {
      processors.withLock { $0.append(allowedProcessors()) }
    }
    #expect(processors.withLock { $0 } == [allowedProcessors(), allowedProcessors()])
    #expect(allowedProcessors().contains { $0 != 0 })
  }
}

/// The processors that the calling thread may run on, one bit per processor.
private func allowedProcessors() -> [UInt64] {
  var mask = [UInt64](repeating: 0, count: 16)
  let size = mask.count * MemoryLayout<UInt64>.size
  #expect(getAffinity(0, size, &mask) == 0)
  return mask
}

@_silgen_name("sched_getaffinity")
private func getAffinity(_ thread: Int32, _ size: Int, _ mask: UnsafeMutableRawPointer) -> Int32
