// Work that turns up while other work is done, on several threads: a stack of tasks, each of which may
// put more onto it.

import Glibc

extension Parallel {
  /// Calls `body` with `first` and with every task that a call has given back, on up to `threadsMax` threads,
  /// the calling one among them, and returns when none is left. Of the tasks that wait the one that was
  /// given back last comes next; of those given back at once, the last. On one thread the order is always the
  /// same.
  ///
  /// Threads are made when there is work for them.
  package static func forEach<Task: Sendable>(
    from first: Task, threadsMax: Int, _ body: @Sendable (Task) -> [Task]
  ) {
    withoutActuallyEscaping(body) { body in
      let stack = TaskStack(first, body)
      var started: [pthread_t] = []
      while stack.runNext(whenNone: .goBack) {
        while started.count + 1 < min(threadsMax, threadsLimit), stack.waitingCount > started.count
        {
          guard let thread = start({ stack.runAll() }) else { break }
          started.append(thread)
        }
      }
      stack.runAll()
      for thread in started { pthread_join(thread, nil) }
    }
  }
}

/// The tasks that wait, and how many are being done. A class, because the threads share it.
///
/// `@unchecked Sendable`: everything is read and written under the mutex.
@safe private final class TaskStack<Task: Sendable>: @unchecked Sendable {
  private var waiting: [Task]
  private var runningCount = 0
  private let body: @Sendable (Task) -> [Task]
  // On the heap, because both keep their addresses.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(_ first: Task, _ body: @escaping @Sendable (Task) -> [Task]) {
    waiting = [first]
    self.body = body
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  var waitingCount: Int {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return waiting.count
  }

  /// Does tasks until there are none, and none can come any more.
  func runAll() {
    while runNext(whenNone: .wait) {}
  }

  enum WhenNone {
    case goBack
    case wait
  }

  /// Does the next task; false where none is left, or none waits just now.
  func runNext(whenNone: WhenNone) -> Bool {
    unsafe pthread_mutex_lock(mutex)
    while waiting.isEmpty, runningCount > 0, whenNone == .wait {
      unsafe pthread_cond_wait(changed, mutex)
    }
    guard let task = waiting.popLast() else {
      unsafe pthread_mutex_unlock(mutex)
      return false
    }
    runningCount += 1
    unsafe pthread_mutex_unlock(mutex)
    let more = body(task)
    unsafe pthread_mutex_lock(mutex)
    runningCount -= 1
    waiting += more
    // Whoever waits has work now, or none to wait for.
    if !more.isEmpty || runningCount == 0 { unsafe pthread_cond_broadcast(changed) }
    unsafe pthread_mutex_unlock(mutex)
    return true
  }
}
