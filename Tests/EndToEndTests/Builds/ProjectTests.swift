// A project with `mini.config`: its programs, and what the file may not say.

import TestSupport
import Testing

@Suite struct ProjectTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  private static let texts = [
    "mini.config": """
    [program "app"]
    \troot = src/app.mini
    \toutput = build/app
    [program "tool"]
    \troot = src/tool.mini
    \tlevel = 1

    """,
    "src/app.mini": """
    import "lib.mini" as lib;
    fn main() i32 { return lib.twice(10); }
    test "ten" { assert(lib.twice(10) == 20); }

    """,
    "src/tool.mini": """
    import "lib.mini" as lib;
    fn main() i32 { return lib.twice(3); }
    test "three" { assert(lib.twice(3) == 6); }

    """,
    "src/lib.mini": "fn twice(n: i32) i32 { return n * 2; }\n",
  ]

  init() throws {
    for (name, text) in Self.texts { try workspace.write("project/\(name)", text) }
    Workspace.age()
  }

  private func mini(_ arguments: String...) throws -> Finished {
    try Mini.run(arguments, in: folder)
  }

  private func status(_ program: String) throws -> Int32 {
    try Tools.run(workspace.path("project/\(program)"), [], in: folder).status
  }

  // MARK: Builds

  @Test func aBuildMakesAllProgramsAndANullBuildNone() throws {
    let first = try mini("build", "--json")
    #expect(first.status == 0, "\(first.errorText)\(first.text)")
    #expect(try status("build/app") == 20 && status("tool") == 6)
    #expect(
      workspace.files(below: "project").filter { !$0.hasPrefix(".") }
        == (Self.texts.keys + ["build/app", "build/app.ll", "tool", "tool.ll"]).sorted())
    Workspace.age()
    let before = try workspace.modified("project/build/app")
    let plain = try mini("build")
    #expect(plain.status == 0 && plain.errorText == "" && plain.text == "")
    let again = try mini("build", "--json")
    let objects = try again.text.split(separator: "\n").map { try JSON.object(Array($0.utf8)) }
    #expect(objects.count == 2)
    #expect(
      objects.allSatisfy { $0["bytesWritten"] as? Int == 0 && $0["sourcesRead"] as? Int == 0 })
    #expect(try workspace.modified("project/build/app") == before)
    #expect(!workspace.exists("project/src/.mini_cache") && workspace.exists("project/.mini_cache"))
  }

  @Test func aNameBuildsOneProgram() throws {
    #expect(try mini("build", "tool").status == 0)
    #expect(try status("tool") == 6)
    #expect(!workspace.exists("project/build"))
    #expect(try Mini.run(["build", "project"], in: workspace.folder("")).status == 0)
    #expect(try status("build/app") == 20)
    #expect(try mini("build", "app", "-o", "mine").status == 0)
    #expect(try status("mine") == 20)
    // A root file is built as if there was no such file.
    #expect(try mini("build", "src/app.mini").status == 0)
    #expect(try status("src/app") == 20)
  }

  /// At one level, the second program compiles its root file's unit alone.
  @Test func programsShareFunctionsAndUnits() throws {
    #expect(try mini("build", "app").status == 0)
    let tool = try mini("build", "tool", "-O0", "--explain")
    #expect(tool.status == 0)
    #expect(
      tool.errorText.contains("unit src/tool.mini -O0")
        || tool.errorText.contains("unit tool.mini -O0"))
    #expect(!tool.errorText.contains("unit . "), "\(tool.errorText)")
    #expect(!tool.errorText.contains("lib.mini was compiled"), "\(tool.errorText)")
    #expect(!tool.errorText.contains("twice was compiled"), "\(tool.errorText)")
  }

  @Test func errorsInOneProgramLeaveTheOthers() throws {
    try workspace.write("project/src/app.mini", "fn main() i32 { return nothing; }\n")
    let run = try mini("build")
    #expect(run.status == 1 && run.errorText.contains("nothing"))
    #expect(try status("tool") == 6)
    #expect(!workspace.exists("project/build/app"))
  }

  // MARK: Folders of a project

  /// The files in a folder, without those that commands keep for the user.
  private func files(in folder: String) -> [String] {
    workspace.files(below: folder).filter { !$0.hasPrefix(".user-cache/") }
  }

  @Test func aFolderOfAProjectBelongsToIt() throws {
    try workspace.write("project/docs/notes.txt", "")
    for below in ["src", "docs"] {
      let inner = workspace.folder("project/\(below)")
      let before = files(in: "project/\(below)")
      #expect(try Mini.run(["build", "--json"], in: inner).status == 0)
      #expect(try status("build/app") == 20 && status("tool") == 6)
      #expect(try Mini.run(["check"], in: inner).status == 0)
      #expect(try Mini.run(["run", "app"], in: inner).status == 20)
      #expect(try Mini.run(["run", "tool", "-O0"], in: inner).status == 6)
      for words in [["run"], ["run", "-O0"], ["emit"], ["graph"]] {
        let several = try Mini.run(words, in: inner)
        #expect(several.status == 2 && several.errorText.contains("app, tool"), "\(words)")
      }
      #expect(try Mini.run(["graph", "tool"], in: inner).text.contains("tool\n  lib"))
      let other = try Mini.run(["build", "other"], in: inner)
      #expect(other.status != 0 && other.errorText.contains("'other'"), "\(other.errorText)")
      #expect(files(in: "project/\(below)") == before)
    }
  }

  /// The main.mini above, its cache, and paths from the working directory.
  @Test func withoutAFileOfSettingsTheNearestMainIsMeant() throws {
    try workspace.write(
      "plain/main.mini", "import \"lib/a.mini\";\nfn main() i32 { return a.seven(); }\n")
    try workspace.write("plain/lib/a.mini", "fn seven() i32 { return 7; }\n")
    Workspace.age()
    let inner = workspace.folder("plain/lib")
    #expect(try Mini.run(["run"], in: inner).status == 7)
    #expect(try Mini.run(["build"], in: inner).status == 0)
    #expect(try Tools.run(workspace.path("plain/main"), [], in: inner).status == 7)
    #expect(files(in: "plain/lib") == ["a.mini"])
    #expect(
      try Mini.run(["explain", "a.mini"], in: inner).text.contains(
        "\na.mini was compiled: never built"))
    let outer = try Mini.run(["key", "lib/a.mini"], in: workspace.folder("plain"))
    let key = try Mini.run(["key", "a.mini"], in: inner)
    #expect(key.status == 0 && key.text == outer.text)
    try workspace.write("plain/lib/a.mini", "fn seven() i32 { return nothing; }\n")
    let wrong = try Mini.run(["check"], in: inner)
    #expect(
      wrong.status == 1 && wrong.errorText.contains(" ../lib/a.mini:1:25"), "\(wrong.errorText)")
    let absent = try Mini.run(["build", "b.mini"], in: inner)
    #expect(absent.status != 0 && absent.errorText.contains("there is no 'b.mini'"))
  }

  // MARK: Other commands

  @Test func commandsTakeTheNamesOfPrograms() throws {
    #expect(try mini("run", "app").status == 20)
    #expect(try mini("run", "tool", "-O0").status == 6)
    for words in [["run"], ["emit"], ["graph"], ["build", "-o", "x"], ["build", "--watch"]] {
      let several = try Mini.run(words, in: folder)
      #expect(several.status == 2, "\(words)")
      #expect(several.errorText.contains("several programs"), "\(several.errorText)")
      #expect(several.errorText.contains("app, tool"))
    }
    #expect(try mini("emit", "tool").text.contains("define i32 @lib.twice"))
    #expect(try mini("graph", "tool").text.contains("tool\n  lib"))
    let tests = try mini("test")
    #expect(tests.text == "2 tests: 2 passed, 0 failed\n", "\(tests.text)\(tests.errorText)")
    #expect(try mini("test", "app").text.hasPrefix("1 test: 1 passed"))
    #expect(try mini("fmt").status == 0)
    #expect(try mini("fmt", "--check").status == 0)
    Workspace.age()
    let check = try mini("check")
    #expect(check.status == 0 && check.errorText == "")
    #expect(try mini("build").status == 0)
    #expect(try mini("log").text.contains("build -O1"))
    #expect(try mini("key", "--root", "tool", "src/lib.mini:twice").status == 0)
    let snapshot = try mini("snapshot", "--root", "app")
    #expect(snapshot.status == 0 && snapshot.text.hasPrefix("main "), "\(snapshot.errorText)")
    #expect(try mini("locate", "lib.twice #1", "app").status == 2)
    let projects = try mini("projects").text
    #expect(projects.contains("/project/src/app.mini\n") && projects.contains("/src/tool.mini\n"))
    #expect(try mini("clean").status == 0)
    #expect(!workspace.exists("project/.mini_cache"))
  }

  /// Makes a module that the second program alone imports.
  private func writeHelper() throws {
    try workspace.write("project/src/helper.mini", "fn three() i32 { return 3; }\n")
    try workspace.write(
      "project/src/tool.mini",
      "import \"helper.mini\" as helper;\nfn main() i32 { return helper.three(); }\n")
  }

  @Test func aFileBelongsToTheProgramThatImportsIt() throws {
    try writeHelper()
    let changed = "fn three(n: i32) i32 { return n; }\n"
    let check = try Mini.run(
      ["check", "-", "--stdin-filename", "src/helper.mini"], in: folder, input: Array(changed.utf8))
    #expect(check.status == 1 && check.errorText.contains("src/tool.mini:2:"), "\(check.errorText)")
    #expect(try mini("check", "src/helper.mini").status == 0)
    #expect(try mini("key", "src/helper.mini:three", "--root", "tool").status == 0)
    let alone = try Mini.run(
      ["check", "-", "--stdin-filename", "src/new.mini"], in: folder, input: Array(changed.utf8))
    #expect(alone.status == 0, "\(alone.errorText)")
  }

  @Test func editorsFindTheProgramThatImportsAFile() throws {
    try writeHelper()
    #expect(try mini("build").status == 0)
    let client = try LanguageClient(in: folder)
    try client.open("src/helper.mini", workspace.text("project/src/helper.mini"))
    try client.change("src/helper.mini", from: [0, 9], to: [0, 9], "n: i32")
    #expect(try client.diagnostics(of: "src/tool.mini").count == 1)
    #expect(try client.shutDown() == 0)
    #expect(!workspace.exists("project/src/.mini_cache"))
  }

  @Test func foldersBelowBelongToTheProject() throws {
    let below = workspace.folder("project/src")
    let several = try Mini.run(["graph"], in: below)
    #expect(several.status == 2 && several.errorText.contains("app, tool"), "\(several.errorText)")
    try workspace.write("project/mini.config", "[program \"app\"]\n\troot = src/app.mini\n")
    #expect(try Mini.run(["graph"], in: below).text.contains("app\n  lib\n"))
    #expect(try Mini.run(["test", "lib.mini"], in: below).status == 0)
    #expect(!workspace.exists("project/src/.mini_cache") && workspace.exists("project/.mini_cache"))
    // A main.mini that the file does not name is a project of its own.
    try workspace.write("project/src/main.mini", "fn main() i32 { return 9; }\n")
    #expect(!(try Mini.run(["graph"], in: below).text.contains("lib")))
    #expect(try Mini.run(["test", "main.mini"], in: below).status == 0)
    #expect(workspace.exists("project/src/.mini_cache"))
    // Now it does.
    try workspace.write("project/mini.config", "[program \"app\"]\n\troot = src/main.mini\n")
    #expect(try Mini.run(["clean", "--all", "--cache-dir", ".mini_cache"], in: below).status == 0)
    #expect(try Mini.run(["test", "main.mini"], in: below).status == 0)
    #expect(!workspace.exists("project/src/.mini_cache"))
  }

  @Test func theSettingsAreALayerOfTheConfiguration() throws {
    let list = try mini("config", "--list", "--show-origin")
    #expect(list.text.contains("file:mini.config\tprogram.app.root=src/app.mini\n"), "\(list.text)")
    #expect(list.text.contains("file:mini.config\tprogram.tool.level=1\n"))
    #expect(try mini("config", "program.tool.root").text == "src/tool.mini\n")
    #expect(try mini("config", "program.app.level").status == 1)
    #expect(try mini("config", "--list", "--project").text.split(separator: "\n").count == 4)
    let change = try mini("config", "--project", "program.app.level", "2")
    #expect(change.status == 2 && change.errorText.contains("edit the file"))
    let object = try JSON.object(try mini("config", "--json", "program.tool.level").output)
    #expect(
      object["layer"] as? String == "project" && object["origin"] as? String == "mini.config:6")
  }

  // MARK: A suggested remote cache

  @Test func aSuggestedRemoteIsUsedOnceItIsAccepted() throws {
    try workspace.write(
      "project/mini.config",
      workspace.text("project/mini.config")
        + "[mini]\n\tsuggestedRemote = grpc://localhost:1\n")
    // However short compiling is, it asks.
    #expect(try mini("config", "mini.remoteWait", "2s").status == 0)
    func asks(_ folder: Folder) throws -> Bool {
      #expect(try Mini.run(["clean", "--all"], in: folder).status == 0)
      let build = try Mini.run(["build", "tool"], in: folder)
      #expect(build.status == 0, "\(build.errorText)")
      return build.errorText.contains("localhost:1")
    }
    #expect(try !asks(folder))
    #expect(
      try mini("doctor").text.contains("suggests 'grpc://localhost:1', which builds do not ask\n"))
    let accepted = try mini("config", "--accept")
    #expect(accepted.status == 0 && accepted.errorText.contains("grpc://localhost:1"))
    #expect(try mini("config", "--accept").errorText.contains("already"))
    #expect(try asks(folder))
    #expect(try mini("doctor").text.contains("'grpc://localhost:1'"))
    // For this folder and this address alone.
    let list = try mini("config", "mini.acceptedRemote")
    #expect(list.text == "grpc://localhost:1 \(folder.path)\n", "\(list.text)")
    for (name, text) in Self.texts { try workspace.write("copy/\(name)", text) }
    try workspace.write("copy/mini.config", workspace.text("project/mini.config"))
    Workspace.age()
    #expect(try !asks(workspace.folder("copy")))
    try workspace.write(
      "project/mini.config",
      workspace.text("project/mini.config").replacing("localhost:1", with: "localhost:2"))
    #expect(try !asks(folder))
    // It is a suggestion: what the user sets counts.
    #expect(try mini("config", "mini.remoteMode", "off").status == 0)
    let none = try Mini.run(["config", "--accept"], in: workspace.folder("copy/src"))
    #expect(none.status == 2 && none.errorText.contains("mini.suggestedRemote"))
    #expect(try mini("config", "--accept", "mini.remote").status == 64)
    #expect(try mini("config", "mini.suggestedRemote", "grpc://x:1").status == 2)
  }

  // MARK: Trust

  /// Nothing is written outside the project, whatever the file says.
  @Test func outputsStayInTheProject() throws {
    func write(output: String) throws {
      try workspace.write(
        "project/mini.config", "[program \"app\"]\n\troot = src/app.mini\n\toutput = \(output)\n")
    }
    try workspace.makeFolder("outside")
    try workspace.link("project/away", to: workspace.path("outside"))
    try workspace.link("project/tool", to: workspace.path("outside/tool"))
    // Nothing is in the place of 'tool.ll' and 'src.ll'.
    let all = [["build"], ["build", "app", "-O1"], ["build", "--emit", "ir"]]
    let outputs = [
      "tool", "src", "../outside/x", "/tmp/x", "away/x", "away/new/x", ".git/hooks/x",
    ]
    for output in outputs {
      try write(output: output)
      for command in all.prefix(output.contains("/") ? 3 : 2) {
        let run = try Mini.run(command, in: folder)
        #expect(run.status == 2, "\(output) \(command) \(run.errorText)")
        #expect(run.errorText.hasPrefix("mini: error: "))
      }
    }
    #expect(workspace.files(below: "outside") == [])
    try write(output: "src/lib.mini")
    #expect(try mini("build").status == 2)
    #expect(try workspace.text("project/src/lib.mini") == Self.texts["src/lib.mini"])
    try write(output: "mini.config")
    #expect(try mini("build").status == 2)
    #expect(try workspace.text("project/mini.config").hasPrefix("[program"))
  }

  @Test(arguments: [
    (
      "[mini]\n\tclang = /tmp/evil\n",
      "mini.config:2: a project cannot set 'mini.clang': remove the line"
    ),
    ("[mini]\n\tcacheDir = /tmp/c\n", "mini.config:2: a project cannot set 'mini.cacheDir'"),
    ("[safe]\n\tcache = *\n", "mini.config:2: a project cannot set 'safe.cache'"),
    ("[program \"a\"]\n\troot = ../x.mini\n", "mini.config:2: wrong value of 'program.a.root'"),
    ("[program \"a\"]\n\tlevels = 1\n", "mini.config:2: there is no setting 'program.a.levels'"),
  ])
  func aProjectCannotSetMore(text: String, message: String) throws {
    try workspace.write("project/mini.config", text)
    for command in [
      ["build"], ["build", "--stats"], ["run"], ["check"], ["test"], ["config", "--list"],
    ] {
      let run = try Mini.run(command, in: folder)
      #expect(
        run.status == 2 && run.errorText.hasPrefix("mini: error: \(message)"), "\(run.errorText)")
    }
  }

  /// A file without programs changes nothing.
  @Test func withoutProgramsTheFileMeansNothing() throws {
    try workspace.write("project/mini.config", "# later\n")
    try workspace.write("project/main.mini", "fn main() i32 { return 7; }\n")
    #expect(try mini("build").status == 0)
    #expect(try status("main") == 7)
  }
}
