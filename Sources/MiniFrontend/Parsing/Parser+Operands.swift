// The grammar of expressions: operands, and what follows them.

extension Parser {
  /// `primary { "." IDENT | "[" expr "]" | "[" [ expr ] ".." [ expr ] "]" | "(" arguments ")" }`
  mutating func parsePostfix() -> AST.NodeID {
    let start = token.start
    var node = parsePrimary()
    while true {
      switch token.kind {
      case .dot where !ast[node].tag.isNumber && ast[node].tag != .error:
        node = parseMember(of: node, from: start)
      case .leftBracket where ast[node].tag != .error:
        node = parseBrackets(after: node, from: start)
      case .leftParen where !ast[node].tag.isNumber && ast[node].tag != .error:
        let open = token.start
        let arguments = parseArguments(after: [])
        // Nothing is taken where the nesting is too deep.
        if token.start == open { return node }
        node = ast.add(.callValue, from: start, to: previousEnd, node.index, arguments)
      case .equal, .leftBrace, .colon, .question, .bang, .string:
        guard parseForeign(after: &node, from: start) else { return node }
      default: return node
      }
    }
  }

  /// Reports what other languages write after an operand, and skips it. (A function of its own, for the
  /// stack of the deepest sources.)
  ///
  /// - Returns: whether the operand goes on.
  @inline(never) private mutating func parseForeign(
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

  /// A literal other than `none`; `nil`: something else.
  mutating func parseLiteral() -> AST.NodeID? {
    let start = token.start
    switch token.kind {
    case .integer, .float, .byte:
      let literal = advance()
      return ast.add(
        literal.kind == .float ? .float : .integer, from: start, to: literal.end, start)
    case .string: return ast.add(.string, from: start, to: advance().end)
    case .true, .false:
      let value: UInt32 = token.kind == .true ? 1 : 0
      return ast.add(.bool, from: start, to: advance().end, value)
    case .invalidLiteral:
      syntaxErrorCount += 1
      return ast.add(.error, from: start, to: advance().end)
    default: return nil
    }
  }

  private mutating func parsePrimary() -> AST.NodeID {
    if let literal = parseLiteral() { return literal }
    let start = token.start
    switch token.kind {
    case .none: return ast.add(.none, from: start, to: advance().end)
    case .unterminatedString:
      takeUnterminatedString()
      return ast.add(.error, from: start, to: previousEnd)
    case .identifier:
      if isLambda || isFunctionWithoutName { return skipClosure() }
      let name = identifier(advance()).name
      if token.kind == .bang, previousEnd == token.start,
        peek().kind == .leftParen || peek().kind == .leftBracket
      {
        return parseMacro(from: start)
      }
      guard token.kind == .leftParen else {
        return ast.add(.name, from: start, to: previousEnd, name.index)
      }
      let arguments = parseArguments(after: [])
      return ast.add(.call, from: start, to: previousEnd, name.index, arguments)
    case .leftParen: return parseParenthesized()
    case .leftBracket: return parseArrayOrMap()
    case .dot where beginsCase: return parseEnumCase()
    case .u8, .i32, .u32, .i64, .u64, .f64, .text: return parseConversion()
    case .struct, .enum: return skipOperand()
    case .fn where isFunctionType: return skipClosure()
    case .pipe, .pipePipe: return skipClosure()
    case .leftBrace where !isInHead: return skipOperand()
    case .greater where isArrow: return skipOperand()
    case .if, .switch:
      guard !token.isFirstOnLine else { break }
      return skipStatementAsOperand()
    case .const, .var:
      guard isInHead else { break }
      reportUnexpected("an expression", notes: noteOnMissingExpression())
      skipToBlock()
      return ast.add(.error, from: start, to: previousEnd)
    case .dot where peek().kind == .leftBrace:
      reportUnexpected("an expression", notes: [Self.constructionForm])
      advance()
      isRecovering = true
      skipBlock()
      return ast.add(.error, from: start, to: previousEnd)
    case .less where isAfterPoint, .dot where isAfterPoint:
      reportUnexpected("an expression", notes: noteOnMissingExpression())
      advance()
      isRecovering = false
      return parsePostfix()
    default: break
    }
    return parseMissingOperand()
  }

  /// Reports that an operand is missing, and parses the one after a `&` or a `*`.
  private mutating func parseMissingOperand() -> AST.NodeID {
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
  private mutating func skipClosure() -> AST.NodeID {
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
  private mutating func skipOperand() -> AST.NodeID {
    let start = token.start
    reportUnexpected("an expression", notes: noteOnMissingExpression())
    if token.kind != .leftBrace { advance() }
    if token.kind == .identifier { advance() }
    if token.kind == .leftBrace { skipBlock() }
    isRecovering = false
    return ast.add(.error, from: start, to: previousEnd)
  }

  /// Whether the `.` that is the next token is followed by a name, and is not the end of `...`.
  private var beginsCase: Bool {
    let start = Int(token.start)
    guard start == 0 || lexer.source[start - 1] != UInt8(ascii: ".") else { return false }
    let next = peek()
    return next.kind == .identifier || next.kind.isKeyword
  }

  /// `"." IDENT [ "(" arguments ")" ]`
  private mutating func parseEnumCase() -> AST.NodeID {
    let start = advance().start
    let name = identifier(advance())
    let isCalled = token.kind == .leftParen
    let head = [name.name.index, name.range.start, isCalled ? 1 : 0]
    let list = isCalled ? parseArguments(after: head) : ast.addList(head)
    return ast.add(.enumCase, from: start, to: previousEnd, list)
  }

  /// Reports `name!(…)`. The name is not looked up; its arguments are.
  private mutating func parseMacro(from start: UInt32) -> AST.NodeID {
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

  /// Takes a string whose line is lost (reported). Nothing that is missing on it is reported again.
  mutating func takeUnterminatedString() {
    advance()
    syntaxErrorCount += 1
    isRecovering = true
    recoversAtLineEnd = true
  }

  // MARK: - Members

  /// `"." IDENT [ "(" arguments ")" ]`; a keyword is a name here.
  private mutating func parseMember(of base: AST.NodeID, from start: UInt32) -> AST.NodeID {
    advance()
    if token.kind.isNumber || token.kind == .question {
      let isTuple = token.kind.isNumber
      reportUnexpected(
        "a name after '.'", notes: [isTuple ? Self.noTuples : Self.optionalForms],
        once: isTuple ? .tuples : [])
      advance()
      isRecovering = false
      return ast.add(.error, from: start, to: previousEnd)
    }
    let isWord = token.kind.isKeyword && !token.isFirstOnLine
    guard let member = isWord ? identifier(advance()) : expectIdentifier("a name after '.'") else {
      // It may have been a namespace.
      return ast.add(.error, from: start, to: previousEnd)
    }
    let isCalled = token.kind == .leftParen
    if isName(base, from: start) {
      let head = [ast[base].a, member.name.index, member.range.start]
      let list = isCalled ? parseArguments(after: head) : ast.addList(head)
      return ast.add(
        isCalled ? .memberCall : .memberName, from: start, to: previousEnd, 0, list)
    }
    let head = [member.name.index, member.range.start, isCalled ? 1 : 0]
    let list = isCalled ? parseArguments(after: head) : ast.addList(head)
    return ast.add(.member, from: start, to: previousEnd, base.index, list)
  }

  /// Whether a node is a name without parentheses around it.
  func isName(_ node: AST.NodeID, from start: UInt32) -> Bool {
    ast[node].tag == .name && ast[node].start == start
  }

  // MARK: - Parentheses and brackets

  /// `"(" expr ")"`
  private mutating func parseParenthesized() -> AST.NodeID {
    let start = token.start
    guard enter() else { return ast.add(.error, from: start, to: start) }
    defer { leave() }
    advance()
    let inner = parseExpression()
    if token.kind == .comma || token.kind == .dotDot || token.kind == .dotDotEqual {
      return skipList(from: start)
    }
    close(.rightParen, "')'")
    ast.widen(inner, from: start, to: previousEnd)
    return inner
  }

  /// Reports a tuple, a range or the parameters of a function without a name, and skips them.
  private mutating func skipList(from start: UInt32) -> AST.NodeID {
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
  private mutating func skipArrowBlock() {
    advance()
    guard take(.greater), token.kind == .leftBrace else { return }
    skipBlock()
    isRecovering = true
  }

  /// `( "u8" | "i32" | "u32" | "i64" | "u64" | "f64" | "text" ) "(" expr ")"`
  private mutating func parseConversion() -> AST.NodeID {
    let keyword = advance()
    guard token.kind == .leftParen else {
      let word = keyword.kind.scalar?.name ?? Type.text.name
      reportUnexpected("'(' after '\(word)'", notes: noteOnType(word, keyword.kind.scalar))
      skipMembers()
      return ast.add(.error, from: keyword.start, to: keyword.end)
    }
    let operand = parseParenthesizedOperand()
    guard let scalar = keyword.kind.scalar else {
      return ast.add(.convertText, from: keyword.start, to: previousEnd, operand.index)
    }
    return ast.add(
      .convert, from: keyword.start, to: previousEnd, operand.index, UInt32(scalar.rawValue))
  }

  /// Skips `.name` or `::name` after a type.
  private mutating func skipMembers() {
    guard token.kind == .dot || token.kind == .colon && peek().kind == .colon else { return }
    while take(.dot) || take(.colon) {}
    if token.kind == .identifier { advance() }
    isRecovering = false
  }

  /// Parses the operand of a conversion. The parentheses belong to the conversion.
  private mutating func parseParenthesizedOperand() -> AST.NodeID {
    guard enter() else { return ast.add(.error, from: token.start, to: token.start) }
    defer { leave() }
    advance()
    let operand = parseExpression()
    close(.rightParen, "')' after the conversion's operand")
    return operand
  }

  /// An index or a slice of what comes before.
  private mutating func parseBrackets(after base: AST.NodeID, from start: UInt32) -> AST.NodeID {
    guard enter() else { return ast.add(.error, from: start, to: previousEnd) }
    defer { leave() }
    advance()
    let isOpen = token.kind == .dotDot || token.kind == .dotDotEqual
    let first = isOpen ? AST.none : parseExpression().index
    if token.kind == .dotDotEqual {
      reportUnexpected("'..'", notes: [.init("a slice ends before its end: 'a[i..j + 1]'")])
      isRecovering = false
    }
    if take(.dotDot) || take(.dotDotEqual) {
      let end = token.kind == .rightBracket ? AST.none : parseExpression().index
      close(.rightBracket, "']' after the slice's end")
      let list = ast.addList([first, end])
      return ast.add(.slice, from: start, to: previousEnd, base.index, list)
    }
    let isComma = token.kind == .comma
    close(
      .rightBracket, "']' or '..' after the index",
      notes: token.kind == .colon
        ? [Self.sliceForm] : isComma ? [.init("an element of an element is 'a[i][j]'")] : nil)
    return ast.add(.index, from: start, to: previousEnd, base.index, first)
  }
}
