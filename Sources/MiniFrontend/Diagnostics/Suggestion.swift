// "Did you mean …?": the name nearest to a misspelt one.

/// Suggests a name for one that is not known.
package enum Suggestion {
  /// The candidate that the author of `name` most likely meant, or `nil` if none is near.
  ///
  /// Near means an edit distance (insert, delete, replace, swap two neighbours) of at most a third of
  /// the name's length, at least 1, and less than the whole name. A name that differs only in case
  /// has distance 1. Of equally near names the first in byte order wins, so that the answer does not
  /// depend on the candidates' order.
  ///
  /// - Complexity: at most ``candidatesMax`` distances of names of at most
  ///   ``lengthMax`` bytes.
  package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.utf8)
    guard (2...lengthMax).contains(wanted.count) else { return nil }
    let limit = min(max(wanted.count / 3, 1), wanted.count - 1)
    var best: (name: String, distance: Int)?
    var scratch = DistanceRows()
    for candidate in candidates.prefix(candidatesMax) where candidate != name {
      let length = candidate.utf8.count
      guard length > 0, abs(length - wanted.count) <= limit else { continue }
      let distance = Self.distance(wanted, Array(candidate.utf8), limit, &scratch)
      guard let distance else { continue }
      if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// Longer names get no suggestion: the distance is quadratic in the length, and a name of 64 bytes
  /// is not mistyped by hand.
  static let lengthMax = 64

  /// Bounds the work per misspelt name in a file with a great many names.
  static let candidatesMax = 10_000

  /// The "optimal string alignment" distance of two names, in bytes; `nil` if it is above `limit`.
  private static func distance(
    _ a: [UInt8], _ b: [UInt8], _ limit: Int, _ rows: inout DistanceRows
  ) -> Int? {
    if a.count == b.count, zip(a, b).allSatisfy({ lowercased($0) == lowercased($1) }) {
      return a == b ? 0 : 1
    }
    // A common beginning and end do not change the distance. Without them, most pairs are short.
    let same = zip(a, b).prefix { $0 == $1 }.count
    let tail = zip(a[same...].reversed(), b[same...].reversed()).prefix { $0 == $1 }.count
    let (a, b) = (a[same..<a.count - tail], b[same..<b.count - tail])
    for j in 0...b.count { rows.previous[j] = j }
    for i in 0..<a.count {
      let byte = a[a.startIndex + i]
      rows.current[0] = i + 1
      var least = i + 1
      for j in 0..<b.count {
        let other = b[b.startIndex + j]
        let replaced = rows.previous[j] + (byte == other ? 0 : 1)
        var distance = min(replaced, rows.previous[j + 1] + 1, rows.current[j] + 1)
        if i > 0, j > 0, byte == b[b.startIndex + j - 1], a[a.startIndex + i - 1] == other {
          distance = min(distance, rows.beforePrevious[j - 1] + 1)
        }
        rows.current[j + 1] = distance
        least = min(least, distance)
      }
      // A swap can lower the next row by one at most.
      if least > limit + 1 { return nil }
      swap(&rows.beforePrevious, &rows.previous)
      swap(&rows.previous, &rows.current)
    }
    let distance = rows.previous[b.count]
    return distance <= limit ? distance : nil
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  /// Rows for ``distance``, reused for each candidate.
  private struct DistanceRows {
    var beforePrevious = [Int](repeating: 0, count: 2 * lengthMax + 1)
    var previous = [Int](repeating: 0, count: 2 * lengthMax + 1)
    var current = [Int](repeating: 0, count: 2 * lengthMax + 1)
  }
}
