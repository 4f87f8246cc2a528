// The type checker's errors about maps and function values.

private func code(_ fact: String, _ body: String, says: [String] = []) -> MarkedSource {
  MarkedSource(
    fact,
    """
    struct P { x: i32 }
    enum Color { red, green }
    enum Shape { dot, circle(i32) }
    fn f(x: i32) bool { return x > 0; }
    fn g(x: &i32) { x += 1; }
    fn nothing() { }
    fn main() {
      print(f(1), P(x: 1), Color.red, Shape.dot); var number = 1; g(&number); nothing();

    """ + body + "\n}\n", says: says)
}

let mapErrors: [MarkedSource] = [
  code(
    "a map's type is known from its context, or from its pairs",
    """
    const a = ‹E0027›[:]; const b: [text: i64] = ["a": 1, "b": ‹E0021›true, ‹E0021›2: 3]; const c: [i32] = ‹E0021›[:]; const d: [i32] = ‹E0021›[1: 2];
    const e: [i32: i32] = ‹E0021›[1]; const h = ["a": ‹E0027›none]; const i = [‹E0027›.red: 1]; const j = [Color.red: 1, .green: 2];
    const k = ["a": 1, ‹E0021›2: 3]; const l = [1: ‹E0021›1, 2: true]; const s = [1: ‹E0024›nothing()]; const m: ?[text: f64] = ["x": 1]; const n = ["a": ‹E0027›[]];
    const o = [["a": 1], [:]]; const p = ["x": 1] == [:]; const q: [u8: f64] = ['a': 1, 2: 3, ‹E0006›256: 4]; const r = number == ‹E0021›[:];
    print(a, b, c, d, e, h, i, j, k, l, m, n, o, p, q, r, s);
    """,
    says: [
      "'var m: [text: i32] = [:];'", "expected i64, found bool", "expected text, found i32",
      "expected [i32], found [:]", "expected [i32], found [i32: i32]",
      "expected [i32: i32], found [i32]",
    ]),
  code(
    "keys are integers, bools, texts and enums without values",
    """
    const a = [‹E0077›1.5: 2]; const b = [‹E0077›P(x: 1): 2]; const c = [‹E0077›Shape.dot: 1]; const d = [‹E0077›[1]: 1]; const e = [‹E0077›f: 1];
    const h = [true: 1]; const i = [Color.red: 1]; const j: [‹E0077›P: i32] = [:]; const k: [text: [‹E0077›Shape: bool]] = [:]; const l: [Color: i32] = [:];
    print(a, b, c, d, e, h, i, j, k, l);
    """,
    says: [
      "'f64' cannot be the key of a map", "enums without values", "'Shape' cannot be the key",
      "'[i32]' cannot be the key", "'fn(i32) bool' cannot be",
    ]),
  code(
    "an element of a map is an optional in an expression, and a value in a place",
    """
    var m = ["a": P(x: 1)]; var n = ["b": [1]]; const o: P = ‹E0021›m["a"]; const p: ?P = m["a"];
    print(m["a"].‹E0017›x, ‹E0028›n["b"][0], m[‹E0021›1], n[‹E0021›'b'], m["a"] == p, m["a"] == none, ‹E0022›n["b"] + 1, o);
    m["a"].x = 2; m["a"].‹E0017›y = 2; m[‹E0021›1].x = 3; m["a"] = ‹E0021›1; m["a"] = P(x: 3); n["b"][0] = ‹E0021›true; n["b"][‹E0022›"a"] = 1; n["b"] = [];
    ‹E0028›m["a"]["b"] = m; m["a"].x += ‹E0021›true; g(&m["a"].x); g(‹E0021›&m["a"]); g(&n["b"][0]); g(&n[‹E0021›2][0]);
    """,
    says: [
      "expected P, found ?P", "?P has no fields", "?[i32] has no elements",
      "expected text, found i32", "expected text, found u8",
    ]),
  code(
    "the built-in functions of maps",
    """
    var m = ["a": 1]; var a = [1]; const s = "s";
    print(len(m), keys(m), keys(‹E0028›a), keys(‹E0063›&m), keys(‹E0028›s), remove(&m, "a"), remove(&m, ‹E0021›1), contains(‹E0028›m, "a"), find(‹E0028›m, 1));
    entry(&m, "b", 2); entry(‹E0062›m, "b", 2); entry(&m, ‹E0021›1, 2); entry(&m, "b", ‹E0021›"c"); entry(‹E0028›&a, 1, 2); ‹E0020›entry(&m, "b"); ‹E0020›keys(m, m);
    push(‹E0028›&m, 1); sort(‹E0028›&m); remove(‹E0028›&number, 1); const x = ‹E0024›entry(&m, "c", 3); print(x, ‹E0022›m < m, ‹E0022›m + m, -‹E0022›m);
    """,
    says: [
      "'keys' needs a map", "'keys' does not change", "'keys' needs a map",
      "expected text, found i32", "'m[k] != none' asks", "'m[k] != none' asks", "'&' is missing",
    ]),
  code(
    "a loop over a map binds its key, and its value",
    """
    const m = ["a": 1.5];
    for k in m { const t: text = k; const n: i32 = ‹E0021›k; print(t, n); }
    for k, v in m { const t: text = k; const x: f64 = v; const n: i32 = ‹E0021›k; const y: i32 = ‹E0021›v; print(t, x, n, y); }
    for _, v in m { const x: f64 = v; const t: text = ‹E0021›v; print(x, t); }
    for k, v in ‹E0028›number { print(k, v); }
    """,
    says: ["expected i32, found text", "expected i32, found text", "expected i32, found f64"]),
  code(
    "a function value has exactly its type",
    """
    var a = f; const b: fn(i32) bool = f; const c: fn(i64) bool = ‹E0021›f; const d: fn(i32) = ‹E0021›g; const e: fn(&i32) = g; const h: ?fn(i32) bool = f;
    const i: fn(i32) ?bool = ‹E0021›f; const j = [f, ‹E0021›g]; const k: i32 = ‹E0021›f; const l = ["a": f, "b": a]; a = ‹E0021›g; a = b; a = ‹E0021›h;
    print(c(1), i(1), j[0](1), k, len(l)); d(1); e(&number); if ‹E0021›a { } switch ‹E0022›a { else { } } for x in ‹E0028›a { print(x); }
    """,
    says: [
      "expected fn(i64) bool, found fn(i32) bool", "expected fn(i32), found fn(&i32)",
      "expected fn(i32) ?bool, found fn(i32) bool", "expected fn(i32) bool, found fn(&i32)",
      "expected i32, found fn(i32) bool",
    ]),
  code(
    "what is called is a function, with its arguments",
    """
    const a = f; const b = g; const c: ?fn(i32) bool = f; const p = P(x: 1); const list = [f]; const s = "text";
    print(a(1), a(‹E0021›true), ‹E0020›a(), ‹E0020›a(1, 2), a(‹E0063›&number), list[0](1), ‹E0020›list[0](), (f)(2)); b(&number); b(‹E0062›number); b(‹E0062›1);
    ‹E0016›number(1); ‹E0016›c(1); ‹E0016›f(1)(2); p.‹E0017›foo(1); ‹E0016›p.x(1); s.‹E0017›len(); print(‹E0024›b(&number)); const x = ‹E0024›nothing()(); print(x);
    """,
    says: [
      "expected i32, found bool", "'a' takes 1 argument, found 0", "'a' takes 1 argument, found 2",
      "'a' does not change this argument", "this function takes 1", "'b' changes this argument",
      "'b' changes this argument", "'number' is 'i32', not a function", "'c orelse …'",
      "this is 'bool', not a function", "has no method 'foo'", "this is 'i32', not a function",
    ]),
  code(
    "functions are not compared and not printed",
    """
    const a = [f]; const m = ["a": f]; const o: ?fn(i32) bool = none; var s = [g];
    print(‹E0022›f, ‹E0022›a, ‹E0022›m, ‹E0022›o, ‹E0022›f == f, ‹E0022›a != a, ‹E0022›o == none, ‹E0022›m["a"] == none, contains(‹E0022›a, f), find(‹E0022›a, f));
    write(‹E0022›a[0]); const t = text(‹E0022›m); print(t, len(a), ‹E0022›f < f); sort(‹E0022›&s); push(&s, g);
    """,
    says: [
      "functions are not printed", "this is [fn(i32) bool]", "", "", "functions are not compared",
    ]),
  code(
    "a function that sorts compares two elements",
    """
    var a = [1]; var p = [P(x: 1)]; sort(&a, ‹E0021›f); sort(&a, ‹E0021›number); sort(‹E0022›&p); sort(‹E0062›a, f); sort(&a, ‹E0063›&number); ‹E0020›sort(&a, f, f);
    sort(&p, ‹E0021›nothing);
    """,
    says: [
      "expected fn(i32, i32) bool, found fn(i32) bool", "expected fn(i32, i32) bool, found i32",
      "'sort(&a, less)' sorts",
    ]),
]
