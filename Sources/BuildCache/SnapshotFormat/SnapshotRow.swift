// The row of a file or a unit, as a snapshot stores it: a blob of its own.
//
//   row  = magic:8 kind:u32 version:u32 key:32 object:32 size:u64 checksum:u32 runtimeParts:u128
//          name epoch options parts
//
// Numbers are little-endian. A u32 before each of the last four contains its length. `kind` and
// `version` are those of the index that the row comes from, which also has the grammar of `parts`.

import ObjectStore

/// A row without what differs between machines: the time that compiling took, and the day of the last
/// use. Nothing else in a row does, so the row of a combined hash is one blob, on every machine.
package enum SnapshotRow {
  private static let magic: [UInt8] = [0x8d] + Array("minirw\n".utf8)

  package static func encode(_ entry: KeyedEntry, _ format: IndexFile.Format) -> [UInt8] {
    var row = ByteWriter()
    row.reserve(
      magic.count + 8 + 2 * Digest.sizeBytes + 44 + entry.name.count + entry.epoch.utf8.count
        + entry.options.utf8.count + entry.parts.count)
    row.append(raw: magic)
    row.append(format.kind)
    row.append(format.version)
    row.append(entry.key)
    row.append(entry.irID)
    row.append(entry.irSize)
    row.append(entry.irChecksum)
    row.append(entry.runtimeParts)
    row.append(counted: entry.name)
    row.append(counted: entry.epoch)
    row.append(counted: entry.options)
    row.append(counted: entry.parts)
    return row.bytes
  }

  /// - Parameter day: becomes the day of the last use.
  /// - Returns: `nil` if the bytes are not a row of an index with this format.
  package static func decode(
    _ bytes: [UInt8], _ format: IndexFile.Format, day: UInt32
  ) -> KeyedEntry? {
    guard bytes.starts(with: magic) else { return nil }
    var reader = ByteReader(IndexBytes(bytes), magic.count..<bytes.count)
    guard reader.uint32() == format.kind, reader.uint32() == format.version else { return nil }
    let key = reader.digest()
    let object = reader.objectID()
    let size = reader.uint64()
    let checksum = reader.uint32()
    let lowParts = UInt128(reader.uint64())
    let runtimeParts = UInt128(reader.uint64()) << 64 | lowParts
    let name = reader.countedText().bytes
    let epoch = reader.countedString()
    let options = reader.countedString()
    let parts = reader.countedText().bytes
    guard reader.isValid else { return nil }
    let entry = KeyedEntry(
      key: key, name: name, epoch: epoch, options: options, irID: object, irSize: size,
      irChecksum: checksum, runtimeParts: runtimeParts, costNanoseconds: 0, usedDay: day,
      parts: parts)
    // Nothing follows, and texts are UTF-8: then the row has one encoding.
    return encode(entry, format) == bytes ? entry : nil
  }
}
