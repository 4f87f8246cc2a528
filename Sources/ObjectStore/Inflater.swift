// zlib's decompressor: one stream that is reset from object to object.

import CZlib

/// Inflates zlib streams, one after another. Made once and reset: a new stream for each small
/// object would cost ten times as much.
@safe package struct Inflater: ~Copyable {
  /// On the heap, because zlib keeps the stream's address.
  private let stream: UnsafeMutablePointer<z_stream>

  package enum Outcome: Sendable {
    /// The input is used up.
    case needsInput
    /// The output is full; more may follow.
    case needsOutput
    /// The stream has ended, and its checksum is right.
    case finished
    case corrupt
  }

  package init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let result = unsafe inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(result == Z_OK, "zlib cannot begin: no memory, or another version's library")
  }

  /// Forgets everything and waits for a new stream.
  package mutating func reset() {
    unsafe inflateReset(stream)
    unsafe stream.pointee.avail_in = 0
    unsafe stream.pointee.next_in = nil
  }

  /// Bytes of the input that have not been taken yet.
  package var inputLeft: Int { unsafe Int(stream.pointee.avail_in) }

  /// Offers the next piece of the stream, which must stay in place until it is used up.
  package mutating func setInput(_ bytes: UnsafeRawBufferPointer) {
    let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: start)
    unsafe stream.pointee.avail_in = UInt32(bytes.count)
  }

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
      // Z_BUF_ERROR: no progress could be made; not an error of the stream.
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
