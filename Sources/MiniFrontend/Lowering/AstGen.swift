// From the syntax tree to ZIR: resolves names, checks everything that one file's text decides, and
// makes each function's linear code. This file contains the file level, its extensions the rest. The
// name is Zig's: it makes ZIR from the AST.

/// Lowers one file. The recursion follows the nesting of the source, which the parser bounds.
struct AstGen {
  let source: [UInt8]
  var ast: AST
  let names: NameTable
  let origin: SourceOrigin
  var diagnostics: DiagnosticList

  // State of the file.
  var imports: [ZIR.Import] = []
  var namespaces: [Namespace] = []
  /// Those whose names appear in the file only inside a path: their indices in `namespaces`.
  private var unmentioned: [String: Int] = [:]
  /// The names that the file uses of each import, each once.
  var usedNames: [[String]] = []
  /// Whether an error leaves the namespace of an import unknown: any name may refer to it.
  var hasNamelessImport = false
  var functions: [FunctionName] = []
  var types: [DeclaredType] = []
  var constants: [DeclaredConstant] = []
  var typeUses: [ZIR.TypeUse] = []
  var keyUses: [ZIR.KeyUse] = []
  /// The current meaning of each name, indexed by the name's number.
  var bindings: [Binding]
  /// The namespace of each name: an index into `namespaces`, or `AST.none`.
  var namespaceByName: [UInt32]
  /// For each name a mark of the list of members or labels that had it last, and its start there.
  /// Empty until it is needed.
  var memberMarks: [(list: Int, start: UInt32)] = []
  var memberListCount = 0
  /// Numbers of the declarations that functions name, by the namespace's import index and the name.
  var calleeSlots = SlotTable(slotCount: 16)
  var calleeKeys: [Int] = []
  /// For each of these, the last function that named it, and its index in that function's table.
  var calleeUses: [(function: Int, index: UInt32)] = []
  /// The same for names of fields and cases, by the name's number. Empty until it is needed.
  var memberUses: [(function: Int, index: UInt32)] = []

  /// Whether no token was skipped in the whole file.
  let isFileComplete: Bool
  /// For each name whether text that was skipped may declare it. Empty: for none.
  let isLost: [Bool]
  /// Names that were assigned to in place of their declaration, and the functions that did so.
  var undeclared: [(name: Name, function: Int)] = []

  // State of the current function.
  var builder = FunctionBuilder()
  var function = AST.Function()
  var functionNumber = -1
  var parameters: [AST.Identifier] = []
  /// Names declared in the open blocks, with their previous meanings.
  var declared: [(name: Name, before: Binding)] = []
  /// Number of declared names at the start of each open block.
  var blockMarks: [Int] = []
  var blockDepth: Int { blockMarks.count }
  var loops: [Loop] = []
  /// Number of calls so far, and for each parameter the last call to which it was given with `&`.
  var callCount = 0
  var parametersGiven: [(call: Int, value: UInt32)] = []
  /// Whether a constant expression is being lowered.
  var isInConstant = false
  /// Whether control can reach the code that is being lowered.
  var isReachable = true
  /// Whether the code is between markers of unreachable code.
  var isMarkedUnreachable = false
  /// A value at the end of the function, which is dropped where one must be returned.
  var lastValue: SourceRange?
  /// Number of `poison` instructions emitted so far.
  var poisonCount = 0
  /// Stacks of values and nodes under construction. Each user restores the height that it found.
  var values: [UInt32] = []
  var spine: [AST.NodeID] = []

  enum Binding {
    /// Perhaps a built-in function: see ``meaning(of:)``.
    case nothing
    /// A built-in function whose call is a statement with this tag.
    case statement(ZIR.Tag)
    case builtin(ZIR.Builtin)
    case namespace(Int)
    case function(Int)
    case type(Int)
    case constant(Int)
    case parameter(Int)
    case local(Int)
  }

  struct Namespace {
    let identifier: AST.Identifier?
    let name: String
    let range: SourceRange
    /// `nil`: the import is in error.
    let importIndex: UInt32?
    var isUsed = false
  }

  struct FunctionName {
    let identifier: AST.Identifier
    /// Its index in the syntax tree.
    let syntax: Int
    /// Whether its parameters or its result are not known.
    var isBroken = false
  }

  struct DeclaredType {
    let identifier: AST.Identifier
    /// Its index in the syntax tree.
    let syntax: Int
    let kind: AST.TypeDeclaration.Kind
    /// Whether something in it is in error.
    var isBroken = false
  }

  struct DeclaredConstant {
    let identifier: AST.Identifier
    /// Its index in the syntax tree.
    let syntax: Int
    /// Whether something in it is in error.
    var isBroken = false
  }

  struct Loop {
    /// The index of its `loopBegin`, `rangeBegin` or `eachBegin`.
    var begin: UInt32 = 0
    var hasBreak = false
    /// Whether its head is being lowered, in which nothing leaves it.
    var isInHead = true
  }

  struct Result {
    let zir: ZIR
    /// The names that the file uses of each import, sorted.
    let usedNames: [[String]]
    /// Names whose declarations are in error, and were left out.
    let unusable: [String]
  }

  init(_ parser: consuming Parser, _ origin: SourceOrigin) {
    self.origin = origin
    source = parser.lexer.source
    ast = parser.ast
    names = parser.names
    diagnostics = parser.lexer.diagnostics
    bindings = Array(repeating: .nothing, count: parser.names.count)
    namespaceByName = Array(repeating: AST.none, count: parser.names.count)
    isFileComplete = parser.syntaxErrorCount == 0
    var isLost: [Bool] = []
    for name in parser.ast.lostNames {
      if isLost.isEmpty { isLost = Array(repeating: false, count: parser.names.count) }
      isLost[Int(name.index)] = true
    }
    self.isLost = isLost
  }

  mutating func run() -> Result {
    for syntax in ast.imports { declare(syntax) }
    let isFirst = declareNames()
    resolveHeaders()
    let loweredConstants = lowerConstants()
    let loweredTypes = lowerTypes()
    var lowered: [ZIR.Function] = []
    for (syntax, isFirst) in zip(ast.functions, isFirst) {
      guard let made = lower(syntax, name: name(of: syntax)), isFirst, !syntax.isHeaderWrong
      else { continue }
      lowered.append(made)
    }
    let tests = lowerTests()
    warnOfUnusedImports()
    let unusable =
      functions.filter(\.isBroken).map(\.identifier) + types.filter(\.isBroken).map(\.identifier)
      + constants.filter(\.isBroken).map(\.identifier)
    return Result(
      zir: ZIR(
        imports: imports, functions: lowered, tests: tests, types: loweredTypes,
        constants: loweredConstants,
        typeUses: typeUses.sorted { $0.range.start < $1.range.start },
        keyUses: keyUses.sorted { $0.range.start < $1.range.start }, documentation: documentation(),
        diagnostics: diagnostics.sorted()),
      usedNames: usedNames.map { $0.sorted() },
      unusable: unusable.map { names.text($0.name) })
  }

  // MARK: - Imports

  private mutating func declare(_ syntax: AST.Import) {
    var path: String?
    var stem: ArraySlice<UInt8>?
    if let range = syntax.path {
      let bytes = source[Int(range.start) + 1..<Int(range.end) - 1]
      if bytes.starts(with: StandardModule.prefix.utf8) {
        path = standardPath(bytes, at: range)
        // If the module does not exist, its namespace is unknown too.
        stem = path == nil ? nil : bytes.dropFirst(StandardModule.prefix.utf8.count)
      } else if let problem = ImportPath.problem(in: bytes) {
        diagnostics.error(
          RawDiagnostic(
            .badImportPath, "bad import path", at: range, label: "a path \(problem)",
            notes: StandardModule.allCases.filter { $0.rawValue.utf8.elementsEqual(bytes) }
              .map { .init("write 'import \"\($0.path)\";'") }))
      } else {
        path = String(decoding: bytes, as: UTF8.self)
        stem = ImportPath.stem(of: bytes)
      }
    }
    guard let name = namespaceName(of: syntax, stem: stem) else {
      hasNamelessImport = true
      return
    }
    var importIndex: UInt32?
    if let path, let range = syntax.path {
      importIndex = UInt32(imports.count)
      imports.append(ZIR.Import(path: path, namespace: name.text, range: range))
      usedNames.append([])
    }
    let range = syntax.alias?.range ?? syntax.path ?? syntax.range
    let identifier = name.name.map { AST.Identifier(name: $0, range: range) }
    let errorsBefore = diagnostics.errorCount
    let isNew = checkNamespace(identifier, name.text, range)
    let isExcused = importIndex == nil || diagnostics.errorCount > errorsBefore
    let namespace = Namespace(
      identifier: identifier, name: name.text, range: range,
      importIndex: importIndex, isUsed: isExcused)
    namespaces.append(namespace)
    guard isNew, let id = name.name else { return }
    namespaceByName[Int(id.index)] = UInt32(namespaces.count - 1)
    bindings[Int(id.index)] = .namespace(namespaces.count - 1)
  }

  /// The path of a standard module; `nil`, with a report, if there is no such module.
  private mutating func standardPath(_ bytes: ArraySlice<UInt8>, at range: SourceRange) -> String? {
    let path = String(decoding: bytes, as: UTF8.self)
    if StandardModule(path: path) != nil { return path }
    let known = StandardModule.allCases.map(\.path)
    let note =
      Suggestion.nearest(to: path, among: known).map { "did you mean '\($0)'?" }
      ?? "the standard modules are: \(known.joined(separator: ", "))"
    diagnostics.error(
      RawDiagnostic(
        .importNotFound, "there is no such standard module", at: range,
        label: "paths that begin with 'std:' name modules of the tool", notes: [.init(note)]))
    return nil
  }

  /// The namespace's name, and its number if the file mentions it. `nil`: it has no name
  /// (reported).
  private mutating func namespaceName(
    of syntax: AST.Import, stem: ArraySlice<UInt8>?
  ) -> (text: String, name: Name?)? {
    if let alias = syntax.alias { return (names.text(alias.name), alias.name) }
    guard let stem, let range = syntax.path else { return nil }
    let text = String(decoding: stem, as: UTF8.self)
    var lexer = Lexer(Array(stem))
    let isKeyword = CharacterClass.isIdentifier(stem) && lexer.next().kind != .identifier
    guard CharacterClass.isIdentifier(stem), !isKeyword else {
      diagnostics.error(
        RawDiagnostic(
          .badImportPath, "the file's name cannot be a namespace", at: range,
          label: isKeyword ? "'\(text)' is a keyword" : "'\(text)' is not an identifier",
          notes: [.init("name the namespace: import \"…\" as name;")]))
      return nil
    }
    return (text, names.find(text))
  }

  /// Reports a name that another namespace already has. Returns whether the name can be bound to
  /// this namespace.
  private mutating func checkNamespace(
    _ identifier: AST.Identifier?, _ text: String, _ range: SourceRange
  ) -> Bool {
    // A name can be imported twice even if the rest of the text never mentions it.
    let earlier: Int?
    if let identifier {
      let index = namespaceByName[Int(identifier.name.index)]
      earlier = index == AST.none ? nil : Int(index)
    } else {
      earlier = unmentioned[text]
      unmentioned[text] = earlier ?? namespaces.count
    }
    guard let earlier else { return true }
    diagnostics.error(
      RawDiagnostic(
        .duplicateDeclaration, "duplicate namespace '\(text)'", at: range,
        label: "declared again here",
        notes: [.init("'\(text)' is first declared here", at: namespaces[earlier].range)]))
    return false
  }

  private mutating func warnOfUnusedImports() {
    guard isFileComplete else { return }
    for namespace in namespaces where !namespace.isUsed {
      diagnostics.warning(
        RawDiagnostic(
          .unusedImport, "unused import '\(namespace.name)'", at: namespace.range,
          label: "nothing from it is used"))
    }
  }
}
