// How much time gc takes, and what it does not do for little gain.

/// How thoroughly gc works, and whom it lets go first.
package struct GarbagePace: Hashable, Sendable {
  /// Packs of less waste are not written again for its sake.
  var wastePercentMin: UInt64
  /// After so long nothing more is begun; `nil`: it takes what it needs, and waits for locks.
  var budgetNanoseconds: Int64?

  /// As a user wants it who has called for it.
  package static let thorough = GarbagePace(wastePercentMin: 0, budgetNanoseconds: nil)

  /// Beside builds, unasked: it gives up where it would have to wait long.
  package static let background = GarbagePace(
    wastePercentMin: 25, budgetNanoseconds: 60_000_000_000)

  /// How long builds are locked out at a time: what a build takes that has something to save.
  static let sliceNanoseconds: Int64 = 50_000_000
}
