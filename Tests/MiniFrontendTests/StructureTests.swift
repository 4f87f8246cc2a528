import MiniFrontend
import Testing

private func text(_ source: String, _ range: SourceRange) -> String {
  String(decoding: Array(source.utf8)[Int(range.start)..<Int(range.end)], as: UTF8.self)
}

@Test
func enclosuresCommentsAndImportsAreFolded() {
  let source = """
    // One
    // two
    import "a.mini";
    import "b.mini";

    // alone

    fn f() {
      g([
        1,
      ]);
    }
    """
  let bytes = Array(source.utf8)
  let folds = SourceStructure(bytes, FileSymbols(bytes)).folds
  #expect(
    folds.filter { text(source, $0.range).contains("\n") }.map { text(source, $0.range) } == [
      "// One\n// two", "import \"a.mini\";\nimport \"b.mini\"",
      "{\n  g([\n    1,\n  ]);\n}", "([\n    1,\n  ])", "[\n    1,\n  ]",
    ])
}

@Test
func selectionsGrowFromTheNameToTheFile() {
  let source = "fn f(a: i32) i32 { return a * (b + g(a)); }"
  let bytes = Array(source.utf8)
  let offset = UInt32(source.utf8.count - 5)
  let parts = SourceStructure(bytes, FileSymbols(bytes)).selections(at: offset)
  #expect(
    parts.map { text(source, $0) } == [
      "a", "(a)", "g(a)", "b + g(a)", "(b + g(a))", "a * (b + g(a))", "return a * (b + g(a))",
      " return a * (b + g(a)); ", "{ return a * (b + g(a)); }", source,
    ])
}

@Test
func declarationsHaveTheirWholeText() {
  let source = """
    import "lib.mini" as lib;
    const a: i32 = 1;
    /// Documented.
    struct S { x: i32, y: [S] = [] }
    enum E { one(i32) }
    fn f(a: i32) { for i, x in [1] {} }
    test "it" {}
    """
  let symbols = FileSymbols(Array(source.utf8)).symbols
  #expect(
    symbols.map { "\($0.kind) \($0.name): \(text(source, $0.range))" } == [
      "namespace lib: import \"lib.mini\" as lib", "constant a: const a: i32 = 1;",
      "structure S: struct S { x: i32, y: [S] = [] }", "enumeration E: enum E { one(i32) }",
      "function f: fn f(a: i32) { for i, x in [1] {} }", "test test \"it\": test \"it\" {}",
      "field x: x: i32", "field y: y: [S] = []", "enumCase one: one(i32)",
      "parameter a: a: i32", "value i: i", "value x: x",
    ])
}

@Test
func placesOfNamesAreFoundFromBothEnds() {
  let symbols = FileSymbols(Array("fn f(ab: i32) { ab; }".utf8))
  for offset: UInt32 in 16...18 {
    #expect(symbols.occurrence(at: offset)?.range == SourceRange(start: 16, end: 18))
  }
  #expect(symbols.occurrence(at: 15) == nil && symbols.occurrence(at: 19) == nil)
}

@Test
func keywordsAreTheLexersAndNoNames() {
  let all =
    Keywords.statements + Keywords.declarations + Keywords.expressions + Keywords.types
    + Keywords.others
  #expect(Set(all).count == 32)
  for word in all { #expect(!Keywords.isName(word) && Keywords.isMemberName(word), "\(word)") }
  for word in ["", "_", "1", "a b", "a.b", "ä", "a\n", "\u{FEFF}a"] {
    #expect(!Keywords.isName(word) && !Keywords.isMemberName(word), "\(word)")
  }
  #expect(Keywords.isName("name"))
}

@Test
func everyBuiltinFunctionIsDescribed() {
  for name in BuiltinHelp.names {
    #expect(BuiltinHelp(name)?.signatures.allSatisfy { $0.label.hasPrefix(name + "(") } == true)
  }
}
