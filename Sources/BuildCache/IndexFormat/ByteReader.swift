// Reads what ByteWriter wrote, in order and within bounds.

import ObjectStore

/// A cursor over a part of an index. Past the part's end everything reads as zero or empty, and
/// ``isValid`` turns false: bytes from outside never trap.
struct ByteReader {
  private let source: IndexBytes
  private var offset: Int
  private let end: Int
  /// Whether nothing was read past the end.
  private(set) var isValid = true

  /// A reader over `range`, clamped to the bounds.
  init(_ source: IndexBytes, _ range: Range<Int>) {
    self.source = source
    let whole = range.clamped(to: 0..<source.count)
    offset = whole.lowerBound
    end = whole.upperBound
  }

  var isAtEnd: Bool { offset == end }

  mutating func uint32() -> UInt32 {
    source.uint32(at: take(4).lowerBound)
  }

  mutating func uint64() -> UInt64 {
    source.uint64(at: take(8).lowerBound)
  }

  mutating func int64() -> Int64 {
    Int64(bitPattern: uint64())
  }

  mutating func digest() -> Digest {
    source.digest(at: take(Digest.sizeBytes).lowerBound)
  }

  mutating func objectID() -> ObjectID {
    ObjectID(digest())
  }

  mutating func countedText() -> IndexText {
    let count = Int(uint32())
    return IndexText(source: source, range: take(count))
  }

  mutating func countedString() -> String { countedText().string }

  /// Reads the count of a list whose items take at least `itemBytesMin` bytes each. A count that
  /// cannot fit makes the reader invalid and reads as 0.
  mutating func listCount(itemBytesMin: Int) -> Int {
    let count = Int(uint32())
    guard count <= (end - offset) / itemBytesMin else {
      isValid = false
      return 0
    }
    return count
  }

  /// Reads a list that begins with its count. Cost: one walk over the list here, and one for each
  /// iteration of the result.
  ///
  /// - Parameters:
  ///   - itemBytesMin: the least number of bytes that an item can take.
  ///   - skip: reads one item.
  mutating func countedItems(
    itemBytesMin: Int, _ skip: (inout ByteReader) -> Void
  ) -> RecordedItems {
    let count = listCount(itemBytesMin: itemBytesMin)
    let items = RecordedItems(count: count, reader: self)
    for _ in 0..<count { skip(&self) }
    return items
  }

  /// The range of the next `count` bytes; empty, and the reader invalid, if they are not there.
  private mutating func take(_ count: Int) -> Range<Int> {
    guard isValid, count <= end - offset else {
      isValid = false
      return end..<end
    }
    defer { offset += count }
    return offset..<(offset + count)
  }
}

/// Bytes of an index, in place, most of them text.
struct IndexText: KeyText {
  let source: IndexBytes
  let range: Range<Int>

  var utf8Count: Int { range.count }
  var bytes: [UInt8] { source.array(range) }
  /// Invalid UTF-8 is replaced.
  var string: String { source.string(range) }

  func append(to bytes: inout [UInt8]) {
    unsafe bytes.append(contentsOf: source.slice(range))
  }
}

/// The items of a list, in place, each read when it is reached.
///
/// Not generic: runtime note 2, 1 % of a build after an edit. The owner passes the function that reads an item.
struct RecordedItems {
  private(set) var count: Int
  private var reader: ByteReader

  /// - Parameter reader: positioned at the first item.
  fileprivate init(count: Int, reader: ByteReader) {
    self.count = count
    self.reader = reader
  }

  mutating func next<Item>(_ read: (inout ByteReader) -> Item) -> Item? {
    guard count > 0 else { return nil }
    count -= 1
    return read(&reader)
  }
}
