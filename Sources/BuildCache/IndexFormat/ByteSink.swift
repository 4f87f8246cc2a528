// Writes little-endian numbers, digests and length-prefixed strings, which indexes consist of.

import ObjectStore

/// Accepts bytes in order. ``ByteReader`` reads them.
protocol ByteSink {
  /// The number of bytes written.
  var count: Int { get }
  /// Appends a value in its representation in memory.
  mutating func store<Value: BitwiseCopyable>(_ value: Value)
  mutating func append(_ bytes: UnsafeRawBufferPointer)
}

extension ByteSink {
  mutating func append(_ value: UInt32) {
    store(value.littleEndian)
  }

  mutating func append(_ value: UInt128) {
    append(UInt64(truncatingIfNeeded: value))
    append(UInt64(truncatingIfNeeded: value >> 64))
  }

  mutating func append(_ value: UInt64) {
    store(value.littleEndian)
  }

  mutating func append(_ value: Int64) {
    store(value.littleEndian)
  }

  /// Appends a count or an offset as 32 bits, clamped: an index holds less than 4 Gi of anything.
  mutating func append(small count: Int) {
    append(UInt32(clamping: count))
  }

  /// Appends a count or an offset as 64 bits.
  mutating func append(large count: Int) {
    append(UInt64(count))
  }

  mutating func append(_ digest: Digest) {
    let words = digest.words
    store((words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian))
  }

  mutating func append(_ id: ObjectID) {
    append(Digest(id))
  }

  /// Appends bytes without their count.
  mutating func append(raw other: some Sequence<UInt8>) {
    let done: Void? = other.withContiguousStorageIfAvailable { bytes in
      unsafe append(UnsafeRawBufferPointer(bytes))
    }
    guard done == nil else { return }
    for byte in other { store(byte) }
  }

  /// Appends a slice of an index without its count.
  mutating func append(raw other: IndexBytes, at range: Range<Int>) {
    unsafe append(other.slice(range))
  }

  /// Appends the count of `other` and then its bytes.
  mutating func append(counted other: [UInt8]) {
    append(small: other.count)
    append(raw: other)
  }

  /// Appends the length of a string's UTF-8 and then the UTF-8.
  mutating func append(counted text: String) {
    append(small: text.utf8.count)
    append(raw: text.utf8)
  }
}

/// Writes a table into a buffer of exactly its size.
@safe struct TableWriter: ByteSink {
  private let room: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(_ room: UnsafeMutableRawBufferPointer) {
    unsafe self.room = room
  }

  @inline(__always)
  mutating func store<Value: BitwiseCopyable>(_ value: Value) {
    let end = count &+ MemoryLayout<Value>.size
    precondition(unsafe end <= room.count, "more than was announced")
    unsafe room.storeBytes(of: value, toByteOffset: count, as: Value.self)
    count = end
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    unsafe UnsafeMutableRawBufferPointer(rebasing: room[count..<count + bytes.count])
      .copyMemory(from: bytes)
    count += bytes.count
  }

  consuming func end() {
    precondition(unsafe count == room.count, "less than was announced")
  }
}
