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
