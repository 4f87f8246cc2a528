// From the syntax tree to symbols and occurrences: the declarations of a file, and scopes. The rest is
// in its extensions.

/// Walks the tree of one file with the language's rules of scopes. Reports nothing: AstGen does.
struct SymbolCollector {
  let ast: AST
  let names: NameTable
  let text: FormatText
  private(set) var symbols: [SourceSymbol] = []
  var occurrences: [NameOccurrence] = []
  /// The symbol that each name refers to, indexed by the name's number; -1: none.
  private var bindings: [Int]
  /// The same for names before a `.`, where namespaces come first.
  private var namespaces: [Int]
  /// Names declared in the open blocks, with their meanings before.
  private var declared: [(name: Name, before: Int)] = []
  /// For each open block the number of names declared before it, and its end.
  private var blocks: [(mark: Int, end: UInt32)] = []
  /// The function, test or type that is being walked.
  private var owner: Int?
  /// The members of the file's types by the type's index and the name's number.
  private var members: [Int: Int] = [:]

  init(_ parser: Parser) {
    ast = parser.ast
    names = parser.names
    text = FormatText(parser.lexer.source)
    bindings = Array(repeating: -1, count: parser.names.count)
    namespaces = bindings
  }

  private var whole: SourceRange {
    SourceRange(start: 0, end: UInt32(clamping: text.source.count))
  }

  mutating func run() {
    for syntax in ast.imports { add(syntax) }
    let first = symbols.count
    for declaration in ast.order { add(declaration) }
    for (index, declaration) in ast.order.enumerated() {
      if case .type(let type) = declaration {
        addMembers(of: ast.typeDeclarations[type], first + index)
      }
    }
    for type in ast.namedTypes { add(type) }
    for (index, declaration) in ast.order.enumerated() { walk(declaration, symbol: first + index) }
    for example in ast.examples { walk(example) }
  }

  /// An example is a test.
  private mutating func walk(_ example: AST.Example) {
    guard let identifier = ast.identifier(of: ast.order[example.declaration]),
      let body = example.function.body
    else { return }
    owner = symbols.count
    symbols.append(
      SourceSymbol(
        kind: .test, name: ZIR.testName(example.title(of: names.text(identifier.name))),
        nameRange: example.fence,
        range: SourceRange(start: example.fence.start, end: ast[body].end), scope: whole,
        owner: nil, binder: nil, hasWrittenType: false))
    walk(example.function)
  }

  // MARK: - Declarations

  private mutating func add(_ syntax: AST.Import) {
    guard let range = syntax.alias?.range ?? syntax.path else { return }
    var name = syntax.alias.map { names.text($0.name) }
    if name == nil, let path = syntax.path {
      let bytes = text.source[Int(path.start) + 1..<Int(path.end) - 1]
      let prefix = StandardModule.prefix.utf8
      if bytes.starts(with: prefix) {
        name = String(decoding: bytes.dropFirst(prefix.count), as: UTF8.self)
      } else if ImportPath.problem(in: bytes) == nil {
        name = String(decoding: ImportPath.stem(of: bytes), as: UTF8.self)
      }
    }
    let index = symbols.count
    symbols.append(
      SourceSymbol(
        kind: .namespace, name: name ?? "", nameRange: range, range: syntax.range, scope: whole,
        owner: nil, binder: nil, hasWrittenType: false))
    if let path = syntax.path { mention(path, .path(index), .declaration) }
    if let alias = syntax.alias { mention(alias.range, .symbol(index), .declaration) }
    guard let id = syntax.alias?.name ?? name.flatMap({ names.find($0) }) else { return }
    if namespaces[Int(id.index)] < 0 { namespaces[Int(id.index)] = index }
    if bindings[Int(id.index)] < 0 { bindings[Int(id.index)] = index }
  }

  private mutating func add(_ declaration: AST.Declaration) {
    switch declaration {
    case .function(let index):
      let syntax = ast.functions[index]
      declare(
        syntax.identifier, .function, end: syntax.body.map { ast[$0].end },
        hasWrittenType: syntax.result != nil)
    case .type(let index):
      let syntax = ast.typeDeclarations[index]
      declare(
        syntax.identifier, syntax.kind == .structure ? .structure : .enumeration, end: nil)
    case .constant(let index):
      let syntax = ast.constants[index]
      declare(
        syntax.identifier, .constant, end: ast[syntax.value].end,
        hasWrittenType: syntax.type != nil)
    case .test(let index):
      let syntax = ast.tests[index]
      let name = syntax.name.map {
        ZIR.testName(StringLiteral.bytes(in: text.source, at: $0))
      }
      let place = syntax.name ?? syntax.function.body.map { ast[$0].range }
      add(
        .test, name ?? "", at: place ?? SourceRange(start: 0, end: 0),
        end: syntax.function.body.map { ast[$0].end })
    }
  }

  private mutating func declare(
    _ identifier: AST.Identifier?, _ kind: SourceSymbol.Kind, end: UInt32?,
    hasWrittenType: Bool = false
  ) {
    let index = symbols.count
    let range = identifier?.range ?? SourceRange(start: 0, end: 0)
    let name = identifier.map { names.text($0.name) } ?? ""
    add(kind, name, at: range, end: end, hasWrittenType: hasWrittenType)
    guard let identifier else { return }
    mention(identifier.range, .symbol(index), .declaration)
    let before = bindings[Int(identifier.name.index)]
    if before < 0 || symbols[before].kind == .namespace {
      bindings[Int(identifier.name.index)] = index
    }
  }

  /// - Parameter end: where the declaration ends; `nil`: its closing brace is not in the tree.
  private mutating func add(
    _ kind: SourceSymbol.Kind, _ name: String, at nameRange: SourceRange, end: UInt32?,
    hasWrittenType: Bool = false
  ) {
    let token = text.index(of: nameRange.start)
    let start = token > 0 ? text.tokens[token - 1].start : nameRange.start
    var end = end ?? text.endOfBraces(after: token) ?? nameRange.end
    let last = text.index(of: end)
    if kind == .constant, last < text.tokens.count, text.tokens[last].kind == .semicolon {
      end = text.tokens[last].end
    }
    symbols.append(
      SourceSymbol(
        kind: kind, name: name, nameRange: nameRange,
        range: SourceRange(start: min(start, nameRange.start), end: max(end, nameRange.end)),
        scope: whole, owner: nil, binder: nil, hasWrittenType: hasWrittenType))
  }

  private mutating func addMembers(of syntax: AST.TypeDeclaration, _ type: Int) {
    for member in syntax.members {
      let name = member.identifier
      var end = member.defaultValue.map { ast[$0].end } ?? member.types.last?.range.end
      if syntax.kind == .enumeration, let last = end {
        let closing = text.tokens[text.index(of: last)]
        if closing.kind == .rightParen { end = closing.end }
      }
      members[memberKey(type, name.name)] = symbols.count
      mention(name.range, .symbol(symbols.count), .declaration)
      symbols.append(
        SourceSymbol(
          kind: syntax.kind == .structure ? .field : .enumCase, name: names.text(name.name),
          nameRange: name.range,
          range: SourceRange(start: name.range.start, end: max(end ?? 0, name.range.end)),
          scope: whole, owner: type, binder: nil, hasWrittenType: true))
    }
  }

  /// Mentions the name of a struct or an enum in a type.
  private mutating func add(_ type: AST.NamedType) {
    let range = type.identifier.range
    let name = names.text(type.identifier.name)
    guard let namespace = type.namespace else {
      let symbol = bindings[Int(type.identifier.name.index)]
      return mention(range, symbol < 0 ? .unknown(name) : .symbol(symbol), .type)
    }
    let index = namespaces[Int(namespace.name.index)]
    guard index >= 0 else {
      mention(namespace.range, .unknown(names.text(namespace.name)), .read)
      return mention(range, .unknown(name), .type)
    }
    mention(namespace.range, .symbol(index), .read)
    mention(range, .imported(index, name: name), .type)
  }

  // MARK: - Bodies

  private mutating func walk(_ declaration: AST.Declaration, symbol: Int) {
    owner = symbol
    switch declaration {
    case .function(let index): walk(ast.functions[index])
    case .test(let index): walk(ast.tests[index].function)
    case .constant(let index): visit(ast.constants[index].value)
    case .type(let index):
      for value in ast.typeDeclarations[index].members.compactMap(\.defaultValue) { visit(value) }
    }
  }

  private mutating func walk(_ function: AST.Function) {
    let end = function.body.map { ast[$0].end } ?? whole.end
    enterBlock(end: end)
    for parameter in function.parameters where names.text(parameter.identifier.name) != "_" {
      let start = parameter.identifier.range.start
      declareLocal(
        parameter.identifier, .parameter, scopeStart: start,
        range: SourceRange(start: start, end: max(start, parameter.type.range.end)),
        hasWrittenType: true)
    }
    if let body = function.body { visitBlock(body) }
    leaveBlock()
  }

  // MARK: - Scopes

  mutating func enterBlock(end: UInt32) {
    blocks.append((declared.count, end))
  }

  mutating func leaveBlock() {
    let mark = blocks.removeLast().mark
    while declared.count > mark {
      let (name, before) = declared.removeLast()
      bindings[Int(name.index)] = before
    }
  }

  /// Declares a name of the innermost open block.
  mutating func declareLocal(
    _ identifier: AST.Identifier, _ kind: SourceSymbol.Kind, scopeStart: UInt32,
    range: SourceRange, binder: SourceSymbol.Binder? = nil, hasWrittenType: Bool
  ) {
    let index = symbols.count
    let end = blocks.last?.end ?? whole.end
    symbols.append(
      SourceSymbol(
        kind: kind, name: names.text(identifier.name), nameRange: identifier.range, range: range,
        scope: SourceRange(start: min(scopeStart, end), end: end), owner: owner, binder: binder,
        hasWrittenType: hasWrittenType))
    mention(identifier.range, .symbol(index), .declaration)
    declared.append((identifier.name, bindings[Int(identifier.name.index)]))
    bindings[Int(identifier.name.index)] = index
  }

  // MARK: - Names

  mutating func mention(
    _ range: SourceRange, _ target: NameOccurrence.Target, _ role: NameOccurrence.Role,
    ownerStart: UInt32? = nil
  ) {
    occurrences.append(
      NameOccurrence(range: range, target: target, role: role, ownerStart: ownerStart))
  }

  /// The meaning of a name where it is used.
  func target(of name: Name) -> NameOccurrence.Target {
    let symbol = bindings[Int(name.index)]
    if symbol >= 0 { return .symbol(symbol) }
    let text = names.text(name)
    return AstGen.builtinNames.contains(text) ? .builtin(text) : .unknown(text)
  }

  /// The namespace that a name before a `.` refers to.
  func namespace(_ name: Name) -> Int? {
    let index = namespaces[Int(name.index)]
    return index < 0 ? nil : index
  }

  /// The member of a type of this file; one that is not known is left to types.
  func member(_ name: Name, of type: Int) -> NameOccurrence.Target {
    members[memberKey(type, name)].map { .symbol($0) } ?? .member(names.text(name))
  }

  func kind(of symbol: Int) -> SourceSymbol.Kind { symbols[symbol].kind }

  private func memberKey(_ type: Int, _ name: Name) -> Int { type << 32 | Int(name.index) }

  func range(_ name: Name, at start: UInt32) -> SourceRange {
    SourceRange(start: start, end: start + names.length(name))
  }
}

extension FormatText {
  /// The index of the first token that starts at an offset or after it.
  func index(of offset: UInt32) -> Int {
    var low = 0
    var high = tokens.count
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].start < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The end of the braces that open after a token; `nil`: none do.
  fileprivate func endOfBraces(after token: Int) -> UInt32? {
    guard token + 1 < tokens.count, tokens[token + 1].kind == .leftBrace else { return nil }
    var depth = 0
    for token in tokens[(token + 1)...] {
      if token.kind == .leftBrace { depth += 1 }
      if token.kind == .rightBrace { depth -= 1 }
      if depth == 0 { return token.end }
    }
    return tokens.last?.end
  }
}
