// The difference between two texts, as `diff -u` prints it.

/// Compares two texts line by line.
///
/// - SeeAlso: Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986
package enum UnifiedDiff {
  /// The changes with three lines around them; empty if the texts are equal.
  package static func text(_ name: String, from old: [UInt8], to new: [UInt8]) -> String {
    let (a, b) = (lines(of: old), lines(of: new))
    let changes = changes(a, b)
    guard !changes.isEmpty else { return "" }
    var text = "--- \(name)\n+++ \(name)\n"
    var first = 0
    while first < changes.count {
      var last = first
      while last + 1 < changes.count,
        changes[last + 1].old.lowerBound - changes[last].old.upperBound <= 2 * contextLines
      {
        last += 1
      }
      append(changes[first...last], a, b, to: &text)
      first = last + 1
    }
    return text
  }

  private static let contextLines = 3
  /// A middle part that differs in more lines is replaced as a whole: time and memory grow with the
  /// square of their number.
  private static let editsMax = 1000

  /// Lines of both texts that differ.
  private struct Change {
    let old: Range<Int>
    let new: Range<Int>
  }

  /// The lines with their ends.
  private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for index in text.indices where text[index] == 0x0A {
      lines.append(text[start...index])
      start = index + 1
    }
    if start < text.count { lines.append(text[start...]) }
    return lines
  }

  private static func append(
    _ changes: ArraySlice<Change>, _ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>],
    to text: inout String
  ) {
    guard let first = changes.first, let last = changes.last else { return }
    let before = min(contextLines, first.old.lowerBound)
    let after = min(contextLines, a.count - last.old.upperBound)
    let old = (first.old.lowerBound - before)..<(last.old.upperBound + after)
    let new = (first.new.lowerBound - before)..<(last.new.upperBound + after)
    text += "@@ -\(place(old)) +\(place(new)) @@\n"
    var index = old.lowerBound
    for change in changes {
      for line in a[index..<change.old.lowerBound] { append(" ", line, to: &text) }
      for line in a[change.old] { append("-", line, to: &text) }
      for line in b[change.new] { append("+", line, to: &text) }
      index = change.old.upperBound
    }
    for line in a[index..<old.upperBound] { append(" ", line, to: &text) }
  }

  private static func place(_ lines: Range<Int>) -> String {
    let start = lines.isEmpty ? lines.lowerBound : lines.lowerBound + 1
    return lines.count == 1 ? "\(start)" : "\(start),\(lines.count)"
  }

  private static func append(_ mark: String, _ line: ArraySlice<UInt8>, to text: inout String) {
    text += mark + String(decoding: line, as: UTF8.self)
    if line.last != 0x0A { text += "\n\\ No newline at end of file\n" }
  }

  private static func changes(_ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>]) -> [Change] {
    let start = zip(a, b).prefix { $0 == $1 }.count
    let rest = min(a.count, b.count) - start
    let end = zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
    let (oldEnd, newEnd) = (a.count - min(end, rest), b.count - min(end, rest))
    guard start < oldEnd || start < newEnd else { return [] }
    return path(Array(a[start..<oldEnd]), Array(b[start..<newEnd]), start)
      ?? [Change(old: start..<oldEnd, new: start..<newEnd)]
  }

  /// The changes along a shortest path of edits; `nil` if it is too long.
  private static func path(
    _ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>], _ start: Int
  ) -> [Change]? {
    let bound = min(a.count + b.count, editsMax)
    // The furthest line of `a` on each diagonal, for each number of edits.
    var rows: [[Int]] = []
    var furthest = [Int](repeating: 0, count: 2 * bound + 3)
    for edits in 0...bound {
      rows.append(Array(furthest[(bound + 1 - edits)...(bound + 1 + edits)]))
      for diagonal in stride(from: -edits, through: edits, by: 2) {
        let index = bound + 1 + diagonal
        let isDown =
          diagonal == -edits || diagonal != edits && furthest[index - 1] < furthest[index + 1]
        var x = isDown ? furthest[index + 1] : furthest[index - 1] + 1
        while x < a.count, x - diagonal < b.count, a[x] == b[x - diagonal] { x += 1 }
        furthest[index] = x
        if x >= a.count, x - diagonal >= b.count { return trace(rows, a.count, b.count, start) }
      }
    }
    return nil
  }

  /// Walks the path back.
  private static func trace(_ rows: [[Int]], _ oldCount: Int, _ newCount: Int, _ start: Int)
    -> [Change]
  {
    var changes: [Change] = []
    var (x, y) = (oldCount, newCount)
    for edits in stride(from: rows.count - 1, to: 0, by: -1) {
      let diagonal = x - y
      func furthest(_ diagonal: Int) -> Int { rows[edits][diagonal + edits] }
      let isDown =
        diagonal == -edits
        || diagonal != edits && furthest(diagonal - 1) < furthest(diagonal + 1)
      let previous = isDown ? diagonal + 1 : diagonal - 1
      let before = furthest(previous)
      let (oldStart, newStart) = (before, before - previous)
      let old = (start + oldStart)..<(start + oldStart + (isDown ? 0 : 1))
      let new = (start + newStart)..<(start + newStart + (isDown ? 1 : 0))
      if let next = changes.last, next.old.lowerBound == old.upperBound,
        next.new.lowerBound == new.upperBound
      {
        changes[changes.count - 1] = Change(
          old: old.lowerBound..<next.old.upperBound, new: new.lowerBound..<next.new.upperBound)
      } else {
        changes.append(Change(old: old, new: new))
      }
      (x, y) = (oldStart, newStart)
    }
    return changes.reversed()
  }
}
