// The hash table of a map that is a constant, as the run-time library (map.c) makes it.

/// The tables in a map's buffer, beside its entries.
struct MapTables {
  /// For each slot the number of an entry plus 1, or 0.
  private(set) var slots: [UInt32]
  /// For each entry the hash of its key.
  private(set) var hashes: [UInt32] = []

  /// - Parameters:
  ///   - part: a map's buffer, in which keys differ.
  ///   - image: the constant that contains it.
  init(_ part: ConstantImage.Part, in image: ConstantImage) {
    var slotCount = 8
    while slotCount < part.count * 2 { slotCount *= 2 }
    slots = Array(repeating: 0, count: slotCount)
    guard let map = part.map else { return }
    var buffers: [Int: Int] = [:]
    for buffer in part.buffers { buffers[buffer.offset] = buffer.part }
    for number in 0..<part.count {
      let start = number * Int(map.entrySize)
      let hash: UInt32
      if map.key == .text {
        hash = Self.hash(text: buffers[start].map { image.parts[$0].bytes } ?? [])
      } else {
        hash = Self.hash(word: Self.word(part.bytes[start..<start + Int(map.keySize)]))
      }
      hashes.append(hash)
      var slot = Int(hash) & (slotCount - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
      slots[slot] = UInt32(number + 1)
    }
  }

  // MARK: Hashes, as in map.c

  private static func mixed(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.low ^ product.high
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func stored(_ hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash ^ hash >> 32) | 0x8000_0000
  }

  private static func hash(word: UInt64) -> UInt32 {
    stored(mixed(word ^ 0x082E_FA98_EC4E_6C89, 0x4528_21E6_38D0_1377))
  }

  private static func hash(text: [UInt8]) -> UInt32 {
    var hash = UInt64(text.count) ^ 0x243F_6A88_85A3_08D3
    var rest = text[...]
    while rest.count > 16 {
      hash = mixed(
        word(rest.prefix(8)) ^ 0x1319_8A2E_0370_7344, word(rest.dropFirst(8).prefix(8)) ^ hash)
      rest = rest.dropFirst(16)
    }
    return stored(
      mixed(word(rest.prefix(8)) ^ 0xA409_3822_299F_31D0, word(rest.dropFirst(8)) ^ hash))
  }
}
