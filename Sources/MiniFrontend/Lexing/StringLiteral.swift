// String and byte literals: their escapes and their bytes.

enum StringLiteral {
  /// The byte and the length of the escape whose `\` is at `index`, or `nil` if it is not an
  /// escape.
  static func escape(in source: [UInt8], at index: Int) -> (byte: UInt8, length: Int)? {
    guard index + 1 < source.count else { return nil }
    switch source[index + 1] {
    case UInt8(ascii: "n"): return (0x0A, 2)
    case UInt8(ascii: "t"): return (0x09, 2)
    case UInt8(ascii: "r"): return (0x0D, 2)
    case UInt8(ascii: "\\"): return (0x5C, 2)
    case UInt8(ascii: "\""): return (0x22, 2)
    case UInt8(ascii: "'"): return (0x27, 2)
    case UInt8(ascii: "0"): return (0x00, 2)
    case UInt8(ascii: "x"):
      guard index + 3 < source.count, let high = hexDigit(source[index + 2]),
        let low = hexDigit(source[index + 3])
      else { return nil }
      return (high << 4 | low, 4)
    default: return nil
    }
  }

  /// The bytes of a well-formed literal. `range` includes its quotes.
  static func bytes(in source: [UInt8], at range: SourceRange) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = Int(range.start) + 1
    let end = Int(range.end) - 1
    while index < end {
      if source[index] == UInt8(ascii: "\\"), let escape = escape(in: source, at: index) {
        bytes.append(escape.byte)
        index += escape.length
      } else {
        bytes.append(source[index])
        index += 1
      }
    }
    return bytes
  }

  /// Whether a literal without bad escapes is one ASCII character or one escape.
  static func isByte(in source: [UInt8], at range: SourceRange) -> Bool {
    let first = Int(range.start) + 1
    let length = source[first] == UInt8(ascii: "\\") ? escape(in: source, at: first)?.length : 1
    return source[first] < 0x80 && first + (length ?? 1) + 1 == Int(range.end)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
