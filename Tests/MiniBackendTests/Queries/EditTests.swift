import MiniBackend
import MiniFrontend
import Testing

private func renamed(
  _ text: String, to name: String, _ others: [String: String] = ["shapes": shapes]
) -> String? {
  let query = QueriedText(text, others)
  guard let (entity, _) = query.semantics.renamed(at: query.offset()),
    query.semantics.problem(withRenaming: entity, to: name) == nil
  else { return nil }
  return query.applying(query.semantics.edits(renaming: entity, to: name))
}

@Test
func aNameIsRenamedWhereItMeansTheSame() {
  #expect(
    renamed("fn f(a‸1: i32) i32 { return a * a; }\nfn g(a: i32) {}", to: "b")
      == "fn f(b: i32) i32 { return b * b; }\nfn g(a: i32) {}")
  #expect(
    renamed("struct S { a: i32 }\nfn f(s: S) S { return S(a: s.a‸1); }", to: "text")
      == "struct S { text: i32 }\nfn f(s: S) S { return S(text: s.text); }")
  #expect(
    renamed("import \"shapes.mini\";\nfn f(p: sha‸1pes.Point) {}", to: "s")
      == "import \"shapes.mini\" as s;\nfn f(p: s.Point) {}")
  #expect(
    renamed("import \"shapes.mini\" as s;\nfn f(p: s‸1.Point) {}", to: "t")
      == "import \"shapes.mini\" as t;\nfn f(p: t.Point) {}")
}

@Test
func renamingReachesOtherModules() {
  let query = QueriedText(
    "import \"shapes.mini\";\nfn f() { print(shapes.li‸1mit); }", ["shapes": shapes])
  guard let (entity, _) = query.semantics.renamed(at: query.offset()) else {
    Issue.record("it can be renamed")
    return
  }
  #expect(entity == .declaration(module: "shapes", name: "limit") && entity.isShared)
  #expect(query.semantics.edits(renaming: entity, to: "most").count == 1)
  let edits = query.semantics(of: "shapes")?.edits(renaming: entity, to: "most") ?? []
  #expect(QueriedText.applying(edits, to: Array(shapes.utf8)).contains("const most = 4 * 5;"))
}

@Test(arguments: [
  ("fn f(a‸1: i32) {}", "while"), ("fn f(a‸1: i32) {}", "1a"), ("fn f(a‸1: i32) {}", "_"),
  ("fn f(a‸1: i32) {}", "f"), ("fn f(a‸1: i32, b: i32) {}", "b"),
  ("fn f(a‸1: i32) { { const b = 1; } }", "b"), ("fn f‸1() {}\nfn g(b: i32) {}", "b"),
  ("fn f(a‸1: text) i32 { return len(a); }", "len"), ("struct S { a‸1: i32, b: i32 }", "b"),
  ("fn f() { l‸1en(\"\"); }", "count"), ("import \"std:io\";\nfn f() { io.now‸1(); }", "then"),
  ("test \"a‸1\" {}", "b"), ("fn f(a‸1: i32) { (; }", "b"),
])
func aNameThatIsNotFreeIsRefused(text: String, name: String) {
  #expect(renamed(text, to: name, ["std:io": "fn now() i64 { return 0; }"]) == nil)
}

@Test
func unusedDeclarationsAreRemoved() {
  func removed(_ text: String) -> String? {
    let query = QueriedText(text)
    return query.semantics.removal(ofUnusedAt: query.offset()).map { query.applying([$0]) }
  }
  #expect(removed("import \"‸1a.mini\";\nfn f() {}\n") == "fn f() {}\n")
  #expect(removed("fn f() {\n  var a‸1 = 1;\n  g();\n}") == "fn f() {\n  g();\n}")
  #expect(removed("fn f() { var a‸1 = g(1); }") == "fn f() { g(1); }")
  #expect(removed("fn f() { for a‸1 in 0..3 {} }") == "fn f() { for _ in 0..3 {} }")
  #expect(
    removed("fn f(e: E) { switch e { .a(b‸1) {} } }") == "fn f(e: E) { switch e { .a(_) {} } }")
  #expect(removed("fn f(o: ?i32) { if const a‸1 = o {} }") == nil)
}

@Test
func missingCasesAreAdded() {
  func added(_ text: String) -> String? {
    let query = QueriedText("enum E { a, b(i32), c }\nfn f(e: E, n: i32, o: bool) {\n" + text)
    return query.semantics.missingCases(ofSwitchAt: query.offset()).map {
      String(query.applying([$0]).split(separator: "{\n", maxSplits: 1)[1])
    }
  }
  #expect(
    added("    ‸1switch e {\n        .a {}\n    }\n}")
      == "    switch e {\n        .a {}\n        .b {}\n        .c {}\n    }\n}")
  #expect(added("‸1switch n { 1 {} }\n}") == "switch n { 1 {} \n    else {}\n}\n}")
  #expect(added("‸1switch o { true {} }\n}") == "switch o { true {} \n    false {}\n}\n}")
  #expect(added("‸1switch e { .a, .b, .c {} }\n}") == nil)
  #expect(added("‸1switch n { 1 {} else {} }\n}") == nil)
}

@Test
func typesAreShownWhereTheTextDoesNot() {
  let text = """
    enum E { a(text, [u8]) }
    fn f(e: E, m: [text: f64]) {
      const n = 1; var written: i64 = 2;
      for k, v in m { if const found = m[k] {} }
      switch e { .a(t, _) {} }
      const wide = u8(1);
    }
    """
  let query = QueriedText(text)
  let hints = query.semantics.typeHints(
    in: SourceRange(start: 0, end: UInt32(text.utf8.count)))
  var shown = text
  for hint in hints.reversed() {
    shown.insert(
      contentsOf: hint.text, at: shown.utf8.index(shown.startIndex, offsetBy: Int(hint.offset)))
  }
  #expect(
    shown == """
      enum E { a(text, [u8]) }
      fn f(e: E, m: [text: f64]) {
        const n: i32 = 1; var written: i64 = 2;
        for k: text, v: f64 in m { if const found: f64 = m[k] {} }
        switch e { .a(t: text, _) {} }
        const wide = u8(1);
      }
      """)
}

@Test
func namesAreColouredByTheirMeaning() {
  let query = QueriedText(
    """
    import "shapes.mini";
    fn f(p: shapes.Point, e: shapes.Shape) {
      var n = p.x; const c = .empty == e;
      print(shapes.area(shapes.Shape.empty, &n), shapes.limit, c);
    }
    """, ["shapes": shapes])
  let tokens = query.semantics.nameTokens(
    in: SourceRange(start: 0, end: UInt32(query.text.utf8.count)))
  #expect(
    tokens.map { "\(query.text($0.range)):\($0.kind)" }.joined(separator: " ")
      == "f:function p:parameter shapes:namespace Point:structure e:parameter shapes:namespace"
      + " Shape:enumeration n:variable p:parameter x:field c:variable empty:enumCase e:parameter"
      + " print:function shapes:namespace area:function shapes:namespace Shape:enumeration"
      + " empty:enumCase n:variable shapes:namespace limit:variable c:variable")
}
