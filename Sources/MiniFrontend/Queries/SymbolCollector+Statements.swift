// The names in statements, and those that statements bind.

extension SymbolCollector {
  mutating func visitBlock(_ block: AST.NodeID) {
    let list = ast[block].a
    enterBlock(end: ast[block].end)
    for position in 1..<1 + Int(ast.item(list, 0)) { visitStatement(ast.child(list, position)) }
    leaveBlock()
  }

  private mutating func visitStatement(_ id: AST.NodeID) {
    let node = ast[id]
    let (first, second) = (AST.NodeID(index: node.a), AST.NodeID(index: node.b))
    switch node.tag {
    case .block: visitBlock(id)
    case .declareConst, .declareVar: visitDeclaration(node)
    case .assign:
      visitPlace(first)
      visit(second)
    case .update:
      visitPlace(first)
      visit(AST.NodeID(index: ast[second].b))
    case .assignWrongly:
      visit(first)
      visit(second)
    case .evaluate, .returnValue: visit(first)
    case .ifChain: visitIf(node)
    case .whileLoop:
      visitCondition(first, at: node.start, block: second)
    case .forLoop, .eachLoop: visitLoop(node)
    case .switchChoice: visitSwitch(node)
    case .returnVoid, .breakLoop, .continueLoop, .error, .errorAround, .integer, .float, .string,
      .bool, .none, .name, .call, .memberCall, .memberName, .member, .callValue, .convert,
      .convertText, .arrayLiteral, .mapLiteral, .arrayRepeat, .index, .slice, .orelse,
      .leaveReturn, .leaveBreak, .leaveContinue, .reference, .labelled, .enumCase, .casePattern,
      .valuePattern, .rangePattern, .closedRangePattern, .constCondition, .negate, .not,
      .complement, .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor,
      .shiftLeft, .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
      .and, .or:
      break  // without names, or not a statement
    }
  }

  private mutating func visitDeclaration(_ node: AST.Node) {
    visit(AST.NodeID(index: node.b))
    let name = Name(index: ast.item(node.a, 0))
    declareLocal(
      AST.Identifier(name: name, range: range(name, at: ast.item(node.a, 1))),
      node.tag == .declareVar ? .variable : .value, scopeStart: node.end, range: node.range,
      binder: .init(start: node.start, number: 0),
      hasWrittenType: ast.item(node.a, 4) != AST.noType)
  }

  private mutating func visitIf(_ node: AST.Node) {
    let branchCount = Int(ast.item(node.a, 0))
    for branch in 0..<branchCount {
      visitCondition(
        ast.child(node.a, 2 + 3 * branch), at: ast.item(node.a, 1 + 3 * branch),
        block: ast.child(node.a, 3 + 3 * branch))
    }
    let elseBlock = ast.item(node.a, 1 + 3 * branchCount)
    if elseBlock != AST.none { visitBlock(AST.NodeID(index: elseBlock)) }
  }

  /// Walks a condition and the block that runs where it holds.
  ///
  /// - Parameter start: of the `if` or `while`.
  private mutating func visitCondition(
    _ condition: AST.NodeID, at start: UInt32, block: AST.NodeID
  ) {
    let node = ast[condition]
    guard node.tag == .constCondition else {
      visit(condition)
      return visitBlock(block)
    }
    visit(AST.NodeID(index: node.b))
    enterBlock(end: ast[block].end)
    bind(
      ast.item(node.a, 0), ast.item(node.a, 1), scopeStart: ast[block].start,
      binder: .init(start: start, number: 0))
    visitBlock(block)
    leaveBlock()
  }

  private mutating func visitLoop(_ node: AST.Node) {
    let block = AST.NodeID(index: node.b)
    visit(ast.child(node.a, 4))
    if node.tag == .forLoop { visit(ast.child(node.a, 5)) }
    enterBlock(end: ast[block].end)
    for (number, position) in [(1, 2), (0, 0)] {
      bind(
        ast.item(node.a, position), ast.item(node.a, position + 1), scopeStart: ast[block].start,
        binder: .init(start: node.start, number: number))
    }
    visitBlock(block)
    leaveBlock()
  }

  private mutating func visitSwitch(_ node: AST.Node) {
    visit(AST.NodeID(index: node.a))
    let branchCount = Int(ast.item(node.b, 0))
    for branch in 0..<branchCount {
      let patterns = ast.item(node.b, 1 + 2 * branch)
      let block = ast.child(node.b, 2 + 2 * branch)
      enterBlock(end: ast[block].end)
      for position in 1..<1 + Int(ast.item(patterns, 0)) {
        visitPattern(ast[ast.child(patterns, position)], scopeStart: ast[block].start)
      }
      visitBlock(block)
      leaveBlock()
    }
    let elseBlock = ast.item(node.b, 1 + 2 * branchCount)
    if elseBlock != AST.none { visitBlock(AST.NodeID(index: elseBlock)) }
  }

  private mutating func visitPattern(_ node: AST.Node, scopeStart: UInt32) {
    guard node.tag == .casePattern else { return }
    let name = Name(index: ast.item(node.a, 0))
    mention(range(name, at: ast.item(node.a, 1)), .member(names.text(name)), .pattern)
    let count = ast.item(node.a, 2)
    guard count != AST.none else { return }
    for number in 0..<Int(count) {
      bind(
        ast.item(node.a, 3 + 2 * number), ast.item(node.a, 4 + 2 * number),
        scopeStart: scopeStart, binder: .init(start: node.start, number: number))
    }
  }

  /// Declares a name that a loop, a condition or a pattern binds.
  private mutating func bind(
    _ name: UInt32, _ start: UInt32, scopeStart: UInt32, binder: SourceSymbol.Binder
  ) {
    guard name != AST.none else { return }
    let range = range(Name(index: name), at: start)
    declareLocal(
      AST.Identifier(name: Name(index: name), range: range), .value, scopeStart: scopeStart,
      range: range, binder: binder, hasWrittenType: false)
  }
}
