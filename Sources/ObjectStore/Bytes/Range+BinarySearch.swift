// Binary search, over anything that numbers lead to.

extension Range<Int> {
  /// The first number for which `isBefore` is false; the upper bound if there is none.
  ///
  /// - Parameter isBefore: true for the first numbers, and false for all after them.
  @inlinable package func partitionPoint(_ isBefore: (Int) -> Bool) -> Int {
    var low = lowerBound
    var high = upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
