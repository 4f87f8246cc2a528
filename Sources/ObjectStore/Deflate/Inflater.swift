// zlib's decompressor: one stream, reset for each object.

import CZlib

/// Inflates zlib streams, one after another. Reused, because a new stream for each small object
/// costs ten times as much.
@safe package struct Inflater: ~Copyable {
  /// On the heap, because zlib keeps the stream's address.
  private let stream: UnsafeMutablePointer<z_stream>
  private let format: Format

  package enum Outcome: Sendable {
    /// All input is used.
    case needsInput
    /// The output is full; more can follow.
    case needsOutput
    /// The stream has ended, and its checksum is correct.
    case finished
    case corrupt
  }

  /// The framing of a stream.
  package enum Format: Sendable {
    /// A header of two bytes, blocks, and the Adler-32 of their content.
    case zlib
    /// Blocks only.
    case blocks

    /// zlib's `windowBits`: 32 KiB, negative for blocks only.
    fileprivate var windowBits: Int32 { self == .zlib ? MAX_WBITS : -MAX_WBITS }
  }

  static let zlibHeaderLength = 2

  /// Whether the bytes begin a zlib stream: deflate, a window of up to 32 KiB, no dictionary (RFC
  /// 1950, 2.2).
  static func isZlibHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= zlibHeaderLength else { return false }
    let (method, flags) = unsafe (bytes[0], bytes[1])
    return method & 15 == 8 && method >> 4 <= 7 && flags & 0x20 == 0
      && (UInt16(method) << 8 | UInt16(flags)) % 31 == 0
  }

  package init(_ format: Format = .zlib) {
    self.format = format
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let result = unsafe inflateInit2_(
      stream, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(result == Z_OK, "zlib cannot begin: no memory, or another version's library")
  }

  /// Prepares for a new stream.
  package mutating func reset() { reset(to: format) }

  private mutating func reset(to format: Format) {
    unsafe inflateReset2(stream, format.windowBits)
    unsafe stream.pointee.avail_in = 0
    unsafe stream.pointee.next_in = nil
  }

  /// Bytes of input not used yet.
  package var inputLeft: Int { unsafe Int(stream.pointee.avail_in) }

  /// Passes the next piece of the stream, which must stay in place until it is used.
  package mutating func setInput(_ bytes: UnsafeRawBufferPointer) {
    let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: start)
    unsafe stream.pointee.avail_in = UInt32(bytes.count)
  }

  /// Inflates a whole stream, all of which is in `input`, into a buffer that can hold the result.
  /// zlib then keeps no window. The header and the Adler-32 are checked here: zlib's own Adler-32
  /// takes a sixth of the time.
  ///
  /// - Returns: the number of bytes produced and used; nil if the stream is damaged, or does not
  ///   fit.
  package mutating func inflateWhole(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (produced: Int, taken: Int)? {
    let start = format == .zlib ? Self.zlibHeaderLength : 0
    guard unsafe format == .blocks || Self.isZlibHeader(input) else { return nil }
    reset(to: .blocks)
    unsafe setInput(UnsafeRawBufferPointer(rebasing: input[start...]))
    unsafe stream.pointee.next_out = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    guard unsafe CZlib.inflate(stream, Z_FINISH) == Z_STREAM_END else { return nil }
    let produced = unsafe output.count - Int(stream.pointee.avail_out)
    let end = input.count - inputLeft
    guard format == .zlib else { return (produced, end) }
    let checksum = unsafe ZlibStream.checksum(UnsafeRawBufferPointer(output)[..<produced])
    guard inputLeft >= ZlibStream.checksumLength,
      unsafe input.loadUnaligned(fromByteOffset: end, as: UInt32.self).bigEndian == checksum
    else { return nil }
    return (produced, end + ZlibStream.checksumLength)
  }

  /// With less room than this after the output, zlib's slow loop copies byte by byte
  /// (`inflate_fast` in its source). This much extra room halves the time to inflate small objects.
  package static let fastRoomBytes = 258

  /// Inflates into a buffer that is not empty.
  package mutating func inflate(
    into output: UnsafeMutableRawBufferPointer
  ) -> (produced: Int, outcome: Outcome) {
    unsafe stream.pointee.next_out = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    let result = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
    let room = unsafe Int(stream.pointee.avail_out)
    let outcome: Outcome =
      switch result {
      case Z_STREAM_END: .finished
      // Z_BUF_ERROR means no progress, not a damaged stream.
      case Z_OK, Z_BUF_ERROR: room == 0 ? .needsOutput : .needsInput
      default: .corrupt
      }
    return (output.count - room, outcome)
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }
}
