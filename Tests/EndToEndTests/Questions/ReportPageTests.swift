// `mini report`: the page of a project's builds and cache.

import FileIO
import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct ReportPageTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }
  private var page: String { workspace.path("project/report.html") }

  /// A first build, and one after an edit that changes a form.
  init() throws {
    let add = "fn add(a: i32, b: i32) i32 { return a + b; }\n"
    try workspace.write("project/lib/math.mini", "const base = 1;\n" + add)
    try workspace.write(
      "project/lib/twice.mini",
      "import \"math.mini\" as math;\nfn twice(a: i32) i32 { return math.add(a, a) + math.base; }\n"
    )
    try workspace.write(
      "project/main.mini",
      "import \"lib/twice.mini\" as t;\nfn main() i32 { print(t.twice(2)); return 0; }\n")
    Workspace.age()
    try Mini.build([], in: folder)
    try workspace.write("project/lib/math.mini", "const base = 2;\n" + add)
    Workspace.age()
    let second = try Mini.run(["build"], in: folder)
    try #require(second.status == 0, "\(second.errorText)")
  }

  private func report(_ words: [String] = []) throws {
    let run = try Mini.run(["report"] + words, in: folder)
    try #require(run.status == 0, "\(run.errorText)")
    #expect(run.text == "" && run.errorText == "mini: wrote 'report.html'\n")
  }

  /// The JSON in the page.
  private func data() throws -> [String: Any] {
    let text = try workspace.text("project/report.html")
    let start = try #require(text.range(of: "id=\"data\">"))
    let end = try #require(text.range(of: "</script>", range: start.upperBound..<text.endIndex))
    return try JSON.object(Array(text[start.upperBound..<end.lowerBound].utf8))
  }

  @Test func thePageHasWhatTheRecordsHave() throws {
    try report()
    let data = try data()
    let log = try Mini.run(["log", "--json"], in: folder).text.split(separator: "\n")
    let last = try JSON.object(Array(try #require(log.first).utf8))
    let history = try #require(data["history"] as? [[String: Any]])
    #expect(history.count == log.count && log.count == 2)
    let build = try #require(data["build"] as? [String: Any])
    let id = try #require(build["id"] as? String)
    #expect(id.count >= 4 && (last["build"] as? String)?.hasPrefix(id) == true)
    let work = try #require(build["work"] as? [[String: Any]])
    let total = try #require(build["total"] as? Double)
    for piece in work {
      let (begin, length) = (piece["begin"] as? Double ?? -1, piece["ms"] as? Double ?? -1)
      #expect(begin >= 0 && length >= 0 && begin + length <= total + 0.01, "\(piece)")
      #expect((piece["why"] as? String)?.contains("no reason") == false, "\(piece)")
    }
    #expect(Set(work.compactMap { $0["kind"] as? String }) == ["file", "unit", "link"])
    #expect(work.count { $0["kind"] as? String == "file" } == 2)
    let causes = try #require(data["causes"] as? [[String: Any]])
    #expect(
      causes.contains { $0["name"] as? String == "lib/math.base" && $0["count"] as? Int == 2 })
    let unnamed = ["builds": 1, "files": 3, "functions": 3, "units": 2]
    #expect(data["unnamed"] as? [String: Int] == unnamed)
    let graph = try #require(data["graph"] as? [String: Any])
    #expect(graph["parts"] as? [[String]] == [["lib", "math"], ["lib", "twice"], ["", "main"]])
    #expect(graph["uses"] as? [[Int]] == [[], [0], [1]])
    let space = try #require(data["space"] as? [String: Any])
    let stats = try JSON.object(try Mini.run(["stats", "--json"], in: folder).output)
    let sizes = try #require(stats["bytes"] as? [String: Int])
    #expect(
      space["distinct"] as? Int == sizes["distinct"] && space["disk"] as? Int == sizes["disk"])
    let rows = try #require(space["rows"] as? [[Any]])
    let objects = rows.filter { $0[2] as? String != "rest" }
    #expect(objects.reduce(0) { $0 + ($1[1] as? Int ?? 0) } == sizes["distinct"])
  }

  @Test(.enabled(if: Browser.isThere, "there is no chromium: 'make setup' installs it"))
  func clicksAndKeysShowWhatIsBehindAMark() throws {
    try report()
    let values = try Browser.use(
      page,
      [
        .value("document.querySelectorAll('section h2').length"),
        .click("#timeline-chart [aria-label^='file lib/math.mini']"),
        .value("document.querySelector('#timeline .details').textContent"),
        .key("Home"), .key("Enter"),
        .value("document.querySelector('#timeline .details').textContent"),
        .click("#history-chart g:last-of-type rect"),
        .value("document.querySelector('#history .details').textContent"),
        .click("#space-chart [aria-label^='lib,']"),
        .value("document.querySelectorAll('#space button').length"),
        .key("Enter"),
        .value("document.querySelectorAll('#space button').length"),
        .value("document.querySelectorAll('#graph .node').length"),
        .click("#graph .node[data-path='lib']"),
        .value("document.querySelectorAll('#graph .node').length"),
        .click("#graph .node[data-path='lib/twice']"),
        .value("document.querySelector('#graph .details').textContent"),
        .click("#graph button[aria-label='fold lib']"),
        .value("document.querySelectorAll('#graph .node').length"),
        .click("#search"), .type("math"), .key("Tab"), .key("Enter"),
        .value("document.querySelector('#graph .selected').dataset.path"),
      ])
    #expect(values[0] == "6")
    #expect(values[1].hasPrefix("file lib/math.mini: ") && values[1].contains("miss: an input"))
    #expect(values[2].hasPrefix("phase load"))
    #expect(values[3].contains("build -O0: done") && values[3].contains("files 2 of 3 compiled"))
    #expect(Array(values[4...5]) == ["2", "3"])
    #expect(Array(values[6...7]) == ["2", "3"])
    #expect(values[8] == "lib/twiceuses (1): lib/mathused by (1): main")
    #expect(Array(values[9...10]) == ["2", "lib/math"])
  }

  @Test(.enabled(if: Browser.isThere, "there is no chromium: 'make setup' installs it"))
  func thePageSaysWhatItsNumbersAreAndWhatItsBoxesAreFor() throws {
    try report()
    let empty = "[...document.querySelectorAll('.details:empty')]"
    // The files are compiled at once, so either can be the first.
    let rows = "[...document.querySelectorAll('#timeline tbody tr')]"
    let edited = "\(rows).find((row) => row.textContent.includes('lib/math.mini'))"
    let values = try Browser.use(
      page,
      [
        .value("\(edited).lastElementChild.textContent"),
        .value("document.querySelector('#timeline figcaption').textContent"),
        .value("document.querySelector('#space p').textContent"),
        .value("document.querySelector('#space button').textContent"),
        .value("document.querySelector('#hot > p:last-child').textContent"),
        .value("\(empty).length"),
        .value("\(empty).map((box) => getComputedStyle(box, '::before').content).join()"),
      ])
    #expect(values[0].hasPrefix("an input changed: source: "), "\(values[0])")
    #expect(values[1] == " files;  units;  the linker;  phases; red frame: the critical path.")
    let all = try #require(values[3].split(separator: ": ").last)
    #expect(values[3].hasPrefix("all, before compression: "))
    #expect(values[2].hasSuffix("all together \(all)."), "\(values[2])")
    #expect(values[4].hasPrefix("Not in the table: 3 files, 3 functions, 2 units of 1 build "))
    #expect(values[5] == "3" && values[6].matches(of: /by a click or Enter/).count == 3)
  }

  @Test(.enabled(if: Browser.isThere, "there is no chromium: 'make setup' installs it"))
  func thePageIsLightOrDarkAndCanBePrinted() throws {
    try report()
    let colour = "getComputedStyle(document.body).backgroundColor"
    let file = workspace.path("print.pdf")
    let values = try Browser.use(
      page, [.dark(false), .value(colour), .dark(true), .value(colour), .print(file)])
    #expect(values == ["rgb(255, 255, 255)", "rgb(20, 23, 27)"])
    #expect(try workspace.bytes("print.pdf").starts(with: Array("%PDF".utf8)))
  }

  /// Names of modules that would be HTML, if they were not escaped.
  @Test func namesOfModulesAreNeverHTML() throws {
    let name = "x</script><script>window.hacked=1;'&amp;<b>.mini"
    let other = "<img src=x onerror='window.hacked=1'>.mini"
    try workspace.write("project/\(name)", "fn f() i32 { return 1; }\n")
    try workspace.write("project/\(other)", "fn g() i32 { return 1; }\n")
    try workspace.write(
      "project/main.mini",
      """
      import "\(name)" as a;
      import "\(other)" as b;
      fn main() i32 { return a.f() + b.g(); }

      """)
    Workspace.age()
    let build = try Mini.run(["build"], in: folder)
    try #require(build.status == 0, "\(build.errorText)")
    try report()
    let text = try workspace.text("project/report.html")
    #expect(text.matches(of: /<\/?script/).count == 4)
    #expect(!text.contains("<img") && !text.contains("<b>"))
    guard Browser.isThere else { return }
    let path = String(name.dropLast(5))
    let values = try Browser.use(
      page,
      [
        .value("window.hacked"), .click("#search"), .type("hacked"), .key("Tab"), .key("Enter"),
        .value("document.querySelector('#graph .selected').dataset.path"), .value("window.hacked"),
      ])
    #expect(values[0] == "undefined" && values[2] == "undefined")
    #expect([path, String(other.dropLast(5))].contains(values[1]))
  }

  // MARK: Files

  @Test func onlyAPageOfMiniIsReplaced() throws {
    try report()
    try report()
    for (name, text) in [("main.mini", nil), ("notes.html", "<p>mine</p>")] {
      if let text { try workspace.write("project/\(name)", text) }
      let before = try workspace.bytes("project/\(name)")
      let run = try Mini.run(["report", "-o", name], in: folder)
      #expect(run.status == 2)
      #expect(run.errorText.contains("kept '\(name)', which is not a page that mini wrote"))
      #expect(try workspace.bytes("project/\(name)") == before)
    }
    let printed = try Mini.run(["report", "-o", "-"], in: folder)
    #expect(printed.text.hasPrefix("<!DOCTYPE html>") && printed.errorText == "")
    #expect(try Mini.run(["build"], in: folder).errorText == "")
  }

  /// The name of the file is one argument, whatever is in it.
  @Test func aPageThatCannotBeWrittenIsNamed() throws {
    try report()
    let run = try Mini.run(["report", "-o", "absent/r.html"], in: folder)
    #expect(run.status == 2 && run.errorText.contains("'absent/r.html'"), "\(run.errorText)")
  }

  @Test func theBrowserIsStartedWithoutAShell() throws {
    let mark = workspace.path("opened")
    try workspace.write("tools/xdg-open", "#!/bin/sh\nprintf '%s|' \"$#\" \"$1\" > '\(mark)'\n")
    try workspace.permissions("tools/xdg-open", 0o755)
    let name = "a; touch hacked; b.html"
    let path = workspace.path("tools") + ":" + Tools.searchPath
    let run = try Mini.run(
      ["report", "-o", name, "--open"], in: folder, environment: ["PATH": path])
    #expect(run.status == 0, "\(run.errorText)")
    for _ in 0..<1000 where !workspace.exists("opened") { usleep(10_000) }
    usleep(50_000)
    let real = try LocalFileSystem().realPath(FilePath(workspace.path("project")))
    #expect(try workspace.text("opened") == "1|\(real)/\(name)|")
    #expect(!workspace.exists("project/hacked"))
    let absent = try Mini.run(
      ["report", "--open"], in: folder, environment: ["PATH": workspace.path("nowhere")])
    #expect(absent.status == 2 && absent.errorText.contains("there is no 'xdg-open'"))
  }

  @Test func withoutACacheThereIsNothingToReport() throws {
    try workspace.write("empty/main.mini", "fn main() i32 { return 0; }\n")
    let run = try Mini.run(["report"], in: workspace.folder("empty"))
    #expect(run.status == 4 && run.errorText.contains("there is no cache"))
    #expect(workspace.files(below: "empty") == ["main.mini"])
  }

  /// The project may have moved or be broken: the rest of the page does not need it.
  @Test func aMissingProjectIsSaid() throws {
    try FileManager.default.removeItem(atPath: workspace.path("project/main.mini"))
    let run = try Mini.run(["report", "--cache-dir", ".mini_cache"], in: folder)
    #expect(run.status == 0, "\(run.errorText)")
    let data = try data()
    #expect((data["graphProblem"] as? String)?.contains("main.mini") == true)
    #expect((data["history"] as? [Any])?.count == 2)
  }
}
