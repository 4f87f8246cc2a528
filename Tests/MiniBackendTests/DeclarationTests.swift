// Structs, enums and constants: their layouts, their values, and bounds.

import MiniBackend
import MiniFrontend
import Testing

@Suite struct DeclarationTests {
  /// As the run-time library lays them out: fields in order, each at a multiple of its alignment.
  @Test func layoutsFollowFromTheParts() throws {
    let modules = Modules(
      main: """
        struct A { a: u8, b: i64, c: u8 }
        struct B { a: A, b: bool }
        struct C { a: i32, b: u32 }
        struct D { a: f64 }
        enum E { one, two }
        enum F { one(u8, i32), two(i64) }
        enum G { one(C), two }
        struct H { a: ?A, b: [H], c: text }
        struct I { a: u8, b: i32 }
        fn main() { }
        """)
    let table = TypeTable(modules.declarations.scope(of: "main"))
    let expected: [(name: String, size: UInt32, isPlain: Bool, isCounted: Bool)] = [
      ("A", 24, false, false), ("B", 32, false, false), ("C", 8, true, false),
      ("D", 8, false, false), ("E", 1, true, false), ("F", 16, true, false),
      ("G", 12, true, false), ("H", 64, false, true), ("I", 8, false, false),
    ]
    for (name, size, isPlain, isCounted) in expected {
      let layout = table.layout(of: try #require(table.id(of: name, in: "main")))
      #expect(layout.size == size, "\(name)")
      #expect(layout.isPlain == isPlain, "\(name)")
      #expect(layout.isCounted == isCounted, "\(name)")
    }
    #expect(!table.hasUnknown)
  }

  /// The bytes are equal exactly if the values are, whatever expression made them.
  @Test func aConstantsBytesAreItsValue() throws {
    let modules = Modules(
      main: """
        struct P { x: i32 = 7, t: ?text = none }
        enum E { a, b(i64, [P]) }
        const one = 1; const two: u8 = one + one; const yes = one < 2; const half = 0.5;
        const word = "ab" + "c"; const list = [1, 2][0..]; const p = P(); const some: ?i32 = one;
        const e: [E] = [.a, .b(-1, [P(x: 1, t: "x")])];
        fn main() { }
        """.replacing("two: u8 = one + one", with: "two: u8 = u8(one + one)"))
    #expect(modules.errors(of: "main").isEmpty)
    let expected: [(name: String, type: String, bytes: [UInt8])] = [
      ("one", "i32", [1, 0, 0, 0]), ("two", "u8", [2]), ("yes", "bool", [1]),
      ("half", "f64", [0, 0, 0, 0, 0, 0, 0xE0, 0x3F]), ("word", "text", [3, 97, 98, 99]),
      ("list", "[i32]", [2, 1, 0, 0, 0, 2, 0, 0, 0]), ("p", "P", [7, 0, 0, 0, 0]),
      ("some", "?i32", [1, 1, 0, 0, 0]),
      (
        "e", "[E]",
        [2, 0, 1] + Array(repeating: 255, count: 8) + [1, 1, 0, 0, 0, 1, 1, 120]
      ),
    ]
    for (name, type, bytes) in expected {
      let value = try #require(modules.declarations.value(of: "main.\(name)"), "\(name)")
      #expect(value.type.name == type, "\(name)")
      #expect(value.value.bytes == bytes, "\(name)")
    }
  }

  /// Nothing recurses over the declarations of a file or over the depth of a constant, and nothing
  /// takes quadratic time.
  @Test func manyDeclarationsAreNoBurden() throws {
    let count = 4000
    var structs = "struct S0 { a: [i32] }\n"
    for number in 1..<count { structs += "struct S\(number) { a: S\(number - 1) }\n" }
    let cases = (0..<count).map { "c\($0)" }
    let branches = cases.map { ".\($0) { n += 1; }" }.joined(separator: "\n")
    let source = """
      \(structs) enum E { \(cases.joined(separator: ", ")) }
      fn f(e: E, s: S\(count - 1)) i32 { var n = 0; switch e { \(branches) } print(s.a.a); return n; }
      fn g(n: i32) { switch n { \((0..<count).map { "\($0) { }" }.joined()) else { } } }
      fn main() { g(1); }
      """
    let modules = Modules(main: source)
    #expect(modules.errors(of: "main").isEmpty)
    #expect(modules.section(of: "main") != nil)
    let missing = source.replacing(".c7 { n += 1; }", with: "")
    #expect(Modules(main: missing).errors(of: "main").map(\.message) == ["the switch misses .c7"])
  }

  @Test func aDeepConstantNeedsNoStack() throws {
    var source = "struct N { next: [N] }\nconst c0 = N(next: []);\n"
    for number in 1..<600 { source += "const c\(number) = N(next: [c\(number - 1)]);\n" }
    source += "fn main() { print(c599 == N(next: [c598])); }"
    let modules = Modules(main: source)
    #expect(modules.errors(of: "main").isEmpty)
    let value = try #require(modules.declarations.value(of: "main.c599"))
    #expect(value.value.bytes == Array(repeating: 1, count: 599) + [0])
    #expect(try modules.interpreted()?.outputText == "true\n")
  }

  /// A type that is in error makes no code and no further message.
  @Test func aMissingTypeIsInError() throws {
    let source = "struct P { x: i32 } fn f(p: P) i32 { return p.x + p.y.z; } fn main() { }"
    let modules = Modules(main: source)
    let (function, symbol, callees) = try #require(modules.functions(of: "main").first)
    let (air, diagnostics) = analyze(
      function, symbol: symbol, callees: callees, scope: Scope(module: "main"))
    #expect(air == nil)
    #expect(diagnostics.isEmpty)
  }

  /// A name that covers every value makes a warning of `else`, and code.
  @Test func anElseThatIsNeverReachedIsWarnedOf() throws {
    let source = """
      enum E { a, b }
      fn f(e: E, n: u8) { switch e { .a { } .b { } else { } } switch n { 0..=255 { } else { } } }
      fn main() { f(.a, 1); }
      """
    let modules = Modules(main: source)
    let (function, symbol, callees) = try #require(modules.functions(of: "main").first)
    let compilation = compile(
      function, symbol: symbol, callees: callees, scope: modules.declarations.scope(of: "main"))
    #expect(compilation.compiled != nil)
    #expect(compilation.diagnostics.map(\.code) == [.unreachedElse, .unreachedElse])
  }
}
