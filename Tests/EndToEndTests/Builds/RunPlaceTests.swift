// The place of the program of `mini run`: in the cache, or in a temporary folder.

import Foundation
import TestSupport
import Testing

@Suite struct RunPlaceTests {
  private static func project(_ text: String = "fn main() i32 { return 6; }\n") throws -> Workspace
  {
    let workspace = Workspace()
    try workspace.write("project/main.mini", text)
    return workspace
  }

  @Test func runWritesNothingBesideTheSources() throws {
    let workspace = try Self.project()
    let folder = workspace.folder("project")
    for options in [[], ["-O1"], ["-g"], ["--no-cache"]] {
      #expect(try Mini.run(["run"] + options, in: folder).status == 6, "\(options)")
    }
    let visible = workspace.files(below: "project").filter {
      !$0.hasPrefix(".mini_cache/") && !$0.hasPrefix(".user-cache/")
    }
    #expect(visible == ["main.mini"])
    #expect(try Mini.run(["verify"], in: folder).status == 0)
  }

  @Test func eachLevelHasAProgramOfItsOwn() throws {
    let workspace = try Self.project()
    let folder = workspace.folder("project")
    Workspace.age()
    for options in [["-O0"], ["-O2"], ["-O0", "-g"]] {
      #expect(try Mini.run(["run"] + options, in: folder).status == 6)
    }
    // Back and forth: nothing is compiled again, and without a change of '-g' nothing is done at
    // all.
    var written: [Int] = []
    for options in [["-O2"], ["-O0"], ["-O2"], ["-O0"], ["-O0", "-g"], ["-O0"]] {
      let run = try Mini.run(["run", "--stats-json", "../stats.json"] + options, in: folder)
      #expect(run.status == 6)
      let stats = try JSON.object(workspace.bytes("stats.json"))
      #expect((stats["units"] as? [String: Int])?["compiled"] == 0, "\(options)")
      written.append(stats["bytesWritten"] as? Int ?? -1)
    }
    #expect(written[1...3] == [0, 0, 0])
  }

  @Test(arguments: [["build", "run"], ["run", "build"]])
  func theSecondOfRunAndBuildCopiesWhatTheFirstHasLinked(commands: [String]) throws {
    let workspace = try Self.project()
    let folder = workspace.folder("project")
    for (number, command) in commands.enumerated() {
      let run = try Mini.run([command, "--trace", "../trace.json"], in: folder)
      #expect(run.status == (command == "run" ? 6 : 0) && run.errorText == "")
      let trace = try workspace.text("trace.json")
      #expect(trace.contains("\"run the linker\"") == (number == 0), "\(command)")
      #expect(trace.contains("\"copy the executable\"") == (number == 1), "\(command)")
    }
    #expect(
      try workspace.bytes("project/main")
        == workspace.bytes("project/.mini_cache/combined/main.mini.O0"))
    #expect(try Tools.run(workspace.path("project/main"), [], in: folder).status == 6)
    Workspace.age()
    #expect(try Mini.statistics([], in: folder).isNull)
    #expect(try Mini.run(["run"], in: folder).status == 6)
    // A program that was overwritten is not copied.
    try workspace.delete("project/main")
    try workspace.write("project/.mini_cache/combined/main.mini.O0", "something")
    #expect(try Mini.run(["build"], in: folder).status == 0)
    #expect(try Tools.run(workspace.path("project/main"), [], in: folder).status == 6)
  }

  @Test func anEditIsSeenByBothWhicheverComesFirst() throws {
    let workspace = try Self.project()
    let folder = workspace.folder("project")
    for number in 1...4 {
      try workspace.write("project/main.mini", "fn main() i32 { return \(number); }\n")
      if number.isMultiple(of: 2) { try Mini.build([], in: folder) }
      #expect(try Mini.run(["run"], in: folder).status == Int32(number))
      try Mini.build([], in: folder)
      #expect(try Tools.run(workspace.path("project/main"), [], in: folder).status == Int32(number))
      let clean = Workspace()
      try workspace.copy("project/main.mini", "clean.mini")
      try clean.write("main.mini", try workspace.bytes("clean.mini"))
      try workspace.delete("clean.mini")
      try Mini.build(["--no-cache"], in: clean.folder(""))
      #expect(try clean.bytes("main") == workspace.bytes("project/main"))
      #expect(try clean.bytes("main.ll") == workspace.bytes("project/main.ll"))
    }
  }

  /// Without a cache, the program is in a folder of its own, which is removed before the program
  /// begins.
  @Test func aProgramThatNothingKeepsLeavesNothing() throws {
    let workspace = try Self.project("fn main() i32 { print(1); return 6; }\n")
    let folder = workspace.folder("project")
    try workspace.makeFolder("runtime")
    try workspace.makeFolder("temporary")
    try workspace.write("project/.mini_cache", "in the way")
    let variables = [
      ["XDG_RUNTIME_DIR": workspace.path("runtime")], ["TMPDIR": workspace.path("temporary")],
      ["XDG_RUNTIME_DIR": workspace.path("gone"), "TMPDIR": workspace.path("temporary")],
      ["XDG_RUNTIME_DIR": "relative", "TMPDIR": ""],
    ]
    for environment in variables {
      for options in [[], ["--no-cache"], ["-g", "-O1"]] {
        let run = try Mini.run(["run"] + options, in: folder, environment: environment)
        #expect(run.status == 6 && run.text == "1\n", "\(environment) \(run.errorText)")
      }
    }
    #expect(workspace.files(below: "runtime") == [] && workspace.files(below: "temporary") == [])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: workspace.path("runtime")).isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: workspace.path("temporary")).isEmpty)
    let left = workspace.files(below: "project").filter { !$0.hasPrefix(".user-cache/") }
    #expect(left == [".mini_cache", "main.mini"])
  }

  @Test func aPanicsCallersAreFoundInAProgramThatNothingKeeps() throws {
    let workspace = try Self.project(
      "fn main() i32 { return f(0); }\nfn f(n: i32) i32 { return 1 / n; }\n")
    let run = try Mini.run(["run", "-g", "--no-cache"], in: workspace.folder("project"))
    #expect(run.status == 101)
    #expect(run.errorText.hasSuffix("in main.f #1 at main.mini:2:27\n  called by main.main\n"))
  }

  @Test func aProgramThatIsGoneOrDamagedIsMadeAgain() throws {
    let workspace = try Self.project()
    let folder = workspace.folder("project")
    #expect(try Mini.run(["run"], in: folder).status == 6)
    let program = "project/.mini_cache/combined/main.mini.O0"
    #expect(workspace.exists(program))
    try workspace.delete(program)
    #expect(try Mini.run(["run"], in: folder).status == 6)
    try workspace.delete(program)
    try workspace.write(program, "no executable")
    #expect(try Mini.run(["run"], in: folder).status == 6)
  }
}
