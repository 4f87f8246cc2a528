// An object in the form in which a pack stores it. Any thread makes it; one thread writes it.

/// A whole object, deflated for a pack.
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

  /// Size of the entry in the pack.
  package var sizeBytes: Int { bytes.count }
}

/// Deflates objects for packs. Safe to use from several threads at a time.
package struct PackEntryEncoder: Sendable {
  private let writers: CodecPool<Encoder>

  /// - Parameter level: as in ``Deflater``, for bodies that are deflated; small ones are stored.
  package init(level: Int32 = 1) {
    writers = CodecPool { Encoder(level: level) }
  }

  /// - Throws: ``ObjectError/tooLarge(sizeBytes:)``.
  package func entry(
    _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> PackEntry {
    try entry(identify(type, body), type, body)
  }

  /// The entry of an object whose id is known.
  func entry(
    _ id: ObjectID, _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> PackEntry {
    try unsafe entry(id, type, body.span.bytes)
  }

  /// The entry of an object whose id is known.
  func entry(
    _ id: ObjectID, _ type: ObjectType, _ body: RawSpan
  ) throws(ObjectError) -> PackEntry {
    guard UInt64(body.byteCount) <= StoredObject.bodySizeMaxBytes else {
      throw .tooLarge(sizeBytes: UInt64(body.byteCount))
    }
    return writers.lend { encoder in encoder.encode(id, type, body) }
  }

  /// The entry of an object that was read from a pack, so its id and size are already checked.
  func checkedEntry(_ id: ObjectID, _ type: ObjectType, _ body: [UInt8]) -> PackEntry {
    writers.lend { encoder in unsafe encoder.encode(id, type, body.span.bytes) }
  }

  private func identify(
    _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> ObjectID {
    guard UInt64(body.count) <= StoredObject.bodySizeMaxBytes else {
      throw .tooLarge(sizeBytes: UInt64(body.count))
    }
    return ObjectID(type: type, body: body)
  }

  /// A class, because it keeps its compressor from object to object.
  ///
  /// `@unchecked Sendable`: the pool lends it to one thread at a time, under its mutex.
  private final class Encoder: @unchecked Sendable {
    private var deflater: Deflater
    private var output: [UInt8] = []
    /// Memory kept between objects: enough for most, so that a huge object's memory is freed.
    private let outputKeptBytes = 1 << 20

    init(level: Int32) {
      deflater = Deflater(level: level)
    }

    func encode(_ id: ObjectID, _ type: ObjectType, _ body: RawSpan) -> PackEntry {
      output.removeAll(keepingCapacity: true)
      PackEntryHead.appendEncoded(type, sizeBytes: UInt64(body.byteCount), to: &output)
      if body.byteCount < ZlibStream.storedBodyBytesBelow {
        ZlibStream.store(RawSpan(), body, appendingTo: &output)
      } else {
        deflater.deflate(RawSpan(), body, appendingTo: &output)
      }
      defer { if output.capacity > outputKeptBytes { output = [] } }
      // Copies at exact size, because a grown array can have twice the capacity.
      let bytes = unsafe output.withUnsafeBufferPointer { unsafe Array($0) }
      return PackEntry(id: id, bytes: bytes)
    }
  }
}
