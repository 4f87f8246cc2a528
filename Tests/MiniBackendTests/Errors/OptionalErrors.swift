// The type checker's errors about optionals.

let optionalErrors: [MarkedSource] = [
  body(
    "an optional is not its value",
    """
    const o: ?i32 = 1; const n: i32 = ‹E0021›o; print(‹E0022›o + 1, 1 + ‹E0022›o, n + ‹E0021›o, -‹E0022›o, ‹E0022›o < 2, n < ‹E0021›o);
    const m: i32 = ‹E0021›o + 1; if ‹E0021›o { } print(o == none, none != o, o == 1, n == o, o == n, m, i32(‹E0022›o));
    """,
    says: [
      "expected i32, found ?i32", "'o orelse …'", "'o orelse …'", "'o orelse …'", "'o orelse …'",
      "'<' is not defined on ?i32",
      "'o orelse …'", "'o orelse …'", "'o != none'",
    ]),
  body(
    "one step, of values only, makes an optional",
    """
    const n = 1; const a: ?i32 = n; const b: ??i32 = ‹E0021›n; const c: ??i32 = a; const d: ??i32 = ‹E0021›1; const e: ??i32 = none;
    const f: ?[i32] = [n]; const g: [?i32] = [n, 2, none, a]; const h: [?i32] = ‹E0021›([n])[0..]; const i: ?i64 = ‹E0021›n;
    const j: ?i64 = ‹E0021›a; print(a, b, c, d, e, f, g, h, i, j);
    """,
    says: [
      "expected ??i32, found i32", "expected ??i32, found i32", "expected [?i32], found [i32]",
      "i64(…) would convert it", "expected ?i64, found ?i32",
    ]),
  body(
    "a literal where an optional is wanted is one of its value's type",
    """
    const a: ?i64 = 5000000000; const b: ?f64 = 1; const c: ?u8 = ‹E0006›256; const d: ?text = "a"; const e: ?i32 = ‹E0021›1.5;
    const f: ?i64 = 1 + 5000000000; const g: ?[u8] = [1, ‹E0006›300]; const h: ?bool = 1 < 2; const i: ?text = "a" + "b"; const j: ?bool = ‹E0021›1 + 2;
    print(a, b, c, d, e, f, g, h, i, j);
    """),
  body(
    "none is never a value of another type",
    "const a: i32 = ‹E0021›none; const b: [i32] = [1, ‹E0021›none]; const c: bool = ‹E0021›none; print(a, b, c, 1 == ‹E0021›none);",
    says: ["'?i32' is its optional type", "expected i32, found none"]),
  MarkedSource(
    "orelse needs an optional, and another value of its type",
    """
    fn find_it() ?i64 { return 1; }
    fn nothing() { }
    fn f(n: i32, o: ?i32, oo: ??i32) i32 {
      print(‹E0029›n orelse 1, o orelse 1, o orelse ‹E0021›1.5, o orelse ‹E0021›"a", find_it() orelse 5000000000);
      print(‹E0029›1 orelse n, ‹E0029›[1] orelse [2], ‹E0029›"a" orelse "b", oo orelse o orelse 1, oo orelse 1, oo orelse none);
      const a: i32 = o orelse n; const b: ?i32 = o orelse o; const c: i32 = ‹E0021›o orelse o; const d: i64 = ‹E0021›o orelse 1;
      const e: ?i32 = o orelse none; const g: ?i32 = o orelse 1; const h: i32 = none orelse 1; const i = ‹E0027›none orelse return 1;
      print(a, b, c, d, e, g, h, i, o orelse ‹E0024›nothing(), ‹E0024›nothing() orelse 1, o orelse ‹E0021›find_it());
      const j = o orelse return ‹E0021›"a"; const k = o orelse return 7; print(j, k, ‹E0012›unknown orelse 1, o orelse ‹E0012›unknown);
      while true { print(o orelse break, o orelse continue, o orelse panic(‹E0021›1), o orelse exit(‹E0021›"a")); }
      return o orelse ‹E0021›return;
    }
    fn main() { }
    """,
    says: ["the left side of 'orelse' is an optional", "expected i32, found f64"]),
  MarkedSource(
    "a condition that binds is an optional",
    """
    fn nothing() { }
    fn main() {
      const o: ?i32 = 1; const n = 1;
      if const x = o { const t: text = ‹E0021›x; print(t); }
      if const x = ‹E0029›n { print(x + "a"); }
      if const x = ‹E0029›o == 1 { print(x); }
      if const x = ‹E0027›none { print(x); }
      if const x = ‹E0024›nothing() { print(x); }
      while const x = o { print(x, x + ‹E0021›true); }
      while const x = ‹E0029›"a" { print(x); }
      for i, x in "ab" { const y: i32 = ‹E0021›x; const z: i32 = i; print(y, z); }
      for x in [[1]] { const y: i32 = ‹E0021›x; print(y); }
      for x in ‹E0024›nothing() { print(x); }
    }
    """,
    says: [
      "expected text, found i32", "'if const' needs an optional",
      "this is bool, which always has a value",
      "the type of 'none' is not known here", "has no value", "expected i32, found bool",
      "'while const' needs an optional", "expected i32, found u8", "expected i32, found [i32]",
    ]),
]
