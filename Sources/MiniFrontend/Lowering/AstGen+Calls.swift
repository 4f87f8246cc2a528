// Calls: callees and arguments.

extension AstGen {
  mutating func lowerCall(_ node: AST.Node) -> UInt32 {
    let name = Name(index: node.a)
    let range = SourceRange(start: node.start, end: node.start + names.length(name))
    let binding = meaning(of: name)
    switch binding {
    case .function(let index):
      if isInConstant {
        reportNotConstant("calls no function", at: range)
        break
      }
      if functions[index].isBroken { break }
      let list = lowerArguments(node.b)
      return builder.emit(.call, calleeIndex(nil, name), list, at: node.range)
    case .type(let index) where types[index].kind == .structure:
      if types[index].isBroken { break }
      return lowerConstruction(
        nil, name, memberStart: nil, node.b, at: node.range)
    case .builtin(let builtin):
      if isInConstant, builtin != .len {
        reportNotConstant("calls no function but 'len'", at: range)
        break
      }
      let list = lowerArguments(node.b)
      return builder.emit(.builtin, builtin.number, list, at: node.range)
    case .statement:
      diagnostics.error(
        RawDiagnostic(
          .voidValue, "'\(names.text(name))' has no value", at: range,
          label: "a value is needed here", notes: [.init("it is a statement of its own")]))
    case .nothing:
      if origin == .standardModule, Primitive(rawValue: names.text(name)) != nil {
        let list = lowerArguments(node.b)
        return builder.emit(.call, calleeIndex(nil, name), list, at: node.range)
      }
      if hasLabels(node.b) {
        reportUndefinedType(name, at: range)
      } else {
        reportUndefinedFunction(name, at: range)
      }
    case .parameter, .local:
      let callee = lowerVariable(binding, at: range)
      return lowerCall(of: callee, node.b, at: node.range) ?? poison(at: node.range)
    case .namespace, .type, .constant:
      reportWrongKind(name, at: range, is: binding, not: "a function")
    }
    lookThroughArguments(node.b)
    return poison(at: node.range)
  }

  /// Lowers the call of a value; `nil` if it is wrong, and its arguments are looked through.
  mutating func lowerCall(
    of callee: UInt32, _ arguments: UInt32, at range: SourceRange
  ) -> UInt32? {
    if builder.code[Int(callee)].tag != .poison {
      guard isInConstant else {
        let list = lowerArguments(arguments)
        return builder.emit(.callValue, callee, list, at: range)
      }
      reportNotConstant("calls no function", at: builder.ranges[Int(callee)])
    }
    lookThroughArguments(arguments)
    return nil
  }

  mutating func lowerMemberCall(_ node: AST.Node) -> UInt32 {
    let name = Name(index: ast.item(node.b, 0))
    let member = Name(index: ast.item(node.b, 1))
    let arguments = node.b + 3
    let range = SourceRange(start: node.start, end: node.start + names.length(name))
    let index = namespaceByName[Int(name.index)]
    if index != AST.none {
      namespaces[Int(index)].isUsed = true
      if let importIndex = namespaces[Int(index)].importIndex {
        if hasLabels(arguments) {
          return lowerConstruction(
            importIndex, member, memberStart: ast.item(node.b, 2), arguments, at: node.range)
        }
        let list = lowerArguments(arguments)
        let call = builder.emit(.call, calleeIndex(importIndex, member), list, at: node.range)
        builder.noteMember(startingAt: ast.item(node.b, 2))
        return call
      }
    } else if let base = lowerEnum(name, at: range) {
      return lowerCase(
        of: base, member, ast.item(node.b, 2), arguments: arguments, at: node.range)
    } else {
      let start = ast.item(node.b, 2)
      let binding = meaning(of: name)
      switch binding {
      case .parameter, .local:
        let field = lowerField(
          of: lowerVariable(binding, at: range), member, start,
          at: SourceRange(start: node.start, end: start + names.length(member)))
        return lowerCall(of: field, arguments, at: node.range) ?? poison(at: node.range)
      case .nothing, .statement, .builtin, .namespace, .function, .type, .constant:
        reportNoNamespace(name, at: range, member: member, start, isCalled: true)
      }
    }
    lookThroughArguments(arguments)
    return poison(at: node.range)
  }

  // MARK: - Arguments

  /// Lowers arguments, of which some may be written with `&`, and returns their list.
  mutating func lowerArguments(_ list: UInt32) -> UInt32 {
    let made = lowerList(list)
    checkReferences(made)
    return made
  }

  /// Lowers the arguments of a call of `print` and its kind, none of which is written with `&`.
  mutating func lowerPlainArguments(_ call: AST.Node) -> UInt32 {
    let errorsBefore = diagnostics.errorCount
    let positions = 1..<1 + Int(ast.item(call.b, 0))
    for position in positions {
      let argument = ast[ast.child(call.b, position)]
      guard argument.tag == .reference else { continue }
      reportReference(names.text(Name(index: call.a)), at: argument.range)
    }
    guard diagnostics.errorCount > errorsBefore else { return lowerList(call.b) }
    lookThroughArguments(call.b)
    let poisons = positions.map { poison(at: ast[ast.child(call.b, $0)].range) }
    return builder.list([UInt32(poisons.count)] + poisons)
  }

  /// Lowers the expressions of a list: arguments, elements.
  mutating func lowerList(_ list: UInt32) -> UInt32 {
    let mark = values.count
    let count = ast.item(list, 0)
    for position in 1..<1 + Int(count) {
      values.append(lowerElement(ast[ast.child(list, position)], ast.child(list, position)))
    }
    let made = builder.list([count])
    _ = builder.list(values[mark...])
    values.removeLast(values.count - mark)
    return made
  }

  mutating func lowerElement(_ node: AST.Node, _ id: AST.NodeID) -> UInt32 {
    if node.tag == .reference { return lowerReference(node) }
    guard node.tag == .labelled else { return lower(id) }
    let end = node.start + names.length(Name(index: node.a))
    // A `=` in the place of the `:` has been reported.
    if source[Int(end)...].first(where: { $0 != UInt8(ascii: " ") }) != UInt8(ascii: "=") {
      diagnostics.error(
        RawDiagnostic(
          .misplacedLabel, "labels are for constructing structs only",
          at: SourceRange(start: node.start, end: end), label: "write the argument without it"))
    }
    look(through: AST.NodeID(index: node.b))
    return poison(at: node.range)
  }

  private func hasLabels(_ list: UInt32) -> Bool {
    (1..<1 + Int(ast.item(list, 0))).contains { ast[ast.child(list, $0)].tag == .labelled }
  }

  mutating func lookThroughArguments(_ list: UInt32) {
    for position in 1..<1 + Int(ast.item(list, 0)) { look(through: ast.child(list, position)) }
  }
}
