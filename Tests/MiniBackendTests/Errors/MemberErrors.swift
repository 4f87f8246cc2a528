// The type checker's errors about structs, enums, `switch` and constants. The imports are those of
// ``shapesModule``.

let shapesModule = """
  struct Point { x: f64, y: f64 = 0.0 }
  enum Shape { circle(Point, f64), empty }
  const limit = 10;
  fn area(shape: Shape) f64 { return 1.0; }
  """

/// A source that imports ``shapesModule`` and declares types of its own.
private func typed(_ fact: String, _ text: String, says: [String] = []) -> MarkedSource {
  MarkedSource(
    fact,
    """
    import "lib/shapes.mini" as shapes;
    struct Point { x: i32, y: i32, name: text = "p" }
    struct Size { w: i32 = 1, h: i32 = 2 }
    enum Shape { circle(Point, i32), label(text), empty }
    enum Color { red, green, blue }
    const origin = Point(x: 0, y: 0);
    fn use(shapes: shapes.Shape) f64 { return shapes.area(shapes); }
    fn nothing() { }

    """.replacing("shapes: shapes.Shape", with: "one: shapes.Shape")
      .replacing("area(shapes)", with: "area(one)") + text + "\n", says: says)
}

private func code(_ fact: String, _ body: String, says: [String] = []) -> MarkedSource {
  typed(
    fact, "fn main() {\nprint(use(.empty), origin, Size()); nothing();\n" + body + "\n}", says: says
  )
}

let memberErrors: [MarkedSource] = [
  code(
    "a struct is made of all its fields, by name",
    """
    print(Point(x: 1, y: 2), Point(y: 1, name: "q", x: 2), Size(h: 3), shapes.Point(x: 1));
    print(‹E0064›Point(x: 1), ‹E0064›Point(name: "a"), Point(x: 1, y: 2, ‹E0065›z: 3), Point(x: 1, ‹E0065›nam: "a"), Point(x: ‹E0021›"1", y: 2));
    print(Point(‹E0067›1, 2), Point(x: 1, ‹E0067›2), shapes.‹E0064›Point(), shapes.Point(‹E0067›1.0), shapes.Point(x: 1.0, ‹E0065›z: ‹E0024›nothing()));
    """,
    says: [
      "'Point' needs its field 'y'", "'Point' needs its fields 'x' and 'y'", "has no field 'z'",
      "did you mean 'name'?",
      "expected i32, found text", "Point(x: …, y: …, name: …)", "given by name",
      "'Point' needs its field 'x'",
    ]),
  code(
    "what is constructed is a struct",
    """
    print(shapes.‹E0016›Shape(x: 1), shapes.‹E0016›limit(x: 1), shapes.area(‹E0067›shape: 1.0), shapes.‹E0015›Pont(x: 1.0));
    print(shapes.‹E0016›Shape(1), shapes.‹E0016›limit(), shapes.‹E0016›Point, ‹E0022›shapes.area, shapes.‹E0015›limt, shapes.limit);
    """,
    says: [
      "'Shape' is an enum, not a function", "'limit' is a constant, not a function",
      "labels are for constructing",
      "has no declaration 'Pont'", "'Shape' is an enum", "", "'Point' is a struct, not a value",
      "functions are not printed",
      "did you mean 'limit'?",
    ]),
  code(
    "a field is one of its struct",
    """
    var p = origin; var list = [1]; const o: ?Point = p; const s = Shape.empty; const q = shapes.Point(x: 1);
    print(p.x, p.‹E0017›z, p.‹E0017›nam, p.name.‹E0017›len, list.‹E0017›length, o.‹E0017›x, s.‹E0017›circle, (p.x).‹E0017›y, q.x + ‹E0021›p.x);
    p.‹E0017›z = 1; p.x = ‹E0021›"a"; p.x += ‹E0021›1.5; list[0].‹E0017›x = 1; p.name‹E0060›[0] = 'a'; p.x = 3; list[‹E0022›"a"] = 1;
    """.replacing("p.name‹E0060›[0]", with: "‹E0060›p.name[0]"),
    says: [
      "'Point' has no field 'z'", "did you mean 'name'?", "'len(…)'", "'len(list)'",
      "its value is 'o orelse …'", "'switch s { … }'",
      "i32 has no fields", "expected f64, found i32", "'Point' has no field 'z'",
    ]),
  code(
    "a case is one of its enum, with its values",
    """
    const a: Shape = .empty; const b: Shape = ‹E0019›.emty; const c: Shape = ‹E0020›.empty(); const d: Shape = ‹E0020›.circle;
    const e = Shape.‹E0020›circle(origin); const f = Shape.circle(‹E0021›1, ‹E0021›"r"); const g = Shape.‹E0019›square; const h: ?Shape = .label("x");
    const i: i32 = ‹E0021›.empty; const j = ‹E0027›.empty; const k: [Color] = [.red, ‹E0019›.rd]; const l = shapes.Point.‹E0019›x; const m = [Color.red, .blue];
    print(a, b, c, d, e, f, g, h, i, j, k, l, m, a == .label("y"), a == ‹E0019›.rd, a == ‹E0021›Color.red, shapes.Shape.‹E0019›round, ‹E0022›a < a);
    print(use(‹E0021›a), use(shapes.Shape.empty), shapes.limit.‹E0017›add(1), .red == Color.red, ‹E0027›.a == .a);
    """.replacing("‹E0019›.emty", with: ".‹E0019›emty").replacing(
      "‹E0020›.empty()", with: ".‹E0020›empty()"
    )
    .replacing("‹E0020›.circle;", with: ".‹E0020›circle;").replacing(
      "‹E0019›.rd", with: ".‹E0019›rd"),
    says: [
      "did you mean 'empty'?", "write it without parentheses", "'.circle' takes 2 values, 0 given",
      "'.circle' takes 2 values, 1 given",
    ]),
  code(
    "two types of one name are told with their modules",
    "const p: Point = ‹E0021›shapes.Point(x: 1); const q: [shapes.Shape] = ‹E0021›([Shape.empty])[0..]; print(p, q);",
    says: [
      "expected main.Point, found lib/shapes.Point",
      "expected [lib/shapes.Shape], found [main.Shape]",
    ]),
  code(
    "switch is over enums, integers, texts and bools",
    """
    const o: ?Color = .red;
    switch ‹E0022›1.5 { else { } } switch ‹E0022›o { .red { } else { } } switch ‹E0022›origin { else { } } switch ‹E0022›[1] { else { } }
    switch ‹E0024›nothing() { else { } } switch ‹E0027›.red { else { } } switch o orelse .red { .red { } .green { } .blue { } }
    switch 1 { ‹E0021›"a" { } ‹E0021›true { } 1 { } ‹E0021›.red { } else { } } switch "a" { ‹E0021›1 { } "a" { } else { } }
    switch Color.red { ‹E0021›1 { } .red { } else { } } switch u8(1) { ‹E0006›256 { } else { } } switch true { ‹E0021›1 { } else { } }
    """,
    says: ["'switch' is not defined on f64", "its value is 'o orelse …'"]),
  code(
    "patterns name cases and their values",
    """
    const s = Shape.empty;
    switch s { .circle(p, r) { print(p.x, r); } .label(t) { const n: i32 = ‹E0021›t; print(n); } .empty { } }
    switch s { .‹E0019›cirle { } .label { } .empty { } }
    switch s { .‹E0072›circle(p) { print(p); } .‹E0072›empty(e) { print(e); } .label(_) { } else { } }
    switch s { .circle(_, _) { } .label(t) { t‹E›; } else { } }
    """.replacing(" .label(t) { t‹E›; }", with: " .label(_) { }"),
    says: [
      "expected i32, found text", "did you mean 'circle'?", "'.circle' has 2 values, 1 named",
      "'.empty' has no values",
    ]),
  code(
    "a switch covers every value once",
    """
    const s = Shape.empty; const c = Color.red; const n = len("a"); const b = u8(n);
    ‹E0070›switch s { .circle { } .label { } } ‹E0070›switch c { } ‹E0070›switch c { .green { } }
    switch c { .red { } .green { } ‹E0071›.red { } .blue { } } switch c { .red, ‹E0071›.red { } else { } }
    ‹E0070›switch n { 1 { } } ‹E0070›switch n > 1 { true { } } ‹E0070›switch "a" { "a" { } } ‹E0070›switch n { }
    switch n { 1 { } ‹E0071›1 { } 2..5 { } ‹E0071›4 { } ‹E0071›0..=2 { } else { } } switch "a" { "a" { } "b", ‹E0071›"a" { } else { } }
    ‹E0070›switch b { 0..255 { } } switch b { 0..=100 { } 101..=255 { } } ‹E0070›switch b { 0..100 { } 101..=255 { } }
    switch n > 1 { true { } ‹E0071›true { } false { } } switch i64(n) { -9223372036854775808..0 { } 0..=9223372036854775807 { } }
    """,
    says: [
      "the switch misses .empty", "the switch misses .red, .green and .blue",
      "the switch misses .red and .blue", ".red is covered twice",
      ".red is covered twice", "needs an 'else'", "misses 'false'", "needs an 'else'",
      "needs an 'else'", "1 is covered twice",
    ]),
  typed(
    "types of imports are there",
    """
    struct Holder { a: shapes.‹E0018›Pont, b: [shapes.Point] }
    fn f(a: shapes.‹E0018›area, b: shapes.‹E0018›limit) ?shapes.‹E0018›None { return none; }
    fn main() { const x: shapes.‹E0018›Shap = 1; print(x, use(.empty), origin, Size()); nothing(); }
    """,
    says: [
      "did you mean 'Point'?", "'area' is a function, not a type",
      "'limit' is a constant, not a type",
      "module 'lib/shapes' has no type 'None'", "did you mean 'Shape'?",
    ]),
  typed(
    "a type has at most 64 KiB",
    """
    struct A { a: i64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64, h: i64 }
    struct B { a: A, b: A, c: A, d: A, e: A, f: A, g: A, h: A }
    struct C { a: B, b: B, c: B, d: B, e: B, f: B, g: B, h: B }
    struct D { a: C, b: C, c: C, d: C, e: C, f: C, g: C, h: C }
    struct E { a: D, b: D }
    struct ‹E0069›F { a: E, b: bool }
    struct G { a: F, b: [F] }
    enum ‹E0069›H { one(E), two }
    fn main() { print(use(.empty), origin, Size()); nothing(); }
    fn f(g: G, h: H) { print(g.a.b, h); }
    """,
    says: ["'F' has 65544 bytes, more than 65536"]),
  typed(
    "constants are constant",
    """
    const a = 1 / ‹E›0;
    """.replacing(
      "const a = 1 / ‹E›0;",
      with: """
        const a = ‹E0074›1 / (limit - 10);
        const limit = 10;
        const b = [1, 2]; const c = ‹E0074›b[limit]; const d = ‹E0074›"abc"[2..limit]; const e = ‹E0074›1 << 64; const f: i32 = ‹E0021›"a";
        const g = shapes.limit + a; const h = shapes.‹E0073›area; const i = ‹E0027›none; const j = ‹E0006›300 + u8(1);
        const ‹E0076›k = [0; 2000000]; const l = len([0; 20000]); const ‹E0076›m = [0; 2000000000]; const n = shapes.‹E0015›none;
        struct Defaults { x: i32 = ‹E0021›"a", y: i32 = ‹E0074›1 / (limit - 10), z: u8 = 'a' }
        fn main() { print(use(.empty), origin, Size(), b, l, a, ‹E0064›Defaults(x: 1)); nothing(); }
        """),
    says: [
      "the constant cannot be evaluated: division by zero", "index 10 out of range for length 2",
      "slice 2..10", "shift by 64",
    ]),
]
