// Encodes a pack's index.

/// The row of an object in a pack's index.
package struct PackIndexRow: Hashable, Sendable {
  package let id: ObjectID
  /// CRC-32 of the entry.
  package let checksum: UInt32
  package let offset: UInt64

  package init(id: ObjectID, checksum: UInt32, offset: UInt64) {
    self.id = id
    self.checksum = checksum
    self.offset = offset
  }
}

/// Encodes an index identical to that of `git index-pack`, byte for byte.
package enum PackIndexEncoder {
  /// - Parameters:
  ///   - rows: with distinct ids, in any order.
  ///   - smallOffsetMax: larger offsets are stored in the table of large ones; tests lower it.
  package static func encode(
    _ rows: [PackIndexRow], pack: PackChecksum,
    smallOffsetMax: UInt64 = PackFormat.smallOffsetMax
  ) -> [UInt8] {
    let rows = rows.sorted { $0.id < $1.id }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      PackFormat.indexLengthMin + rows.count * PackFormat.indexBytesPerObject)
    bytes.append(bigEndian: PackFormat.indexSignature)
    bytes.append(bigEndian: PackFormat.indexVersion)
    var count = 0
    for slot in 0..<256 {
      while count < rows.count, Int(rows[count].id.firstByte) <= slot { count += 1 }
      bytes.append(bigEndian: UInt32(count))
    }
    for row in rows { row.id.appendBytes(to: &bytes) }
    for row in rows { bytes.append(bigEndian: row.checksum) }
    var large: [UInt64] = []
    for row in rows {
      if row.offset > min(smallOffsetMax, PackFormat.smallOffsetMax) {
        bytes.append(bigEndian: 0x8000_0000 | UInt32(large.count))
        large.append(row.offset)
      } else {
        bytes.append(bigEndian: UInt32(row.offset))
      }
    }
    for offset in large {
      bytes.append(bigEndian: UInt32(offset >> 32))
      bytes.append(bigEndian: UInt32(truncatingIfNeeded: offset))
    }
    pack.digest.appendBytes(to: &bytes)
    var hasher = PackHasher()
    hasher.update(bytes)
    hasher.finalize().digest.appendBytes(to: &bytes)
    return bytes
  }
}

extension [UInt8] {
  mutating func append(bigEndian number: UInt32) {
    for shift in [24, 16, 8, 0] as [UInt32] {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
