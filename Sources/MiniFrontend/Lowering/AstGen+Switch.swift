// `switch`: patterns and branches.

extension AstGen {
  mutating func lowerSwitch(_ node: AST.Node) {
    let branchCount = Int(ast.item(node.b, 0))
    let elseBlock = ast.item(node.b, 1 + 2 * branchCount)
    let poisonBefore = poisonCount
    let subject = lower(AST.NodeID(index: node.a))
    let isExcused = poisonCount > poisonBefore
    let begin = builder.emit(.switchBegin, subject, at: node.range)
    let wasReachable = isReachable
    var endsReachable = branchCount == 0 && elseBlock == AST.none
    for branch in 0..<branchCount {
      let patterns = ast.item(node.b, 1 + 2 * branch)
      enterBlock()
      lowerPatterns(patterns, of: begin, isExcused: isExcused)
      lowerBranch(.branchBegin, of: begin, ast.child(node.b, 2 + 2 * branch))
      endsReachable = endsReachable || isReachable
      isReachable = wasReachable
    }
    if elseBlock != AST.none {
      let start = ast.item(node.b, 2 + 2 * branchCount)
      let range = SourceRange(start: start, end: start + 4)
      warnOfUnreachedElse(node, at: range)
      enterBlock()
      lowerBranch(.elseBranch, of: begin, AST.NodeID(index: elseBlock), at: range)
      endsReachable = endsReachable || isReachable
    }
    isReachable = endsReachable && wasReachable
    builder.emit(.switchEnd, begin, at: node.range)
  }

  /// Lowers the code of a branch, and closes the block of its names.
  private mutating func lowerBranch(
    _ tag: ZIR.Tag, of begin: UInt32, _ block: AST.NodeID, at range: SourceRange? = nil
  ) {
    let branch = builder.emit(tag, begin, at: range ?? ast[block].range)
    lowerBlock(block)
    builder.emit(.branchEnd, branch, at: ast[block].range)
    leaveBlock(block, from: branch)
  }

  private mutating func lowerPatterns(_ list: UInt32, of begin: UInt32, isExcused: Bool) {
    let count = Int(ast.item(list, 0))
    var bound: Set<UInt32> = []
    for position in 1..<1 + count {
      let pattern = ast[ast.child(list, position)]
      if pattern.tag == .casePattern {
        lowerCasePattern(
          pattern, of: begin, isAlone: count == 1, isExcused: isExcused, bound: &bound)
      } else if pattern.tag == .rangePattern || pattern.tag == .closedRangePattern {
        lowerRangePattern(pattern, of: begin)
      } else {
        // It is not known which values a wrong pattern covers.
        let value =
          pattern.tag == .error
          ? poison(at: pattern.range) : lower(AST.NodeID(index: pattern.a))
        builder.emit(.valuePattern, value, begin, at: pattern.range)
      }
    }
  }

  /// - Parameter bound: the names that patterns of this branch should not have bound. Uses of them are no
  ///   more errors.
  private mutating func lowerCasePattern(
    _ node: AST.Node, of begin: UInt32, isAlone: Bool, isExcused: Bool,
    bound known: inout Set<UInt32>
  ) {
    let name = memberIndex(Name(index: ast.item(node.a, 0)))
    let count = ast.item(node.a, 2)
    let mark = values.count
    if count != AST.none {
      for position in 0..<Int(count) {
        let (bound, start) = (
          ast.item(node.a, 3 + 2 * position), ast.item(node.a, 4 + 2 * position)
        )
        if bound != AST.none, !isAlone {
          diagnostics.error(
            RawDiagnostic(
              .invalidPattern, "patterns that share a branch bind no names",
              at: SourceRange(start: start, end: start + names.length(Name(index: bound))),
              label: "write '_', or leave the parentheses out"))
          values.append(
            known.insert(bound).inserted
              ? bindName(bound, start, by: .pattern, isExcused: true) : ZIR.noSlot)
        } else {
          values.append(bindName(bound, start, by: .pattern, isExcused: isExcused))
        }
      }
    }
    let list = builder.list([name, count == AST.none ? ZIR.noValue : count])
    _ = builder.list(values[mark...])
    values.removeLast(values.count - mark)
    builder.emit(.casePattern, list, begin, at: node.range)
    builder.noteMember(startingAt: ast.item(node.a, 1))
  }

  private mutating func lowerRangePattern(_ node: AST.Node, of begin: UInt32) {
    let isClosed = node.tag == .closedRangePattern
    let first = lower(AST.NodeID(index: node.a))
    let last = lower(AST.NodeID(index: node.b))
    if let from = integer(first), let to = integer(last), isClosed ? to < from : to <= from {
      diagnostics.error(
        RawDiagnostic(
          .invalidPattern, "the range is empty", at: node.range,
          label: "no value is in it",
          notes: !isClosed && from == to ? [.init("'..=' includes the end")] : []))
    }
    let list = builder.list([last, isClosed ? 1 : 0, begin])
    builder.emit(.rangePattern, first, list, at: node.range)
  }

  /// The value of an integer literal, as far as it is one; those that overflow fit no type.
  private func integer(_ value: UInt32) -> Int128? {
    let instruction = builder.code[Int(value)]
    guard instruction.tag == .integer else { return nil }
    let literal = builder.integers[Int(instruction.a)]
    if literal.overflows { return nil }
    return literal.isNegative ? -Int128(literal.magnitude) : Int128(literal.magnitude)
  }

  /// Warns of an `else` after `true` and `false`. Others are known where types are.
  private mutating func warnOfUnreachedElse(_ node: AST.Node, at range: SourceRange) {
    var isCovered = (false, false)
    for branch in 0..<Int(ast.item(node.b, 0)) {
      let patterns = ast.item(node.b, 1 + 2 * branch)
      for position in 1..<1 + Int(ast.item(patterns, 0)) {
        let pattern = ast[ast.child(patterns, position)]
        guard pattern.tag == .valuePattern else { continue }
        let literal = ast[AST.NodeID(index: pattern.a)]
        guard literal.tag == .bool else { continue }
        if literal.a == 1 { isCovered.0 = true } else { isCovered.1 = true }
      }
    }
    guard isCovered == (true, true), !isMarkedUnreachable, !function.hasSyntaxError else { return }
    diagnostics.warning(
      RawDiagnostic(
        .unreachedElse, "the 'else' is never reached", at: range,
        label: "the patterns cover every value"))
  }
}
