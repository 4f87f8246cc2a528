// Wall time by phase.

/// A monotonic stopwatch for consecutive work: a build's phases, a phase's steps.
struct PhaseClock: Sendable {
  private let trace: Trace
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now

  /// - Parameter trace: records each lap.
  init(_ trace: Trace) { self.trace = trace }

  /// Ends a lap with the given name.
  ///
  /// - Returns: nanoseconds since the previous lap, or since the start.
  @discardableResult
  mutating func lap(_ name: String) -> UInt64 {
    let now = ContinuousClock.now
    trace.end(last, .phase, name, at: now)
    defer { last = now }
    return (now - last).nanoseconds
  }

  /// Nanoseconds since the start.
  var total: UInt64 { (ContinuousClock.now - start).nanoseconds }
}

extension Duration {
  /// Whole nanoseconds; 0 where negative.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
  }
}
