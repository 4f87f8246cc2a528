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
/// `@unchecked Sendable`: what varies is used under the monitor only.
private final class TaskStack<Task: Sendable>: @unchecked Sendable {
  private var waiting: [Task]
  private var runningCount = 0
  private let body: @Sendable (Task) -> [Task]
  private let monitor = Monitor()

  init(_ first: Task, _ body: @escaping @Sendable (Task) -> [Task]) {
    waiting = [first]
    self.body = body
  }

  var waitingCount: Int { monitor.locked { waiting.count } }

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
    guard let task = begin(whenNone) else { return false }
    end(with: body(task))
    return true
  }

  private func begin(_ whenNone: WhenNone) -> Task? {
    monitor.locked {
      while waiting.isEmpty, runningCount > 0, whenNone == .wait { monitor.wait() }
      guard let task = waiting.popLast() else { return nil }
      runningCount += 1
      return task
    }
  }

  private func end(with more: [Task]) {
    monitor.locked {
      runningCount -= 1
      waiting += more
      // Whoever waits has work now, or none to wait for.
      if !more.isEmpty || runningCount == 0 { monitor.wakeAll() }
    }
  }
}
