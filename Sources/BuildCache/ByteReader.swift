// Reads back, in order and within bounds, what ByteWriter wrote.

import ObjectStore

/// A cursor over a part of an index. Past the part's end everything reads as zero or empty and
/// ``isValid`` turns false: bytes from outside never trap.
struct ByteReader {
  private let source: IndexBytes
  private var offset: Int
  private let end: Int
  /// Whether nothing was read past the end.
  private(set) var isValid = true

  /// A reader over `range`, cut to what there is.
  init(_ source: IndexBytes, _ range: Range<Int>) {
    self.source = source
    let whole = range.clamped(to: 0..<source.count)
    offset = whole.lowerBound
    end = whole.upperBound
  }

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

  /// The count of a list whose items take `itemBytesMin` or more each: no more than can be there.
  mutating func listCount(itemBytesMin: Int) -> Int {
    let count = Int(uint32())
    guard count <= (end - offset) / itemBytesMin else {
      isValid = false
      return 0
    }
    return count
  }

  /// A list that a u32 counts. Cost: one walk over it, and another for each that goes through it.
  ///
  /// - Parameters:
  ///   - itemBytesMin: no item takes less.
  ///   - skip: reads an item.
  mutating func countedItems(
    itemBytesMin: Int, _ skip: (inout ByteReader) -> Void
  ) -> RecordedItems {
    let count = listCount(itemBytesMin: itemBytesMin)
    let items = RecordedItems(count: count, reader: self)
    for _ in 0..<count { skip(&self) }
    return items
  }

  /// The next `count` bytes' place; empty, and the reader no longer valid, if they are not there.
  private mutating func take(_ count: Int) -> Range<Int> {
    guard isValid, count <= end - offset else {
      isValid = false
      return end..<end
    }
    defer { offset += count }
    return offset..<(offset + count)
  }
}

/// Bytes of an index where they lie, most of them text.
struct IndexText: KeyText {
  let source: IndexBytes
  let range: Range<Int>

  var utf8Count: Int { range.count }
  var bytes: [UInt8] { source.array(range) }
  /// What is no UTF-8 is replaced.
  var string: String { source.string(range) }

  func append(to bytes: inout [UInt8]) {
    unsafe bytes.append(contentsOf: source.slice(range))
  }
}

/// The items of a list where they lie, each read when it is reached.
///
/// Whose items they are its owner knows: to make the metadata of a generic type, at its first use, the
/// runtime takes a hundredth of an edit's build.
struct RecordedItems {
  private(set) var count: Int
  private var reader: ByteReader

  /// - Parameter reader: where the first item begins.
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
