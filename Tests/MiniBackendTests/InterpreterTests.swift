// The interpreter of AIR does what the compiled programs do.

import Foundation
import MiniBackend
import MiniFrontend
import TestSupport
import Testing

@Suite struct InterpreterTests {
  /// Every program of `Fixtures/Language` but one that takes more steps than the limit.
  @Test(arguments: languageNames.filter { $0 != "long-running-loops-need-no-stack" })
  func languageFixturesAreInterpreted(_ name: String) throws {
    let source = try String(contentsOf: fixture("Language/\(name).mini"), encoding: .utf8)
    let modules = Modules([name: source], root: name)
    let outcome = try #require(try modules.interpreted(steps: 100_000_000), "it is refused")
    let output = expectation("stdout", in: source).map { $0 + "\n" }.joined()
    #expect(outcome.outputText == output + expectation("stdout-open", in: source).joined())
    #expect(
      outcome.errorText == expectation("stderr", in: source).map { $0 + "\n" }.joined())
    #expect("\(outcome.status)" == expectation("status", in: source).first ?? "0")
  }

  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func randomProgramsDoTheSame(_ engine: Engine) throws {
    var ends: [Int32: Int] = [:]
    let count = fuzzScale == 1 ? 16 : 40
    for seed in 1...UInt64(count) {
      var programs = RandomProgramText(seed: seed)
      let source = programs.next()
      let modules = Modules(main: source)
      let expected = try #require(try modules.interpreted(), "it is refused:\n\(source)")
      let program = try #require(modules.program(), "it has errors:\n\(source)")
      #expect(try Tools.execute(program, with: engine) == expected, "\(source)")
      ends[expected.status, default: 0] += 1
    }
    #expect(ends[101] ?? 0 > count / 4 && ends.count > count / 16, "\(ends)")
  }

  @Test func doublesAreWrittenAsProgramsWriteThem() throws {
    let lines = try String(contentsOf: fixture("Backend/f64-repr.txt"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: " ") }
    let modules = Modules(main: "fn main() {} fn show(x: f64) { write(x); }")
    let functions = try modules.air()
    for line in lines {
      var interpreter = Interpreter(functions)
      let bits = try #require(UInt64(line[0], radix: 16))
      #expect(interpreter.run("main.show", [.f64(bits)]) == .returned(nil))
      #expect(String(decoding: interpreter.output, as: UTF8.self) == line[1], "bits \(line[0])")
    }
  }

  @Test func limitsRefuseWhatWouldNotEnd() throws {
    for body in [
      "while true {}", "main();", "while true { write(\"more\"); }", "print(1); main();",
    ] {
      #expect(try Modules(main: "fn main() { \(body) }").interpreted() == nil, "\(body)")
    }
    // Without its callee a function cannot be evaluated.
    let functions = try Modules(main: "fn main() i32 { return f(); } fn f() i32 { return 1; }")
      .air()
    var alone = Interpreter(functions.filter { $0.symbol == "main.main" })
    #expect(alone.run("main.main") == .refused)
    #expect(alone.run("main.g") == .refused)
    var whole = Interpreter(functions)
    #expect(whole.run("main.main") == .returned(.integer(1, .i32)))
  }
}

extension Modules {
  /// The AIR of all functions, which must have no errors.
  func air() throws -> [AIR.Function] {
    try names.flatMap { module in
      try functions(of: module).map {
        try #require(
          analyze(
            $0.function, symbol: $0.symbol, callees: $0.callees,
            scope: declarations.scope(of: module)
          ).air)
      }
    }
  }

  /// The program's end as the interpreter finds it; `nil` if it refuses.
  func interpreted(steps: Int = 1_000_000) throws -> Outcome? {
    var interpreter = Interpreter(try air(), declarations.types, limits: .init(steps: steps))
    let end = interpreter.run(root + ".main")
    if case .returned = end {
      #expect(interpreter.bufferCount == 0, "memory is not released")
    }
    var outcome = Outcome(status: 0, output: interpreter.output, errors: [])
    switch end {
    case .returned(.integer(let status, _)?): outcome.status = Int32(status & 255)
    case .returned: break
    case .exited(let status): outcome.status = Int32(status)
    case .panicked(let what, let symbol, let ordinal):
      outcome.status = 101
      outcome.errors =
        Array("panic: ".utf8) + what + Array(" in \(symbol) #\(ordinal)\n".utf8)
    case .refused: return nil
    }
    return outcome
  }
}
