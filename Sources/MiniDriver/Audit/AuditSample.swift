// The sample of files and units that an audit compiles again.

import BuildCache

/// The share of a project's files that is compiled: a percentage, but at least one file.
package struct AuditSample: Hashable, Sendable {
  package let percent: Int
  /// The same seed selects the same files of a project.
  package let seed: UInt64

  package init(percent: Int, seed: UInt64) {
    self.percent = percent
    self.seed = seed
  }

  /// Selected rows below `count`, ascending.
  func rows(of count: Int) -> [Int] {
    let taken = min(count, max(1, (count * percent + 99) / 100))
    let order = SeededOrder(seed: seed)
    let shuffled = (0..<count).map { (rank: order.rank(of: UInt64($0)), row: $0) }
      .sorted { ($0.rank, $0.row) < ($1.rank, $1.row) }
    return shuffled.prefix(taken).map(\.row).sorted()
  }
}
