// The primitives of the front end's byte formats: `ByteWriter` appends values, `ByteReader` reads
// and checks them. BuildCache has types of the same names for its indexes, whose numbers have fixed
// widths and are read in place; the two columns of targets do not know each other.
//
//   varint  = 7 bits per byte, low bits first, the high bit set on all bytes but the last; in the
//             fewest bytes that hold the value (so that each value has one encoding)
//   string  = varint length, UTF-8 bytes
//   fixed64 = 8 bytes, little-endian
//   type    = byte scalar | byte 16 (text) | byte 17 (array), type | byte 18 (optional), type
//           | byte 19 (named), origin, string name | byte 20 (map), type key, type value
//           | byte 21 (function), signature
//   origin  = varint 0, string module | varint 1 (this file) | varint 2 + index of an import
//   signature = type result, varint count, { byte (1: `&`), type }

/// Appends values to a byte array.
package struct ByteWriter {
  /// All that has been appended.
  package private(set) var bytes: [UInt8] = []

  /// - Parameter bytes: those before the first value.
  package init(appendingTo bytes: consuming [UInt8] = []) {
    self.bytes = bytes
  }

  /// Appends one byte.
  package mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  mutating func append(_ value: UInt32) {
    append(varint: UInt64(value))
  }

  mutating func append(count: Int) {
    append(varint: UInt64(count))
  }

  /// Appends a number as a varint.
  package mutating func append(varint value: UInt64) {
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

  /// Appends a length and bytes.
  package mutating func append(blob: [UInt8]) {
    append(count: blob.count)
    bytes.append(contentsOf: blob)
  }

  mutating func append(_ signature: Signature) {
    append(signature.result)
    append(count: signature.parameters.count)
    for parameter in signature.parameters {
      append(byte: parameter.isReference ? 1 : 0)
      append(parameter.type)
    }
  }

  mutating func append(_ type: Type) {
    switch type {
    case .scalar(let scalar): append(byte: scalar.rawValue)
    case .text: append(byte: TypeCode.text.rawValue)
    case .array(let element):
      append(byte: TypeCode.array.rawValue)
      append(element)
    case .map(let key, let value):
      append(byte: TypeCode.map.rawValue)
      append(key)
      append(value)
    case .optional(let value):
      append(byte: TypeCode.optional.rawValue)
      append(value)
    case .function(let signature):
      append(byte: TypeCode.function.rawValue)
      append(signature)
    case .named(let named):
      append(byte: TypeCode.named.rawValue)
      append(named.origin)
      append(named.name)
    }
  }

  private mutating func append(_ origin: TypeName.Origin) {
    switch origin {
    case .module(let module):
      append(varint: 0)
      append(module)
    case .own: append(varint: 1)
    case .imported(let index): append(varint: 2 + UInt64(index))
    }
  }
}

/// The first byte of a type that is not a scalar.
enum TypeCode: UInt8 {
  case text = 16
  case array = 17
  case optional = 18
  case named = 19
  case map = 20
  case function = 21
}
