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

  /// Whether the `.` that is the next token is followed by a name, and is not the end of `...`.
  private var beginsCase: Bool {
    mutating get {
      let start = Int(token.start)
      guard start == 0 || lexer.source[start - 1] != UInt8(ascii: ".") else { return false }
      let next = peek()
      return next.kind == .identifier || next.kind.isKeyword
    }
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

  /// Takes a string whose line is lost (reported). Nothing that is missing on it is reported again.
  mutating func takeUnterminatedString() {
    advance()
    syntaxErrorCount += 1
    isRecovering = true
    recoversAtLineEnd = true
  }

  // MARK: - Members

  /// `"." IDENT [ "(" arguments ")" ]`; a keyword is a name here.
  mutating func parseMember(of base: AST.NodeID, from start: UInt32) -> AST.NodeID {
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
