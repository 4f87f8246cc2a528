// A pack's index, used in place from its mapping. Lookups allocate nothing.

package import FileIO
import SystemPackage

/// The offsets of a pack's objects.
package struct PackIndex: Sendable {
  /// How thoroughly an index is checked before use. Whichever is chosen, no lookup reads outside
  /// the mapping, and objects are verified against their ids.
  package enum Scrutiny: Sendable {
    /// Size, header and fan-out. The SHA-256 is verified only when a reader misses an object.
    case structure
    /// Also the SHA-256, which detects an index that omits objects of its pack. Reads 40 bytes per
    /// object: 0.2 ms for 10,000.
    case checksum
  }

  private let bytes: StableBytes
  package let count: Int
  private let largeCount: Int

  /// Checks an index before its first use.
  ///
  /// - Throws: the fault.
  package init(_ bytes: StableBytes, scrutiny: Scrutiny) throws(PackIndexError) {
    let view = unsafe bytes.view
    guard view.count >= PackFormat.indexLengthMin else { throw .tooShort }
    guard unsafe view.bigEndian32(at: 0) == PackFormat.indexSignature else { throw .badSignature }
    guard unsafe view.bigEndian32(at: 4) == PackFormat.indexVersion else { throw .badVersion }
    var previous: UInt32 = 0
    for slot in 0..<256 {
      let next = unsafe view.bigEndian32(at: PackFormat.fanOutStart + 4 * slot)
      guard next >= previous else { throw .badFanOut }
      previous = next
    }
    let count = Int(previous)
    let large = view.count - PackFormat.indexLengthMin - count * PackFormat.indexBytesPerObject
    guard large >= 0, large % 8 == 0, large / 8 <= count else { throw .badSize }
    self.bytes = bytes
    self.count = count
    largeCount = large / 8
    if scrutiny == .checksum { guard isChecksumRight else { throw .badChecksum } }
  }

  /// Whether the SHA-256 at the end matches the rest. Cost: one pass over the index, in constant
  /// memory.
  package var isChecksumRight: Bool {
    let view = unsafe bytes.view
    let end = view.count - PackFormat.checksumLength
    var hasher = PackHasher()
    for start in stride(from: 0, to: end, by: Self.pieceBytes) {
      let piece = unsafe view[start..<min(start + Self.pieceBytes, end)]
      unsafe hasher.update(UnsafeRawBufferPointer(rebasing: piece))
      if end > Self.pieceBytes { releasePages() }
    }
    return unsafe hasher.finalize().digest == ObjectID(loadedFrom: view, at: end)
  }

  /// The expected SHA-256 of the pack.
  package var packChecksum: PackChecksum {
    let view = unsafe bytes.view
    let start = view.count - 2 * PackFormat.checksumLength
    return PackChecksum(digest: unsafe ObjectID(loadedFrom: view, at: start))
  }

  /// Memory that a pass over the whole index may occupy: that of 25,000 objects.
  private static let pieceBytes = 1 << 20

  /// Frees the memory of the pages that lookups have mapped; see ``MappedFile``.
  package func releasePages() { bytes.releasePages() }

  package var sizeBytes: Int { unsafe bytes.view.count }

  /// All positions in the order of their entries in the pack, so that the pack can be read
  /// sequentially. Cost: 4 bytes per object, and sorting.
  package func positionsByOffset() -> [UInt32] {
    // With more objects than any pack has, any order is valid, only slower.
    guard count <= Self.orderedPositionMax else { return (0..<UInt32(clamping: count)).map { $0 } }
    var keys = (0..<count).map { position in
      min(offset(at: position) ?? .max, Self.orderedOffsetMax) << 24 | UInt64(position)
    }
    keys.radixSort { $0 >> 24 }  // stable, so equal keys keep ascending positions
    return keys.map { UInt32($0 & UInt64(Self.orderedPositionMax)) }
  }

  /// Offset and position share a 64-bit number during the sort.
  private static let orderedPositionMax = 1 << 24 - 1
  private static let orderedOffsetMax: UInt64 = 1 << 40 - 1

  /// The position of an object in the index; nil if the pack does not contain it.
  ///
  /// Cost: a binary search in one 256th of the ids, no system call, no allocation.
  package func position(of id: ObjectID) -> Int? {
    let slot = positions(firstByte: id.firstByte)
    let position = slot.partitionPoint { self.id(at: $0) < id }
    return position < slot.upperBound && self.id(at: position) == id ? position : nil
  }

  /// The positions of the ids with this first byte.
  package func positions(firstByte: UInt8) -> Range<Int> {
    let slot = Int(firstByte)
    let start = slot == 0 ? 0 : fanOut(slot - 1)
    return start..<fanOut(slot)
  }

  /// The positions of the ids whose first 8 bytes are in `first...last`. Both bounds must have the
  /// same first byte. Cost: two binary searches in one 256th of the ids.
  func positions(from first: UInt64, through last: UInt64) -> Range<Int> {
    let slot = positions(firstByte: UInt8(first >> 56))
    let start = slot.partitionPoint { id(at: $0).words.0 < first }
    return start..<(start..<slot.upperBound).partitionPoint { id(at: $0).words.0 <= last }
  }

  private func fanOut(_ slot: Int) -> Int {
    Int(unsafe bytes.view.bigEndian32(at: PackFormat.fanOutStart + 4 * slot))
  }

  /// The id at a position below ``count``.
  package func id(at position: Int) -> ObjectID {
    precondition(position >= 0 && position < count, "positions come from the index")
    let offset = PackFormat.idsStart + position * ObjectID.byteLength
    return unsafe ObjectID(loadedFrom: bytes.view, at: offset)
  }

  /// The CRC-32 of the entry at a position below ``count``.
  package func checksum(at position: Int) -> UInt32 {
    precondition(position >= 0 && position < count, "positions come from the index")
    let start = PackFormat.idsStart + count * ObjectID.byteLength
    return unsafe bytes.view.bigEndian32(at: start + 4 * position)
  }

  /// The offset of the entry at a position below ``count``; nil if it is missing in the table of
  /// large offsets. The offset can be outside the pack.
  package func offset(at position: Int) -> UInt64? {
    precondition(position >= 0 && position < count, "positions come from the index")
    let start = PackFormat.idsStart + count * (ObjectID.byteLength + 4)
    let small = unsafe bytes.view.bigEndian32(at: start + 4 * position)
    guard small & 0x8000_0000 != 0 else { return UInt64(small) }
    let row = Int(small & 0x7FFF_FFFF)
    guard row < largeCount else { return nil }
    return unsafe bytes.view.bigEndian64(at: start + 4 * count + 8 * row)
  }
}

/// The fault of an index; the raw value is for messages.
package enum PackIndexError: String, Error, Hashable, Sendable, CaseIterable {
  case tooShort = "the index is truncated"
  case badSignature = "the index has no signature"
  case badVersion = "the index has another version"
  case badFanOut = "the index's fan-out does not ascend"
  case badSize = "the index is not as long as it says"
  case badChecksum = "the index's checksum is wrong"
}

/// Bytes that stay in place while this object lives: a mapped file, or a copy of an array. A class,
/// because they have one owner and many readers.
@safe package final class StableBytes: Sendable {
  /// Threads share them without a lock, because they never change.
  nonisolated(unsafe) let view: UnsafeRawBufferPointer
  private let mapping: MappedFile?

  package init(_ mapping: MappedFile) {
    unsafe view = mapping.bytes
    self.mapping = mapping
  }

  package convenience init(_ bytes: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    unsafe copy.copyBytes(from: bytes)
    unsafe self.init(taking: copy, count: bytes.count)
  }

  /// Takes ownership of memory whose first `count` bytes are valid.
  init(taking memory: UnsafeMutableRawBufferPointer, count: Int) {
    unsafe view = UnsafeRawBufferPointer(rebasing: memory[..<count])
    mapping = nil
  }

  /// Frees the memory of a mapping. The next access reads the bytes again.
  func releasePages() { mapping?.releasePages() }

  deinit {
    if mapping == nil { unsafe view.deallocate() }
  }
}

extension UnsafeRawBufferPointer {
  /// The number at an offset. The caller ensures that its bytes exist.
  func bigEndian32(at offset: Int) -> UInt32 {
    UInt32(bigEndian: unsafe loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The number at an offset. The caller ensures that its bytes exist.
  func bigEndian64(at offset: Int) -> UInt64 {
    UInt64(bigEndian: unsafe loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
