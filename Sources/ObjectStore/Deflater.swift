// zlib's compressor: one stream that is reset from object to object.

import CZlib

/// Makes zlib streams, one after another. Made once and reset: a new stream for each small object
/// would cost ten times as much.
@safe package struct Deflater: ~Copyable {
  /// On the heap, because zlib keeps the stream's address.
  private let stream: UnsafeMutablePointer<z_stream>
  private let chunk: UnsafeMutableRawBufferPointer

  /// How much memory zlib searches for repetitions in, as its `memLevel`.
  package enum Memory: Int32 {
    /// For pieces of up to ``smallBytesMax``: to begin one, 8 KiB are cleared instead of 64.
    case small = 5
    /// zlib's default.
    case full = 8
  }

  /// Up to so many bytes all memory levels from ``Memory/small`` on make blocks of the same length.
  package static let smallBytesMax = 2047

  /// - Parameter level: 0 (stored) to 9 (smallest).
  package init(level: Int32, memory: Memory = .full) {
    precondition((0...9).contains(level), "zlib has levels 0 to 9")
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    // 15: a window of 32 KiB, the default.
    let result = unsafe deflateInit2_(
      stream, level, Z_DEFLATED, 15, memory.rawValue, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
    precondition(result == Z_OK, "zlib cannot begin: no memory, or another version's library")
  }

  /// Deflates the two pieces into one stream, which is appended to `output`.
  package mutating func deflate(
    _ header: RawSpan, _ body: RawSpan, appendingTo output: inout [UInt8]
  ) {
    unsafe deflateReset(stream)
    feed(header, flush: Z_NO_FLUSH, into: &output)
    feed(body, flush: Z_FINISH, into: &output)
  }

  /// Deflates a body whose stream is to be joined to others, and appends it; see ``PackEntry``.
  ///
  ///     stream = 78 01 blocks 00 00 00 ff ff 03 00 adler32
  ///
  /// Before the last three parts all is of whole bytes, and no block is the last: the blocks of several
  /// streams one after another are those of their bodies one after another.
  ///
  /// - Returns: the body's Adler-32.
  mutating func deflateJoinable(_ body: RawSpan, appendingTo output: inout [UInt8]) -> UInt32 {
    unsafe deflateReset(stream)
    feed(body, flush: Z_SYNC_FLUSH, into: &output)
    let checksum = unsafe UInt32(truncatingIfNeeded: stream.pointee.adler)
    LooseFormat.appendEnd(checksum, to: &output)
    return checksum
  }

  private func feed(_ bytes: RawSpan, flush: Int32, into output: inout [UInt8]) {
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
        ? result == Z_OK || result == Z_BUF_ERROR
        : unsafe stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
      precondition(result >= 0 || result == Z_BUF_ERROR, "zlib was used wrongly")
    }
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
    unsafe chunk.deallocate()
  }
}
