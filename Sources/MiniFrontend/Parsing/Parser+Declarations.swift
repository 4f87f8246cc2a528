// The grammar of a file: imports, constants, functions and tests.

extension Parser {
  /// `{ import } { function | struct | enum | constant | test } EOF`
  mutating func parseFile() {
    while token.kind != .endOfFile {
      isRecovering = false
      recoversAtLineEnd = false
      let comment = lexer.takeDocumentation(before: token)
      let declaration = ast.order.count
      defer {
        if let comment, ast.order.count > declaration {
          ast.documentation.append((declaration, comment))
        }
      }
      switch token.kind {
      case .import: parseImport()
      case .fn: parseFunction()
      case .test: parseTest()
      case .struct, .enum: parseTypeDeclaration()
      case .const: parseConstant()
      default: skipStray()
      }
    }
    parseExamples()
  }

  /// Reports, once for the whole run, tokens between declarations that begin no declaration or import.
  private mutating func skipStray() {
    let expected = ast.order.isEmpty ? "'import' or a declaration" : "a declaration"
    let word = declarationWord
    var notes: [RawDiagnostic.Note] = []
    switch token.kind {
    case .var:
      notes = [.init("there are no global variables: a constant is 'const x = 1;'")]
    case .rightBrace: notes = [.init("no block is open here")]
    case .identifier:
      notes = [word?.note ?? Self.statementsAreInside]
      if let rest = word?.rest, rest.begins(with: peek()) {
        reportUnexpected(expected, notes: notes)
        isRecovering = false
        if peek().kind == .identifier { return parseFunction() }
        advance()
        return
      }
    case .integer, .float, .string, .byte, .leftParen, .minus, .bang, .tilde, .if, .while, .for,
      .switch, .return, .true, .false:
      notes = [Self.statementsAreInside]
    default: break
    }
    let isDeclaration = token.kind == .var || word?.note != nil
    reportUnexpected(expected, notes: notes)
    if isDeclaration { return skipForeignDeclaration() }
    repeat {
      if token.kind == .leftBrace { skipBlock() } else { skip() }
    } while !token.kind.beginsDeclaration && !beginsTest && token.kind != .endOfFile
      && !(token.kind == .const && token.isFirstOnLine)
  }

  /// Skips a declaration of another language: to its `;`, past its block, or to the next line.
  private mutating func skipForeignDeclaration() {
    repeat {
      guard token.kind == .leftBrace else {
        skip()
        continue
      }
      skipBlock()
      if token.isFirstOnLine || token.kind.beginsDeclaration { return }
    } while token.kind != .semicolon && token.kind != .endOfFile
      && (!token.isFirstOnLine || token.kind == .leftBrace)
    _ = take(.semicolon)
  }

  // MARK: - Imports

  /// `"import" STRING [ "as" IDENT ] ";"`
  mutating func parseImport() {
    if !ast.order.isEmpty {
      reportUnexpected(
        "a declaration",
        notes: [.init("imports come first, before all declarations")])
      isRecovering = false
    }
    let start = advance().start
    var path: SourceRange?
    switch token.kind {
    case .string: path = advance().range
    case .invalidLiteral: advance()
    case .unterminatedString: takeUnterminatedString()
    default:
      reportUnexpected("the path of a file as a string", notes: [noteOnImportedName])
      // In `import math;`, the namespace is known but the file is not.
      if token.kind == .identifier {
        var alias = identifier(advance())
        while token.kind == .dot || token.kind == .colon, peek().kind == .identifier {
          advance()
          alias = identifier(advance())
        }
        ast.imports.append(AST.Import(path: nil, alias: alias, range: alias.range))
        return skipStatement()
      }
      if token.kind == .leftBrace { skipBlock() }
      isRecovering = true
      return expectSemicolon(afterValueOf: "the import")
    }
    var alias: AST.Identifier?
    if take(.as) {
      alias = expectIdentifier("a name for the namespace")
      // The namespace is unknown then; it is not the file's name.
      if alias == nil { path = nil }
    }
    let range = SourceRange(start: start, end: previousEnd)
    ast.imports.append(AST.Import(path: path, alias: alias, range: range))
    expectSemicolon(after: "the import")
  }

  static let importForm = RawDiagnostic.Note(
    "a file is imported by its path, 'import \"lib/math.mini\";', a standard module by its name, 'import \"std:io\";'"
  )

  /// How the name that is the next token is imported.
  private var noteOnImportedName: RawDiagnostic.Note {
    guard token.kind == .identifier else { return Self.importForm }
    var ahead = lexer
    var name = token
    while [.dot, .colon].contains(ahead.next().kind) { name = ahead.next() }
    let text = describe(name).filter { $0 != "'" }
    let isStandard = StandardModule.allCases.contains { $0.rawValue == text }
    return .init("write 'import \"\(isStandard ? "std:\(text)" : "\(text).mini")\";'")
  }

  // MARK: - Constants

  /// `"const" IDENT [ ":" type ] "=" expr ";"`
  private mutating func parseConstant() {
    let errorsBefore = syntaxErrorCount
    reportedOnce = []
    advance()
    let identifier = expectIdentifier("a name after 'const'")
    guard identifier != nil else { return skipStatement() }
    let type = take(.colon) ? parseType("the constant's type") : nil
    let value: AST.NodeID
    if take(.equal) {
      value = parseExpression()
    } else {
      reportUnexpected(type == nil ? "'=' or ':' after the name" : "'=' and a value")
      value = ast.add(.error, from: token.start, to: token.start)
    }
    expectSemicolon(afterValueOf: "the constant")
    ast.order.append(.constant(ast.constants.count))
    ast.constants.append(
      AST.Constant(
        identifier: identifier, type: type, value: value,
        isWrong: syntaxErrorCount > errorsBefore))
  }

  // MARK: - Functions

  /// `"fn" IDENT "(" [ param { "," param } [ "," ] ] ")" [ type ] block`
  mutating func parseFunction() {
    let errorsBefore = syntaxErrorCount
    reportedOnce = []
    advance()
    let identifier = expectIdentifier("the function's name")
    if identifier == nil { skipToHeader() }
    var function = AST.Function(identifier: identifier)
    if token.kind == .less || token.kind == .leftBracket {
      reportUnexpected("'(' and the parameters", notes: [Self.noGenericTypes])
      while ![.leftParen, .leftBrace, .endOfFile].contains(token.kind) { skip() }
      isRecovering = false
    }
    if expect(.leftParen, "'(' and the parameters") { parseParameters(into: &function) }
    if token.kind != .leftBrace { function.result = parseResultType() }
    hasResult = function.result != nil
    function.isHeaderWrong = syntaxErrorCount > errorsBefore || function.hasWrongType
    let errorsBeforeBody = syntaxErrorCount
    parseBody(of: &function)
    // Its place may hold a result.
    if function.body == nil { function.isHeaderWrong = true }
    function.hasSyntaxError = syntaxErrorCount > errorsBeforeBody
    ast.order.append(.function(ast.functions.count))
    ast.functions.append(function)
  }

  /// Skips to a `(` or a `{` with which a function without a name may continue.
  private mutating func skipToHeader() {
    while ![.leftParen, .leftBrace, .rightBrace, .semicolon, .endOfFile].contains(token.kind),
      !token.kind.beginsDeclaration
    {
      skip()
    }
    if token.kind == .leftParen { isRecovering = false }
  }

  /// Whether the `&` that is the next token belongs before the type of a parameter: it is not that of
  /// `&self` or `&mut self`.
  private var isReferenceBeforeName: Bool {
    guard token.kind == .ampersand else { return false }
    var ahead = lexer
    let next = ahead.next()
    let text = lexer.source[Int(next.start)..<Int(next.end)]
    return next.kind == .identifier && !["self", "mut"].contains { text.elementsEqual($0.utf8) }
  }

  private mutating func parseParameters(into function: inout AST.Function) {
    while token.kind != .rightParen, token.kind != .endOfFile {
      if token.kind.scalar != nil || token.kind == .text {
        reportUnexpected(
          "a parameter's name", notes: [.init("the type follows the name: 'fn f(a: i32)'")])
        break
      }
      if isReferenceBeforeName {
        reportUnexpected("a parameter's name or ')'", notes: [Self.referenceForm])
        advance()
        isRecovering = false
      } else if isNext("self") || token.kind == .ampersand, peek().kind != .colon {
        reportUnexpected("a parameter's name or ')'", notes: [Self.noMethods])
        while token.kind == .ampersand || isNext("mut") { advance() }
        if token.kind == .identifier { skip() }
        isRecovering = false
        guard take(.comma) else { break }
        continue
      }
      var isReference = false
      if token.kind == .underscore {
        reportUnexpected(
          "a parameter's name",
          notes: [.init("a parameter has a name, and may be left unused without a warning")],
          once: .namelessParameters)
      }
      guard var identifier = expectIdentifier("a parameter's name or ')'") else { break }
      if token.kind == .identifier, Self.wordsOfReferences.contains(names.text(identifier.name)) {
        reportUnexpected("':' and the parameter's type", notes: [Self.referenceForm])
        reportedOnce.insert(.pointers)
        identifier = self.identifier(advance())
        isRecovering = false
        isReference = true
      }
      var parameter = AST.Parameter(
        identifier: identifier, type: AST.TypeSyntax(type: nil, range: token.range))
      let isColon = take(.colon)
      if !isColon {
        reportUnexpected(
          "':' and the parameter's type",
          notes: [.init("a parameter is written as 'name: type'")], once: .fieldTypes)
      }
      if isColon || startsTypeWithoutColon {
        parameter.isReference = take(.ampersand) || isReference || token.kind == .star
        skipReferenceWord()
        parameter.type = parseType("the parameter's type")
        // Only the colon is missing; the rest is sound.
        if parameter.type.type != nil { isRecovering = false }
      }
      function.parameters.append(parameter)
      if token.kind == .equal || token.kind == .dotDot {
        reportUnexpected("',' or ')' after the parameter", notes: [Self.allArguments])
      }
      guard take(.comma) else { break }
    }
    close(.rightParen, "',' or ')' after the parameter")
  }

  private var startsTypeWithoutColon: Bool {
    mutating get {
      token.kind.scalar != nil || isFunctionType
        || [.text, .leftBracket, .question, .ampersand].contains(token.kind)
    }
  }

  private static let allArguments = RawDiagnostic.Note(
    "a call gives each parameter its argument: only fields of structs have defaults")

  /// Reports `mut` or `inout` before a type.
  private mutating func skipReferenceWord() {
    guard token.kind == .identifier, !isRecovering,
      Self.wordsOfReferences.contains(where: { isNext($0) }), beginsType(peek().kind)
    else { return }
    reportUnexpected("the parameter's type", notes: [Self.referenceForm])
    reportedOnce.insert(.pointers)
    advance()
    isRecovering = false
  }

  private static let wordsOfReferences = ["mut", "inout", "ref", "out"]
  private static let referenceForm = RawDiagnostic.Note(
    "a parameter that the function may change is 'name: &T', its argument '&place'")

  /// The type after the parameters; `nil` if there is none.
  private mutating func parseResultType() -> AST.TypeSyntax? {
    if token.kind == .minus || token.kind == .colon {
      reportUnexpected(
        "the result type or '{'",
        notes: [.init("the result type comes right after ')': 'fn f() i32 { … }'")])
      advance()
      _ = take(.greater)
      isRecovering = false
    }
    if token.kind == .bang {
      reportUnexpected(
        "the result type or '{'", notes: [.init("what can fail returns an optional: '?T'")])
      advance()
      isRecovering = false
    }
    guard beginsType(token.kind) || isFunctionType || token.kind == .leftParen else { return nil }
    return parseType("the result type or '{'")
  }

  private mutating func parseBody(of function: inout AST.Function) {
    if token.kind != .leftBrace {
      reportUnexpected(
        "'{' and the function's body",
        notes: token.kind == .equal
          ? [.init("a function has a body: 'fn f(a: i32) i32 { return a + 1; }'")] : [])
      skipToBlock()
    }
    if token.kind == .leftBrace {
      isRecovering = false
      function.body = parseBlock()
    } else if token.kind == .semicolon || token.kind == .rightBrace {
      advance()
    }
  }

  // MARK: - Tests

  /// Whether the next token begins a test. A `test` that no string follows is a name of earlier
  /// programs.
  var beginsTest: Bool {
    guard token.kind == .test else { return false }
    let rest = lexer.source[Int(token.end)...]
    return rest.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: "\"")
  }

  /// `"test" STRING block`
  private mutating func parseTest() {
    reportedOnce = []
    advance()
    var name: SourceRange?
    switch token.kind {
    case .string: name = advance().range
    case .invalidLiteral: advance()
    case .unterminatedString: takeUnterminatedString()
    default:
      reportUnexpected(
        "the test's name as a string", notes: [.init("a test is written test \"name\" { … }")])
    }
    var function = AST.Function()
    hasResult = false
    let errorsBefore = syntaxErrorCount
    parseBody(of: &function)
    function.hasSyntaxError = syntaxErrorCount > errorsBefore
    ast.order.append(.test(ast.tests.count))
    ast.tests.append(AST.Test(name: name, function: function))
  }
}

extension AST.Function {
  /// Whether something else was found where a type was expected.
  fileprivate var hasWrongType: Bool {
    parameters.contains { $0.type.type == nil } || result.map { $0.type == nil } ?? false
  }
}
