// How far a build's long work has come, for whoever watches.

import Synchronization

/// A step of a long piece of work: how much of it is done.
package struct BuildProgress: Hashable, Sendable {
  /// What is being done, as in "compiling".
  package let work: String
  /// What it is done to, one of it, as in "file".
  package let noun: String
  package let done: Int
  package let total: Int

  package init(work: String, noun: String, done: Int, total: Int) {
    self.work = work
    self.noun = noun
    self.done = done
    self.total = total
  }
}

/// Counts the steps of one piece of work. A class, because the threads that do it share it.
final class ProgressCounter: Sendable {
  private let work: String
  private let noun: String
  private let total: Int
  private let done = Atomic<Int>(0)
  private let tell: (@Sendable (BuildProgress) -> Void)?

  /// - Parameter tell: called after each step, by the thread that made it; `nil`: nobody watches.
  init(
    _ work: String, _ noun: String, total: Int, _ tell: (@Sendable (BuildProgress) -> Void)?
  ) {
    self.work = work
    self.noun = noun
    self.total = total
    self.tell = tell
  }

  /// One more is done.
  func step() {
    guard let tell else { return }
    let done = done.add(1, ordering: .relaxed).newValue
    tell(BuildProgress(work: work, noun: noun, done: done, total: total))
  }
}
