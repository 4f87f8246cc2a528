// Places: what can be assigned to and given with `&`, and the code that they make.

import MiniFrontend
import Testing

private func code(_ source: String) -> String {
  let dump = check(source).zir.dump()
  return dump.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    .joined(separator: "\n")
}

@Test func indicesOfAPlaceAreEvaluatedOnceAndFirst() {
  #expect(
    code("fn f(a: &[[i32]], i: i32) { a[i][0] = a[1][2]; a[i + 1][3] += i; }") == """
        %0 parameter i
        %1 integer 0
        %2 parameter a
        %3 integer 1
        %4 index %2, %3
        %5 integer 2
        %6 index %4, %5
        %7 assignPlace a[%0][%1], %6
        %8 parameter i
        %9 integer 1
        %10 add %8, %9
        %11 integer 3
        %12 placeRead a[%10][%11]
        %13 parameter i
        %14 add %12, %13
        %15 assignPlace a[%10][%11], %14

      """)
}

@Test func wholeVariablesAreAssignedAndParametersArePlaces() {
  #expect(
    code("fn f(a: &i32) { a = 1; a += 2; var b = 3; b -= 4; b = a; print(b); }") == """
        %0 integer 1
        %1 assignPlace a, %0
        %2 placeRead a
        %3 integer 2
        %4 add %2, %3
        %5 assignPlace a, %4
        %6 integer 3
        %7 declare $0 b, %6
        %8 local $0 b
        %9 integer 4
        %10 subtract %8, %9
        %11 assign $0 b, %10
        %12 parameter a
        %13 assign $0 b, %12
        %14 local $0 b
        %15 print (%14)

      """)
}

@Test func argumentsWithReferencesKeepTheirOrder() {
  #expect(
    code("fn f(a: &[i32]) { var b = [a]; f(1, &b[0][len(a)], &a); push(&b, a); }") == """
        %0 parameter a
        %1 arrayLiteral (%0)
        %2 declare $0 b, %1
        %3 integer 1
        %4 integer 0
        %5 parameter a
        %6 builtin len(%5)
        %7 reference $0 b[%4][%6]
        %8 reference a
        %9 call f(%3, %7, %8)
        %10 evaluate %9
        %11 reference $0 b
        %12 parameter a
        %13 builtin push(%11, %12)
        %14 evaluate %13

      """)
}

@Test func partsOfConstantsAreNotChanged() {
  checkBody("const a = [1]; «E0025»a[0] = 2; print(a);", mentions: ["a part of the constant 'a'"])
  check(
    "fn f(a: [i32]) { «E0025»a[0] += 2; }", mentions: ["a part of the parameter 'a'", "'a: &T'"])
  checkBody(
    "const a = [1]; push(&«E0025»a, 2);", mentions: ["cannot give the constant 'a' with '&'"])
  check("fn f(a: [i32]) { sort(&«E0025»a); sort(&«E0025»a[0]); }")
  checkBody("for x in [[1]] { «E0025»x[0] = 1; push(&«E0025»x, 2); }")
  checkBody("if const x = none { «E0025»x = 1; } while const y = none { pop(&«E0025»y); }")
  checkBody("«E0012»a[0] = 1; «E0016»f[«E0012»i] = 2; «E0016»len[0] = 3; push(&«E0012»b, 1);")
}

@Test func onlyPlacesAreGivenWithReferences() {
  for value in ["1", "f()", "(a)", "[1]", "\"x\"", "a[0..1]", "-a", "(a)[0]", "f()[0]"] {
    checkBody("var a = [1]; print(a); push(&«E0060»\(value), 1);", mentions: ["needs a variable"])
  }
  checkBody("var a = 1; const b = «E0007»&a; print(b);", mentions: ["only before an argument"])
  checkBody("print(«E0063»&«E0012»a);", mentions: ["'print' takes no argument with '&'"])
  checkBody("var a = 1; assert(«E0063»&a, «E0063»&a);")
}

@Test func aVariableIsGivenOnceInACall() {
  checkBody("var a = [1]; append(&a, «E0061»&a);", mentions: ["twice in a call"])
  checkBody("var a = [[1]]; g(&a[0], 1, «E0061»&a[1], «E0061»&a); } fn g() {")
  check("fn f(a: &i32, b: &i32) { f(&a, &b); f(&b, «E0061»&b); }")
  checkBody("var a = 1; var b = 2; g(&a, g(&a, &b), &b); g(&a, &b); } fn g() {")
  checkBody("var a = 1; g(&a, g(&a, 1), «E0061»&a); } fn g() {")
}

@Test func slicesAndValuesAreNotAssignedTo() {
  checkBody("var a = [1]; a[0..1] «E0007»= [2]; print(a);", mentions: ["a slice is a value"])
  checkBody("(f())[0] «E0007»= 2;", mentions: ["a part of one"])
  checkBody("var a = [1]; (a[0]) «E0007»= 2; (a)[0] «E0007»= 2; print(a);")
}

@Test func changesAreNoUses() {
  checkBody("var «W0001»a = [1]; a[0] = 1; a[0] += 1;", mentions: ["assigned to, but never read"])
  checkBody("var a = [1]; pop(&a);")
  checkBody("var a = [1]; const i = 0; a[i] = a[0];")
}
