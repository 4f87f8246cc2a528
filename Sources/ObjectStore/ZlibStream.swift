// What is around deflated blocks in a zlib stream (RFC 1950).
//
//   stream = 78 01 block* adler32
//
// 78 01: deflate, a window of 32 KiB, fastest; as one number a multiple of 31. The checksum is of the bytes before
// they are deflated, big-endian.

import CDeflate

/// The two ends of a zlib stream.
enum ZlibStream {
  static func open(_ output: inout [UInt8]) {
    output.append(0x78)
    output.append(0x01)
  }

  /// Ends the stream of `header` and `body`.
  static func close(
    _ output: inout [UInt8], _ header: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer
  ) {
    var checksum: UInt32 = 1
    // libdeflate takes no address for "begin anew".
    if let start = header.baseAddress {
      checksum = unsafe libdeflate_adler32(checksum, start, header.count)
    }
    if let start = body.baseAddress {
      checksum = unsafe libdeflate_adler32(checksum, start, body.count)
    }
    output.append(bigEndian: checksum)
  }
}
