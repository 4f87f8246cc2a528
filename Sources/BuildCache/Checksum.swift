// CRC-32, the checksum of indexes and sections. It guards against damage, not against design: what
// must be known to be right is hashed.

import CDeflate

/// CRC-32 as zlib and gzip have it (polynomial 0xEDB88320), by libdeflate. Cost: 0.06 ns a byte.
package enum Checksum {
  /// The CRC-32 of `bytes`, going on from that of what came before them.
  static func crc32(of bytes: UnsafeRawBufferPointer, after checksum: UInt32 = 0) -> UInt32 {
    guard let base = bytes.baseAddress else { return checksum }
    return unsafe libdeflate_crc32(checksum, base, bytes.count)
  }

  /// The CRC-32 of `bytes`.
  package static func crc32(_ bytes: [UInt8]) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe crc32(of: $0) }
  }
}
