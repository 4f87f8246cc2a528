// Names as small numbers, one per spelling in a file.

/// A name of one file: an index into its ``NameTable``.
struct Name: Hashable {
  let index: UInt32
}

/// The distinct identifiers of one file. Names are compared by number; the text stays in the source
/// until a message or the ZIR needs it.
struct NameTable {
  private let source: [UInt8]
  private var ranges: [SourceRange] = []
  private var hashes: [Int] = []
  /// Open addressing; a power of two of slots, at most half full. A slot is a name's index plus 1,
  /// or 0.
  private var slots: [UInt32] = Array(repeating: 0, count: 64)

  init(_ source: [UInt8]) {
    self.source = source
  }

  var count: Int { ranges.count }

  /// The number of the identifier at `range` in the source.
  mutating func intern(_ range: SourceRange) -> Name {
    let bytes = bytes(in: range)
    let hash = Self.hash(bytes)
    let slot = slot(of: bytes, hash: hash)
    if slots[slot] != 0 { return Name(index: slots[slot] - 1) }
    let name = Name(index: UInt32(ranges.count))
    ranges.append(range)
    hashes.append(hash)
    slots[slot] = name.index + 1
    if ranges.count * 2 > slots.count { grow() }
    return name
  }

  /// The number of `text`, or `nil` if the file contains no such identifier.
  func find(_ text: String) -> Name? {
    let bytes = Array(text.utf8)[...]
    let slot = slot(of: bytes, hash: Self.hash(bytes))
    return slots[slot] == 0 ? nil : Name(index: slots[slot] - 1)
  }

  func text(_ name: Name) -> String {
    String(decoding: bytes(in: ranges[Int(name.index)]), as: UTF8.self)
  }

  /// The length of the name in bytes.
  func length(_ name: Name) -> UInt32 {
    ranges[Int(name.index)].end - ranges[Int(name.index)].start
  }

  private func bytes(in range: SourceRange) -> ArraySlice<UInt8> {
    source[Int(range.start)..<Int(range.end)]
  }

  /// The slot of the name, or the free slot where it belongs.
  private func slot(of bytes: ArraySlice<UInt8>, hash: Int) -> Int {
    var slot = hash & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot] - 1)
      if hashes[index] == hash, self.bytes(in: ranges[index]) == bytes { return slot }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (index, hash) in hashes.enumerated() {
      var slot = hash & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }

  /// The standard library's seeded hash, so that no source can be written to collide. No output
  /// depends on it: names are numbered in the order of appearance.
  private static func hash(_ bytes: ArraySlice<UInt8>) -> Int {
    var hasher = Hasher()
    var word: UInt64 = 0
    var count = 0
    for byte in bytes {
      word = word << 8 | UInt64(byte)
      count += 1
      if count & 7 == 0 {
        hasher.combine(word)
        word = 0
      }
    }
    hasher.combine(word)
    hasher.combine(count)
    return hasher.finalize()
  }
}
