// The grammar of types.

extension Parser {
  /// Whether a type begins with this token, or what another language would write as one.
  func beginsType(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .identifier, .text, .leftBracket, .question, .questionQuestion, .star, .ampersand: true
    default: kind.scalar != nil
    }
  }

  /// Parses a type. Reports anything else, and skips it if it is a name.
  mutating func parseType(_ expected: String) -> AST.TypeSyntax {
    let start = token.start
    let type = parseTypeParts(expected)
    return AST.TypeSyntax(
      type: type, range: SourceRange(start: start, end: max(start, previousEnd)))
  }

  /// `scalar | "text" | "[" type "]" | "?" type | [ IDENT "." ] IDENT`; `nil` if it is wrong (reported).
  private mutating func parseTypeParts(_ expected: String) -> Type? {
    var type: Type?
    if let scalar = token.kind.scalar {
      advance()
      type = .scalar(scalar)
    } else {
      switch token.kind {
      case .text:
        advance()
        type = .text
      case .leftBracket: type = parseArrayType()
      case .question, .questionQuestion: return parseOptionalType()
      case .identifier: return parseNamedType(expected)
      default:
        reportWrongType(expected)
        return nil
      }
    }
    return type.map { parseTypeSuffixes($0) }
  }

  /// `[ IDENT "." ] IDENT`
  private mutating func parseNamedType(_ expected: String) -> Type? {
    // In the wrong text, a name need not be a type.
    let isKnown = !isRecovering
    let start = advance()
    let first = identifier(start)
    var named = AST.NamedType(namespace: nil, identifier: first)
    if token.kind == .dot {
      advance()
      guard let member = expectIdentifier("a type's name after '.'") else { return nil }
      named = AST.NamedType(namespace: first, identifier: member)
    }
    var spelled = names.text(first.name)
    if named.namespace != nil { spelled += "." + names.text(named.identifier.name) }
    if token.kind == .less {
      let note = Self.note(onType: spelled)
      report(start, expected, notes: [note ?? Self.noGenericTypes])
      skipTypeArguments()
      isRecovering = false
      return nil
    }
    let isSuffixed = token.kind == .leftBracket || token.kind == .question
    if isSuffixed, Self.note(onType: spelled) != nil {
      // Of another language altogether.
      report(start, expected, notes: Self.note(onType: spelled).map { [$0] } ?? [])
      _ = parseTypeSuffixes(.void)
      return nil
    }
    let type = parseTypeSuffixes(ast.addNamedType(named, spelled: spelled))
    return isKnown ? type : nil
  }

  /// `"[" type "]"`
  private mutating func parseArrayType() -> Type? {
    guard enter() else { return nil }
    defer { leave() }
    advance()
    if token.kind == .rightBracket {
      reportUnexpected("the elements' type", notes: [Self.arrayTypeForm])
      advance()
      isRecovering = false
      if beginsType(token.kind) { return parseTypeParts("a type").map { .array($0) } }
      return nil
    }
    let element = parsePartType("the elements' type", of: "the elements of an array")
    let hasLength = token.kind == .semicolon || token.kind == .comma
    if hasLength {
      reportUnexpected("']' after the elements' type", notes: [Self.arrayTypeForm])
      while ![.rightBracket, .leftBrace, .rightBrace, .equal, .endOfFile].contains(token.kind),
        !token.kind.beginsDeclaration
      {
        advance()
      }
      if take(.rightBracket) { isRecovering = false }
    } else {
      close(.rightBracket, "']' after the elements' type")
    }
    return element.map { .array($0) }
  }

  /// `"?" type`; two `?` are one token.
  private mutating func parseOptionalType() -> Type? {
    let isDouble = token.kind == .questionQuestion
    guard enter() else { return nil }
    defer { leave() }
    if isDouble {
      guard enter() else { return nil }
    }
    defer { if isDouble { leave() } }
    advance()
    let value = parsePartType("the optional's type", of: "an optional")
    return value.map { isDouble ? .optional(.optional($0)) : .optional($0) }
  }

  /// Parses a type of which another one consists, which `void` cannot be.
  private mutating func parsePartType(_ expected: String, of whole: String) -> Type? {
    let start = token.start
    guard let type = parseTypeParts(expected) else { return nil }
    guard type.scalar == .void else { return type }
    if !isRecovering {
      lexer.diagnostics.error(
        RawDiagnostic(
          .invalidVariableType, "\(whole) cannot be 'void'",
          at: SourceRange(start: start, end: previousEnd), label: "'void' has no values"))
    }
    return nil
  }

  // MARK: - Types of other languages

  /// Reports `T[]` and `T?`, and reads them as what they mean.
  private mutating func parseTypeSuffixes(_ first: Type) -> Type {
    var type = first
    // A chain of them is one mistake; it does not nest types.
    if token.kind == .leftBracket {
      let name = type.name
      reportUnexpected(
        "the end of the type", notes: [.init("an array of '\(name)' is '[\(name)]'")])
      advance()
      if take(.rightBracket) { isRecovering = false }
      type = .array(type)
    } else if token.kind == .question {
      let name = type.name
      reportUnexpected("the end of the type", notes: [.init("an optional '\(name)' is '?\(name)'")])
      advance()
      isRecovering = false
      type = .optional(type)
    }
    return type
  }

  private mutating func reportWrongType(_ expected: String) {
    let isPointer = token.kind == .star
    guard isPointer || token.kind == .ampersand else { return reportUnexpected(expected) }
    reportUnexpected(
      expected,
      notes: [
        .init(isPointer ? "there are no pointers" : "'&' is written only before a parameter's type")
      ])
    while token.kind == .star || token.kind == .ampersand { advance() }
    // Nothing else is reported about the type.
    if beginsType(token.kind) { _ = parseTypeParts(expected) }
    isRecovering = false
  }

  /// A note on a type of another language; `nil`: it is none that is known.
  static func note(onType text: String) -> RawDiagnostic.Note? {
    switch text {
    case "Vec", "List", "ArrayList", "Array", "vector", "Slice", "list", "array": arrayTypeForm
    case "Optional", "Option", "Maybe": .init("an optional 'T' is '?T'")
    default: typeMeant(by: text).map { .init("did you mean '\($0)'?") }
    }
  }

  /// Skips `<…>` with all `<…>` in it, at most to the end of the declaration or statement.
  private mutating func skipTypeArguments() {
    var open = 0
    repeat {
      switch token.kind {
      case .less: open += 1
      case .lessLess: open += 2
      case .greater: open -= 1
      case .greaterGreater: open -= 2
      case .endOfFile, .leftBrace, .rightBrace, .semicolon, .equal: return
      case _ where token.kind.beginsDeclaration: return
      default: break
      }
      advance()
    } while open > 0
  }

  static let arrayTypeForm = RawDiagnostic.Note("an array of 'T' is '[T]', of any length")

  private static func typeMeant(by text: String) -> String? {
    switch text {
    case "int", "Int", "Int32", "int32": "i32"
    case "long", "Int64", "int64", "isize": "i64"
    case "uint", "UInt32", "uint32", "unsigned": "u32"
    case "UInt", "UInt64", "uint64", "usize": "u64"
    case "byte", "char", "UInt8", "uint8": "u8"
    case "float", "double", "Double", "Float", "f32", "number": "f64"
    case "Bool", "boolean": "bool"
    case "string", "String", "str", "Text": "text"
    default: nil
    }
  }
}
