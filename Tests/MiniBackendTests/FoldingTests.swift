// The compiler computes the same values as the program would.

import MiniBackend
import MiniFrontend
import TestSupport
import Testing

@Suite struct FoldingTests {
  private static let count = fuzzScale == 1 ? 140 : 400

  /// Each expression twice: over constants, which must fold to one, and over parameters.
  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func foldingEqualsRunTime(_ engine: Engine) throws {
    var generator = ExpressionGenerator(seed: 0x5EED)
    var source = ""
    var calls = ""
    for number in 0..<Self.count {
      let type = Scalar.numbersAndBool[number % Scalar.numbersAndBool.count]
      let expression = generator.expression(type, depth: 4)
      let values = generator.values()
      source += """
        fn folded\(number)() \(type.name) {
          \(values.map { "const \($0.name): \($0.type.name) = \($0.value); " }.joined())
          return \(expression);
        }
        fn run\(number)(\(values.map { "\($0.name): \($0.type.name)" }.joined(separator: ", "))) \
        \(type.name) {
          return \(expression);
        }

        """
      calls += "print(folded\(number)()); "
      calls += "print(run\(number)(\(values.map(\.value).joined(separator: ", "))));\n"
    }
    let modules = Modules(main: source + "fn main() {\n" + calls + "}\n")
    for (function, symbol, callees) in modules.functions(of: "main")
    where function.name.hasPrefix("folded") {
      let air = try #require(
        analyze(function, symbol: symbol, callees: callees, scope: Scope(module: "main")).air)
      #expect(air.code.count == 2, "\(air.dump())")
    }
    let outcome = try Tools.execute(try #require(modules.program()), with: engine)
    #expect(outcome.status == 0, "\(outcome.errorText)")
    let lines = outcome.outputText.split(separator: "\n")
    try #require(lines.count == 2 * Self.count)
    for number in 0..<Self.count {
      #expect(lines[2 * number] == lines[2 * number + 1], "expression \(number)")
    }
  }
}

extension Scalar {
  fileprivate static let integers: [Scalar] = [.u8, .i32, .u32, .i64, .u64]
  fileprivate static let numbersAndBool: [Scalar] = integers + [.f64, .bool]
}

/// Makes expressions over one variable of each type that never panic.
private struct ExpressionGenerator {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  private mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int(random.next() % UInt64(choices.count))]
  }

  /// A value for each variable.
  mutating func values() -> [(name: String, type: Scalar, value: String)] {
    let b = [
      "0", "-1", "-9223372036854775808", "9223372036854775807", "4294967296", "81985529216486895",
    ]
    let x = [
      "0.0", "-0.0", "1.5", "-2.25", "1.0e300", "1.0e-310", "3.0e9", "-9.3e18", "0.1", "4.0e18",
    ]
    return [
      ("a", .i32, pick(["0", "1", "-1", "7", "-2147483648", "2147483647", "123456789", "-40000"])),
      ("b", .i64, pick(b)), ("x", .f64, pick(x)), ("p", .bool, pick(["true", "false"])),
      ("c", .u8, pick(["0", "1", "127", "128", "255", "'z'"])),
      ("d", .u32, pick(["0", "1", "2147483648", "4294967295", "123456789"])),
      ("e", .u64, pick(["0", "18446744073709551615", "9223372036854775808", "4294967297"])),
    ]
  }

  mutating func expression(_ type: Scalar, depth: Int) -> String {
    if depth == 0 { return leaf(type) }
    if type.isInteger { return integer(type, depth: depth - 1) }
    return type == .f64 ? double(depth: depth - 1) : bool(depth: depth - 1)
  }

  private mutating func leaf(_ type: Scalar) -> String {
    switch type {
    case .i32: pick(["a", "a", "3", "-17", "65536"])
    case .i64: pick(["b", "b", "5", "-1000000007", "i64(4294967297)"])
    case .u8: pick(["c", "c", "200", "'\\n'"])
    case .u32: pick(["d", "d", "7", "3000000000"])
    case .u64: pick(["e", "e", "9", "10000000000000000000"])
    case .f64: pick(["x", "x", "0.5", "-3.0", "1.0e10", "2.0"])
    case .bool, .void: pick(["p", "p", "true", "false"])
    }
  }

  private mutating func integer(_ type: Scalar, depth: Int) -> String {
    let left = expression(type, depth: depth)
    let divisor = pick(type.isSigned ? ["3", "-7", "10", "1"] : ["3", "7", "10", "1"])
    switch random.next() % 13 {
    case 0: return "\(pick(["-", "~", "abs"]))(\(left))"
    case 1:
      // The inner conversion is needed because literals alone would take the outer one's type.
      let from = pick(Scalar.integers + [.f64])
      return "\(type.name)(\(from.name)(\(expression(from, depth: depth))))"
    case 2: return "(\(left) / \(divisor))"
    case 3: return "(\(left) % \(divisor))"
    // 2 to 14: neither zero nor -1, but the compiler cannot know that.
    case 4: return "(\(left) / (\(expression(type, depth: depth)) % 7 + 8))"
    case 5:
      // Literals alone would be i32, here and in comparisons.
      let amountType = pick(Scalar.integers)
      let amount = "(\(amountType.name)(\(expression(amountType, depth: depth))) & 7)"
      return "(\(left) \(pick(["<<", ">>"])) \(amount))"
    case 6...8: return "(\(left) \(pick(["&", "|", "^"])) \(expression(type, depth: depth)))"
    case 9: return "\(pick(["min", "max"]))(\(left), \(expression(type, depth: depth)))"
    default: return "(\(left) \(pick(["+", "-", "*"])) \(expression(type, depth: depth)))"
    }
  }

  private mutating func double(depth: Int) -> String {
    let left = expression(.f64, depth: depth)
    switch random.next() % 7 {
    case 0: return "\(pick(["-", "abs"]))(\(left))"
    case 2: return "\(pick(["min", "max"]))(\(left), \(expression(.f64, depth: depth)))"
    case 1:
      let type = pick(Scalar.integers)
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
      let type = pick(Scalar.integers + [.f64])
      let comparison = pick(["==", "!=", "<", "<=", ">", ">="])
      let left = "\(type.name)(\(expression(type, depth: depth)))"
      return "(\(left) \(comparison) \(expression(type, depth: depth)))"
    }
  }
}
