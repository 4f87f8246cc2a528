// Results come in order, few of them wait, and a consumer that stops gets no more.

import FileIO
import Glibc
import Synchronization
import Testing

@Suite struct ParallelStreamTests {
  @Test(arguments: [0, 1, 2, 7, 1000], [(1, 1), (2, 1), (2, 3), (8, 2), (8, 64), (0, 5)])
  func eachResultComesOnceInOrder(count: Int, limits: (threadsMax: Int, aheadMax: Int)) {
    let caller = pthread_self()
    var taken: [Int] = []
    Parallel.stream(count: count, threadsMax: limits.threadsMax, aheadMax: limits.aheadMax) {
      $0 * 3
    } inOrder: { number, result in
      #expect(result == number * 3 && pthread_self() == caller)
      taken.append(number)
      return true
    }
    #expect(taken == Array(0..<count))
  }

  /// However slow the consumer or the first result is, no thread goes far ahead.
  @Test(arguments: [3, 10])
  func nothingIsBegunFarAhead(aheadMax: Int) {
    let taken = Atomic<Int>(0)
    let furthest = Mutex(0)
    Parallel.stream(count: 60, threadsMax: 4, aheadMax: aheadMax) { number in
      let ahead = number - taken.load(ordering: .sequentiallyConsistent)
      furthest.withLock { $0 = max($0, ahead) }
      if number % 20 == 0 { usleep(3000) }
      return number
    } inOrder: { number, _ in
      if number % 7 == 0 { usleep(1000) }
      taken.store(number + 1, ordering: .sequentiallyConsistent)
      return true
    }
    #expect(furthest.withLock { $0 } < aheadMax)
  }

  @Test(arguments: [1, 2, 8])
  func whoHasEnoughIsGivenNoMore(threadsMax: Int) {
    let begun = Atomic<Int>(0)
    var taken = 0
    Parallel.stream(count: 100_000, threadsMax: threadsMax, aheadMax: 16) { number in
      begun.add(1, ordering: .relaxed)
      return number
    } inOrder: { number, _ in
      taken += 1
      return number < 20
    }
    #expect(taken == 21 && begun.load(ordering: .relaxed) <= 21 + 16)
  }
}
