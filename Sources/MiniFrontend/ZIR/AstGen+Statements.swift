// Statements: control flow, reachability, declarations and assignments.

extension AstGen {
  /// Lowers a block. Warns of the first statement that cannot be reached. Markers enclose it and
  /// all after it, so that no code is made from them.
  mutating func lowerBlock(_ block: AST.NodeID) {
    enterBlock()
    let start = UInt32(builder.code.count)
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
    leaveBlock(block, from: start)
  }

  /// Closes the block that begins at `start` in the code.
  private mutating func leaveBlock(_ block: AST.NodeID, from start: UInt32) {
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
    case .forLoop: lowerFor(node)
    case .error, .errorAround, .integer, .float, .string, .bool, .name, .call, .memberCall,
      .convert, .negate, .not, .complement, .add, .subtract, .multiply, .divide, .remainder,
      .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight, .equal, .notEqual, .less, .lessOrEqual,
      .greater, .greaterOrEqual, .and, .or:
      preconditionFailure("an expression stands where a statement must")
    }
  }

  /// Lowers an expression only for its errors and its uses of names, and discards the code.
  mutating func look(through expression: AST.NodeID) {
    let mark = builder.code.count
    _ = lower(expression)
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
      type = UInt8(exactly: code).flatMap(Type.init(rawValue:))
      let range = SourceRange(start: ast.item(node.a, 2), end: ast.item(node.a, 3))
      if type == .void { reportVoid(identifier, at: range) }
      if type == nil || type == .void {
        type = nil
        look(through: value)
        valueIndex = poison(at: ast[value].range)
      } else {
        valueIndex = lower(value)
      }
    }
    let slot = declareLocal(
      identifier, isConstant: node.tag == .declareConst, isExcused: poisonCount > poisonBefore)
    builder.locals[Int(slot)].type = type ?? self.type(ofValue: valueIndex)
    if let type {
      let list = builder.list([valueIndex, UInt32(type.rawValue)])
      builder.emit(.declareTyped, slot, list, at: node.range)
    } else {
      builder.emit(.declare, slot, valueIndex, at: node.range)
    }
  }

  private mutating func reportVoid(_ identifier: AST.Identifier, at range: SourceRange) {
    diagnostics.error(
      RawDiagnostic(
        .invalidVariableType, "the variable '\(names.text(identifier.name))' cannot be 'void'",
        at: range, label: "'void' has no values"))
  }

  /// Lowers `place = value`, and `place += value`, which reads the place before the value.
  private mutating func lowerAssignment(_ node: AST.Node) {
    let place = ast[AST.NodeID(index: node.a)]
    let value = AST.NodeID(index: node.b)
    let name = Name(index: place.a)
    let range = place.range
    let binding = bindings[Int(name.index)]
    switch binding {
    case .local(let slot):
      let poisonBefore = poisonCount
      let valueIndex: UInt32
      if node.tag == .update {
        // This does not count as a use of the variable.
        let left = builder.emit(.local, UInt32(slot), at: range)
        valueIndex = lowerBinary(ast[value], left: left)
      } else {
        valueIndex = lower(value)
      }
      if builder.locals[slot].isConstant { reportAssignment(name, at: range, to: binding) }
      if poisonCount > poisonBefore { builder.locals[slot].isExcused = true }
      builder.locals[slot].isAssigned = true
      builder.emit(.assign, UInt32(slot), valueIndex, at: node.range)
      return
    case .parameter: reportAssignment(name, at: range, to: binding)
    case .nothing: reportUndefinedName(name, at: range)
    case .builtin, .namespace, .function:
      reportWrongKind(name, at: range, is: binding, not: "a variable")
    }
    look(through: node.tag == .update ? AST.NodeID(index: ast[value].b) : value)
  }

  private mutating func reportAssignment(
    _ name: Name, at range: SourceRange, to binding: Binding
  ) {
    let text = names.text(name)
    diagnostics.error(
      RawDiagnostic(
        .assignmentToConstant, "cannot assign to \(noun(binding)) '\(text)'", at: range,
        label: "cannot be assigned to again",
        notes: [.init("'\(text)' is declared here", at: declaredRange(of: binding))]))
    excuse(binding)
  }

  // MARK: - Expressions as statements

  /// Lowers a call of a built-in function, or evaluates anything else and drops the value.
  private mutating func lowerEvaluation(_ node: AST.Node) {
    let expression = ast[AST.NodeID(index: node.a)]
    if expression.tag == .call, case .builtin(let builtin) = bindings[Int(expression.a)],
      builtin.parameters == nil
    {
      let list = lowerArguments(expression.b)
      builder.emit(builtin.tag, list, at: node.range)
      if builtin == .panic || builtin == .exit { isReachable = false }
    } else {
      let start = builder.code.count
      let poisonBefore = poisonCount
      let value = lower(AST.NodeID(index: node.a))
      if poisonCount == poisonBefore { warnIfWithoutEffect(node, from: start) }
      builder.emit(.evaluate, value, at: node.range)
    }
  }

  // MARK: - Control flow

  private mutating func lowerIf(_ node: AST.Node) {
    let branchCount = Int(ast.item(node.a, 0))
    let elseBlock = ast.item(node.a, 1 + 3 * branchCount)
    let wasReachable = isReachable
    var endsReachable = false
    var begins: [(index: UInt32, range: SourceRange)] = []
    for branch in 0..<branchCount {
      let range = SourceRange(start: ast.item(node.a, 1 + 3 * branch), end: node.end)
      let block = ast.child(node.a, 3 + 3 * branch)
      let condition = lower(ast.child(node.a, 2 + 3 * branch))
      let begin = builder.emit(.ifBegin, condition, at: range)
      begins.append((begin, range))
      lowerBlock(block)
      endsReachable = endsReachable || isReachable
      isReachable = wasReachable
      if branch + 1 < branchCount || elseBlock != AST.none {
        builder.emit(.elseBegin, begin, at: range)
      }
    }
    if elseBlock != AST.none { lowerBlock(AST.NodeID(index: elseBlock)) }
    isReachable = isReachable || endsReachable
    for begin in begins.reversed() { builder.emit(.ifEnd, begin.index, at: begin.range) }
  }

  private mutating func lowerWhile(_ node: AST.Node) {
    let wasReachable = isReachable
    let begin = builder.emit(.loopBegin, at: node.range)
    let conditionNode = ast[AST.NodeID(index: node.a)]
    let isEndless = conditionNode.tag == .bool && conditionNode.a == 1
    let condition = lower(AST.NodeID(index: node.a))
    builder.emit(.loopCondition, condition, begin, at: node.range)
    loops.append(Loop(begin: begin))
    lowerBlock(AST.NodeID(index: node.b))
    let hasBreak = loops.removeLast().hasBreak
    builder.emit(.loopEnd, begin, at: node.range)
    isReachable = wasReachable && (!isEndless || hasBreak)
  }

  /// Lowers a loop over a range. Its names are constants of a block around the loop's own.
  private mutating func lowerFor(_ node: AST.Node) {
    let wasReachable = isReachable
    let poisonBefore = poisonCount
    let lower = self.lower(ast.child(node.a, 4))
    let upper = self.lower(ast.child(node.a, 5))
    let isExcused = poisonCount > poisonBefore
    let block = AST.NodeID(index: node.b)
    enterBlock()
    let counter = declareLoopName(ast.item(node.a, 2), ast.item(node.a, 3), isExcused: isExcused)
    let value = declareLoopName(ast.item(node.a, 0), ast.item(node.a, 1), isExcused: isExcused)
    let list = builder.list([upper, ast.item(node.a, 6), value, counter])
    let begin = builder.emit(.rangeBegin, lower, list, at: node.range)
    loops.append(Loop(begin: begin))
    lowerBlock(block)
    loops.removeLast()
    builder.emit(.loopEnd, begin, at: node.range)
    leaveBlock(block, from: begin)
    isReachable = wasReachable
  }

  /// Declares a name of a loop; returns its slot.
  private mutating func declareLoopName(
    _ name: UInt32, _ start: UInt32, isExcused: Bool
  ) -> UInt32 {
    guard name != AST.none else { return ZIR.noSlot }
    let name = Name(index: name)
    let range = SourceRange(start: start, end: start + names.length(name))
    let slot = declareLocal(
      AST.Identifier(name: name, range: range), isConstant: true, isExcused: isExcused)
    builder.locals[Int(slot)].isOfLoop = true
    // Values and counters are integers; which ones does not matter to warnings.
    builder.locals[Int(slot)].type = .i32
    return slot
  }

  private mutating func lowerJump(_ node: AST.Node) {
    let isBreak = node.tag == .breakLoop
    guard let loop = loops.last else {
      // Report nothing where a syntax error may have swallowed a loop.
      guard !function.hasSyntaxError else { return }
      let word = isBreak ? "break" : "continue"
      diagnostics.error(
        RawDiagnostic(
          .breakOutsideLoop, "'\(word)' outside a loop", at: node.range,
          label: "no loop is around it"))
      return
    }
    if isBreak { loops[loops.count - 1].hasBreak = true }
    builder.emit(isBreak ? .breakLoop : .continueLoop, loop.begin, at: node.range)
    isReachable = false
  }
}
