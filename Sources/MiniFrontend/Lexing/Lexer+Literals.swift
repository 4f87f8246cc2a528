// Numbers, strings and bytes.

extension Lexer {
  mutating func scanNumber() -> Token.Kind {
    let start = offset
    let isRadix = source[start] == UInt8(ascii: "0") && CharacterClass.isIdentifierStart(peek(1))
    var hasPoint = false
    while offset < source.count {
      let byte = source[offset]
      if byte == UInt8(ascii: "."), CharacterClass.isDigit(peek(1)) {
        hasPoint = true
      } else if !CharacterClass.isIdentifierPart(byte) {
        let isSign = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
        let isExponent = offset > start && source[offset - 1] | 0x20 == UInt8(ascii: "e")
        guard isSign, isExponent, !isRadix else { break }
      }
      offset += 1
    }
    if let problem = NumberLiteral.problem(in: source[start..<offset]) {
      diagnostics.error(
        RawDiagnostic(
          .malformedNumber, "malformed number", at: range(start, offset), label: problem))
      return .invalidLiteral
    }
    return hasPoint ? .float : .integer
  }

  /// Scans a literal in quotes, whose opening one is the next character: a string or a byte.
  mutating func scanQuoted() -> Token.Kind {
    let start = offset
    let quote = source[start]
    offset += 1
    var isSound = true
    while offset < source.count {
      switch source[offset] {
      case quote:
        offset += 1
        guard isSound else { return .invalidLiteral }
        if quote == UInt8(ascii: "'") { return .byte }
        return offset - start == 2 && peek() == quote ? reportTriple(from: start) : .string
      case UInt8(ascii: "\\") where !isAfterImport:
        if !scanEscape() { isSound = false }
      case 0x0A: return reportUnterminated(from: start)
      case 0x0D where peek(1) == 0x0A: return reportUnterminated(from: start)
      default: offset += 1
      }
    }
    return reportUnterminated(from: start)
  }

  mutating func scanByte() -> Token.Kind {
    let start = offset
    let kind = scanQuoted()
    guard kind == .byte, !StringLiteral.isByte(in: source, at: range(start, offset)) else {
      return kind
    }
    diagnostics.error(
      RawDiagnostic(
        .malformedNumber, "malformed byte", at: range(start, offset),
        label: "a byte is one ASCII character or an escape",
        notes: offset - start > 3 ? [.init("a string is written in double quotes")] : []))
    return .invalidLiteral
  }

  private mutating func reportUnterminated(from start: Int) -> Token.Kind {
    let isByte = source[start] == UInt8(ascii: "'")
    let curly = (start + 1..<offset).first { otherQuote(at: $0) == source[start] }
    diagnostics.error(
      RawDiagnostic(
        .unterminatedString, "unterminated \(isByte ? "byte" : "string")",
        at: range(start, offset),
        label: "its closing \(isByte ? "\"'\"" : "'\"'") is missing",
        notes: [
          .init(
            curly != nil
              ? Self.straightQuotes(isByte: isByte)
              : isByte
                ? "a byte is one ASCII character or an escape between two \"'\""
                : Self.lineBreak)
        ]))
    return !isByte && skipLaterLines() ? .invalidLiteral : .unterminatedString
  }

  private static let lineBreak = "a string ends on the line it begins on; '\\n' is a line break"

  /// Skips the rest of a string of several lines, as in PHP or Rust; `false`: the next
  /// quote does not look like the end of one.
  private mutating func skipLaterLines() -> Bool {
    guard !isInExample, let quote = source[offset...].firstIndex(of: UInt8(ascii: "\"")) else {
      return false
    }
    let rest = source[(quote + 1)...].prefix { $0 != 0x0A }
    guard let next = rest.first(where: { $0 != 0x20 }), ";,)]+".utf8.contains(next),
      rest.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2)
    else { return false }
    offset = quote + 1
    return true
  }

  /// Reports a string in triple quotes, as in Python or Swift, and skips it.
  private mutating func reportTriple(from start: Int) -> Token.Kind {
    offset = start + 3
    diagnostics.error(
      RawDiagnostic(
        .unexpectedCharacter, "unexpected '\"\"\"'", at: range(start, offset),
        label: "a string has one '\"' at each end", notes: [.init(Self.lineBreak)]))
    var quotes = 0
    for index in offset..<end {
      quotes = source[index] == UInt8(ascii: "\"") ? quotes + 1 : 0
      if quotes == 3 {
        offset = index + 1
        return .invalidLiteral
      }
    }
    offset = source[offset..<end].firstIndex(of: 0x0A) ?? end
    return .unterminatedString
  }

  private static let escapes = #"the escapes are \n \t \r \\ \" \' \0 \xNN and \u{…}"#
  static let joinTexts =
    #"strings hold no expressions: join texts, "x is " + text(x), or print several values"#

  /// Skips an escape; false if it is unknown and has been reported.
  private mutating func scanEscape() -> Bool {
    let start = offset
    if let escape = StringLiteral.escape(in: source, at: start) {
      offset += escape.length
      return true
    }
    offset += 1
    // At the end of the line, only the missing quote is reported.
    guard offset < source.count, peek() != 0x0A, peek() != 0x0D else { return true }
    let letter = peek()
    offset += max(SourceBytes.utf8SequenceLength(source, at: offset), 1)
    let label =
      switch letter {
      case UInt8(ascii: "x"): "two hexadecimal digits must follow"
      case UInt8(ascii: "u"): "the number of a Unicode scalar must follow: \\u{20ac}"
      default: "there is no such escape"
      }
    // As Swift writes values inside a string.
    let isInterpolation = letter == UInt8(ascii: "(")
    diagnostics.error(
      RawDiagnostic(
        .badEscape, "bad escape", at: range(start, offset), label: label,
        notes: [.init(isInterpolation ? Self.joinTexts : Self.escapes)]))
    return false
  }
}
