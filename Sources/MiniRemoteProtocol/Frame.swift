// Frames: how messages are separated on the pipe between mini and mini-remote.

// A frame is
//
//     frame = size:u32 kind:u8 payload:size
//
// with numbers in little-endian order.

/// One message, not decoded yet.
package struct Frame: Hashable, Sendable {
  package let kind: UInt8
  package let payload: [UInt8]

  package init(kind: UInt8, payload: [UInt8]) {
    self.kind = kind
    self.payload = payload
  }

  /// The frame as it is sent.
  package var bytes: [UInt8] {
    var writer = PayloadWriter()
    writer.append(UInt32(payload.count))
    writer.append(kind)
    return writer.bytes + payload
  }

  /// A larger message is not sent, and ends the conversation if it arrives. The object code of the
  /// largest units has a few megabytes.
  package static let payloadMaxBytes = 128 << 20

  static let headBytes = 5
}

/// Collects the bytes that arrive, and returns the frames among them.
package struct FrameBuffer: Sendable {
  private var bytes: [UInt8] = []
  private var start = 0

  package init() {}

  /// Adds bytes as they arrive. No memory is reserved for a frame before its bytes are there.
  package mutating func append(_ new: some Collection<UInt8>) {
    if start > 0, start == bytes.count || start > Self.unusedMaxBytes {
      bytes.removeFirst(start)
      start = 0
    }
    bytes.append(contentsOf: new)
  }

  /// Maximum number of bytes of returned frames that stay in memory.
  private static let unusedMaxBytes = 1 << 20

  /// The next frame; `nil` if it is not complete.
  ///
  /// - Throws: ``MessageError`` if its size is larger than any message.
  package mutating func next() throws(MessageError) -> Frame? {
    guard bytes.count - start >= Frame.headBytes else { return nil }
    let size = (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    guard size <= Frame.payloadMaxBytes else { throw MessageError() }
    let first = start + Frame.headBytes
    guard bytes.count - first >= size else { return nil }
    let frame = Frame(kind: bytes[start + 4], payload: Array(bytes[first..<(first + size)]))
    start = first + size
    return frame
  }
}

/// A message is malformed.
package struct MessageError: Error {}
