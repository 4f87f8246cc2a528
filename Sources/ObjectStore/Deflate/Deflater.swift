// The compressor: one stream, reused for all objects. Level 1, which builds use, is our own; the
// other levels are zlib's, for when size matters more than time.

import CZlib

/// Makes zlib streams (RFC 1950), one after another. Reused, because a new stream for each small
/// object costs more than deflating it.
@safe package struct Deflater: ~Copyable {
  private let stream: Stream
  private let chunk: UnsafeMutableRawBufferPointer

  @safe private enum Stream {
    case fixedCodes(FixedCodeDeflater)
    /// On the heap, because zlib keeps its address.
    case zlib(UnsafeMutablePointer<z_stream>)
  }

  /// - Parameter level: 0 (stored) to 9 (smallest), as in zlib, but level 1 uses the fixed codes of
  ///   RFC 1951. A function of 300 bytes takes 0.35 µs; zlib's level 1 takes 5 µs (note 7).
  package init(level: Int32) {
    precondition((0...9).contains(level), "zlib has levels 0 to 9")
    unsafe chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)
    guard level != 1 else {
      stream = .fixedCodes(FixedCodeDeflater())
      return
    }
    let zlib = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe zlib.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let result = unsafe deflateInit_(zlib, level, ZLIB_VERSION, size)
    precondition(result == Z_OK, "zlib cannot begin: no memory, or another version's library")
    stream = unsafe .zlib(zlib)
  }

  /// Deflates the two pieces into one stream and appends it to `output`.
  package mutating func deflate(
    _ header: RawSpan, _ body: RawSpan, appendingTo output: inout [UInt8]
  ) {
    switch stream {
    case .fixedCodes(let deflater):
      ZlibStream.open(&output)
      unsafe header.withUnsafeBytes { header in
        unsafe body.withUnsafeBytes { body in
          unsafe deflater.deflate(header, body, through: chunk, appendingTo: &output)
          unsafe ZlibStream.close(&output, header, body)
        }
      }
    case .zlib(let stream):
      unsafe deflateReset(stream)
      unsafe feed(stream, header, flush: Z_NO_FLUSH, into: &output)
      unsafe feed(stream, body, flush: Z_FINISH, into: &output)
    }
  }

  private func feed(
    _ stream: UnsafeMutablePointer<z_stream>, _ bytes: RawSpan, flush: Int32,
    into output: inout [UInt8]
  ) {
    precondition(bytes.byteCount <= Int(UInt32.max), "zlib counts in 32 bits")
    unsafe bytes.withUnsafeBytes { input in
      let start = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: start)
      unsafe stream.pointee.avail_in = UInt32(input.count)
      var result: Int32
      repeat {
        let room = unsafe chunk.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.next_out = unsafe room
        unsafe stream.pointee.avail_out = UInt32(chunk.count)
        result = unsafe CZlib.deflate(stream, flush)
        let count = unsafe chunk.count - Int(stream.pointee.avail_out)
        unsafe output.append(contentsOf: chunk[..<count])
      } while flush == Z_FINISH
        ? result == Z_OK || result == Z_BUF_ERROR : unsafe stream.pointee.avail_in > 0
      precondition(result >= 0 || result == Z_BUF_ERROR, "zlib was used wrongly")
    }
  }

  deinit {
    if case .zlib(let stream) = stream {
      unsafe deflateEnd(stream)
      unsafe stream.deallocate()
    }
    unsafe chunk.deallocate()
  }
}
