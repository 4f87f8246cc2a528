import MiniBackend
import MiniFrontend
import Testing

/// The declaration that a definition is, after the name of its module.
private func definition(_ query: QueriedText, _ mark: Character = "1") -> String? {
  query.semantics.definition(at: query.offset(mark)).flatMap { place in
    guard let module = query.module(place.module) else { return nil }
    let text = String(
      decoding: module.source[Int(place.declaration.start)..<Int(place.declaration.end)],
      as: UTF8.self)
    return "\(place.module): \(text)"
  }
}

@Test
func definitionsAreFoundInTheFileAndInImports() {
  let query = QueriedText(
    """
    import "‸9shapes.mini";
    struct Box { width: i32, next: [Box] }
    fn double(n: i32) i32 { return n‸1 + n; }
    fn main() {
      var box = Box(wi‸2dth: dou‸3ble(1), next: []);
      box‸4.next[0].width‸5 = 3;
      const shape = shapes.Shape.circle‸6(shapes.Po‸7int(x‸8: 1.0), 2.0);
      if const found = none orelse 2 { print(found); }
      switch shape { .empt‸ay {} else {} }
    }
    """, ["shapes": shapes])
  #expect(definition(query, "1") == "main: n: i32")
  #expect(definition(query, "2") == "main: width: i32")
  #expect(definition(query, "3") == "main: fn double(n: i32) i32 { return n + n; }")
  #expect(definition(query, "4") == "main: var box = Box(width: double(1), next: [])")
  #expect(definition(query, "5") == "main: width: i32")
  #expect(definition(query, "6") == "shapes: circle(Point, f64)")
  #expect(definition(query, "7") == "shapes: struct Point { x: f64, y: f64 = 0.0 }")
  #expect(definition(query, "8") == "shapes: x: f64")
  #expect(definition(query, "9") == "shapes: ")
  #expect(definition(query, "a") == "shapes: empty")
}

@Test
func typesOfValuesAreFound() {
  let query = QueriedText(
    """
    import "shapes.mini";
    fn points() [shapes.Point] { return []; }
    fn main() {
      for point in points() { print(poi‸1nt.x); }
      const all = po‸2ints();
    }
    """, ["shapes": shapes])
  for mark: Character in ["1", "2"] {
    let places = query.semantics.typeDefinitions(at: query.offset(mark))
    #expect(places.map(\.module) == ["shapes"])
    #expect(places.map(\.range.start) == [33])
  }
}

@Test
func referencesAreThoseOfOneMeaning() {
  let query = QueriedText(
    """
    import "shapes.mini" as s;
    struct Other { x: f64 }
    fn f(point: s.Point, other: Other) f64 { return point.x + other.x; }
    fn g() s.Point { var p = s.Point(x: 1.0); p.x = 2.0; return p; }
    """, ["shapes": shapes])
  let found = query.semantics.occurrences(
    of: .member(module: "shapes", type: "Point", name: "x"))
  #expect(found.map(\.role) == [.read, .label, .write])
  #expect(found.map { query.text($0.range) } == ["x", "x", "x"])
  let own = query.semantics.occurrences(of: .member(module: "main", type: "Other", name: "x"))
  #expect(own.map(\.role) == [.declaration, .read])
  let inShapes = query.semantics(of: "shapes")?.occurrences(
    of: .member(module: "shapes", type: "Point", name: "x"))
  #expect(inShapes?.map(\.role) == [.declaration])
}

@Test
func placesInADeclarationWithErrorsKeepTheirMeaning() {
  let query = QueriedText(
    """
    fn f(n: Missing) i32 { const m = n; return m‸1 + }
    fn g() { f‸2(1; }
    """)
  #expect(definition(query, "1") == "main: const m = n")
  #expect(definition(query, "2") == "main: fn f(n: Missing) i32 { const m = n; return m + }")
}

@Test
func descriptionsShowTypesCommentsAndValues() {
  let query = QueriedText(
    """
    import "shapes.mini";
    const twice = shapes.limit * 2;
    fn main() {
      var scale = 1.5;
      print(shapes.ar‸1ea(.empty, &sca‸2le), twi‸3ce, shapes.lim‸4it, l‸5en("a"));
      const p = shapes.Point(x: 1.0);
      print(p.y‸6, shapes.Shape.cir‸7cle(p, 1.0));
    }
    """, ["shapes": shapes])
  func description(_ mark: Character) -> SymbolDescription? {
    query.semantics.description(at: query.offset(mark))?.text
  }
  #expect(description("1")?.declaration == "fn area(shape: Shape, scale: &f64) f64")
  #expect(description("1")?.documentation == "The area of a shape.")
  #expect(description("2")?.declaration == "var scale: f64")
  #expect(description("3")?.declaration == "const twice: i32 = shapes.limit * 2")
  #expect(description("3")?.value == "40")
  #expect(description("4")?.value == "20")
  #expect(description("5")?.declaration == "len(x) i32")
  #expect(description("6")?.declaration == "Point.y: f64 = 0.0")
  #expect(description("7")?.declaration == "Shape.circle(Point, f64)")
}

@Test(arguments: [
  ("-7", "-7"), ("2.5", "2.5"), ("[1, 2]", "[1, 2]"), (#""a\n""#, #""a\n""#), ("true", "true"),
  (#"["a": 1]"#, #"["a": 1]"#), ("Pair(a: 1, b: .two(3))", "Pair(a: 1, b: .two(3))"),
  ("[0; 1000]", "[" + String(repeating: "0, ", count: 66) + "0…"),
])
func valuesOfConstantsAreSpelled(expression: String, text: String) {
  let query = QueriedText(
    """
    struct Pair { a: i32, b: ?Choice }
    enum Choice { one, two(i32) }
    const it‸1 = \(expression);
    """)
  #expect(query.semantics.description(at: query.offset())?.text.value == text)
}
