// What people write who come from other languages, and what the errors say to write instead. One
// mistake gives one error.

import MiniFrontend
import Testing

@Test(arguments: [
  ("push", "'push(&a, …)'"), ("append", "'push(&a, …)' for one element"), ("len", "'len(a)'"),
  ("count", "'len(a)'"), ("size", "'len(a)'"), ("sort", "'sort(&a)'"), ("pop", "'pop(&a)'"),
  ("isEmpty", "'len(a) == 0'"), ("contains", "'contains(a, …)'"), ("indexOf", "'find(a, …)'"),
  ("to_string", "'text(a)'"), ("unwrap", "'a orelse …'"), ("double", "'double(a, …)'"),
  ("map", "'for x in a { … }'"), ("first", "'a[0]'"), ("get", "'a[…]'"), ("keys", "'keys(a)'"),
  ("has_key", "'a[k] != none'"), ("items", "'for k, v in a { … }'"), ("put", "'a[k] = v'"),
  ("setdefault", "'entry(&a, k, d)'"), ("getOrDefault", "'a[k] orelse …'"),
  ("trim", "'strings.trim(a)', with"), ("replace", "'strings.replace(a, …)', with"),
  ("read_line", "'io.read_line()', with"), ("strip", "'strings.trim(a)', with"),
  ("startswith", "'strings.starts_with(a, …)', with"),
  ("toUpperCase", "'strings.upper(a)', with"),
  ("foo", "a function takes the value as an argument: 'foo(a, …)'"),
])
func methodsAreExplained(name: String, note: String) {
  let found = MemberAdvice.noMethod(name, startingAt: 2, of: "a")
  #expect(found.code == .undefinedField && found.message == "'a' has no method '\(name)'")
  #expect(found.range == SourceRange(start: 2, end: 2 + UInt32(name.utf8.count)))
  #expect(found.notes[0].message.contains(note))
}

@Test func methodsOfNamesThatAreNoValuesAreExplained() {
  check(
    "struct Point { x: f64 } fn f() { print(Point.«E0017»new(1), «E0012»y); }",
    mentions: ["'new(Point, …)'"])
  check("const c = [1]; fn f() { c.«E0017»push(1); }", mentions: ["'push(&c, …)'"])
  #expect(MemberAdvice.noMethod("len", startingAt: 0, of: nil).notes[0].message == "write 'len(…)'")
}

@Test(arguments: [
  ("«E0014»console.log(1)", "did you mean 'print'?"),
  ("«E0014»fmt.Println(1)", "did you mean 'print'?"),
  ("«E0012»System.out.println(1)", "'print(…)' writes a line"),
  ("print(«E0014»Math.sqrt(2.0))", "'import \"std:math\";' has it: 'math.sqrt(…)'"),
  ("print(«E0014»Math.max(1, 2))", "built-in functions have no namespace: 'max(…)'"),
  ("print(«E0014»Math.log(2.0))", "'import \"std:math\";' has it: 'math.log(…)'"),
  ("const items = [1]; print(items, «E0014»itmes.length())", "did you mean 'items'?"),
])
func librariesOfOtherLanguagesAreExplained(statement: String, note: String) {
  checkBody("\(statement); print(«E0012»y);", mentions: [note])
}

@Test func fieldsOfOtherThingsAreNoPlaces() {
  checkBody("«E0012»b.x = 1; «E0016»f.x = 2; «E0014»b.y(); print(«E0012»b.z);")
  check(
    "import \"a.mini\"; fn f() { «E0016»a.x = 1; push(&«E0016»a.x, 1); }", mentions: ["a namespace"]
  )
}

@Test(arguments: [
  ("null", "'none'"), ("nil", "'none'"), ("None", "'none'"), ("True", "'true'"),
  ("this", "no methods"),
])
func namesOfOtherLanguagesAreExplained(name: String, note: String) {
  checkBody("print(«E0012»\(name), «E0012»y);", mentions: [note])
}

@Test(arguments: [
  ("length(a)", "'len'"), ("println(a)", "'print'"), ("str(a)", "'text(x)'"), ("range(3)", "0..10"),
  ("int(a)", "'i32(x)'"), ("Some(a)", "without a word"), ("lne(a)", "did you mean 'len'?"),
  ("trunkate(a, 1)", "did you mean 'truncate'?"), ("delete(a, 1)", "'remove(&m, k)'"),
  ("input()", "'import \"std:io\";' has it: 'io.read_line()'"),
  ("startsWith(a)", "'strings.starts_with(…)'"),
])
func functionsOfOtherLanguagesAreExplained(call: String, note: String) {
  checkBody("const a = 1; «E0013»\(call); print(a, «E0012»y);", mentions: [note])
}

@Test(arguments: [
  ("print(a«E0007»?)", "'x orelse …'"), ("print(a«E0007»! + 1)", "'x orelse …'"),
  ("print(a«E0007»?.b)", "'x orelse …'"), ("print(a «E0007»? 1 : 2)", "write an 'if'"),
  ("print(a «E0007»?? 1)", "expected 'orelse'"), ("print(«E0007»*a)", "no pointers"),
  ("print(a[1«E0007»:2])", "'a[i..j]'"),
  ("print(a[1«E0007»..=2])", "a[i..j + 1]"),
  ("print(a[1«E0007», 2])", "a[i][j]"), ("print(a[«E0007»])", "'a[i]'"),
  ("print(f«E0007»\"x\")", "no prefixes"), ("print(a «E0007»as i32)", "'i32(x)'"),
  ("print(1 «E0007»in a)", "'contains(a, x)'"), ("f(«E0067»a: 1)", "without it"),
  ("print([i32«E0007»])", "'var a: [i32] = [];'"),
  ("g(&«E0007»mut a)", "'&' alone"), ("print(bytes«E0007»!(a))", "without '!'"),
  ("print(println«E0007»!(a))", "without '!'"),
  ("print(a ==«E0007»= 1)", "no '==='"), ("print(a *«E0007»* 2)", "no '**'"),
  ("print(a <«E0007»> 2)", "'!='"), ("a «E0007»=> 2", "no closures"),
  ("print(a «E0007»is none)", "'==' compares"),
])
func operatorsOfOtherLanguagesAreExplained(statement: String, note: String) {
  checkBody("var a = 1; a = 2; \(statement); print(a, «E0012»y); } fn g() {", mentions: [note])
}

@Test func statementsOfOtherLanguagesAreExplained() {
  checkBody("let «E0007»x = 1; print(x, «E0012»y);", mentions: ["'const x = 1;'", "'var x = 1;'"])
  checkBody("let «E0007»var x: i32 = 1; print(x);", mentions: ["'const x = 1;'"])
  checkBody("auto «E0007»x = 1; print(x, «E0012»y);", mentions: ["'const x = 1;'"])
  checkBody("«E0007»foreach x in [1] { print(x, «E0012»y); }", mentions: ["'for x in a { … }'"])
  checkBody("«E0007»foreach (x in [1]) { } print(«E0012»y);", mentions: ["'for x in a { … }'"])
  checkBody("for i in 0..«E0007».9 { print(i, «E0012»y); }", mentions: ["'a..=b'"])
  checkBody("for x «E0007»of [1] { } print(«E0012»y);", mentions: ["'for x in a { … }'"])
  checkBody("i32 «E0007»x = 1; print(«E0012»y);", mentions: ["'var x = 1;'"])
  checkBody("x «E0007»:= 1; print(«E0012»y); } fn x() {", mentions: ["'var x = 1;'"])
  checkBody("print «E0007»\"x\"; print(«E0012»y);", mentions: ["parentheses"])
  checkBody("for i in 0..«E0007»<3 { print(i, «E0012»y); }", mentions: ["'a..b'"])
  checkBody("const a = true; if not «E0007»a { print(«E0012»y); }", mentions: ["'!' negates"])
  checkBody("const a = true; if a { } «E0007»elif a { print(«E0012»y); }", mentions: ["'else if'"])
  checkBody("const a = not «E0007»true; print(a, «E0012»y);", mentions: ["'!' negates"])
  checkBody("«E0007»loop { print(«E0012»y); break; }", mentions: ["while true"])
  checkBody("if true«E0007»: { print(«E0012»y); }")
  checkBody("const a = [1]«E0007»: Array; print(a, «E0012»y);", mentions: ["'const x: T = …'"])
  checkBody("print(«E0005»'text', «E0012»y);", mentions: ["double quotes"])
  checkBody(#"print("x is «E0004»\(x)", «E0012»y);"#, mentions: ["text(x)"])
  checkBody(#"print("«E0004»\u12");"#, mentions: ["Unicode scalar"])
}

@Test func arraysAreClosedOnce() {
  checkBody("const a = [1 «E0007»2, 3]; print(a, «E0012»y);", mentions: ["',' or ']'"])
  checkBody("print([1 «E0007»2], [3], «E0012»y);")
  checkBody("print([1, 2«E0007»); print(«E0012»y);")
  checkBody("print([0; 1 «E0007»2], «E0012»y);", mentions: ["number of elements"])
  checkBody("print([1, 2«E0007»: 2], «E0012»y);", mentions: ["'[key: value, …]'"])
  checkBody("const a = [1]; print(a[0«E0007»); print(«E0012»y);")
  checkBody("const a = [1]; print(a[0..1 «E0007»2], «E0012»y);")
  checkBody("print([«E0007», 1], «E0012»y);")
}

@Test func arraysOfLiteralsAreNotConvertedToText() {
  checkBody("print(text(«E0022»[1, 2]), text((«E0022»[0; 3])));", mentions: ["array literal"])
  checkBody("const a: [u8] = ['a']; print(text(a), text(1), text(a[0..]));")
}

@Test func aDivisionOfOtherLanguagesIsAComment() {
  let note = ["'//' begins a comment; '/' divides integers"]
  check("fn f() {\n    const x = 7 // 2;\n    «E0007»print(x);\n}", mentions: note)
  check("fn f(x: i32) {\n    f(x // 2);\n«E0007»}", mentions: note)
  let other = check("fn f() {\n    const x = 7 // seven\n    «E0007»print(x);\n}")
  #expect(other.zir.diagnostics[0].notes.isEmpty)
}

@Test func theWordOfFunctionsIsNoName() {
  let note = ["'fn' is a keyword, and no name can be one"]
  check("fn f() {\n    const «E0007»fn = 3;\n}", mentions: note)
  check("fn f() {\n    var «E0007»fn: i32 = 3;\n}", mentions: note)
}
