// Calls: callees and arguments.

extension AstGen {
  mutating func lowerCall(_ node: AST.Node) -> UInt32 {
    let name = Name(index: node.a)
    let range = SourceRange(start: node.start, end: node.start + names.length(name))
    let binding = meaning(of: name)
    switch binding {
    case .function(let index):
      if functions[index].isBroken { break }
      let list = lowerArguments(node.b)
      return builder.emit(.call, calleeIndex(nil, name), list, at: node.range)
    case .builtin(let builtin):
      let list = lowerArguments(node.b)
      return builder.emit(.builtin, builtin.rawValue, list, at: node.range)
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
      reportUndefinedFunction(name, at: range)
    case .namespace, .parameter, .local:
      reportWrongKind(name, at: range, is: binding, not: "a function")
    }
    lookThroughArguments(node.b)
    return poison(at: node.range)
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
        let list = lowerArguments(arguments)
        let call = builder.emit(.call, calleeIndex(importIndex, member), list, at: node.range)
        builder.noteMember(startingAt: ast.item(node.b, 2))
        return call
      }
    } else {
      reportNoNamespace(name, at: range, member: member, ast.item(node.b, 2), isCalled: true)
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
      diagnostics.error(
        RawDiagnostic(
          .superfluousReference, "'\(names.text(Name(index: call.a)))' takes no argument with '&'",
          at: argument.range, label: "write it without the '&'"))
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
      let id = ast.child(list, position)
      let value = ast[id].tag == .reference ? lowerReference(ast[id]) : lower(id)
      values.append(value)
    }
    let made = builder.list([count])
    _ = builder.list(values[mark...])
    values.removeLast(values.count - mark)
    return made
  }

  mutating func lookThroughArguments(_ list: UInt32) {
    let mark = builder.code.count
    _ = lowerList(list)
    builder.discard(from: mark)
  }
}
