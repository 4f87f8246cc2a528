// A trait of tests that wait for times and for other processes more than they work.

import Foundation
import Synchronization
import Testing

/// Runs tests beside all others: the threads that run tests, one for each processor, do not wait with
/// them.
struct MostlyWaits: TestTrait, SuiteTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(WaitingThreads.shared) { try await function() }
  }
}

extension Trait where Self == MostlyWaits {
  /// The test waits for times and for other processes more than it works.
  static var mostlyWaits: Self { Self() }
}

/// A few threads that run nothing but tests that mostly wait.
private final class WaitingThreads: TaskExecutor {
  static let shared = WaitingThreads()

  /// More would take the processors from tests that measure times.
  private static let count = 3

  private let jobs = Mutex<[UnownedJob]>([])
  private let newJob = DispatchSemaphore(value: 0)

  private init() {
    for _ in 0..<Self.count { Thread.detachNewThread { self.work() } }
  }

  private func work() -> Never {
    while true {
      newJob.wait()
      let job = jobs.withLock { $0.removeFirst() }
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    newJob.signal()
  }
}
