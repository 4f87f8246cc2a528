// Names after a point: those of a namespace, fields, and what people write who expect methods.

extension AstGen {
  /// Lowers `name.member` without a call.
  mutating func lowerMemberName(_ node: AST.Node) -> UInt32 {
    let name = Name(index: ast.item(node.b, 0))
    let member = Name(index: ast.item(node.b, 1))
    let range = SourceRange(start: node.start, end: node.start + names.length(name))
    let index = namespaceByName[Int(name.index)]
    let start = ast.item(node.b, 2)
    if index != AST.none {
      namespaces[Int(index)].isUsed = true
      guard let importIndex = namespaces[Int(index)].importIndex else {
        return poison(at: node.range)
      }
      let value = builder.emit(.global, calleeIndex(importIndex, member), at: node.range)
      builder.noteMember(startingAt: start)
      return value
    }
    if let base = lowerEnum(name, at: range) {
      return lowerField(of: base, member, start, at: node.range)
    }
    let binding = meaning(of: name)
    switch binding {
    case .parameter, .local:
      return lowerField(of: lowerVariable(binding, at: range), member, start, at: node.range)
    case .constant(let index) where !constants[index].isBroken:
      let value = builder.emit(.global, calleeIndex(nil, name), at: range)
      return lowerField(of: value, member, start, at: node.range)
    case .constant: break
    case .type(let index) where types[index].isBroken: break
    case .type:
      reportWrongKind(name, at: range, is: binding, not: "a value")
    case .nothing, .statement, .builtin, .namespace, .function:
      reportNoNamespace(name, at: range, member: member, start, isCalled: false)
    }
    return poison(at: node.range)
  }

  /// Reports a name before a `.` that is not a namespace.
  mutating func reportNoNamespace(
    _ name: Name, at range: SourceRange, member: Name, _ memberStart: UInt32, isCalled: Bool
  ) {
    let binding = meaning(of: name)
    switch binding {
    case .nothing:
      if hasNamelessImport { break }
      // A variable is meant rather than a namespace, whose functions are called.
      if isCalled {
        reportUndefinedNamespace(name, at: range, function: member)
      } else {
        reportUndefinedName(name, at: range)
      }
    case .constant, .type:
      diagnostics.error(
        MemberAdvice.noMethod(
          names.text(member), startingAt: memberStart, of: names.text(name)))
    case .statement, .builtin, .function, .namespace, .parameter, .local:
      reportWrongKind(name, at: range, is: binding, not: "a namespace")
    }
  }
}
