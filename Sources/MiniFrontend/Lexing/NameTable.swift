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
  private var slots = SlotTable(slotCount: 64)

  init(_ source: [UInt8]) {
    self.source = source
  }

  var count: Int { ranges.count }

  /// The number of the identifier at `range` in the source.
  mutating func intern(_ range: SourceRange) -> Name {
    let bytes = bytes(in: range)
    let hash = Self.hash(bytes)
    let slot = slot(of: bytes, hash: hash)
    if let known = slots[slot] { return Name(index: UInt32(known)) }
    ranges.append(range)
    return Name(index: UInt32(slots.add(hash: hash, at: slot)))
  }

  /// The number of `text`, or `nil` if the file contains no such identifier.
  func find(_ text: String) -> Name? {
    let bytes = Array(text.utf8)[...]
    return slots[slot(of: bytes, hash: Self.hash(bytes))].map { Name(index: UInt32($0)) }
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

  private func slot(of bytes: ArraySlice<UInt8>, hash: Int) -> Int {
    slots.slot(hash: hash) { self.bytes(in: ranges[$0]) == bytes }
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
