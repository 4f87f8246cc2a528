// Writes little-endian numbers, digests and length-prefixed strings: what indexes are made of.

import ObjectStore

/// Bytes under construction. ``ByteReader`` reads what this writes.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  mutating func reserve(_ count: Int) {
    bytes.reserveCapacity(count)
  }

  mutating func append(_ value: UInt32) {
    unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: UInt64) {
    unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: Int64) {
    append(UInt64(bitPattern: value))
  }

  /// Appends a count or an offset as 32 bits. What has more than 4 Gi parts does not fit an index.
  mutating func append(small count: Int) {
    append(UInt32(clamping: count))
  }

  /// Appends a count or an offset as 64 bits.
  mutating func append(large count: Int) {
    append(UInt64(count))
  }

  mutating func append(_ digest: Digest) {
    let words = digest.words
    let stored = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    unsafe withUnsafeBytes(of: stored) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(_ id: ObjectID) {
    append(Digest(id))
  }

  /// Appends bytes as they are.
  mutating func append(raw other: some Sequence<UInt8>) {
    bytes.append(contentsOf: other)
  }

  /// Appends a slice of an index as it is.
  mutating func append(raw other: IndexBytes, at range: Range<Int>) {
    unsafe bytes.append(contentsOf: other.slice(range))
  }

  /// Appends bytes after their count.
  mutating func append(counted other: [UInt8]) {
    append(small: other.count)
    bytes.append(contentsOf: other)
  }

  /// Appends a string's UTF-8 after its count.
  mutating func append(counted text: String) {
    append(small: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Replaces the first bytes.
  mutating func overwriteFront(with other: [UInt8]) {
    bytes.replaceSubrange(0..<other.count, with: other)
  }

  /// CRC-32 of the bytes at `range`.
  func checksum(_ range: Range<Int>) -> UInt32 {
    unsafe bytes.withUnsafeBytes {
      unsafe Checksum.crc32(of: UnsafeRawBufferPointer(rebasing: $0[range]))
    }
  }
}
