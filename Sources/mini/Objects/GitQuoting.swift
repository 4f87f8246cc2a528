// Names in double quotes, as Git writes and reads names with unusual bytes.

/// Git's C-style quoting.
///
/// - SeeAlso: `quote_c_style` and `unquote_c_style` in Git's quote.c; `core.quotePath`
enum GitQuoting {
  /// The name itself if all its bytes are printable; else in quotes, with escapes.
  static func quoted(_ name: ArraySlice<UInt8>) -> [UInt8] {
    let isHarmless = name.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }
    guard !isHarmless else { return Array(name) }
    var quoted: [UInt8] = [0x22]
    for byte in name {
      if let letter = escapes.first(where: { $0.byte == byte })?.letter {
        quoted += [0x5C, letter]
      } else if (0x20..<0x7F).contains(byte) {
        quoted.append(byte)
      } else {
        quoted += [0x5C, 0x30 + (byte >> 6), 0x30 + (byte >> 3 & 7), 0x30 + (byte & 7)]
      }
    }
    return quoted + [0x22]
  }

  /// The name in quotes; `nil` if it is malformed.
  static func unquoted(_ text: [UInt8]) -> [UInt8]? {
    guard text.count >= 2, text.first == 0x22, text.last == 0x22 else { return nil }
    var name: [UInt8] = []
    var rest = text[1..<(text.count - 1)]
    while let byte = rest.popFirst() {
      guard byte != 0x22 else { return nil }
      guard byte == 0x5C else {
        name.append(byte)
        continue
      }
      guard let letter = rest.popFirst() else { return nil }
      if let escape = escapes.first(where: { $0.letter == letter }) {
        name.append(escape.byte)
        continue
      }
      let digits = [letter] + rest.prefix(2)
      guard digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }), letter <= 0x33
      else { return nil }
      name.append((digits[0] - 0x30) << 6 | (digits[1] - 0x30) << 3 | (digits[2] - 0x30))
      rest = rest.dropFirst(2)
    }
    return name
  }

  private static let escapes: [(byte: UInt8, letter: UInt8)] = [
    (0x07, UInt8(ascii: "a")), (0x08, UInt8(ascii: "b")), (0x09, UInt8(ascii: "t")),
    (0x0A, UInt8(ascii: "n")), (0x0B, UInt8(ascii: "v")), (0x0C, UInt8(ascii: "f")),
    (0x0D, UInt8(ascii: "r")), (0x22, 0x22), (0x5C, 0x5C),
  ]
}
