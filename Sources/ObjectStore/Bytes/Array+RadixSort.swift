// Sorts many elements by numbers, digit by digit.

extension Array {
  /// Sorts the elements by the numbers that `number` returns. Equal ones keep their order.
  ///
  /// Cost: three passes over the elements for each 11 bits in which the numbers differ. For tens of
  /// thousands of elements, a quarter of the time of a comparison sort. Memory: a second array.
  package mutating func radixSort(by number: (Element) -> UInt64) {
    guard let first = self.first.map(number) else { return }
    let differing = reduce(0) { $0 | (number($1) ^ first) }
    guard differing != 0 else { return }
    var other = self
    for shift in stride(from: 0, to: UInt64(UInt64.bitWidth), by: digitBits)
    where differing >> shift & (digitCount - 1) != 0 {
      var starts = [Int](repeating: 0, count: Int(digitCount) + 1)
      for element in self { starts[Int(number(element) >> shift & (digitCount - 1)) + 1] += 1 }
      for digit in 1...Int(digitCount) { starts[digit] += starts[digit - 1] }
      for element in self {
        let digit = Int(number(element) >> shift & (digitCount - 1))
        other[starts[digit]] = element
        starts[digit] += 1
      }
      swap(&self, &other)
    }
  }
}

/// The largest for which the counters of all digits fit into the first-level cache (16 KiB).
private let digitBits = 11
private let digitCount: UInt64 = 1 << UInt64(digitBits)
