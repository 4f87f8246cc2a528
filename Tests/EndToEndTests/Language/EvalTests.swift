// `mini eval`: it runs texts, with one cache for all, and none if the user has none.

import Foundation
import TestSupport
import Testing

@Suite struct EvalTests {
  private static func code(_ number: Int) -> String {
    "fn main() i32 { print(\"text \", \(number)); return \(number); }"
  }

  @Test func evalRunsTextThatIsNoFile() throws {
    let workspace = Workspace()
    let code = "fn main() i32 { print(\"from text: \", 6 * 7); return 3; }"
    for _ in 1...2 {
      let run = try Mini.run(["eval", code], in: workspace.folder(""))
      #expect(run.text == "from text: 42\n")
      #expect(run.errorText == "")
      #expect(run.status == 3)
    }
    let visible = workspace.files(below: "").filter { !$0.hasPrefix(".user-cache/") }
    #expect(visible == [], "eval leaves nothing where it is called")

    let panic = try Mini.run(
      ["eval", "-g", "fn main() i32 { return f(0); }\nfn f(n: i32) i32 { return 1 / n; }"],
      in: workspace.folder(""))
    #expect(panic.status == 101)
    #expect(
      panic.errorText
        == "panic: division by zero in main.f #1 at main.mini:2:27\n  called by main.main\n")

    let wrong = try Mini.run(["eval", "fn main() { x; }"], in: workspace.folder(""))
    #expect(wrong.status == 1)
    #expect(wrong.errorText.contains("error[E0012]"))
  }

  @Test func allTextsShareOneCache() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    for number in [1, 2, 3, 1, 2, 3] {
      let run = try Mini.run(["eval", Self.code(number)], in: folder)
      #expect(run.status == Int32(number) && run.text == "text \(number)\n", "\(run.errorText)")
    }
    let entries = try FileManager.default.contentsOfDirectory(
      atPath: workspace.path(".user-cache/mini"))
    #expect(entries.filter { $0 == "texts" } == ["texts"])
    let cache = workspace.path(".user-cache/mini/texts")
    #expect(try Mini.run(["verify", "--cache-dir", cache], in: folder).status == 0)
    #expect(!workspace.files(below: ".user-cache/mini").contains { $0.hasSuffix(".mini") })
  }

  @Test func theSameTextIsCompiledOnce() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    for number in [1, 2, 1, 2] {
      let run = try Mini.run(
        ["eval", Self.code(number), "--stats-json", "stats.json"], in: folder)
      #expect(run.status == Int32(number))
    }
    let stats = try JSON.object(workspace.bytes("stats.json"))
    #expect(stats["bytesWritten"] as? Int == 0)
    #expect((stats["files"] as? [String: Int])?["compiled"] == 0)
    // All programs share the runtime.
    let other = try Mini.run(["eval", Self.code(4), "--stats-json", "stats.json"], in: folder)
    #expect(other.status == 4)
    let units = try JSON.object(workspace.bytes("stats.json"))["units"] as? [String: Int]
    #expect(units?["compiled"] == 1 && units?["total"] == 2)
  }

  /// Its project names a root file that does not exist: gc treats it like a deleted checkout.
  @Test func gcForgetsWhatIsNotEvaluatedAnyMore() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    for number in 1...3 {
      #expect(try Mini.run(["eval", Self.code(number)], in: folder).status == Int32(number))
    }
    let cache = ".user-cache/mini/texts"
    #expect(workspace.files(below: cache + "/projects").count { $0.hasSuffix("/root") } == 3)
    let gc = try Mini.run(
      ["gc", "--prune", "now", "--cache-dir", workspace.path(cache)], in: folder)
    #expect(gc.status == 0, "\(gc.errorText)")
    #expect(workspace.files(below: cache + "/projects") == [])
    #expect(try Mini.run(["eval", Self.code(1)], in: folder).status == 1)
  }

  @Test func textsImportStandardModules() throws {
    let text = "import \"std:math\" as m; fn main() { print(m.sqrt(6.25)); }"
    let run = try Mini.run(["eval", text], in: Workspace().folder(""))
    #expect(run.status == 0 && run.text == "2.5\n", "\(run.errorText)")
  }

  @Test func diagnosticsNameTheCode() throws {
    for (code, place) in [
      ("fn main() {\n    x;\n}", "--> <code>:2:5"),
      ("import \"a.mini\"; fn main() {}", "--> <code>:1:8"),
    ] {
      let run = try Mini.run(["eval", code], in: Workspace().folder(""))
      #expect(run.status == 1)
      #expect(
        run.errorText.contains(place) && !run.errorText.contains("main.mini"), "\(run.errorText)")
    }
  }

  @Test func withoutAFolderForItNothingIsKept() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write("file", "in the way")
    let homes = [
      ["HOME": "", "XDG_CACHE_HOME": ""], ["HOME": "/nonexistent", "XDG_CACHE_HOME": ""],
      ["HOME": "relative", "XDG_CACHE_HOME": "relative"],
      ["HOME": "", "XDG_CACHE_HOME": workspace.path("file")],
    ]
    for environment in homes {
      let run = try Mini.run(["eval", Self.code(7)], in: folder, environment: environment)
      #expect(run.status == 7 && run.text == "text 7\n", "\(environment) \(run.errorText)")
    }
    #expect(workspace.files(below: "") == ["file"])
  }

  @Test func textsOfOneMomentDoNotMix() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    for _ in 1...3 {
      let runs = try (1...4).map { try Mini.start(["eval", Self.code($0)], in: folder) }
      for (number, run) in zip(1..., runs) {
        #expect(try run.finish(secondsMax: Mini.secondsMax).status == Int32(number))
      }
    }
  }
}
