// From text to tokens, one at a time. Reads a file's bytes; yields tokens, and diagnostics about
// characters and literals.

/// Scans the bytes of one file. Stores no tokens and allocates nothing but diagnostics.
struct Lexer {
  let source: [UInt8]
  var diagnostics = DiagnosticList()
  var offset: Int
  /// Where the text ends, or the example in a comment.
  private(set) var end: Int
  /// Whether the code of an example is being scanned. Each line of it begins with `///`.
  private(set) var isInExample = false
  /// Whether the last token was `import`: the string after it is plain text, without escapes.
  private(set) var isAfterImport = false
  /// The last doc comment: from its first `///` to the end of its last line.
  private var documentation = 0..<0

  init(_ source: [UInt8]) {
    self.source = source
    offset = SourceBytes.byteOrderMarkLength(source)
    end = source.count
  }

  /// Goes on with the code of an example.
  ///
  /// - Parameter code: from the line feed before its first line.
  mutating func enter(example code: SourceRange) {
    offset = Int(code.start)
    end = Int(code.end)
    isInExample = true
  }

  /// Returns the next token; at the end of the text, always `endOfFile`.
  mutating func next() -> Token {
    let isFirstOnLine = skipBlanks()
    let start = offset
    guard start < end else { return token(.endOfFile, from: start, isFirstOnLine) }
    let byte = source[start]
    let kind: Token.Kind
    if CharacterClass.isIdentifierStart(byte) {
      kind = scanWord()
    } else if CharacterClass.isDigit(byte) {
      kind = scanNumber()
    } else if byte == UInt8(ascii: "\"") {
      kind = scanQuoted()
    } else if byte == UInt8(ascii: "'") {
      kind = scanByte()
    } else {
      kind = scanPunctuation(byte) ?? scanUnexpected()
    }
    isAfterImport = kind == .import
    return token(kind, from: start, isFirstOnLine)
  }

  private func token(_ kind: Token.Kind, from start: Int, _ isFirstOnLine: Bool) -> Token {
    Token(
      kind: kind, isFirstOnLine: isFirstOnLine, start: UInt32(truncatingIfNeeded: start),
      end: UInt32(truncatingIfNeeded: offset))
  }

  func range(_ start: Int, _ end: Int) -> SourceRange {
    SourceRange(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
  }

  /// The byte at a distance from the current one; 0 beyond the end.
  @inline(__always)
  func peek(_ distance: Int = 0) -> UInt8 {
    offset + distance < source.count ? source[offset + distance] : 0
  }

  // MARK: - White space and comments

  /// Skips white space and comments; returns whether the next token is the first on its line.
  private mutating func skipBlanks() -> Bool {
    var isFirstOnLine = offset == SourceBytes.byteOrderMarkLength(source)
    while offset < end {
      switch source[offset] {
      case 0x20, 0x09:
        offset += 1
      case 0x0A:
        offset += 1
        isFirstOnLine = true
      case 0x0D where peek(1) == 0x0A:
        offset += 2
        isFirstOnLine = true
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
        if isInExample, isFirstOnLine, peek(2) == UInt8(ascii: "/") {
          offset += 3
          continue
        }
        let start = offset
        while offset < source.count, source[offset] != 0x0A { offset += 1 }
        if isFirstOnLine, offset - start > 2, source[start + 2] == UInt8(ascii: "/") {
          noteDocumentation(start..<offset)
        }
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
        skipBlockComment()
      default:
        return isFirstOnLine
      }
    }
    return isFirstOnLine
  }

  /// Records a line that begins with `///`, unless it goes on with another `/`.
  private mutating func noteDocumentation(_ line: Range<Int>) {
    guard line.count == 3 || source[line.lowerBound + 3] != UInt8(ascii: "/") else { return }
    let isNext = isNextLine(line.lowerBound)
    documentation = (isNext ? documentation.lowerBound : line.lowerBound)..<line.upperBound
  }

  /// Whether the text at `start` is on the line after the last doc comment, and nothing before it.
  private func isNextLine(_ start: Int) -> Bool {
    guard !documentation.isEmpty, documentation.upperBound < start else { return false }
    // A doc comment ends at a line feed.
    return source[documentation.upperBound + 1..<start].allSatisfy { $0 == 0x20 || $0 == 0x09 }
  }

  /// The doc comment directly before the token that was scanned last, as whole lines. It is returned
  /// once.
  mutating func takeDocumentation(before token: Token) -> SourceRange? {
    defer { documentation = 0..<0 }
    guard isNextLine(Int(token.start)) else { return nil }
    return range(documentation.lowerBound, documentation.upperBound)
  }

  /// Reports and skips a block comment, which the language does not have. Skips all of it, so that
  /// its text is not compiled.
  private mutating func skipBlockComment() {
    let start = offset
    diagnostics.error(
      RawDiagnostic(
        .unexpectedCharacter, "there are no block comments", at: range(start, start + 2),
        notes: [.init("a comment begins with '//' and ends with its line")]))
    offset += 2
    while offset < source.count {
      if source[offset] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        offset += 2
        return
      }
      offset += 1
    }
  }

  // MARK: - Words and punctuation

  private mutating func scanWord() -> Token.Kind {
    var word: UInt64 = 0
    let start = offset
    while offset < source.count, CharacterClass.isIdentifierPart(source[offset]) {
      if offset - start < 8 { word |= UInt64(source[offset]) << UInt64(8 * (offset - start)) }
      offset += 1
    }
    // A byte above ASCII makes the whole word invalid, instead of ending a name before it.
    if peek() >= 0x80 { return scanUnexpected() }
    guard (2...8).contains(offset - start) else {
      return offset - start == 1 && source[start] == UInt8(ascii: "_") ? .underscore : .identifier
    }
    return Token.Kind.keyword(word) ?? .identifier
  }

  private mutating func scanPunctuation(_ byte: UInt8) -> Token.Kind? {
    let next = peek(1)
    let hasEqual = next == UInt8(ascii: "=")
    let isDoubled = next == byte
    let (kind, length): (Token.Kind, Int)
    switch byte {
    case UInt8(ascii: "("): (kind, length) = (.leftParen, 1)
    case UInt8(ascii: ")"): (kind, length) = (.rightParen, 1)
    case UInt8(ascii: "{"): (kind, length) = (.leftBrace, 1)
    case UInt8(ascii: "}"): (kind, length) = (.rightBrace, 1)
    case UInt8(ascii: "["): (kind, length) = (.leftBracket, 1)
    case UInt8(ascii: "]"): (kind, length) = (.rightBracket, 1)
    case UInt8(ascii: "?") where isDoubled: (kind, length) = (.questionQuestion, 2)
    case UInt8(ascii: "?"): (kind, length) = (.question, 1)
    case UInt8(ascii: ","): (kind, length) = (.comma, 1)
    case UInt8(ascii: ";"): (kind, length) = (.semicolon, 1)
    case UInt8(ascii: ":"): (kind, length) = (.colon, 1)
    case UInt8(ascii: "~"): (kind, length) = (.tilde, 1)
    case UInt8(ascii: ".") where isDoubled:
      (kind, length) = peek(2) == UInt8(ascii: "=") ? (.dotDotEqual, 3) : (.dotDot, 2)
    case UInt8(ascii: "."): (kind, length) = (.dot, 1)
    case UInt8(ascii: "+"): (kind, length) = hasEqual ? (.plusEqual, 2) : (.plus, 1)
    case UInt8(ascii: "-"): (kind, length) = hasEqual ? (.minusEqual, 2) : (.minus, 1)
    case UInt8(ascii: "*"): (kind, length) = hasEqual ? (.starEqual, 2) : (.star, 1)
    case UInt8(ascii: "/"): (kind, length) = hasEqual ? (.slashEqual, 2) : (.slash, 1)
    case UInt8(ascii: "%"): (kind, length) = hasEqual ? (.percentEqual, 2) : (.percent, 1)
    case UInt8(ascii: "^"): (kind, length) = hasEqual ? (.caretEqual, 2) : (.caret, 1)
    case UInt8(ascii: "&") where isDoubled: (kind, length) = (.ampersandAmpersand, 2)
    case UInt8(ascii: "&"): (kind, length) = hasEqual ? (.ampersandEqual, 2) : (.ampersand, 1)
    case UInt8(ascii: "|") where isDoubled: (kind, length) = (.pipePipe, 2)
    case UInt8(ascii: "|"): (kind, length) = hasEqual ? (.pipeEqual, 2) : (.pipe, 1)
    case UInt8(ascii: "="): (kind, length) = hasEqual ? (.equalEqual, 2) : (.equal, 1)
    case UInt8(ascii: "!"): (kind, length) = hasEqual ? (.bangEqual, 2) : (.bang, 1)
    case UInt8(ascii: "<") where isDoubled:
      (kind, length) = peek(2) == UInt8(ascii: "=") ? (.lessLessEqual, 3) : (.lessLess, 2)
    case UInt8(ascii: "<"): (kind, length) = hasEqual ? (.lessEqual, 2) : (.less, 1)
    case UInt8(ascii: ">") where isDoubled:
      (kind, length) =
        peek(2) == UInt8(ascii: "=") ? (.greaterGreaterEqual, 3) : (.greaterGreater, 2)
    case UInt8(ascii: ">"): (kind, length) = hasEqual ? (.greaterEqual, 2) : (.greater, 1)
    default: return nil
    }
    offset += length
    return kind
  }

  // MARK: - Invalid characters

  /// Skips a run of characters that begin no token, as one token, and reports the first of them.
  private mutating func scanUnexpected() -> Token.Kind {
    let start = offset
    let length = SourceBytes.utf8SequenceLength(source, at: start)
    offset += max(length, 1)
    let kind = skipUnexpected(from: start)
    // Bytes that are not UTF-8 are reported once, for the whole file.
    if length > 0 { reportUnexpected(at: start, length: length) }
    return kind
  }

  /// Skips what belongs to the character at `start`, after which the scan is.
  private mutating func skipUnexpected(from start: Int) -> Token.Kind {
    if let quote = otherQuote(at: start) {
      return skipQuoted(to: quote) ? .invalidLiteral : .unterminatedString
    }
    if source[start] < 0x80 {
      while offset < source.count, !beginsToken(source[offset]) { offset += 1 }
    }
    // With the word that it belongs to: `@import`.
    while isWordPart(peek()) { offset += 1 }
    return .invalid
  }

  /// Skips a string in such quotes, at most to the end of its line; returns whether it has an end.
  private mutating func skipQuoted(to quote: UInt8) -> Bool {
    while offset < source.count, source[offset] != 0x0A {
      let isOther = otherQuote(at: offset) == quote
      let isEnd = isOther || source[offset] == quote
      offset += isOther && quote != UInt8(ascii: "`") ? 3 : 1
      if isEnd { return true }
    }
    return false
  }

  private func isWordPart(_ byte: UInt8) -> Bool {
    byte >= 0x80 || CharacterClass.isIdentifierPart(byte)
  }

  /// Whether a token or white space begins with this byte.
  private func beginsToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x80...: false
    case 0x09, 0x0A, 0x0D, 0x20: true
    case 0..<0x20, 0x7F: false
    default: !"#$@\\`".utf8.contains(byte)
    }
  }
}
