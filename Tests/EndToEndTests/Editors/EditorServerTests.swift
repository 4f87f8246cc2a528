// `mini lsp` with real clients: Neovim, the extension for Visual Studio Code, pygls, and one that types
// at random.

import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct EditorServerTests {
  /// A new project, and a folder of programs in which `mini` is the one under test.
  private struct Desk {
    let workspace = Workspace()
    var home: Folder { workspace.folder("home") }
    var project: String { workspace.path("home/hello") }

    init() throws {
      try workspace.makeFolder("home/bin")
      try FileManager.default.createSymbolicLink(
        atPath: workspace.path("home/bin/mini"), withDestinationPath: Mini.executable)
      let run = try Mini.run(["new", "hello"], in: home)
      try #require(run.status == 0)
    }

    func run(
      _ program: String, _ arguments: [String], _ more: [String: String] = [:]
    ) throws -> Finished {
      var environment = Mini.variables(in: home).merging(more) { $1 }
      environment["PATH"] = workspace.path("home/bin") + ":" + Tools.searchPath
      return try ChildProcess.run(
        program, arguments, in: FilePath(project), environment: environment, secondsMax: 120)
    }
  }

  private static let scripts = Repository.root.string + "/Tests/Scripts/editors/"

  @Test func neovimShowsRenamesFormatsCompletesAndTests() throws {
    let desk = try Desk()
    try #require(desk.run("mini", ["editor", "neovim", "--install"]).status == 0)
    let answer = desk.workspace.path("answer")
    let run = try desk.run(
      "nvim", ["--headless", "-n", "-i", "NONE", "main.mini", "-S", Self.scripts + "neovim.lua"],
      ["ANSWER": answer])
    #expect(run.status == 0, "\(run.errorText)")
    let steps = try desk.workspace.text("answer").split(separator: "\n")
    #expect(
      steps == [
        "colours", "diagnostics", "definition", "rename", "format", "completion", "debug", "test",
        "standard module",
      ])
  }

  @Test func theExtensionForVisualStudioCodeTranslatesWhatTheServerSays() throws {
    let desk = try Desk()
    let run = try desk.run(
      "node",
      [
        Self.scripts + "vscode.js", Repository.root.string + "/Sources/Editors/vscode/extension",
        Mini.executable, desk.project,
      ])
    #expect(
      run.text.split(separator: "\n") == [
        "diagnostics", "definition", "hover", "highlights", "rename", "completion", "formatting",
        "symbols", "test", "debug", "end",
      ], "\(run.errorText)")
  }

  @Test(arguments: ["utf-8", "utf-16"])
  func theServerSpeaksAsPyglsExpects(encoding: String) throws {
    let run = try EditorScripts.run("protocol.py", [encoding])
    let lines = run.text.split(separator: "\n")
    #expect(lines.count == 15 && lines.allSatisfy { $0.hasSuffix(": passed") }, "\(run.text)")
  }

  @Test func aServerAfterManyKeystrokesAnswersLikeAFreshOne() throws {
    let scale = min(fuzzScale, 10)
    let files = EditorTests.sources.enumerated().filter { scale > 1 || $0.offset % 4 == 0 }
    let run = try EditorScripts.run(
      "keystrokes.py", ["1", "\(30 * scale)"] + files.map(\.element))
    #expect(run.status == 0, "\(run.text.suffix(4000))\(run.errorText)")
    #expect(run.text.hasSuffix(", 0 differences from a fresh server\n"))
  }

  @Test func theBenchMeasuresTheServer() throws {
    let run = try BenchScripts.run("server.py", [Mini.executable, "102"])
    #expect(run.status == 0, "\(run.errorText)")
    #expect(run.text.split(separator: "\n").count == 7, "\(run.text)")
  }
}
