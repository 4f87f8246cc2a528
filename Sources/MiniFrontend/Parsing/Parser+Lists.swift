// The grammar of lists: arguments, arrays and maps.

extension Parser {
  /// `"(" [ argument { "," argument } [ "," ] ] ")"`; returns a list of `head`, the count, the
  /// arguments.
  mutating func parseArguments(after head: [UInt32]) -> UInt32 {
    let mark = scratch.count
    guard enter() else { return ast.addList(head + [0]) }
    advance()
    while token.kind != .rightParen, token.kind != .endOfFile {
      scratch.append(parseArgument().index)
      guard take(.comma) else { break }
    }
    close(.rightParen, "',' or ')'")
    leave()
    let list = ast.addList(head)
    _ = takeList(from: mark)
    return list
  }

  /// `[ IDENT ":" ] expr | "&" place`
  private mutating func parseArgument() -> AST.NodeID {
    let start = token.start
    if token.kind == .ampersand { return parseReference() }
    if token.kind.isKeyword, isBeforeColon {
      let label = identifier(advance())
      return parseLabelled(label.name, from: start)
    }
    let argument = parseExpression()
    guard token.kind == .colon || token.kind == .equal, isName(argument, from: start) else {
      return argument
    }
    if token.kind == .equal {
      reportUnexpected(
        "',' or ')'",
        notes: [.init("a label ends in ':', as in 'Point(x: 1.0)', and only fields have labels")])
      isRecovering = false
    }
    return parseLabelled(Name(index: ast[argument].a), from: start)
  }

  /// Whether one `:` follows the next token on its line.
  private var isBeforeColon: Bool {
    let rest = lexer.source[Int(token.end)...].drop { $0 == UInt8(ascii: " ") }
    return rest.first == UInt8(ascii: ":") && rest.dropFirst().first != UInt8(ascii: ":")
  }

  /// Parses an argument after its label; the next token is the `:`.
  private mutating func parseLabelled(_ label: Name, from start: UInt32) -> AST.NodeID {
    advance()
    let value = token.kind == .ampersand ? parseReference() : parseExpression()
    return ast.add(.labelled, from: start, to: previousEnd, label.index, value.index)
  }

  // MARK: - Arrays and maps

  /// `"[" [ expr { "," expr } [ "," ] ] "]" | "[" expr ";" expr "]"`, or a map
  mutating func parseArrayOrMap() -> AST.NodeID {
    let start = token.start
    guard enter() else { return ast.add(.error, from: start, to: start) }
    defer { leave() }
    advance()
    let mark = scratch.count
    if take(.colon) { return endMap(from: start, pairs: mark) }
    while token.kind != .rightBracket, token.kind != .endOfFile {
      let element = parseExpression()
      if scratch.count == mark, !isRecovering {
        if take(.semicolon) {
          let count = parseExpression()
          close(.rightBracket, "']' after the number of elements")
          return ast.add(.arrayRepeat, from: start, to: previousEnd, element.index, count.index)
        }
        if token.kind == .colon { return parsePairs(after: element, from: start) }
      }
      scratch.append(element.index)
      guard take(.comma) else { break }
    }
    close(.rightBracket, "',' or ']'", notes: token.kind == .colon ? [Self.pairForm] : nil)
    if scratch.count == mark, previousEnd == token.start, beginsType(token.kind),
      token.kind != .leftBracket || peek().kind == .rightBracket
    {
      // `[]i32{1, 2}`
      reportUnexpected("the end of the operand", notes: [.init("an array is written '[1, 2, 3]'")])
      skip()
      if token.kind == .leftBrace { skipBlock() }
      isRecovering = false
      return ast.add(.error, from: start, to: previousEnd)
    }
    return ast.add(.arrayLiteral, from: start, to: previousEnd, takeList(from: mark))
  }

  /// `"[" ":" "]" | "[" expr ":" expr { "," expr ":" expr } [ "," ] "]"`, after the first key
  private mutating func parsePairs(after first: AST.NodeID, from start: UInt32) -> AST.NodeID {
    let mark = scratch.count
    var key = first
    while true {
      let value =
        expect(.colon, "':' and the key's value")
        ? parseExpression() : ast.add(.error, from: token.start, to: token.start)
      scratch += [key.index, value.index]
      guard take(.comma), token.kind != .rightBracket, token.kind != .endOfFile else { break }
      key = parseExpression()
    }
    return endMap(from: start, pairs: mark)
  }

  private mutating func endMap(from start: UInt32, pairs mark: Int) -> AST.NodeID {
    close(.rightBracket, scratch.count == mark ? "']' after ':'" : "',' or ']'")
    return ast.add(.mapLiteral, from: start, to: previousEnd, takeList(from: mark))
  }

  static let pairForm = RawDiagnostic.Note("a map is written '[key: value, …]', an empty one '[:]'")

  // MARK: - Places

  /// `"&" place`
  private mutating func parseReference() -> AST.NodeID {
    let ampersand = advance()
    if isNext("mut"), peek().kind == .identifier {
      reportUnexpected("a place after '&'", notes: [.init("'&' alone lets the function change it")])
      advance()
      isRecovering = false
    }
    let start = token.start
    let place = parseUnary()
    if isPlace(place, from: start) {
      return ast.add(.reference, from: ampersand.start, to: previousEnd, place.index)
    }
    if ast[place].tag != .error, !isRecovering {
      lexer.diagnostics.error(
        RawDiagnostic(
          .notAPlace, "'&' needs a variable, or a part of one",
          at: SourceRange(start: start, end: previousEnd), label: "a value, and not a place"))
    }
    return ast.add(.errorAround, from: ampersand.start, to: previousEnd, place.index)
  }

  /// Whether an expression that begins at `start` is a variable or a part of one: a name, then
  /// indices and members, without parentheses.
  func isPlace(_ node: AST.NodeID, from start: UInt32) -> Bool {
    var node = node
    while ast[node].start == start {
      let tag = ast[node].tag
      if tag == .name || tag == .memberName { return true }
      guard tag == .index || tag == .member && ast.item(ast[node].b, 2) == 0 else { return false }
      node = AST.NodeID(index: ast[node].a)
    }
    return false
  }
}
