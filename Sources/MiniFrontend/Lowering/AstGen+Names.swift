// Scopes and names: the meaning of each name, and the errors about names.

extension AstGen {
  // MARK: - Scopes

  mutating func enterBlock() {
    blockMarks.append(declared.count)
  }

  /// Whether the current range is in a block inside the function's body.
  var isInnerBlock: Bool { blockDepth > Self.bodyDepth }

  /// Depth of the body: the parameters' block and its own.
  private static let bodyDepth = 2

  /// Whether the innermost open block has declared a name.
  var hasDeclarations: Bool { declared.count > blockMarks[blockMarks.count - 1] }

  /// Closes a block: drops its names, and warns of variables that were never read.
  mutating func leaveBlock() {
    let mark = blockMarks.removeLast()
    while declared.count > mark {
      let (name, before) = declared.removeLast()
      if case .local(let slot) = bindings[Int(name.index)] { warnIfUnused(slot) }
      bindings[Int(name.index)] = before
    }
  }

  mutating func bind(_ name: Name, to binding: Binding) {
    declared.append((name, bindings[Int(name.index)]))
    bindings[Int(name.index)] = binding
  }

  private mutating func warnIfUnused(_ slot: Int) {
    let local = builder.locals[slot]
    guard !local.isRead, !local.isExcused, !function.hasSyntaxError else { return }
    let text = names.text(local.name)
    let what = local.isConstant ? "constant" : "variable"
    diagnostics.warning(
      RawDiagnostic(
        .unusedVariable, "unused \(what) '\(text)'", at: local.range,
        label: local.isAssigned ? "assigned to, but never read" : "never read",
        notes: isMentioned(text)
          ? [.init(Lexer.joinTexts)] : Self.notes(onUnused: local.origin)))
  }

  /// Whether a string of the function holds a name in braces, as other languages write values in strings.
  /// Looks at some of them, only if the warning will be kept.
  private func isMentioned(_ name: String) -> Bool {
    guard diagnostics.keepsWarnings else { return false }
    let (countMax, lengthMax) = (64, 256)
    return builder.strings.prefix(countMax).contains {
      String(decoding: $0.prefix(lengthMax), as: UTF8.self).contains("{\(name)}")
    }
  }

  private static func notes(onUnused origin: FunctionBuilder.Origin) -> [RawDiagnostic.Note] {
    switch origin {
    case .declaration: []
    case .loop, .pattern: [.init("write '_' for a value that is not wanted")]
    case .condition: [.init("without its value: 'x != none'")]
    }
  }

  // MARK: - Declarations

  /// Gives a new local variable its slot, and checks that its name is free.
  mutating func declareLocal(
    _ identifier: AST.Identifier, isConstant: Bool, isExcused: Bool
  ) -> UInt32 {
    let isFree = checkShadowing(isConstant ? "the constant" : "the variable", identifier)
    builder.locals.append(
      FunctionBuilder.Local(
        name: identifier.name, range: identifier.range, isConstant: isConstant,
        depth: blockDepth, isExcused: isExcused || !isFree))
    bind(identifier.name, to: .local(builder.locals.count - 1))
    return UInt32(builder.locals.count - 1)
  }

  /// Whether a name is free for a parameter or a local variable; reports a conflict.
  @discardableResult
  mutating func checkShadowing(_ what: String, _ identifier: AST.Identifier) -> Bool {
    let binding = bindings[Int(identifier.name.index)]
    guard let place = declaredRange(of: binding) else { return true }
    let text = names.text(identifier.name)
    if case .local(let slot) = binding {
      builder.locals[slot].isExcused = true
      if builder.locals[slot].depth == blockDepth {
        diagnostics.error(
          RawDiagnostic(
            .duplicateDeclaration, "duplicate declaration of '\(text)'", at: identifier.range,
            label: "declared again here",
            notes: [.init("'\(text)' is first declared here", at: builder.locals[slot].range)]))
        return false
      }
    }
    reportShadowing(
      "\(what) '\(text)'", at: identifier.range, of: "\(noun(binding)) '\(text)'", place)
    return false
  }

  mutating func reportShadowing(
    _ what: String, at range: SourceRange, of other: String, _ otherRange: SourceRange
  ) {
    diagnostics.error(
      RawDiagnostic(
        .shadowing, "\(what) shadows \(other)", at: range, label: "choose another name",
        notes: [.init("\(other) is declared here", at: otherRange)]))
  }

  /// The kind of thing that a name refers to, with its article.
  func noun(_ binding: Binding) -> String {
    switch binding {
    case .nothing: "nothing"
    case .statement, .builtin: "the built-in"
    case .namespace: "the namespace"
    case .function: "the function"
    case .type(let index): types[index].kind == .structure ? "the struct" : "the enum"
    case .constant: "the constant"
    case .parameter: "the parameter"
    case .local(let slot): builder.locals[slot].isConstant ? "the constant" : "the variable"
    }
  }

  /// Where the thing is declared; `nil` for a built-in.
  func declaredRange(of binding: Binding) -> SourceRange? {
    switch binding {
    case .nothing, .statement, .builtin: nil
    case .namespace(let index): namespaces[index].range
    case .function(let index): functions[index].identifier.range
    case .type(let index): types[index].identifier.range
    case .constant(let index): constants[index].identifier.range
    case .parameter(let index): parameters[index].range
    case .local(let slot): builder.locals[slot].range
    }
  }

  // MARK: - Uses in error

  /// Reports a name that refers to another kind of thing than is needed.
  mutating func reportWrongKind(
    _ name: Name, at range: SourceRange, is binding: Binding, not needed: String,
    notes: [RawDiagnostic.Note] = []
  ) {
    let text = names.text(name)
    let kind = noun(binding).replacingArticle()
    let note = declaredRange(of: binding).map {
      [RawDiagnostic.Note("'\(text)' is declared here", at: $0)]
    }
    diagnostics.error(
      RawDiagnostic(
        .notAValue, "'\(text)' is \(kind), not \(needed)", at: range,
        label: "\(needed) is needed here", notes: (note ?? []) + notes))
    excuse(binding)
  }

  /// Marks a variable or an import that is used in error, so that it is not also reported as
  /// unused.
  mutating func excuse(_ binding: Binding) {
    switch binding {
    case .local(let slot): builder.locals[slot].isExcused = true
    case .namespace(let index): namespaces[index].isUsed = true
    case .nothing, .statement, .builtin, .function, .type, .constant, .parameter: break
    }
  }

  /// Whether an undefined name is to be reported: not if text that was skipped may declare it, or an
  /// assignment that was meant to.
  func isNewlyUndefined(_ name: Name) -> Bool {
    guard isLost.isEmpty || !isLost[Int(name.index)] else { return false }
    return !undeclared.contains { $0.name == name && $0.function == functionNumber }
  }

  /// - Parameter notes: those for a name that is near no other one.
  mutating func reportUndefinedName(
    _ name: Name, at range: SourceRange, notes: [RawDiagnostic.Note] = []
  ) {
    guard isNewlyUndefined(name) else { return }
    let text = names.text(name)
    var found = Self.note(onName: text).map { [$0] } ?? []
    if found.isEmpty {
      found = suggestion(
        for: text, among: declared.map(\.name) + constants.map(\.identifier.name))
    }
    diagnostics.error(
      RawDiagnostic(
        .undefinedName, "undefined name '\(text)'", at: range, label: "not found in this scope",
        notes: found.isEmpty ? notes : found))
  }

  mutating func reportUndefinedFunction(_ name: Name, at range: SourceRange) {
    guard isNewlyUndefined(name) else { return }
    let text = names.text(name)
    var notes = suggestion(
      for: text,
      among: functions.prefix(Suggestion.candidatesMax).map(\.identifier.name)
        + types.map(\.identifier.name))
    if notes.isEmpty, let note = Self.note(onFunction: text) { notes = [note] }
    if notes.isEmpty, let offer = StandardModule.offer(text) { notes = [Self.note(on: offer)] }
    if notes.isEmpty, let name = Suggestion.nearest(to: text, among: Self.builtinNames) {
      notes = [.init("did you mean '\(name)'?")]
    }
    diagnostics.error(
      RawDiagnostic(
        .undefinedFunction, "undefined function '\(text)'", at: range,
        label: "not found in this file", notes: notes))
  }

  /// Notes on the call of a function in an undefined namespace.
  private mutating func notes(onCallOf name: Name, in space: String) -> [RawDiagnostic.Note] {
    let function = names.text(name)
    let offer = StandardModule.offer(function)
    // 'log' prints, unless it is that of 'Math'.
    if offer?.module.rawValue != space.lowercased(), let note = Self.note(onFunction: function) {
      return [note]
    }
    if let offer { return [Self.note(on: offer)] }
    guard case .builtin = meaning(of: name) else { return [] }
    return [.init("built-in functions have no namespace: '\(function)(…)'")]
  }

  private static func note(on offer: StandardModule.Offer) -> RawDiagnostic.Note {
    .init("'import \"\(offer.module.path)\";' has it: '\(offer.call("…"))'")
  }

  /// - Parameter function: the function that is called in it.
  mutating func reportUndefinedNamespace(
    _ name: Name, at range: SourceRange, function: Name? = nil
  ) {
    guard isNewlyUndefined(name) else { return }
    let text = names.text(name)
    var notes = suggestion(for: text, among: namespaces.compactMap { $0.identifier?.name })
    if notes.isEmpty, let function, case .function = meaning(of: function) {
      notes = [.init("functions of this file have no namespace: '\(names.text(function))(…)'")]
    }
    if notes.isEmpty, let module = StandardModule(rawValue: text) {
      notes = [.init("'import \"\(module.path)\";' at the beginning of the file imports it")]
    }
    if notes.isEmpty { notes = suggestion(for: text, among: declared.map(\.name)) }
    if notes.isEmpty, let function { notes = self.notes(onCallOf: function, in: text) }
    diagnostics.error(
      RawDiagnostic(
        .undefinedNamespace, "undefined namespace '\(text)'", at: range,
        label: "nothing is imported under this name", notes: notes))
  }

  /// - Parameter known: evaluated only if the message will be kept.
  func suggestion(
    for text: String, among known: @autoclosure () -> [Name]
  ) -> [RawDiagnostic.Note] {
    guard !diagnostics.isFull else { return [] }
    let candidates = known().prefix(Suggestion.candidatesMax).lazy.map { names.text($0) }
    return Suggestion.nearest(to: text, among: candidates).map { [.init("did you mean '\($0)'?")] }
      ?? []
  }
}

extension String {
  /// "the function" → "a function".
  fileprivate func replacingArticle() -> String {
    guard hasPrefix("the ") else { return self }
    if hasSuffix("built-in") { return "a built-in function" }
    return (hasSuffix("enum") ? "an " : "a ") + dropFirst(4)
  }
}
