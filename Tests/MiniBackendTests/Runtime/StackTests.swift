// A program that runs out of stack reports it, and loses none of its earlier output.

import Foundation
import Glibc
import MiniBackend
import Testing

@Suite struct StackTests {
  /// `then` comes after the call, so that no optimiser turns the recursion into a loop.
  private static func recursion(_ before: String = "", then: String) -> String {
    """
    fn down(n: i32) i32 {
      \(before)
      const below = down(n + 1);
      \(then)
      return below + n;
    }
    fn main() i32 {
      write("before");
      return down(0);
    }
    """
  }

  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func endlessRecursionIsAPanic(_ engine: Engine) throws {
    for program in [
      Self.recursion(then: "print(below);"),
      // The stack ends inside the runtime and the C library.
      Self.recursion("if n % 7 == 3 { write(1.5); }", then: "print(below);"),
    ] {
      let outcome = try Tools.execute(try #require(Modules(main: program).program()), with: engine)
      #expect(outcome.status == 101)
      #expect(outcome.errorText == "panic: stack overflow\n")
      #expect(outcome.outputText.hasPrefix("before"))
      let rest = outcome.outputText.dropFirst(6)
      #expect(rest == String(repeating: "1.5", count: rest.utf8.count / 3))
    }
  }

  /// With `-g` the panic names the place.
  @Test(.enabled(if: Tools.clang != nil), arguments: ["-O0", "-O2"])
  func aDebuggersProgramNamesTheFunctionsOnTheStack(_ level: String) throws {
    let scratch = try Scratch()
    let source = Self.recursion(then: "print(below);")
    let text = try #require(
      Modules(["lib@2/.Lx": source], root: "lib@2/.Lx").program(debugInfo: .full))
    let program = try Tools.compile(text, options: [level], in: scratch)
    let outcome = try Tools.run(program, [], in: scratch)
    #expect(outcome.status == 101)
    let lines = outcome.errorText.split(separator: "\n")
    #expect(lines.first == "panic: stack overflow")
    #expect(
      lines.dropFirst().first?.hasPrefix("  called by lib@2/.Lx.down, ") == true,
      "\(outcome.errorText)")
    #expect(lines.dropFirst().first?.hasSuffix(" times") == true)
    #expect(lines.dropFirst(2).allSatisfy { $0 == "  called by lib@2/.Lx.main" })
  }

  /// Frames larger than the gap below a stack are probed page by page.
  @Test(.enabled(if: Tools.clang != nil)) func largeFramesAreProbed() throws {
    let locals = (0..<6_000).map { "const x\($0) = n / \($0 + 1);" }.joined()
    let sum = (0..<6_000).map { "x\($0)" }.joined(separator: " + ")
    let source = Self.recursion(locals, then: "print(\(sum));")
    let text = try #require(Modules(main: source).program())
    #expect(
      String(decoding: text, as: UTF8.self).contains("@main.down(i32 %0) \"probe-stack\"="))
    let scratch = try Scratch()
    let program = try Tools.compile(text, options: ["-O0"], in: scratch)
    let outcome = try Tools.run(program, [], in: scratch)
    #expect(outcome.status == 101 && outcome.errorText == "panic: stack overflow\n")
    #expect(outcome.outputText == "before")
  }

  /// A call can have more arguments than the function has instructions.
  @Test func aCallOfManyArgumentsIsProbed() throws {
    func text(_ count: Int) throws -> String {
      let source = """
        fn many(\((0..<count).map { "p\($0): i64" }.joined(separator: ", "))) {}
        fn main() { many(\(Array(repeating: "1", count: count).joined(separator: ", "))); }
        """
      return String(decoding: try #require(Modules(main: source).program()), as: UTF8.self)
    }
    #expect(try text(12_000).contains("@main.main() \"probe-stack\"="))
    #expect(try text(8_000).contains("@main.main() {"))
  }

  /// The program's stack is its own, whatever the system's is.
  @Test(.enabled(if: Tools.clang != nil), arguments: ["-O0", "-O2"])
  func theDepthOfCallsDoesNotDependOnTheSystemsStack(_ level: String) throws {
    let source = """
      fn down(n: i32) i32 {
        if n == 0 { return 7; }
        const below = down(n - 1);
        if n == 1 { print(below); }
        return below;
      }
      fn main() i32 { return down(DEPTH); }
      """
    func run(depth: Int, limit: String) throws -> Outcome {
      let scratch = try Scratch()
      let text = try #require(Modules(main: source.replacing("DEPTH", with: "\(depth)")).program())
      let program = try Tools.compile(text, options: [level], in: scratch)
      return try Tools.run("/bin/sh", ["-c", "ulimit \(limit); exec \(program)"], in: scratch)
    }
    let whole = Outcome(status: 7, output: Array("7\n".utf8), errors: [])
    #expect(try run(depth: 1_000_000, limit: "-s 64") == whole)
    // Of the 256 MiB, the system grants 32.
    #expect(try run(depth: 100_000, limit: "-v 65536") == whole)
    let over = try run(depth: 4_000_000, limit: "-v 65536")
    #expect(over.status == 101 && over.errorText == "panic: stack overflow\n")
    // Nothing but the system's stack.
    #expect(try run(depth: 1_000, limit: "-v 3000") == whole)
  }

  @Test(.enabled(if: Tools.clang != nil)) func aSignalOfAnotherProcessEndsTheProgram() throws {
    let scratch = try Scratch()
    let source = "fn f() { print(1); } fn main() { while true { f(); } }"
    let program = try Tools.compile(
      try #require(Modules(main: source).program()), options: ["-O0"], in: scratch)
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.standardOutput = output
    try process.run()
    // Output shows that the program has begun.
    #expect(!output.fileHandleForReading.availableData.isEmpty)
    kill(process.processIdentifier, SIGSEGV)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == SIGSEGV)
  }

  /// Programs without calls do not pay for a stack and its handler.
  @Test func aProgramWithoutCallsHasNoHandler() throws {
    let text = try #require(Modules(main: "fn main() { print(1); }").program())
    #expect(!String(decoding: text, as: UTF8.self).contains("sigaltstack"))
  }
}
