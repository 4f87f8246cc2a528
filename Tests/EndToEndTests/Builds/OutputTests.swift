// The places of outputs: as `-o` names them, into devices and pipes, and never over a source.

import Glibc
import TestSupport
import Testing

@Suite struct OutputTests {
  private static func project() throws -> (workspace: Workspace, folder: Folder) {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    return (workspace, workspace.folder("project"))
  }

  // MARK: Names

  @Test func theOptionMovesAllOutputs() throws {
    let (workspace, folder) = try Self.project()
    let before = workspace.files(below: "project")
    try Mini.build(["-o", "../calc"], in: folder)
    let added = workspace.files(below: "project").filter {
      !before.contains($0) && !$0.hasPrefix(".mini_cache/") && !$0.hasPrefix(".user-cache/")
    }
    #expect(added == [])
    #expect(workspace.exists("calc") && workspace.exists("calc.ll"))
    try Mini.build(["--emit", "exe", "-o../only"], in: folder)
    #expect(workspace.exists("only") && !workspace.exists("only.ll"))
    try Mini.build(["--emit", "ir", "-o", "../text"], in: folder)
    #expect(try workspace.bytes("text") == workspace.bytes("calc.ll"))
    try Mini.build(["--emit", "ir,exe", "-o", "../both"], in: folder)
    #expect(try workspace.bytes("both.ll") == workspace.bytes("calc.ll"))
    #expect(try Tools.run(workspace.path("both"), [], in: folder).status == 25)
    try Mini.build(["--emit", "exe"], in: folder)
    #expect(workspace.exists("project/main") && !workspace.exists("project/main.ll"))
    #expect(try Mini.run(["build", "--emit", "exe,"], in: folder).status == 64)
    Workspace.age()
    #expect(try Mini.statistics(["-o", "../calc"], in: folder).isNull)
  }

  @Test(arguments: [["-O0"], ["-O2"], ["-g"]])
  func objectCodeAndAssemblyAreOfTheWholeProgram(options: [String]) throws {
    let (workspace, folder) = try Self.project()
    Workspace.age()
    let all = ["--emit", "exe,ir,obj,asm", "-o", "../all"] + options
    try Mini.build(all, in: folder)
    for input in ["all.o", "all.s"] {
      let link = try Tools.run(
        "clang", ["-fuse-ld=lld", "../" + input, "-o", "../linked"], in: folder)
      #expect(link.status == 0, "\(link.errorText)")
      #expect(try Tools.run(workspace.path("linked"), [], in: folder).status == 25, "\(input)")
    }
    #expect(try Mini.statistics(all, in: folder).isNull)
    let printed = try Mini.run(["build", "--emit", "asm", "-o", "-"] + options, in: folder)
    #expect(printed.output == (try workspace.bytes("all.s")) && printed.errorText == "")
    #expect(printed.text.contains(".file\t\"main"), "no temporary file is named")
    try Mini.build(["--emit", "obj", "-o", "../only"] + options, in: folder)
    #expect(try workspace.bytes("only") == workspace.bytes("all.o"))
    try Mini.build(["--emit", "obj"] + options, in: folder)
    #expect(workspace.exists("project/main.o") && !workspace.exists("project/main.ll"))

    // They follow an edit, and an output that was overwritten is written again.
    let source = try workspace.text("project/math.mini")
    try workspace.write("project/math.mini", source.replacing("n * n", with: "n * n + 1"))
    try Mini.build(all, in: folder)
    #expect(try workspace.bytes("only") != workspace.bytes("all.o"))
    let clean = ["--no-cache", "--emit", "asm", "-o", "../clean.s"] + options
    try Mini.build(clean, in: folder)
    #expect(try workspace.bytes("all.s") == workspace.bytes("clean.s"))
    try workspace.write("all.s", "something")
    let again = try Mini.run(["build"] + all, in: folder)
    #expect(again.errorText.contains("'../all.s' was changed after the last build"))
    #expect(try workspace.bytes("all.s") == workspace.bytes("clean.s"))
  }

  @Test func oneTextMayGoToStandardOutput() throws {
    let (workspace, folder) = try Self.project()
    let printed = try Mini.run(["build", "--emit", "ir", "-o", "-"], in: folder)
    try Mini.build(in: folder)
    #expect(printed.output == (try workspace.bytes("project/main.ll")) && printed.status == 0)
    #expect(!workspace.exists("project/-"))
    for options in [["-o", "-"], ["--emit", "exe", "-o", "-"]] {
      let run = try Mini.run(["build"] + options, in: folder)
      #expect(
        run.status == 64 && run.errorText.contains("standard output can receive only one text"))
    }
    let mixed = ["build", "--emit", "ir", "-o", "-", "--stats-json", "-"]
    #expect(try Mini.run(mixed, in: folder).status == 64)
  }

  // MARK: Devices and pipes

  @Test(arguments: [
    [], ["--emit", "ir"], ["--emit", "exe"], ["--emit", "obj"], ["--emit", "asm"], ["--no-cache"],
  ])
  func aDeviceTakesAnOutputAsThroughAShell(options: [String]) throws {
    let (workspace, folder) = try Self.project()
    var before = stat()
    #expect(stat("/dev/null", &before) == 0)
    for _ in 1...2 {
      let run = try Mini.run(["build", "-o", "/dev/null"] + options, in: folder)
      #expect(run.status == 0 && run.errorText == "", "\(run.errorText)")
    }
    var after = stat()
    #expect(stat("/dev/null", &after) == 0)
    #expect(after.st_mode & S_IFMT == S_IFCHR && after.st_ino == before.st_ino)
    #expect(!workspace.exists("project/main") && !workspace.exists("project/main.ll"))
    let full = try Mini.run(["build", "-o", "/dev/full"] + options, in: folder)
    #expect(full.status == 2 && full.errorText.contains("cannot write '/dev/full': No space"))
  }

  @Test func aDeviceTakesNoTwoOutputs() throws {
    let (workspace, folder) = try Self.project()
    for kinds in ["obj,asm", "ir,obj", "ir,asm"] {
      let run = try Mini.run(["build", "--emit", kinds, "-o", "/dev/null"], in: folder)
      #expect(run.status == 2)
      #expect(
        run.errorText
          == "mini: error: cannot write '/dev/null': it is not a file, so it can receive"
          + " one output\n", "\(run.errorText)")
    }
    #expect(!workspace.exists("project/main.ll") && access("/dev/null.o", F_OK) != 0)
  }

  @Test func aPipeTakesWhatAFileWould() throws {
    let (workspace, folder) = try Self.project()
    try Mini.build([], in: folder)
    for (kind, file) in [("ir", "main.ll"), ("exe", "main")] {
      let command = "'\(Mini.executable)' build --emit \(kind) -o /dev/stdout | cat > ../piped"
      let run = try Tools.run("sh", ["-c", command], in: folder)
      #expect(run.status == 0 && run.errorText == "", "\(run.errorText)")
      #expect(try workspace.bytes("piped") == workspace.bytes("project/" + file), "\(kind)")
    }
  }

  @Test func aFolderOfSourcesIsNoCache() throws {
    let (workspace, folder) = try Self.project()
    let run = try Mini.run(
      ["build", "--emit", "ir"], in: folder, environment: ["MINI_CACHE_DIR": "."])
    #expect(run.status == 0 && workspace.exists("project/main.ll"))
    #expect(
      run.errorText
        == "mini: warning: '.' is not empty and is not a cache; this build is not cached\n")
  }
}
