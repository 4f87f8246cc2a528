// What follows a build while it runs: the trace for `--trace`, and the line on the terminal.

import Glibc
import MiniDriver
import Synchronization

/// The trace of one command's process, from its start on.
struct CommandTrace {
  private let log: TraceLog?
  private let start: ContinuousClock.Instant

  /// - Parameter isWanted: without it nothing is kept, and ``json`` is empty.
  init(isWanted: Bool) {
    start = isWanted ? Self.processStart : .now
    log = isWanted ? TraceLog(start: start) : nil
    trace.end(start, .phase, "start")
  }

  /// Where spans go.
  var trace: Trace { Trace(log) }

  /// All that was traced until now, the process's own span around it.
  func json() -> String {
    trace.end(start, .build, "mini")
    return log?.json ?? ""
  }

  /// Until here one thread has worked without waiting: the processor's time is that since the start.
  private static var processStart: ContinuousClock.Instant {
    var used = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
    return .now - .seconds(used.tv_sec) - .nanoseconds(used.tv_nsec)
  }
}

/// The line on a terminal that says how far a build has come. A class, because the building threads
/// share it.
final class BuildProgressLine: Sendable {
  private struct State {
    let line = ProgressLine(isShown: true)
    let buildStart = ContinuousClock.now
    var work = ""
    var workStart = ContinuousClock.now
  }

  private let state = Mutex(State())

  /// Shows a step; not in the first moments, for a line that only flashes is noise.
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

  /// Removes the line, if it stands there.
  func clear() { state.withLock { $0.line.clear() } }

  private static let patience = Duration.milliseconds(500)
}
