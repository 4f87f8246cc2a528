// `switch`, and constants with the expressions that they are made of.

import MiniFrontend
import Testing

private let shape = "enum Shape { circle(i32, f64), square(f64), empty }"

@discardableResult
private func checkSwitch(_ branches: String, mentions: [String] = []) -> FileAnalysis {
  check("\(shape) fn f(s: Shape, n: i32) { switch s { \(branches) } }", mentions: mentions)
}

@Test func patternsBindNames() {
  checkSwitch(".circle(n2, r) { print(n2, r); } .square(_) { } .empty { }")
  checkSwitch(".circle { } .square, .empty { } else { }")
  checkSwitch("1 { } -2, 3..5 { } 'a'..='z' { } -3..=-1 { } \"text\" { } true { }")
  checkSwitch(".circle(_, «W0001»r) { } .square(_), .empty { }", mentions: ["write '_'"])
  checkSwitch(".circle(a, b) { print(a, b); } .square(a) { print(a); }")
  checkSwitch(".circle(«E0011»n, _) { print(n); }", mentions: ["shadows the parameter 'n'"])
  checkSwitch(".circle(a, «E0010»a) { print(a); }")
  checkSwitch(".circle(_, «E0072»a), .square(_) { print(a); }", mentions: ["bind no names"])
  checkSwitch(
    "if { } switch { } ".replacing("if", with: ".if").replacing("switch", with: ".switch"))
}

@Test func boundNamesAreConstants() {
  checkSwitch(".circle(a, b) { «E0025»a = 2; push(&«E0025»b, 1); }")
}

@Test func emptyRangesAreReported() {
  checkSwitch("«E0072»3..3 { } «E0072»4..=3 { } 3..=3 { } 0..1 { }", mentions: ["'..=' includes"])
  checkSwitch("«E0072»'b'..='a' { } -2..-1 { } «E0072»-1..-2 { }")
}

@Test func aSwitchLeavesIfAllItsBranchesDo() {
  check("fn f(b: bool) i32 { switch b { true { return 1; } false { return 2; } } }")
  check("fn f(n: i32) i32 { switch n { 1 { return 1; } else { panic(\"\"); } } }")
  check("fn f(n: i32) i32 { switch n { 1 { return 1; } else { } } «E0030»}")
  check("fn f(n: i32) { switch n { 1 { return; } else { return; } } «W0003»print(n); }")
  check(
    "fn f(n: i32) { while true { switch n { 1 { break; } else { continue; } } «W0003»print(n); } }")
}

@Test func anElseThatNothingReachesIsReported() {
  check(
    "fn f(b: bool) { switch b { true { } false { } «W0006»else { } } }",
    mentions: ["never reached"])
  check("fn f(b: bool) { switch b { true { } else { } } }")
}

@Test(arguments: [
  ("«E0007»case 1 { } 2 { }", "'.circle(r) { … }'"),
  ("«E0007»case .empty: return;", "a pattern and a block"),
  ("1 «E0007»=> { print(n); }, 2 { }", "a pattern and a block"),
  ("1«E0007»: print(n);", "a pattern and a block"),
  ("1 { } «E0007»default { }", "'else { … }'"), ("1 { } «E0007»_ { }", "'else { … }'"),
  ("1 { } «E0007»_ => { }", "'else { … }'"), ("1 { } «E0007»default: { }", "'else { … }'"),
  ("«E0007»Shape.circle(a, b) { }", "without its type"),
  ("«E0007»circle(a) { }", "without its type"),
  ("«E0007»x { }", "'.x'"), ("1 «E0007»| 2 { }", "parted by ','"),
  ("1 «E0007»or 2 { }", "parted by ','"),
  ("1 «E0007»if n > 1 { }", "an 'if' in its branch"), ("«E0007»none { }", "'if const"),
  (".circle(«E0007».a, _) { }", "do not nest"),
  (".circle(«E0007»let a, b) { print(a, b); }", "names alone"),
  ("else { } «E0007»1 { }", "last branch"), ("«E0007»{ }", "a pattern"),
  ("1..«E0007»n { }", "a literal"),
])
func branchesOfOtherLanguagesAreExplained(branches: String, note: String) {
  check(
    "\(shape) fn f(s: Shape, n: i32) { switch s { \(branches) } print(«E0012»y); } fn g() { print(«E0012»z); }",
    mentions: [note])
}

@Test func aSwitchInErrorIsPoison() {
  let source = "fn f(n: i32) { switch n { 1 { } «E0007»default: { } } switch n { 1 { } else { } } }"
  let code = check(source).zir.functions[0].code
  let subjects = code.filter { $0.tag == .switchBegin }.map { code[Int($0.a)].tag }
  #expect(subjects == [.poison, .parameter])
}

@Test func aSwitchThatIsCutIsReportedOnce() {
  check("fn f(n: i32) { switch n { 1 { } } «E0007»fn g() { print(«E0012»y); }", mentions: ["'}'"])
  check("fn f(n: i32) { switch n «E0007»1 { } print(n, «E0012»y); }")
  check("fn f(n: i32) { switch «E0007»{ 1 { } } print(n, «E0012»y); }")
  check(
    "fn f(n: i32) { match n «E0007»{ } print(«E0012»y); }".replacing(
      "match n «E0007»", with: "match «E0007»n "), mentions: ["'switch x { … }'"])
}

// MARK: - Constants

@Test func constantExpressions() {
  check(
    """
    import "m.mini" as m;
    struct P { x: f64, y: f64 = -half }
    enum E { a(i32), b }
    const half = 1.0 / 2.0;
    const table = [1, 2, 3];
    const n = table[1] + len(table) + len(table[1..]) + i32(m.pi);
    const p = P(x: half);
    const q: ?E = .a(n);
    const r = [p, m.P(x: 1), P(x: p.x)];
    const s = text(n) + "!" + m.name;
    const t = (q orelse E.b) == .b and !(1 < 2);
    const u: [E] = [.a(1), E.b, m.E.c, m.E.d(2)];
    const v = [0; 100];
    """)
  check("fn g() i32 { return 1; } const a = «E0073»g();", mentions: ["calls no function"])
  check("const a = «E0073»min(1, 2); const b = «E0073»abs(1) + 2;", mentions: ["but 'len'"])
  check(
    "const a: ?i32 = none; const b = a orelse «E0073»return; const c = a orelse «E0073»panic(\"\");"
  )
  check("const a = «E0012»x; const b = a; struct P { x: i32 = «E0012»y }")
  check("fn g() { } const a = «E0073»g;")
}

@Test func constantsAreUsed() {
  check(
    "const limit = 3; fn f() i32 { return limit; } fn g() { «E0016»limit(); «E0025»limit = 4; }")
  check("const limit = 3; fn f() { print(«E0012»limt); }", mentions: ["did you mean 'limit'?"])
  // What is in error is reported once.
  check("const a = «E0012»x; fn f() { print(a, a + 1, a.b); a.«E0017»c(); }")
  check("struct P { x: «E0018»Q } fn f(p: P) P { print(p.x, P(x: 1)); return p; }")
}

@Test func declarationsInErrorAreLeftOut() {
  let source =
    "const a = «E0012»x; struct P { x: «E0018»Q } enum E { a, «E0010»a } fn f(a: «E0018»R) { } const b = 1;"
  let interface = check(source.replacing("fn f(a: «", with: "fn f(c: «")).interface
  #expect(interface.names == ["b"] && interface.unusable == ["E", "P", "a", "f"])
}

@Test func filesRecordWhatTheyUseOfImports() {
  let analysis = check(
    """
    import "m.mini" as m;
    import "n.mini" as n;
    struct P { x: m.A, y: i32 = m.b }
    enum E { e([m.C]) }
    const c: n.D = n.E.f;
    fn f(a: ?n.G) m.H { var x: m.I = m.J(k: n.l); x = n.m(); return x.y; }
    """)
  #expect(analysis.usedNames == [["A", "C", "H", "I", "J", "b"], ["D", "E", "G", "l", "m"]])
  #expect(analysis.zir.typeUses.map(\.name) == ["A", "C", "D", "G", "H", "I"])
  let callees = analysis.zir.functions[0].callees.map(\.name)
  #expect(callees == ["H", "G", "l", "J", "I", "m"])
}
