// `mini graph --format svg` and `html`.

import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct GraphDrawingTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  init() throws {
    try workspace.write(
      "project/main.mini",
      """
      import "lib/math.mini" as math;
      import "lib/shapes.mini";
      import "std:math" as real;
      fn main() i32 { print(real.sqrt(4.0)); return math.twice(shapes.area(3)); }

      """)
    try workspace.write(
      "project/lib/math.mini",
      """
      const base = 2;
      fn twice(a: i32) i32 { return a * base; }

      """)
    try workspace.write(
      "project/lib/shapes.mini",
      "import \"math.mini\" as math;\nfn area(a: i32) i32 { return math.twice(a); }\n")
  }

  private func graph(_ words: [String]) throws -> String {
    let run = try Mini.run(["graph"] + words, in: folder)
    try #require(run.status == 0 && run.errorText == "", "\(run.errorText)")
    return run.text
  }

  @Test func aDrawingIsSVGOrSaysWhatIsMissing() throws {
    let absent = try Mini.run(
      ["graph", "--format", "svg"], in: folder, environment: ["PATH": workspace.path("nowhere")])
    #expect(absent.status == 2 && absent.text == "")
    #expect(absent.errorText.contains("cannot find 'dot'") && absent.errorText.contains("html"))
    guard try !Tools.path("dot").isEmpty else { return }
    let svg = try graph(["--format", "svg"])
    #expect(svg.contains("<svg ") && svg.contains(">lib/shapes</title>"))
    #expect(try graph(["--format", "svg", "--focus", "main"]).contains(">std:math</title>"))
  }

  @Test func aDrawingOfManyModulesIsFoldedByFolder() throws {
    guard try !Tools.path("dot").isEmpty else { return }
    try writeManyModules()
    let run = try Mini.run(["graph", "--format", "svg"], in: workspace.folder("many"))
    #expect(run.status == 0 && run.errorText.contains("folded by folder, because there are 301"))
    #expect(run.text.contains(">p1/ (100)</title>") && run.text.contains(">main</title>"))
    #expect(run.text.matches(of: /class="node"/).count == 4)
  }

  /// Three folders of a hundred modules, each of which imports one of the next folder.
  private func writeManyModules() throws {
    var main = ""
    for number in 0..<100 { main += "import \"p0/m\(number).mini\" as m\(number);\n" }
    let calls = (0..<100).map { "    m\($0).f();\n" }.joined()
    try workspace.write("many/main.mini", main + "fn main() i32 {\n\(calls)    return 0;\n}\n")
    for folder in 0..<3 {
      for number in 0..<100 {
        let text =
          folder == 2
          ? "fn f() i32 { return 1; }\n"
          : "import \"../p\(folder + 1)/m\(number).mini\" as n;\nfn f() i32 { return n.f(); }\n"
        try workspace.write("many/p\(folder)/m\(number).mini", text)
      }
    }
  }

  @Test(arguments: [[], ["--declarations"], ["--focus", "main"]])
  func aPageHasTheGraphOfTheList(words: [String]) throws {
    let page = try graph(["--format", "html"] + words)
    let start = try #require(page.range(of: "id=\"data\">"))
    let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
    let data = try JSON.object(Array(page[start.upperBound..<end.lowerBound].utf8))
    let drawn = try #require(data["graph"] as? [String: Any])
    let parts = try #require(drawn["parts"] as? [[String]])
    let uses = try #require(drawn["uses"] as? [[Int]])
    let names = parts.map { part in
      guard !part[0].isEmpty else { return part[1] }
      return part[0] + (words.first == "--declarations" ? "." : "/") + part[1]
    }
    var list = ""
    for (name, used) in zip(names, uses) {
      list += name + "\n" + used.map { "  \(names[$0])\n" }.joined()
    }
    #expect(try list == graph(words))
  }

  @Test(.enabled(if: Browser.isThere, "there is no chromium: 'make setup' installs it"))
  func thousandsOfModulesAreFoldedAndFound() throws {
    try writeManyModules()
    let run = try Mini.run(["graph", "--format", "html"], in: workspace.folder("many"))
    #expect(run.status == 0 && run.errorText == "")
    try workspace.write("graph.html", run.text)
    let count = "document.querySelectorAll('.node').length"
    let values = try Browser.use(
      workspace.path("graph.html"),
      [
        .value(count), .click(".node[data-path='p1']"), .value(count),
        .click("button[aria-label='fold p1']"), .value(count), .click("#search"), .type("p2/m42"),
        .key("Tab"), .key("Enter"), .value("document.querySelector('.selected').dataset.path"),
        .value("document.querySelectorAll('.edge.near').length"),
        .value("document.querySelector('.details').textContent"),
      ])
    #expect(values[0] == "4" && values[1] == "103" && values[2] == "4")
    #expect(values[3] == "p2/m42" && values[4] == "1")
    #expect(values[5] == "p2/m42uses (0): used by (1): p1/m42")
  }

  @Test func aListIsNotDrawn() throws {
    for words in [["--unused"], ["--affected"]] {
      for format in ["html", "svg", "dot"] {
        let run = try Mini.run(["graph", "--format", format] + words, in: folder)
        #expect(run.status == 64 && run.errorText.contains("draws a graph or a chain"))
      }
    }
  }

  @Test func aChainIsDrawn() throws {
    let page = try graph(["--format", "html", "--why", "main", "std:math"])
    #expect(
      page.contains("\"parts\": [[\"\", \"main\"], [\"\", \"std:math\"]], \"uses\": [[1], []]"))
    let uses = try graph(["--format", "html", "--why", "main.main", "lib/math.base"])
    #expect(uses.contains("main.mini: declarations") && uses.contains("[\"lib/math\", \"twice\"]"))
    guard try !Tools.path("dot").isEmpty else { return }
    let svg = try graph(["--format", "svg", "--why", "main", "lib/math"])
    #expect(svg.contains(">main&#45;&gt;lib/math</title>") && !svg.contains("std:math"))
  }
}
