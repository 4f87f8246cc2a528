// Parts a program's modules into units of native code, by the sources alone.

/// Which modules stand together in which unit.
struct UnitPartition: Sendable {
  struct Unit: Sendable {
    /// The path to the unit's leaf, as zeroes and ones; empty where there is but one unit.
    let prefix: String
    /// Modules, by their hashes.
    let modules: [Int]
  }

  let units: [Unit]

  /// Bytes of IR that a unit has at most without optimisation, unless one module alone has more.
  ///
  /// Measured with 10,001 modules and 7.5 MB of IR: a unit of at most 64 KiB takes 17 ms of clang at
  /// -O0, of which 11 are its start; of 128 KiB 25 ms; of 32 KiB 14 ms, and then twice as many units
  /// are kept and linked. Linking 32, 64, 128 or 263 units is the same to 2 ms.
  static let plainSizeMaxBytes = 64 << 10

  /// The same where clang optimises, which takes it eight times as long.
  static let optimisedSizeMaxBytes = 16 << 10

  /// The leaves of a binary trie over the modules' hashes: a leaf that has more than `sizeMaxBytes`
  /// splits, so that a module that is added, removed or grown moves few others.
  ///
  /// - Parameter modules: the path of each and the bytes of its IR.
  init(modules: [(path: String, sizeBytes: Int)], sizeMaxBytes: Int) {
    var sorted = modules.enumerated().map { (hash: Self.hash($1.path), module: $0) }
    sorted.sort { $0 < $1 }
    var sums = [0]
    sums.reserveCapacity(sorted.count + 1)
    for item in sorted { sums.append(sums[sums.count - 1] + modules[item.module].sizeBytes) }
    var units: [Unit] = []
    // Depth first, the lower half first: units stand in the order of their prefixes.
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

  /// FNV-1a, its bits mixed once more so that the first ones are as good as the others.
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
  /// The first index whose element satisfies `isLater`, where all elements before fail it and all
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
