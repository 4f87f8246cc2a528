// How far a build's long work has come, for whoever watches.

import Synchronization

/// A step of a long piece of work: how much of it is done.
package struct BuildProgress: Hashable, Sendable {
  /// Parts of the work that take about as long as each other: bytes of what is compiled.
  package struct Load: Hashable, Sendable {
    package let done: UInt64
    package let total: UInt64

    package init(done: UInt64, total: UInt64) {
      self.done = done
      self.total = total
    }
  }

  /// What is being done, as in "compiling".
  package let work: String
  /// What it is done to, one of it, as in "file".
  package let noun: String
  package let done: Int
  package let total: Int
  /// What the time that is left is estimated by.
  package let load: Load

  package init(work: String, noun: String, done: Int, total: Int, load: Load) {
    self.work = work
    self.noun = noun
    self.done = done
    self.total = total
    self.load = load
  }
}

/// Counts the steps of one piece of work. A class, because the threads that do it share it.
final class ProgressCounter: Sendable {
  private let work: String
  private let noun: String
  private let total: Int
  private let loadTotal: UInt64
  private let state = Mutex((done: 0, load: UInt64(0)))
  private let tell: (@Sendable (BuildProgress) -> Void)?

  /// - Parameters:
  ///   - loads: of each step how much work it is, about.
  ///   - tell: called after each step, by the thread that made it; `nil`: nobody watches.
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

  /// One more is done, which was so much work.
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
