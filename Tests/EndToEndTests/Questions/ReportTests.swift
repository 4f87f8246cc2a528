// A build's reports of its work: the lines of `-v`, the statistics, and the reasons.

import TestSupport
import Testing

@Suite struct ReportTests {
  /// The demo project, built once, and aged.
  private func project() throws -> Workspace {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    return workspace
  }

  private func edit(_ workspace: Workspace, _ file: String, _ old: String, _ new: String) throws {
    let text = try workspace.text("project/" + file)
    try #require(text.contains(old))
    try workspace.write("project/" + file, text.replacing(old, with: new))
    Workspace.age()
  }

  private func build(_ workspace: Workspace, _ options: String...) throws -> Finished {
    let build = try Mini.run(
      ["build", "--emit", "ir"] + options, in: workspace.folder("project"))
    #expect(build.status == 0, "\(build.errorText)")
    #expect(build.text == "", "results go to files, all else to standard error")
    return build
  }

  @Test func verboseSaysALineForEachFile() throws {
    let workspace = try project()
    let loaded = "[cache] Loaded: 3 files (hash), 3 files (ZIR), 10 functions (AIR)"
    try checkLines(
      build(workspace, "-v"),
      [
        loaded, "[cache] HIT (file): lib/show.mini", "[cache] HIT (file): main.mini",
        "[cache] HIT (file): math.mini", "[cache] Functions: 10 cached, 0 compiled",
        "[build] Files: 3 cached, 0 compiled", "[build] Output: main.ll",
      ])
    try edit(workspace, "math.mini", "return a + b;", "return b + a;")
    try checkLines(
      build(workspace, "-v"),
      [
        loaded, "[cache] HIT (file): lib/show.mini", "[cache] HIT (file): main.mini",
        "[compile] math.mini", "[cache] Functions: 9 cached, 1 compiled",
        "[build] Files: 2 cached, 1 compiled", "[build] Output: main.ll",
      ])
  }

  /// The first line, those of the files in any order, and the last three.
  private func checkLines(_ build: Finished, _ expected: [String]) throws {
    let lines = build.errorText.split(separator: "\n").map(String.init)
    #expect(lines.first == expected.first && lines.suffix(3) == expected.suffix(3), "\(lines)")
    #expect(lines.sorted() == expected.sorted())
  }

  @Test func moreVerboseNamesFunctions() throws {
    let workspace = try project()
    try edit(workspace, "math.mini", "return a + b;", "return b + a;")
    let text = try build(workspace, "-vv").errorText
    #expect(text.contains("[compile] math.mini:add"))
    #expect(text.contains("[cache] HIT (function): math.mini:square"))
    #expect(!text.contains("main.mini:main"), "its file was not looked into")
  }

  @Test func explainSaysWhatChangedFromWhatToWhat() throws {
    let workspace = try project()
    #expect(try build(workspace, "--explain").errorText.contains("nothing was compiled"))

    try edit(workspace, "math.mini", "return a + b;", "return b + a;")
    let body = try build(workspace, "--explain").errorText
    #expect(body.contains(#/math\.mini was compiled: .*\n +source +[0-9a-f]+ → [0-9a-f]+\n/#))
    #expect(body.contains(#/\n +add was compiled: .*\n +body +[0-9a-f]+ → [0-9a-f]+\n/#))
    #expect(!body.contains("square"))

    let whole = "fn square(n: i32) i32 {\n    return n * n;"
    try edit(workspace, "math.mini", whole, "fn square(n: i64) i32 {\n    return i32(n * n);")
    try edit(workspace, "main.mini", "math.square(n)", "math.square(i64(n))")
    try edit(
      workspace, "main.mini", "math.square(math.add(2, 3))", "math.square(i64(math.add(2, 3)))")
    let signature = try build(workspace, "--explain").errorText
    #expect(signature.contains(#/main\.mini was compiled: /#))
    #expect(signature.contains(#/\n +callee math\.square +\(i32\) i32 → \(i64\) i32\n/#))
    #expect(!signature.contains("means was compiled"))
  }

  @Test func explainSaysThatNothingWasBuiltBefore() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let text = try build(workspace, "--explain").errorText
    #expect(text.contains("main.mini was compiled: never built before"))
  }

  @Test func statisticsAreATableAPersonReads() throws {
    let workspace = try project()
    let text = try build(workspace, "--stats").errorText
    #expect(text.contains(#/files +3 +3 +0 +100\.0%\n/#), "\(text)")
    #expect(text.contains(#/functions +10 +10 +0 +100\.0%\n/#), "\(text)")
    #expect(text.contains(#/sources read +0\n/#) && text.contains(#/bytes written +0\n/#))
  }

  @Test func statisticsForMachinesHaveTheirFields() throws {
    let workspace = try project()
    try edit(workspace, "math.mini", "return a + b;", "return b + a;")
    let build = try Mini.statistics(["--emit", "ir"], in: workspace.folder("project"))
    #expect(build.number("schema") == 1)
    for group in ["files", "functions"] {
      let total = try #require(build.number(group, "total"))
      #expect(build.number(group, "cached") == total - 1 && build.number(group, "compiled") == 1)
    }
    #expect(build.patched == true && build.sourcesRead == 1 && build.bytesWritten ?? 0 > 0)
    let phases = try #require(build.json["phasesMs"] as? [String: Double])
    #expect(Set(["load", "stat", "compile", "save", "total"]).isSubset(of: phases.keys))
  }
}
