// Random edits of random projects with tests: cached verdicts equal those of a full run.

import Foundation
import TestSupport
import Testing

@Suite struct TestHistoryTests {
  /// A project in which everything can change on which a test can depend.
  private struct Project {
    struct Function {
      var factor = 1
      /// Functions with smaller numbers, and how each is used.
      var uses: [(function: Int, how: Use)] = []
    }

    enum Use: CaseIterable { case call, value, table, field }

    static let modules = 4
    /// Files that make the program so large that it has several units, and name functions of all modules.
    static let ballast = 5
    let hasBallast: Bool
    var functions: [Function] = []
    var constants = [Int](repeating: 1, count: modules)
    var defaults = [Int](repeating: 2, count: modules)
    var tests: [(function: Int, argument: Int)] = []
    var comments = 0

    init(using random: inout SplitMix64, hasBallast: Bool) {
      self.hasBallast = hasBallast
      for _ in 0..<12 { functions.append(Function()) }
      for _ in 0..<40 { edit(using: &random) }
      for _ in 0..<8 { tests.append((Int.random(in: 0..<12, using: &random), 1)) }
    }

    mutating func edit(using random: inout SplitMix64) {
      let number = Int.random(in: 0..<functions.count, using: &random)
      let module = Int.random(in: 0..<Self.modules, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0, 1: functions[number].factor = Int.random(in: 1...9, using: &random)
      case 2 where number > 0:
        functions[number].uses.append(
          (Int.random(in: 0..<number, using: &random), Use.allCases.randomElement(using: &random)!))
      case 3 where !functions[number].uses.isEmpty: functions[number].uses.removeLast()
      case 4: constants[module] = Int.random(in: 1...3, using: &random)
      case 5: defaults[module] = Int.random(in: 1...3, using: &random)
      case 6 where !tests.isEmpty:
        let test = Int.random(in: 0..<tests.count, using: &random)
        tests[test].argument = Int.random(in: 1...3, using: &random)
      default: comments += 1
      }
    }

    /// The texts of the files by their names.
    var texts: [String: String] {
      var texts: [String: String] = [:]
      for module in 0..<Self.modules {
        var text = String(repeating: "// A comment.\n", count: comments % 3)
        for other in imports(of: module) { text += "import \"m\(other).mini\";\n" }
        text += "const limit = \(constants[module]);\n"
        text += "struct Box { value: i32 = \(defaults[module]), f: fn(i32) i32 }\n"
        for number in functions.indices where number % Self.modules == module {
          text += function(number, in: module)
        }
        for (number, test) in tests.enumerated() where number % Self.modules == module {
          let name = name(test.function, in: module)
          text += "test \"\(number)\" { assert(\(name)(\(test.argument)) % 2 == 0); }\n"
        }
        texts["m\(module).mini"] = text
      }
      let all = (0..<Self.modules).map { "import \"m\($0).mini\";\n" }.joined()
      for number in 0..<(hasBallast ? Self.ballast : 0) {
        texts["ballast\(number).mini"] =
          all + "fn all(x: i32) i32 {\n    const f = [m0.f0, m1.f1, m2.f2, m3.f3];\n"
          + "    var s = f[x](x) + m3.limit;\n"
          + String(repeating: "    s = s % 7 + 1;\n", count: 80) + "    return s;\n}\n"
      }
      texts["main.mini"] =
        all
        + texts.keys.filter { $0.hasPrefix("b") }.sorted().map { "import \"\($0)\";\n" }.joined()
        + "fn main() { print(m0.f0(1) + m1.f1(1) + m2.f2(1) + m3.f3(1)); }\n"
      return texts
    }

    /// The modules whose functions a module uses. It imports no others, so that the tests of some
    /// files depend on few files.
    private func imports(of module: Int) -> [Int] {
      var used = tests.indices.filter { $0 % Self.modules == module }.map { tests[$0].function }
      for number in functions.indices where number % Self.modules == module {
        used += functions[number].uses.map(\.function)
      }
      return Set(used.map { $0 % Self.modules }).subtracting([module]).sorted()
    }

    private func function(_ number: Int, in module: Int) -> String {
      var text = "fn f\(number)(x: i32) i32 {\n    var sum = x * \(functions[number].factor);\n"
      for (place, use) in functions[number].uses.enumerated() {
        let name = name(use.function, in: module)
        let home = use.function % Self.modules
        let prefix = home == module ? "" : "m\(home)."
        switch use.how {
        case .call: text += "    sum += \(name)(x + \(prefix)limit);\n"
        case .value: text += "    const v\(place) = \(name);\n    sum += v\(place)(1);\n"
        case .table: text += "    sum += len([\(name)]) + \(prefix)limit;\n"
        case .field:
          text += "    const b\(place) = \(prefix)Box(f: \(name));\n"
          text += "    sum += b\(place).f(b\(place).value);\n"
        }
      }
      return text + "    return sum;\n}\n"
    }

    private func name(_ function: Int, in module: Int) -> String {
      let home = function % Self.modules
      return home == module ? "f\(function)" : "m\(home).f\(function)"
    }
  }

  private struct Outcomes: Equatable {
    var passed: [String: Bool] = [:]
    var cached = 0
  }

  private func outcomes(_ workspace: Workspace, _ words: [String]) throws -> Outcomes {
    let run = try Mini.run(["test", "--json"] + words, in: workspace.folder(""))
    var outcomes = Outcomes()
    for line in run.text.split(separator: "\n").dropLast() {
      let result = try JSON.object(Array(line.utf8))
      guard let file = result["file"] as? String, let name = result["name"] as? String else {
        continue
      }
      outcomes.passed["\(file) \(name)"] = result["outcome"] as? String == "passed"
      if result["cached"] as? Bool == true { outcomes.cached += 1 }
    }
    #expect(outcomes.passed.count == 8, "\(run.text)\(run.errorText)")
    return outcomes
  }

  @Test(arguments: 0..<UInt64(4 * fuzzScale))
  func cachedVerdictsEqualThoseOfAFullRun(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var project = Project(using: &random, hasBallast: seed % 2 == 1)
    let workspace = Workspace()
    for _ in 0..<12 {
      for (name, text) in project.texts { try workspace.write(name, text) }
      let known = try outcomes(workspace, [])
      let full = try outcomes(workspace, ["--no-cache"])
      #expect(known.passed == full.passed, "seed \(seed)")
      #expect(full.cached == 0)
      // What passed is known now, and what failed never is.
      let again = try outcomes(workspace, [])
      #expect(again.passed == full.passed && again.cached == full.passed.count { $0.value })
      project.edit(using: &random)
    }
  }
}
