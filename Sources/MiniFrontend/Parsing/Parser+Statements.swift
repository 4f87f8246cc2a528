// The grammar of statements.

extension Parser {
  /// `"{" { statement } "}"`; the next token is the `{`.
  mutating func parseBlock() -> AST.NodeID {
    let open = advance()
    let mark = scratch.count
    while token.kind != .rightBrace, token.kind != .fn, token.kind != .endOfFile {
      let before = token.start
      if let statement = parseStatement() { scratch.append(statement.index) }
      // Make progress, whatever went wrong.
      if token.start == before, token.kind != .fn { advance() }
    }
    if take(.rightBrace) {
      isRecovering = false
    } else {
      reportUnexpected("'}'", notes: [.init("the block begins here", at: open.range)])
    }
    let list = ast.addItem(UInt32(scratch.count - mark))
    _ = ast.addList(scratch[mark...])
    scratch.removeLast(scratch.count - mark)
    return ast.add(.block, from: open.start, to: previousEnd, list)
  }

  /// Parses the block of an `if`, `else`, `while` or `for`. If its `{` is missing and a statement clearly
  /// begins, that statement is the block.
  private mutating func parseBranch(after what: String) -> AST.NodeID {
    if token.kind != .leftBrace {
      reportUnexpected("'{' after \(what)")
      while !token.kind.beginsStatement,
        ![.leftBrace, .rightBrace, .semicolon, .fn, .import, .endOfFile].contains(token.kind),
        !(recoversAtLineEnd && token.isFirstOnLine)
      {
        advance()
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
    guard token.kind.beginsStatement, let statement = parseStatement() else {
      return emptyBlock(from: start)
    }
    let list = ast.addList([1, statement.index])
    return ast.add(.block, from: start, to: previousEnd, list)
  }

  private mutating func emptyBlock(from start: UInt32) -> AST.NodeID {
    let list = ast.addList([0])
    return ast.add(.block, from: start, to: previousEnd, list)
  }

  /// Parses one statement; `nil` if there is none (reported).
  private mutating func parseStatement() -> AST.NodeID? {
    let start = token.start
    switch token.kind {
    case .const, .var: return parseDeclaration()
    case .if: return parseIf()
    case .while: return parseWhile()
    case .for: return parseFor()
    case .return: return parseReturn()
    case .break, .continue:
      let tag: AST.Tag = advance().kind == .break ? .breakLoop : .continueLoop
      let node = ast.add(tag, from: start, to: previousEnd)
      expectSemicolon(after: tag == .breakLoop ? "'break'" : "'continue'")
      return node
    case .leftBrace: return parseNestedBlock()
    case .import:
      reportUnexpected(
        "a statement", notes: [.init("imports stand at the top of the file")])
      isRecovering = false
      parseImport()
      return nil
    case .else:
      reportUnexpected("a statement", notes: [.init("this 'else' belongs to no 'if'")])
      advance()
      isRecovering = false
      return nil
    case .semicolon:
      reportUnexpected("a statement", notes: [.init("a ';' alone is no statement")])
      advance()
      isRecovering = false
      return nil
    default: return parseExpressionStatement()
    }
  }

  private mutating func parseNestedBlock() -> AST.NodeID? {
    guard enter() else {
      skipBlock()
      return nil
    }
    defer { leave() }
    return parseBlock()
  }

  /// `( "const" | "var" ) IDENT [ ":" type ] "=" expr ";"`
  private mutating func parseDeclaration() -> AST.NodeID? {
    let keyword = advance()
    let word = keyword.kind == .const ? "const" : "var"
    guard let identifier = expectIdentifier("a name after '\(word)'") else {
      skipStatement()
      return nil
    }
    var typeStart: UInt32 = 0
    var typeEnd: UInt32 = 0
    var typeCode = AST.noType
    if take(.colon) {
      let type = parseType("the variable's type")
      (typeStart, typeEnd) = (type.range.start, type.range.end)
      typeCode = type.type.map { UInt32($0.rawValue) } ?? AST.wrongType
    }
    let value: AST.NodeID
    if take(.equal) {
      value = parseExpression()
    } else {
      reportUnexpected(
        typeCode == AST.noType ? "'=' or ':' after the name" : "'=' and a value",
        notes: token.kind == .semicolon
          ? [.init("each declaration has a value: \(word) x = 0;")] : [])
      value = ast.add(.error, from: token.start, to: token.start)
    }
    let list = ast.addList([
      identifier.name.index, identifier.range.start, typeStart, typeEnd, typeCode,
    ])
    let node = ast.add(
      keyword.kind == .const ? .declareConst : .declareVar, from: keyword.start, to: previousEnd,
      list, value.index)
    expectSemicolon(after: "the declaration")
    return node
  }

  /// `"if" expr block { "else" "if" expr block } [ "else" block ]`
  private mutating func parseIf() -> AST.NodeID {
    let start = token.start
    let mark = scratch.count
    var branchCount: UInt32 = 0
    var elseBlock = AST.none
    while token.kind == .if {
      let ifStart = advance().start
      let condition = parseCondition()
      let block = parseBranch(after: "the condition")
      scratch += [ifStart, condition.index, block.index]
      branchCount += 1
      guard take(.else) else { break }
      if token.kind != .if {
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

  private mutating func parseWhile() -> AST.NodeID {
    let start = advance().start
    let condition = parseCondition()
    let block = parseBranch(after: "the condition")
    return ast.add(.whileLoop, from: start, to: previousEnd, condition.index, block.index)
  }

  /// Parses an expression before a block. Reports a `=`, and goes on as if it were a `==`.
  private mutating func parseCondition() -> AST.NodeID {
    let condition = parseExpression()
    guard token.kind == .equal, !isRecovering else { return condition }
    reportUnexpected("'{' after the condition", notes: [.init("'==' compares")])
    isRecovering = false
    advance()
    let right = parseExpression()
    return ast.add(
      .equal, from: ast[condition].start, to: previousEnd, condition.index, right.index)
  }

  /// `"for" ( IDENT | "_" ) [ "," ( IDENT | "_" ) ] "in" expr ( ".." | "..=" ) expr block`
  ///
  /// - Returns: `nil` if the names are wrong, because then the block's names are not known.
  private mutating func parseFor() -> AST.NodeID? {
    let start = advance().start
    let first = parseLoopName()
    let counts = take(.comma)
    let second = counts ? parseLoopName() : nil
    if !take(.in) { reportUnexpected("'in' and a range", notes: [Self.loopForm]) }
    if isRecovering {
      skipLoopHead()
      _ = parseBranch(after: "the range")
      return nil
    }
    let lower = parseExpression()
    let isInclusive = token.kind == .dotDotEqual
    let upper: AST.NodeID
    if take(.dotDot) || take(.dotDotEqual) {
      upper = parseExpression()
    } else {
      reportUnexpected("'..' and the end of the range", notes: [Self.loopForm])
      upper = ast.add(.error, from: token.start, to: token.start)
    }
    let block = parseBranch(after: "the range")
    let (value, counter) = counts ? (second, first) : (first, nil)
    let list = ast.addList([
      value?.name.index ?? AST.none, value?.range.start ?? AST.none,
      counter?.name.index ?? AST.none, counter?.range.start ?? AST.none,
      lower.index, upper.index, isInclusive ? 1 : 0,
    ])
    return ast.add(.forLoop, from: start, to: previousEnd, list, block.index)
  }

  /// Parses a name of a loop; `nil` for `_`, or if there is none (reported).
  private mutating func parseLoopName() -> AST.Identifier? {
    if take(.underscore) { return nil }
    if [.leftParen, .const, .var].contains(token.kind) {
      reportUnexpected("a name or '_'", notes: [Self.loopForm])
      return nil
    }
    return expectIdentifier("a name or '_'")
  }

  /// Skips to the block of a loop whose head is wrong, or to the next line.
  private mutating func skipLoopHead() {
    repeat {
      if [.leftBrace, .rightBrace, .fn, .import, .endOfFile].contains(token.kind) { return }
      advance()
    } while !token.isFirstOnLine
  }

  private static let loopForm = RawDiagnostic.Note("a loop over numbers is 'for i in 0..10 { … }'")

  private mutating func parseReturn() -> AST.NodeID {
    let start = advance().start
    let node: AST.NodeID
    // At the end of a block or a line, `return` lacks its `;`, not a value.
    let lacksSemicolon = token.kind == .rightBrace || token.isFirstOnLine
    if token.kind == .semicolon || lacksSemicolon && !beginsExpression(token.kind) {
      node = ast.add(.returnVoid, from: start, to: previousEnd)
    } else {
      let value = parseExpression()
      node = ast.add(.returnValue, from: start, to: previousEnd, value.index)
    }
    expectSemicolon(after: "'return'")
    return node
  }

  /// `expr ";"`, or a place, `=` or the operator of a compound assignment, `expr ";"`.
  private mutating func parseExpressionStatement() -> AST.NodeID? {
    let start = token.start
    guard beginsExpression(token.kind) else {
      reportUnexpected("a statement", notes: noteOnMissingExpression())
      skipStatement()
      return nil
    }
    let target = parseExpression()
    let update = BinaryOperator(updating: token.kind)
    guard token.kind == .equal || update != nil, !isRecovering else {
      let node = ast.add(.evaluate, from: start, to: previousEnd, target.index)
      let notes = noteOnStatement(target)
      expectSemicolon(after: "the statement", notes: notes)
      // The name is not a value then, and has been reported.
      return notes.isEmpty ? node : nil
    }
    // A place in parentheses is an expression.
    let isPlace =
      ast[target].tag == .name && ast[target].start == start
      && ast[target].end == previousEnd
    if !isPlace {
      reportUnexpected(
        "';' after the expression", notes: [.init("only a variable's name can be assigned to")])
      isRecovering = false
    }
    advance()
    var value = parseExpression()
    if isPlace, let update {
      value = ast.add(update.tag, from: start, to: previousEnd, target.index, value.index)
    }
    let tag: AST.Tag = !isPlace ? .assignWrongly : update == nil ? .assign : .update
    let node = ast.add(tag, from: start, to: previousEnd, target.index, value.index)
    expectSemicolon(after: isPlace ? "the assignment" : "the statement")
    return node
  }

  /// Explains a name and what follows it on its line: a declaration or a call as other languages
  /// write it.
  private func noteOnStatement(_ target: AST.NodeID) -> [RawDiagnostic.Note] {
    guard ast[target].tag == .name, !token.isFirstOnLine, token.kind != .semicolon else {
      return []
    }
    switch names.text(Name(index: ast[target].a)) {
    case "elif", "elsif", "elseif": return [.init("'else if' consists of two words")]
    case "not": return [.init("'!' negates")]
    case "let", "auto", "val", "mut", "int", "uint", "float", "double", "char", "string":
      return [Self.declarationForm]
    default:
      if token.kind == .colon { return [Self.declarationForm] }
      return token.kind == .string || token.kind.isNumber || token.kind == .identifier
        ? [.init("a call has parentheses around its arguments")] : []
    }
  }

  static let declarationForm = RawDiagnostic.Note(
    "a constant is declared with 'const x = 1;', a variable with 'var x = 1;'")
}
