// The names in expressions.

extension SymbolCollector {
  /// Walks an expression. Iterates over the first operands of a chain, without recursion.
  mutating func visit(_ root: AST.NodeID) {
    var chain: [AST.NodeID] = []
    var id = root
    while ast[id].tag.leansLeft {
      chain.append(id)
      id = AST.NodeID(index: ast[id].a)
    }
    visitOperand(ast[id])
    while let next = chain.popLast() { visitRest(of: ast[next]) }
  }

  /// Walks what follows the first operand.
  private mutating func visitRest(of node: AST.Node) {
    if node.tag.isBinary || node.tag == .index { return visit(AST.NodeID(index: node.b)) }
    if node.tag == .callValue { return visitArguments(node.b) }
    if node.tag == .slice {
      for position in 0..<2 where ast.item(node.b, position) != AST.none {
        visit(ast.child(node.b, position))
      }
    }
    if node.tag == .member {
      visitMember(at: node.b)
      if ast.item(node.b, 2) == 1 { visitArguments(node.b + 3) }
    }
  }

  /// Mentions a name after a `.`: a field or a case.
  private mutating func visitMember(at list: UInt32, _ role: NameOccurrence.Role = .read) {
    let name = Name(index: ast.item(list, 0))
    mention(range(name, at: ast.item(list, 1)), .member(names.text(name)), role)
  }

  private mutating func visitOperand(_ node: AST.Node) {
    let first = AST.NodeID(index: node.a)
    switch node.tag {
    case .name:
      let name = Name(index: node.a)
      mention(range(name, at: node.start), target(of: name), .read)
    case .call:
      let name = Name(index: node.a)
      let target = target(of: name)
      mention(range(name, at: node.start), target, .call)
      var type: Int?
      if case .symbol(let symbol) = target, kind(of: symbol) == .structure { type = symbol }
      visitArguments(node.b, ownerStart: node.start, type: type)
    case .memberName: visitMemberName(node, .read)
    case .memberCall:
      visitMemberName(node, .call)
      visitArguments(node.b + 3, ownerStart: ast.item(node.b, 2))
    case .enumCase:
      visitMember(at: node.a)
      if ast.item(node.a, 2) == 1 { visitArguments(node.a + 3) }
    case .convert, .convertText, .negate, .not, .complement: visit(first)
    case .leaveReturn: if node.a != AST.none { visit(first) }
    case .reference: visitPlace(first)
    case .arrayLiteral, .mapLiteral, .orelse: visitArguments(node.a)
    case .arrayRepeat:
      visit(first)
      visit(AST.NodeID(index: node.b))
    case .labelled: visit(AST.NodeID(index: node.b))
    case .error, .errorAround, .integer, .float, .string, .bool, .none, .leaveBreak,
      .leaveContinue, .member, .callValue, .index, .slice, .add, .subtract, .multiply, .divide,
      .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual, .and, .or, .declareConst, .declareVar, .assign,
      .update, .assignWrongly, .evaluate, .returnValue, .returnVoid, .breakLoop, .continueLoop,
      .ifChain, .whileLoop, .constCondition, .forLoop, .eachLoop, .switchChoice, .casePattern,
      .valuePattern, .rangePattern, .closedRangePattern, .block:
      break  // without names, or not an operand
    }
  }

  /// Walks the nodes of a list: arguments, elements, operands.
  ///
  /// - Parameters:
  ///   - ownerStart: where the name that is called starts.
  ///   - type: the struct of this file that it is.
  private mutating func visitArguments(_ list: UInt32, ownerStart: UInt32? = nil, type: Int? = nil)
  {
    for position in 1..<1 + Int(ast.item(list, 0)) {
      let argument = ast[ast.child(list, position)]
      if argument.tag == .labelled {
        let label = Name(index: argument.a)
        mention(
          range(label, at: argument.start),
          type.map { member(label, of: $0) } ?? .member(names.text(label)), .label,
          ownerStart: ownerStart)
      }
      visit(ast.child(list, position))
    }
  }

  /// Mentions both names of `name.member`.
  private mutating func visitMemberName(_ node: AST.Node, _ role: NameOccurrence.Role) {
    let (name, member) = (Name(index: ast.item(node.b, 0)), Name(index: ast.item(node.b, 1)))
    let range = range(name, at: node.start)
    let memberRange = self.range(member, at: ast.item(node.b, 2))
    if let namespace = namespace(name) {
      mention(range, .symbol(namespace), .read)
      return mention(memberRange, .imported(namespace, name: names.text(member)), role)
    }
    let target = target(of: name)
    mention(range, target, role == .write ? .write : .read)
    if case .symbol(let symbol) = target, kind(of: symbol) == .enumeration {
      mention(memberRange, self.member(member, of: symbol), role, ownerStart: range.start)
    } else {
      mention(memberRange, .member(names.text(member)), role)
    }
  }

  /// Walks a place that is assigned to or given with `&`.
  mutating func visitPlace(_ id: AST.NodeID) {
    var chain: [AST.NodeID] = []
    var id = id
    while ast[id].tag == .index || ast[id].tag == .member {
      chain.append(id)
      id = AST.NodeID(index: ast[id].a)
    }
    let root = ast[id]
    if root.tag == .memberName {
      visitMemberName(root, .write)
    } else if root.tag == .name {
      let name = Name(index: root.a)
      mention(range(name, at: root.start), target(of: name), .write)
    } else {
      visit(id)
    }
    while let step = chain.popLast() {
      if ast[step].tag == .member {
        visitMember(at: ast[step].b, .write)
      } else {
        visit(AST.NodeID(index: ast[step].b))
      }
    }
  }
}
