// The names of structs and enums in types.

extension AstGen {
  /// The type with declarations in the place of names; `nil` if one is wrong (reported).
  mutating func resolve(_ type: Type) -> Type? {
    guard type.hasNames else { return type }
    var isSound = true
    let resolved = type.renamed { name in
      guard case .imported(let number) = name.origin,
        let found = resolve(ast.namedTypes[Int(number)])
      else {
        isSound = false
        return name
      }
      return found
    }
    return isSound ? resolved : nil
  }

  private mutating func resolve(_ named: AST.NamedType) -> TypeName? {
    guard let type = lookUp(named) else { return nil }
    if named.isKey {
      let start = (named.namespace ?? named.identifier).range.start
      let range = SourceRange(start: start, end: named.identifier.range.end)
      keyUses.append(ZIR.KeyUse(type: type, range: range))
    }
    return type
  }

  private mutating func lookUp(_ named: AST.NamedType) -> TypeName? {
    let name = named.identifier.name
    let text = names.text(name)
    guard let namespace = named.namespace else {
      let binding = meaning(of: name)
      switch binding {
      case .type: return TypeName(origin: .own, name: text)
      case .nothing: reportUndefinedType(name, at: named.identifier.range)
      case .statement, .builtin, .namespace, .function, .constant, .parameter, .local:
        reportWrongKind(name, at: named.identifier.range, is: binding, not: "a type")
      }
      return nil
    }
    let index = namespaceByName[Int(namespace.name.index)]
    guard index != AST.none else {
      let binding = meaning(of: namespace.name)
      if case .nothing = binding {
        if !hasNamelessImport { reportUndefinedNamespace(namespace.name, at: namespace.range) }
      } else {
        reportWrongKind(namespace.name, at: namespace.range, is: binding, not: "a namespace")
      }
      return nil
    }
    namespaces[Int(index)].isUsed = true
    guard let importIndex = namespaces[Int(index)].importIndex else { return nil }
    typeUses.append(
      ZIR.TypeUse(importIndex: importIndex, name: text, range: named.identifier.range))
    return TypeName(origin: .imported(importIndex), name: text)
  }

  mutating func reportUndefinedType(_ name: Name, at range: SourceRange) {
    guard isNewlyUndefined(name) else { return }
    let text = names.text(name)
    var notes = Parser.note(onType: text).map { [$0] } ?? []
    if notes.isEmpty {
      notes = suggestion(for: text, among: types.map(\.identifier.name))
    }
    if notes.isEmpty, let near = Suggestion.nearest(to: text, among: Self.typeWords) {
      notes = [.init("did you mean '\(near)'?")]
    }
    diagnostics.error(
      RawDiagnostic(
        .undefinedType, "undefined type '\(text)'", at: range, label: "not found in this file",
        notes: notes))
  }

  private static let typeWords = Scalar.allCases.map(\.name) + [Type.text.name]

  // MARK: - Tables

  /// The index of a type that the function's code states.
  mutating func typeIndex(_ type: Type) -> UInt32 {
    nameTypes(in: type)
    return builder.type(type)
  }

  /// Makes the types of a function's signature the first declarations that it names.
  mutating func nameTypes(of function: AST.Function) {
    guard !ast.namedTypes.isEmpty else { return }
    nameTypes(in: function.result?.type)
    for parameter in function.parameters { nameTypes(in: parameter.type.type) }
  }

  private mutating func nameTypes(in type: Type?) {
    for name in type?.typeNames ?? [] { _ = typeCallee(name) }
  }

  /// See ``ZIR/Function/typeCallees``.
  mutating func typeCallees(_ signature: Signature) -> [UInt32] {
    guard !ast.namedTypes.isEmpty else { return [] }
    var numbers: [UInt32] = []
    for type in [signature.result] + signature.parameters.map(\.type) + builder.types {
      for name in type.typeNames { numbers.append(typeCallee(name)) }
    }
    return numbers
  }

  /// The index of a struct or an enum among the declarations that the function names.
  private mutating func typeCallee(_ type: TypeName) -> UInt32 {
    guard let use = ZIR.Callee(type), let name = names.find(use.name) else {
      preconditionFailure("a type that a file names has its name in the table")
    }
    return calleeIndex(use.importIndex, name)
  }

  /// The number of a type among the declarations that the file names.
  mutating func useNumber(of type: TypeName) -> Int? {
    guard let use = ZIR.Callee(type), let name = names.find(use.name) else { return nil }
    return useNumber(use.importIndex, name)
  }

  /// The number of a declaration among those that the file names.
  mutating func useNumber(_ importIndex: UInt32?, _ name: Name) -> Int {
    let key = (importIndex.map { Int($0) + 1 } ?? 0) << 32 | Int(name.index)
    // Seeded, as the names are.
    var hasher = Hasher()
    hasher.combine(key)
    let hash = hasher.finalize()
    let slot = calleeSlots.slot(hash: hash) { calleeKeys[$0] == key }
    if let known = calleeSlots[slot] { return known }
    calleeKeys.append(key)
    calleeUses.append((-1, 0))
    if let importIndex { usedNames[Int(importIndex)].append(names.text(name)) }
    return calleeSlots.add(hash: hash, at: slot)
  }

  /// The index of a declaration in the table of those that the function names, each once.
  mutating func calleeIndex(_ importIndex: UInt32?, _ name: Name) -> UInt32 {
    let number = useNumber(importIndex, name)
    if calleeUses[number].function != functionNumber {
      calleeUses[number] = (functionNumber, UInt32(builder.callees.count))
      builder.callees.append(ZIR.Callee(importIndex: importIndex, name: names.text(name)))
    }
    return calleeUses[number].index
  }

  /// The index of a field's or a case's name in the function's table.
  mutating func memberIndex(_ name: Name) -> UInt32 {
    if memberUses.isEmpty { memberUses = Array(repeating: (-1, 0), count: names.count) }
    if memberUses[Int(name.index)].function != functionNumber {
      memberUses[Int(name.index)] = (functionNumber, builder.name(names.text(name)))
    }
    return memberUses[Int(name.index)].index
  }
}
