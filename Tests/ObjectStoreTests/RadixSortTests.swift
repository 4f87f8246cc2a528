// A sort by digits gives the same order as a sort by comparison.

import ObjectStore
import TestSupport
import Testing

@Suite struct RadixSortTests {
  /// Numbers of all widths, some of them equal.
  @Test(arguments: [0, 1, 2, 3, 100, 5000], [1, 5, 11, 12, 23, 40, 64])
  func theOrderIsThatOfTheNumbers(count: Int, bits: Int) {
    var random = SplitMix64(seed: UInt64(count * 100 + bits))
    let mask = UInt64.max >> UInt64(64 - bits)
    let numbers = (0..<count).map { _ in UInt64.random(in: 0...UInt64.max, using: &random) & mask }
    let elements = numbers.enumerated().map { (place: $0, number: $1) }
    var sorted = elements
    sorted.radixSort { $0.number }
    // Equal numbers keep their order.
    let expected = elements.sorted { ($0.number, $0.place) < ($1.number, $1.place) }
    #expect(sorted.map(\.place) == expected.map(\.place))
  }
}
