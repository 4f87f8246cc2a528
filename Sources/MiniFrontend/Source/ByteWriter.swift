// The primitives of the front end's byte formats: `ByteWriter` appends values, `ByteReader` reads
// and checks them.
//
//   varint  = 7 bits per byte, low bits first, the high bit set on all bytes but the last; in the
//             fewest bytes that hold the value (so that each value has one encoding)
//   string  = varint length, UTF-8 bytes
//   fixed64 = 8 bytes, little-endian

/// Appends values to a byte array.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  init(appendingTo bytes: consuming [UInt8] = []) {
    self.bytes = bytes
  }

  mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  mutating func append(_ value: UInt32) {
    append(varint: UInt64(value))
  }

  mutating func append(count: Int) {
    append(varint: UInt64(count))
  }

  mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func append(fixed64 value: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func append(_ text: String) {
    append(count: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(blob: [UInt8]) {
    append(count: blob.count)
    bytes.append(contentsOf: blob)
  }

  mutating func append(_ range: SourceRange) {
    append(range.start)
    append(range.end - range.start)
  }

  mutating func append(_ signature: Signature) {
    append(byte: signature.result.rawValue)
    append(count: signature.parameters.count)
    for type in signature.parameters { append(byte: type.rawValue) }
  }
}
