// The forms and keys of structs, enums, constants and `switch`, as bytes.

import MiniFrontend
import Testing

private let declarations = """
  import "m.mini" as m;
  import "n.mini" as n;
  struct Point { x: f64, y: f64 = 1.0 }
  struct Line { from: Point, to: ?m.Point = none, parts: [Line] }
  enum Shape { circle(Point, f64), other(m.Shape), empty }
  const limit: i32 = 3;
  const twice = limit * m.two;
  fn f(a: &[Shape], b: m.Point) ?Line { return none; }
  """

/// The analysis of a file without errors; imports may be unused.
private func analyze(_ source: String) -> FileAnalysis {
  let analysis = FileAnalysis(analyzing: Array(source.utf8))
  checkSoundness(analysis)
  #expect(analysis.zir.diagnostics.allSatisfy { $0.code == .unusedImport }, "\(source)")
  return analysis
}

private func interface(_ source: String) -> Interface { analyze(source).interface }

@Test func formsComeBackFromTheirBytes() throws {
  let base = interface(declarations)
  #expect(base.declarations.count == 6)
  #expect(Interface(decoding: base.encoded()) == base)
  let bytes = base.encoded()
  for index in bytes.indices {
    #expect(Interface(decoding: Array(bytes.prefix(index))) == nil)
    // Any byte may make other forms, whose bytes are then these.
    for change in [1, 0x80, 0xFF] as [UInt8] {
      var other = bytes
      other[index] ^= change
      if let decoded = Interface(decoding: other) { #expect(decoded.encoded() == other) }
    }
  }
}

@Test(arguments: [
  ("x: f64", "x: i64"), ("x: f64", "z: f64"), ("y: f64 = 1.0", "y: f64"), ("= 1.0", "= 2.0"),
  ("x: f64, y: f64 = 1.0", "y: f64 = 1.0, x: f64"), ("to: ?m.Point", "to: ?n.Point"),
  ("to: ?m.Point", "to: ?Point"), ("m.Shape", "m.Shape2"), ("empty", "nothing"),
  ("circle(Point, f64)", "circle(f64, Point)"), ("circle(Point, f64), ", ""),
  ("limit: i32", "limit: i64"), ("= 3", "= 4"), ("limit * m.two", "limit * m.three"),
  ("limit * m.two", "m.two * limit"), ("&[Shape]", "[Shape]"), ("m.Point) ?Line", "n.Point) ?Line"),
  ("enum Shape { circle(Point, f64), other(m.Shape), empty }", "struct Shape { a: i32 }"),
])
func formsDiffer(old: String, new: String) {
  let changed = declarations.replacing(old, with: new)
  #expect(interface(changed).encoded() != interface(declarations).encoded())
}

@Test func layoutShowsInNoForm() {
  let spaced = declarations.replacing(" ", with: "  ").replacing(" }", with: ", // c\n}")
  #expect(
    interface(spaced.replacing("return  none; , //", with: "return none; //")).encoded()
      == interface(declarations).encoded())
}

@Test func formsNameTheirDeclarations() {
  let forms = interface(declarations)
  func uses(_ name: String) -> [String] {
    forms.lookup(name)?.uses.map { ($0.importIndex.map { "\($0)." } ?? "") + $0.name } ?? []
  }
  #expect(uses("Line") == ["Line", "Point", "0.Point"] && uses("Shape") == ["Point", "0.Shape"])
  #expect(uses("limit") == [] && uses("twice") == ["limit", "0.two"])
  #expect(uses("f") == ["Line", "Shape", "0.Point"])
}

@Test func formsAreResolvedForOtherFiles() {
  let forms = interface(declarations)
  let resolved = forms.declarations.map {
    Interface.Entry(name: $0.name, form: $0.form.resolved(in: "lib/a", imports: ["m", "lib/n"]))
  }
  let names = resolved.flatMap { entry -> [TypeName] in
    switch entry.form {
    case .function(let signature): Type.function(signature).typeNames
    case .structure(let fields): fields.flatMap(\.type.typeNames)
    case .enumeration(let cases): cases.flatMap(\.values).flatMap(\.typeNames)
    case .constant(let constant): constant.type?.typeNames ?? []
    }
  }
  let modules = names.compactMap { name -> String? in
    if case .module(let module) = name.origin { return "\(module).\(name.name)" }
    return "?"
  }
  #expect(
    modules == [
      "lib/a.Point", "m.Point", "lib/a.Line", "lib/a.Point", "m.Shape", "lib/a.Line", "lib/a.Shape",
      "m.Point",
    ])
  let shared = Interface(declarations: resolved)
  #expect(Interface(decoding: shared.encoded()) == shared)
}

// MARK: - Keys

private func key(_ header: String, _ body: String) -> [UInt8] {
  let source = """
    import "m.mini" as m;
    import "n.mini" as n;
    struct P { x: i32, y: i32 = 0 }
    struct Q { x: i32, y: i32 = 0 }
    enum E { a(i32), b, c }
    const k = 1;
    const l = 1;
    fn f(\(header)) { \(body) }
    """
  var bytes: [UInt8] = []
  analyze(source).zir.functions.last?.appendKeyBytes(to: &bytes)
  return bytes
}

@Test func eachStatementHasItsKey() {
  let header = "p: &P, e: E, i: i32"
  let statements = [
    "p.x = 1;", "p.y = 1;", "p.x += 1;", "print(p.x);", "print(p.y);", "print(P(x: 1));",
    "print(P(y: 1));", "print(P(x: 1, y: 1));", "print(P(y: 1, x: 1));", "print(E.b);",
    "print(E.c);", "print(E.a(1));", "print(e == .b);", "print(e == .c);", "print(e == .a(1));",
    "const q: P = p; print(q);", "const q: [P] = [p]; print(q);", "print(k);", "print(k, l);",
    "print(k, k);", "switch e { .a { } .b, .c { } }", "switch e { .a(_) { } .b, .c { } }",
    "switch e { .a(q) { print(q); } .b, .c { } }", "switch e { .a { } .b { } .c { } }",
    "switch e { .a { } else { } }", "switch i { 1 { } else { } }", "switch i { 2 { } else { } }",
    "switch i { 1..2 { } else { } }", "switch i { 1..=2 { } else { } }",
    "switch i { 1, 2 { } else { } }", "switch i { 1 { } }", "switch i { 1 { } 2 { } }",
    "switch i { }",
  ]
  let made = statements.map { key(header, $0) }
  #expect(Set(made).count == made.count)
  // Names are in the key of what is named, and the caller adds that.
  #expect(key(header, "print(k);") == key(header, "print(l);"))
  #expect(key("p: P", "print(P(x: 1));") == key("p: Q", "print(Q(x: 1));"))
  #expect(key("p: P", "print(Q(x: 1));") != key("p: P", "print(P(x: 1));"))
  #expect(key("", "const a: [m.A] = []; print(a);") == key("", "const b: [n.B] = []; print(b);"))
  #expect(
    key("a: m.A, b: n.A", "const c: m.A = a; print(c);")
      != key("a: m.A, b: n.A", "const c: n.A = b; print(c);"))
}
