import MiniBackend
import MiniFrontend
import Testing

private func names(_ text: String, _ others: [String: String] = ["shapes": shapes]) -> [String] {
  let query = QueriedText(text, others)
  return query.completions()?.items.map(\.name) ?? ["(none)"]
}

@Test
func fieldsAreProposedWhileAStatementIsUnfinished() {
  let head = "import \"shapes.mini\";\nfn f(p: shapes.Point) {\n"
  #expect(names(head + "  p.‸1\n}") == ["x", "y"])
  #expect(names(head + "  p.‸1\n  print(p);\n}") == ["x", "y"])
  #expect(names(head + "  const a = p.x + p.‸1") == ["x", "y"])
  #expect(names(head + "  f([p][0].‸1") == ["x", "y"])
  #expect(names(head + "  var all = [p]; all[0].‸1 = 1.0;\n}") == ["x", "y"])
  #expect(names(head + "  while const q = none orelse p { q.‸1 }\n}").isEmpty)
  #expect(names(head + "  p.x‸1\n}") == ["x", "y"])
}

@Test
func casesAreProposedWhereAnEnumIsWanted() {
  let head = "import \"shapes.mini\";\nfn f(s: shapes.Shape) shapes.Shape {\n"
  let all = ["circle", "polygon", "empty"]
  #expect(names(head + "  return .‸1\n}") == all)
  #expect(names(head + "  return shapes.Shape.‸1;\n}") == all)
  #expect(names(head + "  switch s { .‸1 {} }\n}") == all)
  #expect(names(head + "  if s == .‸1 {}\n}") == all)
  #expect(Array(names(head + "  return ‸1;\n}").prefix(3)) == all.map { "." + $0 })
  #expect(names("enum E { a, b }\nfn f() { const e = E.‸1 }") == ["a", "b"])
}

@Test
func namesOfAScopeAreProposed() {
  let text = """
    import "shapes.mini";
    const top = 1;
    struct Box { width: i32, height: i32 = 1 }
    fn f(a: i32) i32 { const hidden = 1; return hidden; }
    fn g(b: i32) { const c = 2; { const inner = 3; } ‸1 const late = 4; }
    """
  let found = names(text)
  for name in ["b", "c", "f", "g", "top", "Box", "shapes", "len", "if", "const", "true", "io"] {
    #expect(found.contains(name), "\(name)")
  }
  for name in ["a", "hidden", "inner", "late", "width"] {
    #expect(!found.contains(name), "\(name)")
  }
}

@Test
func labelsOfAConstructionAreProposed() {
  let head = "struct Box { width: i32, height: i32 = 1 }\nfn f() { const b = Box("
  #expect(names(head + "‸1").prefix(2) == ["width: ", "height: "])
  #expect(names(head + "height: 1, ‸1); }").first == "width: ")
}

@Test
func declarationsOfANamespaceAreProposed() {
  let query = QueriedText(
    "import \"shapes.mini\";\nfn f() { shapes.‸1 }", ["shapes": shapes])
  let items = query.completions()?.items ?? []
  #expect(items.map(\.name) == ["Point", "Shape", "area", "limit"])
  #expect(items[0].arguments?.map { $0.prefix + $0.hint } == ["x: f64"])
  #expect(items[2].arguments?.map { $0.prefix + $0.hint } == ["shape", "&scale"])
  #expect(items[3].detail == "i32")
  #expect(names("import \"shapes.mini\";\nfn f(s: shapes.‸1") == ["Point", "Shape"])
}

@Test
func standardModulesAreImportedByTheirCompletion() {
  let strings = "/// Parts.\nfn split(s: text, by: text) [text] { return []; }\nfn _part() {}"
  let query = QueriedText(
    "// A program.\n\nfn main() { print(strings.sp‸1); }", ["std:strings": strings])
  let items = query.completions()?.items ?? []
  #expect(items.map(\.name) == ["split"])
  #expect(
    query.applying(items.first?.edits ?? [])
      == "// A program.\nimport \"std:strings\";\n\nfn main() { print(strings.sp); }")
  let second = QueriedText("import \"shapes.mini\";\nfn f() { st‸1 }", ["shapes": shapes])
  let namespace = second.completions()?.items.first {
    $0.name == "strings"
  }
  #expect(
    second.applying(namespace?.edits ?? [])
      == "import \"shapes.mini\";\nimport \"std:strings\";\nfn f() { st }")
}

@Test
func filesOfTheProjectAreImportedByTheirCompletion() {
  func completed(_ text: String, _ name: String) -> String? {
    let query = QueriedText(text, ["lib/shapes": shapes])
    let items = query.completions(["lib/shapes.mini"])?.items
    return items?.first { $0.name == name }.map { query.applying($0.edits) }
  }
  #expect(completed("fn f() { sh‸1 }", "shapes") == "import \"lib/shapes.mini\";\n\nfn f() { sh }")
  #expect(completed("fn f() { ‸1 }", "shapes") == nil)
  #expect(
    completed("fn f() { shapes.‸1 }", "area")
      == "import \"lib/shapes.mini\";\n\nfn f() { shapes. }")
  #expect(
    completed("fn f(p: shapes.‸1) {}", "Point")
      == "import \"lib/shapes.mini\";\n\nfn f(p: shapes.) {}")
  #expect(completed("fn f(p: shapes.‸1) {}", "area") == nil)
}

@Test
func typesAndDeclarationsAndPathsAreProposedInTheirPlaces() {
  let type = names("struct Box { w: ‸1 }")
  #expect(type.contains("Box") && type.contains("i32") && !type.contains("len"))
  #expect(names("fn f() {}\n‸1").contains("struct"))
  #expect(names("import \"st‸1") == ["std:io", "std:math", "std:random", "std:strings"])
  let imported = QueriedText("import \"a‸1.mini\";")
  #expect(
    imported.completions()?.range == SourceRange(start: 8, end: 14))
  for text in ["fn f() { // a‸1", "fn f() { print(\"a‸1\"); }", "fn f() { const a = 12‸1; }"] {
    #expect(names(text) == ["(none)"])
  }
  #expect(names("fn f() { const ‸1 = 1; }").isEmpty)
  #expect(names("fn na‸1() {}").isEmpty)
}

@Test
func callsShowTheirParametersWhileTheyAreWritten() {
  func help(_ text: String) -> (label: String, parameter: Int?)? {
    let query = QueriedText(text, ["shapes": shapes])
    return query.semantics.callHelp(at: query.offset()).map {
      ($0.signatures[$0.active].label, $0.activeParameter)
    }
  }
  let head = "import \"shapes.mini\";\nfn f(a: i32, g: fn(i32, &text) bool) i32 {\n"
  #expect(help(head + "f(1, ‸1")?.label == "f(a: i32, g: fn(i32, &text) bool) i32")
  #expect(help(head + "f(1, ‸1")?.parameter == 1)
  #expect(help(head + "f(1, [2, 3‸1")?.parameter == 1)
  #expect(help(head + "g(‸1")?.label == "g(i32, &text) bool")
  #expect(help(head + "shapes.area(.empty, ‸1)")?.label == "area(shape: Shape, scale: &f64) f64")
  #expect(help(head + "shapes.Point(y: ‸1")?.parameter == 1)
  #expect(help(head + "shapes.Point(y: 1.0, ‸1")?.parameter == 0)
  #expect(help(head + "const s: shapes.Shape = .circle(‸1")?.label == "circle(Point, f64)")
  #expect(help(head + "sort(&a, ‸1")?.label == "sort(&a: [T], less: fn(T, T) bool)")
  #expect(help(head + "print(1, 2, ‸1")?.parameter == 1)
  #expect(help(head + "f(1, 2); ‸1") == nil)
}
