// The grammar of structs and enums.

extension Parser {
  /// `"struct" IDENT "{" [ field { "," field } [ "," ] ] "}"`, or
  /// `"enum" IDENT "{" case { "," case } [ "," ] "}"`
  mutating func parseTypeDeclaration() {
    let errorsBefore = syntaxErrorCount
    reportedOnce = []
    let kind: AST.TypeDeclaration.Kind = advance().kind == .struct ? .structure : .enumeration
    let what = kind == .structure ? "struct" : "enum"
    var declaration = AST.TypeDeclaration(
      kind: kind, identifier: expectIdentifier("the \(what)'s name"))
    let isGeneric = token.kind == .less
    if isGeneric { reportUnexpected("'{'", notes: [Self.noGenericTypes]) }
    if token.kind != .leftBrace {
      reportUnexpected("'{'", notes: [Self.form(of: kind)])
      skipToBlock()
    }
    if token.kind == .leftBrace {
      isRecovering = false
      let open = advance()
      parseMembers(of: &declaration, openedAt: open.range)
      // Its types name what the declaration does not declare.
      if isGeneric { declaration.members = [] }
      if token.kind == .semicolon, token.start == previousEnd {
        reportUnexpected(
          "a declaration",
          notes: [.init("no ';' follows the '}' of \(what == "enum" ? "an" : "a") \(what)")])
        advance()
      }
    } else {
      _ = take(.semicolon)
    }
    declaration.isWrong = syntaxErrorCount > errorsBefore
    ast.order.append(.type(ast.typeDeclarations.count))
    ast.typeDeclarations.append(declaration)
  }

  private static func form(of kind: AST.TypeDeclaration.Kind) -> RawDiagnostic.Note {
    switch kind {
    case .structure: .init("a struct is declared as 'struct Point { x: f64, y: f64 }'")
    case .enumeration: .init("an enum is declared as 'enum Shape { circle(f64), empty }'")
    }
  }

  private mutating func parseMembers(
    of declaration: inout AST.TypeDeclaration, openedAt open: SourceRange
  ) {
    let expected = declaration.kind == .structure ? "a field or '}'" : "a case or '}'"
    while token.kind != .rightBrace, token.kind != .endOfFile, !isAtNextDeclaration {
      let before = token.start
      if isMethod {
        skipMethod(expected)
      } else {
        skipWord(expected)
        if let identifier = expectMemberName(expected) {
          let member =
            declaration.kind == .structure ? parseField(identifier) : parseCase(identifier)
          if let member { declaration.members.append(member) }
        }
        parseSeparator()
      }
      if token.start == before { advance() }
    }
    if token.kind == .rightBrace, declaration.members.isEmpty, declaration.kind == .enumeration {
      reportUnexpected("a case", notes: [.init("an enum has at least one case")])
    }
    isRecovering = isRecovering && token.kind != .rightBrace
    if !take(.rightBrace) {
      reportUnexpected("'}'", notes: [.init("the declaration begins here", at: open)])
    }
  }

  /// Takes the `,` between members. After a `;` or a line break in its place, which is reported, the
  /// next member follows; otherwise, the text up to one is skipped.
  private mutating func parseSeparator() {
    if take(.comma) {
      isRecovering = false
      return
    }
    guard token.kind != .rightBrace else { return }
    let isPart = token.kind == .identifier && !isRecovering
    reportUnexpected("',' or '}'", notes: [.init("a ',' parts them")], once: .separators)
    // The next one follows on the same line.
    if isPart {
      isRecovering = false
      return
    }
    while token.kind != .comma, token.kind != .semicolon, token.kind != .rightBrace,
      token.kind != .endOfFile, !token.isFirstOnLine, !isAtNextDeclaration
    {
      if token.kind == .leftBrace { skipBlock() } else { skip() }
    }
    if !take(.comma) { _ = take(.semicolon) }
    isRecovering = false
  }

  /// Whether a declaration begins, and the `}` before it is missing.
  var isAtNextDeclaration: Bool {
    guard token.kind.beginsDeclaration || token.kind == .const, token.isFirstOnLine else {
      return false
    }
    return token.start == 0 || lexer.source[Int(token.start) - 1] == UInt8(ascii: "\n")
  }

  /// The name of a field, a case or a label, which a keyword can be.
  mutating func expectMemberName(_ expected: String) -> AST.Identifier? {
    if token.kind.isKeyword { return identifier(advance()) }
    return expectIdentifier(expected)
  }

  /// `IDENT ":" type [ "=" expr ]`
  ///
  /// - Returns: `nil` if its name is not certain, because its type may come first.
  private mutating func parseField(_ identifier: AST.Identifier) -> AST.Member? {
    var field = AST.Member(identifier: identifier)
    if !take(.colon) {
      let isPair = beginsType(token.kind)
      reportUnexpected(
        "':' and the field's type", notes: [.init("a field is written as 'name: type'")],
        once: .fieldTypes)
      return isPair ? nil : field
    }
    if token.kind == .ampersand {
      reportUnexpected(
        "the field's type",
        notes: [.init("everything is a value: no field refers to another variable")])
      advance()
      isRecovering = false
    }
    field.types = [parseType("the field's type")]
    if take(.equal) { field.defaultValue = parseExpression() }
    return field
  }

  /// `IDENT [ "(" type { "," type } ")" ]`
  private mutating func parseCase(_ identifier: AST.Identifier) -> AST.Member? {
    var member = AST.Member(identifier: identifier)
    if token.kind == .equal {
      reportUnexpected("',' or '}'", notes: [.init("cases have no numbers")], once: .numbers)
    } else if token.kind == .colon || token.kind == .leftBrace {
      reportUnexpected(
        "'(' or ','",
        notes: [.init("the types of a case's values are in parentheses: 'circle(Point, f64)'")],
        once: .caseValues)
    }
    guard token.kind == .leftParen else { return member }
    guard enter() else { return member }
    defer { leave() }
    advance()
    repeat {
      if token.kind == .rightParen, !member.types.isEmpty { break }
      member.types.append(parseType("the type of the case's value"))
      if token.kind == .colon, !isRecovering {
        reportUnexpected(
          "',' or ')'", notes: [.init("the values of a case have no names")], once: .caseValues)
        advance()
        isRecovering = false
        member.types[member.types.count - 1] = parseType("the type of the case's value")
      }
    } while take(.comma)
    close(.rightParen, "',' or ')'")
    return member
  }

  // MARK: - Other languages

  static let noMethods = RawDiagnostic.Note(
    "there are no methods: a function takes the value, 'fn area(shape: Shape) f64'")

  static let noGenericTypes = RawDiagnostic.Note("there are no generic types and functions")

  /// Reports a word of another language before a member, and skips it.
  private mutating func skipWord(_ expected: String) {
    let words = ["case", "let", "pub", "public", "private", "mut", "static", "final", "readonly"]
    let isWord = token.kind == .const || token.kind == .var || words.contains(where: isNext)
    guard isWord else { return }
    let next = peek()
    guard next.kind == .identifier, !next.isFirstOnLine else { return }
    let word = describe(token)
    reportUnexpected(expected, notes: [.init("it is written without \(word)")], once: .words)
    advance()
    isRecovering = false
  }

  /// Whether a function begins, rather than a member of this name.
  private var isMethod: Bool {
    mutating get {
      (token.kind == .fn || isNext("func") || isNext("def")) && peek().kind == .identifier
    }
  }

  /// Reports a function among the members, and skips it.
  private mutating func skipMethod(_ expected: String) {
    reportUnexpected(expected, notes: [Self.noMethods], once: .methods)
    skip()
    skipToBlock()
    if token.kind == .leftBrace { skipBlock() }
    _ = take(.semicolon)
    _ = take(.comma)
    isRecovering = false
  }
}
