// The framing of deflated blocks in a zlib stream (RFC 1950).
//
//   stream = 78 01 block* adler32
//
// 78 01: deflate, a window of 32 KiB, fastest level; as one number, a multiple of 31. The checksum
// is that of the uninflated bytes, big-endian.

import CDeflate

/// The header and trailer of a zlib stream.
enum ZlibStream {
  /// Shorter bodies are stored, not deflated. Deflating 100 bytes saves almost nothing and takes
  /// zlib 4 µs; writing a stored block takes 0.1 µs.
  static let storedBodyBytesBelow = 128

  /// zlib's maximum compression ratio (its FAQ: 1032 to 1). A header that claims more is wrong.
  static let ratioMax: UInt64 = 1032

  static func open(_ output: inout [UInt8]) {
    output.append(0x78)
    output.append(0x01)
  }

  /// Appends the trailer for the stream of `header` and `body`.
  static func close(
    _ output: inout [UInt8], _ header: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer
  ) {
    let ofHeader = unsafe checksum(header[...])
    output.append(bigEndian: unsafe checksum(body[...], after: ofHeader))
  }

  /// Appends header and body as a zlib stream of one stored block.
  ///
  ///   01               the last block, stored
  ///   len ^len         little-endian, 16 bits each
  ///   bytes
  static func store(_ header: RawSpan, _ body: RawSpan, appendingTo output: inout [UInt8]) {
    let count = header.byteCount + body.byteCount
    precondition(count <= Int(UInt16.max), "a stored block holds 65,535 bytes")
    let length = UInt16(count)
    open(&output)
    output.append(0x01)
    for word in [length, ~length] {
      output.append(UInt8(truncatingIfNeeded: word))
      output.append(UInt8(truncatingIfNeeded: word >> 8))
    }
    unsafe header.withUnsafeBytes { header in
      unsafe body.withUnsafeBytes { body in
        unsafe output.append(contentsOf: header)
        unsafe output.append(contentsOf: body)
        unsafe close(&output, header, body)
      }
    }
  }

  static let checksumLength = 4

  /// The Adler-32 of `bytes`, continued from that of the bytes before them. Cost: 0.01 ns per byte;
  /// zlib's takes 0.24.
  static func checksum(_ bytes: Slice<UnsafeRawBufferPointer>, after checksum: UInt32 = 1) -> UInt32
  {
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: bytes)
    // libdeflate treats a null address as a request for the initial value.
    guard let start = bytes.baseAddress else { return checksum }
    return unsafe libdeflate_adler32(checksum, start, bytes.count)
  }
}
