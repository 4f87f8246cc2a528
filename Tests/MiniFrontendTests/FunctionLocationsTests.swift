// The locations of code, and the part of them that a `-g` build's key covers.

import MiniFrontend
import Testing

private func locations(_ source: String) -> (ZIR.Function, FunctionLocations) {
  let analysis = FileAnalysis(analyzing: Array(source.utf8))
  let function = analysis.zir.functions[analysis.zir.functions.count - 1]
  return (function, FunctionLocations(function, lines: analysis.lines))
}

private func key(_ source: String) -> [UInt8] {
  let (function, locations) = locations(source)
  var bytes: [UInt8] = [7]
  locations.appendKeyBytes(of: function, to: &bytes)
  return bytes
}

@Test func placesCountFromTheFunctionsName() {
  let (function, locations) = locations(
    """
    fn a() { }
      fn
    f(a: i32) i32 {
      print("äöü"); { }
      print(a,"äöü"); const b = a
        + 2; return b;
      }
    """)
  #expect(function.name == "f")
  #expect(locations.line == 3)
  #expect([locations.name.line, locations.name.column] == [0, 1])
  #expect([locations.endBrace.line, locations.endBrace.column] == [4, 3])
  #expect(locations.code.map(\.line) == [1, 1, 2, 2, 2, 2, 3, 2, 2, 3, 3])
  #expect(locations.code.map(\.column) == [9, 3, 9, 11, 3, 29, 7, 29, 19, 17, 10])
}

@Test func blocksAreThoseThatDeclareInnerOnesFirst() {
  let (function, locations) = locations(
    """
    fn f(n: i32) {
      const a = 1; {
        if n > a { const b = 2; print(b); { const c = 3; print(c); } } else { print(a); }
      } { }
      while n > 0 { const d = 4; print(d); }
    }
    """)
  #expect(locations.blocks.map { [$0.line, $0.column] } == [[2, 39], [2, 14], [4, 15]])
  let inner = function.blocks.map { function.code[Int($0.start)..<Int($0.end)].count }
  #expect(inner == [5, 10, 5])
  #expect(function.blocks[1].end >= function.blocks[0].end)
  #expect(function.blocks[1].start < function.blocks[0].start)
}

@Test func aKeyWithPlacesCoversThemAndNames() {
  let base = "fn f(a: i32) i32 {\n  { const b = a; print(b); }\n  return a;\n}"
  let same = ["\n\n" + base, "// More.\nfn g() { const z = 1; }\n" + base, base + "\n\n"]
  for source in same { #expect(key(source) == key(base), "\(source)") }
  let others = [
    base.replacing("a", with: "c"), base.replacing("b", with: "d"), " " + base,
    base.replacing("\n}", with: "\n\n}"), base.replacing("\n}", with: " }"),
    base.replacing("return a", with: "return  a"), base.replacing("{ const", with: " { const"),
    base.replacing("; }", with: "; \n }").replacing("\n  return", with: "  return"),
  ]
  for source in others { #expect(key(source) != key(base), "\(source)") }
}
