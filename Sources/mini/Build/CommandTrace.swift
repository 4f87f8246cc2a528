// Observers of a running build: the trace for `--trace`, and the progress line.

import Glibc
import MiniDriver
import Synchronization

/// The trace of this process, from its start.
struct CommandTrace {
  private let log: TraceLog?
  private let start: ContinuousClock.Instant

  /// - Parameter isWanted: if false, nothing is recorded and ``json()`` is empty.
  init(isWanted: Bool) {
    start = isWanted ? Self.processStart : .now
    log = isWanted ? TraceLog(start: start) : nil
    trace.end(start, .phase, "start")
  }

  var trace: Trace { Trace(log) }

  /// The whole trace so far, inside a span of the process.
  func json() -> String {
    trace.end(start, .build, "mini")
    return log?.json ?? ""
  }

  /// Up to now, one thread has worked without waiting, so the processor time is the time since the
  /// start.
  private static var processStart: ContinuousClock.Instant {
    var used = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
    return .now - .seconds(used.tv_sec) - .nanoseconds(used.tv_nsec)
  }
}

/// A terminal line with the progress of a build. A class, because the building threads share it.
final class BuildProgressLine: Sendable {
  private struct State {
    let line = ProgressLine(isShown: true)
    let buildStart = ContinuousClock.now
    var work = ""
    var workStart = ContinuousClock.now
  }

  private let state = Mutex(State())

  /// Shows a step, except in the first moments, because a line that only flashes is noise.
  func show(_ progress: BuildProgress) {
    state.withLock { state in
      let now = ContinuousClock.now
      if state.work != progress.work {
        state.work = progress.work
        state.workStart = now
      }
      guard now - state.buildStart > Self.patience else { return }
      state.line.show { ProgressText.render(progress, elapsed: now - state.workStart) }
    }
  }

  /// Removes the line if it is shown.
  func clear() { state.withLock { $0.line.clear() } }

  private static let patience = Duration.milliseconds(500)
}
