// Reports what other languages write in and after operands, and skips it.

extension Parser {
  /// Reports what other languages write after an operand, and skips it. (A function of its own, for the
  /// stack of the deepest sources.)
  ///
  /// - Returns: whether the operand goes on.
  @inline(never) mutating func parseForeign(
    after node: inout AST.NodeID, from start: UInt32
  ) -> Bool {
    switch token.kind {
    case .equal where isFatArrow:
      // The name before it is not looked up.
      reportUnexpected("the end of the operand", notes: noteAfterOperand())
      skipArrowBlock()
      node = ast.add(.error, from: start, to: previousEnd)
      return false
    case .leftBrace where ast[node].tag == .name || ast[node].tag == .memberName:
      guard !isInHead, isConstructionInBraces else { return false }
      reportUnexpected("'('", notes: [Self.constructionForm])
      skipBlock()
      node = ast.add(.error, from: start, to: previousEnd)
    case .colon where ast[node].tag == .name && peek().kind == .colon:
      reportUnexpected("'.'", notes: [.init("a case is 'Shape.circle', a function 'math.add'")])
      isRecovering = false
      advance()
      let isNew = lexer.source[Int(token.end)...].starts(with: "new(".utf8)
      node = parseMember(of: node, from: start)
      // Not looked for among the cases of an enum or the functions of a file.
      if isNew { node = ast.add(.error, from: start, to: previousEnd) }
    case .question, .bang:
      // The value of an optional is meant.
      let isTernary =
        token.kind == .question && peek().kind != .dot && beginsExpression(peek().kind)
      reportUnexpected(
        "the end of the operand", notes: [isTernary ? Self.ternaryForm : Self.optionalForms])
      advance()
      if token.kind == .colon, previousEnd == token.start { advance() }
      // The rest of `c ? a : b` is lost.
      if token.kind == .dot || !beginsExpression(token.kind) { isRecovering = false }
      if ast[node].tag != .errorAround {
        node = ast.add(.errorAround, from: start, to: previousEnd, node.index)
      }
    case .string where previousEnd == token.start && ast[node].tag == .name:
      // A name that belongs to the string is not looked up.
      reportUnexpected("the end of the operand", notes: noteAfterOperand())
      isRecovering = false
      node = ast.add(.string, from: token.start, to: advance().end)
    default: return false
    }
    return true
  }

  /// Reports that an operand is missing, and parses the one after a `&` or a `*`.
  mutating func parseMissingOperand() -> AST.NodeID {
    let start = token.start
    reportUnexpected(
      "an expression", notes: noteOnMissingExpression(), once: token.kind == .star ? .pointers : [])
    guard token.kind == .ampersand || token.kind == .star else {
      return ast.add(.error, from: start, to: start)
    }
    while take(.ampersand) || take(.star) {}
    isRecovering = false
    let operand = parsePostfix()
    return ast.add(.errorAround, from: start, to: previousEnd, operand.index)
  }

  /// Reports a function in the place of an operand, and skips it: `fn(…) { … }`, `|…| { … }`; of
  /// `|…| x` and `lambda …: x` the parameters.
  mutating func skipClosure() -> AST.NodeID {
    let start = token.start
    reportUnexpected("an expression", notes: [Self.noClosures])
    let kind = token.kind
    skip()
    if kind == .pipe || kind == .identifier && token.kind != .leftParen {
      let end: Token.Kind = kind == .pipe ? .pipe : .colon
      while token.kind != end, token.kind != .rightParen, !isAtEndOfHead { skip() }
      guard take(end) else { return ast.add(.error, from: start, to: previousEnd) }
    } else if kind != .pipePipe {
      skipToBlock()
    }
    if token.kind == .leftBrace {
      skipBlock()
    } else if kind != .fn, beginsExpression(token.kind), enter() {
      defer { leave() }
      isRecovering = false
      let body = parseExpression()
      return ast.add(.errorAround, from: start, to: previousEnd, body.index)
    }
    return ast.add(.error, from: start, to: previousEnd)
  }

  /// Reports text in the place of an operand, and skips it: a type's declaration, braces, or `->` and
  /// a name.
  mutating func skipOperand() -> AST.NodeID {
    let start = token.start
    reportUnexpected("an expression", notes: noteOnMissingExpression())
    if token.kind != .leftBrace { advance() }
    if token.kind == .identifier { advance() }
    if token.kind == .leftBrace { skipBlock() }
    isRecovering = false
    return ast.add(.error, from: start, to: previousEnd)
  }

  /// Reports `name!(…)`. The name is not looked up; its arguments are.
  mutating func parseMacro(from start: UInt32) -> AST.NodeID {
    reportUnexpected(
      "'(' and arguments", notes: [.init("functions are called without '!': 'print(x)'")])
    advance()
    isRecovering = false
    if token.kind == .leftBracket {
      let array = parseArrayOrMap()
      return ast.add(.errorAround, from: start, to: previousEnd, array.index)
    }
    let arguments = parseArguments(after: [])
    let list = ast.add(.arrayLiteral, from: start, to: previousEnd, arguments)
    return ast.add(.errorAround, from: start, to: previousEnd, list.index)
  }

  /// Reports a tuple, a range or the parameters of a function without a name, and skips them.
  mutating func skipList(from start: UInt32) -> AST.NodeID {
    let separator = token
    _ = skip(to: .rightParen)
    let isClosed = take(.rightParen)
    let isFunction = isClosed && token.kind == .equal && isFatArrow
    let isTuple = separator.kind == .comma
    report(
      separator, "')'",
      notes: [isFunction ? Self.noClosures : isTuple ? Self.noTuples : Self.noRangeValues],
      once: isTuple && !isFunction ? .tuples : [])
    if isFunction { skipArrowBlock() }
    // Without its value, a tuple is sound; of `(a..b).f()`, the rest is lost.
    isRecovering = isFunction || !isTuple || !isClosed
    return ast.add(.error, from: start, to: previousEnd)
  }

  /// Skips the `=>` of a function without a name, and the block after it.
  mutating func skipArrowBlock() {
    advance()
    guard take(.greater), token.kind == .leftBrace else { return }
    skipBlock()
    isRecovering = true
  }

  /// Skips `.name` or `::name` after a type.
  mutating func skipMembers() {
    guard token.kind == .dot || token.kind == .colon && peek().kind == .colon else { return }
    while take(.dot) || take(.colon) {}
    if token.kind == .identifier { advance() }
    isRecovering = false
  }

  /// Whether a function without a name begins, as in Python.
  var isLambda: Bool {
    mutating get {
      isNext("lambda") && [.identifier, .colon, .underscore].contains(peek().kind)
    }
  }

  /// Whether a function without a name begins, as in Go or JavaScript: parameters with types, or what
  /// follows the parentheses, tell it from a call.
  var isFunctionWithoutName: Bool {
    // Two bytes rule out nearly all names, of which a file has many.
    let (start, end) = (Int(token.start), Int(token.end))
    guard end - start >= 3 else { return false }
    switch (lexer.source[start], lexer.source[start + 1]) {
    case (UInt8(ascii: "f"), UInt8(ascii: "u")):
      guard isNext("func") || isNext("function") || isNext("fun") else { return false }
    case (UInt8(ascii: "d"), UInt8(ascii: "e")): guard isNext("def") else { return false }
    default: return false
    }
    var ahead = lexer
    guard ahead.next().kind == .leftParen else { return false }
    var parameter = ahead
    if parameter.next().kind == .identifier, parameter.next().kind == .colon { return true }
    guard ahead.skipToClosingParenthesis() else { return false }
    let kind = ahead.next().kind
    if kind == .leftBrace { return !isInHead }
    return kind == .minus && ahead.next().kind == .greater
      || kind != .leftBracket && beginsType(kind)
  }
}

extension Lexer {
  /// Skips to behind the parenthesis that closes an open one; `false`: a statement or a block ends or
  /// begins before.
  mutating func skipToClosingParenthesis() -> Bool {
    var open = 1
    while open > 0 {
      switch next().kind {
      case .leftParen: open += 1
      case .rightParen: open -= 1
      case .semicolon, .leftBrace, .rightBrace, .endOfFile: return false
      default: break
      }
    }
    return true
  }
}
