// Inputs that are not written by hand: nothing crashes or hangs, and errors are bounded.
// (SuggestionTests counts the work of suggestions.)

import MiniFrontend
import Testing

private func analyze(_ text: String) -> FileAnalysis {
  let analysis = FileAnalysis(analyzing: Array(text.utf8))
  checkSoundness(analysis)
  return analysis
}

private func codes(_ text: String) -> [DiagnosticCode] {
  analyze(text).zir.diagnostics.map(\.code)
}

private func many(_ text: String, _ count: Int = 100_000) -> String {
  String(repeating: text, count: count)
}

@Test func longChainsAreNoNesting() {
  #expect(codes("fn f(a: i32) i32 { return a\(many(" + a")); }") == [])
  #expect(codes("fn f(a: bool) bool { return a\(many(" and a or a")); }") == [])
  #expect(codes("fn f(a: i32) { if a == 0 { }\(many(" else if a == 1 { }", 10_000)) }") == [])
  #expect(codes("fn f() { print(1\(many(", 1"))); }") == [])
  #expect(codes("fn f() { \(many("{ } ")) }") == [])
  #expect(codes("fn f(a: text) { print(a\(many("[0]"))); print(a\(many("[0..]"))); }") == [])
  #expect(codes("fn f(a: &text) { a\(many("[0]")) += a; g(&a\(many("[0]"))); } fn g() { }") == [])
  #expect(codes("fn f(a: ?i32) { print(a\(many(" orelse a")) orelse return); }") == [])
  #expect(codes("fn f() { print([1\(many(", 1")),]); }") == [])
  #expect(codes("fn f(a: text) { print(a\(many(".x"))); }") == [])
  #expect(codes("fn f(a: &text) { a\(many(".x", 99_999)).y = 1; }") == [])
  #expect(codes("fn f(a: i32) { switch a { \(many("1 { } ")) } }") == [])
  #expect(codes("fn f(a: i32) { switch a { \(many("1, "))2 { } } }") == [])
  #expect(codes("fn f(a: i32) { switch a { .x(\(many("_, "))) { } } }") == [])
  let members = (0..<50_000).map { "x\($0): i32, " }.joined()
  #expect(
    codes("struct A { \(members) } fn f() { print(A(\(members.replacing("i32", with: "1")))); }")
      == [])
  #expect(codes("enum A { \((0..<50_000).map { "x\($0), " }.joined()) }") == [])
  #expect(codes("enum A { \(many("x, ")) }").count == 101)
  #expect(codes("enum A { x(\(many("A, "))) }") == [])
  #expect(codes((0..<20_000).map { "struct A\($0) { x: A\(19_999 - $0) }\n" }.joined()) == [])
  #expect(codes((0..<20_000).map { "const a\($0) = a\(19_999 - $0);\n" }.joined()) == [])
  let uses = (0..<20_000).map { "const x\($0): m.A\($0) = .a; print(x\($0)); " }.joined()
  #expect(codes("import \"m.mini\" as m; fn f() { \(uses) }") == [])
  let pairs = (0..<100_000).map { "\($0): \"\($0)\", " }.joined()
  #expect(codes("const m = [\(pairs)];") == [])
  #expect(codes("fn f(a: text) { print([\(many("a: 1, "))]); }") == [])
  #expect(codes("fn f() { print([\(many("1: 1, "))]); }").count == 101)
  #expect(codes("fn f(a: fn()) { a\(many("()")); a\(many(".x(1)[2]")); }") == [])
  #expect(codes("fn f(a: fn(\(many("i32, "))i32)) { const b: fn() = a; b(\(many("1, "))); }") == [])
  #expect(codes("\(many("/// a\n"))\(many(" "))fn f() { }\n\(many("fn g() { } "))").count == 101)
  #expect(codes("fn f(a: text) { print(a\(many("!.x()[0]?"))); }").count == 101)
  #expect(codes("fn f(a: &i32) { f(&a\(many(", &a"))); }").count == 101)
  #expect(codes("fn f() { print(1\(many("!"))); }") == [.unexpectedToken])
  #expect(codes("fn f() { \(many("print(1); ")) }") == [])
  let breaks = "while true { if a == 0 { }\(many(" else if a == 1 { break; }", 10_000)) }"
  #expect(codes("fn f(a: i32) { \(breaks) }") == [])
  #expect(ASTDump.text(of: Array("fn f() { a\(many("+a", 10_000)); }".utf8)).utf8.count > 100_000)
}

@Test func deepNestingIsAnErrorAndNoCrash() {
  for open in [
    "(", "-", "!", "f(", "i32(", "1 + (", "a.f(", "a and !(", "1 or (2 and 3 == 4 < 5 + 6 * (",
    "[", "[1, ", "[0; ", "a[", "a[0][1..", "text(", "f(&a[", "1 orelse (", "none orelse return ",
    "a[..f(&b[[", "a[0].x(", ".x(", "A(x: ", "m.A.b(.c(", "[1: ", "[[2]: ", "a[1](", "f()(",
  ] {
    #expect(codes("fn f() { print(\(many(open))1); }").contains(.nestingTooDeep), "\(open)")
  }
  for open in [
    "{", "if true {", "while true {", "if true { } else {", "if true { } else if true {",
    "if const _x = none {", "while const x = none {", "for _ in [] {", "if a[0] {",
    "switch 1 { 1 {", "switch 1 { .a, .b { } else {",
  ] {
    let found = codes("fn f() { \(many(open)) }")
    #expect(found.count { $0 == .nestingTooDeep } == 1, "\(open)")
  }
  for open in ["(", "A(x: ", ".x("] {
    #expect(codes("const a = \(many(open));").contains(.nestingTooDeep), "\(open)")
    #expect(codes("struct A { x: i32 = \(many(open)) }").contains(.nestingTooDeep), "\(open)")
  }
  for open in ["[", "?", "[?", "??[", "fn(", "fn() ", "[i32: ", "fn([i32:fn() "] {
    #expect(codes("struct A { x: \(many(open))i32 }").contains(.nestingTooDeep), "\(open)")
    #expect(codes("enum A { x(\(many(open))i32) }").contains(.nestingTooDeep), "\(open)")
    #expect(codes("fn f(a: \(many(open))i32) { }").contains(.nestingTooDeep), "\(open)")
    #expect(codes("fn f() { const a: \(many(open))i32 = 1; }").contains(.nestingTooDeep), "\(open)")
    #expect(codes("fn f() \(many(open)) { }").contains(.nestingTooDeep), "\(open)")
  }
  for open in ["*", "&", "Vec<", "i32[", "mut ", "[]", "[[]", "(", "func(", "func() ", "(i32) -> "]
  {
    #expect(codes("fn f(a: \(many(open))i32) { }").count <= 101, "\(open)")
    #expect(codes("fn f() { print(\(many(open))a); }").count <= 101, "\(open)")
  }
  #expect(codes("fn f() { \(many("if true ")) }").count <= 101)
  let closed = codes("fn f() { return \(many("("))1\(many(")")); } fn g() { x; }")
  #expect(closed == [.nestingTooDeep, .undefinedName])
  let blocks = codes("fn f() { \(many("{"))\(many("}")) } fn g() { x; }")
  #expect(blocks == [.nestingTooDeep, .undefinedName])
}

@Test func manyErrorsAreBounded() {
  let hostile = [
    "@ ", ") ", "( ", "} ", "{ ", "; ", "\" ", "/* ", "\\ ", "fn ", "import ", "fn f( ",
    "fn f() { ",
    "const x = 1; ", "x ", "1. ", "1.2.3 ", "\"\\q\" ", ", ", "a.", "é", "= ", "else ", "if ",
    "import \"a.mini\"; ", "import \"\"; ", "x.y(); ", "print(1 2); ", "fn f() { x(; } ", "\"\n",
    "[", "] ", "[1 2] ", "x[", "? ", "! ", "?? ", "& ", "&x ", "x.y.z; ", "f(&", "* ", "x! ",
    "x?.y ",
    "orelse ", "none ", "x orelse return ", "if const ", "while const x = ", "for x in ", "let x ",
    "struct ", "struct A ", "struct A { ", "struct A { x: ", "enum ", "enum A { ", "enum A { a(",
    "struct A { x: i32 = 1 } ", "enum A { a(A), b } ", "struct A<T> { } ", "const x = .a; ", ".a ",
    ".a(", "A(x: ", "A(x: 1, ", "x: 1, ", "A.b(", "m.A.b ", "switch ", "switch x { ", "1 { ",
    "switch x { 1 { ", "switch x { 1 { } } ", "case ", "default ", "match x { ", ".a(b) { ",
    "else { ",
    "1..2 { ", "fn f(self) { } ", "const x: m.T = y; ", "x.y = 1; ", "class A { } ",
    "fn(", "fn(i32) ", "fn(x: i32) { } ", "[1: ", "[a: b, ", "[1: 2] ", "[:] ", "{ a: ", "map[",
    "(a, b) => ", "x => ", "lambda x: ", "|x| ", "||", "func(i32) ", "delete x ", "x()() ", "(x)(",
    "/// a ", "/// a\n", "///\n\n", "x: fn(", "const a: (i32) -> ", "const a: {i32: ",
    "foreach x in y ", "text(", "[i32] ", "x[1:2] ", "f\"x\" ", "x!(y) ", "'ab' ", "\"\\(x)\" ",
  ]
  for piece in hostile {
    #expect(codes(many(piece)).count <= 101 + 1000, "\(piece)")
    #expect(codes("fn f() { \(many(piece)) }").count <= 101 + 1000, "\(piece)")
  }
}

@Test func longLinesAndLiteralsAreFine() {
  #expect(codes("fn f() { print(\"\(many("x", 1_000_000))\"); }") == [])
  #expect(codes("// \(many("é", 500_000))\nfn f() { }") == [])
  let digits = analyze("fn f() { print(\(many("9", 1_000_000)), 0x\(many("f", 1_000_000))); }")
  #expect(digits.zir.functions[0].integers.map(\.overflows) == [true, true])
  #expect(codes("fn f() { print(1.\(many("3", 1_000_000))e-5); }") == [])
  #expect(codes("fn f() { print(1.0e\(many("9", 1_000_000))); }") == [.integerOutOfRange])
  #expect(
    codes("fn \(many("a", 1_000_000))() { \(many("a", 999_999))(); }") == [.undefinedFunction])
  #expect(codes("é" + many("é", 500_000)).count == 1)
  let unused = analyze("fn f() { \((0..<50_000).map { "const é\($0) = 1;" }.joined()) }")
  #expect(unused.zir.diagnostics.count <= 101)
}

@Test func misspeltNamesAmongManyAreBounded() {
  let locals = (0..<20_000).map { "const local_variable_\($0) = 1; " }.joined()
  let uses = (0..<20_000).map { "print(locl_variable_\($0)); " }.joined()
  let functions = (0..<20_000).map { "fn some_function_\($0)() { sme_function_\($0)(); }\n" }
  #expect(codes("fn f() { \(locals)\(uses) }").count { $0 == .undefinedName } == 100)
  #expect(codes(functions.joined()).count { $0 == .undefinedFunction } == 100)
}

@Test func manyNamesAreFine() {
  let functions = (0..<50_000).map { "fn h\($0)() { h\(($0 + 1) % 50_000)(); }\n" }.joined()
  let analysis = analyze(functions)
  #expect(analysis.zir.functions.count == 50_000 && analysis.zir.diagnostics.isEmpty)
  let misspelt = (0..<50_000).map { "fn h\($0)() { g\($0)(); }\n" }.joined()
  #expect(codes(misspelt).count == 101)
  let locals = (0..<50_000).map { "const x\($0) = 1; " }.joined()
  #expect(codes("fn f() { \(locals) }").count == 1000)
  let imports = (0..<50_000).map { "import \"a\($0).mini\"; " }.joined()
  #expect(codes("\(imports) fn f() { a1.f(); }").count == 1000)
}
