// Types: how they are written, and what people write who know other languages.

import MiniFrontend
import Testing

private func signature(_ header: String) -> String? {
  check("\(header) { while true { } }").interface.declarations.first?.form.text
}

@Test func typesNest() {
  #expect(
    signature("fn f(a: text, b: [i32], c: &[[u8]], d: ?[?text], e: ??i32, g: &?f64,) ?[text]")
      == "(text, [i32], &[[u8]], ?[?text], ??i32, &?f64) ?[text]")
  #expect(signature("fn f() ??[???bool]") == "() ??[???bool]")
  let dump = checkBody("const a: [?text] = []; var b: ??i32 = none; print(a, b);").zir.dump()
  #expect(dump.contains("declareTyped $0 a: [?text], %0") && dump.contains("$1 b: ??i32, %2"))
  #expect(
    ASTDump.text(of: Array("fn f(a: &[?i32]) ?text { }".utf8)).hasPrefix("fn f(a: &[?i32]) ?text"))
}

@Test func partsOfTypesAreNotVoid() {
  check("fn f(a: [«E0026»void]) { } fn g() { f(1); }", mentions: ["the elements of an array"])
  check("fn f() ?«E0026»void { } fn g() { f(1); }", mentions: ["an optional"])
  checkBody("const a: [[?«E0026»void]] = «E0012»b; print(a);")
  check("fn f(a: &«E0026»void) { }", mentions: ["the parameter 'a'"])
}

@Test func typesCountAsNesting() {
  func type(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + "i32" + String(repeating: "]", count: depth)
  }
  #expect(signature("fn f(a: \(type(256)))")?.hasPrefix("([[[") == true)
  check("fn f(a: \(type(256).replacing("i32", with: "«E0008»[i32]"))) { } fn g() { «E0012»x; }")
  check("fn f(a: \(String(repeating: "?", count: 256))text) { }")
  check("fn f(a: \(String(repeating: "?", count: 256))«E0008»?text) { }")
  checkBody("if true { const a: \(type(255)) = []; print(a); }")
  checkBody(
    "if true { const a: \(type(255).replacing("i32", with: "«E0008»[i32]")) = []; print(a); }")
}

@Test func wrongTypesAreReportedOnce() {
  check("fn f(a: [«E0007»]) { } fn g() { print(«E0012»y); }", mentions: ["'[T]'"])
  check("fn f(a: [i32«E0007») { } fn g() { print(«E0012»y); }", mentions: ["']'"])
  check("fn f(a: ?«E0007») { } fn g() { print(«E0012»y); }")
  check("fn f() [«E0007»{ } fn g() { print(«E0012»y); }")
  checkBody("const a: [«E0018»int] = [1]; print(a, «E0012»y);", mentions: ["did you mean 'i32'?"])
}

@Test(arguments: [
  ("«E0018»string", "did you mean 'text'?"), ("«E0018»String", "'text'"), ("«E0018»str", "'text'"),
  ("«E0007»Vec<i32>", "'[T]'"), ("«E0007»Vec<Vec<i32>>", "'[T]'"),
  ("«E0007»List<List<List<u8>>>", "'[T]'"),
  ("i32«E0007»[]", "an array of 'i32' is '[i32]'"), ("[«E0007»]i32", "'[T]'"),
  ("[i32«E0007»; 3]", "of any length"), ("text«E0007»?", "an optional 'text' is '?text'"),
  ("[i32]«E0007»?", "'?[i32]'"), ("«E0007»Optional<i32>", "'?T'"), ("«E0007»Option<i32>", "'?T'"),
  ("«E0007»int[]", "'i32'"), ("«E0007»String?", "'text'"), ("«E0007»*i32", "no pointers"),
  ("«E0007»Array<Optional<i32>>", "'[T]'"),
])
func typesOfOtherLanguagesAreExplained(type: String, note: String) {
  checkBody("var a: \(type) = none; print(a, «E0012»y);", mentions: [note])
  check("fn f(a: \(type), b: i32) { print(a, b, «E0012»y); }", mentions: [note])
  check("fn f() \(type) { return «E0012»y; }", mentions: [note])
}

@Test func referencesBelongToParameters() {
  check("fn f() «E0007»&i32 { return 1; }", mentions: ["only before a parameter's type"])
  checkBody("const a: «E0007»&i32 = 1; print(a);", mentions: ["only before a parameter's type"])
  check("fn f(a: &«E0007»mut i32) { a = «E0012»y; }", mentions: ["'name: &T'"])
  check("fn f(a: «E0007»inout i32) { print(a, «E0012»y); }", mentions: ["'name: &T'"])
  check(
    "fn f(mut «E0007»a: i32, inout «E0007»b: i32) { print(a, b, «E0012»y); }",
    mentions: ["'name: &T'"])
}
