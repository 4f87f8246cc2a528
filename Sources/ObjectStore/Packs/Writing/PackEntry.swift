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
  private let writers: CodecPool<ObjectDeflater>
  /// Whether the entries of whole objects in packs are deflated again, and not copied.
  let deflatesAgain: Bool

  /// - Parameter level: as in ``Deflater``, for bodies that are deflated; small ones are stored.
  package init(level: Int32 = 1, deflatesAgain: Bool = false) {
    self.deflatesAgain = deflatesAgain
    writers = CodecPool { ObjectDeflater(level: level) }
  }

  /// - Throws: ``ObjectError/tooLarge(sizeBytes:)``.
  package func entry(
    _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> PackEntry {
    try entry(ObjectID(checking: type, body), type, body)
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
    return encode(id, type, body)
  }

  /// The entry of an object that was read from a pack, so its id and size are already checked.
  func checkedEntry(_ id: ObjectID, _ type: ObjectType, _ body: [UInt8]) -> PackEntry {
    unsafe encode(id, type, body.span.bytes)
  }

  private func encode(_ id: ObjectID, _ type: ObjectType, _ body: RawSpan) -> PackEntry {
    writers.lend { deflater in
      unsafe deflater.encode(RawSpan(), body) { output in
        PackEntryHead.appendEncoded(type, sizeBytes: UInt64(body.byteCount), to: &output)
      } _: { bytes in
        // Copies at exact size, because a grown array can have twice the capacity.
        unsafe PackEntry(id: id, bytes: Array(bytes))
      }
    }
  }
}
