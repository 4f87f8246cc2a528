// One object in the form in which it stands in a pack: made by any thread, put in place by one.

/// A whole object, deflated, ready to be put into a pack.
package struct PackEntry: Sendable {
  package let id: ObjectID
  /// Head and zlib stream.
  let bytes: [UInt8]
  let checksum: UInt32

  init(id: ObjectID, bytes: [UInt8]) {
    self.id = id
    self.bytes = bytes
    var checksum = CRC32()
    unsafe bytes.withUnsafeBytes { unsafe checksum.update($0) }
    self.checksum = checksum.value
  }

  /// Bytes it takes in the pack.
  package var sizeBytes: Int { bytes.count }
}

/// Deflates objects for packs. Safe to use from several threads at a time.
package struct PackEntryEncoder: Sendable {
  private let writers: CodecPool<Encoder>

  /// - Parameter level: as ``Deflater`` has them, for bodies that are deflated; small ones are stored.
  package init(level: Int32 = 1) {
    writers = CodecPool { Encoder(level: level) }
  }

  /// - Throws: ``ObjectError/tooLarge(sizeBytes:)``.
  package func entry(
    _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> PackEntry {
    try entry(identify(type, body), type, body)
  }

  /// An object whose id is known.
  func entry(
    _ id: ObjectID, _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> PackEntry {
    try unsafe entry(id, type, body.span.bytes)
  }

  /// An object whose id is known.
  func entry(
    _ id: ObjectID, _ type: ObjectType, _ body: RawSpan
  ) throws(ObjectError) -> PackEntry {
    guard UInt64(body.byteCount) <= LooseFormat.bodySizeMaxBytes else {
      throw .tooLarge(sizeBytes: UInt64(body.byteCount))
    }
    return writers.lend { encoder in encoder.encode(id, type, body) }
  }

  /// An object that was read from a pack: its id is known, and it is not too large.
  func checkedEntry(_ id: ObjectID, _ type: ObjectType, _ body: [UInt8]) -> PackEntry {
    writers.lend { encoder in unsafe encoder.encode(id, type, body.span.bytes) }
  }

  private func identify(
    _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> ObjectID {
    guard UInt64(body.count) <= LooseFormat.bodySizeMaxBytes else {
      throw .tooLarge(sizeBytes: UInt64(body.count))
    }
    return ObjectID(type: type, body: body)
  }

  /// A class, because the compressor stays while objects come and go.
  ///
  /// `@unchecked Sendable`: the pool gives it to one thread at a time, under its mutex.
  private final class Encoder: @unchecked Sendable {
    private var deflater: Deflater
    private var output: [UInt8] = []
    /// Memory kept between objects: most are smaller, a huge one shall not stay for ever.
    private let outputKeptBytes = 1 << 20

    init(level: Int32) {
      deflater = Deflater(level: level)
    }

    func encode(_ id: ObjectID, _ type: ObjectType, _ body: RawSpan) -> PackEntry {
      output.removeAll(keepingCapacity: true)
      PackEntryHead.appendEncoded(type, sizeBytes: UInt64(body.byteCount), to: &output)
      if body.byteCount < LooseFormat.storedBodyBytesBelow {
        LooseFormat.store(RawSpan(), body, appendingTo: &output)
      } else {
        deflater.deflate(RawSpan(), body, appendingTo: &output)
      }
      defer { if output.capacity > outputKeptBytes { output = [] } }
      // A copy as long as it is: what was grown has room for twice as much.
      let bytes = unsafe output.withUnsafeBufferPointer { unsafe Array($0) }
      return PackEntry(id: id, bytes: bytes)
    }
  }
}
