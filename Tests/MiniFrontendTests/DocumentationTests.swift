// Doc comments: the `///` lines directly before declarations.

import MiniFrontend
import Testing

private func documentation(_ source: String) -> [String] {
  check(source).zir.documentation.map { "\($0.declaration): \($0.text)" }
}

@Test func linesDirectlyBeforeADeclarationDocumentIt() {
  #expect(
    documentation(
      """
      /// Of nothing.
      import "m.mini";

      /// A point.
      ///   Indented,
      ///and near.
      ///
      struct P { x: i32 }
      \t/// Colours.\r
      \t///\tRed.\r
      enum E { a }
      /// A limit.
      const c = 1; /// behind
      fn g() { m.g(); }
      /// Runs.
          fn f() {
          /// inside
          g();
      }
      /// Holds.
      test "t" { }
      /// the end
      """) == [
        "P: A point.\n  Indented,\nand near.\n", "E: Colours.\n\tRed.", "c: A limit.", "f: Runs.",
        "test \"t\": Holds.",
      ])
}

@Test func otherCommentsDocumentNothing() {
  #expect(documentation("// a\nfn f() { }\n//// b\nfn g() { }\n//\nfn h() { }") == [])
  #expect(documentation("/// a\n\nfn f() { }") == [])
  #expect(documentation("/// a\n// b\nfn f() { }") == [])
  #expect(documentation("/// a\n\n/// b\nfn f() { }") == ["f: b"])
  #expect(documentation("/// a\n// b\n/// c\nfn f() { }") == ["f: c"])
  #expect(documentation("///\nfn f() { } ///\nfn g() { }") == ["f: "])
}

@Test func nothingDependsOnDocumentation() {
  func keys(_ source: String) -> [[UInt8]] {
    check(source).zir.functions.map { function in
      var bytes: [UInt8] = []
      function.appendKeyBytes(to: &bytes)
      return bytes
    }
  }
  let source = "fn f() { print(1); }\nconst c = 1;\n"
  let documented = "/// a\nfn f() { print(1); }\n/// b\nconst c = 1;\n"
  #expect(keys(source) == keys(documented))
  #expect(check(source).interface.encoded() == check(documented).interface.encoded())
  #expect(check(documented).zir.dump().hasPrefix("/// b\nconst c\n"))
}

// MARK: - Examples

private func tests(_ source: String, mentions phrases: [String] = []) -> [String] {
  check(source, mentions: phrases).zir.tests.map(\.name)
}

@Test func fencedCodeIsATest() {
  #expect(
    tests(
      """
      /// Twice.
      /// ```mini
      /// // Statements, as in a function.
      /// const x = [1,
      ///     2];
      /// for i in x {
      ///   assert(twice(i) == 2 * i);
      /// }
      /// ```
      /// Text, and one more:
      ///   ```mini
      ///   assert(twice(2) == 4);
      ///   ```
      fn twice(x: i32) i32 { return 2 * x; }

      \t/// A point.\r
      \t/// ```mini\r
      \t/// assert(P(x: limit).x == 1);\r
      \t/// ```\r
      struct P { x: i32 }
      /// ```mini
      /// assert(limit == 1);
      /// ```
      const limit = 1;
      test "own" { }
      """) == [
        "test \"own\"", "test \"example of twice\"", "test \"example 2 of twice\"",
        "test \"example of P\"", "test \"example of limit\"",
      ])
}

@Test func otherFencesAreText() {
  #expect(tests("/// ```\n/// 1 +\n/// ```\nfn f() { }") == [])
  #expect(tests("/// ```text\n/// ```mini\n/// 1 +\n/// ```\nfn f() { }") == [])
  #expect(tests("/// ```minimal\n/// 1 +\n/// ```\nfn f() { }") == [])
  #expect(tests("/// Of a test.\n/// ```mini\n/// 1 +\n/// ```\ntest \"t\" { }") == ["test \"t\""])
  #expect(tests("/// ```mini\n/// 1 +\n/// ```\n\nfn f() { }") == [], "it documents nothing")
  #expect(tests("/// ```mini\n/// ```\nfn f() { }") == ["test \"example of f\""])
}

@Test func anExampleHasAnEnd() {
  let mentions = ["a line '```' after the example"]
  _ = tests("/// «E0007»```mini\n/// f(\nfn f() { }", mentions: mentions)
  _ = tests("/// «E0007»```mini\nfn f() { }", mentions: mentions)
  _ = tests(
    "/// «E0007»```mini\n/// f(\n/// ```text\n/// f(\n/// ```\nfn f() { }", mentions: mentions)
  _ = tests("/// «E0007»```mini\n/// And f(\n/// ```mini\n/// f(\n/// ```\nfn f() { }")
}

@Test func anExamplesMistakesAreInItsLines() {
  #expect(
    tests(
      """
      /// ```mini
      /// assert(«E0012»y == 1);
      /// «E0013»g();
      /// ```
      fn f(x: i32) i32 { return x; }
      """
    ) == ["test \"example of f\""])
  _ = tests(
    "/// ```mini\n/// f(1\n«E0007»/// ```\nfn f(x: i32) { }", mentions: ["the end of the example"])
  _ = tests("/// ```mini\n/// «E0007»}\n/// f();\n/// ```\nfn f() { }")
  _ = tests("/// «E0010»```mini\n/// f();\n/// ```\nfn f() { }\ntest \"example of f\" { }")
}
