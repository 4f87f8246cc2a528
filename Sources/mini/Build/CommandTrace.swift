// The trace of a command, for `--trace`.

import FileIO
import Glibc
import MiniDriver

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
  func json(_ format: TraceFormat) -> String {
    trace.end(start, .build, "mini")
    switch format {
    case .chrome: return log?.json ?? ""
    case .otlp:
      let parent = Environment.value("TRACEPARENT").flatMap { TraceParent($0) }
      return log?.openTelemetry(
        now: SystemWallClock().nowNanoseconds(), version: Version.number, parent: parent) ?? ""
    }
  }

  /// Up to now, one thread has worked without waiting, so the processor time is the time since the
  /// start.
  private static var processStart: ContinuousClock.Instant {
    var used = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
    return .now - .seconds(used.tv_sec) - .nanoseconds(used.tv_nsec)
  }
}
