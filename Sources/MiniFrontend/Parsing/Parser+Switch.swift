// The grammar of `switch` and its patterns.

extension Parser {
  /// `"switch" expr "{" { pattern { "," pattern } block } [ "else" block ] "}"`
  mutating func parseSwitch() -> AST.NodeID {
    parseSwitch(from: advance().start)
  }

  /// Parses a `switch` after its keyword.
  ///
  /// - Parameter reported: `branches` if the form of the whole has been reported.
  mutating func parseSwitch(
    from start: UInt32, reported: MistakesReportedOnce = []
  ) -> AST.NodeID {
    var subject = parseHead()
    reportedOnce.remove(.branches)
    reportedOnce.formUnion(reported)
    var isWrong = !reported.isEmpty
    let mark = scratch.count
    var branchCount: UInt32 = 0
    var elseBlock = AST.none
    var elseStart: UInt32 = 0
    if beginBranches() {
      let open = SourceRange(start: previousEnd - 1, end: previousEnd)
      while ![.rightBrace, .fn, .endOfFile].contains(token.kind), elseBlock == AST.none {
        let before = token.start
        let errorsBefore = syntaxErrorCount
        if takeElse() {
          isWrong = isWrong || syntaxErrorCount > errorsBefore
          elseStart = before
          elseBlock = parseBranch(wrongAfter: errorsBefore, "'else'").index
        } else {
          let words = isNext("case") || isNext("when") ? Self.wordsOfBranches : []
          let patterns = parsePatterns()
          isWrong = isWrong || syntaxErrorCount > errorsBefore
          let block = parseBranch(wrongAfter: errorsBefore, "the pattern", next: words)
          scratch += [patterns, block.index]
          branchCount += 1
          // `=> { … },`, of which the first half is reported.
          if syntaxErrorCount > errorsBefore { _ = take(.comma) }
        }
        if token.start == before { advance() }
      }
      endBranches(open)
      leave()
    }
    if isWrong {
      // Nothing is reported about what the patterns cover.
      subject = ast.add(.errorAround, from: ast[subject].start, to: ast[subject].end, subject.index)
    }
    let list = ast.addList([branchCount])
    _ = ast.addList(scratch[mark...])
    _ = ast.addList([elseBlock, elseStart])
    scratch.removeLast(scratch.count - mark)
    return ast.add(.switchChoice, from: start, to: previousEnd, subject.index, list)
  }

  /// Takes the `{` of a `switch`; false if it is missing (reported), or too deep.
  private mutating func beginBranches() -> Bool {
    if token.kind != .leftBrace {
      reportUnexpected("'{' after the value", notes: noteAfterOperand())
      while !token.kind.beginsStatement, !token.kind.beginsDeclaration,
        ![.leftBrace, .rightBrace, .semicolon, .endOfFile].contains(token.kind)
      {
        advance()
      }
    }
    guard token.kind == .leftBrace else {
      _ = take(.semicolon)
      isRecovering = false
      return false
    }
    guard enter() else {
      skipBlock()
      return false
    }
    isRecovering = false
    advance()
    return true
  }

  private mutating func endBranches(_ open: SourceRange) {
    if token.kind != .rightBrace, token.kind != .fn, token.kind != .endOfFile {
      reportUnexpected("'}'", notes: [.init("'else' is the last branch of a 'switch'")])
      while ![.rightBrace, .fn, .endOfFile].contains(token.kind) {
        if token.kind == .leftBrace { skipBlock() } else { skip() }
      }
      isRecovering = false
    }
    if take(.rightBrace) {
      isRecovering = false
    } else {
      reportUnexpected("'}'", notes: [.init("the branches begin here", at: open)])
    }
  }

  /// Takes the `else` of a `switch`, or what other languages write in its place (reported).
  private mutating func takeElse() -> Bool {
    guard token.kind == .underscore || isNext("default") else {
      guard take(.else) else { return false }
      if token.kind == .equal || token.kind == .colon || isArrow {
        reportUnexpected("'{' after 'else'", notes: [Self.branchForm], once: .branches)
        skipArrow()
      }
      return true
    }
    reportUnexpected(
      "a pattern or 'else'", notes: [.init("the branch for all other values is 'else { … }'")],
      once: .branches)
    advance()
    skipArrow()
    return true
  }

  private static let wordsOfBranches = ["case", "when", "default"]

  /// Parses the block of a branch. After a pattern in error, text in the place of a block is skipped.
  ///
  /// - Parameters:
  ///   - errorsBefore: the number of syntax errors before the pattern.
  ///   - words: of which one begins the next branch; empty: a `,`, a `;` or a line ends this one.
  private mutating func parseBranch(
    wrongAfter errorsBefore: Int, _ what: String, next words: [String] = []
  ) -> AST.NodeID {
    guard syntaxErrorCount > errorsBefore, token.kind != .leftBrace else {
      return parseBranch(after: what)
    }
    let start = token.start
    while ![.rightBrace, .endOfFile].contains(token.kind), !words.contains(where: isNext),
      !token.kind.beginsDeclaration
    {
      let isEnd = words.isEmpty && (token.kind == .comma || token.kind == .semicolon)
      if token.kind == .leftBrace { skipBlock() } else { skip() }
      if isEnd || words.isEmpty && token.isFirstOnLine { break }
    }
    isRecovering = false
    return emptyBlock(from: start)
  }

  /// Skips what other languages write between a pattern and its branch.
  private mutating func skipArrow() {
    while [.colon, .equal, .minus, .greater, .if].contains(token.kind) { advance() }
  }

  /// The patterns of a branch: a list of a count and patterns.
  private mutating func parsePatterns() -> UInt32 {
    let mark = scratch.count
    let errorsBefore = syntaxErrorCount
    if isNext("case") || isNext("when") {
      reportUnexpected("a pattern", notes: [Self.branchForm], once: .branches)
      advance()
      isRecovering = false
    }
    repeat {
      if token.kind == .leftBrace, scratch.count > mark { break }
      scratch.append(parsePattern().index)
      if token.kind == .pipe || token.kind == .or {
        reportUnexpected("',' or '{'", notes: [.init("patterns of one branch are parted by ','")])
        advance()
        isRecovering = false
        scratch.append(parsePattern().index)
      }
    } while take(.comma)
    // A branch in the form of another language is one mistake.
    isRecovering = isRecovering || syntaxErrorCount > errorsBefore
    switch token.kind {
    case .colon, .equal, .minus, .if:
      // Then the branch is a statement, or a block.
      let isCondition = token.kind == .if
      reportUnexpected(
        "'{' after the pattern",
        notes: [
          isCondition
            ? .init("a pattern has no condition: write an 'if' in its branch") : Self.branchForm
        ], once: .branches)
      skipArrow()
      if isCondition { _ = parseExpression() }
    default: break
    }
    return takeList(from: mark)
  }

  static let branchForm = RawDiagnostic.Note(
    "a branch is a pattern and a block: '.circle(r) { … }', '1, 2 { … }'")

  /// `"." IDENT [ "(" ( IDENT | "_" ) { "," ( IDENT | "_" ) } ")" ]`, or a literal, or a range of two
  private mutating func parsePattern() -> AST.NodeID {
    let start = token.start
    if token.kind == .dot {
      advance()
      return parseCasePattern(from: start)
    }
    if token.kind == .identifier {
      // A case without its point, or after its type.
      reportPattern()
      while peek().kind == .dot {
        advance()
        advance()
      }
      isRecovering = false
      return parseCasePattern(from: start)
    }
    guard let first = parsePatternLiteral() else {
      reportPattern()
      skipPattern()
      return ast.add(.error, from: start, to: previousEnd)
    }
    guard token.kind == .dotDot || token.kind == .dotDotEqual else {
      return ast.add(.valuePattern, from: start, to: previousEnd, first.index)
    }
    let tag: AST.Tag = advance().kind == .dotDot ? .rangePattern : .closedRangePattern
    guard let last = parsePatternLiteral() else {
      reportUnexpected("the end of the range", notes: [.init("it is a literal")])
      return ast.add(.error, from: start, to: previousEnd)
    }
    return ast.add(tag, from: start, to: previousEnd, first.index, last.index)
  }

  /// Parses the pattern of a case after its `.`.
  private mutating func parseCasePattern(from start: UInt32) -> AST.NodeID {
    guard let identifier = expectMemberName("a case's name after '.'") else {
      return ast.add(.error, from: start, to: previousEnd)
    }
    let head = [identifier.name.index, identifier.range.start]
    guard token.kind == .leftParen else {
      return ast.add(
        .casePattern, from: start, to: previousEnd, ast.addList(head + [AST.none]))
    }
    advance()
    let mark = scratch.count
    repeat {
      if token.kind == .rightParen, scratch.count > mark { break }
      if take(.underscore) || takeNestedLiteral() {
        scratch += [AST.none, AST.none]
      } else if let name = expectBinding() {
        scratch += [name.name.index, name.range.start]
      } else {
        break
      }
    } while take(.comma)
    close(.rightParen, "',' or ')'")
    let list = ast.addList(head + [UInt32((scratch.count - mark) / 2)])
    _ = ast.addList(scratch[mark...])
    scratch.removeLast(scratch.count - mark)
    return ast.add(.casePattern, from: start, to: previousEnd, list)
  }

  /// Takes a literal in the place of a name (reported).
  private mutating func takeNestedLiteral() -> Bool {
    guard token.kind.isNumber || [.string, .true, .false, .none].contains(token.kind) else {
      return false
    }
    reportUnexpected(Self.bindingExpected, notes: [Self.patternsDoNotNest])
    advance()
    isRecovering = false
    return true
  }

  private static let bindingExpected = "a name or '_'"
  private static let patternsDoNotNest = RawDiagnostic.Note(
    "patterns do not nest: bind the value, and test it in the branch")

  /// The name of a value of a case.
  private mutating func expectBinding() -> AST.Identifier? {
    let expected = Self.bindingExpected
    if token.kind == .dot {
      reportUnexpected(expected, notes: [Self.patternsDoNotNest])
      return nil
    }
    if token.kind == .rightParen {
      let note = "a case without values is written without parentheses"
      reportUnexpected(expected, notes: [.init(note)])
      return nil
    }
    if token.kind == .const || token.kind == .var || isNext("let"), peek().kind == .identifier {
      reportUnexpected(
        expected, notes: [.init("the values of a case are bound by their names alone")])
      advance()
      isRecovering = false
    }
    return expectIdentifier(expected)
  }

  /// `[ "-" ] literal`; `nil`: something else.
  private mutating func parsePatternLiteral() -> AST.NodeID? {
    guard token.kind == .minus, peek().kind.isNumber else { return parseLiteral() }
    let start = advance().start
    let literal = advance()
    return ast.add(
      literal.kind == .float ? .float : .integer, from: start, to: literal.end, literal.start, 1)
  }

  /// Reports text in the place of a pattern.
  private mutating func reportPattern() {
    var notes: [RawDiagnostic.Note] = []
    switch token.kind {
    case .none:
      notes = [.init("optionals have 'if const v = x { … } else { … }' and 'orelse'")]
    case .identifier:
      let isCase = peek().kind == .dot || peek().kind == .leftParen
      notes = [
        .init(
          isCase
            ? "a case is written without its type: '.circle(r)'"
            : "a pattern is a literal or a case, '.\(describe(token).dropFirst())")
      ]
    case .unterminatedString: return takeUnterminatedString()
    case .leftBrace: notes = [Self.branchForm]
    default: break
    }
    reportUnexpected("a pattern", notes: notes, once: .branches)
  }

  /// Skips text in the place of a pattern. The patterns after it are known again.
  private mutating func skipPattern() {
    var open = 0
    while ![.leftBrace, .rightBrace, .semicolon, .endOfFile].contains(token.kind),
      !token.kind.beginsDeclaration, open > 0 || token.kind != .comma,
      !(token.isFirstOnLine && token.start != previousEnd && open == 0 && token.kind == .dot)
    {
      if token.kind == .leftParen { open += 1 }
      if token.kind == .rightParen { open -= 1 }
      advance()
    }
    if token.kind == .comma || token.kind == .leftBrace { isRecovering = false }
  }
}
