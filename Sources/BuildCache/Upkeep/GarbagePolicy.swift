// What gc keeps, and for how long: the options of `mini gc` as values.

/// What gc keeps and what it drops.
package struct GarbagePolicy: Hashable, Sendable {
  /// How long what nothing reaches is kept.
  package enum Grace: Hashable, Sendable {
    case none
    case nanoseconds(Int64)
  }

  /// Git's two weeks (`gc.pruneExpire`): nobody misses what lay unreached for so long.
  package static let graceNanoseconds: Int64 = 14 * nanosecondsPerDay

  package var grace = Grace.nanoseconds(graceNanoseconds)
  /// What the whole cache may take on the disk; `nil`: anything.
  package var sizeMaxBytes: UInt64?
  /// Earlier states are dropped that were of no use for longer; `nil`: none for that reason.
  package var ageMaxNanoseconds: Int64?
  /// How many states of a file or function are kept whatever their age: as many as an index holds.
  package var generationsMax = ZirCache.generationsMax

  package init() {}

  /// A temporary file that nobody has written to for so long is a killed writer's: no write of one
  /// file takes an hour.
  static let leftoverNanoseconds: Int64 = 3_600_000_000_000

  /// Whether a use as long ago as this is recent enough to keep what nothing reaches.
  func isInGrace(ageNanoseconds: Int64) -> Bool {
    switch grace {
    case .none: false
    case .nanoseconds(let grace): ageNanoseconds <= grace
    }
  }

  /// Whether something is of no use for too long, whatever reaches it.
  func isTooOld(ageNanoseconds: Int64) -> Bool {
    ageMaxNanoseconds.map { ageNanoseconds > $0 } ?? false
  }

  /// Whether a temporary file of this age is nobody's. `--prune now` comes under the exclusive
  /// lock, beside which nobody writes objects or indexes.
  func isLeftover(ageNanoseconds: Int64) -> Bool {
    grace == .none || ageNanoseconds > GarbagePolicy.leftoverNanoseconds
  }
}

/// How long before `now` a time was, saturated: times come from files and may be anything.
func ageNanoseconds(of time: Int64, now: Int64) -> Int64 {
  let (age, overflow) = now.subtractingReportingOverflow(time)
  return overflow ? (time < 0 ? .max : .min) : age
}
