// Builds can be asked later: `mini log`, `show`, `explain FILE`, `stats`, `build --dry-run`.

import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite struct BuildHistoryTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  private static let texts = [
    "main.mini": """
    import "lib/math.mini" as math;
    fn main() i32 {
        return math.square(math.add(10, 5));
    }

    """,
    "lib/math.mini": """
    fn add(a: i32, b: i32) i32 {
        return a + b;
    }
    fn square(n: i32) i32 {
        return n * n;
    }

    """,
  ]

  init() throws {
    for (name, text) in Self.texts { try workspace.write("project/\(name)", text) }
    KnownToolchain.leave(for: ["build"], in: folder)
    Workspace.age()
  }

  private func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try workspace.text("project/\(name)")
    try workspace.write("project/\(name)", text.replacing(old, with: new))
    Workspace.age()
  }

  /// Runs a question, which must succeed without a message.
  private func ask(
    _ words: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let answer = try Mini.run(words, in: folder, environment: ["TZ": "UTC"])
    #expect(
      (answer.status, answer.errorText) == (0, ""), "\(words)", sourceLocation: sourceLocation)
    return answer.text
  }

  /// A build's explanation, which must succeed.
  private func build(_ words: [String] = []) throws -> String {
    let build = try Mini.run(["build", "--explain"] + words, in: folder)
    #expect(build.status == 0, "\(build.errorText)")
    return build.errorText
  }

  // MARK: mini log, mini show

  @Test func theLogHasEachBuildThatDidSomething() throws {
    _ = try build()
    _ = try build()  // nothing to do
    try edit("lib/math.mini", "a + b", "b + a")
    let explanation = try build()
    try edit("lib/math.mini", "b + a", "c + a")
    #expect(try Mini.run(["build"], in: folder).status == 1)
    let lines = try ask(["log"]).split(separator: "\n").map(String.init)
    #expect(lines.count == 3)
    let time = #/[0-9a-f]{8}  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d  /#
    #expect(
      lines.map { $0.replacing(time, with: "") } == [
        "build -O0: 1 error", "build -O0: compiled 1 of 2 files",
        "build -O0: compiled 2 of 2 files",
      ])
    #expect(try ask(["log", "-n", "1"]) == lines[0] + "\n")
    #expect(try ask(["log", "--stats", "-n2"]).split(separator: "\n").count == 3)
    let show = try ask(["show", "@{1}"])
    #expect(show.contains("\n\n" + explanation + "\n"), "\(show)")
    #expect(show.hasPrefix("build \(lines[1].prefix(8))"))
    #expect(try ask(["show", String(lines[1].prefix(8))]) == show)
    let first = try ask(["show", "@{2}"])
    #expect(
      first.contains(
        "2 files were compiled: never built before\n3 functions were compiled: never built before\n"
      ),
      "\(first)")
  }

  /// Of files that are compiled already.
  @Test func theLogSaysThatCodeOfAnotherLevelWasMade() throws {
    _ = try build()
    #expect(try Mini.run(["build", "-O1"], in: folder).status == 0)
    let last = try ask(["log", "-n", "1"])
    #expect(last.firstMatch(of: /build -O1: compiled ([0-9]+) of \1 units?\n$/) != nil, "\(last)")
  }

  @Test func everythingOnRecordIsJSON() throws {
    _ = try build()
    try edit("lib/math.mini", "a + b", "b + a")
    _ = try build()
    let lines = try ask(["log", "--json"]).split(separator: "\n")
    #expect(lines.count == 2)
    let last = try JSON.object(Array(lines[0].utf8))
    #expect(last["schema"] as? Int == 1 && last["outcome"] as? String == "done")
    #expect(last["command"] as? String == "build -O0")
    let misses = try #require(last["misses"] as? [[String: Any]])
    #expect(
      misses.map { "\($0["kind"] ?? "") \($0["path"] ?? $0["name"] ?? "")" } == [
        "link main", "unit unit . -O0", "function lib/math.mini", "file lib/math.mini",
      ])
    #expect(misses[3]["reason"] as? String == "inputsChanged")
    #expect(try ask(["show", "--json"]) == lines[0] + "\n")
    let stats = try JSON.object(Array(try ask(["stats", "--json"]).utf8))
    #expect(stats["builds"] as? Int == 2 && stats["evictedAndWanted"] as? Int == 0)
    let bytes = try #require(stats["bytes"] as? [String: Any])
    #expect(
      bytes["logical"] as? Int ?? 0 >= bytes["distinct"] as? Int ?? 1
        && bytes["disk"] as? Int ?? 0 > 0)
    let explained = try ask(["explain", "lib/math.mini:add", "--json"])
    #expect(try JSON.object(Array(explained.utf8))["function"] as? String == "add")
  }

  @Test func twoBuildsAreCompared() throws {
    _ = try build()
    try edit("lib/math.mini", "a + b", "b + a")
    _ = try build()
    _ = try build(["-O1"])
    let text = try ask(["diff"])
    #expect(text.contains("\nCommand:  build -O0 → build -O1\n"), "\(text)")
    #expect(!text.contains("\nCompiler:") && !text.contains("\nRoot:"))
    #expect(text.contains(#/\nfiles compiled +1 +0\n/#), "\(text)")
    #expect(text.contains("\n- lib/math.mini:add: an input changed\n-   "), "\(text)")
    #expect(
      text.contains("\n+ link main: the options changed\n+   options  -O0 → -O1\n"), "\(text)")
    #expect(try ask(["diff", "@{1}", "@"]) == text)
    let back = try ask(["diff", "@", "@{1}"])
    #expect(back.contains("\n+ lib/math.mini:add: an input changed\n+   "), "\(back)")
    let same = try ask(["diff", "@", "@"])
    #expect(!same.contains("→") && same.contains("only in the first: 0, only in the second: 0\n"))
    // The first build has only numbers.
    #expect(try ask(["diff", "@{2}", "@{1}"]).contains("more that its record does not name"))
    let object = try JSON.object(Array(try ask(["diff", "--json"]).utf8))
    let (from, to) = (object["from"] as? [String: Any], object["to"] as? [String: Any])
    #expect(from?["filesCompiled"] as? Int == 1 && to?["filesCompiled"] as? Int == 0)
    let misses = try #require(object["onlyFrom"] as? [[String: Any]])
    #expect(misses.contains { $0["name"] as? String == "add" })
    for names in [["@{3}"], ["@", "zz"], ["@{9}", "@"]] {
      #expect(try Mini.run(["diff"] + names, in: folder).status == 2)
    }
  }

  @Test func aNameOfNoBuildIsRefused() throws {
    _ = try build()
    for (name, message) in [
      ("@{7}", "there is no build '@{7}' among the 1 build on record"),
      ("zz", "'zz' does not name a build"), ("0000", "there is no build '0000'"),
    ] {
      let answer = try Mini.run(["show", name], in: folder)
      #expect(answer.status == 2 && answer.errorText.contains(message), "\(answer.errorText)")
    }
    let empty = workspace.folder("nothing")
    try workspace.makeFolder("nothing")
    #expect(try Mini.run(["log"], in: empty).status == 0)
    #expect(try Mini.run(["show"], in: empty).status == 4)
  }

  // MARK: mini explain

  @Test func explainFindsTheLastBuildThatCompiledAFile() throws {
    _ = try build()
    try edit("lib/math.mini", "a + b", "b + a")
    let explanation = try build()
    try edit("main.mini", "10", "11")
    _ = try build()
    let answer = try ask(["explain", "lib/math.mini"])
    let lines = answer.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.hasSuffix(", build -O0:") == true)
    #expect(lines.dropFirst().dropLast(2).joined(separator: "\n") + "\n" == explanation)
    #expect(answer.hasSuffix("\ncached since then, in 1 build\n"))
    #expect(
      try ask(["explain", "lib/math.mini:add"]).contains("  add was compiled: an input changed"))
    // A function that only the first build compiled, and a file seen from another folder.
    let square = try ask(["explain", "lib/math.mini:square"])
    #expect(
      square.contains("lib/math.mini:square was compiled: never built before\n")
        && square.hasSuffix("cached since then, in 2 builds\n"), "\(square)")
    let before = try ask(["explain", "main.mini", "--build", "@{1}"])
    #expect(before.contains("main.mini was compiled: never built before"), "\(before)")
    #expect(before.contains("(so were all 2 files of the program)"))
    let inside = try Mini.run(["explain", "math.mini"], in: workspace.folder("project/lib"))
    #expect(
      inside.text.contains("\n../lib/math.mini was compiled: an input changed"), "\(inside.text)")
  }

  @Test func explainKnowsFilesFromCodes() throws {
    _ = try build()
    #expect(try ask(["explain", "E0012"]).hasPrefix("E0012: "))
    for (words, message) in [
      (["explain", "E9999"], "there is no diagnostic 'E9999'"),
      (["explain", "E0012", "--build", "@"], "'--build' needs a file"),
    ] {
      let answer = try Mini.run(words, in: folder)
      #expect(answer.status == 64 && answer.errorText.contains(message), "\(answer.errorText)")
    }
    let absent = try Mini.run(["explain", "nothing.mini"], in: folder)
    #expect(absent.status == 2)
    #expect(absent.errorText.contains("no build on record compiled 'nothing.mini'"))
    #expect(try Mini.run(["explain", "main.mini:nothing"], in: folder).status == 2)
  }

  // MARK: mini build --dry-run

  /// Paths, bytes, modes and times of everything in the project.
  private func everything() throws -> [String] {
    var found: [String] = []
    for name in workspace.files(below: "project").sorted() {
      let path = "project/\(name)"
      let (bytes, mode) = (try workspace.bytes(path), try workspace.mode(path))
      found.append("\(name) \(try workspace.modified(path)) \(mode) \(bytes)")
    }
    for name in ["project", "project/lib", "project/.mini_cache"] where workspace.exists(name) {
      found.append("\(name) \(try workspace.modified(name))")
    }
    return found
  }

  private func dryRun(_ words: [String] = []) throws -> (plan: String, messages: String) {
    let before = try everything()
    let run = try Mini.run(["build", "--dry-run"] + words, in: folder)
    #expect(run.status == 0, "\(run.errorText)")
    #expect(try everything() == before)
    return (run.text, run.errorText)
  }

  @Test func aDryRunSaysWhatTheBuildThenDoesAndWritesNothing() throws {
    let first = try dryRun()
    #expect(first.plan.contains("main.mini would be compiled: never built before\n"), "\(first)")
    #expect(!workspace.exists("project/.mini_cache"))
    _ = try build()
    Workspace.age()
    #expect(
      try dryRun().plan
        == "nothing would be compiled: 2 files, 3 functions and 2 units are unchanged\n")
    let edits = [
      ("lib/math.mini", "a + b", "b + a"), ("lib/math.mini", "b: i32", "b: i64"),
      ("lib/math.mini", "n * n;", "n * n; // n"), ("main.mini", "10", "11"),
    ]
    for (name, old, new) in edits {
      try edit(name, old, new)
      if new == "b: i64" { try edit(name, "b + a", "a + i32(b)") }
      for words in [[], ["--emit", "ir"], ["-O2"]] {
        let plan = try dryRun(words)
        #expect(plan.messages == "", "\(name) \(new) \(words)")
        guard words == [] else { continue }
        let done = try build()
        let planned = plan.plan.replacing("would be compiled", with: "was compiled")
          .replacing("would be linked", with: "was linked")
        #expect(planned == done.replacing("were compiled", with: "was compiled"), "\(new)")
      }
    }
  }

  @Test func aDryRunIsJSON() throws {
    _ = try build()
    Workspace.age()
    func plan() throws -> [String: Any] {
      try JSON.object(Array(try dryRun(["--json"]).plan.utf8))
    }
    let none = try plan()
    #expect(none["schema"] as? Int == 1 && (none["misses"] as? [Any])?.isEmpty == true)
    #expect((none["files"] as? [String: Int]) == ["total": 2, "cached": 2, "compiled": 0])
    try edit("lib/math.mini", "a + b", "b + a")
    let edited = try plan()
    let misses = try #require(edited["misses"] as? [[String: Any]])
    #expect(
      misses.map { "\($0["kind"] ?? "") \($0["path"] ?? "") \($0["name"] ?? "")" } == [
        "file lib/math.mini ", "function lib/math.mini add", "unit  unit . -O0", "link main ",
      ])
    let changes = try #require(misses[0]["changes"] as? [[String: String]])
    #expect(misses[0]["reason"] as? String == "inputsChanged" && changes[0]["input"] == "source")
    try edit("main.mini", "math.add", "math.sum")
    let wrong = try Mini.run(["build", "--dry-run", "--json"], in: folder)
    #expect(wrong.status == 1)
    #expect(try JSON.object(Array(wrong.text.utf8))["errors"] as? Int == 1)
    let written = try Mini.run(
      ["build", "--dry-run", "--json", "--stats-json", "stats.json"], in: folder)
    #expect(written.status == 64)
  }

  // MARK: mini test

  @Test func theRecordHasTheVerdictsOfTests() throws {
    let tests =
      "test \"adds\" {\n    assert(add(1, 2) == 3);\n}\ntest \"squares\" {\n"
      + "    assert(square(3) == 9);\n}\n"
    try workspace.write("project/lib/math.mini", Self.texts["lib/math.mini"]! + tests)
    Workspace.age()
    func test(_ status: Int32) throws -> String {
      #expect(try Mini.run(["test"], in: folder).status == status)
      let lines = try ask(["log"]).split(separator: "\n")
      return "\(lines.count) \(lines.first?.split(separator: "; ").last ?? "")"
    }
    #expect(try test(0) == "1 2 tests: 2 passed, 0 failed")
    #expect(try test(0) == "1 2 tests: 2 passed, 0 failed", "all are cached: nothing was done")
    try edit("lib/math.mini", "a + b", "a - b")
    #expect(try test(1) == "2 2 tests: 1 passed (1 cached), 1 failed")
    #expect(try test(1) == "3 2 tests: 1 passed (1 cached), 1 failed", "a failed test runs again")
    let last = try JSON.object(Array(try ask(["show", "--json"]).utf8))
    #expect(
      last["tests"] as? [String: Int] == ["total": 2, "run": 1, "cached": 1, "failed": 1])
    let shown = try ask(["show"])
    #expect(shown.contains("\nTests:    2 tests: 1 passed (1 cached), 1 failed\n"))
    #expect(shown.contains("\ntests was linked: "), "\(shown)")
    _ = try build()
    let built = try JSON.object(Array(try ask(["show", "--json"]).utf8))
    #expect(built["tests"] == nil)
    // A program that somebody else runs has no verdicts.
    #expect(try Mini.run(["test", "-o", "t"], in: folder).status == 0)
    #expect(try !ask(["show"]).contains("\nTests: "))
  }

  // MARK: Errors

  @Test func aDryRunOfAProgramWithErrorsShowsThem() throws {
    _ = try build()
    try edit("main.mini", "math.add", "math.sum")
    let before = try everything()
    let run = try Mini.run(["build", "--dry-run"], in: folder)
    #expect(run.status == 1 && run.errorText.contains("error[E0015]"))
    #expect(try everything() == before)
    let refused = try Mini.run(["build", "--dry-run", "--trace", "t.json"], in: folder)
    #expect(refused.status == 64 && refused.errorText.contains("'--dry-run' writes nothing"))
  }

  // MARK: The README

  /// The transcript of the README, run: its output is what it shows, but for times and digests.
  @Test func theTranscriptOfTheReadmeIsTrue() throws {
    for (name, text) in Self.readme { try workspace.write("project/\(name)", text) }
    _ = try build()
    Workspace.age()
    let transcript = try Transcript(page: "README.md", heading: "Asking about builds")
    #expect(transcript.steps.count >= 6)
    try transcript.check(in: folder)
  }

  private static let readme = [
    "math.mini": texts["lib/math.mini"]!,
    "main.mini": texts["main.mini"]!.replacing("lib/math.mini", with: "math.mini"),
  ]
}
