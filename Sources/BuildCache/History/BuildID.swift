// The name of a recorded build.

/// The checksum of a record and the low digits of its time, which make it unique in a cache.
package struct BuildID: Hashable, Sendable, CustomStringConvertible {
  let bits: UInt64

  init(bits: UInt64) {
    self.bits = bits
  }

  /// - Parameter body: begins with the time.
  init(ofBody body: [UInt8], version: UInt8) {
    let checksum = unsafe body.withUnsafeBytes {
      unsafe Checksum.crc32(of: $0, after: UInt32(version))
    }
    var time: UInt64 = 0
    for byte in body.prefix(4).reversed() { time = time << 8 | UInt64(byte) }
    bits = UInt64(checksum) << 32 | time
  }

  /// Sixteen hexadecimal digits.
  package var description: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The digits that lists show.
  package var shortDescription: String { String(description.prefix(8)) }

  /// The fewest digits that name a build.
  package static let digitsMin = 4
}
