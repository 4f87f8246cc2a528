// Divides a program's modules into units of native code, by the sources alone.

/// The assignment of modules to units.
struct UnitPartition: Sendable {
  struct Unit: Sendable {
    /// The path to the unit's leaf in zeroes and ones; empty if there is only one unit.
    let prefix: String
    /// Modules, sorted by hash.
    let modules: [Int]
  }

  let units: [Unit]

  /// The maximum size of a unit's IR in bytes without optimisation, unless one module alone is
  /// larger.
  ///
  /// Measured with 10,001 modules and 7.5 MB of IR: for a unit of at most 64 KiB, clang -O0 takes
  /// 17 ms, of which 11 are its start. For 128 KiB it takes 25 ms. For 32 KiB it takes 14 ms, with
  /// twice as many units to store and link. Linking 32, 64, 128 or 263 units differs by at most 2
  /// ms.
  static let plainSizeMaxBytes = 64 << 10

  /// The same with optimisation, which takes clang eight times as long.
  static let optimisedSizeMaxBytes = 16 << 10

  /// The leaves of a binary trie over the modules' hashes. A leaf larger than `sizeMaxBytes`
  /// splits, so that a module that is added, removed or grown moves few others.
  ///
  /// - Parameters:
  ///   - modules: the path of each and the bytes of its IR.
  ///   - numbers: the modules to divide; the others are in units of their own.
  init(modules: [(path: String, sizeBytes: Int)], numbers: [Int], sizeMaxBytes: Int) {
    var sorted = numbers.map { (hash: Self.hash(modules[$0].path), module: $0) }
    sorted.sort { $0 < $1 }
    var sums = [0]
    sums.reserveCapacity(sorted.count + 1)
    for item in sorted { sums.append(sums[sums.count - 1] + modules[item.module].sizeBytes) }
    var units: [Unit] = []
    // Depth first, lower half first, so that units are in the order of their prefixes.
    var pending = [(range: 0..<sorted.count, prefix: "")]
    while let (range, prefix) = pending.popLast() {
      guard !range.isEmpty || prefix.isEmpty else { continue }
      let size = sums[range.upperBound] - sums[range.lowerBound]
      guard size > sizeMaxBytes, range.count > 1, prefix.utf8.count < UInt64.bitWidth else {
        units.append(Unit(prefix: prefix, modules: sorted[range].map(\.module)))
        continue
      }
      let bit = UInt64(1) << UInt64(UInt64.bitWidth - 1 - prefix.utf8.count)
      let middle = sorted[range].partitioningIndex { $0.hash & bit != 0 }
      pending.append((middle..<range.upperBound, prefix + "1"))
      pending.append((range.lowerBound..<middle, prefix + "0"))
    }
    self.units = units
  }

  /// Whether a unit, named as in ``BuildReport/Unit``, contains the module of a file.
  static func unit(named name: String, contains path: String) -> Bool {
    let words = name.split(separator: " ")
    guard words.count > 2, words[0] == "unit" else { return false }
    let prefix = name.dropFirst(words[0].utf8.count + 1).dropLast(words.last!.utf8.count + 1)
    if prefix == "." || prefix == path[...] { return true }
    guard prefix.utf8.count <= UInt64.bitWidth, prefix.allSatisfy({ "01".contains($0) }) else {
      return false
    }
    let digits = String(hash(path), radix: 2)
    let zeros = String(repeating: "0", count: UInt64.bitWidth - digits.utf8.count)
    return (zeros + digits).hasPrefix(prefix)
  }

  /// FNV-1a with one more mixing step, because its high bits alone are not random enough.
  static func hash(_ path: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in path.utf8 {
      hash ^= UInt64(byte)
      hash &*= 0x0000_0100_0000_01b3
    }
    hash ^= hash >> 32
    hash &*= 0xd6e8_feb8_6659_fd93
    return hash ^ hash >> 32
  }
}

extension ArraySlice {
  /// The first index whose element satisfies `isLater`. All elements before it fail it, and all
  /// from it on satisfy it.
  fileprivate func partitioningIndex(_ isLater: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if isLater(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
