// "Did you mean …?": the name nearest to a misspelt one.

/// The candidate that someone who wrote `name` most likely meant, or `nil` if none is near.
///
/// Near means an edit distance (insert, delete, replace, swap two neighbours) of at most a third of
/// the name's length, at least 1, and less than the whole name; a name that differs in case alone
/// counts as distance 1. Of equally near names the first in byte order wins, so that the
/// answer does not depend on the candidates' order.
///
/// - Complexity: at most ``suggestionCandidatesMax`` distances of names of at most
///   ``suggestionLengthMax`` bytes.
package func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.utf8)
  guard (2...suggestionLengthMax).contains(wanted.count) else { return nil }
  let limit = min(max(wanted.count / 3, 1), wanted.count - 1)
  var best: (name: String, distance: Int)?
  for candidate in candidates.prefix(suggestionCandidatesMax) where candidate != name {
    let length = candidate.utf8.count
    guard length > 0, abs(length - wanted.count) <= limit else { continue }
    let distance = suggestionDistance(wanted, Array(candidate.utf8))
    guard distance <= limit else { continue }
    if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
    best = (candidate, distance)
  }
  return best?.name
}

/// Longer names get no suggestion: the distance is quadratic in the length, and nobody mistypes a
/// name of 64 bytes by hand.
let suggestionLengthMax = 64

/// Bounds the work for one misspelt name in a file with very many names.
let suggestionCandidatesMax = 10_000

/// The "optimal string alignment" distance of two names, in bytes.
private func suggestionDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  if a.count == b.count, zip(a, b).allSatisfy({ lowercased($0) == lowercased($1) }) {
    return a == b ? 0 : 1
  }
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  var current = previous
  for i in 1...a.count {
    current[0] = i
    for j in 1...b.count {
      let replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      current[j] = min(replaced, previous[j] + 1, current[j - 1] + 1)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        current[j] = min(current[j], beforePrevious[j - 2] + 1)
      }
    }
    (beforePrevious, previous, current) = (previous, current, beforePrevious)
  }
  return previous[b.count]
}

private func lowercased(_ byte: UInt8) -> UInt8 {
  byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
}
