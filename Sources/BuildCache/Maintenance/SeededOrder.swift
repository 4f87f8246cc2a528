// An order that looks random, for samples.

/// An order of words that looks random. The same seed gives the same order.
package struct SeededOrder: Hashable, Sendable {
  package let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  /// A word's position (SplitMix64's output function).
  package func rank(of word: UInt64) -> UInt64 {
    var rank = (seed &+ word &+ 1) &* 0x9E37_79B9_7F4A_7C15
    rank = (rank ^ (rank >> 30)) &* 0xBF58_476D_1CE4_E5B9
    rank = (rank ^ (rank >> 27)) &* 0x94D0_49BB_1331_11EB
    return rank ^ (rank >> 31)
  }
}
