// Declarations that name each other, through any number of files: what an edit of one compiles, and
// what is reported where one cannot be used. Each build is compared with a clean one.

import BuildCache
import MiniDriver
import TestSupport
import Testing

@Suite struct DeclarationTests {
  /// Edits a file, builds, and compares the number of files and functions compiled.
  private func check(
    _ project: Project, _ file: String, _ old: String, _ new: String, files: Int, functions: Int
  ) throws {
    try project.replace(file, old, new)
    project.age()
    let report = try checkBuild(project, context: new)
    #expect(report.diagnosticTexts == [], "\(new)")
    #expect(report.fileCounts.compiled == files, "\(new)")
    #expect(report.functionCounts.compiled == functions, "\(new)")
    try checkNullBuild(project, after: report)
  }

  /// Edits a file, builds, and compares the codes of the errors.
  private func check(
    _ project: Project, _ file: String, _ old: String, _ new: String, errors: Int
  ) throws {
    try project.replace(file, old, new)
    project.age()
    #expect(try checkBuild(project, context: new).diagnosticTexts.count == errors, "\(new)")
  }

  @Test func structsOfTwoFilesThatContainEachOtherInArraysAreOneComponent() throws {
    let project = try Project([
      "main.mini": """
      import "a.mini" as a;
      import "b.mini" as b;

      fn main() { print(of_a(a.A(bs: [])), of_b(b.B(as: []))); }
      fn of_a(x: a.A) i32 { return len(x.bs); }
      fn of_b(x: b.B) i32 { return len(x.as); }
      fn apart() {}

      """,
      "a.mini": "import \"b.mini\" as b;\n\nstruct A { bs: [b.B] }\nstruct Other { n: i32 }\n",
      "b.mini": "import \"a.mini\" as a;\n\nstruct B { as: [a.A] }\n",
    ])
    try checkBuild(project)
    try check(project, "b.mini", "as: [a.A]", "as: [a.A], n: i32 = 1", files: 3, functions: 3)
    try check(project, "a.mini", "n: i32 }", "n: i32, m: i32 }", files: 1, functions: 0)
    try check(project, "a.mini", "[b.B]", "[b.B], b: ?b.B = none", files: 3, functions: 3)
    // By value in both directions.
    try check(project, "b.mini", "i32 = 1", "i32 = 1, a: ?a.A = none", errors: 1)
    try check(project, "b.mini", ", a: ?a.A = none", "", files: 0, functions: 0)
  }

  @Test func aCycleOfThreeFilesIsReportedOnceAtTheFirst() throws {
    let project = try Project([
      "main.mini": "import \"c.mini\" as c;\n\nfn main() { print(c.c); }\n",
      "a.mini": "import \"b.mini\" as b;\n\nconst a = b.b + 1;\n",
      "b.mini": "import \"c.mini\" as c;\n\nconst b = c.c0 + 1;\n",
      "c.mini": "import \"a.mini\" as a;\n\nconst c = a.a + 1;\nconst c0 = 0;\n",
    ])
    try checkBuild(project)
    try check(project, "c.mini", "c0 = 0", "c0 = 5", files: 4, functions: 1)
    try check(project, "b.mini", "c.c0", "c.c", errors: 1)
    try check(project, "b.mini", "c.c +", "c.c0 +", files: 0, functions: 0)
  }

  @Test func aTypeInErrorTwoFilesAwayIsOneError() throws {
    let project = try Project([
      "main.mini": """
      import "make.mini" as make;

      fn main() { print(use(make.make())); }
      fn use(n: i32) i32 { return n; }

      """,
      "make.mini": """
      import "far.mini" as far;

      struct Near { far: far.Far }
      const first = Near(far: far.Far(n: 1));
      fn make() i32 { return first.far.n; }

      """,
      "far.mini": "struct Far { n: i32 }\n",
    ])
    try checkBuild(project)
    try check(project, "far.mini", "n: i32", "n: i32, m: Lost", errors: 1)
    try check(project, "far.mini", "m: Lost", "m: i32 = 1", files: 2, functions: 1)
    try check(project, "far.mini", "m: i32 = 1", "m: i32 = 1 / 0", errors: 1)
    try check(project, "far.mini", "1 / 0", "1", files: 0, functions: 0)
  }

  @Test func aNameMayChangeItsKind() throws {
    let project = try Project([
      "main.mini": """
      import "lib.mini" as lib;

      fn main() { print(lib.thing); }

      """,
      "lib.mini": "const thing = 3;\n",
    ])
    try checkBuild(project)
    try check(project, "lib.mini", "const thing = 3;", "struct thing { n: i32 }", errors: 1)
    try check(
      project, "lib.mini", "struct thing { n: i32 }", "fn thing() i32 { return 1; }", errors: 1)
    try check(
      project, "lib.mini", "fn thing() i32 { return 1; }", "const thing = 4;", files: 2,
      functions: 1)
  }

  @Test func theOrderOfDeclarationsAndImportsIsNoPartOfAForm() throws {
    let project = try Project([
      "main.mini": "import \"lib.mini\" as lib;\n\nfn main() { print(lib.both().a.n); }\n",
      "lib.mini": """
      import "a.mini" as a;
      import "b.mini" as b;

      struct Both { a: a.A, b: b.B }
      fn both() Both { return Both(a: a.A(n: 1), b: b.B(n: 2)); }

      """,
      "a.mini": "struct A { n: i32 }\n",
      "b.mini": "struct B { n: i32 }\nstruct C { n: i32 }\n",
    ])
    try checkBuild(project)
    try check(
      project, "lib.mini", "import \"a.mini\" as a;\nimport \"b.mini\" as b;",
      "import \"b.mini\" as b;\nimport \"a.mini\" as a;", files: 1, functions: 0)
    try check(
      project, "b.mini", "struct B { n: i32 }\nstruct C { n: i32 }",
      "struct C { n: i32 }\nstruct B { n: i32 }", files: 1, functions: 0)
    // The same text names another file's declaration.
    try project.write("c.mini", "struct A { n: i32, m: i32 = 5 }\n")
    try check(project, "lib.mini", "\"a.mini\"", "\"c.mini\"", files: 3, functions: 2)
  }

  /// Components are found without recursion.
  @Test func aChainOfManyDeclarationsNeedsNoStack() throws {
    let count = 20_000
    var text = "struct S0 { n: i32 }\nconst c0 = 1;\n"
    for number in 1..<count {
      text += "struct S\(number) { s: [S\(number - 1)] }\nconst c\(number) = c\(number - 1);\n"
    }
    let project = try Project([
      "main.mini": """
      import "chain.mini" as chain;

      fn main() { print(len(nothing()), chain.c\(count - 1)); }
      fn nothing() [chain.S\(count - 1)] { return []; }

      """,
      "chain.mini": text,
    ])
    try checkBuild(project)
    try check(project, "chain.mini", "n: i32", "n: i64", files: 2, functions: 2)
    try check(project, "chain.mini", "c0 = 1", "c0 = 2", files: 2, functions: 1)
  }

  /// What the cache knew of declarations can be lost.
  @Test func declarationsWhoseFactsAreLostAreFoundOutAgain() throws {
    let project = try Project([
      "main.mini": "import \"mid.mini\" as mid;\n\nfn main() { print(mid.two + mid.make().n); }\n",
      "mid.mini": """
      import "far.mini" as far;

      const two = far.one * 2;
      fn make() far.Far { return far.Far(); }

      """,
      "far.mini": "const one = 1;\nstruct Far { n: i32 = one }\n",
    ])
    try checkBuild(project)
    try project.replaceIndex("zir_index.bin", ZirCache.encode(nil, adding: []))
    try check(project, "main.mini", "print(mid.two", "print(1 + mid.two", files: 1, functions: 1)
    try project.replaceIndex("zir_index.bin", ZirCache.encode(nil, adding: []))
    try check(project, "far.mini", "one = 1", "one = 3", files: 3, functions: 2)
  }

  /// A function's warnings are not in the cache, but found again.
  @Test func warningsOfFunctionsInTheCacheAreToldAgain() throws {
    let project = try Project([
      "main.mini":
        "enum E { a, b }\n\nfn main() { switch E.a { .a { } .b { } else { print(1); } } }\n"
    ])
    #expect(try checkBuild(project).diagnosticTexts == ["main.mini: W0006"])
    try project.replaceIndex("zir_index.bin", ZirCache.encode(nil, adding: []))
    try project.replace("main.mini", "fn main", "\nfn main")
    project.age()
    let report = try checkBuild(project)
    #expect(report.functionCounts.compiled == 0)
    #expect(report.diagnosticTexts == ["main.mini: W0006"])
  }
}
