// The compiler's work grows like its input: the instructions of a check, counted by callgrind.

import Glibc
import TestSupport
import Testing

@Suite struct CompilerWorkTests {
  /// Programs with many things of one kind. What is between `«` and `»` is repeated, with its number
  /// for each `#` and the next one for each `%`; `$` is how often.
  private static let shapes = [
    "patterns of integers": "fn main() { switch 3 { «#, »-1 { } else { } } }",
    "patterns of texts": "fn main() { switch \"a\" { «\"#\", »\"a\" { } else { } } }",
    "ranges": "fn main() { switch 5 { «#0..#7, »-1 { } else { } } }",
    "cases": "enum E { «c#, »}\nfn main() { switch E.c0 { «.c# { print(#); } »} }",
    "missing cases": "enum E { «c#, »}\nfn main() { switch E.c0 { .c1 { } } }",
    "values of a case": """
    enum E { a(«i32, ») }
    fn main() { switch E.a(«#, ») { .a(«n#, ») { print(«n#, »1); } } }
    """,
    "fields": """
    struct S { «f#: i32, »}
    fn main() { const s = S(«f#: 1, »); print(«s.f#, »1); }
    """,
    "elements": "fn main() { print([«#, »]); }",
    "entries of a map": "fn main() { print([«\"#\": #, »]); }",
    "constants": "«const c# = c% + 1;\n»const c$ = 1;\nfn main() { print(c0); }",
    "types": """
    «struct S# { x: [S%] }
    »struct S$ { x: i32 }
    fn main() { const x: [S0] = []; print(x); }
    """,
    "types in types": """
    «struct S# { x: S% }
    »struct S$ { x: [i32] }
    fn f(s: S0) bool { return s == s; }
    fn main() { }
    """,
    "functions": "«fn f#() { f%(); }\n»fn f$() { f0(); }\nfn main() { f0(); }",
    "locals": "fn main() { «const v# = 1; »print(«v#, »1); }",
    "branches": "fn main() { if 1 == 0 { } «else if 4 == # { print(1); } »}",
    "operators": "fn main() { const x = 4; print(x« + x * 2»); }",
    "texts that grow": "fn main() { var s = \"\"; «s += \"#\"; »print(s); }",
    "places": """
    struct S { a: [S], n: i32 }
    fn main() { var s = S(a: [], n: 1); «s.a[#].n += s.n; »}
    """,
    "jumps": """
    fn f() ?text { return none; }
    fn main() { «const a# = f() orelse return; print(a#); »}
    """,
  ]

  private static func program(_ shape: String, count: Int) -> String {
    shape.split(separator: "«", omittingEmptySubsequences: false).enumerated().map { index, part in
      guard index > 0, let end = part.firstIndex(of: "»") else { return String(part) }
      let repeated = (0..<count).map { number in
        part[..<end].replacing("#", with: "\(number)").replacing("%", with: "\(number + 1)")
      }
      return repeated.joined() + part[part.index(after: end)...]
    }.joined().replacing("$", with: "\(count)")
  }

  /// In `make test` one shape, another one each day; in `make test-long` all.
  private static let sample: [String] = {
    let names = shapes.keys.sorted()
    return fuzzScale > 1 ? names : [names[time(nil) / 86_400 % names.count]]
  }()

  /// Twice as much takes twice as many instructions more, and a little; were the work the square, it
  /// would take four times as many.
  @Test(arguments: sample) func workGrowsLikeTheInput(_ name: String) throws {
    let shape = try #require(Self.shapes[name])
    let workspace = Workspace()
    let folder = workspace.folder("")
    // valgrind does not read all debug information.
    let mini = workspace.path("mini")
    let strip = try Tools.run("strip", ["-g", "-o", mini, Mini.executable], in: folder)
    try #require(strip.status == 0, "\(strip.errorText)")
    let words = ["--tool=callgrind", "--callgrind-out-file=/dev/null", mini, "check"]
    let counts = try [1_000, 2_000, 4_000].map { count in
      try workspace.write("main.mini", Self.program(shape, count: count))
      let run = try Tools.run("valgrind", words + ["--no-cache", "-j", "1"], in: folder)
      let line = run.errorText.split(separator: "\n").last { $0.contains(" Collected : ") }
      let number = line?.split(separator: " ").last.flatMap { Int($0) }
      return try #require(number, "\(run.errorText.suffix(500))")
    }
    let (first, second) = (counts[1] - counts[0], counts[2] - counts[1])
    #expect(first > 0 && Double(second) < 2.6 * Double(first), "\(counts)")
  }
}
