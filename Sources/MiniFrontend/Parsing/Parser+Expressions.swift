// The grammar of expressions.

/// The binary operators and their precedence.
struct BinaryOperator {
  let tag: AST.Tag
  /// From 1 (`or`) to 10 (`*`).
  let precedence: Int

  var isComparison: Bool { precedence == 3 || precedence == 4 }

  init?(_ kind: Token.Kind) {
    switch kind {
    case .or, .pipePipe: (tag, precedence) = (.or, 1)
    case .and, .ampersandAmpersand: (tag, precedence) = (.and, 2)
    case .equalEqual: (tag, precedence) = (.equal, 3)
    case .bangEqual: (tag, precedence) = (.notEqual, 3)
    case .less: (tag, precedence) = (.less, 4)
    case .lessEqual: (tag, precedence) = (.lessOrEqual, 4)
    case .greater: (tag, precedence) = (.greater, 4)
    case .greaterEqual: (tag, precedence) = (.greaterOrEqual, 4)
    case .pipe: (tag, precedence) = (.bitOr, 5)
    case .caret: (tag, precedence) = (.bitXor, 6)
    case .ampersand: (tag, precedence) = (.bitAnd, 7)
    case .lessLess: (tag, precedence) = (.shiftLeft, 8)
    case .greaterGreater: (tag, precedence) = (.shiftRight, 8)
    case .plus: (tag, precedence) = (.add, 9)
    case .minus: (tag, precedence) = (.subtract, 9)
    case .star: (tag, precedence) = (.multiply, 10)
    case .slash: (tag, precedence) = (.divide, 10)
    case .percent: (tag, precedence) = (.remainder, 10)
    default: return nil
    }
  }

  /// The operator of a compound assignment.
  init?(updating kind: Token.Kind) {
    switch kind {
    case .plusEqual: self.init(.plus)
    case .minusEqual: self.init(.minus)
    case .starEqual: self.init(.star)
    case .slashEqual: self.init(.slash)
    case .percentEqual: self.init(.percent)
    case .ampersandEqual: self.init(.ampersand)
    case .pipeEqual: self.init(.pipe)
    case .caretEqual: self.init(.caret)
    case .lessLessEqual: self.init(.lessLess)
    case .greaterGreaterEqual: self.init(.greaterGreater)
    default: return nil
    }
  }
}

extension Parser {
  mutating func parseExpression() -> AST.NodeID {
    parseBinary(parseUnary(), minimum: 0)
  }

  /// Whether an expression can begin with this token.
  func beginsExpression(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .identifier, .integer, .float, .string, .byte, .invalidLiteral, .unterminatedString,
      .leftParen, .minus, .bang, .tilde, .true, .false, .u8, .i32, .u32, .i64, .u64, .f64:
      true
    default: false
    }
  }

  /// Parses the operators after a first operand that bind at least as tightly as `minimum`.
  /// Operators of one level associate to the left and are parsed in a loop.
  mutating func parseBinary(_ first: AST.NodeID, minimum: Int) -> AST.NodeID {
    var left = first
    var lastComparison = 0
    var isChained = false
    while let binary = BinaryOperator(token.kind), binary.precedence >= minimum {
      if binary.isComparison {
        if binary.precedence == lastComparison, !isChained {
          isChained = true
          reportChain()
        }
        lastComparison = binary.precedence
      } else {
        lastComparison = 0
      }
      if token.kind == .ampersandAmpersand || token.kind == .pipePipe { reportSymbol() }
      advance()
      let right = parseBinary(parseUnary(), minimum: binary.precedence + 1)
      left = ast.add(
        binary.tag, from: ast[left].start, to: previousEnd, left.index, right.index)
    }
    guard isChained else { return left }
    return ast.add(.errorAround, from: ast[left].start, to: previousEnd, left.index)
  }

  private mutating func reportChain() {
    guard !isRecovering else { return }
    let token = token
    lexer.diagnostics.error(
      RawDiagnostic(
        .chainedComparison, "comparison operators do not chain", at: token.range,
        label: "a second comparison",
        notes: [.init("join two comparisons with 'and': 'a < b and b < c'")]))
  }

  /// Reports `&&` or `||`, which the caller then parses as the word.
  private mutating func reportSymbol() {
    reportUnexpected(token.kind == .pipePipe ? "'or'" : "'and'", label: "written as a word")
    isRecovering = false
  }

  /// `unary - ! ~`. A `-` before a number or byte literal is part of the literal.
  private mutating func parseUnary() -> AST.NodeID {
    guard token.kind == .minus || token.kind == .bang || token.kind == .tilde else {
      return parsePrimary()
    }
    let sign = advance()
    if sign.kind == .minus, token.kind.isNumber {
      let literal = advance()
      return ast.add(
        literal.kind == .float ? .float : .integer, from: sign.start, to: literal.end,
        literal.start, 1)
    }
    guard enter() else { return ast.add(.error, from: sign.start, to: sign.end) }
    defer { leave() }
    let operand = parseUnary()
    let tag: AST.Tag =
      sign.kind == .minus ? .negate : sign.kind == .bang ? .not : .complement
    return ast.add(tag, from: sign.start, to: previousEnd, operand.index)
  }

  private mutating func parsePrimary() -> AST.NodeID {
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
    case .invalidLiteral: return ast.add(.error, from: start, to: advance().end)
    case .unterminatedString:
      takeUnterminatedString()
      return ast.add(.error, from: start, to: previousEnd)
    case .identifier:
      let identifier = identifier(advance())
      return parseAfterName(identifier)
    case .leftParen: return parseParenthesized()
    case .u8, .i32, .u32, .i64, .u64, .f64: return parseConversion()
    default:
      reportUnexpected("an expression", notes: noteOnMissingExpression())
      return ast.add(.error, from: start, to: start)
    }
  }

  func noteOnMissingExpression() -> [RawDiagnostic.Note] {
    let start = Int(token.start)
    let isAttached = previousEnd == token.start && start > 1
    let before = isAttached ? lexer.source[start - 1] : 0
    let isPlus =
      before == UInt8(ascii: "+")
      || Int(token.end) < lexer.source.count
        && lexer.source[Int(token.end)] == UInt8(ascii: "+")
    switch token.kind {
    case .plus where isPlus: return [.init("there is no '++': write 'x += 1'")]
    case .semicolon where before == UInt8(ascii: "-") && lexer.source[start - 2] == before:
      return [.init("there is no '--': write 'x -= 1'")]
    case .plus: return [.init("there is no '+' before an operand")]
    case .star where before == UInt8(ascii: "*"): return [.init("there is no '**'")]
    case .dot where before == UInt8(ascii: "."):
      return [.init("a range is 'a..b', or 'a..=b' with its end")]
    case .dot: return [.init("a float has a digit before its point")]
    case .greater where before == UInt8(ascii: "-"):
      return [.init("there is no '->'")]
    case .underscore: return [Self.underscoreIsNoName]
    case .bool, .void:
      return [.init("the conversions are those to numbers: 'i32(…)', 'u8(…)', 'f64(…)'")]
    default: return []
    }
  }

  /// Takes a string whose line is lost (reported). Nothing that is missing on it is reported again.
  mutating func takeUnterminatedString() {
    advance()
    syntaxErrorCount += 1
    isRecovering = true
    recoversAtLineEnd = true
  }

  /// Parses the rest after a name: nothing, arguments, or `.`, a function's name and arguments.
  mutating func parseAfterName(_ identifier: AST.Identifier) -> AST.NodeID {
    let start = identifier.range.start
    if token.kind == .leftParen {
      let arguments = parseArguments(after: [])
      return ast.add(.call, from: start, to: previousEnd, identifier.name.index, arguments)
    }
    guard take(.dot) else {
      return ast.add(.name, from: start, to: identifier.range.end, identifier.name.index)
    }
    guard let member = expectIdentifier("a function's name after '.'") else {
      return ast.add(.error, from: start, to: previousEnd)
    }
    guard token.kind == .leftParen else {
      reportUnexpected(
        "'(' and arguments", notes: [.init("a namespace holds functions, to be called")])
      return ast.add(.error, from: start, to: previousEnd)
    }
    let list = parseArguments(after: [
      identifier.name.index, member.name.index, member.range.start,
    ])
    return ast.add(.memberCall, from: start, to: previousEnd, 0, list)
  }

  /// `"(" [ expr { "," expr } [ "," ] ] ")"`; returns a list of `head`, the count, the arguments.
  private mutating func parseArguments(after head: [UInt32]) -> UInt32 {
    let mark = scratch.count
    guard enter() else { return ast.addList(head + [0]) }
    advance()
    while token.kind != .rightParen, token.kind != .endOfFile {
      scratch.append(parseExpression().index)
      guard take(.comma) else { break }
    }
    closeParen("',' or ')'")
    leave()
    let list = ast.addList(head)
    _ = ast.addItem(UInt32(scratch.count - mark))
    _ = ast.addList(scratch[mark...])
    scratch.removeLast(scratch.count - mark)
    return list
  }

  private mutating func closeParen(_ expected: String) {
    if take(.rightParen) { return }
    reportUnexpected(expected)
    skipToRightParen()
  }

  /// `"(" expr ")"`
  private mutating func parseParenthesized() -> AST.NodeID {
    let start = token.start
    guard enter() else { return ast.add(.error, from: start, to: start) }
    defer { leave() }
    advance()
    let inner = parseExpression()
    closeParen("')'")
    ast.widen(inner, from: start, to: previousEnd)
    return inner
  }

  /// `( "u8" | "i32" | "u32" | "i64" | "u64" | "f64" ) "(" expr ")"`
  private mutating func parseConversion() -> AST.NodeID {
    let keyword = advance()
    guard token.kind == .leftParen else {
      reportUnexpected(
        "'(' after '\(keyword.kind.type?.name ?? "")'",
        notes: token.kind == .identifier ? [Self.declarationForm] : [])
      return ast.add(.error, from: keyword.start, to: keyword.end)
    }
    let operand = parseParenthesizedOperand()
    return ast.add(
      .convert, from: keyword.start, to: previousEnd, operand.index,
      UInt32(keyword.kind.type?.rawValue ?? 0))
  }

  /// Parses the operand of a conversion. The parentheses belong to the conversion.
  private mutating func parseParenthesizedOperand() -> AST.NodeID {
    guard enter() else { return ast.add(.error, from: token.start, to: token.start) }
    defer { leave() }
    advance()
    let operand = parseExpression()
    closeParen("')' after the conversion's operand")
    return operand
  }
}
