// Structs and enums: how they are declared, constructed and named.

import MiniFrontend
import Testing

private let point = "struct Point { x: f64, y: f64 = 1.0, }"
private let shape = "enum Shape { circle(Point, f64), polygon([Point]), empty }"

/// The forms of a file, one a line.
private func forms(_ source: String) -> [String] {
  check(source).interface.declarations.map { "\($0.name): \($0.form.text)" }
}

@Test func declarationsHaveForms() {
  #expect(
    forms(
      "\(point) \(shape) const pi = 3.14; const n: ?i32 = none; fn f(a: &[Shape]) ?Point { return none; }"
    )
      == [
        "Point: struct { x: f64, y: f64 = … }",
        "Shape: enum { circle(Point, f64), polygon([Point]), empty }", "f: (&[Shape]) ?Point",
        "n: const ?i32", "pi: const",
      ])
  #expect(forms("struct E { } struct T { text: text, fn: i32, struct: E }").count == 2)
  #expect(
    forms("enum K { none, true(i32), switch }").first == "K: enum { none, true(i32), switch }")
}

@Test func declarationsMayComeLater() {
  check(
    "fn f(a: A) A { return A(b: B(n: limit)); } const limit = 3; struct A { b: B } struct B { n: i32 }"
  )
  check("import \"s.mini\" as s; struct A { b: s.B, c: [s.C] } fn f(a: s.D) s.E { return s.e; }")
}

@Test func theFirstDeclarationOfANameCounts() {
  for (first, second) in [
    ("struct A { }", "enum «E0010»A { a }"), ("fn A() { }", "struct «E0010»A { }"),
    ("const A = 1;", "fn «E0010»A() { }"), ("enum A { a }", "const «E0010»A = 1;"),
  ] {
    check("\(first) \(second)", mentions: ["'A' is first declared here"])
  }
  check(
    "import \"s.mini\" as s; struct «E0011»s { }",
    mentions: ["the struct 's' shadows the namespace"])
  check("struct A { } fn f(«E0011»A: i32) { }", mentions: ["shadows the struct 'A'"])
  check("const a = 1; fn f() { const «E0011»a = 2; print(a); }", mentions: ["the constant 'a' is"])
  check("struct A { x: i32, «E0010»x: i32 }", mentions: ["duplicate field 'x'"])
  check("enum A { x, y(i32), «E0010»x(f64) }", mentions: ["duplicate case 'x'"])
  check("struct len { print: i32 } fn f(a: len) { print(a.print); }")
}

@Test func typesAreLookedUp() {
  check("fn f(a: «E0018»Pont) { } \(point)", mentions: ["did you mean 'Point'?"])
  check("fn f() [?«E0018»Pont] { while true { } }")
  check("struct A { b: «E0018»B } fn f(a: A) { print(a); }")
  check("enum A { b([«E0018»B]) } const c: «E0018»C = 1;")
  check("fn f(a: «E0014»s.A) { }")
  check(
    "fn f(a: «E0016»f) { const x = 1; const y: «E0016»x = 2; print(y); }", mentions: ["not a type"])
  check("\(point) fn f(a: «E0016»Point.x) { }", mentions: ["a struct, not a namespace"])
  check("struct A { a: «E0026»void } enum B { b(«E0026»void) } const c: «E0026»void = 1;")
  check("fn f(a: «E0007»Point<i32>) { } \(point)", mentions: ["no generic types"])
}

@Test func structsAreConstructedByName() {
  let calls = "print(Point(x: 1.0), Point(y: 2.0, x: 1.0,), Point());"
  check("\(point) fn f() { \(calls) }")
  check("struct T { text: text, if: i32 } fn f() { print(T(text: \"a\", if: 1)); }")
  check(
    "\(point) fn f() { print(Point(«E0067»1.0, 2.0), Point(x: 1.0, «E0067»2.0)); }",
    mentions: ["'Point(x: …, y: …)'"])
  check("\(point) fn f() { print(Point(x: 1.0, «E0066»x: 2.0)); }", mentions: ["given twice"])
  check("\(point) fn f() { print(Point(x: Point(x: 1.0), «E0066»x: Point(x: 2.0))); }")
  check("\(point) fn f() { var a = 1.0; a = 2.0; print(Point(x: «E0063»&a)); }")
  check("fn g(a: i32) { } fn f() { g(«E0067»a: 1); print(len(«E0067»a: \"\")); }")
  check("fn f() { print(«E0018»Pont(x: 1)); } \(point)", mentions: ["did you mean 'Point'?"])
  check("fn f() { print(«E0013»Pont()); } \(point)", mentions: ["did you mean 'Point'?"])
  check("\(point) fn f() { print(Point(x «E0007»= 1.0)); }", mentions: ["':'"])
  check("\(shape) \(point) fn f() { print(«E0016»Shape(1), «E0016»Shape, «E0016»Point.x); }")
}

@Test func casesAreValues() {
  check(
    """
    \(point) \(shape)
    fn f(s: Shape) Shape {
        const a = Shape.empty;
        var b: Shape = .circle(Point(x: 1.0), 2.0);
        b = f(.polygon([]));
        if a == .empty or b == Shape.circle(Point(x: 1.0), 2.0) { return .empty; }
        return maybe() orelse .empty;
    }
    fn maybe() ?Shape { return none; }
    """)
  check("import \"s.mini\" as s; fn f() { print(s.Shape.empty, s.Shape.circle(1, .red)); }")
  check("\(shape) \(point) fn f() { print(Shape.circle(«E0067»x: 1)); }")
  check("\(shape) \(point) fn f() { var a = 1; a = 2; print(Shape.circle(«E0063»&a)); }")
}

@Test func fieldsArePlaces() {
  let header = "\(point) struct Line { from: Point, points: [Point] }"
  check(
    """
    \(header)
    fn f(a: &Line, b: Line) {
        var c = b;
        c.from.x = 1.0;
        c.points[0].y += c.from.x;
        a.points[1] = c.from;
        push(&a.points, b.points[0]);
        pop(&c.points[0].x);
    }
    """)
  check("\(header) fn f(b: Line) { «E0025»b.from.x = 1.0; push(&«E0025»b.points, b.from); }")
  check("\(header) const c = Point(x: 1.0); fn f() { «E0025»c.x = 2.0; }")
}

@Test(arguments: [
  ("const p = Point «E0007»{ x: 1.0, y: 2.0 };", "in parentheses"),
  ("return f(Point «E0007»{ x: 1.0 }, s.Point «E0007»{ x, y });", "in parentheses"),
  ("const p = new «E0007»Point(x: 1.0); print(p);", "without 'new'"),
  ("print(Shape«E0007»::empty, Shape«E0007»::circle(1.0));", "'Shape.circle'"),
  ("var p = Point(x: 1.0); p = p; print(p-«E0007»>x);", "'p.x'"),
  ("const p = «E0007»struct { x: f64 };", "types have names"),
  ("Point «E0007»p = 1;", "'const x = 1;'"),
  ("if empty { print(1); } while empty { f(a, b); } switch empty { true { } }", "name 'z'"),
])
func expressionsOfOtherLanguagesAreExplained(statement: String, note: String) {
  check(
    """
    import "s.mini" as s;
    struct Point { x: f64 }
    enum Shape { circle(f64), empty }
    const empty = false;
    fn f(a: Point, b: s.Point) { \(statement) print(«E0012»z); }
    """, mentions: [note])
}

@Test(arguments: [
  ("struct A { x: i32«E0007»; y: i32 }", "a ',' parts them"),
  ("struct A { x «E0007»i32, y: i32 }", "name: type"),
  ("struct A { x: i32\n «E0007»y: i32 }", "',' or '}'"),
  ("struct A { «E0007»let x: i32 }", "without 'let'"),
  ("struct A { x: i32, «E0007»fn f(self) i32 { return x; } }", "no methods"),
  ("struct A { x: «E0007»&i32 }", "everything is a value"),
  ("struct A«E0007»<T> { x: T }", "no generic types"),
  ("struct A«E0007»(x: i32) fn h() { }", "'struct Point { x: f64, y: f64 }'"),
  ("struct A { x: i32 }«E0007»;", "no ';' follows"), ("enum A { «E0007»}", "at least one case"),
  ("enum A { «E0007»case b, c }", "without 'case'"), ("enum A { b «E0007»= 1, c }", "no numbers"),
  ("enum A { b«E0007»: i32, c }", "in parentheses"),
  ("enum A { b(x«E0007»: i32), c }", "have no names"),
  ("«E0007»class A { x: i32 }", "'struct' or 'enum'"), ("«E0007»pub fn f() { }", "no 'public'"),
  ("«E0007»let x = 1;", "'const x = 1;'"), ("const x«E0007»;", "'=' or ':'"),
  ("const «E0007»= 1;", "a name"),
  ("fn f() { «E0007»struct A { x: i32 } }", "outside functions"),
  ("«E0007»type A = i32;", "'struct' or 'enum'"),
  ("struct A { x: i32\n«E0007»fn h() { }", "',' or '}'"),
])
func declarationsOfOtherLanguagesAreExplained(source: String, note: String) {
  check("\(source)\nfn g() { print(«E0012»z); }", mentions: [note])
}
