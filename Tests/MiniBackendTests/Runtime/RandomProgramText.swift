// Programs at random that end, one way or another.

import TestSupport

/// Makes programs with functions, loops, branches, output and panics. Loops count to small numbers,
/// and functions call only earlier ones, so that every program ends soon.
struct RandomProgramText {
  private var random: SplitMix64
  /// Of the functions so far: their parameters' types and their results.
  private var functions: [(parameters: [String], result: String)] = []
  /// The variables in scope.
  private var variables: [(name: String, type: String, isConstant: Bool)] = []
  private var nameCount = 0
  private var loopDepth = 0
  private var result = "i32"

  private static let integers = ["u8", "i32", "u32", "i64", "u64"]
  private static let numbers = integers + ["f64"]
  private static let types = numbers + ["bool"]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// The text of a program of one module.
  mutating func next() -> String {
    functions = []
    var text = ""
    for number in 0..<4 {
      let parameters = (0..<below(3)).map { _ in pick(Self.types) }
      result = pick(Self.types)
      variables = parameters.enumerated().map { ("p\($0.offset)", $0.element, true) }
      let list = variables.map { "\($0.name): \($0.type)" }.joined(separator: ", ")
      text += "fn f\(number)(\(list)) \(result) {\n\(block(depth: 3))"
      text += "return \(expression(result, depth: 2));\n}\n"
      functions.append((parameters, result))
    }
    (variables, result) = ([], "i32")
    return text + "fn main() i32 {\n\(block(depth: 4))return \(expression("i32", depth: 3));\n}\n"
  }

  private mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  private mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

  // MARK: Statements

  private mutating func block(depth: Int) -> String {
    let count = variables.count
    defer { variables.removeLast(variables.count - count) }
    return (0..<2 + below(4)).map { _ in statement(depth: depth) }.joined()
  }

  private mutating func statement(depth: Int) -> String {
    switch below(depth > 0 ? 12 : 7) {
    case 0, 1: return declaration()
    case 2, 3: return assignment()
    case 4:
      let arguments = (0...below(3)).map { _ in expression(pick(Self.types), depth: 2) }
      return "\(pick(["print", "write"]))(\(arguments.joined(separator: ", ")), \" \");\n"
    case 5:
      return below(4) > 0
        ? declaration()
        : "assert(\(expression("bool", depth: 1)) or \(expression("bool", depth: 2)), \"no\");\n"
    case 6:
      guard below(8) == 0 else { return assignment() }
      return "if \(expression("bool", depth: 2)) { \(leaving()) }\n"
    case 7, 8:
      let then = "if \(expression("bool", depth: 2)) {\n\(block(depth: depth - 1))}"
      return then + (below(2) == 0 ? "\n" : " else {\n\(block(depth: depth - 1))}\n")
    case 9, 10: return loop(depth: depth)
    default: return "{\n\(block(depth: depth - 1))}\n"
    }
  }

  private mutating func declaration() -> String {
    let type = pick(Self.types)
    let value = expression(type, depth: 2)
    nameCount += 1
    let isConstant = below(2) == 0
    variables.append(("v\(nameCount)", type, isConstant))
    return "\(isConstant ? "const" : "var") v\(nameCount): \(type) = \(value);\n"
  }

  private mutating func assignment() -> String {
    let places = variables.filter { !$0.isConstant }
    guard !places.isEmpty else { return declaration() }
    let place = pick(places)
    let value = expression(place.type, depth: 2)
    guard place.type != "bool", below(2) == 0 else { return "\(place.name) = \(value);\n" }
    let operations =
      place.type == "f64" ? ["+", "-", "*", "/"] : ["+", "-", "*", "/", "%", "&", "|", "^"]
    return "\(place.name) \(pick(operations))= \(value);\n"
  }

  private mutating func leaving() -> String {
    switch below(loopDepth > 0 ? 6 : 4) {
    case 0: "panic(\"\(below(100))\");"
    case 1: "exit(\(below(1000)));"
    case 2: "assert(false);"
    case 3: "return \(expression(result, depth: 1));"
    case 4: "break;"
    default: "continue;"
    }
  }

  /// The counter is constant in ``variables``, so that nothing else assigns to it.
  private mutating func loop(depth: Int) -> String {
    nameCount += 1
    let counter = "n\(nameCount)"
    loopDepth += 1
    let count = variables.count
    defer {
      loopDepth -= 1
      variables.removeLast(variables.count - count)
    }
    if below(2) == 0 {
      let type = pick(Self.integers)
      variables.append((counter, type, true))
      let start = type == "u8" ? 250 : below(3)
      let dots = pick(["..", "..="])
      return "for \(counter) in \(type)(\(start))\(dots)\(start + below(5)) {\n"
        + "\(block(depth: depth - 1))}\n"
    }
    variables.append((counter, "i32", true))
    return """
      var \(counter) = 0;
      while \(counter) < \(below(5)) and (\(expression("bool", depth: 1)) or \(counter) >= 0) {
      \(counter) = \(counter) + 1;
      \(block(depth: depth - 1))}

      """
  }

  // MARK: Expressions

  private mutating func expression(_ type: String, depth: Int) -> String {
    guard depth > 0 else { return leaf(type) }
    if below(6) == 0, let call = call(type, depth: depth - 1) { return call }
    if type == "bool" { return bool(depth: depth - 1) }
    let left = expression(type, depth: depth - 1)
    let right = expression(type, depth: depth - 1)
    switch below(12) {
    case 0: return "(-(\(left)))"
    case 1: return "\(type)(\(expression(pick(Self.numbers), depth: depth - 1)))"
    case 2, 3:
      let divisor = below(8) == 0 ? right : "\(type)(\(2 + below(9)))"
      return "(\(left) \(pick(type == "f64" ? ["/"] : ["/", "%"])) \(divisor))"
    case 4 where type != "f64": return "(~\(left))"
    case 5 where type != "f64":
      let amount = below(4) == 0 ? expression(pick(Self.integers), depth: 0) : "\(below(8))"
      return "(\(left) \(pick(["<<", ">>"])) \(amount))"
    case 6 where type != "f64": return "(\(left) \(pick(["&", "|", "^"])) \(right))"
    case 7: return "\(pick(["min", "max"]))(\(left), \(right))"
    case 8: return "abs(\(left))"
    default: return "(\(left) \(pick(["+", "-", "*"])) \(right))"
    }
  }

  private mutating func bool(depth: Int) -> String {
    switch below(5) {
    case 0: return "(!\(expression("bool", depth: depth)))"
    case 1, 2:
      let operation = pick(["and", "or", "==", "!="])
      return
        "(\(expression("bool", depth: depth)) \(operation) \(expression("bool", depth: depth)))"
    default:
      let type = pick(Self.numbers)
      let comparison = pick(["==", "!=", "<", "<=", ">", ">="])
      return "(\(expression(type, depth: depth)) \(comparison) \(expression(type, depth: depth)))"
    }
  }

  private mutating func call(_ type: String, depth: Int) -> String? {
    let callees = functions.indices.filter { functions[$0].result == type }
    guard !callees.isEmpty else { return nil }
    let callee = pick(callees)
    let arguments = functions[callee].parameters.map { expression($0, depth: depth) }
    return "f\(callee)(\(arguments.joined(separator: ", ")))"
  }

  private mutating func leaf(_ type: String) -> String {
    let known = variables.filter { $0.type == type }
    if !known.isEmpty, below(3) > 0 { return pick(known).name }
    return switch type {
    case "u8": "u8(\(pick(["0", "1", "7", "255", "128"])))"
    case "i32": "i32(\(pick(["1", "2", "7", "-3", "2147483647", "-2147483648", "0", "-1"])))"
    case "u32": "u32(\(pick(["0", "1", "9", "4294967295", "2147483648"])))"
    case "i64": "i64(\(pick(["1", "3", "-5", "4294967296", "-9223372036854775808", "0", "-1"])))"
    case "u64": "u64(\(pick(["0", "1", "5", "18446744073709551615", "9223372036854775808"])))"
    case "f64": pick(["0.0", "1.0", "-2.5", "0.1", "1.0e300", "3.0e9", "-0.0", "1.0e-310"])
    default: pick(["true", "false"])
    }
  }
}
