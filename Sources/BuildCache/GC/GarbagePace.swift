// The time that gc may take, and the work that it skips for little gain.

/// How thoroughly gc works, and how it yields to other processes.
package struct GarbagePace: Hashable, Sendable {
  /// Packs with a smaller share of waste are not rewritten because of it.
  var wastePercentMin: UInt64
  /// After this time gc begins nothing new; `nil` for no limit, and for waiting for locks.
  var budgetNanoseconds: Int64?

  /// The longest time for which gc locks builds out at once.
  var sliceNanoseconds: Int64
  /// Whether work without locks, which is most, runs at the lowest priority.
  var givesWay: Bool

  /// For a gc that a user has started.
  package static let thorough = GarbagePace(
    wastePercentMin: 0, budgetNanoseconds: nil, sliceNanoseconds: 50_000_000, givesWay: false)

  /// For a gc that a build has started. It gives up where it would have to wait long.
  package static let background = GarbagePace(
    wastePercentMin: 25, budgetNanoseconds: 60_000_000_000, sliceNanoseconds: 5_000_000,
    givesWay: true)
}
