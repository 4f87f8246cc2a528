// The progress of a build's long work.

import Synchronization

/// The state of a long piece of work after one of its steps.
package struct BuildProgress: Hashable, Sendable {
  /// The amount of work in units of about equal cost: bytes of the compiled files.
  package struct Load: Hashable, Sendable {
    package let done: UInt64
    package let total: UInt64

    package init(done: UInt64, total: UInt64) {
      self.done = done
      self.total = total
    }
  }

  /// The kind of work, as in "compiling".
  package let work: String
  /// The singular of the things worked on, as in "file".
  package let noun: String
  package let done: Int
  package let total: Int
  /// The basis of the estimate of the remaining time.
  package let load: Load

  package init(work: String, noun: String, done: Int, total: Int, load: Load) {
    self.work = work
    self.noun = noun
    self.done = done
    self.total = total
    self.load = load
  }
}

/// Counts the steps of one piece of work. A class, because the working threads share it.
final class ProgressCounter: Sendable {
  private let work: String
  private let noun: String
  private let total: Int
  private let loadTotal: UInt64
  private let state = Mutex((done: 0, load: UInt64(0)))
  private let tell: (@Sendable (BuildProgress) -> Void)?

  /// - Parameters:
  ///   - loads: the approximate amount of work of each step.
  ///   - tell: called after each step, by the thread that did it; `nil` if the caller wants no
  ///     progress.
  init(
    _ work: String, _ noun: String, loads: @autoclosure () -> [UInt64],
    _ tell: (@Sendable (BuildProgress) -> Void)?
  ) {
    self.work = work
    self.noun = noun
    self.tell = tell
    let loads = tell == nil ? [] : loads()
    total = loads.count
    loadTotal = loads.reduce(0, &+)
  }

  /// Counts one finished step with this amount of work.
  func step(_ load: @autoclosure () -> UInt64) {
    guard let tell else { return }
    let load = load()
    let reached = state.withLock { state in
      state.done += 1
      state.load &+= load
      return state
    }
    tell(
      BuildProgress(
        work: work, noun: noun, done: reached.done, total: total,
        load: .init(done: reached.load, total: loadTotal)))
  }
}
