// Each operator and conversion on each type of number, at the bounds of the types: what the
// compiler computes, what the program computes, and what Swift computes are the same.

import MiniBackend
import MiniFrontend
import TestSupport
import Testing

@Suite struct ScalarTests {
  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func operatorsOnIntegersAreThoseOfSwift(_ engine: Engine) throws {
    var program = CheckingProgram()
    addOperators(UInt8.self, to: &program)
    addOperators(Int32.self, to: &program)
    addOperators(UInt32.self, to: &program)
    addOperators(Int64.self, to: &program)
    addOperators(UInt64.self, to: &program)
    try program.check(with: engine)
  }

  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func conversionsAreThoseOfSwift(_ engine: Engine) throws {
    var program = CheckingProgram()
    addConversions(from: UInt8.self, to: &program)
    addConversions(from: Int32.self, to: &program)
    addConversions(from: UInt32.self, to: &program)
    addConversions(from: Int64.self, to: &program)
    addConversions(from: UInt64.self, to: &program)
    for value in Self.doubles {
      addSaturation(value, UInt8.self, to: &program)
      addSaturation(value, Int32.self, to: &program)
      addSaturation(value, UInt32.self, to: &program)
      addSaturation(value, Int64.self, to: &program)
      addSaturation(value, UInt64.self, to: &program)
    }
    try program.check(with: engine)
  }

  // MARK: Operators

  private func addOperators<T: FixedWidthInteger>(_: T.Type, to program: inout CheckingProgram) {
    let type = program.name(of: T.self)
    for left in T.samples {
      program.add("-", type, "\(left)", type, "\(0 &- left)")
      program.add("~", type, "\(left)", type, "\(~left)")
      program.add("abs", type, "\(left)", type, "\(left < 0 ? 0 &- left : left)")
      for right in T.samples {
        for (symbol, result) in results(left, right) {
          program.add(symbol, type, "\(left)", "\(right)", type, result: type, "\(result)")
        }
        for (symbol, holds) in comparisons(left, right) {
          program.add(symbol, type, "\(left)", "\(right)", type, result: "bool", "\(holds)")
        }
      }
      for amount in [0, 1, 7, T.bitWidth - 1] {
        for amountType in ["u8", "i32", "u64"] {
          program.add(
            "<<", type, "\(left)", "\(amount)", amountType, result: type, "\(left << amount)")
          program.add(
            ">>", type, "\(left)", "\(amount)", amountType, result: type, "\(left >> amount)")
        }
      }
    }
  }

  private func results<T: FixedWidthInteger>(_ left: T, _ right: T) -> [(String, T)] {
    var results = [
      ("+", left &+ right), ("-", left &- right), ("*", left &* right), ("&", left & right),
      ("|", left | right), ("^", left ^ right), ("min", min(left, right)),
      ("max", max(left, right)),
    ]
    let (quotient, isPanic) = left.dividedReportingOverflow(by: right)
    if !isPanic { results += [("/", quotient), ("%", left % right)] }
    return results
  }

  private func comparisons<T: FixedWidthInteger>(_ left: T, _ right: T) -> [(String, Bool)] {
    [
      ("==", left == right), ("!=", left != right), ("<", left < right), ("<=", left <= right),
      (">", left > right), (">=", left >= right),
    ]
  }

  // MARK: Conversions

  private func addConversions<T: FixedWidthInteger>(
    from _: T.Type, to program: inout CheckingProgram
  ) {
    let type = program.name(of: T.self)
    for value in T.samples {
      let text = "\(value)"
      program.add("u8", type, text, "u8", "\(UInt8(truncatingIfNeeded: value))")
      program.add("i32", type, text, "i32", "\(Int32(truncatingIfNeeded: value))")
      program.add("u32", type, text, "u32", "\(UInt32(truncatingIfNeeded: value))")
      program.add("i64", type, text, "i64", "\(Int64(truncatingIfNeeded: value))")
      program.add("u64", type, text, "u64", "\(UInt64(truncatingIfNeeded: value))")
      program.add("f64", type, text, "f64", Self.literal(Double(value)))
    }
  }

  private func addSaturation<T: FixedWidthInteger>(
    _ value: Double, _: T.Type, to program: inout CheckingProgram
  ) {
    let type = program.name(of: T.self)
    let whole = T(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    program.add(type, "f64", Self.literal(value), type, "\(value.isNaN ? 0 : whole)")
  }

  /// Both sides of each type's bounds, and what is no number.
  private static let doubles: [Double] = {
    let bounds = [0x1p7, 0x1p8, 0x1p31, 0x1p32, 0x1p53, 0x1p63, 0x1p64, 1e300, .infinity]
    let near = bounds.flatMap { [$0, $0.nextDown, $0.nextUp, $0 - 1, $0 + 1, $0 - 0.5] }
    return near + near.map { -$0 } + [
      0, -0.0, 0.5, -0.5, -1, -1.5, 255.9, .leastNonzeroMagnitude, .nan,
    ]
  }()

  private static func literal(_ value: Double) -> String {
    if value.isNaN { return "0.0 / 0.0" }
    if value.isInfinite { return value < 0 ? "-1.0 / 0.0" : "1.0 / 0.0" }
    // The language's literals have a point.
    let text = "\(value)"
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }
}

extension FixedWidthInteger {
  /// The bounds and what is beside them: `make test` leaves out the latter.
  fileprivate static var samples: [Self] {
    let bounds = [min, max / 2 + 1, max, 0, 1, 100, 0 &- 1]
    return fuzzScale == 1 ? bounds : bounds + [min + 1, max / 2, max - 1, 2, 0 &- 100]
  }
}

/// A program that computes each expression twice, over constants and over parameters, and prints
/// those with another result than expected.
private struct CheckingProgram {
  /// The numbers of functions, by their texts.
  private var functions: [String: Int] = [:]
  private var checks: [String] = []

  func name<T: FixedWidthInteger>(of _: T.Type) -> String {
    (T.isSigned ? "i" : "u") + "\(T.bitWidth)"
  }

  /// Adds `-a` or `u8(a)`.
  mutating func add(
    _ operation: String, _ type: String, _ operand: String, _ result: String, _ expected: String
  ) {
    let number = number(of: "fn NAME(a: \(type)) \(result) { return \(operation)(a); }")
    checks.append(
      "const a: \(type) = \(operand); "
        + check(("\(operation)(a)", "run\(number)(a)"), result, expected))
  }

  /// Adds `a + b` or `min(a, b)`.
  mutating func add(
    _ operation: String, _ type: String, _ left: String, _ right: String, _ rightType: String,
    result: String, _ expected: String
  ) {
    let isName = operation.allSatisfy(\.isLetter)
    let expression = isName ? "\(operation)(a, b)" : "a \(operation) b"
    let number = number(
      of: "fn NAME(a: \(type), b: \(rightType)) \(result) { return \(expression); }")
    checks.append(
      "const a: \(type) = \(left); const b: \(rightType) = \(right); "
        + check((expression, "run\(number)(a, b)"), result, expected))
  }

  private func check(
    _ values: (folded: String, run: String), _ type: String, _ expected: String
  ) -> String {
    let what = "\(type) \(values.folded), check \(checks.count): "
    return "const e: \(type) = \(expected); "
      + "if (\(values.folded)) != e { print(\"folded \(what)\", \(values.folded), \" \", e); } "
      + "if \(values.run) != e { print(\"run \(what)\", \(values.run), \" \", e); }"
  }

  private mutating func number(of function: String) -> Int {
    let number = functions[function] ?? functions.count
    functions[function] = number
    return number
  }

  func check(with engine: Engine) throws {
    var source = functions.map { $0.key.replacing("NAME", with: "run\($0.value)") }
      .sorted().joined(separator: "\n")
    var calls = ""
    // A function for each hundred checks: one with all would take long to optimise.
    for start in stride(from: 0, to: checks.count, by: 100) {
      let blocks = checks[start..<min(start + 100, checks.count)].map { "{ \($0) }\n" }.joined()
      source += "\nfn check\(start)() {\n\(blocks)}\n"
      calls += "check\(start)(); "
    }
    source += "fn main() { \(calls)print(\"done\"); }\n"
    let modules = Modules(main: source)
    #expect(modules.errors(of: "main").map(\.message) == [])
    let outcome = try Tools.execute(try #require(modules.program()), with: engine)
    #expect(outcome.outputText == "done\n")
    #expect(outcome.status == 0, "\(outcome.errorText)")
    #expect(checks.count > 500)
  }
}
