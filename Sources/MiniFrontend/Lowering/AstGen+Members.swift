// Names after a point: functions of a namespace, and what people write who expect methods.

extension AstGen {
  /// Reports `name.member` without a call: a namespace offers functions alone.
  mutating func lowerMemberName(_ node: AST.Node) -> UInt32 {
    let name = Name(index: ast.item(node.b, 0))
    let member = Name(index: ast.item(node.b, 1))
    let range = SourceRange(start: node.start, end: node.start + names.length(name))
    let index = namespaceByName[Int(name.index)]
    if index == AST.none {
      reportNoNamespace(name, at: range, member: member, ast.item(node.b, 2), isCalled: false)
    } else {
      namespaces[Int(index)].isUsed = true
      let text = "\(names.text(name)).\(names.text(member))"
      diagnostics.error(
        RawDiagnostic(
          .notAValue, "'\(text)' is not called", at: node.range,
          label: "'(' and arguments must follow",
          notes: [.init("a namespace holds functions, to be called: '\(text)(…)'")]))
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
    case .parameter, .local:
      reportMember(member, at: memberStart, isCalled: isCalled, of: names.text(name))
      if case .local(let slot) = binding { builder.locals[slot].isRead = true }
    case .statement, .builtin, .function, .namespace:
      reportWrongKind(name, at: range, is: binding, not: "a namespace")
    }
  }

  /// Reports a field or a method, with what to write instead.
  ///
  /// - Parameter base: the variable before the `.`; `nil`: another expression.
  mutating func reportMember(_ name: Name, at start: UInt32, isCalled: Bool, of base: String?) {
    let text = names.text(name)
    let value = base ?? "…"
    let instead = Self.instead(of: text, value) ?? (isCalled ? "'\(text)(\(value), …)'" : nil)
    diagnostics.error(
      RawDiagnostic(
        .undefinedField,
        "\(base.map { "'\($0)'" } ?? "the value") has no \(isCalled ? "method" : "field") '\(text)'",
        at: SourceRange(start: start, end: start + names.length(name)),
        label: isCalled ? "there are no methods" : "there is no such field",
        notes: instead.map { [.init("write \($0)")] } ?? []))
  }

  /// What to write instead of a field or a method of other languages, in quotes.
  private static func instead(of member: String, _ a: String) -> String? {
    switch member {
    case "len", "length", "count", "size": "'len(\(a))'"
    case "isEmpty", "is_empty", "empty": "'len(\(a)) == 0'"
    case "push", "push_back", "add": "'push(&\(a), …)'"
    case "append": "'push(&\(a), …)' for one element, 'append(&\(a), …)' for those of an array"
    case "extend", "concat", "addAll": "'append(&\(a), …)'"
    case "pop", "pop_back", "popLast", "removeLast": "'pop(&\(a))'"
    case "insert", "truncate": "'\(member)(&\(a), …)'"
    case "remove", "removeAt", "erase", "delete": "'remove(&\(a), i)'"
    case "clear", "removeAll": "'truncate(&\(a), 0)'"
    case "reverse", "sort": "'\(member)(&\(a))'"
    case "contains", "includes", "has": "'contains(\(a), …)'"
    case "find", "index", "indexOf", "index_of", "firstIndex": "'find(\(a), …)'"
    case "bytes", "as_bytes", "getBytes", "utf8", "abs":
      "'\(member == "abs" ? "abs" : "bytes")(\(a))'"
    case "to_string", "toString", "description": "'text(\(a))'"
    case "substring", "substr", "slice": "'\(a)[i..j]'"
    case "get", "at", "charAt", "nth": "'\(a)[i]'"
    case "first": "'\(a)[0]'"
    case "last": "'\(a)[len(\(a)) - 1]'"
    case "unwrap", "unwrap_or", "value", "expect": "'\(a) orelse …'"
    case "is_some", "isSome", "has_value": "'\(a) != none'"
    case "is_none", "isNone": "'\(a) == none'"
    case "iter", "forEach", "each", "map", "filter": "'for x in \(a) { … }'"
    default: nil
    }
  }
}
