// The bytes of an index where they lie, read in place and within bounds.

import FileIO
import Glibc

/// A mapped file's bytes, or a copy in memory. Reads outside them give zero or nothing: bytes from
/// outside never trap, and what checks them does so once, by their checksum.
///
/// A class because readers of all kinds share the one mapping and end it together.
/// `@unchecked Sendable`: nothing writes to the bytes after `init`, and they live as long as `self`.
@safe
final class IndexBytes: @unchecked Sendable {
  private let bytes: UnsafeRawBufferPointer
  /// Keeps the bytes alive; `nil`: they are a copy that `self` owns.
  private let mapping: MappedFile?

  init(_ file: MappedFile) {
    unsafe bytes = file.bytes
    mapping = file
  }

  /// Copies `array`.
  init(_ array: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: array.count, alignment: 8)
    unsafe memory.copyBytes(from: array)
    unsafe bytes = UnsafeRawBufferPointer(memory)
    mapping = nil
  }

  deinit {
    if mapping == nil { unsafe bytes.deallocate() }
  }

  var count: Int { unsafe bytes.count }

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

  /// Gives the memory of a mapping back; its bytes come again when they are touched.
  func releasePages() { mapping?.releasePages() }

  /// The NUL-terminated string at `offset`, for a system call.
  ///
  /// - Returns: `nil` where there is no byte. `end` is where a NUL is known to stand, at the latest.
  @unsafe
  func cString(at offset: Int, end: Int) -> UnsafePointer<CChar>? {
    guard offset >= 0, offset <= end, contains(end, 1), unsafe bytes[end] == 0 else { return nil }
    guard let base = unsafe bytes.baseAddress else { return nil }
    return unsafe (base + offset).assumingMemoryBound(to: CChar.self)
  }

  /// The bytes at `range`, cut to what there is. They live as long as `self`.
  @unsafe
  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    let whole = range.clamped(to: 0..<count)
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[whole])
  }

  private func contains(_ offset: Int, _ size: Int) -> Bool {
    offset >= 0 && offset <= count - size
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
