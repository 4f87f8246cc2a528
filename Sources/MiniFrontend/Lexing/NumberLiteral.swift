// Number literals: how they are spelled.

/// The rules for numbers. As in Zig, a `_` is allowed only between two digits, and prefixes are
/// lower case. A float always has a point, with a digit on both sides.
enum NumberLiteral {
  /// The problem with the spelling, or `nil`.
  static func problem(in text: ArraySlice<UInt8>) -> String? {
    if text.first == UInt8(ascii: "0"), let letter = text.dropFirst().first,
      CharacterClass.isIdentifierStart(letter), letter != UInt8(ascii: "_"),
      letter | 0x20 != UInt8(ascii: "e")
    {
      return prefixedProblem(in: text.dropFirst(2), letter: letter)
    }
    return decimalProblem(in: text)
  }

  private static func prefixedProblem(in digits: ArraySlice<UInt8>, letter: UInt8) -> String? {
    let base: UInt8
    switch letter {
    case UInt8(ascii: "x"): base = 16
    case UInt8(ascii: "b"): base = 2
    case UInt8(ascii: "X"), UInt8(ascii: "B"): return "the prefix is written in lower case"
    default: return "the prefixes are '0x' and '0b'"
    }
    if digits.isEmpty { return "digits must follow the prefix" }
    return digitsProblem(in: digits, base: base)
  }

  private static func decimalProblem(in text: ArraySlice<UInt8>) -> String? {
    let mantissa = text.prefix { $0 | 0x20 != UInt8(ascii: "e") }
    let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }
    if let problem = digitsProblem(in: whole, base: 10) { return problem }
    if whole.endIndex < mantissa.endIndex {
      let fraction = mantissa[(whole.endIndex + 1)...]
      if fraction.contains(UInt8(ascii: ".")) { return "a number has one point at most" }
      if let problem = digitsProblem(in: fraction, base: 10) { return problem }
    }
    guard mantissa.endIndex < text.endIndex else { return nil }
    if whole.endIndex == mantissa.endIndex {
      return "a float needs a point, also before an exponent"
    }
    var exponent = text[(mantissa.endIndex + 1)...]
    if let sign = exponent.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      exponent = exponent.dropFirst()
    }
    if exponent.isEmpty { return "digits must follow the 'e'" }
    return digitsProblem(in: exponent, base: 10)
  }

  private static func digitsProblem(in digits: ArraySlice<UInt8>, base: UInt8) -> String? {
    var wasDigit = false
    for byte in digits {
      if byte == UInt8(ascii: "_") {
        guard wasDigit else { return "a '_' must be between two digits" }
        wasDigit = false
      } else {
        guard value(ofDigit: byte) < base else {
          let character = String(decoding: [byte], as: UTF8.self)
          let kind = base == 10 ? "decimal" : base == 16 ? "hexadecimal" : "binary"
          return "'\(character)' is no \(kind) digit"
        }
        wasDigit = true
      }
    }
    return wasDigit ? nil : "a '_' must be between two digits"
  }

  /// 255 for a byte that is not a digit in any base.
  static func value(ofDigit byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: 255
    }
  }
}
