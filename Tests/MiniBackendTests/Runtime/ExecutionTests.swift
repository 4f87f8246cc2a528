// Whole programs: compiled, run, and compared with the language's definition.

import Foundation
import MiniBackend
import MiniFrontend
import Testing

@Suite struct ExecutionTests {
  /// `Fixtures/Language`: one program per rule, with the expected output in `// stdout: …` lines.
  ///
  /// With `-g` the output is the same, and LLVM 15 does not complain about the metadata.
  @Test(
    .enabled(if: Tools.isAvailable(.lli15), "lli-15 is not installed"), arguments: languageNames)
  func languageFixturesRunWithLLVM15(_ name: String) throws {
    let source = try String(contentsOf: fixture("Language/\(name).mini"), encoding: .utf8)
    let modules = Modules([name: source], root: name)
    let output = expectation("stdout", in: source).map { $0 + "\n" }.joined()
    for debugInfo in [DebugInfo.none, .full] {
      let program = try #require(modules.program(debugInfo: debugInfo), "it has errors")
      let outcome = try Tools.execute(program, with: .lli15)
      #expect(outcome.outputText == output + expectation("stdout-open", in: source).joined())
      let errors = outcome.errorText.split(separator: "\n").map { line in
        debugInfo == .full ? String(line.split(separator: " at ")[0]) : String(line)
      }
      #expect(errors == expectation("stderr", in: source))
      #expect("\(outcome.status)" == expectation("status", in: source).first ?? "0")
    }
  }

  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func aProgramOfSeveralModulesRuns(_ engine: Engine) throws {
    let outcome = try Tools.execute(try #require(sampler.program()), with: engine)
    #expect(
      outcome.outputText == """
        gcd 6 first 7 short true
        zero is 0; 3.0 -1 1
        0 1 1 2 3 5 8 13 21 34
        2147483647 -2147483648 9223372036854775807 0
        truefalsetrue

        """)
    #expect(outcome.errorText == "panic: division by zero in lib/odd name.div #1\n")
    #expect(outcome.status == 101)
  }

  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func everyPanicNamesItsFunctionAndComesAfterTheOutput(_ engine: Engine) throws {
    let cases: [(expression: String, message: String)] = [
      ("a / b", "division by zero"), ("a % b", "division by zero"),
      ("least / (b - 1)", "integer overflow"), ("least % (b - 1)", "integer overflow"),
      ("a / 0", "division by zero"), ("-2147483648 / -1", "integer overflow"),
      ("least / -1", "integer overflow"), ("-2147483648 % (b - 1)", "integer overflow"),
    ]
    for (expression, message) in cases {
      let source = """
        fn f(a: i32, b: i32, least: i32) i32 { print("a"); return \(expression); }
        fn main() i32 { write("before "); return f(1, 0, -2147483648); }
        """
      let outcome = try Tools.execute(
        try #require(Modules(main: source).program()), with: engine)
      #expect(outcome.outputText == "before a\n", "\(expression)")
      #expect(outcome.errorText == "panic: \(message) in main.f #1\n", "\(expression)")
      #expect(outcome.status == 101, "\(expression)")
    }
  }

  /// The ordinal counts all `/` and `%` of the text: those of doubles, those that cannot fail, and
  /// those that are never reached.
  @Test(
    arguments: Engine.allCases.filter(Tools.isAvailable), [DebugInfo.none, .full])
  func aPanicNamesTheOrdinalOfItsOperation(_ engine: Engine, _ debugInfo: DebugInfo) throws {
    let source = """
      fn f(n: i32, x: f64) i32 {
        print(x / 2.0, " ", 6 / 3);
        if n == 0 { return n % 5; return 1 % n; }
        while false { print(1 / n); }
        return 7 / (n - 1) + (n / 2) / (n - 2);
      }
      fn main() i32 { return f(0, 1.0) + f(NUMBER, 3.0); }
      """
    for (number, ordinal) in [("1", 6), ("2", 8)] {
      let text = source.replacing("NUMBER", with: number)
      let program = try #require(Modules(main: text).program(debugInfo: debugInfo))
      let outcome = try Tools.execute(program, with: engine)
      let message = "panic: division by zero in main.f #\(ordinal)"
      #expect(
        outcome.errorText.hasPrefix(message + (debugInfo == .full ? " at main.mini:5:" : "\n")),
        "\(outcome.errorText)")
      #expect(outcome.outputText == "0.5 2\n1.5 2\n")
    }
  }

  /// Module names are paths: any text, and its bytes are the symbol's.
  @Test(
    arguments: [Engine.lli15, .clangO0].filter(Tools.isAvailable),
    ["1st", "a b/-ünï", "../a\\b\"c%d$", "lib@2/x", "a@@b"])
  func oddModuleNamesMakeOddSymbols(_ engine: Engine, _ name: String) throws {
    let source = "fn main() i32 { return one() + 1; } fn one() i32 { print(\"one\"); return 1; }"
    let program = try #require(Modules([name: source], root: name).program())
    let outcome = try Tools.execute(program, with: engine)
    #expect(outcome == Outcome(status: 2, output: Array("one\n".utf8), errors: []))
  }

  /// Nothing in the compiler recurses over a function's length.
  @Test func longFunctionsCompile() throws {
    let terms = Array(repeating: "a", count: 5_000).joined(separator: " + ")
    let statements = String(repeating: "n = n * 3 - a / 2; ", count: 5_000)
    let source = """
      fn f(a: i32) i32 { var n = \(terms); \(statements) return n; }
      fn main() i32 { return f(1); }
      """
    #expect(Modules(main: source).program() != nil)
  }
}

/// The texts of a fixture's lines `// key: text`.
func expectation(_ key: String, in source: String) -> [String] {
  source.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("// \(key):") }.map {
    String($0.dropFirst("// \(key):".count).drop { $0 == " " })
  }
}

let languageNames: [String] = {
  // Without the folder there are no fixtures.
  let names = (try? FileManager.default.contentsOfDirectory(atPath: fixture("Language").path)) ?? []
  return names.filter { $0.hasSuffix(".mini") }.map { String($0.dropLast(5)) }.sorted()
}()

private let sampler = Modules([
  "main": """
  import "lib/numbers.mini" as numbers;
  import "lib/odd name.mini" as odd;

  fn main() i32 {
    print("gcd ", numbers.gcd(54, 24), " first ", numbers.first_above(40), " short ", short());
    print("zero is ", 0, "; ", 1.5 * 2, " ", numbers.sign(-7), " ", numbers.sign(8));
    var i = 0;
    while i < 10 {
      if i > 0 { write(" "); }
      write(numbers.fibonacci(i));
      i = i + 1;
    }
    print();
    print(i32(1.0e300), " ", i32(-1.0e300), " ", i64(1.0e300), " ", i64(0.0 / 0.0));
    print(i == 10, i < 10, !(i != 10));
    return odd.div(i, numbers.sign(0));
  }

  fn short() bool {
    return true or odd.div(1, 0) == 1;
  }
  """,
  "lib/numbers": """
  fn gcd(a: i64, b: i64) i64 {
    if b == 0 { return a; }
    return gcd(b, a % b);
  }

  fn first_above(limit: i32) i32 {
    var n = 0;
    while true {
      n = n + 1;
      if n * n <= limit { continue; }
      break;
    }
    return n;
  }

  fn sign(n: i32) i32 {
    if n < 0 { return -1; } else if n == 0 { return 0; }
    return 1;
  }

  fn fibonacci(n: i32) i64 {
    var a: i64 = 0;
    var b: i64 = 1;
    var i = 0;
    while i < n {
      const next = a + b;
      a = b;
      b = next;
      i = i + 1;
    }
    return a;
  }
  """,
  "lib/odd name": "fn div(a: i32, b: i32) i32 { return a / b; }",
])
