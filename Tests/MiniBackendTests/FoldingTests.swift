// The compiler computes the same values as the program would.

import MiniBackend
import MiniFrontend
import Testing

@Suite struct FoldingTests {
  /// Each expression twice: over constants, which must fold to one, and over parameters.
  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func foldingEqualsRunTime(_ engine: Engine) throws {
    var generator = ExpressionGenerator(seed: 0x5EED)
    var source = ""
    var calls = ""
    for number in 0..<400 {
      let type = Type.numbersAndBool[number % 4]
      let expression = generator.expression(type, depth: 4)
      let values = generator.values()
      source += """
        fn folded\(number)() \(type.name) {
          const a: i32 = \(values.a); const b: i64 = \(values.b);
          const x: f64 = \(values.x); const p: bool = \(values.p);
          return \(expression);
        }
        fn run\(number)(a: i32, b: i64, x: f64, p: bool) \(type.name) {
          return \(expression);
        }

        """
      calls += "print(folded\(number)()); "
      calls += "print(run\(number)(\(values.a), \(values.b), \(values.x), \(values.p)));\n"
    }
    let modules = Modules(main: source + "fn main() {\n" + calls + "}\n")
    for (function, symbol, callees) in modules.functions(of: "main")
    where function.name.hasPrefix("folded") {
      let air = try #require(analyze(function, symbol: symbol, callees: callees).air)
      #expect(air.code.count == 2, "\(air.dump())")
    }
    let outcome = try Tools.execute(try #require(modules.program()), with: engine)
    #expect(outcome.status == 0)
    let lines = outcome.outputText.split(separator: "\n")
    try #require(lines.count == 800)
    for number in 0..<400 {
      #expect(lines[2 * number] == lines[2 * number + 1], "expression \(number)")
    }
  }
}

extension Type {
  fileprivate static let numbersAndBool: [Type] = [.i32, .i64, .f64, .bool]
}

/// Makes expressions over `a: i32, b: i64, x: f64, p: bool` that never panic.
private struct ExpressionGenerator {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  private mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int(random.next() % UInt64(choices.count))]
  }

  mutating func values() -> (a: String, b: String, x: String, p: String) {
    let a = pick(["0", "1", "-1", "7", "-2147483648", "2147483647", "123456789", "-40000"])
    let b = pick([
      "0", "-1", "-9223372036854775808", "9223372036854775807", "4294967296", "81985529216486895",
    ])
    let x = pick([
      "0.0", "-0.0", "1.5", "-2.25", "1.0e300", "1.0e-310", "3.0e9", "-9.3e18", "0.1", "4.0e18",
    ])
    return (a, b, x, pick(["true", "false"]))
  }

  mutating func expression(_ type: Type, depth: Int) -> String {
    if depth == 0 { return leaf(type) }
    switch type {
    case .i32, .i64: return integer(type, depth: depth - 1)
    case .f64: return double(depth: depth - 1)
    case .bool, .void: return bool(depth: depth - 1)
    }
  }

  private mutating func leaf(_ type: Type) -> String {
    switch type {
    case .i32: pick(["a", "a", "3", "-17", "65536"])
    case .i64: pick(["b", "b", "5", "-1000000007", "i64(4294967297)"])
    case .f64: pick(["x", "x", "0.5", "-3.0", "1.0e10", "2.0"])
    case .bool, .void: pick(["p", "p", "true", "false"])
    }
  }

  private mutating func integer(_ type: Type, depth: Int) -> String {
    let left = expression(type, depth: depth)
    switch random.next() % 8 {
    case 0: return "-(\(left))"
    case 1: return "\(type.name)(\(expression(pick([.i32, .i64, .f64]), depth: depth)))"
    case 2: return "(\(left) / \(pick(["3", "-7", "10", "1"])))"
    case 3: return "(\(left) % \(pick(["3", "-7", "10", "1"])))"
    // 2 to 14: neither zero nor -1, but the compiler cannot know that.
    case 4: return "(\(left) / (\(expression(type, depth: depth)) % 7 + 8))"
    default: return "(\(left) \(pick(["+", "-", "*"])) \(expression(type, depth: depth)))"
    }
  }

  private mutating func double(depth: Int) -> String {
    let left = expression(.f64, depth: depth)
    switch random.next() % 6 {
    case 0: return "-(\(left))"
    case 1:
      // The inner conversion is needed because literals alone would take the outer one's type.
      let type = pick([Type.i32, .i64])
      return "f64(\(type.name)(\(expression(type, depth: depth))))"
    default:
      return "(\(left) \(pick(["+", "-", "*", "/"])) \(expression(.f64, depth: depth)))"
    }
  }

  private mutating func bool(depth: Int) -> String {
    switch random.next() % 6 {
    case 0: return "!(\(expression(.bool, depth: depth)))"
    case 1: return "(\(expression(.bool, depth: depth)) and \(expression(.bool, depth: depth)))"
    case 2: return "(\(expression(.bool, depth: depth)) or \(expression(.bool, depth: depth)))"
    default:
      let type = pick([Type.i32, .i64, .f64])
      let comparison = pick(["==", "!=", "<", "<=", ">", ">="])
      let left = expression(type, depth: depth)
      return "(\(left) \(comparison) \(expression(type, depth: depth)))"
    }
  }
}
