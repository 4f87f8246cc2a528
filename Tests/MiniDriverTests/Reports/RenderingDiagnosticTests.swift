// Diagnostics as text: values in, exact text out.

import MiniDriver
import MiniFrontend
import Testing

struct RenderingDiagnosticTests {
  @Test func aPlaceShowsItsLineAndMarks() {
    check(
      .init(
        .undefinedName, "undefined name 'y'", at: location(3, 16, "    return x + y;"),
        label: "not found in this scope"),
      path: "lib/math.mini",
      """
      error[E0012]: undefined name 'y'
        --> lib/math.mini:3:16
         |
       3 |     return x + y;
         |                ^ not found in this scope

      """)
  }

  @Test func marksAreAsWideAsTheRange() {
    check(
      .init(
        .unusedVariable, "unused constant 'count'",
        at: location(12, 9, "  const count = 1;", to: 14)),
      """
      warning[W0001]: unused constant 'count'
         --> main.mini:12:9
          |
       12 |   const count = 1;
          |         ^^^^^

      """)
  }

  @Test func aNoteWithAPlaceHasABlockOfItsOwn() {
    check(
      .init(
        .duplicateDeclaration, "'x' is declared twice", at: location(10, 9, "    var x = 2;"),
        notes: [
          .init(message: "first declared here", location: location(9, 11, "    const x = 1;")),
          .init(message: "rename one of them", location: nil),
          .init(message: "or drop it", location: nil),
        ]),
      """
      error[E0010]: 'x' is declared twice
         --> main.mini:10:9
          |
       10 |     var x = 2;
          |         ^
          |
      note: first declared here
         --> main.mini:9:11
          |
        9 |     const x = 1;
          |           ^
          |
          = note: rename one of them
          = note: or drop it

      """)
  }

  @Test func tabsKeepTheirAlignment() {
    check(
      .init(.undefinedName, "m", at: location(1, 5, "\t\ta\tb = 1;", to: 6)),
      "error[E0012]: m\n  --> main.mini:1:5\n   |\n 1 | \t\ta\tb = 1;\n   | \t\t \t^\n")
  }

  @Test func aTabInsideTheMarksIsMarkedToItsStop() {
    check(
      .init(.undefinedName, "m", at: location(1, 1, "a\tb", to: 4)),
      // The line begins in terminal column 5: `a` is in it, the tab in 6 and 7, `b` in 8.
      "error[E0012]: m\n  --> main.mini:1:1\n   |\n 1 | a\tb\n   | ^^^^\n")
  }

  @Test func wideCharactersTakeTwoColumnsAndCombiningOnesNone() {
    check(
      .init(.undefinedName, "m", at: location(1, 8, "\"日本e\u{301}\" x", to: 9)),
      "error[E0012]: m\n  --> main.mini:1:8\n   |\n 1 | \"日本e\u{301}\" x\n   |         ^\n")
    check(
      .init(.unexpectedCharacter, "m", at: location(1, 2, "a日🙂b", to: 4)),
      "error[E0002]: m\n  --> main.mini:1:2\n   |\n 1 | a日🙂b\n   |  ^^^^\n")
  }

  @Test func controlCharactersAreEscaped() {
    check(
      .init(
        .unexpectedCharacter, "character '\u{1B}'",
        at: location(1, 2, "a\u{1B}[31mb\r\u{202E}c", to: 3),
        label: "\u{7}"),
      path: "e\u{9}\u{1B}.mini",
      """
      error[E0002]: character '\\x1b'
        --> e\\t\\x1b.mini:1:2
         |
       1 | a\\x1b[31mb\\r\\u{202e}c
         |  ^^^^ \\x07

      """)
  }

  @Test func aRangeOfSeveralLinesIsMarkedToTheEndOfItsFirst() {
    var long = location(1, 5, "  if true {")
    long.column = 6
    long.endLine = 3
    long.endColumn = 2
    check(
      .init(.missingReturn, "m", at: long),
      "error[E0030]: m\n  --> main.mini:1:6\n   |\n 1 |   if true {\n   |      ^^^^^^\n")
  }

  @Test func anEmptyRangeAtTheEndIsMarkedOnce() {
    check(
      .init(.unexpectedToken, "m", at: location(2, 4, "abc", to: 4)),
      "error[E0007]: m\n  --> main.mini:2:4\n   |\n 2 | abc\n   |    ^\n")
    check(
      .init(.noMain, "no 'main'", at: location(1, 1, "", to: 1)),
      "error[E0040]: no 'main'\n  --> main.mini:1:1\n   |\n 1 |\n   | ^\n")
  }

  @Test func aWindowOfALongLineSaysSo() {
    check(
      .init(.undefinedName, "m", at: location(1, 5003, "x + y", windowColumn: 4999)),
      "error[E0012]: m\n  --> main.mini:1:5003\n   |\n 1 | …x + y\n   |      ^\n")
  }

  @Test func placesThatFitNoLineDoNoHarm() {
    let wild = Diagnostic.Location(
      byteOffset: .max, line: .max, column: .max, endLine: 0, endColumn: 0, lineText: "ab",
      lineTextColumn: .max)
    let text = DiagnosticRenderer().render(
      FileDiagnostic(
        path: "",
        diagnostic: Diagnostic(
          code: .noMain, message: "", location: wild, label: "", notes: [])))
    #expect(text.hasSuffix("^\n"))
  }

  @Test func theLastLineCounts() {
    let error = FileDiagnostic(
      path: "main.mini",
      diagnostic: Diagnostic(.noMain, "m", at: location(1, 1, "", to: 1)))
    let warning = FileDiagnostic(
      path: "main.mini",
      diagnostic: Diagnostic(.unusedImport, "w", at: location(1, 1, "", to: 1)))
    let renderer = DiagnosticRenderer()
    #expect(renderer.render([]).isEmpty)
    #expect(renderer.render([warning]).hasSuffix("^\n\n1 warning\n"))
    #expect(renderer.render([error, warning, error]).hasSuffix("\n\n2 errors, 1 warning\n"))
  }

  @Test func aTerminalGetsColoursAndLinks() {
    let renderer = DiagnosticRenderer(
      style: TextStyle(color: .ansi, linkFolder: "/home/a b/project"))
    let text = renderer.render(
      FileDiagnostic(
        path: "../lib/math.mini",
        diagnostic: Diagnostic(.undefinedName, "m", at: location(1, 1, "x"), label: "here")))
    let blue = "\u{1B}[1;34m"
    let red = "\u{1B}[1;31m"
    let end = "\u{1B}[0m"
    let link = "\u{1B}]8;;file:///home/a%20b/lib/math.mini\u{1B}\\"
    #expect(
      text == """
        \(red)error[E0012]\(end)\u{1B}[1m: m\(end)
          \(blue)-->\(end) \(link)../lib/math.mini:1:1\u{1B}]8;;\u{1B}\\
           \(blue)|\(end)
         \(blue)1 |\(end) x
           \(blue)|\(end) \(red)^ here\(end)

        """)
  }

  @Test func editorsGetOneObjectALine() {
    let item = FileDiagnostic(
      path: "lib/a\"b.mini",
      diagnostic: Diagnostic(
        .undefinedName, "undefined '\\\u{1}\n'", at: location(3, 16, "    return x + y;"),
        label: "x",
        notes: [
          .init(message: "é 日", location: nil),
          .init(message: "see", location: location(1, 2, "ab")),
        ]))
    #expect(
      DiagnosticJSON.render([item]) == #"""
        {"schema": 1, "severity": "error", "code": "E0012", "message": "undefined '\\\u0001\n'", \#
        "label": "x", "file": "lib/a\"b.mini", "line": 3, "column": 16, "endLine": 3, \#
        "endColumn": 17, "byteOffset": 15, "notes": [{"message": "é 日"}, {"message": "see", \#
        "file": "lib/a\"b.mini", "line": 1, "column": 2, "endLine": 1, "endColumn": 3, \#
        "byteOffset": 1}]}

        """#)
    #expect(DiagnosticJSON.render([]).isEmpty)
  }

  /// Renders `diagnostic` and compares.
  private func check(
    _ diagnostic: Diagnostic, path: String = "main.mini", _ expected: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = DiagnosticRenderer().render(FileDiagnostic(path: path, diagnostic: diagnostic))
    #expect(text == expected, sourceLocation: sourceLocation)
  }
}

/// A location of one line; one character wide unless `to` says otherwise.
private func location(
  _ line: UInt32, _ column: UInt32, _ text: String, to endColumn: UInt32? = nil,
  windowColumn: UInt32 = 1
) -> Diagnostic.Location {
  Diagnostic.Location(
    byteOffset: column - 1, line: line, column: column, endLine: line,
    endColumn: endColumn ?? column + 1, lineText: text, lineTextColumn: windowColumn)
}

extension Diagnostic {
  fileprivate init(
    _ code: DiagnosticCode, _ message: String, at location: Location, label: String = "",
    notes: [Note] = []
  ) {
    self.init(code: code, message: message, location: location, label: label, notes: notes)
  }
}
