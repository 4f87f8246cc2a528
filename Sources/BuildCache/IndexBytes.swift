// The bytes of an index where they lie, read in place, within bounds and checked.

import FileIO
import Glibc
import Synchronization

/// A mapped file's bytes, or a copy in memory. Reads outside them give zero or nothing: bytes from
/// outside never trap.
///
/// Once ``guardBlocks(from:checksums:)`` was called, a block is held against its checksum before any
/// byte of it is given out, the first time it is asked for; a damaged one reads as zeros and nothing,
/// and ``isDamaged`` turns true: who has read something asks before it is believed.
///
/// A class because readers of all kinds share the one mapping and end it together.
/// `@unchecked Sendable`: nothing writes to the bytes after `init`, they live as long as `self`, and
/// what is known of a block is written atomically, the same by whoever finds it out.
@safe
final class IndexBytes: @unchecked Sendable {
  private let bytes: UnsafeRawBufferPointer
  /// Keeps the bytes alive; `nil`: they are a copy that `self` owns.
  private let mapping: MappedFile?
  /// Keeps the bytes alive that `self` is a part of.
  private let whole: IndexBytes?
  /// What is known of each block: a ``BlockState``.
  private let blockStates: UnsafeMutablePointer<Atomic<UInt8>>
  private let blockCount: Int
  /// What guards the blocks; set once, before others see `self`.
  private var guarding: Guarding?
  private let damaged = Atomic(false)

  /// Bytes of a block: a lookup checks few more than it reads, and 10,000 files' stamps are some
  /// fifty blocks. A power of two.
  static let blockSizeBytes = 1 << blockShift
  private static let blockShift = 14

  private enum BlockState {
    static let unknown: UInt8 = 0
    static let sound: UInt8 = 1
    static let damaged: UInt8 = 2
  }

  /// Where what is guarded begins, and where the checksums of its blocks stand.
  private struct Guarding {
    let start: Int
    let checksums: Int
  }

  convenience init(_ file: MappedFile) {
    unsafe self.init(file.bytes, of: file)
  }

  /// A part of `whole`, cut to what there is; offsets count from its start.
  convenience init(_ whole: IndexBytes, _ range: Range<Int>) {
    let range = range.clamped(to: 0..<whole.count)
    unsafe self.init(
      UnsafeRawBufferPointer(rebasing: whole.bytes[range]), of: whole.mapping, in: whole)
  }

  /// Copies `array`.
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

  /// How many checksums guard `byteCount` bytes that begin at `start`.
  static func blockCount(from start: Int, byteCount: Int) -> Int {
    byteCount > start ? ((byteCount - 1) >> blockShift) - (start >> blockShift) + 1 : 0
  }

  /// From now on the bytes from `start` on are held against their blocks' checksums, which stand at
  /// `checksums`, before `start`, four bytes each. What lies before `start` is the caller's to check.
  func guardBlocks(from start: Int, checksums: Int) {
    guard start < count else { return }
    guarding = Guarding(start: start, checksums: checksums)
    for block in (start >> Self.blockShift)..<blockCount {
      unsafe blockStates[block].store(BlockState.unknown, ordering: .relaxed)
    }
  }

  /// Whether any block that was asked for is not what was written.
  var isDamaged: Bool { damaged.load(ordering: .relaxed) }

  /// Checks all blocks that hold a byte of `range`; whether all are sound. Cost: 0.2 ns a byte, once.
  func areSound(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.lowerBound >= 0 else { return true }
    let end = min((range.upperBound - 1) >> Self.blockShift + 1, blockCount)
    var allAreSound = true
    for block in min(range.lowerBound >> Self.blockShift, end)..<end where !isSound(block) {
      allAreSound = false
    }
    return allAreSound
  }

  /// Checks all blocks, with no more than a piece of a mapping in memory at a time.
  func areAllSoundInPieces() -> Bool {
    for start in stride(from: 0, to: count, by: pieceBytes) {
      let end = min(start + pieceBytes, count)
      guard areSound(start..<end) else { return false }
      if count > pieceBytes { releasePages() }
    }
    return true
  }

  /// The checksums of the blocks of `bytes`, from `start` on, one after another.
  static func blockChecksums(of bytes: UnsafeRawBufferPointer, from start: Int) -> [UInt32] {
    guard bytes.count > start else { return [] }
    return ((start >> blockShift)...((bytes.count - 1) >> blockShift)).map { block in
      let range = blockRange(block, from: start, count: bytes.count)
      return unsafe Checksum.crc32(of: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
  }

  /// The block that holds the byte at `offset`.
  static func block(of offset: Int) -> Int { offset >> blockShift }

  /// The blocks that hold a byte of `range`, which is not empty.
  static func blocks(of range: Range<Int>) -> ClosedRange<Int> {
    block(of: range.lowerBound)...block(of: range.upperBound - 1)
  }

  /// Where in a file of `count` bytes a block lies, cut to what is guarded.
  static func blockRange(_ block: Int, from start: Int, count: Int) -> Range<Int> {
    max(block << blockShift, start)..<min((block + 1) << blockShift, count)
  }

  @inline(__always)
  private func isSound(_ block: Int) -> Bool {
    unsafe blockStates[block].load(ordering: .relaxed) == BlockState.sound || isSoundNow(block)
  }

  /// Looks at a block that was not found sound before.
  @inline(never)
  private func isSoundNow(_ block: Int) -> Bool {
    guard unsafe blockStates[block].load(ordering: .relaxed) == BlockState.unknown,
      let guarding
    else { return false }
    let range = Self.blockRange(block, from: guarding.start, count: count)
    let place = guarding.checksums + 4 * (block - guarding.start >> Self.blockShift)
    let expected = UInt32(
      littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    let isSound =
      unsafe Checksum.crc32(of: UnsafeRawBufferPointer(rebasing: bytes[range])) == expected
    unsafe blockStates[block].store(
      isSound ? BlockState.sound : BlockState.damaged, ordering: .relaxed)
    if !isSound { damaged.store(true, ordering: .relaxed) }
    return isSound
  }

  // MARK: Reading

  /// Little-endian, of any alignment; zero where it is not all there.
  func uint32(at offset: Int) -> UInt32 {
    guard contains(offset, 4) else { return 0 }
    return UInt32(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Little-endian, of any alignment; zero where it is not all there.
  func uint64(at offset: Int) -> UInt64 {
    guard contains(offset, 8) else { return 0 }
    return UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// 32 bytes of a digest; zeros where they are not all there.
  func digest(at offset: Int) -> Digest {
    guard contains(offset, Digest.sizeBytes) else { return Digest(words: (0, 0, 0, 0)) }
    return Digest(
      words: (
        uint64(at: offset).byteSwapped, uint64(at: offset + 8).byteSwapped,
        uint64(at: offset + 16).byteSwapped, uint64(at: offset + 24).byteSwapped
      ))
  }

  /// A copy of the bytes at `range`, cut to what there is.
  func array(_ range: Range<Int>) -> [UInt8] {
    unsafe Array(slice(range))
  }

  /// The bytes at `range` as UTF-8, cut to what there is; what is no UTF-8 is replaced.
  func string(_ range: Range<Int>) -> String {
    unsafe String(decoding: slice(range), as: UTF8.self)
  }

  /// How the bytes at `range` compare with `other`, byte by byte: below 0, 0, above 0.
  func compare(_ range: Range<Int>, with other: [UInt8]) -> Int {
    unsafe other.withUnsafeBytes { unsafe IndexBytes.compare(slice(range), $0) }
  }

  /// How the bytes at `range` compare with those of another index.
  func compare(_ range: Range<Int>, with other: IndexBytes, _ otherRange: Range<Int>) -> Int {
    unsafe IndexBytes.compare(slice(range), other.slice(otherRange))
  }

  /// CRC-32 of the bytes at `range`, cut to what there is.
  func checksum(_ range: Range<Int>, after checksum: UInt32 = 0) -> UInt32 {
    unsafe Checksum.crc32(of: slice(range), after: checksum)
  }

  /// CRC-32 of the bytes at `range`, cut to what there is; no more than a piece of them is in memory
  /// at a time, where they are mapped.
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

  /// Gives the memory of a large mapping back; its bytes come again when they are touched. A small one
  /// is not worth the page faults.
  func releasePages() {
    if isLarge { mapping?.releasePages() }
  }

  /// The same of any mapping, by who needs nothing of it for a while.
  func releaseAllPages() { mapping?.releasePages() }

  /// Whether it is too large to be all in memory while it is walked through.
  var isLarge: Bool { count > residentBytesMax }

  /// The NUL-terminated string at `offset`, for a system call.
  ///
  /// - Returns: `nil` where there is no byte. `end` is where a NUL is known to stand, at the latest.
  @unsafe
  func cString(at offset: Int, end: Int) -> UnsafePointer<CChar>? {
    guard offset >= 0, offset <= end, contains(end, 1), unsafe bytes[end] == 0 else { return nil }
    guard let base = unsafe bytes.baseAddress else { return nil }
    return unsafe (base + offset).assumingMemoryBound(to: CChar.self)
  }

  /// The bytes at `range`, cut to what there is; none where a block of them is damaged. They live as
  /// long as `self`.
  @unsafe
  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    let whole = range.clamped(to: 0..<count)
    guard areSound(whole) else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[whole])
  }

  /// Whether `size` bytes stand at `offset`, in sound blocks.
  @inline(__always)
  private func contains(_ offset: Int, _ size: Int) -> Bool {
    guard offset >= 0 && offset <= count - size else { return false }
    let first = offset >> Self.blockShift
    let last = (offset + size - 1) >> Self.blockShift
    return isSound(first) && (first == last || isSound(last))
  }

  /// How two names compare, byte by byte: below 0, 0, above 0.
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

/// What ``IndexBytes/checksumInPieces(_:)`` has in memory at a time.
private let pieceBytes = 1 << 20

/// What a mapping may have in memory while somebody walks through it.
private let residentBytesMax = 4 << 20
