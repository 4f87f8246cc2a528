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
    forEach(count: count, threadsMax: threadsMax, body, inOrder: { _ in })
  }

  /// The same, and calls `take` with each number in order, on the calling thread: with each as soon
  /// as `body` is done with it and with all before it. So what must be done in order is done while
  /// other threads go on, and what waits for it need not be kept to the end.
  package static func forEach(
    count: Int, threadsMax: Int, _ body: @Sendable (Int) -> Void, inOrder take: (Int) -> Void
  ) {
    let threads = min(count, threadsMax, threadsLimit)
    guard threads > 1 else {
      for index in 0..<max(count, 0) {
        body(index)
        take(index)
      }
      return
    }
    withoutActuallyEscaping(body) { body in
      let work = Work(count: count, body: body)
      var started: [pthread_t] = []
      for _ in 1..<threads {
        guard let thread = start(work) else { break }
        started.append(thread)
      }
      var taken = 0
      while work.runNext() {
        while taken < count, work.isDone(taken) {
          take(taken)
          taken += 1
        }
      }
      for thread in started { pthread_join(thread, nil) }
      for index in taken..<count { take(index) }
    }
  }

  /// Calls `other` on another thread while `body` runs on this one, and returns when both have; where
  /// there is one thread, `other` comes first.
  package static func both<Value, Failure: Error>(
    threadsMax: Int, _ other: @Sendable () -> Void, and body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard threadsMax > 1 else {
      other()
      return try body()
    }
    return try withoutActuallyEscaping(other) { other throws(Failure) in
      let work = Work(count: 1, body: { _ in other() })
      let thread = start(work)
      defer {
        // A thread that cannot be made is done without.
        if let thread { pthread_join(thread, nil) } else { work.runAll() }
      }
      return try body()
    }
  }

  /// Calls `body` on a thread that runs when nothing else wants to, and waits for it. The calling
  /// thread keeps its own priority, to which it could not come back without privileges. (A thread
  /// that cannot be made is done without.)
  package static func atLowestPriority<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) -> Value {
    let outcome = Outcome<Value>()
    let work = Work(count: 1) { _ in
      // Linux: of the calling thread alone, whatever POSIX says.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, lowestPriority)
      let value = body()
      outcome.value.withLock { $0 = value }
    }
    if let thread = start(work) { pthread_join(thread, nil) }
    return outcome.value.withLock { $0 } ?? body()
  }

  /// The highest niceness there is.
  private static let lowestPriority: Int32 = 19

  /// Calls `body` on another thread and does not wait for it; where no thread can be made, at once. The
  /// process's end does not wait for it either: only for what may as well be left undone.
  package static func inBackground(_ body: @escaping @Sendable () -> Void) {
    guard let thread = start(Work(count: 1) { _ in body() }) else { return body() }
    pthread_detach(thread)
  }

  /// Threads beyond any machine's use: a wrong number shall not start a million.
  static let threadsLimit = 256

  private static func start(_ work: Work) -> pthread_t? {
    start { work.runAll() }
  }

  /// Starts a thread that calls `body`; `nil` where none can be made.
  static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    var thread = pthread_t()
    let (context, result) = unsafe Processor.withAttributesElsewhere { attributes, allowed in
      let beginning = Beginning(body: body, allowed: allowed)
      let context = unsafe Unmanaged.passRetained(beginning)
      let result = unsafe pthread_create(
        &thread, attributes,
        { context in
          guard let context = unsafe context else { return nil }
          let beginning = unsafe Unmanaged<Beginning>.fromOpaque(context).takeRetainedValue()
          if let allowed = beginning.allowed { Processor.allow(allowed) }
          beginning.body()
          return nil
        }, context.toOpaque())
      return unsafe (context, result)
    }
    guard result == 0 else {
      unsafe context.release()
      return nil
    }
    return thread
  }
}

extension Range<Int> {
  /// The range in pieces of so many, in order; the last may be shorter.
  package func pieces(of count: Int) -> [Range<Int>] {
    stride(from: lowerBound, to: upperBound, by: count).map {
      $0..<Swift.min($0 + count, upperBound)
    }
  }
}

/// What the threads of one call share. A class, because they share it.
///
/// `@unchecked Sendable`: the flags are atomic, and their memory lives as long as `self`.
@safe private final class Work: @unchecked Sendable {
  private let count: Int
  private let next = Atomic<Int>(0)
  private let flags: UnsafeMutablePointer<Atomic<Bool>>
  private let body: @Sendable (Int) -> Void

  init(count: Int, body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.body = body
    unsafe flags = .allocate(capacity: count)
    for index in 0..<count { unsafe (flags + index).initialize(to: Atomic(false)) }
  }

  deinit {
    unsafe flags.deinitialize(count: count)
    unsafe flags.deallocate()
  }

  func runAll() {
    while runNext() {}
  }

  /// Does the next piece of work; false where none is left.
  func runNext() -> Bool {
    let index = next.add(1, ordering: .relaxed).oldValue
    guard index < count else { return false }
    body(index)
    unsafe flags[index].store(true, ordering: .releasing)
    return true
  }

  /// Whether a piece of work is done; what it left in memory can be read then.
  func isDone(_ index: Int) -> Bool {
    unsafe flags[index].load(ordering: .acquiring)
  }
}

/// What a new thread begins with. A class, because its maker hands it over as a pointer.
private final class Beginning: Sendable {
  let body: @Sendable () -> Void
  /// The processors that it may run on, where it was made to begin on fewer.
  let allowed: Processor.Mask?

  init(body: @escaping @Sendable () -> Void, allowed: Processor.Mask?) {
    self.body = body
    self.allowed = allowed
  }
}

/// What one thread leaves to another. A class, because they share it.
private final class Outcome<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}
