// Functions and tests: their names, parameters and bodies.

extension AstGen {
  /// A function's name and its place; `nil` if it is missing (reported).
  func name(of syntax: AST.Function) -> (text: String, range: SourceRange)? {
    syntax.identifier.map { (names.text($0.name), $0.range) }
  }

  /// Lowers the tests. Those whose names are missing or repeated (reported) are left out.
  mutating func lowerTests() -> [ZIR.Function] {
    var seen: [String: SourceRange] = [:]
    var lowered: [ZIR.Function] = []
    let tests = ast.tests.map { ($0.function, name(of: $0)) }
    let examples = ast.examples.map { ($0.function, name(of: $0)) }
    for (function, name) in tests + examples {
      let made = lower(function, name: name)
      guard let name, let made else { continue }
      if let first = seen[name.text] {
        diagnostics.error(
          RawDiagnostic(
            .duplicateDeclaration, "duplicate \(name.text)", at: name.range,
            label: "declared again here",
            notes: [.init("the first test of this name is here", at: first)]))
        continue
      }
      seen[name.text] = name.range
      lowered.append(made)
    }
    return lowered
  }

  /// The doc comments of declarations that have names.
  func documentation() -> [ZIR.Documentation] {
    ast.documentation.compactMap { declaration, comment in
      name(of: ast.order[declaration]).map {
        ZIR.Documentation(declaration: $0, text: text(ofComment: comment))
      }
    }
  }

  private func text(ofComment range: SourceRange) -> String {
    let lines = source[Int(range.start)..<Int(range.end)].split(separator: 0x0A).map { line in
      var text = line.drop { $0 == 0x20 || $0 == 0x09 }.dropFirst(3)
      if text.first == 0x20 { text = text.dropFirst() }
      while let last = text.last, last == 0x20 || last == 0x09 || last == 0x0D {
        text = text.dropLast()
      }
      return text
    }
    return String(decoding: Array(lines.joined(separator: [0x0A])), as: UTF8.self)
  }

  private func name(of declaration: AST.Declaration) -> String? {
    if case .test(let index) = declaration {
      return name(of: ast.tests[index])?.text
    }
    return ast.identifier(of: declaration).map { names.text($0.name) }
  }

  private func name(of test: AST.Test) -> (text: String, range: SourceRange)? {
    test.name.map { range in
      (ZIR.testName(StringLiteral.bytes(in: source, at: range)), range)
    }
  }

  private func name(of example: AST.Example) -> (text: String, range: SourceRange)? {
    ast.identifier(of: ast.order[example.declaration]).map {
      (ZIR.testName(example.title(of: names.text($0.name))), example.fence)
    }
  }

  /// Lowers a function's body; `nil` if its name or its signature is not known.
  mutating func lower(
    _ syntax: AST.Function, name: (text: String, range: SourceRange)?
  ) -> ZIR.Function? {
    builder.reset()
    function = syntax
    functionNumber += 1
    isReachable = true
    isMarkedUnreachable = false
    lastValue = nil
    enterBlock()
    nameTypes(of: syntax)
    parameters = syntax.parameters.map(\.identifier)
    for index in syntax.parameters.indices { declareParameter(index) }
    if let body = syntax.body {
      lowerBlock(body)
      checkReturn(at: body)
    }
    warnOfZeroDivisions()
    leaveBlock()
    return name.flatMap { finish(syntax, name: $0.text, nameRange: $0.range) }
  }

  private mutating func declareParameter(_ index: Int) {
    let parameter = function.parameters[index]
    let text = names.text(parameter.identifier.name)
    if parameter.type.type?.scalar == .void {
      reportVoid("the parameter '\(text)'", at: parameter.type.range)
    }
    // The missing name has been reported.
    if text == "_" { return }
    if case .parameter(let first) = bindings[Int(parameter.identifier.name.index)] {
      diagnostics.error(
        RawDiagnostic(
          .duplicateDeclaration, "duplicate parameter '\(text)'", at: parameter.identifier.range,
          label: "declared again here",
          notes: [.init("'\(text)' is first declared here", at: parameters[first].range)]))
      return
    }
    checkShadowing("the parameter", parameter.identifier)
    bind(parameter.identifier.name, to: .parameter(index))
  }

  /// A function with a result must not reach its end. As in Swift, the error is at the closing
  /// brace, where the `return` is missing; a note shows the result type.
  private mutating func checkReturn(at body: AST.NodeID) {
    guard isReachable, !function.hasSyntaxError, let identifier = function.identifier,
      let result = function.result, let type = result.type, type.scalar != .void
    else { return }
    let text = names.text(identifier.name)
    let end = ast[body].end
    var notes = [RawDiagnostic.Note("'\(text)' returns '\(type.name)'", at: result.range)]
    if let value = lastValue { notes.append(.init("this value is not returned", at: value)) }
    diagnostics.error(
      RawDiagnostic(
        .missingReturn, "missing return in '\(text)'",
        at: SourceRange(start: end - 1, end: end), label: "the function can end here",
        notes: notes))
  }

  private mutating func finish(
    _ syntax: AST.Function, name: String, nameRange: SourceRange
  ) -> ZIR.Function? {
    var types: [Parameter] = []
    types.reserveCapacity(syntax.parameters.count)
    for parameter in syntax.parameters {
      guard let type = parameter.type.type, type.scalar != .void else { return nil }
      types.append(Parameter(type, isReference: parameter.isReference))
    }
    return makeFunction(
      name, Signature(parameters: types, result: syntax.result?.type ?? .void), at: nameRange,
      endBrace: syntax.body.map { ast[$0].end - 1 } ?? nameRange.end)
  }

  /// The function whose code is in the builder.
  mutating func makeFunction(
    _ name: String, _ signature: Signature, at nameRange: SourceRange, endBrace: UInt32
  ) -> ZIR.Function {
    let typeCallees = typeCallees(signature)
    return ZIR.Function(
      name: name, signature: signature,
      code: builder.code.fitted, extra: builder.extra.fitted, callees: builder.callees.fitted,
      types: builder.types.fitted, typeCallees: typeCallees, integers: builder.integers.fitted,
      floats: builder.floats.fitted,
      strings: builder.strings.fitted, names: builder.names.fitted,
      localCount: UInt32(builder.locals.count), nameRange: nameRange,
      ranges: builder.ranges.fitted, memberStarts: builder.memberStarts.fitted,
      localNames: builder.locals.map { names.text($0.name) },
      parameterNames: parameters.map { names.text($0.name) },
      blocks: builder.blocks.fitted, endBrace: endBrace)
  }
}
