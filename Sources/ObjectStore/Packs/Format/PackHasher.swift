// The checksum of packs and their indexes: SHA-256 over whole files.

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
