// Deflates objects, with a stream and a buffer that are kept from object to object.

/// Deflates objects, or stores small ones. A class, because it keeps its stream and its memory.
///
/// `@unchecked Sendable`: a pool gives it to one thread at a time, under its mutex.
final class ObjectDeflater: @unchecked Sendable {
  private var deflater: Deflater
  private var output: [UInt8] = []
  /// Memory kept between objects: enough for most, so that a huge object's memory is freed.
  private let outputKeptBytes = 1 << 20

  init(level: Int32) {
    deflater = Deflater(level: level)
  }

  /// Calls `body` with a zlib stream of `header` and `content`.
  ///
  /// - Parameter lead: appends bytes that precede the stream.
  func encode<Value, Failure: Error>(
    _ header: RawSpan, _ content: RawSpan, after lead: (inout [UInt8]) -> Void = { _ in },
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    output.removeAll(keepingCapacity: true)
    lead(&output)
    if content.byteCount < ZlibStream.storedBodyBytesBelow {
      ZlibStream.store(header, content, appendingTo: &output)
    } else {
      deflater.deflate(header, content, appendingTo: &output)
    }
    defer { if output.capacity > outputKeptBytes { output = [] } }
    return try unsafe output.span.bytes.withUnsafeBytes(body)
  }
}
