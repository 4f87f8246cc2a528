// `mini doc`: declarations and their doc comments, in the terminal and as pages.

import SystemPackage
import TestSupport
import Testing

@Suite struct DocTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  init() throws {
    try workspace.write(
      "project/lib/shapes.mini",
      """
      import "point.mini";

      /// An area, see `area` and `point.Point`.
      ///
      /// - one `<b>`
      /// - two
      ///
      /// ```
      /// const a = area(Square(1)); // 1 < 2
      /// ```
      struct Square {
          side: i32,
      }

      /// Of a square.
      fn area(s: Square) i32 {
          return s.side * s.side;
      }

      fn corner(s: Square) point.Point { return point.Point(s.side); }

      /// Not for others.
      fn _own() i32 { return 1; }

      test "area" { assert(area(Square(2)) == 4); }

      """)
    try workspace.write("project/lib/point.mini", "/// A place.\nstruct Point { x: i32 }\n")
    try workspace.write(
      "project/main.mini",
      "import \"lib/shapes.mini\";\nfn main() i32 { return shapes.area(shapes.Square(2)); }\n")
  }

  private func doc(_ words: [String]) throws -> String {
    let run = try Mini.run(["doc"] + words, in: folder)
    try #require(run.status == 0 && run.errorText == "", "\(run.errorText)")
    return run.text
  }

  @Test func aStandardModuleIsShownAsTheHelpShowsIt() throws {
    for name in ["io", "math", "random", "strings"] {
      let help = try Mini.run(["help", "std:\(name)"], in: folder).text
      #expect(try doc(["std:\(name)"]) == help)
      #expect(try doc([name]) == help)
    }
  }

  @Test(arguments: ["strings.split", "std:strings.split"])
  func aDeclarationIsShownWithItsComment(name: String) throws {
    #expect(
      try doc([name]) == """
        import "std:strings";

        /// The parts of `s` between the occurrences of `by`, of which there is one more than of those. An
        /// empty `by` gives `s` alone.
        /// ```mini
        /// assert(split("a,b,,c", ",") == ["a", "b", "", "c"]);
        /// ```
        fn split(s: text, by: text) [text]

        """)
  }

  @Test func aModuleOfTheProjectIsShown() throws {
    let text = try doc(["lib/shapes"])
    #expect(try doc(["lib/shapes.mini"]) == text)
    #expect(
      text.hasPrefix(
        "import \"lib/shapes.mini\";\n\n/// An area, see `area` and `point.Point`.\n///\n"))
    #expect(
      text.contains(
        "struct Square {\n    side: i32,\n}\n\n/// Of a square.\nfn area(s: Square) i32\n"))
    #expect(!text.contains("_own") && !text.contains("test"))
    #expect(
      try doc(["lib/shapes.area"]).hasSuffix("\n\n/// Of a square.\nfn area(s: Square) i32\n"))
    #expect(
      try doc([]) == "lib/point\nlib/shapes\nmain\nstd:io\nstd:math\nstd:random\nstd:strings\n")
  }

  @Test func anUnknownNameIsCorrected() throws {
    let run = try Mini.run(["doc", "strings.spilt"], in: folder)
    #expect(run.status == 2 && run.errorText.contains("did you mean 'strings.split'?"))
    for (name, meant) in [
      ("split", "'strings.split'?"), ("area", "'lib/shapes.area'?"),
      ("next", "'random.next'?"), ("trim", "'strings.trim'?"),
    ] {
      let run = try Mini.run(["doc", name], in: folder)
      #expect(
        run.status == 2 && run.errorText.contains("did you mean \(meant)"), "\(run.errorText)")
    }
    #expect(try doc(["lib/shapes.mini:area"]) == doc(["lib/shapes.area"]))
    #expect(try doc(["pop"]).hasSuffix(" Built in.\nfn pop(&a: [T]) ?T\n"))
    // The standard module of the name of one of the project.
    try workspace.write("project/math.mini", "fn add() { }\n")
    try workspace.write(
      "project/main.mini", "import \"math.mini\" as math;\nfn main() { math.add(); }\n")
    let hidden = try Mini.run(["doc", "math.sqrt"], in: folder).errorText
    #expect(hidden.contains("did you mean 'std:math.sqrt'?"), "\(hidden)")
    try workspace.write(
      "project/main.mini",
      "import \"lib/point.mini\" as p;\nimport \"lib/shapes.mini\" as s;\nfn main() { }\n")
    try workspace.write("project/lib/point.mini", "fn area() { }\n")
    let several = try Mini.run(["doc", "area"], in: folder).errorText
    #expect(several.contains("did you mean 'lib/point.area' or 'lib/shapes.area'?"), "\(several)")
    let alone = try Mini.run(["doc", "strings.join"], in: workspace.folder(""))
    #expect(alone.status == 0 && alone.text.contains("fn join"))
  }

  @Test func pagesLinkToWhatTheyName() throws {
    let run = try Mini.run(["doc", "-o", "site"], in: folder)
    #expect(run.status == 0, "\(run.errorText)")
    #expect(run.errorText == "mini: wrote 9 files, 'site/index.html' first\n")
    let page = try workspace.text("project/site/modules/lib/shapes.html")
    #expect(page.contains("<code><a href=\"#area\">area</a></code>"))
    #expect(page.contains("<a href=\"../../modules/lib/point.html#Point\">point.Point</a>"))
    #expect(page.contains("<li>one <code>&lt;b&gt;</code></li><li>two</li>"))
    #expect(page.contains("<pre><code>const a = <a href=\"#area\">area</a>("))
    #expect(page.contains("// 1 &lt; 2</code></pre>") && !page.contains("_own"))
    // Every link leads to a file, and to an element of it.
    var count = 0
    for name in workspace.files(below: "project/site") where name.hasSuffix(".html") {
      let text = try workspace.text("project/site/\(name)")
      for link in text.matches(of: /href="([^"#]*)(?:#([^"]*))?"/) {
        let parts = name.split(separator: "/").dropLast().map(String.init)
        let (path, anchor) = (String(link.1), link.2)
        let target =
          path.isEmpty
          ? name
          : FilePath(parts.joined(separator: "/")).pushing(FilePath(path))
            .lexicallyNormalized().string
        #expect(workspace.exists("project/site/\(target)"), "\(name): \(path)")
        if let anchor {
          #expect(try workspace.text("project/site/\(target)").contains("id=\"\(anchor)\""))
        }
        count += 1
      }
    }
    #expect(count > 30)
  }

  @Test func onlyPagesOfMiniAreReplaced() throws {
    #expect(try Mini.run(["doc", "-o", "site"], in: folder).status == 0)
    #expect(try Mini.run(["doc", "-o", "site"], in: folder).status == 0)
    try workspace.write("project/site/std/io.html", "mine")
    try workspace.write("project/site/index.html", "<p>mine</p>")
    let run = try Mini.run(["doc", "-o", "site"], in: folder)
    #expect(run.status == 2 && run.errorText.contains("kept 'site/index.html'"))
    #expect(try workspace.text("project/site/std/io.html") == "mine")
  }

  @Test(.enabled(if: Browser.isThere, "there is no chromium: 'make setup' installs it"))
  func theIndexFindsDeclarations() throws {
    #expect(try Mini.run(["doc", "-o", "site"], in: folder).status == 0)
    let values = try Browser.use(
      workspace.path("project/site/index.html"),
      [
        .click("#search"), .type("ARE"),
        .value("[...document.querySelectorAll('#find a')].map((a) => a.textContent)"),
        .key("Tab"), .value("document.activeElement.getAttribute('href')"),
      ])
    #expect(values[0].split(separator: ",").contains("lib/shapes.area"))
    #expect(values[1].hasPrefix("modules/lib/shapes.html#"))
  }
}
