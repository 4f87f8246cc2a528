// The syntax tree as text, for `mini emit --ast` and for goldens.

/// Walks a tree with an explicit stack: the tree can be deeper than the source nests, because long
/// chains of operators lean to the left.
package struct ASTDump {
  private let parser: Parser
  private var text = ""
  private var pending: [(line: Line, depth: Int)] = []

  private enum Line {
    case text(String)
    case node(AST.NodeID)
  }

  /// Deeper lines are not indented further: the dump of a long chain would be quadratic.
  private static let indentMax = 100

  private init(parser: Parser) {
    self.parser = parser
  }

  /// One line per node, indented by its depth.
  package static func text(of source: [UInt8]) -> String {
    var parser = Parser(source)
    parser.parseFile()
    var dump = ASTDump(parser: parser)
    return dump.run()
  }

  private var ast: AST { parser.ast }

  private mutating func run() -> String {
    for item in ast.imports {
      let path = item.path.map { slice($0) } ?? "?"
      let alias = item.alias.map { " as \(name($0.name))" } ?? ""
      write("import \(path)\(alias)", depth: 0)
    }
    for declaration in ast.order {
      switch declaration {
      case .function(let index): write(ast.functions[index])
      case .type(let index): write(ast.typeDeclarations[index])
      case .constant(let index):
        let constant = ast.constants[index]
        let type = constant.type.map { ": \($0.type?.name ?? "?")" } ?? ""
        write("const \(constant.identifier.map { name($0.name) } ?? "?")\(type)", depth: 0)
        walk(constant.value)
      case .test(let index):
        let test = ast.tests[index]
        write("test \(test.name.map(slice) ?? "?")", depth: 0)
        if let body = test.function.body { walk(body) }
      }
    }
    for example in ast.examples {
      let identifier = ast.identifier(of: ast.order[example.declaration])
      let known = identifier.map { name($0.name) } ?? "?"
      write(String(decoding: example.title(of: known), as: UTF8.self), depth: 0)
      if let body = example.function.body { walk(body) }
    }
    return text
  }

  private mutating func write(_ declaration: AST.TypeDeclaration) {
    let word = declaration.kind == .structure ? "struct" : "enum"
    write("\(word) \(declaration.identifier.map { name($0.name) } ?? "?")", depth: 0)
    for member in declaration.members {
      let types = member.types.map { $0.type?.name ?? "?" }.joined(separator: ", ")
      let shown =
        declaration.kind == .structure ? ": " + types : types.isEmpty ? "" : "(\(types))"
      write(name(member.identifier.name) + shown, depth: 1)
      if let value = member.defaultValue { walk(value, depth: 2) }
    }
  }

  private mutating func write(_ function: AST.Function) {
    let parameters = function.parameters.map {
      "\(name($0.identifier.name)): \($0.isReference ? "&" : "")\($0.type.type?.name ?? "?")"
    }
    let result = function.result.map { " \($0.type?.name ?? "?")" } ?? ""
    let known = function.identifier.map { name($0.name) } ?? "?"
    write("fn \(known)(\(parameters.joined(separator: ", ")))\(result)", depth: 0)
    if let body = function.body { walk(body) }
  }

  private mutating func walk(_ root: AST.NodeID, depth: Int = 1) {
    pending = [(.node(root), depth)]
    while let (line, depth) = pending.popLast() {
      switch line {
      case .text(let label): write(label, depth: depth)
      case .node(let id):
        let node = ast[id]
        write(label(node), depth: depth)
        for child in children(node).reversed() { pending.append((child, depth + 1)) }
      }
    }
  }

  private mutating func write(_ line: String, depth: Int) {
    text += String(repeating: "  ", count: min(depth, Self.indentMax)) + line + "\n"
  }

  private func name(_ name: Name) -> String { parser.names.text(name) }

  private func slice(_ range: SourceRange) -> String {
    let bytes = parser.lexer.source[Int(range.start)..<Int(range.end)]
    return String(decoding: bytes, as: UTF8.self)
  }

  private func label(_ node: AST.Node) -> String {
    switch node.tag {
    case .integer, .float, .string, .bool: return "\(node.tag) \(slice(node.range))"
    case .name, .call: return "\(node.tag) \(name(Name(index: node.a)))"
    case .memberCall, .memberName:
      let namespace = name(Name(index: ast.item(node.b, 0)))
      return "\(node.tag) \(namespace).\(name(Name(index: ast.item(node.b, 1))))"
    case .convert: return "convert \(Scalar(rawValue: UInt8(node.b))?.name ?? "?")"
    case .declareConst, .declareVar:
      let type: String
      switch ast.item(node.a, 4) {
      case AST.noType: type = ""
      case AST.wrongType: type = ": ?"
      case let number: type = ": " + ast.types[Int(number)].name
      }
      return "\(node.tag) \(name(Name(index: ast.item(node.a, 0))))\(type)"
    case .forLoop: return "forLoop \(loopNames(node)) \(ast.item(node.a, 6) == 0 ? ".." : "..=")"
    case .eachLoop: return "eachLoop \(loopNames(node))"
    case .constCondition: return "constCondition \(name(Name(index: ast.item(node.a, 0))))"
    case .member:
      let call = ast.item(node.b, 2) == 1 ? "()" : ""
      return "member \(name(Name(index: ast.item(node.b, 0))))\(call)"
    case .labelled: return "labelled \(name(Name(index: node.a)))"
    case .enumCase:
      let call = ast.item(node.a, 2) == 1 ? "()" : ""
      return "enumCase .\(name(Name(index: ast.item(node.a, 0))))\(call)"
    case .casePattern:
      return "casePattern .\(name(Name(index: ast.item(node.a, 0))))\(bindings(node.a))"
    case .rangePattern: return "rangePattern .."
    case .closedRangePattern: return "rangePattern ..="
    case .slice:
      let ends = [0, 1].map { ast.item(node.b, $0) == AST.none ? "" : "_" }
      return "slice \(ends[0])..\(ends[1])"
    case .error, .errorAround, .negate, .not, .complement, .add, .subtract, .multiply, .divide,
      .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual, .and, .or, .assign, .update,
      .assignWrongly, .evaluate, .returnValue, .returnVoid, .breakLoop, .continueLoop, .ifChain,
      .whileLoop, .block, .convertText, .none, .arrayLiteral, .mapLiteral, .arrayRepeat, .index,
      .callValue, .orelse,
      .leaveReturn, .leaveBreak, .leaveContinue, .reference, .switchChoice, .valuePattern:
      return "\(node.tag)"
    }
  }

  /// The names that a pattern binds.
  private func bindings(_ list: UInt32) -> String {
    let count = ast.item(list, 2)
    guard count != AST.none else { return "" }
    let names = (0..<Int(count)).map { ast.item(list, 3 + 2 * $0) }
    let shown = names.map { $0 == AST.none ? "_" : name(Name(index: $0)) }
    return "(\(shown.joined(separator: ", ")))"
  }

  private func loopNames(_ node: AST.Node) -> String {
    [2, 0].map { ast.item(node.a, $0) }.filter { $0 != AST.none }.map { name(Name(index: $0)) }
      .joined(separator: ", ")
  }

  private func children(_ node: AST.Node) -> [Line] {
    switch node.tag {
    case .error, .integer, .float, .string, .bool, .none, .name, .memberName, .returnVoid,
      .breakLoop, .continueLoop, .leaveBreak, .leaveContinue, .casePattern:
      return []
    case .errorAround, .convert, .convertText, .negate, .not, .complement, .evaluate, .returnValue,
      .reference, .valuePattern:
      return [child(node.a)]
    case .enumCase: return ast.item(node.a, 2) == 1 ? list(node.a + 3) : []
    case .switchChoice: return [child(node.a)] + switchBranches(node.b)
    case .leaveReturn: return node.a == AST.none ? [] : [child(node.a)]
    case .arrayLiteral, .mapLiteral, .orelse: return list(node.a)
    case .callValue: return [child(node.a)] + list(node.b)
    case .slice:
      let ends = [0, 1].map { ast.item(node.b, $0) }.filter { $0 != AST.none }
      return [child(node.a)] + ends.map { child($0) }
    case .member:
      return [child(node.a)] + (ast.item(node.b, 2) == 1 ? list(node.b + 3) : [])
    case .call: return list(node.b)
    case .memberCall: return list(node.b + 3)
    case .declareConst, .declareVar, .update, .constCondition, .labelled: return [child(node.b)]
    case .block: return list(node.a)
    case .ifChain: return branches(node.a)
    case .forLoop:
      return [child(ast.item(node.a, 4)), child(ast.item(node.a, 5)), child(node.b)]
    case .eachLoop: return [child(ast.item(node.a, 4)), child(node.b)]
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft,
      .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or,
      .assign, .assignWrongly, .whileLoop, .arrayRepeat, .index, .rangePattern,
      .closedRangePattern:
      return [child(node.a), child(node.b)]
    }
  }

  private func child(_ index: UInt32) -> Line { .node(AST.NodeID(index: index)) }

  private func list(_ list: UInt32) -> [Line] {
    (1..<1 + Int(ast.item(list, 0))).map { .node(ast.child(list, $0)) }
  }

  private func switchBranches(_ list: UInt32) -> [Line] {
    let count = Int(ast.item(list, 0))
    var lines: [Line] = []
    for branch in 0..<count {
      lines += self.list(ast.item(list, 1 + 2 * branch))
      lines.append(child(ast.item(list, 2 + 2 * branch)))
    }
    let elseBlock = ast.item(list, 1 + 2 * count)
    if elseBlock != AST.none { lines += [.text("else"), child(elseBlock)] }
    return lines
  }

  private func branches(_ list: UInt32) -> [Line] {
    let count = Int(ast.item(list, 0))
    var lines: [Line] = []
    for branch in 0..<count {
      lines.append(.text(branch == 0 ? "if" : "else if"))
      lines.append(.node(ast.child(list, 2 + 3 * branch)))
      lines.append(.node(ast.child(list, 3 + 3 * branch)))
    }
    let elseBlock = ast.item(list, 1 + 3 * count)
    if elseBlock != AST.none { lines += [.text("else"), child(elseBlock)] }
    return lines
  }
}
