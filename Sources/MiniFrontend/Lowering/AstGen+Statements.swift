// Statements: control flow, reachability, declarations and assignments.

extension AstGen {
  /// Lowers a block. Warns of the first statement that cannot be reached. Markers enclose it and
  /// all after it, so that no code is made from them.
  mutating func lowerBlock(_ block: AST.NodeID) {
    enterBlock()
    let start = UInt32(builder.code.count)
    let firstSlot = builder.locals.count
    var marker: UInt32?
    let list = ast[block].a
    for position in 1..<1 + Int(ast.item(list, 0)) {
      let statement = ast.child(list, position)
      if !isReachable, !isMarkedUnreachable {
        warnOfUnreachable(statement)
        marker = builder.emit(.unreachableBegin, at: ast[statement].range)
        isMarkedUnreachable = true
      }
      lowerStatement(statement)
    }
    if let marker {
      builder.emit(.unreachableEnd, marker, at: ast[block].range)
      isMarkedUnreachable = false
    }
    if isInnerBlock, hasDeclarations, isReachable {
      let end = UInt32(builder.locals.count)
      builder.emit(.scopeEnd, UInt32(firstSlot), end, at: ast[block].range)
    }
    leaveBlock(block, from: start)
  }

  /// Closes the block that begins at `start` in the code.
  mutating func leaveBlock(_ block: AST.NodeID, from start: UInt32) {
    if isInnerBlock, hasDeclarations {
      builder.blocks.append(
        ZIR.Block(start: start, end: UInt32(builder.code.count), brace: ast[block].start))
    }
    leaveBlock()
  }

  private mutating func warnOfUnreachable(_ statement: AST.NodeID) {
    guard !function.hasSyntaxError else { return }
    diagnostics.warning(
      RawDiagnostic(
        .unreachableCode, "unreachable code", at: ast[statement].range,
        label: "control never comes here"))
  }

  private mutating func lowerStatement(_ id: AST.NodeID) {
    let node = ast[id]
    switch node.tag {
    case .block: lowerBlock(id)
    case .declareConst, .declareVar: lowerDeclaration(node)
    case .assign, .update: lowerAssignment(node)
    case .assignWrongly:
      look(through: AST.NodeID(index: node.a))
      look(through: AST.NodeID(index: node.b))
    case .evaluate: lowerEvaluation(node)
    case .returnValue:
      let value = lower(AST.NodeID(index: node.a))
      builder.emit(.returnValue, value, at: node.range)
      isReachable = false
    case .returnVoid:
      builder.emit(.returnVoid, at: node.range)
      isReachable = false
    case .breakLoop, .continueLoop: lowerJump(node)
    case .ifChain: lowerIf(node)
    case .whileLoop: lowerWhile(node)
    case .forLoop, .eachLoop: lowerFor(node)
    case .switchChoice: lowerSwitch(node)
    case .error, .errorAround, .integer, .float, .string, .bool, .none, .name, .call, .memberCall,
      .memberName, .member, .callValue, .convert, .convertText, .arrayLiteral, .mapLiteral,
      .arrayRepeat, .index, .slice,
      .orelse, .leaveReturn, .leaveBreak, .leaveContinue, .reference, .labelled, .enumCase,
      .casePattern, .valuePattern, .rangePattern, .closedRangePattern, .constCondition, .negate,
      .not, .complement, .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor,
      .shiftLeft, .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
      .and, .or:
      preconditionFailure("an expression is where a statement must be")
    }
  }

  /// Lowers an expression only for its errors and its uses of names, and discards the code.
  mutating func look(through expression: AST.NodeID) {
    let mark = builder.code.count
    let node = ast[expression]
    if node.tag == .labelled {
      look(through: AST.NodeID(index: node.b))
    } else {
      _ = node.tag == .reference ? lowerReference(node) : lower(expression)
    }
    builder.discard(from: mark)
  }

  // MARK: - Variables

  private mutating func lowerDeclaration(_ node: AST.Node) {
    let name = Name(index: ast.item(node.a, 0))
    let start = ast.item(node.a, 1)
    let identifier = AST.Identifier(
      name: name, range: SourceRange(start: start, end: start + names.length(name)))
    let poisonBefore = poisonCount
    let value = AST.NodeID(index: node.b)
    var type: Type?
    var valueIndex: UInt32
    switch ast.item(node.a, 4) {
    case AST.noType: valueIndex = lower(value)
    case let code:
      type = code == AST.wrongType ? nil : resolve(ast.types[Int(code)])
      let range = SourceRange(start: ast.item(node.a, 2), end: ast.item(node.a, 3))
      if type?.scalar == .void { reportVoid("the variable '\(names.text(name))'", at: range) }
      if type == nil || type?.scalar == .void {
        type = nil
        look(through: value)
        valueIndex = poison(at: ast[value].range)
      } else {
        valueIndex = lower(value)
      }
    }
    let slot = declareLocal(
      identifier, isConstant: node.tag == .declareConst, isExcused: poisonCount > poisonBefore)
    builder.locals[Int(slot)].scalar = type == nil ? scalar(ofValue: valueIndex) : type?.scalar
    if let type {
      let list = builder.list([valueIndex, typeIndex(type)])
      builder.emit(.declareTyped, slot, list, at: node.range)
    } else {
      builder.emit(.declare, slot, valueIndex, at: node.range)
    }
  }

  /// Lowers `place = value`, and `place += value`, which reads the place before the value.
  private mutating func lowerAssignment(_ node: AST.Node) {
    let place = AST.NodeID(index: node.a)
    let value = AST.NodeID(index: node.b)
    let isUpdate = node.tag == .update
    let poisonBefore = poisonCount
    guard let target = lowerPlace(place, for: .assignment) else {
      return look(through: isUpdate ? AST.NodeID(index: ast[value].b) : value)
    }
    let range = ast[place].range
    let valueIndex = isUpdate ? lowerUpdate(of: target, value, at: range) : lower(value)
    if case .local(let slot) = target.root {
      if poisonCount > poisonBefore { builder.locals[Int(slot)].isExcused = true }
      if target.stepCount == 0 {
        builder.emit(.assign, slot, valueIndex, at: node.range)
        return
      }
    }
    builder.emit(.assignPlace, target.list, valueIndex, at: node.range)
    builder.noteMembers(startingAt: target.fieldStarts)
  }

  /// Reads a place and lowers the operator of a compound assignment. This does not count as a use of
  /// the variable.
  private mutating func lowerUpdate(
    of target: Place, _ value: AST.NodeID, at range: SourceRange
  ) -> UInt32 {
    let left: UInt32
    if case .local(let slot) = target.root, target.stepCount == 0 {
      left = builder.emit(.local, slot, at: range)
    } else {
      left = builder.emit(.placeRead, target.list, at: range)
      builder.noteMembers(startingAt: target.fieldStarts)
    }
    return lowerBinary(ast[value], left: left)
  }

  // MARK: - Expressions as statements

  /// Lowers a call of `print` and its kind, which are statements. Evaluates anything else and drops
  /// the value.
  private mutating func lowerEvaluation(_ node: AST.Node) {
    let expression = ast[AST.NodeID(index: node.a)]
    if expression.tag == .call, case .statement(let tag) = meaning(of: Name(index: expression.a)) {
      let list = lowerPlainArguments(expression)
      builder.emit(tag, list, at: node.range)
      if tag == .panic || tag == .exit { isReachable = false }
    } else {
      let start = builder.code.count
      let poisonBefore = poisonCount
      let value = lower(AST.NodeID(index: node.a))
      if poisonCount == poisonBefore { warnIfWithoutEffect(node, from: start) }
      builder.emit(.evaluate, value, at: node.range)
    }
  }
}
