// The compressor: one stream that is begun anew from object to object. ISA-L's for what builds write,
// zlib's where room counts for more than time.

import CISAL
import CZlib

/// Makes zlib streams, one after another. Made once: to make a new stream for each small object would cost
/// more than to deflate it.
@safe package struct Deflater: ~Copyable {
  private let stream: Stream
  private let chunk: UnsafeMutableRawBufferPointer

  /// On the heap, because both libraries keep addresses in it.
  @safe private enum Stream {
    case isal(UnsafeMutablePointer<isal_zstream>)
    case zlib(UnsafeMutablePointer<z_stream>)
  }

  /// - Parameter level: 0 (stored) to 9 (smallest), as zlib has them; but 1 is ISA-L's fastest, with the codes
  ///   that RFC 1951 fixes: 0.4 µs for a function of 300 bytes, where zlib's takes 5 (note 7).
  package init(level: Int32) {
    precondition((0...9).contains(level), "zlib has levels 0 to 9")
    unsafe chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)
    guard level != 1 else {
      let fast = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
      unsafe isal_deflate_init(fast)
      stream = unsafe .isal(fast)
      return
    }
    let zlib = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe zlib.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let result = unsafe deflateInit_(zlib, level, ZLIB_VERSION, size)
    precondition(result == Z_OK, "zlib cannot begin: no memory, or another version's library")
    stream = unsafe .zlib(zlib)
  }

  /// Deflates the two pieces into one stream, which is appended to `output`.
  package mutating func deflate(
    _ header: RawSpan, _ body: RawSpan, appendingTo output: inout [UInt8]
  ) {
    switch stream {
    case .isal(let stream):
      unsafe isal_deflate_reset(stream)
      unsafe stream.pointee.gzip_flag = UInt16(IGZIP_ZLIB)
      // Codes made for the piece would take it longer, and need more room than they save in a small one.
      unsafe isal_deflate_set_hufftables(stream, nil, Int32(IGZIP_HUFFTABLE_STATIC))
      if header.byteCount > 0 { unsafe feed(stream, header, isLast: false, into: &output) }
      unsafe feed(stream, body, isLast: true, into: &output)
    case .zlib(let stream):
      unsafe deflateReset(stream)
      unsafe feed(stream, header, flush: Z_NO_FLUSH, into: &output)
      unsafe feed(stream, body, flush: Z_FINISH, into: &output)
    }
  }

  private func feed(
    _ stream: UnsafeMutablePointer<isal_zstream>, _ bytes: RawSpan, isLast: Bool,
    into output: inout [UInt8]
  ) {
    precondition(bytes.byteCount <= Int(UInt32.max), "ISA-L counts in 32 bits")
    unsafe bytes.withUnsafeBytes { input in
      let start = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: start)
      unsafe stream.pointee.avail_in = UInt32(input.count)
      unsafe stream.pointee.end_of_stream = isLast ? 1 : 0
      repeat {
        let room = unsafe chunk.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.next_out = unsafe room
        unsafe stream.pointee.avail_out = UInt32(chunk.count)
        let result = unsafe isal_deflate(stream)
        precondition(result == COMP_OK, "ISA-L was used wrongly")
        let count = unsafe chunk.count - Int(stream.pointee.avail_out)
        unsafe output.append(contentsOf: chunk[..<count])
        // Room is left only when all that can be written has been.
      } while unsafe stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
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
    switch stream {
    case .isal(let stream): unsafe stream.deallocate()
    case .zlib(let stream):
      unsafe deflateEnd(stream)
      unsafe stream.deallocate()
    }
    unsafe chunk.deallocate()
  }
}
