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

  /// `scalar | "text" | "[" type [ ":" type ] "]" | "?" type | function | [ IDENT "." ] IDENT`; `nil`
  /// if it is wrong (reported).
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
      case .leftBracket: type = parseBracketType()
      case .question, .questionQuestion: return parseOptionalType()
      case .fn where isFunctionType: return parseFunctionType()
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
    if token.kind == .leftParen, let note = Self.note(onType: spelled) {
      skipFunctionType()
      report(start, expected, notes: [note])
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

  /// `"[" type "]" | "[" type ":" type "]"`
  private mutating func parseBracketType() -> Type? {
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
    let start = token.start
    let first = parseTypeParts("the elements' type")
    if token.kind == .colon, !isRecovering { return parseMapType(key: first, from: start) }
    let element = first.flatMap { part($0, of: "the elements of an array", from: start) }
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

  /// Parses the type of a map after that of its keys, which begins at `start`.
  private mutating func parseMapType(key: Type?, from start: UInt32) -> Type? {
    let isKey = key.map { checkKey($0, at: SourceRange(start: start, end: previousEnd)) } ?? false
    advance()
    let value = parsePartType("the values' type", of: "the values of a map")
    close(.rightBracket, "']' after the values' type")
    guard isKey, let key, let value else { return nil }
    return .map(key: key, value: value)
  }

  /// Whether a type can be that of a map's keys, as far as the text shows it; reports others.
  private mutating func checkKey(_ type: Type, at range: SourceRange) -> Bool {
    switch type {
    case .scalar(let scalar) where scalar.isInteger || scalar == .bool: return true
    case .text: return true
    case .named(let named):
      if case .imported(let number) = named.origin { ast.namedTypes[Int(number)].isKey = true }
      return true
    case .scalar, .array, .map, .optional, .function:
      lexer.diagnostics.error(
        RawDiagnostic(
          .invalidKey, "'\(type.name)' cannot be the key of a map", at: range,
          label: "keys are integers, bool, text and enums without values"))
      return false
    }
  }

  /// Whether a function's type begins, rather than a function.
  var isFunctionType: Bool {
    mutating get {
      token.kind == .fn && peek().kind == .leftParen
    }
  }

  /// `"fn" "(" [ [ "&" ] type { "," [ "&" ] type } ] ")" [ type ]`
  private mutating func parseFunctionType() -> Type? {
    guard enter() else { return nil }
    defer { leave() }
    advance()
    advance()
    var parameters: [Parameter?] = []
    while token.kind != .rightParen || !parameters.isEmpty {
      let isReference = take(.ampersand)
      var type = parsePartType("a parameter's type", of: "a parameter")
      if token.kind == .colon, !isRecovering {
        reportUnexpected(
          "',' or ')'", notes: [.init("the parameters in a function's type have no names")])
        advance()
        isRecovering = false
        type = parsePartType("a parameter's type", of: "a parameter")
      }
      parameters.append(type.map { Parameter($0, isReference: isReference) })
      guard take(.comma) else { break }
    }
    close(.rightParen, "',' or ')'")
    if token.kind == .minus, !isRecovering {
      reportUnexpected(
        "the end of the type", notes: [.init("the result type comes right after ')'")])
      advance()
      _ = take(.greater)
      isRecovering = false
    }
    var result: Type? = .void
    if beginsType(token.kind) || isFunctionType { result = parseTypeParts("the result type") }
    let known = parameters.compactMap { $0 }
    guard let result, known.count == parameters.count else { return nil }
    return .function(Signature(parameters: known, result: result))
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
    return parseTypeParts(expected).flatMap { part($0, of: whole, from: start) }
  }

  /// The type of a part, which begins at `start`; `nil` if it is `void` (reported).
  private mutating func part(_ type: Type, of whole: String, from start: UInt32) -> Type? {
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
    guard isPointer || token.kind == .ampersand else {
      let isMap = token.kind == .leftBrace && isMapInBraces
      guard token.kind == .leftParen else {
        reportUnexpected(expected, notes: isMap ? [Self.mapTypeForm] : [])
        if isMap { skipBlock() }
        return
      }
      let start = token
      let isFunction = skipFunctionType()
      report(
        start, expected, notes: [isFunction ? Self.functionTypeForm : Self.noTupleTypes],
        once: isFunction ? [] : .tuples)
      isRecovering = false
      return
    }
    reportUnexpected(
      expected,
      notes: [
        .init(isPointer ? "there are no pointers" : "'&' is written only before a parameter's type")
      ], once: isPointer ? .pointers : [])
    while token.kind == .star || token.kind == .ampersand { advance() }
    // Nothing else is reported about the type.
    if beginsType(token.kind) { _ = parseTypeParts(expected) }
    isRecovering = false
  }

  /// A note on a type of another language; `nil`: it is none that is known.
  static func note(onType text: String) -> RawDiagnostic.Note? {
    switch text {
    case "Vec", "List", "ArrayList", "Array", "vector", "Slice", "list", "array": arrayTypeForm
    case "Optional", "Option", "Maybe", "Result": .init("an optional 'T' is '?T'")
    case "any", "Any", "object", "Object", "auto", "var", "dynamic", "T": noGenericTypes
    case "map", "Map", "dict", "Dict", "Dictionary", "HashMap", "BTreeMap", "StringHashMap",
      "unordered_map", "Record":
      mapTypeForm
    case "set", "Set", "HashSet": .init("a set of 'T' is a map, '[T: bool]'")
    case "func", "function", "Function", "Func", "fun", "Fn", "FnMut", "FnOnce", "Callable",
      "Closure", "lambda":
      functionTypeForm
    default: typeMeant(by: text).map { .init("did you mean '\($0)'?") }
    }
  }

  /// Skips `(…)`, and `-> T` after it; returns whether that is there.
  @discardableResult
  private mutating func skipFunctionType() -> Bool {
    let wasRecovering = isRecovering
    defer { isRecovering = wasRecovering }
    isRecovering = true
    advance()
    guard skip(to: .rightParen) else { return false }
    advance()
    let hasArrow = token.kind == .minus
    if hasArrow {
      advance()
      _ = take(.greater)
    }
    if beginsType(token.kind), enter() {
      _ = parseTypeParts("a type")
      leave()
    }
    return hasArrow
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
  private static let mapTypeForm = RawDiagnostic.Note("a map from 'K' to 'V' is '[K: V]'")
  private static let noTupleTypes = RawDiagnostic.Note(
    "there are no tuples: a type in parentheses is that of a function, 'fn(i32) bool'")
  private static let functionTypeForm = RawDiagnostic.Note("a function's type is 'fn(i32) bool'")

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
