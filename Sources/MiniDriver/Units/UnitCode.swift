// The object code of a unit.

import ObjectStore

struct UnitCode: Sendable {
  let bytes: [UInt8]
  let id: ObjectID
  /// CRC-32 of the bytes.
  let checksum: UInt32
}
