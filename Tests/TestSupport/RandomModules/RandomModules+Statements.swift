// Makes the statements of random programs.

extension RandomModules {
  mutating func block(depth: Int, with names: [(String, RandomType)] = []) -> String {
    let count = variables.count
    defer { variables.removeLast(variables.count - count) }
    variables += names.map { Variable(name: $0, type: $1, isConstant: true) }
    return (0..<1 + below(4)).map { _ in statement(depth: depth) }.joined()
  }

  private mutating func statement(depth: Int) -> String {
    switch below(depth > 0 ? 18 : 11) {
    case 0, 1: return declaration()
    case 2: return "print(\(printed()), \" \", \(printed()));\n"
    case 3...6: return change()
    case 7: return jump()
    case 8: return rereading()
    case 9: return draw()
    case 10: return leaving()
    case 11, 12:
      let head = "if \(condition()) {\n\(block(depth: depth - 1))}"
      return head + (below(2) == 0 ? "\n" : " else {\n\(block(depth: depth - 1))}\n")
    case 13: return binding(depth: depth)
    case 14, 15: return choice(depth: depth)
    default: return loop(depth: depth)
    }
  }

  private mutating func pickType() -> RandomType {
    below(3) > 0 && !favourites.isEmpty ? pick(favourites) : pick(types())
  }

  private mutating func printed() -> String {
    let known = variables.filter { isCompared($0.type) }
    if !known.isEmpty, below(2) == 0 { return pick(known).name }
    return natural(pick(types().filter { isCompared($0) }), depth: 2)
  }

  private mutating func declaration() -> String {
    let (own, type) = (name(), pickType())
    let isConstant = below(3) == 0
    defer { variables.append(Variable(name: own, type: type, isConstant: isConstant)) }
    let word = isConstant ? "const" : "var"
    return below(4) == 0
      ? "\(word) \(own) = \(natural(type, depth: 2));\n"
      : "\(word) \(own): \(type.written) = \(value(type, depth: 2));\n"
  }

  /// Leaves the function, a turn of the loop or the loop where an optional is `none`.
  private mutating func jump() -> String {
    let (own, type) = (name(), pick([RandomType.i32, .text]))
    let optional = natural(.optional(type), depth: 1)
    var ends = ["panic(\"none \(below(9))\")", "exit(\(below(300)))"]
    ends += [String](repeating: end(), count: 10)
    if loopDepth > 0 { ends += ["break", "continue", "break", "continue", "continue"] }
    let jump = pick(ends)
    variables.append(Variable(name: own, type: type, isConstant: true))
    return "const \(own) = \(optional) orelse \(jump);\n"
  }

  private mutating func end() -> String {
    result.map { "return " + value($0, depth: 1) } ?? "return"
  }

  private mutating func leaving() -> String {
    guard below(4) == 0 else { return change() }
    var ends = [
      "panic(\"\(below(100))\")", "assert(\(condition()), \"no\")", "assert(\(condition()))",
    ]
    ends += [String](repeating: end(), count: 6)
    if loopDepth > 0 { ends += ["break", "continue", "continue"] }
    return "if \(condition()) { \(pick(ends)); }\n"
  }

  // MARK: Blocks

  private mutating func binding(depth: Int) -> String {
    let bound = name()
    // A variable that the block changes while its value is bound.
    var places: [(place: String, type: RandomType)] = []
    for variable in variables where !variable.isConstant {
      switch variable.type {
      case .optional(let wrapped): places.append((variable.name, wrapped))
      case .named(let number):
        for field in fields(number) ?? [] {
          guard case .optional(let wrapped) = field.type else { continue }
          places.append((variable.name + "." + field.name + Reference.use(number), wrapped))
        }
      case .scalar, .array, .map, .function, .change: break
      }
    }
    guard !places.isEmpty, below(3) > 0 else {
      let type = pick([RandomType.i32, .text])
      let head = "if const \(bound) = \(natural(.optional(type), depth: 2)) {\n"
      let then = block(depth: depth - 1, with: [(bound, type)])
      return head + then + "} else {\n\(block(depth: depth - 1))}\n"
    }
    let (place, type) = pick(places)
    let shown = isCompared(type) ? "print(\(bound));\n" : ""
    return "if const \(bound) = \(place) {\n\(place) = none;\n\(shown)"
      + block(depth: depth - 1, with: [(bound, type)]) + "}\n"
  }

  private mutating func choice(depth: Int) -> String {
    switch below(6) {
    case 0:
      return "switch \(value(.i32, depth: 1)) {\n-3..0, 7 {\n\(block(depth: depth - 1))}\n"
        + "1..=4 {\n\(block(depth: depth - 1))}\nelse { }\n}\n"
    case 1:
      return "switch \(value(.text, depth: 1)) {\n\"a\", \"\" {\n\(block(depth: depth - 1))}\n"
        + "\"12\" { }\nelse {\n\(block(depth: depth - 1))}\n}\n"
    case 2:
      return
        "switch \(value(.bool, depth: 1)) {\ntrue {\n\(block(depth: depth - 1))}\nfalse { }\n}\n"
    default: break
    }
    let enums = (0..<number).filter { cases($0) != nil }
    guard !enums.isEmpty else { return change() }
    // A variable that the branches change while its values are bound.
    let places = variables.filter { variable in
      enums.contains { variable.type == .named($0) }
    }
    let number: Int
    let subject: String
    var changing = ""
    if !places.isEmpty, below(3) > 0, let place = places.randomElement(using: &random),
      case .named(let type) = place.type
    {
      (number, subject) = (type, place.name)
      if !place.isConstant { changing = "\(subject) = \(value(place.type, depth: 1));\n" }
    } else {
      number = pick(enums)
      subject = natural(.named(number), depth: 2)
    }
    return "switch \(subject)\(Reference.use(number)) {\n"
      + branches(of: cases(number) ?? [], changing, depth: depth) + "}\n"
  }

  private mutating func branches(of cases: [Case], _ changing: String, depth: Int) -> String {
    var text = ""
    let isShort = cases.count > 1 && below(3) == 0
    for item in isShort ? Array(cases.dropLast()) : cases {
      guard !item.values.isEmpty, below(4) > 0 else {
        text += ".\(item.name) {\n\(block(depth: depth - 1))}\n"
        continue
      }
      let names = item.values.map { _ in below(4) == 0 ? "_" : name() }
      let bound = zip(names, item.values).filter { $0.0 != "_" }
      let shown = bound.map { "print(\($0.0));\n" }.joined()
      text += ".\(item.name)(\(names.joined(separator: ", "))) {\n\(changing)\(shown)"
      text += block(depth: depth - 1, with: Array(bound)) + "}\n"
    }
    return isShort ? text + "else {\n\(block(depth: depth - 1))}\n" : text
  }

  private mutating func loop(depth: Int) -> String {
    loopDepth += 1
    defer { loopDepth -= 1 }
    let (a, b) = (name(), name())
    switch below(7) {
    case 0:
      let end = "\(pick(["..", "..="]))\(2 + below(3))"
      return "for \(a) in \(below(3))\(end) {\n\(block(depth: depth - 1, with: [(a, .i32)]))}\n"
    case 1:
      let head = "for \(a), \(b) in \(value(.text, depth: 1)) {\n"
      return head + block(depth: depth - 1, with: [(a, .i32), (b, .scalar("u8"))]) + "}\n"
    case 2:
      // The body does not change the array, so that the loop ends.
      let places = variables.indices.filter {
        guard case .array = variables[$0].type else { return false }
        return !variables[$0].isConstant
      }
      guard !places.isEmpty else { return change() }
      let place = pick(places)
      guard case .array(let element) = variables[place].type else { return change() }
      variables[place].isConstant = true
      defer { variables[place].isConstant = false }
      let head = "while const \(a) = pop(&\(variables[place].name)) {\n"
      return head + block(depth: depth - 1, with: [(a, element)]) + "}\n"
    case 3:
      return "var \(a) = 0;\nwhile \(a) < \(1 + below(4)) {\n\(a) += 1;\n"
        + block(depth: depth - 1, with: [(a, .i32)]) + "}\n"
    default: break
    }
    let choices = types().filter {
      switch $0 {
      case .array, .map: true
      case .scalar, .optional, .named, .function, .change: false
      }
    }
    let type = pick(choices)
    let known = variables.filter { $0.type == type }
    let subject = known.isEmpty || below(3) == 0 ? natural(type, depth: 1) : pick(known).name
    var names: [(String, RandomType)] = []
    if case .map(let key, let value) = type { names = [(a, key), (b, value)] }
    if case .array(let element) = type { names = [(a, .i32), (b, element)] }
    if below(4) == 0 { names.removeFirst() }
    if case .map(let key, _) = type, names.count == 1 { names[0].1 = key }
    let head = names.map(\.0).joined(separator: ", ")
    return "for \(head) in \(subject) {\n\(block(depth: depth - 1, with: names))}\n"
  }

  // MARK: Changes

  /// Reads a variable, or a part of it, and changes it in the same expression.
  private mutating func rereading() -> String {
    let places = variables.filter { !$0.isConstant && $0.type == .array(.i32) }
    guard !places.isEmpty else { return change() }
    let v = pick(places).name
    let (shrink, refill, less) = (Reference.name(3), Reference.name(4), Reference.name(5))
    let swap = pick([shrink, refill])
    let text = pick([
      "print(\(less)(\(v)[0], \(swap)(&\(v))), \" \", \(v));\n",
      "print(\(v)[0] == \(swap)(&\(v)), \" \", \(v));\n",
      "print(\(v), \(swap)(&\(v)), \(v));\n", "\(v)[len(\(v)) - 1] = \(swap)(&\(v));\n",
      "push(&\(v), \(v)[0] + \(swap)(&\(v)));\n",
      "\(v) = [\(v)[0], \(swap)(&\(v)), len(\(v))];\n",
      "sort(&\(v), \(pick([less, Reference.name(6)])));\n",
    ])
    return below(4) == 0 ? text : "if len(\(v)) > 1 {\n\(text)}\n"
  }

  private mutating func draw() -> String {
    let own = name()
    let random = Reference.module("random")
    return "var \(own) = \(random).seeded(\(below(100)));\n"
      + "print(\(random).between(&\(own), -5, \(below(9))), \" \", \(random).fraction(&\(own)));\n"
  }

  /// Changes a variable or a part of one.
  private mutating func change() -> String {
    let places = variables.filter { !$0.isConstant }
    guard !places.isEmpty else { return declaration() }
    let place = pick(places)
    return change(place.name, place.type, depth: 2)
  }

  private mutating func change(_ v: String, _ type: RandomType, depth: Int) -> String {
    let whole = "\(v) = \(value(type, depth: 2));\n"
    guard below(4) > 0, depth > 0 else { return whole }
    switch type {
    case .scalar("text"):
      return "\(v) += \(value(type, depth: 1));\n\(v) = \(Reference.name(0))(\(v));\n"
    case .scalar("bool"), .function, .change: return whole
    case .scalar(let name):
      let operations = name == "f64" ? ["+", "-", "*"] : ["+", "-", "*", "|", "^", "&"]
      return "\(v) \(pick(operations))= \(value(type, depth: 2));\n"
    case .optional: return below(2) == 0 ? "\(v) = none;\n" : whole
    case .array(let element): return changeArray(v, element, depth: depth)
    case .map(let key, let mapped):
      let k = value(key, depth: 1)
      let own = name()
      let part = change("\(v)[\(own)]", mapped, depth: 0)
      return pick([
        "\(v)[\(k)] = \(value(mapped, depth: 2));\n", "remove(&\(v), \(k));\n",
        "const \(own): \(key.written) = \(k);\n"
          + "entry(&\(v), \(own), \(value(mapped, depth: 1)));\n\(part)",
        "if len(\(v)) > 4 { \(v) = [:]; }\n",
      ])
    case .named(let number):
      guard let fields = fields(number), let field = fields.randomElement(using: &random),
        field.name != "kids"
      else { return whole }
      return change("\(v).\(field.name)\(Reference.use(number))", field.type, depth: depth - 1)
    }
  }

  private mutating func changeArray(_ v: String, _ element: RandomType, depth: Int) -> String {
    let item = value(element, depth: 1)
    let part = change("\(v)[0]", element, depth: depth - 1)
    return pick([
      "push(&\(v), \(item));\ntruncate(&\(v), 4);\n",
      "insert(&\(v), \(below(5) == 0 ? "1" : "0"), \(item));\ntruncate(&\(v), 4);\n",
      "append(&\(v), \(value(.array(element), depth: 1)));\ntruncate(&\(v), 4);\n",
      "reverse(&\(v));\n", "if len(\(v)) > 0 {\n\(part)}\n", "if len(\(v)) > 0 {\n\(part)}\n",
      "if len(\(v)) > \(below(3)) { \(v)[\(value(.i32, depth: 1)) & 1] = \(item); }\n",
      "if len(\(v)) > 1 { remove(&\(v), 1); }\n",
    ])
  }
}
