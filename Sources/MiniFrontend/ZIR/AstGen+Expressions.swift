// Expressions: each is lowered to the index of the instruction that yields its value.

extension AstGen {
  /// Lowers an expression. Iterates over the left operands of a chain of operators, without
  /// recursion.
  mutating func lower(_ root: AST.NodeID) -> UInt32 {
    let mark = spine.count
    var id = root
    while ast[id].tag.isBinary {
      spine.append(id)
      id = AST.NodeID(index: ast[id].a)
    }
    var value = lowerOperand(ast[id])
    while spine.count > mark {
      value = lowerBinary(ast[spine.removeLast()], left: value)
    }
    return value
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
    case .errorAround:
      look(through: AST.NodeID(index: node.a))
      return poison(at: node.range)
    case .integer, .float: return lowerNumber(node)
    case .string:
      let index = builder.string(StringLiteral.bytes(in: source, at: node.range))
      return builder.emit(.string, index, at: node.range)
    case .bool: return builder.emit(.bool, node.a, at: node.range)
    case .name: return lowerName(node)
    case .call: return lowerCall(node)
    case .memberCall: return lowerMemberCall(node)
    case .convert:
      let operand = lower(AST.NodeID(index: node.a))
      return builder.emit(.convert, operand, node.b, at: node.range)
    case .negate, .not, .complement:
      let operand = lower(AST.NodeID(index: node.a))
      return builder.emit(node.tag.operation, operand, at: node.range)
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft,
      .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or:
      preconditionFailure("a binary operator is lowered with its spine")
    case .declareConst, .declareVar, .assign, .update, .assignWrongly, .evaluate, .returnValue,
      .returnVoid, .breakLoop, .continueLoop, .ifChain, .whileLoop, .forLoop, .block:
      preconditionFailure("a statement stands where an expression must")
    }
  }

  /// Emits a stand-in for an expression in error.
  mutating func poison(at range: SourceRange) -> UInt32 {
    poisonCount += 1
    return builder.emit(.poison, at: range)
  }

  private mutating func lowerNumber(_ node: AST.Node) -> UInt32 {
    let text = source[Int(node.a)..<Int(node.end)]
    let isNegative = node.b == 1
    if node.tag == .integer {
      let literal =
        text.first == UInt8(ascii: "'")
        ? NumberLiteral.byte(
          StringLiteral.bytes(in: source, at: SourceRange(start: node.a, end: node.end)),
          isNegative: isNegative)
        : NumberLiteral.integer(text, isNegative: isNegative)
      return builder.emit(.integer, builder.integer(literal), at: node.range)
    }
    let bits = NumberLiteral.float(text, isNegative: isNegative)
    guard Double(bitPattern: bits).isFinite else {
      diagnostics.error(
        RawDiagnostic(
          .integerOutOfRange, "float literal out of range", at: node.range,
          label: "too large for 'f64'"))
      return poison(at: node.range)
    }
    return builder.emit(.float, builder.float(bits), at: node.range)
  }

  private mutating func lowerName(_ node: AST.Node) -> UInt32 {
    let name = Name(index: node.a)
    let binding = bindings[Int(node.a)]
    switch binding {
    case .parameter(let index): return builder.emit(.parameter, UInt32(index), at: node.range)
    case .local(let slot):
      builder.locals[slot].isRead = true
      return builder.emit(.local, UInt32(slot), at: node.range)
    case .nothing: reportUndefinedName(name, at: node.range)
    case .builtin, .namespace, .function:
      reportWrongKind(name, at: node.range, is: binding, not: "a value")
    }
    return poison(at: node.range)
  }

  // MARK: - Calls

  private mutating func lowerCall(_ node: AST.Node) -> UInt32 {
    let name = Name(index: node.a)
    let range = SourceRange(start: node.start, end: node.start + names.length(name))
    let binding = bindings[Int(node.a)]
    switch binding {
    case .function(let index):
      if functions[index].isBroken { break }
      let list = lowerArguments(node.b)
      return builder.emit(.call, calleeIndex(nil, name), list, at: node.range)
    case .builtin(let builtin):
      if let parameters = builtin.parameters {
        return lower(builtin, parameters, node, at: range)
      }
      diagnostics.error(
        RawDiagnostic(
          .voidValue, "'\(builtin.name)' has no value", at: range,
          label: "a value is needed here", notes: [.init("it is a statement of its own")]))
    case .nothing: reportUndefinedFunction(name, at: range)
    case .namespace, .parameter, .local:
      reportWrongKind(name, at: range, is: binding, not: "a function")
    }
    lookThroughArguments(node.b)
    return poison(at: node.range)
  }

  /// Lowers a call of a built-in function that has a value: an operator with a name.
  private mutating func lower(
    _ builtin: Builtin, _ parameters: [String], _ node: AST.Node, at range: SourceRange
  ) -> UInt32 {
    let found = Int(ast.item(node.b, 0))
    guard found == parameters.count else {
      let form = "\(builtin.name)(\(parameters.joined(separator: ", ")))"
      diagnostics.error(
        RawDiagnostic(
          .wrongArgumentCount,
          "'\(builtin.name)' takes \(parameters.count) argument\(parameters.count == 1 ? "" : "s"), "
            + "found \(found)", at: range, notes: [.init("it is a built-in function: \(form)")]))
      lookThroughArguments(node.b)
      return poison(at: node.range)
    }
    let first = lower(ast.child(node.b, 1))
    let second = found == 2 ? lower(ast.child(node.b, 2)) : 0
    return builder.emit(builtin.tag, first, second, at: node.range)
  }

  private mutating func lowerMemberCall(_ node: AST.Node) -> UInt32 {
    let name = Name(index: ast.item(node.b, 0))
    let member = Name(index: ast.item(node.b, 1))
    let arguments = node.b + 3
    let range = SourceRange(start: node.start, end: node.start + names.length(name))
    let index = namespaceByName[Int(name.index)]
    if index != AST.none {
      namespaces[Int(index)].isUsed = true
      if let importIndex = namespaces[Int(index)].importIndex {
        let list = lowerArguments(arguments)
        let call = builder.emit(.call, calleeIndex(importIndex, member), list, at: node.range)
        builder.noteMember(startingAt: ast.item(node.b, 2))
        return call
      }
    } else if case .nothing = bindings[Int(name.index)] {
      if !hasNamelessImport { reportUndefinedNamespace(name, at: range) }
    } else {
      reportWrongKind(name, at: range, is: bindings[Int(name.index)], not: "a namespace")
    }
    lookThroughArguments(arguments)
    return poison(at: node.range)
  }

  /// The index of a callee in the function's table, which contains each callee once.
  private mutating func calleeIndex(_ importIndex: UInt32?, _ name: Name) -> UInt32 {
    let key = (importIndex.map { Int($0) + 1 } ?? 0) << 32 | Int(name.index)
    let number: Int
    if let known = calleeNumbers[key] {
      number = known
    } else {
      number = calleeUses.count
      calleeNumbers[key] = number
      calleeUses.append((-1, 0))
      if let importIndex { usedNames[Int(importIndex)].append(names.text(name)) }
    }
    if calleeUses[number].function != functionNumber {
      calleeUses[number] = (functionNumber, UInt32(builder.callees.count))
      builder.callees.append(ZIR.Callee(importIndex: importIndex, name: names.text(name)))
    }
    return calleeUses[number].index
  }

  /// Lowers arguments and returns their list.
  mutating func lowerArguments(_ list: UInt32) -> UInt32 {
    let mark = values.count
    let count = ast.item(list, 0)
    for position in 1..<1 + Int(count) {
      let value = lower(ast.child(list, position))
      values.append(value)
    }
    let made = builder.list([count])
    _ = builder.list(values[mark...])
    values.removeLast(values.count - mark)
    return made
  }

  private mutating func lookThroughArguments(_ list: UInt32) {
    for position in 1..<1 + Int(ast.item(list, 0)) { look(through: ast.child(list, position)) }
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
    case .and, .or, .error, .errorAround, .integer, .float, .string, .bool, .name, .call,
      .memberCall, .convert, .declareConst, .declareVar, .assign, .update, .assignWrongly,
      .evaluate, .returnValue, .returnVoid, .breakLoop, .continueLoop, .ifChain, .whileLoop,
      .forLoop, .block:
      preconditionFailure("not an operator that evaluates its operands")
    }
  }
}
