// The checksums of packs: SHA-256 over whole files, CRC-32 over entries.

import CDeflate
import Crypto

/// Hashes a pack or an index piece by piece.
struct PackHasher {
  private var hasher = SHA256()

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    unsafe hasher.update(bufferPointer: bytes)
  }

  mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
  }

  func finalize() -> PackChecksum {
    unsafe hasher.finalize().withUnsafeBytes { digest in
      PackChecksum(digest: unsafe ObjectID(loadedFrom: digest, at: 0))
    }
  }
}

/// zlib's CRC-32, computed piece by piece with libdeflate: 0.06 ns per byte instead of 0.14.
struct CRC32 {
  private(set) var value: UInt32 = 0

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    value = unsafe libdeflate_crc32(value, start, bytes.count)
  }
}
