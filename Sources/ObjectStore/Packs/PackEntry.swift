// One object in the form in which it stands in a pack: made by any thread, put in place by one.

import CZlib

/// A whole object, deflated, ready to be put into a pack.
package struct PackEntry: Sendable {
  package let id: ObjectID
  /// Head and zlib stream.
  let bytes: [UInt8]
  let checksum: UInt32
  /// `nil` where the stream cannot be joined to others: one that was read from a pack.
  private let seam: Seam?

  /// What must be known to join a stream to others.
  struct Seam: Sendable {
    /// Where its blocks lie in the entry's bytes.
    let blocks: Range<Int>
    let adler: UInt32
    let bodyBytes: Int
  }

  init(id: ObjectID, bytes: [UInt8], seam: Seam? = nil) {
    self.id = id
    self.bytes = bytes
    self.seam = seam
    var checksum = CRC32()
    unsafe bytes.withUnsafeBytes { unsafe checksum.update($0) }
    self.checksum = checksum.value
  }

  /// Bytes it takes in the pack.
  package var sizeBytes: Int { bytes.count }

  /// The entry of an object whose body is those of `parts`, one after another: nothing is deflated
  /// again. It is larger than one deflated as a whole, for no repetition from part to part is found.
  ///
  /// - Returns: `nil` where a part cannot be joined, or they are not all of the body.
  init?(_ id: ObjectID, _ type: ObjectType, sizeBytes: Int, joining parts: [PackEntry]) {
    guard !parts.isEmpty else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(parts.reduce(32) { $0 + $1.bytes.count })
    PackEntryHead.appendEncoded(type, sizeBytes: UInt64(sizeBytes), to: &bytes)
    bytes.append(0x78)
    bytes.append(0x01)
    var adler: UInt = 1
    var joined = 0
    for part in parts {
      guard let seam = part.seam else { return nil }
      let first = bytes.count
      bytes += part.bytes[seam.blocks]
      bytes[first] &= ~1  // a stored block was the last of its stream
      adler = adler32_combine(adler, UInt(seam.adler), seam.bodyBytes)
      joined += seam.bodyBytes
    }
    guard joined == sizeBytes else { return nil }
    LooseFormat.appendEnd(UInt32(truncatingIfNeeded: adler), to: &bytes)
    self.init(id: id, bytes: bytes)
  }
}

/// Deflates objects for packs. Safe to use from several threads at a time.
package struct PackEntryEncoder: Sendable {
  private let writers: CodecPool<Encoder>

  /// - Parameter level: zlib's, 0 to 9, for bodies that are deflated; small ones are stored.
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

  /// A class, because zlib's stream stays while objects come and go.
  ///
  /// `@unchecked Sendable`: the pool gives it to one thread at a time, under its mutex.
  private final class Encoder: @unchecked Sendable {
    private var deflater: Deflater
    private var smallDeflater: Deflater
    private var output: [UInt8] = []
    /// Memory kept between objects: most are smaller, a huge one shall not stay for ever.
    private let outputKeptBytes = 1 << 20

    init(level: Int32) {
      deflater = Deflater(level: level)
      smallDeflater = Deflater(level: level, memory: .small)
    }

    func encode(_ id: ObjectID, _ type: ObjectType, _ body: RawSpan) -> PackEntry {
      output.removeAll(keepingCapacity: true)
      PackEntryHead.appendEncoded(type, sizeBytes: UInt64(body.byteCount), to: &output)
      // Two bytes of zlib's header come first, and four of Adler-32 last.
      let start = output.count + 2
      let end: Int
      let adler: UInt32
      if body.byteCount < LooseFormat.storedBodyBytesBelow {
        adler = LooseFormat.store(RawSpan(), body, appendingTo: &output)
        end = output.count - 4
      } else {
        adler =
          body.byteCount <= Deflater.smallBytesMax
          ? smallDeflater.deflateJoinable(body, appendingTo: &output)
          : deflater.deflateJoinable(body, appendingTo: &output)
        end = output.count - 6
      }
      defer { if output.capacity > outputKeptBytes { output = [] } }
      // A copy as long as it is: what was grown has room for twice as much.
      let bytes = unsafe output.withUnsafeBufferPointer { unsafe Array($0) }
      return PackEntry(
        id: id, bytes: bytes,
        seam: PackEntry.Seam(blocks: start..<end, adler: adler, bodyBytes: body.byteCount))
    }
  }
}
