// Runs tasks on several threads from a stack, onto which each task can push more.

import Glibc

extension Parallel {
  /// Calls `body` with `first` and with every task that a call returns, on up to `threadsMax`
  /// threads including the calling one. Returns when no task is left. The task returned last runs
  /// next; of several returned together, the last. On one thread the order is deterministic.
  ///
  /// Starts threads only when tasks wait for them.
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

/// The waiting tasks, and the number of running ones. A class, because the threads share it.
///
/// `@unchecked Sendable`: mutable state is used only under the monitor.
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

  /// Runs tasks until none is waiting or running.
  func runAll() {
    while runNext(whenNone: .wait) {}
  }

  enum WhenNone {
    case goBack
    case wait
  }

  /// Runs the next task. Returns false if none is left, or if none waits and `whenNone` is
  /// `goBack`.
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
      // Waiting threads have work now, or nothing left to wait for.
      if !more.isEmpty || runningCount == 0 { monitor.wakeAll() }
    }
  }
}
