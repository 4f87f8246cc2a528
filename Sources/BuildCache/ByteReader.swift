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

  mutating func countedBytes() -> [UInt8] {
    let count = Int(uint32())
    return source.array(take(count))
  }

  mutating func countedString() -> String {
    let count = Int(uint32())
    return source.string(take(count))
  }

  /// The count of a list whose items take `itemBytesMin` or more each: no more than can be there.
  mutating func listCount(itemBytesMin: Int) -> Int {
    let count = Int(uint32())
    guard count <= (end - offset) / itemBytesMin else {
      isValid = false
      return 0
    }
    return count
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
