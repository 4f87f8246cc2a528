// Maps: their types, literals, places and loops.

import MiniFrontend
import Testing

private func signature(_ header: String) -> String? {
  check("\(header) { while true { } }").interface.declarations.first?.form.text
}

private func code(_ body: String, _ parameters: String = "") -> String {
  let dump = check("fn f(\(parameters)) { \(body) }").zir.dump()
  return dump.split(separator: "\n").dropFirst().joined(separator: "\n")
}

@Test func typesOfMapsNest() {
  #expect(
    signature("fn f(a: [text: i32], b: &[u8: [bool: ?[i64]]]) ?[text: text]")
      == "([text: i32], &[u8: [bool: ?[i64]]]) ?[text: text]")
  func type(_ depth: Int) -> String {
    String(repeating: "[i32:", count: depth) + "i32" + String(repeating: "]", count: depth)
  }
  #expect(signature("fn f(a: \(type(256)))")?.hasPrefix("([i32: [i32: ") == true)
  check("fn f(a: \(type(256).replacing(":i32]", with: ":«E0008»[i32]]"))) { }")
}

@Test func keysHaveTypesThatCompareByTheirBytes() {
  for type in ["f64", "[i32]", "?i32", "[i32: i32]", "fn(i32) bool", "??[text]"] {
    check(
      "fn f(a: [«E0077»\(type): i32]) { } fn g() { f(1); }",
      mentions: ["'\(type)' cannot be the key of a map"])
    checkBody("const m: [[«E0077»\(type): text]] = []; print(m);")
  }
  check("struct S { a: [u8: i32], b: [i64: i32], c: [bool: i32], d: [text: [«E0077»f64: u8]] }")
  check("fn f(a: [«E0077»void: i32], b: [i32: «E0026»void]) { }", mentions: ["of a map"])
}

@Test func namedKeysAreCheckedWhereTheirDeclarationsAreKnown() {
  let zir = check(
    """
    import "m.mini" as m;
    enum E { a, b }
    fn f(a: [E: i32], b: [[m.K: [E: m.V]]]) { const c: ?[m.K: E] = none; print(a, b, c); }
    const d: [E: i32] = [:];
    """
  ).zir
  let imported = TypeName(origin: .imported(0), name: "K")
  let own = TypeName(origin: .own, name: "E")
  #expect(zir.keyUses.map(\.type) == [own, imported, own, imported, own])
  #expect(zir.keyUses.map { $0.range.end - $0.range.start } == [1, 3, 1, 3, 1])
  #expect(zir.keyUses.map(\.range.start) == zir.keyUses.map(\.range.start).sorted())
}

@Test func literalsOfMaps() {
  #expect(
    code("const m: [text: i32] = [:]; print(m, [\"a\": 1, g: 2 + 3,], [[1: [2: 3]]]);", "g: text")
      == """
        %0 mapLiteral ()
        %1 declareTyped $0 m: [text: i32], %0
        %2 local $0 m
        %3 string "a"
        %4 integer 1
        %5 parameter g
        %6 integer 2
        %7 integer 3
        %8 add %6, %7
        %9 mapLiteral (%3: %4, %5: %8)
        %10 integer 1
        %11 integer 2
        %12 integer 3
        %13 mapLiteral (%11: %12)
        %14 mapLiteral (%10: %13)
        %15 arrayLiteral (%14)
        %16 print (%2, %9, %15)
      """)
  #expect(
    ASTDump.text(of: Array("const m = [1: 2, 3: [:]];".utf8)) == """
      const m
        mapLiteral
          integer 1
          integer 2
          integer 3
          mapLiteral

      """)
  checkBody("print([1: 2, 3«E0007»], «E0012»y);", mentions: ["':' and the key's value"])
  checkBody("print([1: «E0007»], «E0012»y);")
  checkBody("print([:«E0007»1], «E0012»y);", mentions: ["']' after ':'"])
  checkBody("print([1, 2«E0007»: 3], «E0012»y);", mentions: ["'[key: value, …]'"])
}

@Test func aKeyIsGivenOnceAsALiteral() {
  checkBody("print([1: 2, 2: 3, «E0078»1: 4, «E0078»0x1: 5]);", mentions: ["the key 0x1 is given"])
  checkBody("print(['a': 1, «E0078»97: 2, -97: 3, («E0078»-97): 4, 0: 5, «E0078»-0: 6]);")
  checkBody(#"print(["a": 1, "b": 2, «E0078»"\x61": 3, "": 4, «E0078»"": 5]);"#)
  checkBody("print([true: 1, false: 2, «E0078»true: 3]);", mentions: ["it is first given here"])
  checkBody("const a = 1; print([a: 1, a: 2, .b: 3, .b: 4, 1 + 1: 5, 1 + 1: 6, 2: 7]);")
  check("const m = [1: [1: 2], 2: [1: 2, «E0078»1: 3]];")
}

@Test func entriesArePlaces() {
  #expect(
    code("m[1][2] = 3; m[1][2] += 4; push(&m[1], 5); entry(&m, 6, m[7]);", "m: &[i32: [i32: i32]]")
      == """
        %0 integer 1
        %1 integer 2
        %2 integer 3
        %3 assignPlace m[%0][%1], %2
        %4 integer 1
        %5 integer 2
        %6 placeRead m[%4][%5]
        %7 integer 4
        %8 add %6, %7
        %9 assignPlace m[%4][%5], %8
        %10 integer 1
        %11 reference m[%10]
        %12 integer 5
        %13 builtin push(%11, %12)
        %14 evaluate %13
        %15 reference m
        %16 integer 6
        %17 parameter m
        %18 integer 7
        %19 index %17, %18
        %20 builtin entry(%15, %16, %19)
        %21 evaluate %20
      """)
  checkBody("const m = [1: 2]; «E0025»m[1] = 3; remove(&«E0025»m, 1); print(len(keys(m)));")
}

@Test func loopsKnowHowManyNamesTheyHave() {
  #expect(
    code(
      "for k in m { print(k); } for k, v in m { print(k, v); } for _, v in m { print(v); }",
      "m: [i32: i32]"
    )
    .split(separator: "\n").filter { $0.contains("each") } == [
      "  %1 eachBegin $0 k, %0", "  %6 eachBegin $1 k, $2 v, %5", "  %12 eachBegin _, $3 v, %11",
    ])
  // The first name may be a key of any type.
  checkBody("for i, x in [1] { print(i / 0, x); } for i, x in 1..2 { print(i / «W0005»0, x); }")
}

@Test(arguments: [
  ("«E0007»{}", "an empty one '[:]'"), ("«E0007»{\"a\": 1}", "'[key: value, …]'"),
  ("[\"a\" «E0007»=> 1]", "'[key: value, …]'"), ("«E0013»dict()", "an empty one '[:]'"),
  ("«E0013»HashMap()", "'[key: value, …]'"), ("[text«E0007»: i32]()", "an empty map is '[:]'"),
  ("1 «E0007»in m", "'m[x] != none'"),
])
func mapsOfOtherLanguagesAreExplained(value: String, note: String) {
  checkBody("const m = 1; const a = \(value); print(a, m, «E0012»y);", mentions: [note])
}

@Test(arguments: [
  "«E0007»map[text]i32", "«E0007»Map<text, i32>", "«E0007»dict[text, i32]", "«E0018»Dictionary",
  "«E0007»{text: i32}", "«E0007»HashMap<text, Vec<i32>>",
])
func typesOfMapsOfOtherLanguagesAreExplained(type: String) {
  checkBody(
    "var a: \(type) = [:]; print(a, «E0012»y);", mentions: ["a map from 'K' to 'V' is '[K: V]'"])
}

@Test func entriesAreRemovedByACall() {
  checkBody(
    "var m = [1: 2]; delete «E0007»m[1]; print(m, «E0012»y);", mentions: ["'remove(&m, k)'"])
}
