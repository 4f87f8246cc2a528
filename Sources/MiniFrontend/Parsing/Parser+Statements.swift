// The grammar of statements.

extension Parser {
  /// `"{" { statement } "}"`; the next token is the `{`.
  mutating func parseBlock() -> AST.NodeID {
    let open = advance()
    let mark = scratch.count
    while token.kind != .rightBrace, !endsBlock, token.kind != .endOfFile {
      let before = token.start
      if let statement = parseStatement() { scratch.append(statement.index) }
      // Make progress, whatever went wrong.
      if token.start == before, !endsBlock { advance() }
    }
    if take(.rightBrace) {
      isRecovering = false
    } else {
      reportUnexpected("'}'", notes: [.init("the block begins here", at: open.range)])
    }
    return ast.add(.block, from: open.start, to: previousEnd, takeList(from: mark))
  }

  /// Whether a declaration begins that shows that a `}` is missing before it.
  private var endsBlock: Bool {
    if token.kind == .fn { return !token.isFirstOnLine || isAtNextDeclaration }
    return beginsTest || isAtNextDeclaration && token.kind != .const && token.kind != .import
  }

  /// Parses one statement; `nil` if there is none (reported).
  mutating func parseStatement() -> AST.NodeID? {
    let start = token.start
    switch token.kind {
    case .const, .var: return parseDeclaration()
    case .if: return parseIf()
    case .while: return parseWhile()
    case .for: return parseFor()
    case .switch: return parseSwitch()
    case .return: return parseReturn()
    case .break, .continue:
      let tag: AST.Tag = advance().kind == .break ? .breakLoop : .continueLoop
      let node = ast.add(tag, from: start, to: previousEnd)
      expectSemicolon(after: tag == .breakLoop ? "'break'" : "'continue'")
      return node
    case .leftBrace: return parseNestedBlock()
    case .import:
      reportUnexpected(
        "a statement",
        notes: [
          .init(
            lexer.isInExample
              ? "examples use what the file imports, before all its declarations"
              : "imports come first, before all declarations")
        ])
      isRecovering = false
      parseImport()
      return nil
    case .fn where !isFunctionType:
      // One that is not indented belongs behind a `}`, which is missing.
      reportUnexpected("a statement", notes: [Self.noNestedFunctions])
      skip()
      skipToBlock()
      if token.kind == .leftBrace { skipBlock() } else { _ = take(.semicolon) }
      isRecovering = false
      return nil
    case .struct, .enum:
      reportUnexpected(
        "a statement", notes: [.init("structs and enums are declared outside functions")])
      isRecovering = false
      parseTypeDeclaration()
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
    return parseDeclaration(isConstant: keyword.kind == .const, from: keyword.start)
  }

  /// Parses a declaration after its keyword.
  private mutating func parseDeclaration(isConstant: Bool, from start: UInt32) -> AST.NodeID? {
    let word = isConstant ? "const" : "var"
    guard ![.leftParen, .leftBracket, .leftBrace].contains(token.kind),
      let identifier = expectIdentifier("a name after '\(word)'")
    else {
      reportUnexpected("a name after '\(word)'", notes: [Self.oneName])
      expectSemicolon(afterValueOf: "the declaration")
      return nil
    }
    var typeStart: UInt32 = 0
    var typeEnd: UInt32 = 0
    var typeCode = AST.noType
    if take(.colon) {
      let type = parseType("the variable's type")
      (typeStart, typeEnd) = (type.range.start, type.range.end)
      typeCode = type.type.map { ast.addType($0) } ?? AST.wrongType
    }
    let value: AST.NodeID
    if take(.equal) {
      let expression = parseExpression()
      value = beginsExpression(token.kind) || isRange ? wrong(expression) : expression
    } else {
      reportUnexpected(
        typeCode == AST.noType ? "'=' or ':' after the name" : "'=' and a value",
        notes: noteOnMissingValue(word))
      value = ast.add(.error, from: token.start, to: token.start)
    }
    let list = ast.addList([
      identifier.name.index, identifier.range.start, typeStart, typeEnd, typeCode,
    ])
    let node = ast.add(
      isConstant ? .declareConst : .declareVar, from: start, to: previousEnd, list, value.index)
    expectSemicolon(afterValueOf: "the declaration")
    return node
  }

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
    if token.kind == .comma {
      reportUnexpected("';' after 'return'", notes: [Self.noTuples], once: .tuples)
    }
    expectSemicolon(afterValueOf: "'return'")
    return node
  }

  /// `expr ";"`, or a place, `=` or the operator of a compound assignment, `expr ";"`.
  private mutating func parseExpressionStatement() -> AST.NodeID? {
    let start = token.start
    guard beginsExpression(token.kind) else {
      reportUnexpected(
        "a statement", notes: noteOnMissingExpression(), once: token.kind == .star ? .pointers : [])
      skipStatement()
      return nil
    }
    if isForeach { return parseForeach() }
    let target = parseExpression()
    let update = BinaryOperator(updating: token.kind)
    guard token.kind == .equal || update != nil, !isRecovering else {
      if token.kind != .semicolon, !isRecovering,
        case .statement(let statement)? = parseForeign(target)
      {
        return statement
      }
      let node = ast.add(.evaluate, from: start, to: previousEnd, known(target).index)
      if token.kind == .rightBrace, isValue(target) {
        reportUnexpected("';' after the statement", notes: [Self.valueForm], once: .blockValues)
        isRecovering = false
      } else {
        expectSemicolon(after: "the statement", notes: noteOnStatement(target))
      }
      return node
    }
    // A place in parentheses is an expression.
    let isPlace = isPlace(target, from: start) && ast[target].end == previousEnd
    if !isPlace {
      let isSlice = ast[target].tag == .slice
      reportUnexpected(
        "';' after the expression",
        notes: [
          .init(
            isSlice
              ? "a slice is a value of its own: only single elements are assigned to"
              : "only a variable, or a part of one, can be assigned to")
        ])
      isRecovering = false
    }
    advance()
    var value = parseExpression()
    if isPlace, let update {
      value = ast.add(update.tag, from: start, to: previousEnd, target.index, value.index)
    }
    let tag: AST.Tag = !isPlace ? .assignWrongly : update == nil ? .assign : .update
    let node = ast.add(tag, from: start, to: previousEnd, target.index, value.index)
    expectSemicolon(afterValueOf: isPlace ? "the assignment" : "the statement")
    return node
  }

  /// The expression, or an error in place of a name after which the statement goes on (this is
  /// reported): it is probably a word of another language, and not looked up.
  mutating func known(_ expression: AST.NodeID) -> AST.NodeID {
    guard ast[expression].tag == .name, !token.isFirstOnLine, !isRecovering,
      token.kind != .semicolon, token.kind != .rightBrace, token.kind != .endOfFile
    else { return expression }
    ast.lostNames.append(Name(index: ast[expression].a))
    return ast.add(.error, from: ast[expression].start, to: ast[expression].end)
  }

  /// Like ``known(_:)``; any other expression keeps its parts, and has no type.
  private mutating func wrong(_ expression: AST.NodeID) -> AST.NodeID {
    let known = known(expression)
    guard isRange else { return known }
    return ast.add(.errorAround, from: ast[known].start, to: ast[known].end, known.index)
  }

  private var isRange: Bool { token.kind == .dotDot || token.kind == .dotDotEqual }

  /// Whether an expression at the end of a block is probably the block's value, as in other languages:
  /// not a call, unless it ends the function.
  private func isValue(_ expression: AST.NodeID) -> Bool {
    guard hasResult else { return false }
    let isCall = [.call, .memberCall, .callValue].contains(ast[expression].tag)
    return !isCall || isInBody
  }

  private enum ForeignStatement {
    /// `nil`: it has no node.
    case statement(AST.NodeID?)
  }

  /// Parses the rest of a statement that begins with a word of another language.
  private mutating func parseForeign(_ first: AST.NodeID) -> ForeignStatement? {
    let (start, tag) = (ast[first].start, ast[first].tag)
    guard tag == .name || tag == .call else { return nil }
    let name = Name(index: ast[first].a)
    let word = names.text(name)
    if tag == .name, token.kind == .identifier || token.kind == .var || token.kind == .leftParen,
      !token.isFirstOnLine, let note = noteOnWord(word)
    {
      reportUnexpected("';' after the statement", notes: [note])
      isRecovering = false
      if word == "match" || word == "select" {
        return .statement(parseSwitch(from: start, reported: .branches))
      }
      if isNext("mut") { advance() } else { _ = take(.var) }
      return .statement(parseDeclaration(isConstant: false, from: start))
    }
    guard let note = Self.note(onStatement: word), !token.isFirstOnLine || token.kind == .leftBrace
    else { return nil }
    let range = SourceRange(start: start, end: start + names.length(name))
    let token = Token(kind: .identifier, isFirstOnLine: false, start: range.start, end: range.end)
    report(token, "a statement", notes: [note])
    return .statement(parseForeignBlock(after: word, from: start))
  }

  /// Whether the next token is a loop's word of another language.
  private var isForeach: Bool {
    isNext("foreach") || isNext("forEach")
  }

  /// Reports `foreach`, and reads it as `for`.
  private mutating func parseForeach() -> AST.NodeID? {
    reportUnexpected("a statement", notes: [Self.eachForm])
    let start = advance().start
    if token.kind != .leftParen { isRecovering = false }
    return parseLoop(from: start)
  }

  /// Explains a name and what follows it on its line: a declaration or a call as other languages
  /// write it.
  private mutating func noteOnStatement(_ target: AST.NodeID) -> [RawDiagnostic.Note] {
    guard ast[target].tag == .name, !token.isFirstOnLine, token.kind != .semicolon else {
      return []
    }
    switch names.text(Name(index: ast[target].a)) {
    case "elif", "elsif", "elseif": return [Self.twoWords]
    case "not": return [.init("'!' negates")]
    case "match", "select": return [.init("'switch x { … }' chooses by a value")]
    case "delete", "del": return [.init("'remove(&m, k)' removes a key")]
    default:
      if token.kind == .colon || token.kind == .identifier && peek().kind == .equal {
        return [Self.declarationForm]
      }
      return token.kind == .string || token.kind.isNumber || token.kind == .identifier
        ? [.init("a call has parentheses around its arguments")] : []
    }
  }
}
