// Where build, run, emit and clean put and remove files, and what becomes of the program's process.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct OutputPlaceTests {
  @Test func buildWritesTheOutputsItNamesAndNoOthers() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let before = workspace.files(below: "project")
    try Mini.build([], in: workspace.folder("project"))
    let added = Set(workspace.files(below: "project")).subtracting(before)
      .filter { !$0.hasPrefix(".mini_cache/") && !$0.hasPrefix(".user-cache/") }
    #expect(added == ["main", "main.ll"])
    #expect(workspace.files(below: "") == workspace.files(below: "project").map { "project/" + $0 })
  }

  @Test func theOutputCanBeNamed() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build(["-o", "../named"], in: folder)
    let run = try Tools.run(workspace.path("named"), [], in: folder)
    #expect(run.status == 25)

    try Mini.build(["--emit", "ir", "-o", "../text"], in: folder)
    #expect(try workspace.bytes("text") == workspace.bytes("named.ll"))
    try Mini.build(in: folder)
    #expect(try workspace.bytes("text") == workspace.bytes("project/main.ll"))
  }

  @Test func theRootMayLieElsewhere() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    try Mini.build(["project/main.mini", "--emit", "ir"], in: workspace.folder(""))
    #expect(workspace.exists("project/main.ll"))
    #expect(workspace.exists("project/.mini_cache/file_hashes.bin"))
    #expect(!workspace.exists("main.ll"))
    #expect(!workspace.exists(".mini_cache"))
  }

  @Test func emitPrintsTheCombinedIR() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build(in: folder)
    let emitted = try Mini.run(["emit"], in: folder)
    #expect(emitted.status == 0)
    #expect(try emitted.output == workspace.bytes("project/main.ll"))

    let bare = try Workspace(copying: "Projects/demo", as: "other")
    let uncached = try Mini.run(["emit", "--no-cache"], in: bare.folder("other"))
    #expect(uncached.output == emitted.output)
    #expect(!bare.exists("other/.mini_cache"))
  }

  /// Signals, streams and status are the program's own, and so is the process.
  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func runBecomesTheProgram(signal: Int32) throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() { print(1); while true { } }\n")
    let run = try Mini.start(["run"], in: workspace.folder(""))
    let link = "/proc/\(run.id)/exe"
    for _ in 0..<(Mini.secondsMax * 1000) {
      let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
      if executable?.hasPrefix(workspace.path(".mini_cache/")) == true { break }
      usleep(1000)
    }
    run.send(signal)
    #expect(try run.finish(secondsMax: Mini.secondsMax).status == 128 + signal)
  }

  @Test func cleanRemovesTheCacheAndNothingElse() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build(in: folder)
    let others = workspace.files(below: "project").filter { !$0.hasPrefix(".mini_cache/") }
    let clean = try Mini.run(["clean"], in: folder)
    #expect(clean.status == 0, "\(clean.errorText)")
    #expect(!workspace.exists("project/.mini_cache"))
    #expect(workspace.files(below: "project") == others)
    #expect(try Mini.run(["clean"], in: folder).status == 0, "nothing to clean is no failure")
  }
}
