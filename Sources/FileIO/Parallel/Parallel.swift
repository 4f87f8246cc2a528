// Runs work on several threads: plain POSIX threads that take numbers from one counter.

import Glibc
import Synchronization

/// Runs independent pieces of work on several threads.
package enum Parallel {
  /// Calls `body` once with each number in `0..<count`, on up to `threadsMax` threads including the
  /// calling one. Returns when all calls have returned. Starts no thread for one number or one
  /// thread. If a thread cannot be started, the others do its work.
  package static func forEach(
    count: Int, threadsMax: Int, _ body: @Sendable (Int) -> Void
  ) {
    forEach(count: count, threadsMax: threadsMax, body, inOrder: { _ in })
  }

  /// The same, and calls `take` with each number in order on the calling thread, as soon as `body`
  /// has finished it and all before it. Ordered work thus overlaps with the other threads, and its
  /// inputs need not be kept to the end.
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

  /// Calls `other` on another thread while `body` runs on this one. Returns when both have
  /// returned. With one thread, `other` runs first.
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
        // No thread could be started: run it here.
        if let thread { pthread_join(thread, nil) } else { work.runAll() }
      }
      return try body()
    }
  }

  /// Calls `body` on a thread of the lowest priority and waits for it. The calling thread keeps its
  /// own priority, which it could not raise again without privileges. If no thread can be started,
  /// `body` runs on the calling one.
  package static func atLowestPriority<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) -> Value {
    let outcome = Outcome<Value>()
    let work = Work(count: 1) { _ in
      // On Linux this affects only the calling thread, unlike in POSIX.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, lowestPriority)
      let value = body()
      outcome.value.withLock { $0 = value }
    }
    if let thread = start(work) { pthread_join(thread, nil) }
    return outcome.value.withLock { $0 } ?? body()
  }

  /// The highest niceness.
  private static let lowestPriority: Int32 = 19

  /// Calls `body` on another thread without waiting for it; if no thread can be started, on this
  /// one. The process does not wait for it at exit, so the work must be optional.
  package static func inBackground(_ body: @escaping @Sendable () -> Void) {
    guard let thread = start(Work(count: 1) { _ in body() }) else { return body() }
    pthread_detach(thread)
  }

  /// More threads than any machine can use, so that a wrong number does not start a million.
  static let threadsLimit = 256

  private static func start(_ work: Work) -> pthread_t? {
    start { work.runAll() }
  }

  /// Starts a thread that calls `body`; `nil` on failure.
  static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    var thread = pthread_t()
    let (context, result) = unsafe Processor.withAttributesElsewhere { attributes, allowed in
      let arguments = ThreadArguments(body: body, allowed: allowed)
      let context = unsafe Unmanaged.passRetained(arguments)
      let result = unsafe pthread_create(
        &thread, attributes,
        { context in
          guard let context = unsafe context else { return nil }
          let arguments = unsafe Unmanaged<ThreadArguments>.fromOpaque(context).takeRetainedValue()
          if let allowed = arguments.allowed { Processor.allow(allowed) }
          arguments.body()
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
  /// Splits the range into pieces of `count` numbers, in order; the last can be shorter.
  package func pieces(of count: Int) -> [Range<Int>] {
    stride(from: lowerBound, to: upperBound, by: count).map {
      $0..<Swift.min($0 + count, upperBound)
    }
  }
}

/// State shared by the threads of one call; a class for that reason.
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

  /// Does the next piece of work; false if none is left.
  func runNext() -> Bool {
    let index = next.add(1, ordering: .relaxed).oldValue
    guard index < count else { return false }
    body(index)
    unsafe flags[index].store(true, ordering: .releasing)
    return true
  }

  /// Whether a piece of work is done. If so, its effects on memory are visible.
  func isDone(_ index: Int) -> Bool {
    unsafe flags[index].load(ordering: .acquiring)
  }
}

/// Arguments of a new thread. A class, because they are passed as a pointer.
private final class ThreadArguments: Sendable {
  let body: @Sendable () -> Void
  /// The processors to restore, if the thread starts on fewer.
  let allowed: Processor.Mask?

  init(body: @escaping @Sendable () -> Void, allowed: Processor.Mask?) {
    self.body = body
    self.allowed = allowed
  }
}

/// Passes a result from one thread to another. A class, because they share it.
private final class Outcome<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}
