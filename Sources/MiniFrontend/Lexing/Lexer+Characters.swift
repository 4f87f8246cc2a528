// Characters that begin no token, and what is meant by them.

extension Lexer {
  /// Reports a character that begins no token.
  mutating func reportUnexpected(at start: Int, length: Int) {
    let text = String(decoding: source[start..<start + length], as: UTF8.self)
    let scalar = text.unicodeScalars.first?.value ?? 0
    let isShown = scalar > 0x20 && !(0x7F...0xA0).contains(scalar)
    let name =
      isShown
      ? "'\(text)'"
      : "U+" + String(repeating: "0", count: 4 - min(hexLength(scalar), 4))
        + String(scalar, radix: 16, uppercase: true)
    var notes: [RawDiagnostic.Note] = []
    switch text {
    case "\r": notes = [.init("a carriage return is part of a line's end only before a line feed")]
    case "#": notes = [.init("a comment begins with '//', an import is 'import \"lib.mini\";'")]
    case "@": notes = [.init("an import is 'import \"lib.mini\";' or 'import \"std:io\";'")]
    case "`", "$": notes = [.init(Self.joinTexts)]
    case "\\": notes = [.init("there are no closures: declare a function, and give its name")]
    case _ where otherQuote(at: start) != nil:
      notes = [.init(Self.straightQuotes(isByte: otherQuote(at: start) == UInt8(ascii: "'")))]
    default: break
    }
    diagnostics.error(
      RawDiagnostic(
        .unexpectedCharacter, "unexpected character \(name)", at: range(start, start + length),
        label: "no token begins with it", notes: notes))
  }

  private func hexLength(_ value: UInt32) -> Int {
    max((35 - value.leadingZeroBitCount) / 4, 1)
  }

  // MARK: - Quotes

  /// The quote that a curly one stands for; a backtick as it is; `nil`: another character.
  func otherQuote(at offset: Int) -> UInt8? {
    if source[offset] == UInt8(ascii: "`") { return source[offset] }
    // U+2018 to U+201B are single quotes, U+201C to U+201F double ones.
    guard source[offset] == 0xE2, offset + 2 < source.count, source[offset + 1] == 0x80 else {
      return nil
    }
    switch source[offset + 2] {
    case 0x98...0x9B: return UInt8(ascii: "'")
    case 0x9C...0x9F: return UInt8(ascii: "\"")
    default: return nil
    }
  }

  /// The note on curly quotes.
  static func straightQuotes(isByte: Bool) -> String {
    isByte
      ? "the language has no curly quotes: write straight ones, 'a' for a byte, \"…\" for a string"
      : "the language has no curly quotes: write straight ones, \"…\""
  }
}
