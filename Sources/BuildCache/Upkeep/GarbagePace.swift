// How much time gc takes, and what it does not do for little gain.

/// How thoroughly gc works, and whom it lets go first.
package struct GarbagePace: Hashable, Sendable {
  /// Packs of less waste are not written again for its sake.
  var wastePercentMin: UInt64
  /// After so long nothing more is begun; `nil`: it takes what it needs, and waits for locks.
  var budgetNanoseconds: Int64?

  /// How long builds are locked out at a time.
  var sliceNanoseconds: Int64
  /// Whether what needs no lock, which is most, is done when no one else has work.
  var givesWay: Bool

  /// As a user wants it who has called for it.
  package static let thorough = GarbagePace(
    wastePercentMin: 0, budgetNanoseconds: nil, sliceNanoseconds: 50_000_000, givesWay: false)

  /// Beside builds, unasked: it gives up where it would have to wait long.
  package static let background = GarbagePace(
    wastePercentMin: 25, budgetNanoseconds: 60_000_000_000, sliceNanoseconds: 5_000_000,
    givesWay: true)
}
