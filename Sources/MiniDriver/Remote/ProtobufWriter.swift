// The encoding of messages whose digests name actions.

/// Writes a message of Protocol Buffers. The caller writes fields in the order of their numbers and
/// leaves default values out, so that equal messages have equal bytes.
///
/// - SeeAlso: the encoding of Protocol Buffers, and "canonical" in the Remote Execution API
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// A text, bytes or a message.
  mutating func field(_ number: UInt8, _ value: [UInt8]) {
    bytes.append(number << 3 | 2)
    append(UInt64(value.count))
    bytes += value
  }

  mutating func field(_ number: UInt8, _ text: String) { field(number, Array(text.utf8)) }

  mutating func field(_ number: UInt8, _ value: UInt64) {
    guard value != 0 else { return }
    bytes.append(number << 3)
    append(value)
  }

  mutating func field(_ number: UInt8, _ body: (inout ProtobufWriter) -> Void) {
    field(number, Self.message(body))
  }

  /// The bytes of a message.
  static func message(_ body: (inout ProtobufWriter) -> Void) -> [UInt8] {
    var writer = ProtobufWriter()
    body(&writer)
    return writer.bytes
  }

  private mutating func append(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
