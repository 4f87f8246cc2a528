// Questions about a project whose programs lie in folders of their own and share files beside them.

import TestSupport
import Testing

@Suite struct ProgramQuestionTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  private static let texts = [
    "mini.config": """
    [program "app"]
    \troot = src/app.mini
    [program "tool"]
    \troot = tools/tool.mini

    """,
    "src/app.mini": """
    import "../lib/order.mini" as order;
    fn main() i32 { return order.twice(10); }

    """,
    "tools/tool.mini": """
    import "../lib/order.mini" as order;
    import "../lib/only.mini" as only;
    fn main() i32 { return order.twice(3) + only.one(); }

    """,
    "lib/order.mini": "fn twice(n: i32) i32 { return n * 2; }\n",
    "lib/only.mini": "fn one() i32 { return 1; }\n",
  ]

  init() throws {
    for (name, text) in Self.texts { try workspace.write("project/\(name)", text) }
    Workspace.age()
  }

  private func ask(_ words: String..., in place: String = "", status: Int32 = 0) throws -> Finished
  {
    let run = try Mini.run(words, in: workspace.folder("project\(place)"))
    #expect(run.status == status, "\(words): \(run.errorText)")
    return run
  }

  private func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try workspace.text("project/\(name)")
    #expect(text.contains(old))
    try workspace.write("project/\(name)", text.replacing(old, with: new))
    Workspace.age()
  }

  /// The numbers of files, functions and units that each program's build compiles.
  private func compiled(_ words: [String]) throws -> [[Int]] {
    let run = try Mini.run(["build", "--json"] + words, in: folder)
    #expect(run.status == 0, "\(run.errorText)")
    return try run.text.split(separator: "\n").map { line in
      let object = try JSON.object(Array(line.utf8))
      return ["files", "functions", "units"].map {
        (object[$0] as? [String: Int])?["compiled"] ?? -1
      }
    }
  }

  /// What one program's build stores, the next one's finds, unless it compiles all again.
  @Test(arguments: [[], ["--refresh"]]) func aDryRunOfAllProgramsIsWhatTheirBuildsDo(
    options: [String]
  ) throws {
    // Without a toolchain's identity the units are not known.
    let run = try Mini.run(
      ["build", "app", "--dry-run", "--json"], in: folder,
      environment: ["XDG_CACHE_HOME": workspace.path("nobody")])
    let unknown = try JSON.object(Array(run.text.utf8))
    #expect(unknown["unitsKnown"] as? Bool == false)
    #expect((unknown["units"] as? [String: Int])?["total"] == 0)
    let plan = try compiled(["--dry-run"] + options)
    let done = try compiled(options)
    #expect(plan.count == 2 && plan.allSatisfy { $0[0] > 0 && $0[2] > 0 }, "\(plan)")
    #expect(plan == done)
    Workspace.age()
    #expect(try compiled(["--dry-run"]) == [[0, 0, 0], [0, 0, 0]])
    try edit("lib/order.mini", "n * 2", "2 * n")
    let edited = try compiled(["--dry-run"])
    #expect(try edited == compiled([]) && edited[0][0] == 1 && edited[1][0] == 0, "\(edited)")
    let recheck = try ask("build", "--dry-run", "--recheck", status: 64)
    #expect(recheck.errorText.contains("'--recheck' compiles everything"))
  }

  @Test func explainKnowsFilesBesideTheProgramsFolders() throws {
    _ = try ask("build")
    try edit("lib/order.mini", "n * 2", "2 * n")
    _ = try ask("build")
    for (file, place) in [
      ("lib/order.mini", ""), ("order.mini", "/lib"), ("../lib/order.mini", "/src"),
    ] {
      let why = try ask("explain", file, in: place).text
      #expect(why.contains("order.mini was compiled: an input changed\n"), "\(why)")
      #expect(try ask("explain", file + ":twice", in: place).text.contains("twice was compiled"))
    }
    // It is not part of the program whose first build was the last.
    try edit("src/app.mini", "order.twice(10)", "order.twice(11)")
    _ = try ask("build")
    let history = try ask("explain", "lib/only.mini").text
    #expect(history.contains("lib/only.mini was compiled: never built before\n"), "\(history)")
    #expect(history.contains("cached since then, in 1 build\n"), "\(history)")
    let object = try JSON.object(Array(ask("explain", "--json", "lib/only.mini").text.utf8))
    #expect((object["root"] as? String)?.hasSuffix("/tools/tool.mini") == true)
    let app = try ask("explain", "src/app.mini").text
    #expect(app.contains("app.mini was compiled: an input changed\n"), "\(app)")
    _ = try ask("explain", "src/order.mini", status: 2)
  }

  /// A record has at most a thousand names.
  @Test func explainSaysWhereTheRecordMayLackAFile() throws {
    let modules = (0..<600).map { "m\($0)" }
    var main = modules.map { "import \"\($0).mini\";\n" }.joined() + "fn main() i32 {\n"
    main += "    var n = 0;\n" + modules.map { "    n += \($0).f();\n" }.joined()
    try workspace.write("project/main.mini", main + "    return n;\n}\n")
    try workspace.delete("project/mini.config")
    for summand in 1...2 {
      for name in modules {
        try workspace.write("project/\(name).mini", "fn f() i32 { return \(summand); }\n")
      }
      Workspace.age()
      _ = try ask("build", "--emit", "ir")
    }
    let last = try JSON.object(Array(ask("show", "--json").text.utf8))
    let misses = try #require(last["misses"] as? [[String: Any]])
    let named = Set(misses.compactMap { $0["path"] as? String })
    let (known, lost) = (
      try #require(modules.first { named.contains($0 + ".mini") }) + ".mini",
      try #require(modules.first { !named.contains($0 + ".mini") }) + ".mini"
    )
    let answer = try ask("explain", known).text
    #expect(answer.contains("\(known) was compiled: an input changed\n"), "\(answer)")
    let doubt = try ask("explain", lost).text
    #expect(
      doubt.contains(
        ": compiled \(600 - named.count) files that the record does not name, perhaps this one\n"),
      "\(doubt)")
    #expect(doubt.contains("if not, the last one was:\n") && !doubt.contains("cached since then"))
    let object = try JSON.object(Array(ask("explain", "--json", lost).text.utf8))
    let build = try #require(last["build"] as? String)
    #expect(object["perhapsCompiledIn"] as? [String] == [build])
    let function = try ask("explain", lost + ":f").text
    #expect(function.contains("functions that the record does not name, perhaps this one\n"))
  }

  @Test func entriesAndObjectsAreThoseOfTheFileOnTheDisk() throws {
    _ = try ask("build")
    // Each program has a module of this path.
    for (file, place) in [
      ("src/app.mini", ""), ("tools/tool.mini", ""), ("lib/order.mini", ""),
      ("tool.mini", "/tools"),
      ("../lib/only.mini", "/src"),
    ] {
      let key = try ask(
        "key", "--root", place == "/src" ? "../tools/tool.mini" : file, file, in: place
      )
      .text
      let entry = try JSON.object(Array(ask("show-entry", "--json", file, in: place).text.utf8))
      #expect(file.contains("lib") || entry["key"] as? String == String(key.dropLast()), "\(file)")
      #expect(try ask("cat-object", "-t", file, in: place).text == "blob\n")
    }
    #expect(try ask("cat-object", "-p", "lib/only.mini:one").text.contains("ret i32 1"))
    _ = try ask("pin", "kept", "lib/order.mini:twice")
    let absent = try ask("show-entry", "src/tool.mini", status: 2)
    #expect(absent.errorText.contains("the cache has no entry of 'src/tool.mini'"))
  }

  @Test func projectsAreRemovedByTheNamesOfTheirPrograms() throws {
    _ = try ask("build")
    #expect(try ask("projects").text.split(separator: "\n").count == 3)
    _ = try ask("gc", "--project", "tool")
    #expect(try !ask("projects").text.contains("tool.mini"))
    _ = try ask("build")
    _ = try Mini.run(["gc", "--project", "../project"], in: folder)
    #expect(try ask("projects").text == "")
    let unknown = try ask("gc", "--project", "other", status: 2)
    #expect(unknown.errorText.contains("no project 'other' uses the cache"))
  }

  @Test func aProgramsNameMeansItWhereItsExecutableLies() throws {
    try workspace.write(
      "project/mini.config", "[program \"app\"]\n\troot = src/app.mini\n\toutput = src/app\n")
    for _ in 0..<2 { _ = try ask("build", "app", in: "/src") }
    #expect(try Tools.run(workspace.path("project/src/app"), [], in: folder).status == 20)
    #expect(workspace.exists("project/.mini_cache") && !workspace.exists("project/src/.mini_cache"))
  }

  @Test func testsInAFolderUseTheProjectsCache() throws {
    try edit("lib/order.mini", "fn twice", "test \"two\" { assert(twice(1) == 2); }\nfn twice")
    #expect(try ask("test", in: "/lib").text.contains("1 passed"))
    #expect(workspace.exists("project/.mini_cache") && !workspace.exists("project/lib/.mini_cache"))
  }

  @Test func graphsTakePathsOfTheDisk() throws {
    for (file, place) in [("lib/order.mini", ""), ("../lib/order.mini", "/src")] {
      let graph = try ask("graph", "--root", "app", "--focus", file, in: place)
      #expect(graph.text.contains("app\n  ../lib/order\n"), "\(graph.text)")
    }
    let why = try ask("graph", "--root", "tool", "--why", "tools/tool.mini", "lib/only.mini").text
    #expect(why.contains("../lib/only"), "\(why)")
  }

  @Test func whatIsWrongWithAProgramIsSaid() throws {
    let misspelt = try ask("build", "ap", status: 2)
    #expect(misspelt.errorText.contains("has no program 'ap'; did you mean 'app'?"))
    let other = try ask("build", "compiler", in: "/src", status: 2)
    #expect(other.errorText.contains("has no program 'compiler': it has app, tool"))
    try workspace.delete("project/src/app.mini")
    let absent = try ask("build", status: 2)
    #expect(
      absent.errorText.contains(
        "there is no 'src/app.mini', which mini.config:2 makes the root of the program 'app'"),
      "\(absent.errorText)")
  }

  /// Each would overwrite the one before.
  @Test(arguments: ["--stats-json", "--trace"]) func aReportOfSeveralProgramsIsRefused(
    option: String
  ) throws {
    let run = try ask("build", option, "report.json", status: 2)
    #expect(run.errorText.contains("several programs: name one of them: app, tool"))
    #expect(!workspace.exists("project/report.json") && !workspace.exists("project/.mini_cache"))
  }

  @Test(arguments: [
    (
      "[prgram \"a\"]\n\troot = src/app.mini\n",
      "mini.config:2: there is no setting 'prgram.a.root'"
    ),
    ("[core]\n\tbare = true\n", "mini.config:2: there is no setting 'core.bare'"),
    (
      "[program \"a\"]\n\troot = src/app.mini\n[program \"a\"]\n\troot = tools/tool.mini\n",
      "mini.config:4: the program 'a' has this setting twice: remove one of the lines"
    ),
  ]) func aProjectsFileSaysNothingElse(text: String, problem: String) throws {
    try workspace.write("project/mini.config", text)
    let run = try ask("build", status: 2)
    #expect(run.errorText.contains(problem), "\(run.errorText)")
  }

  @Test func cleanLeavesPins() throws {
    _ = try ask("build")
    _ = try ask("pin", "kept", "src/app.mini")
    let clean = try ask("clean")
    #expect(clean.errorText.contains("keeps 1 pin: '--all' removes it"), "\(clean.errorText)")
    #expect(try ask("pin", "--list").text.contains("kept"))
    #expect(try ask("projects").text == "" && ask("verify").status == 0)
    let again = try ask("clean")
    #expect(again.errorText.contains("no project here uses the cache"))
    _ = try ask("clean", "--all")
    #expect(!workspace.exists("project/.mini_cache"))
  }
}
