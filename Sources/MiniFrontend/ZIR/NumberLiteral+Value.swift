// Number literals: their values.

extension NumberLiteral {
  /// The value of a well-formed integer literal of any length, without its sign.
  static func integer(_ text: ArraySlice<UInt8>, isNegative: Bool) -> ZIR.IntegerLiteral {
    var base: UInt64 = 10
    var digits = text
    if text.count > 2, text.first == UInt8(ascii: "0"),
      !CharacterClass.isDigit(text[text.startIndex + 1])
    {
      if text[text.startIndex + 1] == UInt8(ascii: "x") { base = 16 }
      if text[text.startIndex + 1] == UInt8(ascii: "b") { base = 2 }
      if base != 10 { digits = text.dropFirst(2) }
    }
    var magnitude: UInt64 = 0
    var overflows = false
    for byte in digits where byte != UInt8(ascii: "_") {
      let (product, over) = magnitude.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(UInt64(value(ofDigit: byte)))
      magnitude = sum
      if over || carry {
        overflows = true
        break
      }
    }
    var double = Double(magnitude)
    if overflows {
      magnitude = .max
      double =
        base == 10 ? decimalDouble(digits) : binaryDouble(digits, bitsPerDigit: base == 16 ? 4 : 1)
    }
    return ZIR.IntegerLiteral(
      magnitude: magnitude, isNegative: isNegative, overflows: overflows,
      doubleBits: (isNegative ? -double : double).bitPattern)
  }

  /// The value of a well-formed byte literal, without its sign.
  static func byte(_ bytes: [UInt8], isNegative: Bool) -> ZIR.IntegerLiteral {
    let value = bytes.reduce(0) { UInt64($1) }
    return ZIR.IntegerLiteral(
      magnitude: value, isNegative: isNegative, isByte: true, doubleBits: 0)
  }

  /// The bits of the double nearest to a well-formed float literal; infinity if it is too large.
  static func float(_ text: ArraySlice<UInt8>, isNegative: Bool) -> UInt64 {
    let value = decimalDouble(text)
    return (isNegative ? -value : value).bitPattern
  }

  /// The standard library's conversion rounds correctly, for any number of digits.
  private static func decimalDouble(_ text: ArraySlice<UInt8>) -> Double {
    let plain = text.filter { $0 != UInt8(ascii: "_") }
    return Double(String(decoding: plain, as: UTF8.self)) ?? .infinity
  }

  /// Rounds once, from the first 64 bits. A 1 among the bits that are cut off sets the last of
  /// them.
  private static func binaryDouble(_ digits: ArraySlice<UInt8>, bitsPerDigit: Int) -> Double {
    var bits: UInt64 = 0
    var exponent = 0
    for byte in digits where byte != UInt8(ascii: "_") {
      let digit = value(ofDigit: byte)
      for shift in (0..<bitsPerDigit).reversed() {
        let bit = UInt64(digit >> UInt8(shift) & 1)
        if bits >> 63 == 0 {
          bits = bits << 1 | bit
        } else {
          bits |= bit
          exponent += 1
        }
      }
    }
    return Double(sign: .plus, exponent: min(exponent, 2000), significand: Double(bits))
  }
}
