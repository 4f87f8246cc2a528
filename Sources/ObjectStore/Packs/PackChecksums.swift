// The two checksums of packs: SHA-256 over whole files, CRC-32 over entries.

import CZlib
import Crypto

/// Takes in a pack or an index piece by piece.
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

/// Zlib's CRC-32, piece by piece.
struct CRC32 {
  private(set) var value: UInt32 = 0

  /// Takes in up to 4 GiB.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard let start = unsafe start, bytes.count > 0 else { return }
    value = UInt32(truncatingIfNeeded: unsafe crc32(UInt(value), start, UInt32(bytes.count)))
  }
}
