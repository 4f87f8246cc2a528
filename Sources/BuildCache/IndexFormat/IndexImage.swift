// The bytes of an index to be written: from memory, or another index's with some blocks replaced.

import FileIO
import ObjectStore

/// The bytes of an index that is to be written.
///
/// After a small edit nearly all of them are those of the mapped index. These are written from the
/// mapping, and only blocks that change are copied.
package struct IndexImage: Sendable {
  private let base: Base
  /// Sorted by offset.
  private var replaced: [Block] = []

  private enum Base: Sendable {
    case memory([UInt8])
    case index(IndexBytes)
  }

  private struct Block: Sendable {
    let range: Range<Int>
    var bytes: [UInt8]
  }

  package init(_ bytes: [UInt8]) {
    base = .memory(bytes)
  }

  /// - Precondition: the index is sound.
  init(of index: IndexBytes) {
    base = .index(index)
  }

  var count: Int {
    switch base {
    case .memory(let bytes): bytes.count
    case .index(let index): index.count
    }
  }

  /// All bytes, in one array.
  package var bytes: [UInt8] {
    if case .memory(let bytes) = base, replaced.isEmpty { return bytes }
    var all: [UInt8] = []
    all.reserveCapacity(count)
    unsafe forEachPiece(of: 0..<count) { unsafe all.append(contentsOf: $0) }
    return all
  }

  /// Replaces bytes at `offset` with those of `fields`.
  mutating func overwrite(at offset: Int, with fields: ByteWriter) {
    precondition(offset >= 0 && offset <= count - fields.count, "bytes that are there")
    unsafe fields.withBytes { source in
      var done = 0
      while done < source.count {
        let position = offset + done
        let number = indexOfCopy(holding: position)
        let block = replaced[number].range
        let length = min(source.count - done, block.upperBound - position)
        unsafe replaced[number].bytes.withUnsafeMutableBytes { bytes in
          unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[(position - block.lowerBound)...])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[done..<done + length]))
        }
        done += length
      }
    }
  }

  /// The index in `replaced` of the copy of the block that contains `position`, made here if absent.
  private mutating func indexOfCopy(holding position: Int) -> Int {
    let next = replaced.indices.partitionPoint { replaced[$0].range.upperBound <= position }
    if next < replaced.count, replaced[next].range.contains(position) { return next }
    let range = IndexBytes.blockRange(IndexBytes.block(of: position), from: 0, count: count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    unsafe forEachPiece(of: range) { unsafe bytes.append(contentsOf: $0) }
    replaced.insert(Block(range: range, bytes: bytes), at: next)
    return next
  }

  /// CRC-32 of the bytes at `range`, continuing from `checksum`.
  func checksum(_ range: Range<Int>, after checksum: UInt32 = 0) -> UInt32 {
    var checksum = checksum
    unsafe forEachPiece(of: range) { checksum = unsafe Checksum.crc32(of: $0, after: checksum) }
    return checksum
  }

  /// Calls `body` with each piece of `range`, in order.
  func forEachPiece<Failure: Error>(
    of range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    var position = range.lowerBound
    for block in replaced where block.range.overlaps(range) {
      let shared = block.range.clamped(to: range)
      try unsafe forEachPieceOfBase(position..<max(position, shared.lowerBound), body)
      let start = block.range.lowerBound
      try unsafe block.bytes.withUnsafeBufferPointer { bytes throws(Failure) in
        let part = (shared.lowerBound - start)..<(shared.upperBound - start)
        try unsafe body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[part])))
      }
      position = shared.upperBound
    }
    try unsafe forEachPieceOfBase(position..<max(position, range.upperBound), body)
  }

  private func forEachPieceOfBase<Failure: Error>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    guard !range.isEmpty else { return }
    switch base {
    case .memory(let bytes):
      try unsafe bytes.withUnsafeBufferPointer { bytes throws(Failure) in
        try unsafe body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[range])))
      }
    case .index(let index): try unsafe body(index.slice(range))
    }
  }

  /// Whether these are the bytes of `index`. Can be false for equal bytes if this is based on
  /// another index.
  func isEqual(to index: IndexBytes) -> Bool {
    guard count == index.count else { return false }
    switch base {
    case .memory(let bytes): return index.compare(0..<count, with: bytes) == 0
    case .index(let base):
      return base === index
        && replaced.allSatisfy { index.compare($0.range, with: $0.bytes) == 0 }
    }
  }
}
