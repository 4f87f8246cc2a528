// String and byte literals: their escapes and their bytes.

enum StringLiteral {
  /// The value of an escape, and its length in the source.
  struct Escape {
    /// A byte, or the number of a Unicode scalar.
    let value: UInt32
    /// Whether the value is a Unicode scalar (`\u{…}`), whose bytes are its UTF-8.
    var isScalar = false
    var length = 2
  }

  /// The escape whose `\` is at `index`, or `nil` if it is not an escape.
  static func escape(in source: [UInt8], at index: Int) -> Escape? {
    guard index + 1 < source.count else { return nil }
    switch source[index + 1] {
    case UInt8(ascii: "n"): return Escape(value: 0x0A)
    case UInt8(ascii: "t"): return Escape(value: 0x09)
    case UInt8(ascii: "r"): return Escape(value: 0x0D)
    case UInt8(ascii: "\\"): return Escape(value: 0x5C)
    case UInt8(ascii: "\""): return Escape(value: 0x22)
    case UInt8(ascii: "'"): return Escape(value: 0x27)
    case UInt8(ascii: "0"): return Escape(value: 0)
    case UInt8(ascii: "x"):
      guard index + 3 < source.count, let high = hexDigit(source[index + 2]),
        let low = hexDigit(source[index + 3])
      else { return nil }
      return Escape(value: UInt32(high << 4 | low), length: 4)
    case UInt8(ascii: "u"): return scalarEscape(in: source, at: index)
    default: return nil
    }
  }

  /// `\u{`, one to six hexadecimal digits, `}`; `nil` also if no Unicode scalar has the number.
  private static func scalarEscape(in source: [UInt8], at index: Int) -> Escape? {
    guard index + 2 < source.count, source[index + 2] == UInt8(ascii: "{") else { return nil }
    var value: UInt32 = 0
    let digits = source[(index + 3)...].prefix(6).prefix { hexDigit($0) != nil }
    for digit in digits { value = value << 4 | UInt32(hexDigit(digit) ?? 0) }
    guard !digits.isEmpty, digits.endIndex < source.count,
      source[digits.endIndex] == UInt8(ascii: "}"), Unicode.Scalar(value) != nil
    else { return nil }
    return Escape(value: value, isScalar: true, length: digits.endIndex + 1 - index)
  }

  /// The bytes of a well-formed literal. `range` includes its quotes.
  static func bytes(in source: [UInt8], at range: SourceRange) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = Int(range.start) + 1
    let end = Int(range.end) - 1
    while index < end {
      if source[index] == UInt8(ascii: "\\"), let escape = escape(in: source, at: index) {
        if escape.isScalar, let scalar = Unicode.Scalar(escape.value) {
          bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
        } else {
          bytes.append(UInt8(truncatingIfNeeded: escape.value))
        }
        index += escape.length
      } else {
        bytes.append(source[index])
        index += 1
      }
    }
    return bytes
  }

  /// Whether a literal without bad escapes is one ASCII character or one escape of a byte.
  static func isByte(in source: [UInt8], at range: SourceRange) -> Bool {
    let first = Int(range.start) + 1
    guard source[first] == UInt8(ascii: "\\"), let escape = escape(in: source, at: first) else {
      return source[first] < 0x80 && first + 2 == Int(range.end)
    }
    return first + escape.length + 1 == Int(range.end) && (!escape.isScalar || escape.value < 0x80)
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
