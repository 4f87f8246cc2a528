// The results of tests, for people and as JSON lines.

package import BuildCache
import MiniBackend

package enum TestRenderer {
  /// Renders a test for people.
  ///
  /// - Parameters:
  ///   - place: of the panic, in lines.
  ///   - isVerbose: whether a test that passed gets a line.
  /// - Returns: of a failed test its name, how it ended unless it panicked, its output, indented,
  ///   and the place.
  package static func text(_ result: TestResult, place: String, isVerbose: Bool) -> String {
    let name = TerminalText.escaped(result.test.symbol)
    guard result.outcome != .passed else {
      return isVerbose ? "passed: \(name)\(note(result.test.work))\n" : ""
    }
    var text = "failed: \(name)\(end(result.outcome).map { " (\($0))" } ?? "")\n"
    for line in String(decoding: result.output, as: UTF8.self).split(separator: "\n") {
      text += "  \(TerminalText.escaped(String(line)))\n"
    }
    for line in place.split(separator: "\n") { text += "  \(line)\n" }
    return text
  }

  private static func note(_ work: BuiltTest.Work) -> String {
    switch work {
    case .cached: " (cached)"
    case .runs: ""
    case .alwaysRuns(_, let effects): " (always runs: it \(effects.words))"
    }
  }

  /// The end of a test in words, as far as its output does not tell it.
  static func end(_ outcome: TestResult.Outcome) -> String? {
    switch outcome {
    case .passed, .panicked: nil
    case .left: "it called 'exit'"
    case .timedOut: "it took too long: see '--timeout'"
    case .killed(let signal): "killed by signal \(signal)"
    case .notStarted(let problem): "not started: \(problem)"
    }
  }

  /// Schema 1: `file` (relative to the working directory), `name` (as a test's text has it between
  /// its quotation marks), `outcome` (`passed`, `failed`), `cached`, `output`; of a test that
  /// always runs `because`; of a failed test `end` (`panic`, `exit`, `timeout`, `signal`,
  /// `notStarted`), and `signal` or `problem`.
  package static func json(_ result: TestResult, names: SourceNames) -> String {
    var members: [(String, JSON)] = [
      ("file", .string(names.shown(result.test.path))),
      ("name", .string(String(result.test.name.dropFirst().dropLast()))),
      ("outcome", .string(result.outcome == .passed ? "passed" : "failed")),
      ("cached", .boolean(result.test.work == .cached)),
      ("output", .string(String(decoding: result.output, as: UTF8.self))),
    ]
    if case .alwaysRuns(_, let effects) = result.test.work {
      members.append(("because", .string(effects.words)))
    }
    switch result.outcome {
    case .passed: break
    case .panicked: members.append(("end", .string("panic")))
    case .left: members.append(("end", .string("exit")))
    case .timedOut: members.append(("end", .string("timeout")))
    case .killed(let signal):
      members += [("end", .string("signal")), ("signal", .integer(Int64(signal)))]
    case .notStarted(let problem):
      members += [("end", .string("notStarted")), ("problem", .string(problem))]
    }
    return JSON.line(members)
  }
}

extension TestCounts {
  package mutating func add(_ result: TestResult) {
    if result.test.work == .cached { cached += 1 }
    if result.outcome == .passed { passed += 1 } else { failed += 1 }
  }

  /// `12 tests: 11 passed (9 cached), 1 failed`.
  package var text: String {
    let cached = cached == 0 ? "" : " (\(NumberText.grouped(cached)) cached)"
    return NumberText.count(total, "test")
      + ": \(NumberText.grouped(passed)) passed\(cached), \(NumberText.grouped(failed)) failed"
  }

  /// Schema 1: `tests`, `passed`, `cached`, `failed`; one object with a line break.
  package var json: String {
    let members = [
      ("tests", total), ("passed", passed), ("cached", cached), ("failed", failed),
    ]
    return JSON.line(members.map { ($0.0, .count($0.1)) })
  }
}
