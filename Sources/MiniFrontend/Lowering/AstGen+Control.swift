// Control flow: branches, loops and jumps.

extension AstGen {
  mutating func lowerIf(_ node: AST.Node) {
    let branchCount = Int(ast.item(node.a, 0))
    let elseBlock = ast.item(node.a, 1 + 3 * branchCount)
    let wasReachable = isReachable
    var endsReachable = false
    var begins: [(index: UInt32, range: SourceRange)] = []
    for branch in 0..<branchCount {
      let range = SourceRange(start: ast.item(node.a, 1 + 3 * branch), end: node.end)
      let block = ast.child(node.a, 3 + 3 * branch)
      let begin = lowerBranch(ast.child(node.a, 2 + 3 * branch), block, at: range)
      begins.append((begin, range))
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

  /// Lowers a condition and the block that runs where it holds; returns the branch's begin.
  private mutating func lowerBranch(
    _ condition: AST.NodeID, _ block: AST.NodeID, at range: SourceRange
  ) -> UInt32 {
    let node = ast[condition]
    guard node.tag == .constCondition else {
      let begin = builder.emit(.ifBegin, lower(condition), at: range)
      lowerBlock(block)
      return begin
    }
    let poisonBefore = poisonCount
    let value = lower(AST.NodeID(index: node.b))
    enterBlock()
    let slot = bindName(
      ast.item(node.a, 0), ast.item(node.a, 1), by: .condition,
      isExcused: poisonCount > poisonBefore)
    let begin = builder.emit(.ifConstBegin, value, slot, at: range)
    lowerBlock(block)
    leaveBlock(block, from: begin)
    return begin
  }

  mutating func lowerWhile(_ node: AST.Node) {
    let wasReachable = isReachable
    let begin = builder.emit(.loopBegin, at: node.range)
    loops.append(Loop(begin: begin))
    let condition = ast[AST.NodeID(index: node.a)]
    let block = AST.NodeID(index: node.b)
    let isEndless = condition.tag == .bool && condition.a == 1
    let isBinding = condition.tag == .constCondition
    let poisonBefore = poisonCount
    let value = lower(AST.NodeID(index: isBinding ? condition.b : node.a))
    let start = UInt32(builder.code.count)
    if isBinding {
      enterBlock()
      let slot = bindName(
        ast.item(condition.a, 0), ast.item(condition.a, 1), by: .condition,
        isExcused: poisonCount > poisonBefore)
      builder.emit(.loopConstCondition, value, builder.list([begin, slot]), at: node.range)
    } else {
      builder.emit(.loopCondition, value, begin, at: node.range)
    }
    loops[loops.count - 1].isInHead = false
    lowerBlock(block)
    let hasBreak = loops.removeLast().hasBreak
    builder.emit(.loopEnd, begin, at: node.range)
    if isBinding { leaveBlock(block, from: start) }
    isReachable = wasReachable && (!isEndless || hasBreak)
  }

  /// Lowers a loop over a range or a value. Its names are constants of a block around the loop's own.
  mutating func lowerFor(_ node: AST.Node) {
    let wasReachable = isReachable
    let poisonBefore = poisonCount
    loops.append(Loop())
    let value = lower(ast.child(node.a, 4))
    let end = node.tag == .forLoop ? lower(ast.child(node.a, 5)) : ZIR.noValue
    let isExcused = poisonCount > poisonBefore
    let block = AST.NodeID(index: node.b)
    enterBlock()
    let counter = bindName(
      ast.item(node.a, 2), ast.item(node.a, 3), by: .loop, isExcused: isExcused)
    let element = bindName(
      ast.item(node.a, 0), ast.item(node.a, 1), by: .loop, isExcused: isExcused)
    if node.tag == .forLoop {
      if counter != ZIR.noSlot { builder.locals[Int(counter)].scalar = .i32 }
      if element != ZIR.noSlot {
        builder.locals[Int(element)].scalar = scalar(ofValue: value)
      }
    }
    let begin: UInt32
    if node.tag == .forLoop {
      let list = builder.list([end, ast.item(node.a, 6), element, counter])
      begin = builder.emit(.rangeBegin, value, list, at: node.range)
    } else {
      let list = builder.list([element, counter, ast.item(node.a, 5)])
      begin = builder.emit(.eachBegin, value, list, at: node.range)
    }
    loops[loops.count - 1].begin = begin
    loops[loops.count - 1].isInHead = false
    lowerBlock(block)
    loops.removeLast()
    builder.emit(.loopEnd, begin, at: node.range)
    leaveBlock(block, from: begin)
    isReachable = wasReachable
  }

  /// Declares a constant that a loop or a condition binds; returns its slot.
  mutating func bindName(
    _ name: UInt32, _ start: UInt32, by origin: FunctionBuilder.Origin, isExcused: Bool
  ) -> UInt32 {
    guard name != AST.none else { return ZIR.noSlot }
    let name = Name(index: name)
    let range = SourceRange(start: start, end: start + names.length(name))
    let slot = declareLocal(
      AST.Identifier(name: name, range: range), isConstant: true, isExcused: isExcused)
    builder.locals[Int(slot)].origin = origin
    return slot
  }

  mutating func lowerJump(_ node: AST.Node) {
    let isBreak = node.tag == .breakLoop
    guard let begin = loopToLeave(isBreak: isBreak, at: node.range) else { return }
    builder.emit(isBreak ? .breakLoop : .continueLoop, begin, at: node.range)
    isReachable = false
  }

  /// The begin of the loop that a `break` or `continue` leaves or continues; `nil`: there is none
  /// (reported).
  mutating func loopToLeave(isBreak: Bool, at range: SourceRange) -> UInt32? {
    let word = isBreak ? "break" : "continue"
    guard let loop = loops.last else {
      // Report nothing where a syntax error may have swallowed a loop.
      guard !function.hasSyntaxError else { return nil }
      diagnostics.error(
        RawDiagnostic(
          .breakOutsideLoop, "'\(word)' outside a loop", at: range, label: "no loop is around it"))
      return nil
    }
    guard !loop.isInHead else {
      diagnostics.error(
        RawDiagnostic(
          .breakInLoopHead, "'\(word)' in the head of a loop", at: range,
          label: "the loop has not begun here"))
      return nil
    }
    if isBreak { loops[loops.count - 1].hasBreak = true }
    return loop.begin
  }
}
