// The sample of files and units that an audit compiles again.

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
    let shuffled = (0..<count).map { (key: mixed(UInt64($0)), row: $0) }
      .sorted { ($0.key, $0.row) < ($1.key, $1.row) }
    return shuffled.prefix(taken).map(\.row).sorted()
  }

  /// A row's position in the order of this seed (SplitMix64's output function).
  private func mixed(_ row: UInt64) -> UInt64 {
    var word = (seed &+ row &+ 1) &* 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
