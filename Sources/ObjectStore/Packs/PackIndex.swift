// A pack's index, used in place from its mapping: nothing is loaded, and a lookup allocates nothing.

package import FileIO
import SystemPackage

/// Where each object of a pack lies.
package struct PackIndex: Sendable {
  /// How far an index is looked at before it is used. Whichever it is, no lookup leaves the mapping,
  /// and what a lookup finds is checked against its id.
  package enum Scrutiny: Sendable {
    /// Its size, its header, its fan-out; its SHA-256 once an object is missed that somebody wants to
    /// read.
    case structure
    /// Its SHA-256 too: an index that leaves out what its pack holds is noticed. 40 bytes an
    /// object, 0.2 ms for 10,000 of them.
    case checksum
  }

  private let bytes: StableBytes
  package let count: Int
  private let largeCount: Int

  /// Looks at an index before its first use.
  ///
  /// - Throws: what is wrong with it, for a reader.
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

  /// Whether the SHA-256 at the end is that of the rest. Cost: a pass over all of it, in constant
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

  /// What the pack's own SHA-256 must be.
  package var packChecksum: PackChecksum {
    let view = unsafe bytes.view
    let place = view.count - 2 * PackFormat.checksumLength
    return PackChecksum(digest: unsafe ObjectID(loadedFrom: view, at: place))
  }

  /// What an index may have in memory while all of it is looked at: that of 25,000 objects.
  private static let pieceBytes = 1 << 20

  /// Gives the memory of the pages back that lookups have touched; see ``MappedFile``.
  package func releasePages() { bytes.releasePages() }

  /// Bytes of the index.
  package var sizeBytes: Int { unsafe bytes.view.count }

  /// All positions, in the order in which their entries lie in the pack: who goes through it so reads
  /// it from its begin to its end. Cost: 4 bytes an object; sorting.
  package func positionsByOffset() -> [UInt32] {
    // More objects, or a larger pack, than anyone has: their order is a matter of speed alone.
    guard count <= Self.orderedPositionMax else { return (0..<UInt32(clamping: count)).map { $0 } }
    var keys = (0..<count).map { position in
      min(offset(at: position) ?? .max, Self.orderedOffsetMax) << 24 | UInt64(position)
    }
    keys.radixSort { $0 >> 24 }  // of equal ones, the positions ascend already
    return keys.map { UInt32($0 & UInt64(Self.orderedPositionMax)) }
  }

  /// Offset and position share a number while they are sorted.
  private static let orderedPositionMax = 1 << 24 - 1
  private static let orderedOffsetMax: UInt64 = 1 << 40 - 1

  /// Where an object stands among all; nil when the pack has none of this name.
  ///
  /// Cost: a binary search in its 256th part, no system call, no allocation.
  package func position(of id: ObjectID) -> Int? {
    let slot = positions(firstByte: id.firstByte)
    var low = slot.lowerBound
    var high = slot.upperBound
    while low < high {
      let middle = low + (high - low) / 2
      let found = self.id(at: middle)
      if found == id { return middle }
      if found < id { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The objects whose first byte is this.
  package func positions(firstByte: UInt8) -> Range<Int> {
    let slot = Int(firstByte)
    let start = slot == 0 ? 0 : fanOut(slot - 1)
    return start..<fanOut(slot)
  }

  /// The objects the first 8 bytes of whose ids are from `first` to `last`, which begin with the same
  /// byte. Cost: two binary searches in its 256th part.
  func positions(from first: UInt64, through last: UInt64) -> Range<Int> {
    let slot = positions(firstByte: UInt8(first >> 56))
    let start = partition(slot) { $0 < first }
    return start..<partition(start..<slot.upperBound) { $0 <= last }
  }

  /// The first of some positions whose id's first 8 bytes are not so, if those that are so come first.
  private func partition(_ positions: Range<Int>, _ isBefore: (UInt64) -> Bool) -> Int {
    var low = positions.lowerBound
    var high = positions.upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if isBefore(id(at: middle).words.0) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func fanOut(_ slot: Int) -> Int {
    Int(unsafe bytes.view.bigEndian32(at: PackFormat.fanOutStart + 4 * slot))
  }

  /// The id at a position below ``count``.
  package func id(at position: Int) -> ObjectID {
    precondition(position >= 0 && position < count, "positions come from the index")
    let place = PackFormat.idsStart + position * ObjectID.byteLength
    return unsafe ObjectID(loadedFrom: bytes.view, at: place)
  }

  /// The CRC-32 of the entry at a position below ``count``.
  package func checksum(at position: Int) -> UInt32 {
    precondition(position >= 0 && position < count, "positions come from the index")
    let start = PackFormat.idsStart + count * ObjectID.byteLength
    return unsafe bytes.view.bigEndian32(at: start + 4 * position)
  }

  /// Where the entry at a position below ``count`` begins in the pack; nil when it is a large
  /// offset and not in the table. That it lies in the pack has not been checked.
  package func offset(at position: Int) -> UInt64? {
    precondition(position >= 0 && position < count, "positions come from the index")
    let start = PackFormat.idsStart + count * (ObjectID.byteLength + 4)
    let small = unsafe bytes.view.bigEndian32(at: start + 4 * position)
    guard small & 0x8000_0000 != 0 else { return UInt64(small) }
    let place = Int(small & 0x7FFF_FFFF)
    guard place < largeCount else { return nil }
    return unsafe bytes.view.bigEndian64(at: start + 4 * count + 8 * place)
  }
}

/// What is wrong with an index; the raw value is for a reader.
package enum PackIndexError: String, Error, Hashable, Sendable, CaseIterable {
  case tooShort = "the index is truncated"
  case badSignature = "the index has no signature"
  case badVersion = "the index is of another version"
  case badFanOut = "the index's fan-out does not ascend"
  case badSize = "the index is not as long as it says"
  case badChecksum = "the index's checksum is wrong"
}

/// Bytes that stay where they are for as long as this object lives: a mapped file, or a copy of an
/// array. A class, because they have one owner and many readers.
@safe package final class StableBytes: Sendable {
  /// Shared between threads without a lock: the bytes are never written.
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

  /// Takes over memory of which so many bytes count.
  init(taking memory: UnsafeMutableRawBufferPointer, count: Int) {
    unsafe view = UnsafeRawBufferPointer(rebasing: memory[..<count])
    mapping = nil
  }

  /// Gives the memory of a mapping back; its bytes come again when they are touched.
  func releasePages() { mapping?.releasePages() }

  deinit {
    if mapping == nil { unsafe view.deallocate() }
  }
}

extension UnsafeRawBufferPointer {
  /// The number at a place, which the caller has checked to be there.
  func bigEndian32(at offset: Int) -> UInt32 {
    UInt32(bigEndian: unsafe loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The number at a place, which the caller has checked to be there.
  func bigEndian64(at offset: Int) -> UInt64 {
    UInt64(bigEndian: unsafe loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
