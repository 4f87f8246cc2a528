// From tokens to a syntax tree. Cannot fail: where the text is wrong, the parser reports it, skips
// as little as possible, and continues. This file contains the machinery and the recovery; the
// grammar is in Parser+Declarations, Parser+Statements and Parser+Expressions.

/// Mistakes that a declaration reports once, however often it makes them: a construct in the form of
/// another language has many parts.
struct MistakesReportedOnce: OptionSet {
  let rawValue: UInt16

  static let nesting = Self(rawValue: 1)
  static let tuples = Self(rawValue: 2)
  static let pointers = Self(rawValue: 4)
  /// The branches of a `switch`.
  static let branches = Self(rawValue: 8)
  /// A value at the end of a block.
  static let blockValues = Self(rawValue: 16)
  /// Parameters without names.
  static let namelessParameters = Self(rawValue: 32)
  // The members of a struct or an enum.
  static let separators = Self(rawValue: 64)
  static let fieldTypes = Self(rawValue: 128)
  static let caseValues = Self(rawValue: 256)
  static let numbers = Self(rawValue: 512)
  static let words = Self(rawValue: 1024)
  static let methods = Self(rawValue: 2048)
}

/// A recursive-descent parser with one token of lookahead. The recursion follows the nesting of the
/// source, at most ``nestingMax`` deep; chains of operators and of `else if` are loops.
struct Parser {
  var lexer: Lexer
  var names: NameTable
  var ast = AST()
  /// The next token, not yet taken.
  var token: Token
  /// Where the last token taken ends.
  var previousEnd: UInt32 = 0
  /// Stack of lists under construction. Each user restores the height that it found.
  var scratch: [UInt32] = []
  /// Number of unexpected tokens, reported or not.
  var syntaxErrorCount = 0
  /// Whether an error was reported and the parser is still in the wrong text: then it reports
  /// nothing.
  var isRecovering = false
  /// Whether recovery ends at the next line, because only this line is lost (an unterminated
  /// string).
  var recoversAtLineEnd = false
  /// Mistakes of which a declaration has reported one.
  var reportedOnce: MistakesReportedOnce = []
  /// Whether the head of a statement is being parsed, which a `{` ends.
  var isInHead = false
  /// Whether the function being parsed has a result.
  var hasResult = false
  private var depth = 0
  private var lastErrorStart: UInt32?

  /// LanguageReference, "Limits". Counts blocks, parentheses, brackets, arguments, unary operators
  /// and types in types together.
  static let nestingMax = Type.nestingMax

  init(_ source: [UInt8]) {
    lexer = Lexer(source)
    names = NameTable(source)
    token = lexer.next()
    ast.reserve(sourceBytes: source.count)
  }

  // MARK: - Tokens

  /// Takes the next token.
  @discardableResult
  mutating func advance() -> Token {
    let taken = token
    previousEnd = taken.end
    token = lexer.next()
    return taken
  }

  /// Whether the next token is a name with this spelling.
  func isNext(_ word: String) -> Bool {
    token.kind == .identifier && Int(token.end - token.start) == word.utf8.count
      && lexer.source[Int(token.start)..<Int(token.end)].elementsEqual(word.utf8)
  }

  /// The token after the next one. Scans it again: only for text in error.
  ///
  /// (It changes nothing. Were it inlined or not mutating, its callers, which call themselves, would have
  /// room for a copy of the parser in their frames.)
  @inline(never) mutating func peek() -> Token {
    var ahead = lexer
    return ahead.next()
  }

  /// Takes the next token if it is of this kind.
  mutating func take(_ kind: Token.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  /// Takes a token of this kind, or reports that it was expected.
  mutating func expect(_ kind: Token.Kind, _ expected: String) -> Bool {
    if take(kind) { return true }
    reportUnexpected(expected)
    return false
  }

  /// Takes an identifier, or reports that one was expected. Accepts a keyword on the same line as
  /// the name that it was meant to be.
  mutating func expectIdentifier(_ expected: String) -> AST.Identifier? {
    if token.kind == .identifier { return identifier(advance()) }
    let isName = token.kind.isKeyword || token.kind == .underscore
    // `const fn f()` means a function.
    let isFunction = token.kind == .fn && ![.equal, .colon].contains(peek().kind)
    guard isName, !token.isFirstOnLine, !isFunction else {
      reportUnexpected(expected)
      return nil
    }
    reportUnexpected(
      expected,
      notes: [
        token.kind == .underscore
          ? Self.underscoreIsNoName
          : .init("\(describe(token)) is a keyword, and no name can be one")
      ])
    return identifier(advance())
  }

  static let underscoreIsNoName = RawDiagnostic.Note(
    "'_' is not a name: it stands for a value that is not wanted")

  mutating func identifier(_ token: Token) -> AST.Identifier {
    AST.Identifier(name: names.intern(token.range), range: token.range)
  }

  /// Parses an expression that the block of a statement follows.
  mutating func parseHead() -> AST.NodeID {
    isInHead = true
    defer { isInHead = false }
    return parseExpression()
  }

  // MARK: - Nesting

  /// Goes one level deeper; false, with a report, if that is too deep. The caller matches each true
  /// with a ``leave()``.
  mutating func enter() -> Bool {
    guard depth < Self.nestingMax else {
      syntaxErrorCount += 1
      if !isRecovering, !reportedOnce.contains(.nesting) {
        lexer.diagnostics.error(
          RawDiagnostic(
            .nestingTooDeep, "nesting deeper than \(Self.nestingMax)", at: token.range,
            label: "one level too many"))
        reportedOnce.insert(.nesting)
      }
      isRecovering = true
      return false
    }
    depth += 1
    return true
  }

  mutating func leave() {
    depth -= 1
  }

  /// Whether the innermost open block is a function's body.
  var isInBody: Bool { depth == 0 }

  // MARK: - Errors

  /// Reports that the next token is not the expected one. Silent while recovering, and about a
  /// token that has already been reported.
  ///
  /// - Parameter once: a mistake that the declaration reports once.
  mutating func reportUnexpected(
    _ expected: String, label: String = "", notes: [RawDiagnostic.Note] = [],
    once mistake: MistakesReportedOnce = []
  ) {
    report(token, expected, label: label, notes: notes, once: mistake)
  }

  /// Reports that a token, which may have been taken, is not the expected one.
  mutating func report(
    _ token: Token, _ expected: String, label: String = "", notes: [RawDiagnostic.Note] = [],
    once mistake: MistakesReportedOnce = []
  ) {
    syntaxErrorCount += 1
    defer {
      isRecovering = true
      lastErrorStart = token.start
    }
    guard !isRecovering, token.kind != .invalid, token.start != lastErrorStart,
      mistake.isEmpty || reportedOnce.isDisjoint(with: mistake)
    else { return }
    reportedOnce.formUnion(mistake)
    let described = describe(token)
    let isPoint = token.kind == .dot && previousEnd == token.start && followsNumber
    lexer.diagnostics.error(
      RawDiagnostic(
        .unexpectedToken, "expected \(expected), found \(described)", at: token.range,
        label: label,
        notes: isPoint
          ? [.init("a float has a digit on both sides of its point")] : notes + noteOnComment))
  }

  /// A note on a comment between the last token and the next one, on the last one's line, that hides
  /// code: `7 // 2;` is a division in other languages.
  private var noteOnComment: [RawDiagnostic.Note] {
    guard previousEnd < token.start, token.isFirstOnLine || token.kind == .endOfFile else {
      return []
    }
    let comment = lexer.source[Int(previousEnd)..<Int(token.start)]
      .drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 != 0x0A }
    let mark = Array("//".utf8)
    guard comment.starts(with: mark),
      let end = comment.last(where: { $0 != 0x20 && $0 != 0x0D }), Array(";,)".utf8).contains(end)
    else { return [] }
    let start = UInt32(comment.startIndex)
    return [
      .init(
        "'//' begins a comment; '/' divides integers, and drops the remainder",
        at: SourceRange(start: start, end: start + 2))
    ]
  }

  /// Whether a number ends directly before the next token.
  private var followsNumber: Bool {
    var start = Int(token.start)
    while start > 0, CharacterClass.isIdentifierPart(lexer.source[start - 1]) { start -= 1 }
    return CharacterClass.isDigit(lexer.source[start])
  }

  /// The token's name in messages.
  func describe(_ token: Token) -> String {
    switch token.kind {
    case .endOfFile: return lexer.isInExample ? "the end of the example" : "the end of the file"
    case .string: return "a string"
    case .unterminatedString:
      let isByte = lexer.source[Int(token.start)] == UInt8(ascii: "'")
      return isByte ? "a byte" : "a string"
    case .invalid: return "an unexpected character"
    default:
      // A longer name is not worth reading to its end. It is ASCII, so it can be cut anywhere.
      let shownMax = 60
      let bytes = lexer.source[Int(token.start)..<Int(token.end)]
      let text = String(decoding: bytes.prefix(shownMax), as: UTF8.self)
      return bytes.count > shownMax ? "'\(text)…'" : "'\(text)'"
    }
  }

  // MARK: - Recovery

  /// Skips to the next possible start of a statement, block or declaration, past the `;` that ends
  /// this one.
  mutating func skipStatement() {
    defer {
      isRecovering = false
      recoversAtLineEnd = false
    }
    while true {
      switch token.kind {
      case .endOfFile, .leftBrace, .rightBrace: return
      case .semicolon:
        advance()
        return
      default:
        if token.kind.beginsDeclaration || beginsTest { return }
        if token.kind.beginsStatement || recoversAtLineEnd && token.isFirstOnLine { return }
        skip()
      }
    }
  }

  /// Takes a token that is not understood. If it is a name, this may have been its declaration.
  mutating func skip() {
    if token.kind == .identifier { ast.lostNames.append(names.intern(token.range)) }
    advance()
  }

  /// Skips to a `{` or a `}`, a `;`, or a declaration.
  mutating func skipToBlock() {
    while !isAtEndOfHead { skip() }
  }

  /// Whether the next token is a `{` or a `}`, a `;`, or begins a declaration.
  var isAtEndOfHead: Bool {
    [.leftBrace, .rightBrace, .semicolon, .endOfFile].contains(token.kind)
      || token.kind.beginsDeclaration
  }

  /// Takes the `)` or `]` that closes a list, or reports that it was expected and skips to it.
  mutating func close(
    _ kind: Token.Kind, _ expected: String, notes: [RawDiagnostic.Note]? = nil
  ) {
    if take(kind) { return }
    if !isRecovering, beginsExpression(token.kind) { loseLastName() }
    reportUnexpected(expected, notes: notes ?? noteAfterOperand())
    // `a if c else b`, and `x for x in a`.
    if token.kind == .if || token.kind == .for { skip() }
    if skip(to: kind) {
      advance()
      isRecovering = false
    }
  }

  /// Inside parentheses or brackets: skips to the `)` or `]` that closes them. False if the
  /// statement ends before it, or what is around them.
  mutating func skip(to closing: Token.Kind) -> Bool {
    // Brackets and parentheses of the skipped text itself; they need not match.
    var open = 0
    while true {
      switch token.kind {
      case .endOfFile, .leftBrace, .rightBrace, .semicolon: return false
      case .leftParen, .leftBracket: open += 1
      case .rightParen, .rightBracket:
        if open == 0 { return token.kind == closing }
        open -= 1
      default:
        if token.kind.beginsStatement || token.kind.beginsDeclaration { return false }
        if recoversAtLineEnd && token.isFirstOnLine { return false }
      }
      skip()
    }
  }

  /// Takes the `;` that ends a statement or an import. If it is missing but the next line or the
  /// next statement follows, nothing is skipped.
  mutating func expectSemicolon(after what: String, notes: [RawDiagnostic.Note] = []) {
    if take(.semicolon) {
      isRecovering = false
      recoversAtLineEnd = false
      return
    }
    let wasRecovering = isRecovering
    let isNoted = !notes.isEmpty
    let notes = isNoted || token.isFirstOnLine ? notes : noteAfterStatement()
    reportUnexpected(
      "';' after \(what)", label: isNoted ? "" : "a ';' is missing before this", notes: notes)
    if !wasRecovering, token.isFirstOnLine {
      isRecovering = false
    } else {
      skipStatement()
    }
  }

  /// Takes the `;` after a value. If it is missing on its line, a `{` before it begins no block but a
  /// part of the value, in the form of another language.
  mutating func expectSemicolon(afterValueOf what: String) {
    guard token.kind != .semicolon, !token.isFirstOnLine else {
      return expectSemicolon(after: what)
    }
    reportUnexpected(
      "';' after \(what)", label: "a ';' is missing before this", notes: noteAfterStatement())
    if token.kind == .if { skip() }
    while ![.semicolon, .rightBrace, .endOfFile].contains(token.kind), !beginsTest,
      !token.kind.beginsStatement, !token.kind.beginsDeclaration,
      !(recoversAtLineEnd && token.isFirstOnLine)
    {
      guard token.kind == .leftBrace else {
        skip()
        continue
      }
      skipBlock()
      if token.isFirstOnLine { break }
    }
    _ = take(.semicolon)
    isRecovering = false
    recoversAtLineEnd = false
  }

  /// Skips a block, with all blocks in it.
  mutating func skipBlock() {
    var open = 0
    repeat {
      if token.kind == .leftBrace { open += 1 }
      if token.kind == .rightBrace { open -= 1 }
      // Braces missing at the end are not reported a second time.
      if token.kind == .endOfFile { return reportNothingAt(token) }
      skip()
    } while open > 0
    isRecovering = false
  }

  private mutating func reportNothingAt(_ token: Token) {
    lastErrorStart = token.start
  }
}
