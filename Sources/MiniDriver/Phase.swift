// Wall time by phase.

/// A stopwatch for a build's phases; monotonic.
struct PhaseClock: Sendable {
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now

  /// Nanoseconds since the previous lap, or since the start.
  mutating func lap() -> UInt64 {
    let now = ContinuousClock.now
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
