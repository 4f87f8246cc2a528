// The types that expressions have by themselves, and the contexts that give them others.

import MiniBackend
import MiniFrontend
import Testing

@Suite struct TypeTests {
  /// An expression over the parameters of ``functions``, and its type.
  private static let natural: [(expression: String, type: String)] = [
    ("1", "i32"), ("'a'", "u8"), ("1.5", "f64"), ("\"a\"", "text"), ("1 + 'a'", "u8"),
    ("[1]", "[i32]"), ("[1, 'a']", "[u8]"), ("[1, 2.5, 2]", "[f64]"), ("[1, l]", "[i64]"),
    ("[[1], [], [l]]", "[[i64]]"), ("[[], [2.5], [1]]", "[[f64]]"), ("[1 + 2, -u]", "[u8]"),
    ("[[]  , a]", "[[i32]]"), ("[[1, l], [1]]", "[[i64]]"), ("[[none, o]]", "[[?i32]]"),
    ("[o, 1, none]", "[?i32]"), ("[[1], b]", "[[i64]]"), ("[[[1]], [b]]", "[[[i64]]]"),
    ("[0; 3]", "[i32]"), ("[[]; u] == [[1]]", "bool"), ("[[0.5; 2]; 3]", "[[f64]]"),
    ("[s]", "[text]"), ("[[none], [o]]", "[[?i32]]"), ("[1, ~u]", "[u8]"),
    ("a[0]", "i32"), ("s[0]", "u8"), ("[1, l][0]", "i64"), ("\"a\"[0]", "u8"), ("m[0][1]", "text"),
    ("a[1..]", "[i32]"), ("s[..u]", "text"), ("m[0..1]", "[[text]]"), ("[1][..]", "[i32]"),
    ("s + \"a\"", "text"), ("\"a\" + s[1..]", "text"), ("text(1)", "text"), ("text(a)", "text"),
    ("s == \"a\"", "bool"), ("s < \"a\"", "bool"), ("a == [1, 2]", "bool"), ("[] != a", "bool"),
    ("o == 1", "bool"), ("none == o", "bool"), ("[o] == [none]", "bool"), ("l == p", "bool"),
    ("o orelse 1", "i32"), ("o orelse o", "?i32"), ("o orelse none", "?i32"), ("p orelse 1", "i64"),
    ("oo orelse none", "?i32"), ("oo orelse o", "?i32"), ("oo orelse oo", "??i32"),
    ("oo orelse 1", "?i32"), ("oo orelse o orelse 1", "?i32"), ("o orelse return", "i32"),
    ("none orelse l", "i64"), ("none orelse 1.5", "f64"), ("o orelse panic(s)", "i32"),
    ("len(s)", "i32"), ("len([1]) == 0 or true", "bool"), ("pop(&v)", "?text"),
    ("remove(&v, l)", "text"), ("contains(a, 1)", "bool"), ("find(s, \"a\")", "?i32"),
    ("find([1, 2], l)", "?i32"), ("contains([none], o)", "bool"), ("bytes(s)", "[u8]"),
    ("min(1, 2)", "i32"), ("max(l, 1)", "i64"), ("min(1, 'a')", "u8"), ("abs(-2.5)", "f64"),
    ("max(1, 2.5)", "f64"), ("abs(u)", "u8"), ("v[0]", "text"), ("1 << l", "i32"), ("u >> 1", "u8"),
  ]

  private static let parameters =
    "a: [i32], b: [i64], s: text, l: i64, u: u8, o: ?i32, p: ?i64, oo: ??i32, m: [[text]], "
    + "v: &[text]"

  @Test(arguments: natural)
  func anExpressionHasItsTypeByItself(_ expression: String, _ type: String) {
    let source = "fn f(\(Self.parameters)) { const x = \(expression); const y: ???bool = x; }"
    let messages = Modules(main: source + " fn main() { }").errors(of: "main").map(\.message)
    #expect(messages == ["type mismatch: expected ???bool, found \(type)"])
  }

  /// Statements in which a context decides the types of literals.
  @Test(arguments: [
    "const x: [i64] = [1, 5000000000]; print(x);",
    "const x: [[f64]] = [[1], [], [2, 0.5]]; print(x);",
    "const x: ?[?i64] = [1, none, l, p]; print(x);",
    "const x: [?[u8]] = [[], none, [200], ['a']]; print(x);",
    "const x: [u8] = ['a' + 1; 3]; print(x);",
    "const x: ?i64 = 5000000000 + l; const y: ?f64 = -(1 + 2); print(x, y);",
    "const x: i64 = p orelse 5000000000; const y: ?i64 = l; print(x, y);",
    "const x: ?i64 = p orelse none; const y: ?text = s + \"a\"; print(x, y);",
    "var x: [i64] = []; push(&x, 5000000000); insert(&x, u, 1); append(&x, [1]); x[u] = 2;",
    "var x: [?i64] = [none]; push(&x, 1); push(&x, none); x[0] = l; x[0] = none; x[0] = p;",
    "var x: [?i64] = []; print(contains(x, 1), contains(x, none), find(x, l), x == [1, none]);",
    "const x: u8 = min(200, 'a'); const y: ?i64 = abs(-5000000000); print(x, y);",
    "const x: i64 = ~(1 << 40) | 5000000000; print(x, l == 5000000000, [l] == [5000000000]);",
    "var x = [[1]]; x[0][0] += 1; x[0] = []; x = [[], [2]]; print(x, o == none, oo == o);",
    "if const x = pop(&v) { v[0] += x; } while const y = o { print(y + 1); break; }",
    "for i, x in [[1], []] { print(i + 1, x == [1]); } for c in s { print(c == 'a'); }",
    "const x = o orelse return; while true { print(o orelse break, o orelse continue, x); }",
    "assert(s == \"a\", s + \"b\"); exit(o orelse 1);",
  ])
  func aContextDecidesTheTypesOfLiterals(_ statement: String) {
    let source = "fn f(\(Self.parameters)) { \(statement) }"
    let modules = Modules(main: source + " fn main() { }")
    #expect(modules.errors(of: "main").map(\.message) == [])
    #expect(modules.program() != nil)
  }
}
