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
    switch meaning(of: name) {
    case .parameter(let number):
      let value = builder.emit(.parameter, UInt32(number), at: range)
      return lowerField(of: value, member, start, at: node.range)
    case .local(let slot):
      builder.locals[slot].isRead = true
      let value = builder.emit(.local, UInt32(slot), at: range)
      return lowerField(of: value, member, start, at: node.range)
    case .constant(let index) where !constants[index].isBroken:
      let value = builder.emit(.global, calleeIndex(nil, name), at: range)
      return lowerField(of: value, member, start, at: node.range)
    case .constant: break
    case .type(let index) where types[index].isBroken: break
    case .type:
      reportWrongKind(name, at: range, is: meaning(of: name), not: "a value")
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
        reportUndefinedNamespace(name, at: range)
      } else {
        reportUndefinedName(name, at: range)
      }
    case .parameter, .local, .constant, .type:
      reportMethod(member, at: memberStart, of: names.text(name))
      if case .local(let slot) = binding { builder.locals[slot].isRead = true }
    case .statement, .builtin, .function, .namespace:
      reportWrongKind(name, at: range, is: binding, not: "a namespace")
    }
  }

  /// Reports the call of a method, with what to write instead.
  ///
  /// - Parameter base: the variable before the `.`; `nil`: another expression.
  mutating func reportMethod(_ name: Name, at start: UInt32, of base: String?) {
    let text = names.text(name)
    let value = base ?? "…"
    diagnostics.error(
      RawDiagnostic(
        .undefinedField, "\(base.map { "'\($0)'" } ?? "the value") has no method '\(text)'",
        at: SourceRange(start: start, end: start + names.length(name)),
        label: "there are no methods",
        notes: [.init("write \(MemberAdvice.instead(of: text, value) ?? "'\(text)(\(value), …)'")")]
      ))
  }
}
