// Writes loose objects, with a zlib stream and a buffer that are kept from object to object.

/// Deflates objects. A class, because it keeps its zlib stream from object to object.
///
/// `@unchecked Sendable`: the pool gives it to one thread at a time, under its mutex.
final class LooseWriter: @unchecked Sendable {
  private var deflater: Deflater
  private var output: [UInt8] = []
  /// Memory kept between objects: enough for most, so that a huge object's memory is freed.
  private let outputKeptBytes = 1 << 20

  init(level: Int32) {
    deflater = Deflater(level: level)
  }

  /// Calls `body` with the content of an object's file.
  func encode<Value, Failure: Error>(
    _ type: ObjectType, _ object: RawSpan,
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let header = ObjectHeader(type: type, sizeBytes: UInt64(object.byteCount)).encoded
    output.removeAll(keepingCapacity: true)
    if object.byteCount < ZlibStream.storedBodyBytesBelow {
      unsafe ZlibStream.store(header.span.bytes, object, appendingTo: &output)
    } else {
      unsafe deflater.deflate(header.span.bytes, object, appendingTo: &output)
    }
    defer { if output.capacity > outputKeptBytes { output = [] } }
    return try unsafe output.span.bytes.withUnsafeBytes(body)
  }
}
