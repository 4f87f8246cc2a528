// Divides units between this machine's compilers and a remote engine's workers.

import Synchronization

/// A list of units. This machine compiles from its start, and the workers from its end.
///
/// A class, because threads of both share it.
final class UnitShares: Sendable {
  private let state: Mutex<State>

  private struct State {
    /// The units between these are not taken.
    var start = 0
    var end: Int
    /// When this machine had no more to compile.
    var idleSince: ContinuousClock.Instant?
    var isEnded = false
  }

  init(count: Int) {
    state = Mutex(State(end: count))
  }

  /// Takes a batch for this machine.
  ///
  /// - Returns: the units of the batch that the workers have not taken.
  func takeFirst(_ batch: Range<Int>) -> Range<Int> {
    state.withLock { state in
      state.start = max(state.start, min(batch.upperBound, state.end))
      return batch.clamped(to: 0..<state.end)
    }
  }

  /// Takes a unit for the workers; `nil` if none is left.
  func takeLast() -> Int? {
    state.withLock { state in
      guard !state.isEnded, state.end > state.start else { return nil }
      state.end -= 1
      return state.end
    }
  }

  /// This machine has compiled its share.
  func beIdle() {
    state.withLock { $0.idleSince = .now }
  }

  /// The build fails: the workers' results are not needed.
  func end() {
    state.withLock { $0.isEnded = true }
  }

  var idleSince: ContinuousClock.Instant? { state.withLock { $0.idleSince } }
  var isEnded: Bool { state.withLock { $0.isEnded } }
}
