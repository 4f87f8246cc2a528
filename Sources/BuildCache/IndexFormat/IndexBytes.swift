// An index's bytes, read in place, with bounds and checksums checked.

import FileIO
import Glibc
import Synchronization

/// A mapped file's bytes, or a copy in memory. Reads out of bounds return zero or nothing: bytes
/// from outside never trap.
///
/// After ``guardBlocks(from:checksums:)`` each block is compared with its checksum at its first
/// use, before any byte of it is returned. A damaged block reads as zeros or as nothing, and
/// ``isDamaged`` turns true. A reader must check ``isDamaged`` before it uses what it has read.
///
/// A class because readers of all kinds share one mapping and unmap it together.
/// `@unchecked Sendable`: nothing writes to the bytes after `init`, and they live as long as `self`.
/// A block's state is written atomically, and every thread computes the same one.
@safe
final class IndexBytes: @unchecked Sendable {
  private let bytes: UnsafeRawBufferPointer
  /// Keeps the bytes alive. `nil` if they are a copy that `self` owns, or a part of such a copy.
  private let mapping: MappedFile?
  /// Keeps the bytes alive if `self` is a part of other bytes.
  private let whole: IndexBytes?
  /// A ``BlockState`` for each block.
  private let blockStates: UnsafeMutablePointer<Atomic<UInt8>>
  private let blockCount: Int
  /// Set at most once, before other threads see `self`.
  private var guarding: Guarding?
  private let damaged = Atomic(false)

  /// Bytes per block, a power of two. A lookup checks little more than it reads, and the stamps of
  /// 10,000 files fill about 50 blocks.
  private static let blockShift = 14

  private enum BlockState {
    static let unknown: UInt8 = 0
    static let sound: UInt8 = 1
    static let damaged: UInt8 = 2
  }

  /// Offsets of the first guarded byte and of the blocks' checksums.
  private struct Guarding {
    let start: Int
    let checksums: Int
  }

  convenience init(_ file: MappedFile) {
    unsafe self.init(file.bytes, of: file)
  }

  /// A part of `whole`, clamped to its bounds. Offsets count from the start of the part.
  convenience init(_ whole: IndexBytes, _ range: Range<Int>) {
    let range = range.clamped(to: 0..<whole.count)
    unsafe self.init(
      UnsafeRawBufferPointer(rebasing: whole.bytes[range]), of: whole.mapping, in: whole)
  }

  convenience init(_ array: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: array.count, alignment: 8)
    unsafe memory.copyBytes(from: array)
    unsafe self.init(UnsafeRawBufferPointer(memory), of: nil)
  }

  private init(
    _ bytes: UnsafeRawBufferPointer, of mapping: MappedFile?, in whole: IndexBytes? = nil
  ) {
    unsafe self.bytes = bytes
    self.mapping = mapping
    self.whole = whole
    blockCount = (bytes.count >> Self.blockShift) + 1
    unsafe blockStates = .allocate(capacity: blockCount)
    for block in 0..<blockCount {
      unsafe (blockStates + block).initialize(to: Atomic(BlockState.sound))
    }
  }

  deinit {
    unsafe blockStates.deinitialize(count: blockCount)
    unsafe blockStates.deallocate()
    if mapping == nil, whole == nil { unsafe bytes.deallocate() }
  }

  var count: Int { unsafe bytes.count }

  // MARK: Blocks

  /// The number of checksums that guard the bytes from `start` to `byteCount`.
  static func blockCount(from start: Int, byteCount: Int) -> Int {
    byteCount > start ? ((byteCount - 1) >> blockShift) - (start >> blockShift) + 1 : 0
  }

  /// Checks the bytes from `start` on, from now on, against their blocks' checksums. These are
  /// stored at `checksums`, before `start`, four bytes each. The caller checks the bytes before
  /// `start`.
  func guardBlocks(from start: Int, checksums: Int) {
    guard start < count else { return }
    guarding = Guarding(start: start, checksums: checksums)
    for block in (start >> Self.blockShift)..<blockCount {
      unsafe blockStates[block].store(BlockState.unknown, ordering: .relaxed)
    }
  }

  /// Whether any block that was read differs from its checksum.
  var isDamaged: Bool { damaged.load(ordering: .relaxed) }

  /// Checks every block that contains a byte of `range`. Cost: 0.2 ns per byte, once.
  ///
  /// - Returns: whether all of them are sound.
  func areSound(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.lowerBound >= 0 else { return true }
    let end = min((range.upperBound - 1) >> Self.blockShift + 1, blockCount)
    var allAreSound = true
    for block in min(range.lowerBound >> Self.blockShift, end)..<end where !isSound(block) {
      allAreSound = false
    }
    return allAreSound
  }

  /// Checks all blocks, with at most one piece of a mapping in memory at a time.
  func areAllSoundInPieces() -> Bool {
    for start in stride(from: 0, to: count, by: pieceBytes) {
      let end = min(start + pieceBytes, count)
      guard areSound(start..<end) else { return false }
      if count > pieceBytes { releasePages() }
    }
    return true
  }

  /// The checksums of the blocks of `bytes` from `start` on, in order.
  static func blockChecksums(of bytes: UnsafeRawBufferPointer, from start: Int) -> [UInt32] {
    guard bytes.count > start else { return [] }
    return ((start >> blockShift)...((bytes.count - 1) >> blockShift)).map { block in
      let range = blockRange(block, from: start, count: bytes.count)
      return unsafe Checksum.crc32(of: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
  }

  /// The block that contains the byte at `offset`.
  static func block(of offset: Int) -> Int { offset >> blockShift }

  /// The blocks that contain a byte of `range`, which must not be empty.
  static func blocks(of range: Range<Int>) -> ClosedRange<Int> {
    block(of: range.lowerBound)...block(of: range.upperBound - 1)
  }

  /// The range of a block in a file of `count` bytes, without the bytes before `start`.
  static func blockRange(_ block: Int, from start: Int, count: Int) -> Range<Int> {
    max(block << blockShift, start)..<min((block + 1) << blockShift, count)
  }

  @inline(__always)
  private func isSound(_ block: Int) -> Bool {
    unsafe blockStates[block].load(ordering: .relaxed) == BlockState.sound || isSoundNow(block)
  }

  /// Checks a block that is not known to be sound.
  @inline(never)
  private func isSoundNow(_ block: Int) -> Bool {
    guard unsafe blockStates[block].load(ordering: .relaxed) == BlockState.unknown,
      let guarding
    else { return false }
    let range = Self.blockRange(block, from: guarding.start, count: count)
    let offset = guarding.checksums + 4 * (block - guarding.start >> Self.blockShift)
    let expected = UInt32(
      littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    let isSound =
      unsafe Checksum.crc32(of: UnsafeRawBufferPointer(rebasing: bytes[range])) == expected
    unsafe blockStates[block].store(
      isSound ? BlockState.sound : BlockState.damaged, ordering: .relaxed)
    if !isSound { damaged.store(true, ordering: .relaxed) }
    return isSound
  }

  // MARK: Reading

  /// Little-endian, of any alignment; zero if not all of it is in bounds.
  func uint32(at offset: Int) -> UInt32 {
    guard contains(offset, 4) else { return 0 }
    return UInt32(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Little-endian, of any alignment; zero if not all of it is in bounds.
  func uint64(at offset: Int) -> UInt64 {
    guard contains(offset, 8) else { return 0 }
    return UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Little-endian, of any alignment; zero if not all of it is in bounds.
  func uint128(at offset: Int) -> UInt128 {
    guard contains(offset, 16) else { return 0 }
    return UInt128(
      littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt128.self))
  }

  /// All zeros if not all of it is in bounds.
  func digest(at offset: Int) -> Digest {
    guard contains(offset, Digest.sizeBytes) else { return Digest(words: (0, 0, 0, 0)) }
    return Digest(
      words: (
        uint64(at: offset).byteSwapped, uint64(at: offset + 8).byteSwapped,
        uint64(at: offset + 16).byteSwapped, uint64(at: offset + 24).byteSwapped
      ))
  }

  /// A copy of the bytes at `range`, clamped to the bounds.
  func array(_ range: Range<Int>) -> [UInt8] {
    unsafe Array(slice(range))
  }

  /// The bytes at `range`, clamped to the bounds, as UTF-8. Invalid UTF-8 is replaced.
  func string(_ range: Range<Int>) -> String {
    unsafe String(decoding: slice(range), as: UTF8.self)
  }

  /// Compares the bytes at `range` with `other`, byte by byte: below 0, 0, above 0.
  func compare(_ range: Range<Int>, with other: [UInt8]) -> Int {
    unsafe other.withUnsafeBytes { unsafe IndexBytes.compare(slice(range), $0) }
  }

  /// Compares the bytes at `range` with those of another index: below 0, 0, above 0.
  func compare(_ range: Range<Int>, with other: IndexBytes, _ otherRange: Range<Int>) -> Int {
    unsafe IndexBytes.compare(slice(range), other.slice(otherRange))
  }

  /// CRC-32 of the bytes at `range`, clamped to the bounds, continuing from `checksum`.
  func checksum(_ range: Range<Int>, after checksum: UInt32 = 0) -> UInt32 {
    unsafe Checksum.crc32(of: slice(range), after: checksum)
  }

  /// CRC-32 of the bytes at `range`, clamped to the bounds. Of a large mapping at most one piece is
  /// in memory at a time.
  func checksumInPieces(_ range: Range<Int>) -> UInt32 {
    let range = range.clamped(to: 0..<count)
    var checksum: UInt32 = 0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: pieceBytes) {
      let piece = start..<min(start + pieceBytes, range.upperBound)
      checksum = self.checksum(piece, after: checksum)
      if range.count > pieceBytes { releasePages() }
    }
    return checksum
  }

  /// Releases the memory of a large mapping; the kernel reads its pages again when they are
  /// touched. Does nothing for a small one, which is not worth the page faults.
  func releasePages() {
    if isLarge { mapping?.releasePages() }
  }

  /// Releases the memory of a mapping of any size: for callers that will not use it for a while.
  func releaseAllPages() { mapping?.releasePages() }

  /// Whether it is too large to stay in memory while a caller walks through it.
  var isLarge: Bool { count > residentBytesMax }

  /// The NUL-terminated string at `offset`, for a system call.
  ///
  /// - Parameter end: the offset of a NUL, at which the string ends at the latest.
  /// - Returns: `nil` if `offset` is out of bounds or there is no NUL at `end`.
  @unsafe
  func cString(at offset: Int, end: Int) -> UnsafePointer<CChar>? {
    guard offset >= 0, offset <= end, contains(end, 1), unsafe bytes[end] == 0 else { return nil }
    guard let base = unsafe bytes.baseAddress else { return nil }
    return unsafe (base + offset).assumingMemoryBound(to: CChar.self)
  }

  /// The bytes at `range`, clamped to the bounds; none if one of their blocks is damaged. They live
  /// as long as `self`.
  @unsafe
  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    let whole = range.clamped(to: 0..<count)
    guard areSound(whole) else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[whole])
  }

  /// Whether `size` bytes at `offset` are in bounds and in sound blocks.
  @inline(__always)
  private func contains(_ offset: Int, _ size: Int) -> Bool {
    guard offset >= 0 && offset <= count - size else { return false }
    let first = offset >> Self.blockShift
    let last = (offset + size - 1) >> Self.blockShift
    return isSound(first) && (first == last || isSound(last))
  }

  /// Compares two names, byte by byte: below 0, 0, above 0.
  static func compare(_ left: [UInt8], with right: [UInt8]) -> Int {
    unsafe left.withUnsafeBytes { left in
      unsafe right.withUnsafeBytes { right in unsafe compare(left, right) }
    }
  }

  private static func compare(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Int {
    let common = min(left.count, right.count)
    if common > 0, let leftBase = left.baseAddress, let rightBase = right.baseAddress {
      let order = unsafe memcmp(leftBase, rightBase, common)
      if order != 0 { return Int(order) }
    }
    return left.count - right.count
  }
}

/// Bytes of a mapping that ``IndexBytes/checksumInPieces(_:)`` keeps in memory at a time.
private let pieceBytes = 1 << 20

/// Bytes of a mapping that may stay in memory while a caller walks through it.
private let residentBytesMax = 4 << 20
