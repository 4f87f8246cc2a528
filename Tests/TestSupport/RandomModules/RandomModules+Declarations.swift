// Makes the declarations of random programs.

extension RandomModules {
  /// Functions that all programs have: they keep values small, and are values of the types of
  /// functions that the others use.
  mutating func addBase() {
    let texts: [(name: String, parameters: [Parameter], result: RandomType, body: String)] = [
      ("cut", [.init(type: .text, isPlace: false)], .text, "return p0[0..min(len(p0), 6)];"),
      ("inc", [.init(type: .i32, isPlace: false)], .i32, "return p0 + 1;"),
      ("negate", [.init(type: .i32, isPlace: false)], .i32, "return -p0;"),
      ("shrink", [.init(type: .array(.i32), isPlace: true)], .i32, "return pop(&p0) orelse 7;"),
      ("refill", [.init(type: .array(.i32), isPlace: true)], .i32, "p0 = [4, 2]; return len(p0);"),
      ("less", Self.two(.i32), .bool, "return p0 < p1;"),
      ("more", Self.two(.i32), .bool, "return p1 < p0;"),
      ("shorter", Self.two(.text), .bool, "return len(p0) < len(p1);"),
      (
        "odd", [.init(type: .i32, isPlace: false)], .optional(.i32),
        "if p0 % 2 == 0 { return none; } return p0;"
      ),
    ]
    for (order, item) in texts.enumerated() {
      declarations.append(
        Declaration(
          module: 1, name: item.name,
          kind: .function(item.parameters, item.result, "    \(item.body)\n"), order: order))
    }
  }

  /// The number of functions that are never edited.
  static let baseCount = 9

  private static func two(_ type: RandomType) -> [Parameter] {
    [Parameter(type: type, isPlace: false), Parameter(type: type, isPlace: false)]
  }

  /// Adds a declaration of a kind, to any module.
  mutating func add(_ kind: Kind) {
    number = declarations.count
    let module = pick([0, 1, 2, 2, 3, 3, 4, 4])
    var declaration = Declaration(module: module, name: "", kind: kind, order: below(50))
    switch kind {
    case .structure:
      declaration.name = "S\(number)"
      var fields: [Field] = []
      let pool = types()
      let choices = pool.filter { !isLarge($0) }
      for index in 0..<1 + below(4) {
        // At most one field holds another struct by value, so that values stay small.
        fields.append(newField(index: index, type: pick(index == 0 ? pool : choices)))
      }
      if below(4) == 0 {
        fields.append(Field(name: "kids", type: .array(.named(number)), standard: "[]"))
      }
      declaration.kind = .structure(fields)
    case .enumeration:
      declaration.name = "E\(number)"
      let isPlain = below(3) == 0
      let cases = (0..<2 + below(3)).map {
        newCase(index: $0, valuesMax: isPlain || $0 == 0 ? 0 : 2)
      }
      declaration.kind = .enumeration(cases)
    case .constant:
      declaration.name = "c\(number)"
      let choices = types().filter { isConstant($0) }
      declaration.kind = .constant(pick(choices), "")
    case .function:
      declaration.name = "f\(number)"
      let pool = types()
      let parameters = (0..<below(4)).map { _ in
        Parameter(type: pick(pool), isPlace: below(3) == 0)
      }
      declaration.kind = .function(parameters, below(6) == 0 ? nil : pick(pool), "")
    case .test: declaration.name = "test \(number)"
    }
    declarations.append(declaration)
    make(number)
  }

  mutating func newField(index: Int, type: RandomType) -> Field {
    let name = index == 1 && below(3) == 0 ? pick(["text", "for", "none"]) : "a\(number)_\(index)"
    let hasDefault = below(3) == 0 && isConstant(type)
    return Field(name: name, type: type, standard: hasDefault ? "" : nil)
  }

  mutating func newCase(index: Int, valuesMax: Int) -> Case {
    let pool = types().filter { isCompared($0) && !isLarge($0) }
    let count = valuesMax == 0 ? 0 : below(valuesMax + 1)
    let name = index == 1 && below(4) == 0 ? "bool" : "k\(number)_\(index)"
    return Case(name: name, values: (0..<count).map { _ in pick(pool) })
  }

  /// Whether a value holds a struct or an enum by value.
  private func isLarge(_ type: RandomType) -> Bool {
    switch type {
    case .named(let number): !isKey(number)
    case .optional(let wrapped): isLarge(wrapped)
    case .scalar, .array, .map, .function, .change: false
    }
  }

  /// Whether a type has constants.
  func isConstant(_ type: RandomType) -> Bool { isCompared(type) }

  /// Makes a declaration's text anew, with the names that there are now.
  mutating func make(_ number: Int) {
    guard let declaration = declarations[number] else { return }
    let gone = Set(declarations.indices.filter { declarations[$0] == nil })
    // Main uses all others, also those that were added later.
    self.number = number == mainNumber ? declarations.count : number
    (variables, nameCount, loopDepth, result) = ([], 0, 0, nil)
    let pool = types()
    favourites = (0..<4).map { _ in pick(pool) }
    switch declaration.kind {
    case .structure(let fields):
      declarations[number]!.kind = .structure(
        fields.map { field in
          let type = field.type.without(gone)
          let standard = field.standard.map { _ in
            field.name == "kids" ? "[]" : constant(type, depth: 1)
          }
          return Field(name: field.name, type: type, standard: standard)
        })
    case .enumeration(let cases):
      declarations[number]!.kind = .enumeration(
        cases.map { Case(name: $0.name, values: $0.values.map { $0.without(gone) }) })
    case .constant(let type, _):
      let type = type.without(gone)
      declarations[number]!.kind = .constant(type, constant(type, depth: 2))
    case .function(let old, let oldResult, _) where number >= Self.baseCount:
      let parameters = old.map { Parameter(type: $0.type.without(gone), isPlace: $0.isPlace) }
      result = oldResult?.without(gone)
      variables = parameters.enumerated().map {
        Variable(name: "p\($0)", type: $1.type, isConstant: !$1.isPlace)
      }
      let body = number == mainNumber ? mainBody() : functionBody(parameters)
      declarations[number]!.kind = .function(parameters, result, body)
    case .function: break
    case .test:
      let type = pick(pool.filter { isCompared($0) })
      let text = value(type, depth: 2)
      declarations[number]!.kind = .test(
        "    const v0: \(type.written) = \(text);\n    assert(v0 == v0 or \(condition()));\n")
    }
  }

  /// Calls each function once, prints what it returns and changed, and does more.
  private mutating func mainBody() -> String {
    var text = ""
    for callee in Self.baseCount..<number where callee != mainNumber {
      guard case .function(let parameters, let result, _) = kind(callee) else { continue }
      var arguments: [String] = []
      var printed: [String] = []
      for parameter in parameters {
        guard parameter.isPlace else {
          arguments.append(value(parameter.type, depth: 1))
          continue
        }
        let place = name()
        text += "var \(place): \(parameter.type.written) = \(value(parameter.type, depth: 1));\n"
        arguments.append("&" + place)
        if isCompared(parameter.type) { printed.append(place) }
      }
      let call = "\(Reference.name(callee))(\(arguments.joined(separator: ", ")))"
      if let result {
        let place = name()
        text += "const \(place): \(result.written) = \(call);\n"
        if isCompared(result) { printed.append(place) }
      } else {
        text += call + ";\n"
      }
      if !printed.isEmpty { text += "print(\(printed.joined(separator: ", \" \", ")));\n" }
    }
    return text + block(depth: 2) + "return \(value(.i32, depth: 2));\n"
  }

  private mutating func functionBody(_ parameters: [Parameter]) -> String {
    var text = block(depth: 2)
    if parameters.first?.type == .i32, parameters[0].isPlace == false, below(2) == 0,
      let arguments = arguments(of: Array(parameters.dropFirst()), depth: 1)
    {
      // Recursion, which ends after three calls.
      let all = (["p0 - 1"] + arguments).joined(separator: ", ")
      text += "if p0 > 0 and p0 < 4 { \(Reference.name(number))(\(all)); }\n"
    }
    return result.map { text + "return \(value($0, depth: 2));\n" } ?? text
  }
}
