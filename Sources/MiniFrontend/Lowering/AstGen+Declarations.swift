// The names that a file declares, and its constants and types.

extension AstGen {
  /// Declares the names of functions, types and constants, in source order. Tests declare none.
  ///
  /// - Returns: for each function whether it has a name that no declaration before it has.
  mutating func declareNames() -> [Bool] {
    var isFirst: [Bool] = []
    isFirst.reserveCapacity(ast.functions.count)
    for declaration in ast.order {
      switch declaration {
      case .function(let index):
        let identifier = ast.functions[index].identifier
        isFirst.append(declare(identifier, "function", as: .function(functions.count)))
        guard isFirst[index], let identifier else { continue }
        functions.append(
          FunctionName(identifier: identifier, syntax: index, isBroken: isBroken(index)))
      case .type(let index):
        let syntax = ast.typeDeclarations[index]
        let noun = syntax.kind == .structure ? "struct" : "enum"
        guard declare(syntax.identifier, noun, as: .type(types.count)),
          let identifier = syntax.identifier
        else { continue }
        types.append(
          DeclaredType(
            identifier: identifier, syntax: index, kind: syntax.kind, isBroken: syntax.isWrong))
      case .constant(let index):
        let syntax = ast.constants[index]
        guard declare(syntax.identifier, "constant", as: .constant(constants.count)),
          let identifier = syntax.identifier
        else { continue }
        constants.append(
          DeclaredConstant(identifier: identifier, syntax: index, isBroken: syntax.isWrong))
      case .test: break
      }
    }
    return isFirst
  }

  /// Declares a name; false if there is none, or another declaration has it (reported).
  private mutating func declare(
    _ identifier: AST.Identifier?, _ noun: String, as binding: Binding
  ) -> Bool {
    guard let identifier else { return false }
    let text = names.text(identifier.name)
    let before = bindings[Int(identifier.name.index)]
    switch before {
    case .function, .type, .constant:
      diagnostics.error(
        RawDiagnostic(
          .duplicateDeclaration, "duplicate \(noun) '\(text)'", at: identifier.range,
          label: "declared again here",
          notes: [.init("'\(text)' is first declared here", at: declaredRange(of: before))]))
      return false
    case .namespace(let index):
      reportShadowing(
        "the \(noun) '\(text)'", at: identifier.range, of: "the namespace '\(text)'",
        namespaces[index].range)
      namespaces[index].isUsed = true
    case .nothing, .statement, .builtin, .parameter, .local: break
    }
    bindings[Int(identifier.name.index)] = binding
    return true
  }

  /// Whether the parameters or the result of a function are in error.
  private func isBroken(_ function: Int) -> Bool {
    ast.functions[function].isHeaderWrong
      || ast.functions[function].parameters.contains { $0.type.type?.scalar == .void }
  }

  /// Resolves the types in the heads of functions, and finds those that are broken.
  mutating func resolveHeaders() {
    guard !ast.namedTypes.isEmpty else { return }
    for index in ast.functions.indices {
      for parameter in ast.functions[index].parameters.indices {
        guard let type = ast.functions[index].parameters[parameter].type.type, type.hasNames
        else { continue }
        let resolved = resolve(type)
        ast.functions[index].parameters[parameter].type.type = resolved
        if resolved == nil { ast.functions[index].isHeaderWrong = true }
      }
      guard let type = ast.functions[index].result?.type, type.hasNames else { continue }
      let resolved = resolve(type)
      ast.functions[index].result?.type = resolved
      if resolved == nil { ast.functions[index].isHeaderWrong = true }
    }
    for index in functions.indices {
      functions[index].isBroken = isBroken(functions[index].syntax)
    }
  }

  // MARK: - Constants

  mutating func lowerConstants() -> [ZIR.Constant] {
    var lowered: [ZIR.Constant] = []
    var isLowered = [Bool](repeating: false, count: ast.constants.count)
    for index in constants.indices {
      let identifier = constants[index].identifier
      let syntax = constants[index].syntax
      isLowered[syntax] = true
      let text = names.text(identifier.name)
      resolveType(ofConstant: syntax, text)
      let constant = ast.constants[syntax]
      let body = lowerConstant(
        constant.value, type: constant.type?.type, text, at: identifier.range,
        hasSyntaxError: constant.isWrong)
      guard let body, !constants[index].isBroken, constant.type == nil || constant.type?.type != nil
      else {
        constants[index].isBroken = true
        continue
      }
      lowered.append(
        ZIR.Constant(
          name: text, nameRange: identifier.range, type: constant.type?.type, body: body))
    }
    // The rest is looked through for its errors.
    for index in isLowered.indices where !isLowered[index] {
      let constant = ast.constants[index]
      let range = constant.identifier?.range ?? ast[constant.value].range
      _ = lowerConstant(
        constant.value, type: nil, "", at: range, hasSyntaxError: constant.isWrong)
    }
    return lowered
  }

  private mutating func resolveType(ofConstant syntax: Int, _ text: String) {
    guard let written = ast.constants[syntax].type, let type = written.type else { return }
    let isVoid = type.scalar == .void
    if isVoid { reportVoid("the constant '\(text)'", at: written.range) }
    let resolved = isVoid ? nil : resolve(type)
    ast.constants[syntax].type?.type = resolved
  }

  /// The body of a constant or of a field's default; `nil` if it is in error (reported).
  private mutating func lowerConstant(
    _ value: AST.NodeID, type: Type?, _ name: String, at nameRange: SourceRange,
    hasSyntaxError: Bool
  ) -> ZIR.Function? {
    builder.reset()
    function = AST.Function(hasSyntaxError: hasSyntaxError)
    functionNumber += 1
    parameters = []
    isReachable = true
    isMarkedUnreachable = false
    isInConstant = true
    defer { isInConstant = false }
    let (errorsBefore, poisonBefore) = (diagnostics.errorCount, poisonCount)
    let valueIndex = lower(value)
    let stated = type.map { typeIndex($0) } ?? ZIR.noValue
    builder.emit(.constantValue, valueIndex, stated, at: ast[value].range)
    guard diagnostics.errorCount == errorsBefore, poisonCount == poisonBefore else { return nil }
    return makeFunction(
      name, Signature(parameters: [], result: .void), at: nameRange, endBrace: ast[value].end)
  }

  /// Reports what a constant expression must not contain.
  mutating func reportNotConstant(
    _ what: String, at range: SourceRange, label: String = "this is evaluated when the program runs"
  ) {
    diagnostics.error(
      RawDiagnostic(
        .notConstant, "a constant expression \(what)", at: range,
        label: label))
  }

  // MARK: - Types

  mutating func lowerTypes() -> [ZIR.TypeDeclaration] {
    var lowered: [ZIR.TypeDeclaration] = []
    var isLowered = [Bool](repeating: false, count: ast.typeDeclarations.count)
    for index in types.indices {
      let syntax = types[index].syntax
      isLowered[syntax] = true
      let shape = lowerMembers(of: syntax)
      guard let shape, !types[index].isBroken else {
        types[index].isBroken = true
        continue
      }
      lowered.append(
        ZIR.TypeDeclaration(
          name: names.text(types[index].identifier.name), nameRange: types[index].identifier.range,
          shape: shape))
    }
    for index in isLowered.indices where !isLowered[index] { _ = lowerMembers(of: index) }
    return lowered
  }

  /// The fields or cases of a type; `nil` if one is in error (reported).
  private mutating func lowerMembers(of index: Int) -> ZIR.TypeDeclaration.Shape? {
    let syntax = ast.typeDeclarations[index]
    let noun = syntax.kind == .structure ? "field" : "case"
    let owner = syntax.identifier.map { names.text($0.name) } ?? ""
    var isSound = checkMembers(syntax.members.map(\.identifier), noun)
    var fields: [ZIR.Field] = []
    var cases: [ZIR.Case] = []
    for member in syntax.members {
      let text = names.text(member.identifier.name)
      let types = member.types.map { type in
        resolveMember(type, syntax.kind == .structure ? "the field '\(text)'" : "a value of a case")
      }
      let known = types.compactMap { $0 }
      var value: ZIR.Function?
      if let node = member.defaultValue {
        value = lowerConstant(
          node, type: known.first, "\(owner).\(text)", at: member.identifier.range,
          hasSyntaxError: syntax.isWrong)
        if value == nil { isSound = false }
      }
      guard known.count == types.count, syntax.kind == .enumeration || known.count == 1 else {
        isSound = false
        continue
      }
      switch syntax.kind {
      case .structure:
        fields.append(
          ZIR.Field(
            name: text, nameRange: member.identifier.range, type: known[0],
            typeRange: member.types[0].range, defaultValue: value))
      case .enumeration:
        cases.append(
          ZIR.Case(
            name: text, nameRange: member.identifier.range, values: known,
            valueRanges: member.types.map(\.range)))
      }
    }
    guard isSound else { return nil }
    return syntax.kind == .structure ? .structure(fields) : .enumeration(cases)
  }

  /// Whether no two members have one name; reports those that do.
  private mutating func checkMembers(_ members: [AST.Identifier], _ noun: String) -> Bool {
    memberListCount += 1
    var isSound = true
    for member in members {
      guard let first = mark(member) else { continue }
      isSound = false
      let text = names.text(member.name)
      diagnostics.error(
        RawDiagnostic(
          .duplicateDeclaration, "duplicate \(noun) '\(text)'", at: member.range,
          label: "declared again here",
          notes: [
            .init(
              "'\(text)' is first declared here",
              at: SourceRange(start: first, end: first + names.length(member.name)))
          ]))
    }
    return isSound
  }

  /// Marks a name as one of the current list; returns where it began there before, if it did.
  mutating func mark(_ identifier: AST.Identifier) -> UInt32? {
    if memberMarks.isEmpty {
      memberMarks = Array(repeating: (0, 0), count: names.count)
    }
    let index = Int(identifier.name.index)
    if memberMarks[index].list == memberListCount { return memberMarks[index].start }
    memberMarks[index] = (memberListCount, identifier.range.start)
    return nil
  }

  private mutating func resolveMember(_ syntax: AST.TypeSyntax, _ what: String) -> Type? {
    guard syntax.type?.scalar != .void else {
      reportVoid(what, at: syntax.range)
      return nil
    }
    let type = syntax.type.flatMap { resolve($0) }
    for named in type?.typeNames ?? [] { _ = useNumber(of: named) }
    return type
  }

  mutating func reportVoid(_ what: String, at range: SourceRange) {
    diagnostics.error(
      RawDiagnostic(
        .invalidVariableType, "\(what) cannot be 'void'", at: range,
        label: "'void' has no values"))
  }
}
