// The value of a constant or of a field's default, as bytes.
//
//   value    = scalar | text | array | map | optional | structure | enumeration   of a known type
//   scalar   = 1, 4 or 8 bytes, little-endian
//   text     = varint length, bytes                  array       = varint count, { value }
//   optional = byte 0 | byte 1, value                structure   = { value }, one per field
//   enumeration = varint case, { value }             map         = varint count, { key, value }
//
// There is none of a function type: constants hold no functions.

/// The canonical bytes of a value: equal if and only if the values are the same, bit by bit.
package struct ConstantValue: Hashable, Sendable {
  /// The most bytes that a constant's value can have.
  package static let sizeMaxBytes = 1 << 20

  package let bytes: [UInt8]

  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }
}
