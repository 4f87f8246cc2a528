// Makes the expressions of random programs.

extension RandomModules {
  /// An expression where a type is wanted.
  mutating func value(_ type: RandomType, depth: Int) -> String {
    if let known = known(type) { return known }
    guard depth > 0 else { return literal(type, isWanted: true) }
    if below(4) == 0, let call = call(type, depth: depth - 1) { return call }
    if below(6) == 0, !isOptional(type) {
      return
        "(\(natural(.optional(type), depth: depth - 1)) orelse \(value(type, depth: depth - 1)))"
    }
    switch type {
    case .scalar(let name): return scalar(name, depth: depth - 1)
    case .array(let element):
      let part = value(element, depth: depth - 1)
      if element == .text, below(3) == 0 { return texts(depth: depth - 1) }
      switch below(4) {
      case 0: return "[\(part); \(below(4))]"
      case 1 where isCompared(element):
        return "\(natural(type, depth: depth - 1))[..\(below(2))]"
      default: return "[\(part), \(value(element, depth: depth - 1))]"
      }
    case .map(let key, let value):
      return "[\(self.value(key, depth: depth - 1)): \(self.value(value, depth: depth - 1))]"
    case .optional(let wrapped):
      switch below(4) {
      case 0: return "none"
      case 1 where wrapped == .i32: return maybe(depth: depth - 1)
      case 1:
        let map = natural(.map(.text, wrapped), depth: depth - 1)
        return "\(map)[\(value(.text, depth: depth - 1))]"
      default: return value(wrapped, depth: depth - 1)
      }
    case .named(let number): return constructed(number, depth: depth - 1, isWanted: true)
    case .function, .change: return literal(type, isWanted: true)
    }
  }

  private func isOptional(_ type: RandomType) -> Bool {
    if case .optional = type { return true }
    return false
  }

  /// A variable, a part of one, or a constant; mostly `nil`, if there is none.
  private mutating func known(_ type: RandomType) -> String? {
    let known = variables.filter { $0.type == type }
    if !known.isEmpty, below(2) == 0 { return pick(known).name }
    if below(3) == 0, let part = part(type) { return part }
    guard below(4) == 0 else { return nil }
    let constants = (0..<number).filter {
      if case .constant(type, _) = kind($0) { return true }
      return false
    }
    return constants.isEmpty ? nil : Reference.name(pick(constants))
  }

  /// A field or an element of a variable.
  private mutating func part(_ type: RandomType) -> String? {
    var parts: [String] = []
    for variable in variables {
      switch variable.type {
      case .named(let number):
        for field in fields(number) ?? [] where field.type == type {
          parts.append("\(variable.name).\(field.name)\(Reference.use(number))")
        }
      case .array(type) where below(3) == 0:
        parts.append("\(variable.name)[len(\(variable.name)) - 1]")
      case .scalar, .array, .map, .optional, .function, .change: break
      }
    }
    return parts.isEmpty ? nil : pick(parts)
  }

  /// An expression that has the type by itself.
  mutating func natural(_ type: RandomType, depth: Int) -> String {
    if let known = known(type) { return known }
    if depth > 0, below(3) == 0, let call = call(type, depth: depth - 1) { return call }
    switch type {
    case .scalar(let name):
      return depth > 0 ? scalar(name, depth: depth - 1) : literal(type, isWanted: false)
    case .array(let element):
      if element == .text, below(3) == 0 { return texts(depth: depth - 1) }
      return "[\(natural(element, depth: depth - 1))]"
    case .map(let key, let value):
      return "[\(natural(key, depth: depth - 1)): \(natural(value, depth: depth - 1))]"
    case .optional(let wrapped):
      let map = "[\"a\": \(natural(wrapped, depth: depth - 1))]"
      return wrapped == .i32 ? maybe(depth: depth - 1) : "\(map)[\(value(.text, depth: depth - 1))]"
    case .named(let number): return constructed(number, depth: depth - 1, isWanted: false)
    case .function, .change: return literal(type, isWanted: false)
    }
  }

  mutating func condition() -> String {
    switch below(4) {
    case 0: return "\(natural(.i32, depth: 1)) < \(value(.i32, depth: 1))"
    case 1: return value(.bool, depth: 2)
    default:
      let type = pick(types().filter { isCompared($0) })
      return "\(natural(type, depth: 1)) \(pick(["==", "!="])) \(natural(type, depth: 1))"
    }
  }

  // MARK: Calls

  /// The arguments of a call, of which no two change one variable; `nil`: there is no variable.
  mutating func arguments(of parameters: [Parameter], depth: Int) -> [String]? {
    var used: Set<String> = []
    var arguments: [String] = []
    for parameter in parameters {
      guard parameter.isPlace else {
        arguments.append(value(parameter.type, depth: depth))
        continue
      }
      let places = variables.filter {
        !$0.isConstant && $0.type == parameter.type && !used.contains($0.name)
      }
      guard !places.isEmpty else { return nil }
      let place = pick(places).name
      used.insert(place)
      arguments.append("&" + place)
    }
    return arguments
  }

  /// A call of a function or of a value of a function type; `nil`: none has the result.
  private mutating func call(_ type: RandomType, depth: Int) -> String? {
    if type == .i32, below(3) == 0 {
      let takesPlace = below(2) == 0
      let callee: RandomType =
        takesPlace ? .change(.array(.i32), .i32) : .function([.i32], .i32)
      let parameter = Parameter(type: takesPlace ? .array(.i32) : .i32, isPlace: takesPlace)
      guard let arguments = arguments(of: [parameter], depth: depth) else { return nil }
      return "(\(natural(callee, depth: depth)))(\(arguments[0]))"
    }
    // Calls in loops would take long.
    guard loopDepth == 0 || below(4) == 0 else { return nil }
    let choices = callees.filter {
      if case .function(_, type?, _) = kind($0) { return true }
      return false
    }
    guard !choices.isEmpty else { return nil }
    let callee = pick(choices)
    guard case .function(let parameters, _, _) = kind(callee),
      let arguments = arguments(of: parameters, depth: min(depth, 1))
    else { return nil }
    return "\(Reference.name(callee))(\(arguments.joined(separator: ", ")))"
  }

  /// A value of a struct or enum. Where it is wanted, a case needs no type.
  private mutating func constructed(_ number: Int, depth: Int, isWanted: Bool) -> String {
    if let fields = fields(number) {
      let given = fields.filter { $0.standard == nil || below(2) == 0 }
      let texts = (below(2) == 0 ? given.reversed() : given).map {
        "\($0.name): " + ($0.name == "kids" ? "[]" : value($0.type, depth: depth))
      }
      return "\(Reference.name(number))(\(texts.joined(separator: ", ")))"
    }
    guard let cases = cases(number) else { return Reference.name(number) }
    // The first has no values.
    let item = depth > 0 ? pick(cases) : cases[0]
    let values = item.values.map { value($0, depth: depth) }
    let head = isWanted && below(2) == 0 ? Reference.use(number) : Reference.name(number)
    return "\(head).\(item.name)" + (values.isEmpty ? "" : "(\(values.joined(separator: ", ")))")
  }

  mutating func literal(_ type: RandomType, isWanted: Bool) -> String {
    switch type {
    case .scalar("i32"): return pick(["0", "1", "-3", "2147483647", "10", "'a' + i32(0)"])
    case .scalar("text"): return pick(["\"\"", "\"a\"", "\"b\\n\"", "\"aä\"", "\"12\""])
    case .scalar("bool"): return pick(["true", "false"])
    case .scalar("f64"): return pick(["0.5", "-1.25", "1.0e10", "0.0"])
    case .scalar("u8") where isWanted: return pick(["'x'", "200", "0"])
    case .scalar(let name): return "\(name)(\(below(300) % 200))"
    case .array(let element):
      return isWanted && below(3) == 0 ? "[]" : "[\(literal(element, isWanted: isWanted))]"
    case .map(let key, let value):
      if isWanted, below(3) == 0 { return "[:]" }
      return "[\(literal(key, isWanted: isWanted)): \(literal(value, isWanted: isWanted))]"
    case .optional(let wrapped):
      return isWanted
        ? pick(["none", literal(wrapped, isWanted: true)])
        : "[1: \(literal(wrapped, isWanted: false))][\(below(2))]"
    case .named(let number): return constructed(number, depth: 0, isWanted: isWanted)
    case .function, .change:
      let choices = functions(of: type)
      return choices.isEmpty ? "gone" : Reference.name(pick(choices))
    }
  }

  // MARK: Constants

  /// An expression that the compiler evaluates.
  mutating func constant(_ type: RandomType, depth: Int) -> String {
    let known = (0..<number).filter {
      if case .constant(type, _) = kind($0) { return true }
      return false
    }
    if !known.isEmpty, below(2) == 0 { return Reference.name(pick(known)) }
    guard depth > 0 else { return literal(type, isWanted: true) }
    let left = constant(type, depth: depth - 1)
    switch type {
    case .scalar("i32"):
      return pick([
        "(\(left)) * 3 - (\(constant(type, depth: depth - 1)))",
        "len(\(constant(.text, depth: 0)))",
        "[\(left), 4][0]", "[\"a\": \(left)][\"b\"] orelse 5", "(\(left)) % 7",
      ])
    case .scalar("text"):
      return pick([
        "text(\(constant(.i32, depth: 0)))", "\(left) + \"z\"", "(\(left) + \"yz\")[1..2]",
      ])
    case .scalar("bool"): return "\(constant(.i32, depth: 0)) < 3"
    case .scalar: return left
    case .array(let element): return "[\(constant(element, depth: depth - 1))]"
    case .map(let key, let value):
      return "[\(constant(key, depth: depth - 1)): \(constant(value, depth: depth - 1))]"
    case .optional(let wrapped): return pick(["none", constant(wrapped, depth: depth - 1)])
    case .named(let number):
      if let fields = fields(number) {
        let texts = fields.filter { $0.name != "kids" }
          .map { "\($0.name): \(constant($0.type, depth: depth - 1))" }
        return "\(Reference.name(number))(\(texts.joined(separator: ", ")))"
      }
      return literal(type, isWanted: true)
    case .function, .change: return left
    }
  }
}
