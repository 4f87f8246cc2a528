// Work on several threads: plain POSIX threads that pull numbers from one counter.

import Glibc
import Synchronization

/// Runs independent pieces of work on several threads.
package enum Parallel {
  /// Calls `body` once with each number in `0..<count`, on up to `threadsMax` threads, the calling
  /// one among them, and returns when all calls have. One number or one thread: no thread is made.
  /// A thread that cannot be made is done without.
  package static func forEach(
    count: Int, threadsMax: Int, _ body: @Sendable (Int) -> Void
  ) {
    let threads = min(count, threadsMax, threadsLimit)
    guard threads > 1 else {
      for index in 0..<max(count, 0) { body(index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let work = Work(count: count, body: body)
      var started: [pthread_t] = []
      for _ in 1..<threads {
        guard let thread = start(work) else { break }
        started.append(thread)
      }
      work.run()
      for thread in started { pthread_join(thread, nil) }
    }
  }

  /// Threads beyond any machine's use: a wrong number shall not start a million.
  private static let threadsLimit = 256

  private static func start(_ work: Work) -> pthread_t? {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(work)
    let result = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      unsafe context.release()
      return nil
    }
    return thread
  }
}

/// What the threads of one call share. A class, because they share it.
private final class Work: Sendable {
  private let count: Int
  private let next = Atomic<Int>(0)
  private let body: @Sendable (Int) -> Void

  init(count: Int, body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.body = body
  }

  func run() {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
    }
  }
}
