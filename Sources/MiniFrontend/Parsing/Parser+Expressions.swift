// The grammar of expressions: operators.

extension Parser {
  /// A chain of `orelse` is one node: it groups to the right, without nesting.
  ///
  /// - Parameter minimum: operators that bind less tightly end it, but for `orelse`.
  mutating func parseExpression(minimum: Int = 0) -> AST.NodeID {
    let first = parseBinary(parseUnary(), minimum: minimum)
    guard token.kind == .orelse || token.kind == .questionQuestion else { return first }
    let mark = scratch.count
    scratch.append(first.index)
    var leaves = false
    while !leaves, token.kind == .orelse || token.kind == .questionQuestion {
      if token.kind == .questionQuestion { reportSymbol("'orelse'") }
      advance()
      let leave = parseLeave()
      leaves = leave != nil
      let operand = leave ?? parseBinary(parseUnary(), minimum: minimum)
      scratch.append(operand.index)
    }
    let list = takeList(from: mark)
    return ast.add(.orelse, from: ast[first].start, to: previousEnd, list)
  }

  /// `"return" [ expr ] | "break" | "continue"` on the right of `orelse`; `nil`: something else.
  private mutating func parseLeave() -> AST.NodeID? {
    let start = token.start
    switch token.kind {
    case .break, .continue:
      let tag: AST.Tag = advance().kind == .break ? .leaveBreak : .leaveContinue
      return ast.add(tag, from: start, to: previousEnd)
    case .return:
      // Its value may end in another one.
      guard enter() else { return ast.add(.error, from: start, to: start) }
      defer { leave() }
      advance()
      let value = beginsExpression(token.kind) ? parseExpression().index : AST.none
      return ast.add(.leaveReturn, from: start, to: previousEnd, value)
    default: return nil
    }
  }

  /// Adds the nodes on the stack above `mark` as a list: count, nodes.
  mutating func takeList(from mark: Int) -> UInt32 {
    let list = ast.addItem(UInt32(scratch.count - mark))
    _ = ast.addList(scratch[mark...])
    scratch.removeLast(scratch.count - mark)
    return list
  }

  /// Whether an expression can begin with this token.
  func beginsExpression(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .identifier, .integer, .float, .string, .byte, .invalidLiteral, .unterminatedString,
      .leftParen, .leftBracket, .minus, .bang, .tilde, .true, .false, .none, .u8, .i32, .u32, .i64,
      .u64, .f64, .text, .dot:
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
      if binary.tag == .bitOr, isInHead, isCapture { break }
      if binary.isComparison {
        if binary.precedence == lastComparison, !isChained {
          isChained = true
          reportChain()
        }
        lastComparison = binary.precedence
      } else {
        lastComparison = 0
      }
      if token.kind == .ampersandAmpersand { reportSymbol("'and'") }
      if token.kind == .pipePipe { reportSymbol("'or'") }
      advance()
      let right = parseBinary(parseUnary(), minimum: binary.precedence + 1)
      if binary.tag == .subtract, ast[right].tag == .error {
        // `p->x`
        left = ast.add(.errorAround, from: ast[left].start, to: previousEnd, left.index)
        continue
      }
      left = ast.add(
        binary.tag, from: ast[left].start, to: previousEnd, left.index, right.index)
    }
    guard isChained else { return left }
    return ast.add(.errorAround, from: ast[left].start, to: previousEnd, left.index)
  }

  @inline(never) private mutating func reportChain() {
    guard !isRecovering else { return }
    let token = token
    lexer.diagnostics.error(
      RawDiagnostic(
        .chainedComparison, "comparison operators do not chain", at: token.range,
        label: "a second comparison",
        notes: [.init("join two comparisons with 'and': 'a < b and b < c'")]))
  }

  /// Reports a symbol for an operator that is a word, and goes on as if it were the word.
  @inline(never) private mutating func reportSymbol(_ word: String) {
    reportUnexpected(word, label: "written as a word")
    isRecovering = false
  }

  /// `unary - ! ~`. A `-` before a number or byte literal is part of the literal.
  mutating func parseUnary() -> AST.NodeID {
    guard token.kind == .minus || token.kind == .bang || token.kind == .tilde else {
      return parsePostfix()
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
}

/// The binary operators and their precedence.
struct BinaryOperator {
  let tag: AST.Tag
  /// From 1 (`or`) to 10 (`*`).
  let precedence: Int

  /// The least of the operators that compare.
  static let comparisonPrecedence = 3

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
