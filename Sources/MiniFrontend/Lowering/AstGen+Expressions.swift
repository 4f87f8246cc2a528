// Expressions: each is lowered to the index of the instruction that yields its value.

extension AstGen {
  /// Lowers an expression. Iterates over the first operands of a chain of operators and suffixes,
  /// without recursion.
  mutating func lower(_ root: AST.NodeID) -> UInt32 {
    let mark = spine.count
    let start = builder.code.count
    var id = root
    while ast[id].tag.leansLeft {
      spine.append(id)
      id = AST.NodeID(index: ast[id].a)
    }
    var value = lowerOperand(ast[id])
    while spine.count > mark {
      let node = ast[spine.removeLast()]
      value =
        node.tag.isBinary
        ? lowerBinary(node, left: value) : lowerSuffix(node, of: value, from: start)
    }
    return value
  }

  /// - Parameter start: where the code of the operand starts.
  private mutating func lowerSuffix(
    _ node: AST.Node, of operand: UInt32, from start: Int
  ) -> UInt32 {
    if node.tag == .index {
      let index = lower(AST.NodeID(index: node.b))
      return builder.emit(.index, operand, index, at: node.range)
    }
    if node.tag == .slice {
      let ends = [0, 1].map { ast.item(node.b, $0) }.map {
        $0 == AST.none ? ZIR.noValue : lower(AST.NodeID(index: $0))
      }
      return builder.emit(.slice, operand, builder.list(ends), at: node.range)
    }
    if node.tag == .callValue {
      if let call = lowerCall(of: operand, node.b, at: node.range) { return call }
    }
    if node.tag == .member {
      let (name, nameStart) = (Name(index: ast.item(node.b, 0)), ast.item(node.b, 1))
      guard ast.item(node.b, 2) == 1 else {
        return lowerField(of: operand, name, nameStart, at: node.range)
      }
      if builder.code[Int(operand)].tag == .global {
        // `shapes.Shape.circle(…)`, if `Shape` is an enum.
        return lowerCase(of: operand, name, nameStart, arguments: node.b + 3, at: node.range)
      }
      // Nothing is reported about a wrong operand.
      let isPoison = builder.code[Int(operand)].tag == .poison
      let range = SourceRange(start: node.start, end: nameStart + names.length(name))
      let callee = isPoison ? operand : lowerField(of: operand, name, nameStart, at: range)
      if let call = lowerCall(of: callee, node.b + 3, at: node.range) { return call }
    }
    // The rest is wrong, and makes no code.
    builder.discard(from: start)
    return poison(at: node.range)
  }

  mutating func lowerBinary(_ node: AST.Node, left: UInt32) -> UInt32 {
    let rightNode = AST.NodeID(index: node.b)
    if node.tag == .and || node.tag == .or {
      let begin = builder.emit(.logicalBegin, left, node.tag == .and ? 0 : 1, at: node.range)
      let right = lower(rightNode)
      return builder.emit(.logicalEnd, begin, right, at: node.range)
    }
    let right = lower(rightNode)
    let result = builder.emit(node.tag.operation, left, right, at: node.range)
    if node.tag == .divide || node.tag == .remainder, !isMarkedUnreachable {
      builder.noteDivision()
    }
    return result
  }

  private mutating func lowerOperand(_ node: AST.Node) -> UInt32 {
    switch node.tag {
    case .error: return poison(at: node.range)
    case .integer, .float: return lowerNumber(node)
    case .string:
      let index = builder.string(StringLiteral.bytes(in: source, at: node.range))
      return builder.emit(.string, index, at: node.range)
    case .bool: return builder.emit(.bool, node.a, at: node.range)
    case .none: return builder.emit(.none, at: node.range)
    case .enumCase:
      return lowerCase(
        of: ZIR.noValue, Name(index: ast.item(node.a, 0)), ast.item(node.a, 1),
        arguments: ast.item(node.a, 2) == 1 ? node.a + 3 : nil, at: node.range)
    case .name: return lowerName(node)
    case .memberName: return lowerMemberName(node)
    case .call: return lowerCall(node)
    case .memberCall: return lowerMemberCall(node)
    case .convert:
      let operand = lower(AST.NodeID(index: node.a))
      return builder.emit(.convert, operand, node.b, at: node.range)
    case .convertText: return lowerTextConversion(node)
    case .arrayLiteral:
      return builder.emit(.arrayLiteral, lowerList(node.a), at: node.range)
    case .mapLiteral: return lowerMap(node)
    case .arrayRepeat:
      let element = lower(AST.NodeID(index: node.a))
      let count = lower(AST.NodeID(index: node.b))
      return builder.emit(.arrayRepeat, element, count, at: node.range)
    case .orelse: return lowerOrelse(node)
    case .reference, .labelled:
      preconditionFailure("an argument is where an expression must be")
    case .negate, .not, .complement:
      let operand = lower(AST.NodeID(index: node.a))
      return builder.emit(node.tag.operation, operand, at: node.range)
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft,
      .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or,
      .errorAround, .member, .callValue, .index, .slice:
      preconditionFailure("an expression that begins with another one is lowered with its spine")
    case .leaveReturn, .leaveBreak, .leaveContinue:
      preconditionFailure("a jump is where an expression must be")
    case .declareConst, .declareVar, .assign, .update, .assignWrongly, .evaluate, .returnValue,
      .returnVoid, .breakLoop, .continueLoop, .ifChain, .whileLoop, .constCondition, .forLoop,
      .eachLoop, .switchChoice, .casePattern, .valuePattern, .rangePattern, .closedRangePattern,
      .block:
      preconditionFailure("a statement is where an expression must be")
    }
  }

  /// Emits a stand-in for an expression in error.
  mutating func poison(at range: SourceRange) -> UInt32 {
    poisonCount += 1
    return builder.emit(.poison, at: range)
  }

  private mutating func lowerNumber(_ node: AST.Node) -> UInt32 {
    if node.tag == .integer {
      return builder.emit(.integer, builder.integer(integerLiteral(node)), at: node.range)
    }
    let bits = NumberLiteral.float(
      source[Int(node.a)..<Int(node.end)], isNegative: node.b == 1)
    guard Double(bitPattern: bits).isFinite else {
      diagnostics.error(
        RawDiagnostic(
          .integerOutOfRange, "float literal out of range", at: node.range,
          label: "too large for 'f64'"))
      return poison(at: node.range)
    }
    return builder.emit(.float, builder.float(bits), at: node.range)
  }

  func integerLiteral(_ node: AST.Node) -> ZIR.IntegerLiteral {
    let text = source[Int(node.a)..<Int(node.end)]
    let isNegative = node.b == 1
    guard text.first == UInt8(ascii: "'") else {
      return NumberLiteral.integer(text, isNegative: isNegative)
    }
    let range = SourceRange(start: node.a, end: node.end)
    return NumberLiteral.byte(StringLiteral.bytes(in: source, at: range), isNegative: isNegative)
  }

  private mutating func lowerName(_ node: AST.Node) -> UInt32 {
    let name = Name(index: node.a)
    let binding = meaning(of: name)
    switch binding {
    case .parameter, .local: return lowerVariable(binding, at: node.range)
    case .constant(let index):
      if constants[index].isBroken { break }
      return builder.emit(.global, calleeIndex(nil, name), at: node.range)
    case .function(let index):
      if isInConstant {
        reportNotConstant(
          "holds no function", at: node.range, label: "a function is not a constant value")
        break
      }
      if functions[index].isBroken { break }
      return builder.emit(.global, calleeIndex(nil, name), at: node.range)
    case .nothing: reportUndefinedName(name, at: node.range)
    case .statement, .builtin, .namespace, .type:
      reportWrongKind(name, at: node.range, is: binding, not: "a value")
    }
    return poison(at: node.range)
  }

  /// Reads a parameter or a local variable.
  mutating func lowerVariable(_ binding: Binding, at range: SourceRange) -> UInt32 {
    switch binding {
    case .parameter(let index): return builder.emit(.parameter, UInt32(index), at: range)
    case .local(let slot):
      builder.locals[slot].isRead = true
      return builder.emit(.local, UInt32(slot), at: range)
    case .nothing, .statement, .builtin, .namespace, .function, .type, .constant:
      preconditionFailure("the name is no variable")
    }
  }

  private mutating func lowerTextConversion(_ node: AST.Node) -> UInt32 {
    let operandNode = ast[AST.NodeID(index: node.a)]
    let mark = builder.code.count
    let operand = lower(AST.NodeID(index: node.a))
    if operandNode.tag == .arrayLiteral || operandNode.tag == .arrayRepeat {
      diagnostics.error(
        RawDiagnostic(
          .invalidOperand, "'text' does not convert an array literal", at: operandNode.range,
          label: "it needs a name",
          notes: [.init("give the array a name: 'const bytes: [u8] = …; text(bytes)'")]))
      builder.discard(from: mark)
      return poison(at: node.range)
    }
    return builder.emit(.convertText, operand, at: node.range)
  }

  // MARK: - orelse

  /// Lowers a chain of `orelse`, which groups to the right.
  private mutating func lowerOrelse(_ node: AST.Node) -> UInt32 {
    let mark = values.count
    let count = Int(ast.item(node.a, 0))
    var value = lower(ast.child(node.a, 1))
    for position in 2...count {
      values.append(builder.emit(.orelseBegin, value, at: node.range))
      let operand = ast.child(node.a, position)
      value = position < count ? lower(operand) : lowerLast(operand)
    }
    while values.count > mark {
      value = builder.emit(.orelseEnd, values.removeLast(), value, at: node.range)
    }
    return value
  }

  /// Lowers the last operand of an `orelse`; ``ZIR/noValue`` if it leaves.
  private mutating func lowerLast(_ id: AST.NodeID) -> UInt32 {
    let node = ast[id]
    guard let leaving = leaving(of: node) else { return lower(id) }
    guard !isInConstant else {
      reportNotConstant("does not leave", at: node.range)
      return poison(at: node.range)
    }
    let operand: UInt32
    if leaving == .leaveReturn {
      operand = node.a == AST.none ? ZIR.noValue : lower(AST.NodeID(index: node.a))
    } else if leaving == .leavePanic || leaving == .leaveExit {
      operand = lowerPlainArguments(node)
    } else {
      guard let begin = loopToLeave(isBreak: leaving == .leaveBreak, at: node.range) else {
        return poison(at: node.range)
      }
      operand = begin
    }
    builder.emit(leaving, operand, at: node.range)
    return ZIR.noValue
  }

  /// The instruction of an operand that leaves; `nil` if it yields a value.
  private mutating func leaving(of node: AST.Node) -> ZIR.Tag? {
    if node.tag == .leaveReturn { return .leaveReturn }
    if node.tag == .leaveBreak { return .leaveBreak }
    if node.tag == .leaveContinue { return .leaveContinue }
    guard node.tag == .call, case .statement(let tag) = meaning(of: Name(index: node.a)) else {
      return nil
    }
    return tag == .panic ? .leavePanic : tag == .exit ? .leaveExit : nil
  }
}

extension AST.Tag {
  /// The instruction of an operator that evaluates all its operands.
  fileprivate var operation: ZIR.Tag {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .remainder: .remainder
    case .bitAnd: .bitAnd
    case .bitOr: .bitOr
    case .bitXor: .bitXor
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    case .negate: .negate
    case .not: .not
    case .complement: .complement
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .and, .or, .error, .errorAround, .integer, .float, .string, .bool, .none, .name, .call,
      .memberCall, .memberName, .member, .callValue, .convert, .convertText, .arrayLiteral,
      .mapLiteral, .arrayRepeat,
      .index, .slice, .orelse, .leaveReturn, .leaveBreak, .leaveContinue, .reference, .labelled,
      .enumCase, .switchChoice, .casePattern, .valuePattern, .rangePattern, .closedRangePattern,
      .declareConst, .declareVar, .assign, .update, .assignWrongly, .evaluate, .returnValue,
      .returnVoid, .breakLoop, .continueLoop, .ifChain, .whileLoop, .constCondition, .forLoop,
      .eachLoop, .block:
      preconditionFailure("not an operator that evaluates its operands")
    }
  }
}
