// References to functions: their types, their names as values, and calls of values.

import MiniFrontend
import Testing

private func signature(_ header: String) -> String? {
  check("\(header) { while true { } }").interface.declarations.first?.form.text
}

private func lines(_ source: String, _ tags: [String]) -> [String] {
  check(source).zir.dump().split(separator: "\n").map { $0.drop { $0 == " " } }.filter { line in
    tags.contains { line.contains(" \($0) ") }
  }.map(String.init)
}

@Test func typesOfFunctionsNest() {
  #expect(
    signature(
      "fn f(a: fn(), b: fn(i32, &[text]) bool, c: &?fn(fn() void) fn(u8) text, d: [fn()]) fn()")
      == "(fn(), fn(i32, &[text]) bool, &?fn(fn()) fn(u8) text, [fn()]) fn()")
  #expect(signature("fn f() fn() void") == "() fn()")
  let chain = String(repeating: "fn() ", count: 256)
  #expect(signature("fn f(a: \(chain)i32)")?.hasPrefix("(fn() fn() ") == true)
  check("fn f(a: \(chain)«E0008»[i32]) { }")
  check(
    "fn f(a: \(String(repeating: "fn(", count: 256))«E0008»fn()\(String(repeating: ")", count: 256))) { }"
  )
  check(
    "fn f(a: fn(«E0026»void)) { } fn g(a: fn(&«E0026»void) void) { }", mentions: ["a parameter"])
}

@Test func namesOfFunctionsAreValues() {
  let source = """
    import "m.mini" as m;
    fn g(a: i32) i32 { return a; }
    fn f() fn(i32) i32 { const h = g; print([g, h, m.g, (g)]); return g; }
    """
  #expect(
    lines(source, ["global"]) == [
      "%0 global g", "%2 global g", "%4 global m.g", "%5 global g", "%8 global g",
    ])
  #expect(check(source).usedNames == [["g"]])
  check(
    "fn f() { print(«E0016»len, «E0016»print); }", mentions: ["a built-in function, not a value"])
  check(
    "fn g() { } const a = [«E0073»g]; struct S { f: fn() = «E0073»g }", mentions: ["no function"])
  check("const f: ?fn() = none; const g: [fn(i32) i32] = []; const h: [text: fn()] = [:];")
  // What is in error is reported once.
  check("fn g(a: «E0018»X) { } fn f() { const h = g; h(1); }")
}

@Test func callsOfValues() {
  let source = """
    struct S { f: fn(i32) i32, a: [S] }
    fn g(a: i32) i32 { return a; }
    fn h(a: fn(i32) i32, b: &fn(i32) fn(i32) i32, s: S) {
        const c = g;
        a(1); b(2)(3); c(4); s.f(5); s.a[0].f(6); (g)(7); [g][0](8); h2()(9);
    }
    fn h2() fn(i32) i32 { return g; }
    """
  #expect(
    lines(source, ["callValue", "call"]) == [
      "%4 callValue %2(%3)", "%8 callValue %6(%7)", "%10 callValue %8(%9)",
      "%14 callValue %12(%13)",
      "%19 callValue %17(%18)", "%27 callValue %25(%26)", "%31 callValue %29(%30)",
      "%38 callValue %36(%37)", "%40 call h2()", "%42 callValue %40(%41)",
    ])
  let ranges = check(source).zir.functions[1]
  let text = ranges.code.indices.filter { ranges.code[$0].tag == .callValue }.map { index in
    let range = ranges.ranges[Int(ranges.code[index].a)]
    return String(decoding: Array(source.utf8)[Int(range.start)..<Int(range.end)], as: UTF8.self)
  }
  #expect(text == ["a", "b", "b(2)", "c", "s.f", "s.a[0].f", "g", "[g][0]", "h2()"])
}

@Test func theCalleeComesBeforeTheArguments() {
  #expect(
    lines(
      "fn f(a: [fn(&i32, i32)], i: i32) { var x = 1; a[i](&x, i + 1); }",
      ["index", "reference", "add", "callValue"])
      == ["%4 index %2, %3", "%5 reference $0 x", "%8 add %6, %7", "%9 callValue %4(%5, %8)"])
  check("fn f(a: fn(&i32, &i32)) { var x = 1; a(&x, «E0061»&x); a(«E0067»x: 1); a(«E0012»z); }")
  check("fn f(a: fn(&i32)) { const x = 1; a(&«E0025»x); a(&«E0060»1); }")
}

@Test func constantsCallNothing() {
  check("const a = 1; const b = («E0073»a)(1); const c = «E0016»a(1); const d = «E0073»[a][0](2);")
  check("const a = 1; const b = «E0073»[a].f(«E0012»x);")
}

@Test func aNameAloneIsAStatementWithoutEffect() {
  check("fn g() { } fn f() { «W0004»g; }", mentions: ["'g()'"])
  check("const c = 1; fn f() { «W0004»c; }")
  let zir = check("import \"m.mini\"; fn f() { m.g; } fn g() { m.g(); }").zir
  #expect(zir.functions.map(\.mayNeedTypesToWarn) == [true, false])
  checkBody("const g = f; g();")
}

@Test func typesInFunctionsAreNamed() {
  let source = """
    import "m.mini" as m;
    struct P { next: fn(P) ?P, all: [m.K: m.V] }
    fn f(a: fn(&m.A) P, b: [m.B: fn(m.C)]) { const c: fn(m.D) m.A = g; c(m.d()); a(b); }
    """
  let analysis = check(source.replacing("= g;", with: "= «E0012»g;"))
  #expect(analysis.usedNames == [["A", "B", "C", "D", "K", "V", "d"]])
  let f = analysis.zir.functions[0]
  // A result's name comes before those of parameters.
  #expect(f.callees.prefix(5).map(\.name) == ["P", "A", "B", "C", "D"])
  #expect(f.typeCallees == [0, 1, 2, 3, 1, 4])
  #expect(analysis.interface.lookup("P")?.uses.map(\.name) == ["P", "K", "V"])
  #expect(analysis.interface.lookup("f")?.isSelfContained == false)
  let resolved = analysis.interface.lookup("f")?.resolved(in: "x", imports: ["y"])
  #expect(resolved?.text == "(fn(&A) P, [B: fn(C)]) void")
  #expect(resolved?.uses == [])
}

@Test(arguments: [
  ("sort(&a, «E0007»|x, y| x < y)", "declare a function"),
  ("sort(&a, «E0007»|| 1)", "declare a function"),
  ("sort(&a, «E0007»lambda x, y: x < y)", "no closures"),
  ("const g = «E0007»lambda: 1", "no closures"), ("const g = x «E0007»=> x + 1", "no closures"),
  ("sort(&a, (x) «E0007»=> x + 1)", "no closures"),
  ("sort(&a, (x«E0007», y) => x < y)", "no closures"),
  ("sort(&a, «E0007»fn(x: i32, y: i32) bool { return x < y; })", "no closures"),
  ("sort(&a, «E0007»func(x: i32, y: i32) bool { return x < y; })", "no closures"),
  ("sort(&a, «E0007»func(x, y) -> bool { return x < y; })", "no closures"),
  ("sort(&a, «E0007»function(x, y) { return x < y; })", "no closures"),
  ("print(«E0007»fun(n: i32) { }, «E0013»func(1)[0], «E0013»def(1) - 1)", "no closures"),
  ("print(min(«E0007»|n| n + 1, «E0012»k))", "no closures"),
  ("print(min(«E0007»|n: i32| { n }, «E0012»k))", "no closures"),
  ("print(min(«E0007»lambda n: n + 1, «E0012»k))", "no closures"),
  ("sort(&a, &«E0016»f)", "by its name alone, without '&'"),
])
func closuresAreExplained(statement: String, note: String) {
  checkBody("var a = [1]; \(statement); sort(&a); print(«E0012»z);", mentions: [note])
}

@Test(arguments: [
  ("fn(x«E0007»: i32) bool", "have no names"), ("fn(i32) «E0007»-> bool", "right after ')'"),
  ("«E0007»(i32) -> bool", "'fn(i32) bool'"), ("«E0007»func(i32) bool", "'fn(i32) bool'"),
  ("«E0007»Fn(i32) -> bool", "'fn(i32) bool'"), ("«E0007»(i32, text)", "no tuples"),
  ("«E0018»Function", "'fn(i32) bool'"),
  ("«E0007»Callable[[i32], bool]", "'fn(i32) bool'"),
  ("fn(i32, «E0007») bool", "a parameter's type"),
])
func typesOfFunctionsOfOtherLanguagesAreExplained(type: String, note: String) {
  checkBody("var g: \(type) = f; print(g, «E0012»y);", mentions: [note])
}

@Test func aWrongTypeOfAParameterIsOneMistake() {
  check("fn f(g: «E0007»(i32) -> i32, x: i32) i32 { return g(x); } fn h() { print(«E0012»y); }")
  check("fn f(g: «E0007»func(i32) i32, x: i32) i32 { return g(x); } fn h() { print(«E0012»y); }")
}
