// Optionals: `orelse` with what leaves, `if const`, `while const`, and loops over values.

import MiniFrontend
import Testing

private func code(_ body: String, _ parameters: String = "") -> String {
  let dump = check("fn f(\(parameters)) { \(body) }").zir.dump()
  return dump.split(separator: "\n").dropFirst().joined(separator: "\n")
}

@Test func orelseGroupsToTheRightAndBindsWeakest() {
  #expect(
    code("return a orelse b orelse c or d;", "a: ??bool, b: ?bool, c: bool, d: bool") == """
        %0 parameter a
        %1 orelseBegin %0
        %2 parameter b
        %3 orelseBegin %2
        %4 parameter c
        %5 logicalBegin %4 or
        %6 parameter d
        %7 logicalEnd %5, %6
        %8 orelseEnd %3, %7
        %9 orelseEnd %1, %8
        %10 returnValue %9
      """)
}

@Test func theRightSideOfOrelseMayLeave() {
  #expect(
    code(
      """
      while true { print(a orelse break, a orelse continue, a orelse return); }
      print(a orelse panic("none"), a orelse exit(1), a orelse return a orelse 1);
      """, "a: ?i32") == """
          %0 loopBegin
          %1 bool true
          %2 loopCondition %1, %0
          %3 parameter a
          %4 orelseBegin %3
          %5 leaveBreak %0
          %6 orelseEnd %4
          %7 parameter a
          %8 orelseBegin %7
          %9 leaveContinue %0
          %10 orelseEnd %8
          %11 parameter a
          %12 orelseBegin %11
          %13 leaveReturn
          %14 orelseEnd %12
          %15 print (%6, %10, %14)
          %16 loopEnd %0
          %17 parameter a
          %18 orelseBegin %17
          %19 string "none"
          %20 leavePanic (%19)
          %21 orelseEnd %18
          %22 parameter a
          %23 orelseBegin %22
          %24 integer 1
          %25 leaveExit (%24)
          %26 orelseEnd %23
          %27 parameter a
          %28 orelseBegin %27
          %29 parameter a
          %30 orelseBegin %29
          %31 integer 1
          %32 orelseEnd %30, %31
          %33 leaveReturn %32
          %34 orelseEnd %28
          %35 print (%21, %26, %34)
        """)
  checkBody("print(none orelse «E0024»print(1), none orelse «E0024»panic(\"x\") orelse 1);")
  check("fn f(a: ?i32) i32 { while true { print(a orelse break); } «E0030»}")
  check("fn f(a: ?i32) i32 { while true { print(a orelse continue); } }")
}

@Test func conditionsBindTheValueOfAnOptional() {
  #expect(
    code(
      """
      if const x = a { print(x); } else if const x = a { const y = x; print(y); } else { }
      while const x = a { print(x); }
      """, "a: ?i32") == """
          %0 parameter a
          %1 ifConstBegin $0 x, %0
          %2 local $0 x
          %3 print (%2)
          %4 elseBegin %1
          %5 parameter a
          %6 ifConstBegin $1 x, %5
          %7 local $1 x
          %8 declare $2 y, %7
          %9 local $2 y
          %10 print (%9)
          %11 scopeEnd $2..<$3
          %12 elseBegin %6
          %13 ifEnd %6
          %14 ifEnd %1
          %15 loopBegin
          %16 parameter a
          %17 loopConstCondition $3 x, %16, %15
          %18 local $3 x
          %19 print (%18)
          %20 loopEnd %15
        """)
  checkBody("if const «W0001»x = none { }", mentions: ["'x != none'"])
  checkBody("while const «W0001»x = none { }")
  checkBody("if const x = none { print(x); } else { print(«E0012»x); } print(«E0012»x);")
  checkBody("const x = 1; if const «E0011»x = none { print(x); }")
  checkBody("if const x = «E0012»x { }")
  check("fn f(a: ?i32) i32 { if const x = a { return x; } else { return 1; } }")
  check("fn f(a: ?i32) i32 { while const x = a { return x; } «E0030»}")
  checkBody("if const «E0007»_ = none { print(«E0012»y); }", mentions: ["without its value"])
  checkBody("if const «E0007»{ print(«E0012»y); }")
  checkBody("if const x «E0007»{ print(x, «E0012»y); }", mentions: ["'=' and an optional"])
  checkBody("if «E0007»var x = none { print(x); }", mentions: ["if const v = x"])
  checkBody("while «E0007»let x = none { print(x); }", mentions: ["if const v = x"])
}

@Test func loopsGoOverValues() {
  #expect(
    code("for x in a { print(x); } for i, x in a { print(i, x); } for _, _ in a { }", "a: text")
      == """
        %0 parameter a
        %1 eachBegin $0 x, %0
        %2 local $0 x
        %3 print (%2)
        %4 loopEnd %1
        %5 parameter a
        %6 eachBegin $1 i, $2 x, %5
        %7 local $1 i
        %8 local $2 x
        %9 print (%7, %8)
        %10 loopEnd %6
        %11 parameter a
        %12 eachBegin _, _, %11
        %13 loopEnd %12
      """)
  checkBody("for «W0001»x in [1] { }", mentions: ["write '_'"])
  checkBody("for x in «E0012»x { print(x); }")
  checkBody("for x in [1] { if x == 1 { break; } continue; «W0003»print(x); }")
}

@Test func blocksEndTheScopesOfTheirVariables() {
  let code = code(
    """
    const a = 1; { const b = a; { const c = b; print(c); } const d = b; print(d); }
    if a == 1 { const e = 2; print(e); return; }
    while true { const g = 3; if g == a { break; } }
    for i in 0..a { const h = i; print(h); }
    while a == 1 { const k = 4; print(k); continue; }
    """)
  let ends = code.split(separator: "\n").filter { $0.contains("scopeEnd") }
    .map { $0.drop { $0 != "$" } }
  #expect(ends == ["$2..<$3", "$1..<$4", "$5..<$6", "$7..<$8"])
}
