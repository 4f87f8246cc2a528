// The checksum of a pack's entries.

import CDeflate

/// zlib's CRC-32, computed piece by piece with libdeflate: 0.06 ns per byte instead of 0.14.
struct CRC32 {
  private(set) var value: UInt32 = 0

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    value = unsafe libdeflate_crc32(value, start, bytes.count)
  }
}
