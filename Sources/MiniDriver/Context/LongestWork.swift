// The pieces of a build's work that took longest, with their times, for its record.

import BuildCache

/// Collects files, units and links that a build has made. Cost for one that is too short to be kept:
/// a comparison.
struct LongestWork: Sendable {
  /// At most twice as many as are kept.
  private var pieces: [BuildRecord.Work] = []
  /// Shorter work is not among the longest.
  private var leastNanoseconds: UInt64 = 0

  mutating func add(_ nanoseconds: UInt64, _ piece: () -> BuildRecord.Work) {
    guard nanoseconds >= leastNanoseconds else { return }
    pieces.append(piece())
    if pieces.count == 2 * BuildRecord.workMax { cut() }
  }

  /// The longest pieces, in any order.
  mutating func take() -> [BuildRecord.Work] {
    if pieces.count > BuildRecord.workMax { cut() }
    return pieces
  }

  private mutating func cut() {
    pieces.sort { $0.nanoseconds > $1.nanoseconds }
    pieces.removeLast(pieces.count - BuildRecord.workMax)
    leastNanoseconds = pieces[pieces.count - 1].nanoseconds
  }
}
