// Programs of several modules at random, with everything that the language has, and their edits.

/// A program whose declarations use each other across modules, in cycles of imports.
///
/// Functions call only those with smaller numbers, loops run over small values, and texts and
/// arrays stay short, so that the program ends soon. It evaluates what the same statement changes,
/// and changes what it walks over.
package struct RandomModules: Sendable {
  struct Field: Sendable {
    var name: String
    var type: RandomType
    var standard: String?
  }

  struct Case: Sendable {
    var name: String
    var values: [RandomType]
  }

  struct Parameter: Sendable {
    var type: RandomType
    var isPlace: Bool
  }

  enum Kind: Sendable {
    case structure([Field])
    case enumeration([Case])
    case constant(RandomType, String)
    case function([Parameter], RandomType?, String)
    case test(String)
  }

  struct Declaration: Sendable {
    var module: Int
    var name: String
    var kind: Kind
    /// Its place in its module.
    var order: Int
  }

  struct Variable: Sendable {
    var name: String
    var type: RandomType
    var isConstant: Bool
  }

  var random: SplitMix64
  /// By their numbers; `nil`: removed.
  var declarations: [Declaration?] = []
  /// Modules by number; the first is the root.
  var modules = ["main", "base", "b", "lib/c", "lib/d"]
  /// Of each module: a comment at its top, and the prefix of its namespaces.
  var comments = ["", "", "", "", ""]
  var prefixes = ["n_", "n_", "n_", "m_", "n_"]
  /// Declarations that may have errors, because what they use has changed.
  var dirty: Set<Int> = []

  // What a body that is being made knows.
  var variables: [Variable] = []
  var nameCount = 0
  var loopDepth = 0
  var result: RandomType?
  /// The number of the declaration that is being made: it uses only smaller ones.
  var number = 0
  /// The types that it uses most, so that its values meet.
  var favourites: [RandomType] = []

  /// The main function's number.
  var mainNumber = 0

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    addBase()
    for _ in 0..<5 {
      add(below(2) == 0 ? .enumeration([]) : .structure([]))
      if below(2) == 0 { add(.constant(.i32, "")) }
    }
    for _ in 0..<3 { add(.constant(.i32, "")) }
    for _ in 0..<7 { add(.function([], nil, "")) }
    mainNumber = declarations.count
    declarations.append(
      Declaration(module: 0, name: "main", kind: .function([], .i32, ""), order: 0))
    make(mainNumber)
    add(.test(""))
  }

  // MARK: Choices

  mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

  mutating func name() -> String {
    nameCount += 1
    return "v\(nameCount)"
  }

  // MARK: What there is

  func kind(_ number: Int) -> Kind? { declarations[number]?.kind }

  func fields(_ number: Int) -> [Field]? {
    guard case .structure(let fields) = kind(number) else { return nil }
    return fields
  }

  func cases(_ number: Int) -> [Case]? {
    guard case .enumeration(let cases) = kind(number) else { return nil }
    return cases
  }

  /// Whether values are compared and printed: there is no function in them.
  func isCompared(_ type: RandomType) -> Bool {
    switch type {
    case .scalar: true
    case .array(let element): isCompared(element)
    case .map(_, let value): isCompared(value)
    case .optional(let wrapped): isCompared(wrapped)
    case .function, .change: false
    case .named(let number):
      (fields(number) ?? []).allSatisfy {
        $0.type == .array(.named(number)) || isCompared($0.type)
      }
    }
  }

  /// The types that a declaration can use.
  func types() -> [RandomType] {
    var types: [RandomType] = [
      .i32, .i32, .text, .text, .bool, .f64, .scalar("u8"), .scalar("i64"), .array(.i32),
      .array(.text), .optional(.i32), .optional(.text), .map(.text, .i32), .map(.i32, .text),
      .function([.i32], .i32), .change(.array(.i32), .i32), .map(.text, .function([.i32], .i32)),
    ]
    for number in 0..<number {
      guard fields(number) != nil || cases(number) != nil else { continue }
      let type = RandomType.named(number)
      types += [type, type, .array(type), .optional(type), .map(.text, type)]
      if isKey(number) { types.append(.map(type, .array(.text))) }
    }
    return types
  }

  func isKey(_ number: Int) -> Bool {
    cases(number).map { $0.allSatisfy(\.values.isEmpty) } ?? false
  }

  /// The functions that a declaration can call.
  var callees: [Int] {
    (0..<number).filter { number in
      if case .function = kind(number) { return number != mainNumber }
      return false
    }
  }

  /// The functions with smaller numbers whose values have a type.
  func functions(of type: RandomType) -> [Int] {
    callees.filter { number in
      guard case .function(let parameters, let result?, _) = kind(number) else { return false }
      switch type {
      case .function(let wanted, let wantedResult):
        return result == wantedResult && parameters.map(\.type) == wanted
          && !parameters.contains(where: \.isPlace)
      case .change(let wanted, let wantedResult):
        return result == wantedResult && parameters.map(\.type) == [wanted]
          && parameters[0].isPlace
      case .scalar, .array, .map, .optional, .named: return false
      }
    }
  }

  // MARK: Texts

  /// The files of the program by path.
  package var texts: [String: String] {
    Dictionary(
      uniqueKeysWithValues: modules.indices.map { (modules[$0] + ".mini", text(of: $0)) })
  }

  private func text(of module: Int) -> String {
    let own = declarations.indices.filter { declarations[$0]?.module == module }
      .sorted { (declarations[$0]!.order, $0) < (declarations[$1]!.order, $1) }
    var imports: Set<String> = []
    let body = own.map { resolved(text(of: declarations[$0]!), in: module, &imports) + "\n" }
    return imports.sorted().joined() + comments[module] + body.joined()
  }

  private func text(of declaration: Declaration) -> String {
    let name = declaration.name
    switch declaration.kind {
    case .structure(let fields):
      let texts = fields.map {
        "\($0.name): \($0.type.written)" + ($0.standard.map { " = \($0)" } ?? "")
      }
      return "struct \(name) { \(texts.joined(separator: ", ")) }\n"
    case .enumeration(let cases):
      let texts = cases.map { item in
        let values = item.values.map(\.written).joined(separator: ", ")
        return values.isEmpty ? item.name : "\(item.name)(\(values))"
      }
      return "enum \(name) { \(texts.joined(separator: ", ")) }\n"
    case .constant(let type, let value): return "const \(name): \(type.written) = \(value);\n"
    case .function(let parameters, let result, let body):
      let texts = parameters.enumerated().map {
        "p\($0): \($1.isPlace ? "&" : "")\($1.type.written)"
      }
      let head =
        "fn \(name)(\(texts.joined(separator: ", ")))\(result.map { " " + $0.written } ?? "")"
      return "\(head) {\n\(body)}\n"
    case .test(let body): return "test \"\(name)\" {\n\(body)}\n"
    }
  }

  /// Puts names in the place of references, and notes the imports that they need.
  private func resolved(_ text: String, in module: Int, _ imports: inout Set<String>) -> String {
    Reference.pieces(of: text).map { piece in
      guard piece.isReference else { return String(piece.text) }
      guard let number = Int(piece.text) else {
        if piece.text.hasPrefix("!") { return "" }
        imports.insert("import \"std:\(piece.text)\" as \(piece.text);\n")
        return String(piece.text)
      }
      guard let declaration = declarations[number] else { return "gone\(number)" }
      if declaration.module == module { return declaration.name }
      let path = modules[declaration.module]
      let space = prefixes[module] + path.split(separator: "/").last!
      let up = modules[module].contains("/") ? "../" : ""
      imports.insert("import \"\(up)\(path).mini\" as \(space);\n")
      return "\(space).\(declaration.name)"
    }.joined()
  }
}
