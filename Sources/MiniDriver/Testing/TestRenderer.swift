// The results of tests, for people and as JSON lines.

package enum TestRenderer {
  package struct Counts: Sendable {
    package private(set) var passed = 0
    package private(set) var failed = 0

    package init() {}

    package mutating func add(_ result: TestResult) {
      if result.outcome == .passed { passed += 1 } else { failed += 1 }
    }

    /// `12 tests: 11 passed, 1 failed`.
    package var text: String {
      NumberText.count(passed + failed, "test")
        + ": \(NumberText.grouped(passed)) passed, \(NumberText.grouped(failed)) failed\n"
    }

    /// Schema 1: `tests`, `passed`, `failed`.
    package var json: String {
      let members = [("tests", passed + failed), ("passed", passed), ("failed", failed)]
      return JSON.object(
        [("schema", .integer(1))] + members.map { ($0.0, .integer(Int64($0.1))) }
      ).text + "\n"
    }
  }

  /// A failed test's name, the end of its process unless it panicked, and its output, indented. Empty
  /// for a test that passed.
  package static func failure(_ result: TestResult) -> String {
    let end: String
    switch result.outcome {
    case .passed: return ""
    case .exited(101): end = ""
    case .exited(let status): end = " (exit status \(status))"
    case .killed(let signal): end = " (killed by signal \(signal))"
    case .notStarted(let problem): end = " (not started: \(problem))"
    }
    var text = "failed: \(result.test.symbol)\(end)\n"
    for line in String(decoding: result.output, as: UTF8.self).split(separator: "\n") {
      text += "  \(TerminalText.escaped(String(line)))\n"
    }
    return text
  }

  /// Schema 1: `file` (relative to the working directory), `name` (as a test's text has it between
  /// its quotation marks), `outcome` (`passed`, `failed`), `output`; of a failed test `status`,
  /// `signal` or `problem`.
  package static func json(_ result: TestResult, names: SourceNames) -> String {
    var members: [(String, JSON)] = [
      ("schema", .integer(1)),
      ("file", .string(names.shown(result.test.path))),
      ("name", .string(String(result.test.name.dropFirst().dropLast()))),
      ("outcome", .string(result.outcome == .passed ? "passed" : "failed")),
      ("output", .string(String(decoding: result.output, as: UTF8.self))),
    ]
    switch result.outcome {
    case .passed: break
    case .exited(let status): members.append(("status", .integer(Int64(status))))
    case .killed(let signal): members.append(("signal", .integer(Int64(signal))))
    case .notStarted(let problem): members.append(("problem", .string(problem)))
    }
    return JSON.object(members).text + "\n"
  }
}
