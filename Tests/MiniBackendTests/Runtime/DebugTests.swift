// `-g`: the metadata for LLVM and debuggers, and the text of panics.

import MiniBackend
import MiniFrontend
import Testing

@Suite struct DebugTests {
  /// Names and strings that look like fields; blocks in blocks; every kind of panic.
  private static let sampler = Modules([
    "main": """
    import "a !0000000001/b 0000000002.mini" as odd;
    fn main() i32 {
        print("!0000000003 0000000004 100");
        { const a = 1; print(a); }
        { const a = true; while a { const b = 2.5; if b > 1.0 { const c = b; print(c); } break; } }
        return odd.twice(
            odd.twice(4, 2),
            0);
    }
    """,
    "a !0000000001/b 0000000002": """
    // A first line.

    fn twice(a: i32, by: i32) i32 {
        print("00000000000000000000");
        return
            half(a, by);
    }

    fn half(a: i32, by: i32) i32 { const k = 2; return a / by * k; }
    """,
  ])

  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func aPanicNamesFileLineAndColumn(_ engine: Engine) throws {
    let outcome = try Tools.execute(
      try #require(Self.sampler.program(debugInfo: .full)), with: engine)
    #expect(
      outcome.outputText == """
        !0000000003 0000000004 100
        1
        2.5
        00000000000000000000
        00000000000000000000

        """)
    let module = "a !0000000001/b 0000000002"
    let place = "panic: division by zero in \(module).half #1 at \(module).mini:9:52\n"
    let callers = "  called by \(module).twice\n  called by main.main\n"
    switch engine {
    case .lli15: #expect(outcome.errorText == place, "its file has no symbols of the program's")
    case .clangO0: #expect(outcome.errorText == place + callers)
    case .clangO2: #expect(outcome.errorText.hasPrefix(place))
    }
    #expect(outcome.status == 101)
  }

  @Test(.enabled(if: Tools.isAvailable(.clangO0)))
  func callersOfOneFunctionShareALineAndEndSomewhere() throws {
    let down = Modules(
      main: """
        fn down(n: i32) i32 { if n == 0 { return 1 / n; } return down(n - 1); }
        fn main() i32 { return down(10000); }
        """)
    let one = try Tools.execute(try #require(down.program(debugInfo: .full)), with: .clangO0)
    #expect(
      one.errorText == """
        panic: division by zero in main.down #1 at main.mini:1:42
          called by main.down, 10000 times
          called by main.main

        """)
    let turns = Modules(
      main: """
        fn even(n: i32) i32 { if n == 0 { return 1 % n; } return odd(n - 1); }
        fn odd(n: i32) i32 { return even(n - 1); }
        fn main() i32 { return even(10000); }
        """)
    let two = try Tools.execute(try #require(turns.program(debugInfo: .full)), with: .clangO0)
    let lines = two.errorText.split(separator: "\n")
    #expect(lines.count == 34)
    #expect(lines[1...2] == ["  called by main.odd", "  called by main.even"])
    #expect(lines.last == "  and others")
  }

  /// Types of all kinds, some of which contain themselves.
  private static let types = Modules(
    main: """
      struct Node { name: text, children: [Node], next: ?i32, change: fn(Node) ?Node }
      enum Shape { circle(f64), nodes([Node]), empty }
      enum Color { red, green }
      fn first(node: Node) ?Node { for child in node.children { return child; } return none; }
      fn show(shapes: &[text: [u8: Shape]], color: Color) {
          for name, inner in shapes { print(name, len(inner), color); }
      }
      fn main() i32 {
          var shapes: [text: [u8: Shape]] = ["a": [1: .circle(2.0)]];
          show(&shapes, .green);
          const node = Node(name: "n", children: [], next: 3, change: first);
          if const found = node.change(node) { print(found.name); }
          switch Shape.nodes([node]) { .nodes(list) { print(len(list)); } else { print(); } }
          return 0;
      }
      """)

  /// LLVM only warns of malformed metadata, which it drops. Here that is an error.
  @Test(.enabled(if: Tools.llvmAs15 != nil), arguments: [sampler, types])
  func theOldestLLVMTakesTheMetadata(modules: Modules) throws {
    let scratch = try Scratch()
    let program = try #require(modules.program(debugInfo: .full))
    let main = try scratch.write(program, as: "main.ll")
    let assembler = try #require(Tools.llvmAs15)
    let outcome = try Tools.run(assembler, [main, "-o", scratch.path("main.bc")], in: scratch)
    #expect(outcome == Outcome(status: 0, output: [], errors: []))
  }

  @Test func aFunctionIsTheSameWhereverItStandsInItsFile() throws {
    let function = "fn f(a: i32) i32 {\n  { const b = 7 / a;\n print(b); }\n  return a % 3; }"
    func object(_ source: String) throws -> (ir: [UInt8]?, line: UInt32) {
      let modules = Modules(main: source)
      let (f, symbol, callees) = try #require(
        modules.functions(of: "main").first { $0.function.name == "f" })
      let locations = FunctionLocations(f, lines: try #require(modules.analysis(of: "main")).lines)
      let source = DebugSource(path: "main.mini", locations: locations)
      let compilation = compile(
        f, symbol: symbol, callees: callees, scope: Scope(module: "main"), debugSource: source)
      return (compilation.compiled?.ir, locations.line)
    }
    let first = try object(function)
    let moved = try object("// One.\n\nfn g() { { const z = 1; print(z); } }\n" + function)
    #expect(first.ir != nil && first.ir == moved.ir)
    #expect((first.line, moved.line) == (1, 4))
    let other = try object(function.replacing("return a", with: "\n  return a"))
    #expect(other.ir != first.ir)
  }

  @Test func fieldsGetWhatTheyLackAndNothingElseDoes() {
    func joined(_ functions: (String, UInt32)...) -> String {
      let made = DebugFields.joined(functions.map { (Array($0.0.utf8), $0.1) })
      return String(decoding: made, as: UTF8.self)
    }
    #expect(joined() == "")
    #expect(joined(("a", 1), ("", 2), ("b", 3)) == "ab")
    #expect(
      joined(
        ("!0000000000 !0000000002 line: 0000000003,", 10), ("!0000000001", 20), ("!0000000000", 1))
        == "!0000000000 !0000000002 line: 13,!0000000004!0000000005")
    for plain in [
      "0000000001", "!1000000000", "!000000001", "!4", "i32 0", "x0000000001", " 0x00000000",
    ] {
      #expect(joined((plain, 5)) == plain)
    }
    let section = DebugFields.rebased(
      Array("!0000000007, !4, !0000000990, line: 12".utf8), from: 0, to: 1010)
    #expect(String(decoding: section, as: UTF8.self) == "!0000001017, !4, !0000002000, line: 12")
  }

  /// Each section's numbers fit before the next one's, and a little more text moves none.
  @Test func sectionsHaveNumbersOfTheirOwn() throws {
    let functions = (0..<40).map { "fn f\($0)() { { const a = 1; print(a); } }\n" }.joined()
    let section = try #require(Modules(main: functions).section(of: "main", debugInfo: .full)).ir
    let lengths = [UInt64(section.count), 0, 1, UInt64(section.count)]
    let bases = DebugFields.bases(ofLengths: lengths)
    #expect(bases[0] >= 8 && bases[1] - bases[0] >= 80 && bases[3] >= bases[1])
    #expect(DebugFields.bases(ofLengths: lengths.map { $0 == 0 ? 0 : $0 + 1 })[0] == bases[0])
    #expect(DebugFields.bases(ofLengths: [UInt64.max / 2, 5])[1] == .max)
  }
}
