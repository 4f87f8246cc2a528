// The values that the patterns of a `switch` cover.

/// Ranges of points, or texts, each with the instruction of its pattern. The points of a type begin
/// at 0.
struct Coverage {
  private struct Interval {
    let first: UInt64
    let last: UInt64
    let pattern: Int
  }

  private var intervals: [Interval] = []
  private var texts: [(bytes: [UInt8], pattern: Int)] = []

  mutating func add(_ first: UInt64, through last: UInt64, at pattern: Int) {
    intervals.append(Interval(first: first, last: last, pattern: pattern))
  }

  mutating func add(_ text: [UInt8], at pattern: Int) {
    texts.append((text, pattern))
  }

  /// The patterns that cover what others cover, with one of these each, in the order of the text.
  ///
  /// - Complexity: n log n in the number of patterns, and the bytes of texts.
  func repeated() -> [(first: Int, second: Int)] {
    var found: [(first: Int, second: Int)] = []
    func add(_ a: Int, _ b: Int) { found.append((min(a, b), max(a, b))) }
    // The interval that reaches furthest so far, and the last one.
    var reach: Interval?
    var previous: Interval?
    for interval in sorted() {
      if let previous, interval.first <= previous.last {
        add(previous.pattern, interval.pattern)
      } else if let reach, interval.first <= reach.last {
        add(reach.pattern, interval.pattern)
      }
      previous = interval
      if reach.map({ $0.last < interval.last }) ?? true { reach = interval }
    }
    let sorted = texts.sorted {
      $0.bytes == $1.bytes
        ? $0.pattern < $1.pattern : $0.bytes.lexicographicallyPrecedes($1.bytes)
    }
    for (left, right) in zip(sorted, sorted.dropFirst()) where left.bytes == right.bytes {
      add(left.pattern, right.pattern)
    }
    found.sort { ($0.second, $0.first) < ($1.second, $1.first) }
    // One report for each pattern.
    return found.enumerated().filter { $0 == 0 || found[$0 - 1].second != $1.second }
      .map(\.element)
  }

  /// The points below `count` that no pattern covers.
  func missing(below count: UInt64) -> [UInt64] {
    var missing: [UInt64] = []
    var next: UInt64 = 0
    for interval in sorted() where interval.last >= next {
      missing += next..<max(min(interval.first, count), next)
      next = interval.last + 1
    }
    if next < count { missing += next..<count }
    return missing
  }

  /// Whether the patterns cover every point from 0 through `last`.
  func coversAll(through last: UInt64) -> Bool {
    var next: UInt64 = 0
    for interval in sorted() where interval.last >= next {
      if interval.first > next { return false }
      if interval.last >= last { return true }
      next = interval.last + 1
    }
    return false
  }

  private func sorted() -> [Interval] {
    intervals.sorted { ($0.first, $0.pattern) < ($1.first, $1.pattern) }
  }
}
