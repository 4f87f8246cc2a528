// The name of a blob in a remote cache.

/// The SHA-256 of a blob's bytes, and their number.
///
/// - SeeAlso: `Digest` in the Remote Execution API, version 2
package struct BlobDigest: Hashable, Sendable {
  /// 32 bytes.
  package let sha256: [UInt8]
  package let sizeBytes: UInt64

  /// - Returns: `nil` if the hash does not have 32 bytes.
  package init?(sha256: [UInt8], sizeBytes: UInt64) {
    guard sha256.count == Self.hashSizeBytes else { return nil }
    self.sha256 = sha256
    self.sizeBytes = sizeBytes
  }

  static let hashSizeBytes = 32

  /// The hash in 64 lower-case hex digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = sha256.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// - Returns: `nil` if the text is not 64 lower-case hex digits, or the size is negative.
  package init?(hex: String, sizeBytes: Int64) {
    guard sizeBytes >= 0, hex.utf8.count == 2 * Self.hashSizeBytes else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in hex.utf8 {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    self.init(sha256: bytes, sizeBytes: UInt64(sizeBytes))
  }
}
