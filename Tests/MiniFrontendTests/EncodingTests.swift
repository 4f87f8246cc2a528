// Interfaces, function keys and diagnostics as bytes.

import MiniFrontend
import TestSupport
import Testing

private func interface(_ source: String) -> Interface {
  FileAnalysis(analyzing: Array(source.utf8)).interface
}

@Test func anInterfaceHoldsNamesAndTypesAndNothingElse() {
  let base = interface("fn b(x: i32) i64 { return 1; } fn a() { }")
  #expect(base.names == ["a", "b"])
  #expect(base.signature(of: "b") == Signature(parameters: [Parameter(.i32)], result: .i64))
  #expect(base.signature(of: "a") == Signature(parameters: [], result: .void))
  #expect(base.lookup("c") == nil && base.lookup("") == nil)
  #expect(
    base.encoded()
      == interface("//\nfn a() void {}\n\nfn b(other: i32,) i64 { return i64(other); }").encoded())
  for other in ["fn a() { }", "fn b(x: i64) i64 { return 1; } fn a() { }", "fn c() { }"] {
    #expect(base.encoded() != interface(other).encoded())
  }
}

@Test func interfacesComeBackFromTheirBytes() {
  var source = ""
  for index in 0..<300 { source += "fn g\(index)(a: i32, b: f64, c: bool) bool { return c; }\n" }
  let base = interface(source)
  #expect(Interface(decoding: base.encoded()) == base)
  for index in 0..<300 { #expect(base.signature(of: "g\(index)")?.parameters.count == 3) }
  #expect(Interface(decoding: [0]) == Interface(declarations: []))
}

@Test(
  arguments: [
    [], [1], [0, 0], [0x80, 0], [1, 0, 1, 0x61, 2], [1, 0, 1, 0x61, 9, 0],
    [1, 0, 1, 0x61, 2, 1, 0], [1, 0, 1, 0x31, 2, 0], [1, 0, 0, 2, 0], [1, 1, 1, 0x61, 2, 0],
    [2, 0, 1, 0x62, 2, 0, 0, 1, 0x61, 2, 0], [2, 0, 1, 0x61, 2, 0, 0, 1, 0x61, 2, 0],
    [255, 255, 255, 255, 255, 255, 255, 255, 255, 1],
  ] as [[UInt8]])
func whatIsNoInterfaceIsNotDecoded(bytes: [UInt8]) {
  #expect(Interface(decoding: bytes) == nil)
}

/// The names that a file uses of each import.
private func usedNames(_ source: String) -> [[String]] {
  FileAnalysis(analyzing: Array(source.utf8)).usedNames
}

@Test func usedNamesAreThoseOfEachImportInAllCode() {
  let imports = "import \"a.mini\" as a; import \"b.mini\" as b; import \"a.mini\" as again;\n"
  #expect(usedNames("fn f() { }") == [])
  #expect(usedNames(imports + "fn f() { }") == [[], [], []])
  #expect(
    usedNames(imports + "fn f() { f(); a.z(b.f(a.x(1))); return; again.y(); } fn g() { a.x(2); }")
      == [["x", "z"], ["f"], ["y"]])
  // Names depend on the file's own text alone, not on what the import offers or on errors.
  #expect(usedNames(imports + "fn f() { const a.b; b.w(1 +); }").count == 3)
  #expect(usedNames("import \"a.mini\" as a; import \"a.mini\" as a; fn f() { a.x(); }").count == 2)
  #expect(
    usedNames("import \"a\" as a; import \"b.mini\" as b; fn f() { a.x(); b.y(); }") == [["y"]])
}

@Test func functionsInErrorAreInErrorAndNotMissing() {
  let wrong = interface("fn b() { } fn c(x: void) { }")
  #expect(wrong.names == ["b"])
  #expect(wrong.isInError("c") && !wrong.isInError("b") && !wrong.isInError("e"))
}

@Test func whatTheParserDidNotMakeOutMayDeclareAnyName() {
  let broken = interface(
    "fn a(x: int) { } fn b() { } fn c(x: void) { } fn d(x: i32 { } fum e() { }")
  #expect(broken.names == ["b"])
  #expect(["a", "c", "d", "e", "f"].allSatisfy(broken.isInError))
  #expect(!broken.isInError("b"))
}

private func keys(_ source: String) -> [[UInt8]] {
  FileAnalysis(analyzing: Array(source.utf8)).zir.functions.map { function in
    var bytes: [UInt8] = [7]
    function.appendKeyBytes(to: &bytes)
    return bytes
  }
}

@Test func aKeyCoversWhatTheFunctionDoes() {
  let body = "var x = a + 1; while x < 10 { x = g(x, \"s\"); } return x;"
  let base = keys("fn f(a: i32) i32 { \(body) }")
  #expect(base.count == 1 && base[0][0] == 7)
  // The key does not cover positions, comments, local names, or the function's own name.
  #expect(base == keys("// c\nfn f( a :i32)i32{\n\(body) //\n}"))
  #expect(
    base
      == keys(
        "fn h(b: i32) i32 { var y = b + 0x1; while (y < 1_0) { y = g(y, \"\\x73\"); } return y; }"))
  let edits = [
    "var x = a + 2; while x < 10 { x = g(x, \"s\"); } return x;",
    "var x = a + 1; while x <= 10 { x = g(x, \"s\"); } return x;",
    "var x = a + 1; while x < 10 { x = g(x, \"t\"); } return x;",
    "var x: i32 = a + 1; while x < 10 { x = g(x, \"s\"); } return x;",
    "var x = 1 + a; while x < 10 { x = g(x, \"s\"); } return x;",
    "var x = a + 1; while x < 10 { x = g(x, \"s\"); } return a;",
    "var x = a + 1; while x < 10.0 { x = g(x, \"s\"); } return x;",
  ]
  let all =
    edits.map { keys("fn f(a: i32) i32 { \($0) }") }
    + [keys("fn f(a: i64) i32 { \(body) }"), keys("fn f(a: i32) i64 { \(body) }")]
  #expect(Set(all).count == all.count)
  #expect(!all.contains(base))
}

@Test func aKeyCoversPlacesTypesAndWhatLeaves() {
  func key(_ header: String, _ body: String) -> [UInt8]? {
    keys("fn f(\(header)) { \(body) }").first
  }
  let header = "a: &[[i32]], b: ?i32"
  let statements = [
    "a[0][1] = 2;", "a[1][1] = 2;", "a[0][1] += 2;", "a[0] = [2];", "a = [[2]];", "print(a[0][1]);",
    "print(a[0..]);", "print(a[..0]);", "print(a[0..1]);", "print([0; 1]);", "print([0, 1]);",
    "const c: ?i32 = 1; print(c);", "const c: ??i32 = 1; print(c);", "push(&a, [1]);", "pop(&a);",
    "push(&a[0], 1);", "print(len(a));", "print(text(a));", "print(b orelse 1);",
    "print(b orelse return);",
    "print(b orelse panic(\"\"));", "print(b orelse exit(1));", "if const c = b { print(c); }",
    "while const c = b { print(c); }", "while const c = b { print(c orelse break); }",
    "while const c = b { print(c orelse continue); }", "for c in a { print(c); }",
    "for c, _ in a { print(c); }", "for c, d in a { print(c); print(d); }",
    "{ const c = 1; print(c); }",
    "const c = 1; print(c);", "print(none);", "print(b == none);",
  ]
  let made = statements.compactMap { key(header, $0) }
  #expect(made.count == statements.count && Set(made).count == made.count)
  let headers = [
    "a: &[[i32]], b: i32", "a: [[i32]], b: ?i32", "a: &[[?i32]], b: ?i32", "a: &[text], b: ?i32",
  ]
  #expect(Set(([header] + headers).compactMap { key($0, "print(a, b);") }).count == 5)
}

@Test func typesComeBackFromTheirBytes() {
  let header = "fn f(a: &[?text], b: ??[[u8]], c: &i32) ?[?bool] { return none; }"
  let base = interface(header)
  #expect(Interface(decoding: base.encoded()) == base)
  #expect(base.signature(of: "f")?.text == "(&[?text], ??[[u8]], &i32) ?[?bool]")
  for other in ["&[text]", "[?text]", "&?[text]", "&[?u8]"] {
    #expect(base.encoded() != interface(header.replacing("&[?text]", with: other)).encoded())
  }
  // An array of nothing, a parameter of nothing, a mode that is none, a type that is too deep.
  let name: [UInt8] = [1, 1, 0x66, 0]
  #expect(Interface(decoding: name + [17, 2, 1, 1, 18, 16]) != nil)
  #expect(Interface(decoding: name + [17, 0, 1, 1, 18, 16]) == nil)
  #expect(Interface(decoding: name + [17, 2, 1, 1, 18, 0]) == nil)
  #expect(Interface(decoding: name + [17, 2, 1, 2, 18, 16]) == nil)
  let deep = [UInt8](repeating: 18, count: 100_000)
  #expect(Interface(decoding: name + deep + [2, 0]) == nil)
}

@Test func whatIsNoEncodingIsNotDecoded() {
  var random = SeededGenerator(state: 1)
  let analysis = FileAnalysis(
    analyzing: Array(
      "import \"a.mini\"; fn f(a: i32, b: &[?text]) ??f64 { const x = a.b(1, 2.5, \"s\"); y(); }"
        .utf8))
  let diagnostics = analysis.zir.diagnostics.map(analysis.lines.locate).encoded()
  let interface = analysis.interface.encoded()
  for length in 0..<diagnostics.count {
    #expect([Diagnostic](decoding: Array(diagnostics.prefix(length))) == nil)
  }
  for _ in 0..<(20_000 * fuzzScale) {
    checkDecoders(mutated(interface, &random))
    checkDecoders(mutated(diagnostics, &random))
    checkDecoders(
      (0..<Int.random(in: 0..<64, using: &random)).map { _ in .random(in: 0...255, using: &random) }
    )
  }
}

private func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
  var bytes = bytes
  for _ in 0...Int.random(in: 0..<3, using: &random) {
    bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
  }
  return bytes
}

/// Encoding a decoded value gives the same bytes.
private func checkDecoders(_ bytes: [UInt8]) {
  if let list = [Diagnostic](decoding: bytes) { #expect(list.encoded() == bytes) }
  if let interface = Interface(decoding: bytes) { #expect(interface.encoded() == bytes) }
}
