// Errors of grammar, and recovery from them.

import MiniFrontend
import Testing

@Test func aMissingSemicolonIsReportedAtTheNextToken() {
  checkBody(
    "print(1)\n  «E0007»return;", mentions: ["expected ';' after the statement, found 'return'"])
  checkBody("print(1) «E0007»print(2);")
  checkBody("const x = 1\n «E0007»print(x);")
  check("fn f() { print(1) «E0007»}")
  checkBody("var x = 1; x = 2 «E0007»3; print(x);")
  checkBody("while true { break «E0007»}")
  check("import \"a.mini\" as a\n«E0007»fn f() { a.b(); }", mentions: ["after the import"])
  check("fn f() { return«E0007»}")
}

@Test func eachErrorIsReportedOnceAndTheNextIsFound() {
  checkBody("const «E0007»= 3; var x «E0007»3; print(x); «E0012»y; print();")
  checkBody("print(1 «E0007»2, 3); print(«E0012»y);")
  checkBody("print((1 + «E0007»)); print(«E0012»y);")
  checkBody("print(1 +«E0007»; print(«E0012»y);")
  check("fn «E0007»() { } fn g() { print(«E0012»y); }", mentions: ["the function's name"])
  check("fn f(«E0007»1) { } fn g() { print(«E0012»y); }")
  check("fn f(a: i32 «E0007»b: i32) { } fn g() { print(«E0012»y); }")
  check("fn f(a «E0007»i32, b: i32) { print(a, b); }", mentions: ["':'"])
  check("fn f() «E0007»-> i32 { return 1; }", mentions: ["result type"])
  check("fn f() i32«E0007»; fn g() { print(«E0012»y); }", mentions: ["'{'"])
  check("fn f() { if 1 < 2 «E0007»print(1); }")
  checkBody("if true «E0007»return; print(1);")
  checkBody("«E0007»else { } print(1);", mentions: ["'if'"])
  checkBody("«E0007»; «E0007»;")
  checkBody("«E0007»as; print(«E0012»y);")
}

@Test func typesAreNamedAndUnknownOnesExplained() {
  check("fn f(a: «E0018»int) { print(a); }", mentions: ["type 'int'", "did you mean 'i32'?"])
  check("fn f() «E0018»Bool { return true; }", mentions: ["'bool'"])
  checkBody("const x: «E0018»i23 = 1; print(x);", mentions: ["'i32'"])
  checkBody("const x: «E0007»= 1; print(x);")
  checkBody("print(«E0007»bool(1));", mentions: ["conversions"])
  checkBody("print(i32«E0007»;", mentions: ["'(' after 'i32'"])
}

@Test func whatStandsBetweenFunctionsIsReportedOnce() {
  check("const x = 1; «E0007»var y = 2; «E0007»var z = 3; fn f() { }", mentions: ["global"])
  check("fn f() { } «E0007»} } fn g() { }")
  check("«E0007»func f() { return; } fn g() { }", mentions: ["'fn'"])
  check("fn f() { } «E0007»import \"a.mini\"; fn g() { a.b(); }", mentions: ["imports come first"])
  checkBody("«E0007»import \"a.mini\"; a.b();", mentions: ["imports come first"])
}

@Test func missingBracesAreReportedOnce() {
  check("fn f() { while true { if true {«E0007»", mentions: ["the end of the file", "begins here"])
  check("fn f() { if true { «E0007»fn g() { print(«E0012»y); }")
  check("fn f() { print(«E0007»")
  check("fn f(«E0007»")
  check("fn«E0007»")
  check("import«E0007»")
}

@Test func keywordsAreNoNames() {
  checkBody("const «E0007»if = 1;", mentions: ["'if' is a keyword"])
  check("fn «E0007»while() { print(«E0012»y); }", mentions: ["'while' is a keyword"])
  check("fn f(«E0007»if: i32, a: i32) { print(a, «E0012»y); }")
  check("fn f() { const\n «E0007»return; }")
}

@Test func onlyNamesAreAssignedTo() {
  checkBody("1 «E0007»= 2;", mentions: ["only a variable, or a part of one"])
  checkBody("f() «E0007»= 2; (f()) «E0007»= 1;")
  checkBody("var x = 1; x + 1 «E0007»+= 2; (x) «E0007»-= 1; print(x);")
  checkBody("«E0007»+1; print(«E0007»+1);", mentions: ["no '+' before"])
}

@Test func compoundAssignmentsReadAndWriteTheirPlace() {
  let zir = checkBody("var x = 1; x <<= 2 + 3; print(x);").zir
  #expect(
    zir.dump() == """
      fn f() void
        %0 integer 1
        %1 declare $0 x, %0
        %2 local $0 x
        %3 integer 2
        %4 integer 3
        %5 add %3, %4
        %6 shiftLeft %2, %5
        %7 assign $0 x, %6
        %8 local $0 x
        %9 print (%8)

      """)
  checkBody("const x = 1; «E0025»x += 2; print(x);", mentions: ["the constant 'x'"])
  check("fn f(a: i32) { «E0025»a |= «E0012»y; }", mentions: ["the parameter 'a'"])
  checkBody("«E0012»y += 1; «E0016»f += 1;")
  checkBody("var «W0001»x = 1; x += 1;", mentions: ["assigned to, but never read"])
  checkBody("var x = 1; x = «E0007»+= 2; print(x);")
}

@Test func forLoopsGoOverRanges() {
  checkBody("for i in 0..10 { print(i); } for i, x in 1..=2 { print(i, x); }")
  checkBody("for _ in 0..10 { } for _, x in 1..2 { print(x); } for i, _ in 1..2 { print(i); }")
  checkBody("for «W0001»i in 0..10 { }", mentions: ["write '_'"])
  checkBody("const n = 1; for «E0011»n in 0..n { print(n); }", mentions: ["the constant 'n'"])
  checkBody("for i, «E0010»i in 0..3 { print(i); }")
  checkBody("for i in 0..«E0012»i { print(i); } print(«E0012»i);")
  checkBody("for i in 0..3 { «E0025»i = 1; «E0025»i += 1; }")
  checkBody("for i in 0..3 { return; «W0003»print(i); } print(1);")
  checkBody("for i in 0..«E0007»{ print(i); } print(«E0012»y);")
  checkBody("for i in 0..«E0007».3 { print(i); }", mentions: ["a range is"])
  checkBody("for i «E0007»= 0..3 { print(i); } print(«E0012»y);", mentions: ["'in'"])
  checkBody("for i in 0..3«E0007»; print(«E0012»y);", mentions: ["'{' after the range"])
}

@Test func anUnderscoreIsNoName() {
  checkBody("const «E0007»_ = 1;", mentions: ["'_' is not a name"])
  check("fn «E0007»_() { print(«E0012»y); }")
  check("fn f(«E0007»_: i32) { print(«E0012»y); }")
  checkBody("print(«E0007»_);", mentions: ["'_' is not a name"])
}

/// What people write who come from other languages.
@Test func whatOtherLanguagesWriteIsExplained() {
  checkBody("var x = 1; x+«E0007»+; print(x);", mentions: ["there is no '++'", "x += 1"])
  checkBody("var x = 1; x--«E0007»; print(x);", mentions: ["there is no '--'", "x -= 1"])
  checkBody("var x = 1; «E0007»++x; print(x);", mentions: ["there is no '++'"])
  checkBody("if true «E0007»&& false { print(«E0012»y); }", mentions: ["expected 'and'"])
  checkBody("if true «E0007»|| false { print(«E0012»y); }", mentions: ["expected 'or'"])
  checkBody("const x = 1; if x «E0007»= 2 { print(«E0012»y); }", mentions: ["'==' compares"])
  checkBody("const x = 1; while x «E0007»= 2 { print(«E0012»y); }", mentions: ["'==' compares"])
  checkBody(
    "for «E0007»(var i = 0; i < 10; i += 1) { print(i); } print(«E0012»y);",
    mentions: ["for i in 0..10"])
  checkBody("for «E0007»var i in 0..3 { print(i); }", mentions: ["for i in 0..10"])
  check("fn f() «E0007»-> i32 { return 1; }", mentions: ["right after ')'"])
  for declaration in [
    "let «E0007»a = 1;", "int «E0007»a = 1;", "a «E0007»:= 1;", "i32 «E0007»a = 1;",
  ] {
    checkBody(declaration, mentions: ["'const x = 1;'", "'var x = 1;'"])
  }
  checkBody("var x«E0007»; print(«E0012»y);", mentions: ["each declaration has a value"])
  checkBody("print «E0007»\"text\"; print «E0007»6;", mentions: ["parentheses"])
  checkBody("if true { } «E0007»elif false { }", mentions: ["'else if'"])
  checkBody("print(2 *«E0007»* 3);", mentions: ["no '**'"])
  check("fn f(«E0007»i32 a) { }", mentions: ["the type follows the name"])
  checkBody("print(«E0012»null, «E0012»nil);", mentions: ["'none'"])
}

@Test func comparisonsDoNotChain() {
  checkBody("print(1 < 2 «E0009»< 3);", mentions: ["do not chain", "'and'"])
  checkBody("print(1 == 2 «E0009»!= 3 == 4);")
  checkBody("print(1 < 2 == 3 >= 4, (1 < 2) == true, 1 < 2 and 2 < 3);")
  checkBody("const x = 1; print(x < x «E0009»< x);")
}

@Test func aNameFollowsAPoint() {
  check("import \"a.mini\"; fn f() { a.x; a.b(); }")
  check("import \"a.mini\"; fn f() { a.«E0007»1; a.b(); }")
}

@Test func nestingHasABound() {
  func nested(_ open: String, _ core: String, _ close: String, _ depth: Int) -> String {
    String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
  }
  checkBody("print(\(nested("(", "1", ")", 255)));")
  checkBody("return \(nested("(", "1", ")", 256));")
  checkBody("return \(nested("(", "«E0008»(1)", ")", 256));", mentions: ["256"])
  checkBody("return \(nested("-", "true", "", 256));")
  checkBody("return \(nested("-", "-«E0008»true", "", 256));")
  checkBody(nested("{", "", "}", 256))
  checkBody(nested("{", "«E0008»{ }", "}", 256))
  checkBody(nested("while true {", "while true «E0008»{ }", "}", 256))
  checkBody(nested("(", "«E0008»", "", 256) + "(((((((((;" + nested("{", "", "}", 3))
  checkBody("\(nested("{", "«E0008»{ { } } { } ", "}", 256)) print(«E0012»x);")
}

@Test func treesHaveThePrecedenceOfTheLanguage() {
  let source = "fn f() { return a or b and c == d < e + f * -g; }"
  #expect(
    ASTDump.text(of: Array(source.utf8)) == """
      fn f()
        block
          returnValue
            or
              name a
              and
                name b
                equal
                  name c
                  less
                    name d
                    add
                      name e
                      multiply
                        name f
                        negate
                          name g

      """)
}

@Test func bitsBindTighterThanComparisons() {
  let source = "fn f() { return a == b | c ^ d & e << f + ~g * h >> 1; }"
  #expect(
    ASTDump.text(of: Array(source.utf8)) == """
      fn f()
        block
          returnValue
            equal
              name a
              bitOr
                name b
                bitXor
                  name c
                  bitAnd
                    name d
                    shiftRight
                      shiftLeft
                        name e
                        add
                          name f
                          multiply
                            complement
                              name g
                            name h
                      integer 1

      """)
}

@Test func after100ErrorsOneMoreSaysSo() {
  let source = "fn f() { " + String(repeating: "x; ", count: 1000) + "}"
  let analysis = FileAnalysis(analyzing: Array(source.utf8))
  #expect(analysis.zir.diagnostics.count == 101)
  #expect(analysis.zir.diagnostics.last?.code == .tooManyErrors)
  #expect(analysis.zir.diagnostics.dropLast().allSatisfy { $0.code == .undefinedName })
}
