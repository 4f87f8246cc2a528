// The grammar of statements with conditions and blocks.

extension Parser {
  /// `"if" condition block { "else" "if" condition block } [ "else" block ]`
  mutating func parseIf() -> AST.NodeID {
    let start = token.start
    let mark = scratch.count
    var branchCount: UInt32 = 0
    var elseBlock = AST.none
    var lacksBraces = false
    while token.kind == .if || isElif {
      if token.kind != .if {
        reportUnexpected("'else if'", notes: [Self.twoWords])
        isRecovering = false
      }
      let ifStart = advance().start
      let condition = parseCondition()
      lacksBraces = lacksBraces || token.kind != .leftBrace
      let block = parseBranch(after: "the condition")
      scratch += [ifStart, condition.index, block.index]
      branchCount += 1
      guard take(.else) else {
        if isElif { continue }
        break
      }
      if token.kind != .if {
        // Without braces, the whole is one mistake.
        isRecovering = lacksBraces
        elseBlock = parseBranch(after: "'else'").index
        break
      }
    }
    let list = ast.addList([branchCount])
    _ = ast.addList(scratch[mark...])
    _ = ast.addList([elseBlock])
    scratch.removeLast(scratch.count - mark)
    return ast.add(.ifChain, from: start, to: previousEnd, list)
  }

  /// Whether an `else if` begins as other languages write it, rather than a statement.
  private var isElif: Bool {
    mutating get {
      guard isNext("elif") || isNext("elsif") || isNext("elseif") else { return false }
      switch peek().kind {
      case .identifier, .integer, .float, .string, .byte, .bang, .tilde, .true, .false, .none,
        .text, .const:
        return true
      case .leftParen:
        var ahead = lexer
        _ = ahead.next()
        return ahead.skipToClosingParenthesis() && ahead.next().kind == .leftBrace
      default: return false
      }
    }
  }

  static let twoWords = RawDiagnostic.Note("'else if' consists of two words")

  mutating func parseWhile() -> AST.NodeID {
    let start = advance().start
    let condition = parseCondition()
    let block = parseBranch(after: "the condition")
    return ast.add(.whileLoop, from: start, to: previousEnd, condition.index, block.index)
  }

  /// `expr | "const" IDENT "=" expr`
  ///
  /// Reports a `=` after an expression, and goes on as if it were a `==`.
  private mutating func parseCondition() -> AST.NodeID {
    if token.kind == .const || token.kind == .var || isLet { return parseConstCondition() }
    if isLetCase {
      reportUnexpected(
        "a condition",
        notes: [.init("the values of a case are named by 'switch x { .a(v) { … } else { … } }'")])
      skipToBlock()
      return ast.add(.error, from: previousEnd, to: previousEnd)
    }
    let condition = parseHead()
    if isCapture {
      reportUnexpected("'{' after the condition", notes: [Self.optionalForms])
      skipToBlock()
    }
    guard token.kind == .equal, !isRecovering else {
      if token.kind == .in || isRecovering && token.kind == .leftBrace {
        return ast.add(
          .errorAround, from: ast[condition].start, to: ast[condition].end, condition.index)
      }
      return beginsExpression(token.kind) ? known(condition) : condition
    }
    reportUnexpected("'{' after the condition", notes: [.init("'==' compares")])
    isRecovering = false
    advance()
    let right = parseHead()
    return ast.add(
      .equal, from: ast[condition].start, to: previousEnd, condition.index, right.index)
  }

  private var isLetCase: Bool {
    mutating get {
      (isNext("let") || isNext("case")) && (peek().kind == .dot || peek().kind == .identifier)
    }
  }

  private var isLet: Bool {
    mutating get {
      isNext("let") && peek().kind == .identifier
    }
  }

  /// `"const" IDENT "=" expr`
  private mutating func parseConstCondition() -> AST.NodeID {
    let start = token.start
    if token.kind != .const {
      reportUnexpected(
        "'const'", notes: [.init("the value of an optional is bound by 'if const v = x { … }'")])
      isRecovering = false
    }
    advance()
    if token.kind == .underscore {
      reportUnexpected("a name", notes: [.init("without its value: 'if x != none { … }'")])
      return ast.add(.error, from: start, to: previousEnd)
    }
    guard let identifier = expectIdentifier("a name after 'const'") else {
      return ast.add(.error, from: start, to: previousEnd)
    }
    let value: AST.NodeID
    if expect(.equal, "'=' and an optional") {
      isInHead = true
      defer { isInHead = false }
      value = parseExpression(minimum: BinaryOperator.comparisonPrecedence)
      switch token.kind {
      case .and, .or, .ampersandAmpersand, .pipePipe, .comma:
        reportUnexpected("'{' after the optional", notes: [Self.oneCondition])
        skipToBlock()
      default: break
      }
    } else {
      value = ast.add(.error, from: token.start, to: token.start)
    }
    let list = ast.addList([identifier.name.index, identifier.range.start])
    return ast.add(.constCondition, from: start, to: previousEnd, list, value.index)
  }

  /// `"for" ( IDENT | "_" ) [ "," ( IDENT | "_" ) ] "in" ( expr | expr ( ".." | "..=" ) expr ) block`
  ///
  /// - Returns: `nil` if the names are wrong, because then the block's names are not known.
  mutating func parseFor() -> AST.NodeID? {
    parseLoop(from: advance().start)
  }

  /// Parses a loop after its `for`.
  mutating func parseLoop(from start: UInt32) -> AST.NodeID? {
    let first = parseLoopName()
    let counts = take(.comma)
    let second = counts ? parseLoopName() : nil
    if !take(.in) { reportUnexpected("'in' and a range or an array", notes: Self.loopForms) }
    if isRecovering {
      skipLoopHead()
      _ = parseBranch(after: "the range")
      return nil
    }
    let value = parseHead()
    let isInclusive = token.kind == .dotDotEqual
    var end: AST.NodeID?
    if take(.dotDot) || take(.dotDotEqual) { end = parseHead() }
    let block = parseBranch(after: end == nil ? "the value" : "the range")
    let (element, counter) = counts ? (second, first) : (first, nil)
    let list = ast.addList([
      element?.name.index ?? AST.none, element?.range.start ?? AST.none,
      counter?.name.index ?? AST.none, counter?.range.start ?? AST.none, value.index,
    ])
    guard let end else {
      _ = ast.addList([counts ? 2 : 1])
      return ast.add(.eachLoop, from: start, to: previousEnd, list, block.index)
    }
    _ = ast.addList([end.index, isInclusive ? 1 : 0])
    return ast.add(.forLoop, from: start, to: previousEnd, list, block.index)
  }

  /// Parses a name of a loop; `nil` for `_`, or if there is none (reported).
  private mutating func parseLoopName() -> AST.Identifier? {
    if take(.underscore) { return nil }
    if [.leftParen, .const, .var, .leftBrace].contains(token.kind) {
      reportUnexpected("a name or '_'", notes: Self.loopForms)
      return nil
    }
    return expectIdentifier("a name or '_'")
  }

  /// Skips to the block of a loop whose head is wrong, or to the next line.
  private mutating func skipLoopHead() {
    repeat {
      if [.leftBrace, .rightBrace, .endOfFile].contains(token.kind) { return }
      if token.kind.beginsDeclaration { return }
      skip()
    } while !token.isFirstOnLine
  }

  private static let loopForms = [
    RawDiagnostic.Note("a loop over numbers is 'for i in 0..10 { … }'"), eachForm,
  ]

  /// Parses the block of an `if`, `else`, `while` or `for`. If its `{` is missing and a statement clearly
  /// begins, that statement is the block.
  mutating func parseBranch(after what: String) -> AST.NodeID {
    let lacksBrace = token.kind != .leftBrace
    if token.kind != .leftBrace {
      reportUnexpected("'{' after \(what)", notes: noteOnMissingBlock())
      while !token.kind.beginsStatement, !token.kind.beginsDeclaration,
        ![.leftBrace, .rightBrace, .semicolon, .endOfFile].contains(token.kind),
        !(recoversAtLineEnd && token.isFirstOnLine)
      {
        skip()
      }
    }
    isRecovering = false
    if token.kind == .semicolon {
      // The text in place of the block ends here.
      advance()
      return emptyBlock(from: previousEnd)
    }
    guard enter() else {
      let start = token.start
      if token.kind == .leftBrace { skipBlock() } else { skipStatement() }
      return emptyBlock(from: start)
    }
    defer { leave() }
    if token.kind == .leftBrace { return parseBlock() }
    let start = token.start
    guard token.kind.beginsStatement else { return emptyBlock(from: start) }
    // Nothing else is reported about a statement without braces.
    isRecovering = lacksBrace
    defer { isRecovering = false }
    guard let statement = parseStatement() else { return emptyBlock(from: start) }
    let list = ast.addList([1, statement.index])
    return ast.add(.block, from: start, to: previousEnd, list)
  }

  mutating func emptyBlock(from start: UInt32) -> AST.NodeID {
    let list = ast.addList([0])
    return ast.add(.block, from: start, to: previousEnd, list)
  }
}
