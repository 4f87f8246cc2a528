// The type checker's errors. In the sources, `‹E0021›` directly precedes the place of an error.

import MiniBackend
import MiniFrontend
import Testing

/// A source with marks, and the required text of the messages.
struct MarkedSource: CustomTestStringConvertible, Sendable {
  let fact: String
  let source: String
  /// One text per error, which its message, label or notes must contain.
  let says: [String]

  init(_ fact: String, _ source: String, says: [String] = []) {
    self.fact = fact
    self.source = source
    self.says = says
  }

  var testDescription: String { fact }

  /// The source without marks, and the marks' places in it.
  func parsed() -> (text: String, marks: [String]) {
    var text = ""
    var marks: [String] = []
    for (number, piece) in source.split(separator: "‹", omittingEmptySubsequences: false)
      .enumerated()
    {
      if number == 0 {
        text += piece
        continue
      }
      let parts = piece.split(separator: "›", maxSplits: 1, omittingEmptySubsequences: false)
      marks.append("\(parts[0]) at \(text.utf8.count)")
      text += parts.count == 2 ? parts[1] : ""
    }
    return (text, marks)
  }
}

let mathModule = """
  fn add(a: i32, b: i32) i32 { return a + b; }
  fn square(n: i32) i32 { return n * n; }
  fn log(n: i64) { print(n); }
  """

@Suite struct TypeErrorTests {
  @Test(arguments: typeErrors + textErrors + optionalErrors + callErrors + memberErrors + mapErrors)
  func errorsStandAtTheirPlaces(_ marked: MarkedSource) {
    let (text, marks) = marked.parsed()
    let errors = Modules(["main": text, "lib/math": mathModule, "lib/shapes": shapesModule]).errors(
      of: "main")
    #expect(errors.map { "\($0.code.text) at \($0.range.start)" } == marks)
    for (error, words) in zip(errors, marked.says) {
      let all = ([error.message, error.label] + error.notes.map(\.message)).joined(separator: "\n")
      #expect(all.contains(words), "\(all)")
    }
  }

  @Test func errorsOfOneFunctionAreBounded() {
    // A misspelt name among many costs a search, and a long signature makes a long message.
    let names = (0..<5000).map { "fn offered_function_\($0)() { }\n" }.joined()
    let parameters = (0..<5000).map { "p\($0): i64, " }.joined()
    let calls = (0..<5000).map { "a.ofered_function_\($0)(); a.long(); print(1 + true); " }.joined()
    let modules = Modules([
      "a": names + "fn long(\(parameters)) i32 { return 1; }",
      "main": "import \"a.mini\" as a; fn main() { \(calls)}",
    ])
    let errors = modules.errors(of: "main")
    #expect(errors.count == 101)
    #expect(errors.count { $0.code == .tooManyErrors } == 1)
    #expect(errors.allSatisfy { $0.notes.allSatisfy { $0.message.utf8.count < 300 } })
    #expect(
      errors.contains {
        $0.notes.contains { $0.message.hasSuffix("i64, …) i32' is declared in a.mini") }
      })
  }

  @Test(arguments: typeErrors + textErrors + optionalErrors + callErrors + memberErrors + mapErrors)
  func whatHasErrorsMakesNoCode(_ marked: MarkedSource) {
    let (text, marks) = marked.parsed()
    let modules = Modules(["main": text, "lib/math": mathModule, "lib/shapes": shapesModule])
    let hasUnavailable = text.contains("lost.")
    #expect((modules.program() == nil) == (!marks.isEmpty || hasUnavailable))
  }
}

/// A test that needs only the body of `main`.
func body(_ fact: String, _ body: String, says: [String] = []) -> MarkedSource {
  MarkedSource(fact, "fn main() {\n" + body + "\n}\n", says: says)
}

let typeErrors: [MarkedSource] = [
  body(
    "a declared type decides, the operand is at fault",
    "const a = 1; const x: i64 = ‹E0021›a + 1; print(x);", says: ["expected i64, found i32"]),
  body(
    "of one context, equal mismatches are told once",
    "const a = 1; const x: i64 = ‹E0021›a * a + a * a; print(x);"),
  body(
    "of one context, different mismatches are told each",
    "const a = 1; const x: i64 = ‹E0021›a + ‹E0021›true; print(x);",
    says: ["expected i64, found i32", "expected i64, found bool"]),
  body(
    "a literal yields to the other operand",
    "const a: i64 = 1; print(5000000000 + a, a < 5000000000, 1 == a);"),
  body(
    "a float literal yields, and does not fit an integer",
    "const a = 1; print(‹E0021›2.5 + a);", says: ["expected i32, found f64"]),
  body(
    "the left of two variables decides",
    "const a: i64 = 1; const b: i32 = 2; print(a + ‹E0021›b, b + ‹E0021›a);"),
  body(
    "the left of two variables decides for all that follow, once",
    "const a: i64 = 1; const b: i32 = 2; print(a + ‹E0021›b * b * b);"),
  body(
    "an integer out of its type's range says the range",
    "const a: i32 = ‹E0006›2147483648; const b: i64 = ‹E0006›9223372036854775808; print(a, b);",
    says: ["-2147483648 to 2147483647", "-9223372036854775808 to 9223372036854775807"]),
  body(
    "the least integers fit",
    "const a: i32 = -2147483648; const b: i64 = -9223372036854775808; print(a, b);"),
  body(
    "one less does not",
    "const a: i32 = ‹E0006›-2147483649; const b: i64 = ‹E0006›-9223372036854775809; print(a, b);"),
  body(
    "an integer literal fits f64, however long",
    "const a: f64 = 123456789012345678901234567890; print(a + 1);"),
  body(
    "literals alone are i32",
    "print(‹E0006›5000000000 == 1, ‹E0006›3000000000); const a = ‹E0006›3000000000; print(a);"),
  body(
    "a conversion's literal takes the target's type",
    "print(i64(5000000000), i32(‹E0006›5000000000), f64(5000000000), i32(2.5), i64(1 + 4000000000));"
  ),
  body(
    "a bool is no number",
    "print(i32(‹E0022›true), ‹E0022›true + 1, 1 + ‹E0022›true, -‹E0022›true);"),
  body(
    "bools have no order",
    "print(‹E0022›true < false, true == false, ‹E0022›true >= true);"),
  body(
    "a remainder is not of doubles",
    "const x = 1.5; print(‹E0022›x % 2, 3 % ‹E0022›x, ‹E0022›2.0 % 3); const y: f64 = ‹E0022›5 % 2; print(y);",
    says: ["'%' is not defined on f64"]),
  body(
    "a remainder of integers is no double",
    "const n = 5; const y: f64 = ‹E0021›n % 2; print(y);", says: ["expected f64, found i32"]),
  body(
    "conditions are bool",
    "const n = 1; if ‹E0021›n { } while ‹E0021›1 { } while ‹E0021›n + 1 { }"),
  body(
    "and, or and ! take bools",
    "const n = 1; print(‹E0021›n and true, false or ‹E0021›1.5, !‹E0021›n, !!true);"),
  body(
    "a comparison is bool",
    "const a: i32 = ‹E0021›1 < 2; const b: bool = 1 < 2; print(a, b);"),
  body(
    "arithmetic is never bool",
    "const n = 1; const a: bool = ‹E0021›n + 1; if ‹E0021›1 + 2 { } print(a);"),
  body(
    "a failed declaration keeps its written type",
    "const a: i64 = ‹E0021›true; const b: i32 = ‹E0021›a; print(b);"),
  body(
    "a failed declaration without a type fits anything",
    "const a = ‹E0022›true + true; const b: i32 = a; const c: bool = a; print(a + 1, b, c);"),
  body(
    "an assignment keeps the variable's type",
    "var n = 1; n = ‹E0021›1.5; n = ‹E0021›true; n = 2; print(n);"),
  body(
    "a message is a text, and no other argument is",
    """
    assert(true, "a"); ‹E0020›assert(); ‹E0020›assert("a", "b", "c"); assert(‹E0021›"a");
    assert(true, ‹E0021›1); assert(‹E0021›1, ‹E0021›true); ‹E0020›panic(1, 2); panic(‹E0021›2.5);
    ‹E0020›exit(); exit(‹E0021›true); exit(‹E0021›"a"); exit(‹E0006›4294967296); panic("a");
    """,
    says: [
      "'assert' takes 1 or 2 arguments, found 0", "it is used as 'assert(condition, message)'",
    ]),
  MarkedSource(
    "nothing is no value",
    """
    fn nothing() {}
    fn take(n: i32) {}
    fn main() {
      nothing();
      const a = ‹E0024›nothing();
      take(‹E0024›nothing());
      print(‹E0024›nothing(), 1 + ‹E0024›nothing(), !‹E0024›nothing(), i32(‹E0024›nothing()), a);
      if ‹E0024›nothing() { }
      print(‹E0024›nothing() == ‹E0024›nothing());
      return ‹E0024›nothing();
    }
    """),
  MarkedSource(
    "a result is of the declared type",
    """
    fn wide() i64 { const n = 1; return ‹E0021›n; }
    fn flag() bool { return ‹E0021›1; }
    fn nothing() { return ‹E0021›1; }
    fn absent() i32 { ‹E0021›return; }
    fn main() { }
    """,
    says: [
      "expected i64", "expected bool", "'nothing' returns nothing", "'absent' must return i32",
    ]),
  MarkedSource(
    "the number of arguments is the callee's",
    """
    import "lib/math.mini" as math;
    fn two(a: i32, b: i64) i32 { return a; }
    fn main() {
      print(‹E0020›two(1), ‹E0020›two(), ‹E0020›two(1, 2, 3), two(1, 2), math.‹E0020›square());
      const x: bool = ‹E0020›‹E0021›two(true);
      print(x);
    }
    """, says: ["'two' takes 2 arguments, found 1"]),
  MarkedSource(
    "arguments are of the parameters' types",
    """
    import "lib/math.mini" as math;
    fn main() {
      const n: i64 = 7;
      math.log(‹E0021›math.add(‹E0021›n, 2));
      math.log(5000000000);
      print(math.add(‹E0006›5000000000, ‹E0021›1.5));
    }
    """),
  MarkedSource(
    "a function that a module lacks is told, with what may be meant",
    """
    import "lib/math.mini" as math;
    fn main() {
      print(math.‹E0015›sqare(2), math.‹E0015›nothing_like_it(‹E0022›true + 1));
    }
    """, says: ["did you mean 'square'?", "module 'lib/math' has no function 'nothing_like_it'"]),
  MarkedSource(
    "what an import could not give is not spoken of",
    """
    import "lost.mini" as lost;
    fn main() i32 {
      const a: bool = lost.one(1, true) + 1;
      if lost.two() and a { return lost.three(); }
      return lost.four() % 3;
    }
    """),
  MarkedSource(
    "unreachable code is checked all the same",
    """
    fn main() i32 {
      return 1;
      const x: i64 = ‹E0021›true;
      return ‹E0021›1.5;
    }
    """),
  MarkedSource(
    "an undefined name gives no second error",
    """
    fn main() i32 {
      const a = ‹E0012›missing + 1;
      const b: bool = a;
      if ‹E0012›unknown < true { }
      return ‹E0013›absent(a, b) + a;
    }
    """),
]
