// The part of an entry before its zlib stream: type, size, and the base of a delta.

/// The head of an entry.
struct PackEntryHead: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case whole(ObjectType)
    /// A delta whose base is the entry at this smaller offset.
    case offsetDelta(base: UInt64)
    case idDelta(base: ObjectID)
  }

  let kind: Kind
  /// Size of the inflated data: the body, or the delta.
  let sizeBytes: UInt64
  /// Where the entry starts.
  let offset: UInt64
  /// Where its zlib stream starts.
  let dataOffset: UInt64

  /// Parses the bytes at `offset` in a pack; nil if they are not a valid head.
  static func parse(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) -> PackEntryHead? {
    var index = 0
    func next() -> UInt8? {
      guard index < bytes.count else { return nil }
      defer { index += 1 }
      return unsafe bytes[index]
    }
    guard var byte = next() else { return nil }
    let type = (byte >> 4) & 7
    var size = UInt64(byte & 15)
    var shift: UInt64 = 4
    while byte & 0x80 != 0 {
      // 60 bits are far more than any object needs.
      guard shift <= 53, let more = next() else { return nil }
      byte = more
      size |= UInt64(byte & 0x7F) << shift
      shift += 7
    }
    let kind: Kind
    switch type {
    case 1: kind = .whole(.commit)
    case 2: kind = .whole(.tree)
    case 3: kind = .whole(.blob)
    case 4: kind = .whole(.tag)
    case 6:
      guard var byte = next() else { return nil }
      var distance = UInt64(byte & 0x7F)
      while byte & 0x80 != 0 {
        guard distance < 1 << 50, let more = next() else { return nil }
        byte = more
        distance = (distance + 1) << 7 | UInt64(byte & 0x7F)
      }
      guard distance > 0, distance <= offset else { return nil }
      kind = .offsetDelta(base: offset - distance)
    case 7:
      guard index + ObjectID.byteLength <= bytes.count else { return nil }
      kind = .idDelta(base: unsafe ObjectID(loadedFrom: bytes, at: index))
      index += ObjectID.byteLength
    default: return nil
    }
    return PackEntryHead(
      kind: kind, sizeBytes: size, offset: offset, dataOffset: offset + UInt64(index))
  }

  /// Appends the head of a whole object's entry.
  static func appendEncoded(_ type: ObjectType, sizeBytes: UInt64, to bytes: inout [UInt8]) {
    let code: UInt8 =
      switch type {
      case .commit: 1
      case .tree: 2
      case .blob: 3
      case .tag: 4
      }
    bytes.append(code << 4 | UInt8(sizeBytes & 15))
    var rest = sizeBytes >> 4
    while rest > 0 {
      bytes[bytes.count - 1] |= 0x80
      bytes.append(UInt8(rest & 0x7F))
      rest >>= 7
    }
  }
}
