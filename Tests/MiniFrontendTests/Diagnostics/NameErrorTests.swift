// Errors and warnings about names and control flow.

import MiniFrontend
import Testing

@Test func undefinedNamesAreReportedWithWhatWasMeant() {
  check("fn f(length: i32) i32 { return «E0012»lenght; }", mentions: ["did you mean 'length'?"])
  check("fn square() { } fn f() { «E0013»squar(); }", mentions: ["did you mean 'square'?"])
  check("import \"math.mini\"; fn f() { «E0014»mth.f(); math.f(); }", mentions: ["'math'?"])
  checkBody(
    "var words = [1]; print(words); «E0014»wrods.push(1);", mentions: ["did you mean 'words'?"])
  checkBody("var words = [1]; print(words, «E0012»wrods.len);", mentions: ["did you mean 'words'?"])
  checkBody("«E0013»pritn(1);", mentions: ["did you mean 'print'?"])
  checkBody("const x = «E0012»x; print(x);")
  checkBody("{ const x = 1; print(x); } print(«E0012»x);")
  checkBody("«E0012»x = 1;")
  check("fn f(x: i32) i32 { return x + «E0012»y; }", mentions: ["undefined name 'y'"])
}

@Test func functionsMayBeCalledBeforeTheyAreDeclaredAndRecursively() {
  check("fn f() { g(); f(); } fn g() { f(); main(); } fn main() { }")
}

@Test func duplicatesAreReportedWithANoteAtTheFirst() {
  check("fn f() { } fn «E0010»f() { print(«E0012»x); }", mentions: ["duplicate function 'f'"])
  check("fn f(a: i32, «E0010»a: i32) i32 { return a; }", mentions: ["duplicate parameter 'a'"])
  checkBody("const x = 1; var «E0010»x = 2; print(x);", mentions: ["duplicate declaration"])
  let twice = check(
    "import \"a.mini\"; import «E0010»\"b/a.mini\"; fn f() { a.f(); }",
    mentions: ["duplicate namespace 'a'"])
  #expect(twice.zir.imports.count == 2)
  #expect(twice.zir.diagnostics.first?.notes.first?.range?.start == 7)
  check(
    "import \"a.mini\"; import \"b.mini\" as «E0010»a; fn f() { a.f(); }")
  check("import «W0002»\"a.mini\"; import «E0010»\"a.mini\";")
  check("fn f(a: i32) { } fn «E0010»f() { } fn g() { f(1); }")
  checkBody("{ const x = 1; print(x); } { const x = 2; print(x); } const x = 3; print(x);")
}

@Test func nothingThatIsVisibleIsShadowed() {
  check("fn f(a: i32) { const «E0011»a = 1; print(a); }", mentions: ["the parameter 'a'"])
  checkBody("const x = 1; { var «E0011»x = 2; print(x); }", mentions: ["the constant 'x'"])
  check("fn f() { const «E0011»g = 1; print(g); } fn g() { }", mentions: ["the function 'g'"])
  check("fn f(«E0011»f: i32) { print(f); }")
  check("import \"m.mini\"; fn g() { m.a(); } fn f(«E0011»m: i32) { print(m); m.a(); }")
  check("import \"m.mini\"; fn «E0011»m() { m.a(); m(); }", mentions: ["the namespace 'm'"])
}

@Test func builtInsAreTheOutermostScope() {
  checkBody("const print = 1; print(1); write(print);")
  checkBody("{ const print = 1; write(print); } print(2);")
  check("fn f(print: i32) i32 { return print; }")
  check("import \"print.mini\"; fn f() { print.f(); «E0016»print(1); }", mentions: ["a namespace"])
  check("import \"a.mini\" as write; fn f() { write.f(); }")
  let zir = check("fn write(a: i32) { print(a); } fn f() { write(1); }").zir
  #expect(zir.functions[1].callees.map(\.name) == ["write"])
  check("fn print() { } fn «E0010»print() { } fn f(«E0011»print: i32) { }")
}

@Test func constantsAndParametersAreNotAssignedTo() {
  checkBody("const x = 1; «E0025»x = 2; print(x);", mentions: ["the constant 'x'"])
  check(
    "fn f(a: i32) { «E0025»a = 2; print(a); }", mentions: ["the parameter 'a'", "'a: &T'"])
  checkBody("const x = 1; «E0025»x = «E0012»y;")
}

@Test func namesAreUsedAsWhatTheyAre() {
  check("fn g() { } fn f() { print(g, «E0016»print); «E0016»g = 1; }")
  check("import \"m.mini\"; fn f() { print(«E0016»m); «E0016»m(); «E0016»m = 1; }")
  check("const x = 1; fn f() { «E0016»x(); }", mentions: ["'x' is a constant, not a function"])
  checkBody("const x = «E0024»print(1);", mentions: ["'print' has no value"])
  checkBody("«E0016»f.g(); «E0016»print.g();")
  checkBody("(print(1)); ((write(2)));")
}

@Test func voidIsNoVariablesType() {
  check("fn f(a: «E0026»void) { }  fn g() { f(1); }", mentions: ["the parameter 'a'"])
  checkBody("const x: «E0026»void = f(); print(x);")
  checkBody("var x: «E0026»void = «E0012»y;")
}

@Test func unusedVariablesAndImportsAreWarnedOf() {
  checkBody("const «W0001»x = 1; var «W0001»y = 2; y = 3;", mentions: ["assigned to, but never"])
  checkBody("const «W0001»_x = 1;")
  checkBody("var x = 1; x = x + 1;")
  checkBody("const x = «E0012»y; var z = 1; z = «E0012»y; var w = 1; «E0013»foo(w);")
  checkBody("const x = 1; print(1 «E0007»2); ")
  check("import «W0002»\"a.mini\"; import \"b.mini\" as «W0002»c; fn f() { }")
  check("import \"a.mini\"; fn f() { «E0007») }")
  check("fn f(a: i32) { }")
}

@Test func statementsWithoutEffectAreWarnedOf() {
  checkBody("const x = 1; «W0004»x == 3; «W0004»(x); «W0004»-x + 2;", mentions: ["'=' assigns"])
  checkBody("var x = 1; x = 2; «W0004»--x;", mentions: ["there is no '--'"])
  checkBody("«W0004»true; «W0004»1 < 2 and false; «W0004»i64(3); «W0004»min(1, 2);")
  // A call and a panic are effects; what is in error or unreachable has its own message.
  checkBody("f(); f() == 1; true and f(); 1 / 2; 3 % 4; 1 << 2;")
  checkBody("«E0012»y; return; «W0003»1;")
  checkBody("1 «E0007»2; 3;")
}

@Test func divisionsByZeroAreWarnedOf() {
  checkBody("print(1 / «W0005»0, 2 % «W0005»0, 'a' / «W0005»-0, 1 / 0.0, 1.5 / 0);")
  checkBody("var n = 1; n /= «W0005»0; n %= «W0005»0x0; print(n / «W0005»0 + 1);")
  checkBody("const x = 1.5; print(x / 0, f64(1 / 0), 1 / 0 + x, x < 1 / 0, u8(1 / «W0005»0));")
  checkBody(
    "const x: f64 = 1 / 0; const y: u8 = 1 / «W0005»0; var z = 2.0; z = 1 / 0; print(x, y, z);")
  check("fn f() f64 { return 1 / 0; } fn g() u8 { return -(1 / «W0005»0); }")
  check("fn f(a: u8, b: f64) { print(a / «W0005»0, b / 0, f(1, 1 / 0), i32(b) / «W0005»0); }")
  checkBody("for i in 0..3 { print(i / «W0005»0); } return; «W0003»print(1 / 0);")
  checkBody("print(1 / 00000000000000000000000000000000000001, 1 / 10000000000000000000000);")
}

@Test func someBuiltInsHaveValues() {
  let zir = checkBody("const x = min(1, max(2, abs(-3))); print(x);").zir
  #expect(
    zir.dump() == """
      fn f() void
        %0 integer 1
        %1 integer 2
        %2 integer -3
        %3 builtin abs(%2)
        %4 builtin max(%1, %3)
        %5 builtin min(%0, %4)
        %6 declare $0 x, %5
        %7 local $0 x
        %8 print (%7)

      """)
  checkBody("print(max(1, 2, «E0012»y));")
  checkBody("const min = 1; print(min(1, 2), min);")
}

@Test func everyPathReturns() {
  check("fn f() i32 { «E0030»}", mentions: ["'f' returns 'i32'"])
  check("fn f(a: bool) i32 { if a { return 1; } «E0030»}")
  check("fn f(a: bool) i32 { if a { return 1; } else { return 2; } }")
  check("fn f(a: bool) i32 { if a { return 1; } else if a { return 3; } «E0030»}")
  check("fn f(a: bool) i32 { if a { return 1; } else if a { return 3; } else { { return 2; } } }")
  check("fn f(a: bool) i32 { while a { return 1; } «E0030»}")
  check("fn f() i32 { while true { } }")
  check("fn f(a: bool) i32 { while ((true)) { if a { return 1; } while a { break; } } }")
  check("fn f() i32 { while true { break; } «E0030»}")
  check("fn f(a: bool) i32 { while true { if a { break; } } «E0030»}")
  check("fn f() void { } fn g() { }")
  check("fn f() i32 { return 1 «E0007»2; }")
}

@Test func unreachableCodeIsWarnedOfOnceARun() {
  let zir = checkBody("return; «W0003»print(1); print(2); { return; print(3); }").zir
  #expect(zir.functions[0].code.count { $0.tag == .unreachableBegin } == 1)
  checkBody("while true { } «W0003»print(1);")
  checkBody("while true { break; «W0003»print(1); } print(2);")
  checkBody("while true { continue; «W0003»print(1); } «W0003»print(2);")
  checkBody("{ return; } «W0003»print(1);")
  checkBody("if true { return; «W0003»print(1); } print(2);")
  checkBody("if true { return; } else { return; } «W0003»while true { break; } print(2);")
  checkBody("return; «W0003»const «W0001»x = 1;")
}

@Test func breakAndContinueStandInLoops() {
  checkBody("«E0031»break; if true { «E0031»continue; } while true { break; }")
  checkBody("for _ in 0..3 { if true { continue; } break; } «E0031»break;")
  checkBody("print(none orelse «E0031»break);")
  checkBody(
    "while true { while none orelse «E0032»break { } }", mentions: ["in the head of a loop"])
  checkBody("for _ in [] { for _ in none orelse «E0032»continue { } }")
  checkBody("while const x = none orelse «E0032»break { print(x); }")
  checkBody("while true { if none orelse break { } else if none orelse continue { } }")
}

@Test(arguments: [
  ("", "must not be empty"), ("a\\\\b.mini", "no '\\'"), ("a\tb.mini", "control"),
  ("a\u{85}b.mini", "control"), ("/a.mini", "begin with '/'"), ("a//b.mini", "empty parts"),
  ("a/", "empty parts"), ("./a.mini", "'.'"), ("a/../b.mini", "front only"), ("a", "ends in"),
  ("a.MINI", "ends in"), ("lib/.mini", "file name"), ("..", "ends in"),
])
func badImportPathsAreReportedWithTheRule(path: String, rule: String) {
  let zir = check("import «E0043»\"\(path)\" as a; fn f() { a.f(); }", mentions: [rule]).zir
  #expect(zir.imports.isEmpty)
}

@Test func goodImportPathsAreTaken() {
  for path in ["a.mini", "../a.mini", "../../lib/a.mini", "x y/ü.mini", "a..b/c.mini", "...mini"] {
    let zir = check("import \"\(path)\" as a; fn f() { a.f(); }").zir
    #expect(zir.imports.map(\.path) == [path])
  }
}

@Test func aNamespaceIsAnIdentifier() {
  check("import «E0043»\"my-lib.mini\";", mentions: ["'my-lib' is not an identifier", "as name"])
  check("import «E0043»\"if.mini\";", mentions: ["keyword"])
  // The namespace is unknown, but the error is the import's.
  check("import «E0043»\"my-lib.mini\"; fn f() { my_lib.g(); print(mylib.h(2)); }")
  check("import \"my-lib.mini\" as «E0007»1;")
  check("import «E0007»math; fn f() { math.f(); }")
  check("import \"lib/self.mini\"; fn f() { self.f(); }")
}
