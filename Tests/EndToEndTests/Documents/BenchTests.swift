// The bench and the guard measure correctly: on a small project, once each.

import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct BenchTests {
  /// A tree of modules: three functions each on average, and a few unused imports.
  @Test func theGeneratedProjectIsTheSameEachTimeAndBuilds() throws {
    let workspace = Workspace()
    for name in ["first", "second"] {
      try #require(BenchScripts.run("projects.py", ["120", workspace.path(name)]).status == 0)
    }
    let files = workspace.files(below: "first")
    #expect(files.count == 121 && files == workspace.files(below: "second"))
    for file in files {
      #expect(try workspace.bytes("first/" + file) == workspace.bytes("second/" + file))
    }

    let build = try Mini.statistics(["--emit", "ir"], in: workspace.folder("first"))
    #expect(build.output.status == 0)
    #expect(build.number("functions", "compiled") == 120 * 3 + 1)
    #expect(build.output.errorText.contains("\n3 warnings\n"))
    let run = try Tools.interpret("main.ll", in: workspace.folder("first"))
    #expect(run.status < 100 && run.errorText == "")
  }

  /// Every scenario runs, mini compiles the expected functions, and each number is there.
  @Test func theBenchCountsAndJudges() throws {
    let workspace = Workspace()
    let results = workspace.path("results")
    let bench = try BenchScripts.run(
      "", [Mini.executable, results], ["BENCH_SIZES": "102", "BENCH_ROUNDS": "1"])
    try #require(bench.status == 0, "\(bench.errorText)")
    let report = try JSON.object(workspace.bytes("results/bench.json"))
    let rows = try #require(report["rows"] as? [[String: Any]])
    let scenarios = rows.compactMap { $0["scenario"] as? String }
    for scenario in [
      "cold", "null build", "one body edited", "output deleted", "verify", "a function added to it",
      "a signature changed that ten files use", "one function added", "a struct's field changed",
    ] {
      #expect(scenarios.contains(scenario))
    }
    for row in rows {
      for side in ["mini", "other"] {
        let measure = try #require(row[side] as? [String: Any])
        #expect(measure["ms"] as? Double ?? 0 > 0)
        #expect(measure["peak_kib"] as? Int ?? 0 > 0)
        #expect(measure["system_calls"] as? Int ?? 0 > 0)
      }
    }
    let edit = try #require(rows.first { $0["scenario"] as? String == "one body edited" })
    let stats = try #require((edit["mini"] as? [String: Any])?["stats"] as? [String: Any])
    #expect((stats["functions"] as? [String: Any])?["compiled"] as? Int == 1)

    #expect(try workspace.text("results/bench.md").contains("| null build |"))
    #expect(try workspace.text("results/bench.svg").hasSuffix("</svg>\n"))
    #expect(workspace.files(below: "results").count == 4, "its projects are gone")
  }

  /// An edit of a leaf's function runs the three tests that reach it, in a project of any size.
  @Test func theBenchOfTestsRunsThree() throws {
    let workspace = Workspace()
    let bench = try BenchScripts.run(
      "tests.py", [Mini.executable, "102"], ["BENCH_ROUNDS": "2", "TMPDIR": workspace.path("")])
    try #require(bench.status == 0, "\(bench.errorText)")
    #expect(bench.outputText.contains("| 3; 48 | 3; 48 |"), "\(bench.outputText)")
  }

  /// All counts repeat except one that was changed by 1 %: the guard fails, and names that one.
  @Test func theGuardSeesOnePercent() throws {
    let workspace = Workspace()
    let environment = ["GUARD_MODULES": "240", "GUARD_COUNTS": workspace.path("counts.json")]
    let update = try BenchScripts.run("guard.py", [Mini.executable, "--update"], environment)
    try #require(update.status == 0, "\(update.errorText)")

    var known = try JSON.object(workspace.bytes("counts.json"))
    var counts = try #require(known["counts"] as? [String: Int])
    #expect(counts.count == 9 && counts["null bytes written"] == 0)
    let instructions = try #require(counts["null instructions"])
    counts["null instructions"] = instructions * 99 / 100
    known["counts"] = counts
    try workspace.write(
      "counts.json", Array(JSONSerialization.data(withJSONObject: known)))
    let slower = try BenchScripts.run("guard.py", [Mini.executable], environment)
    #expect(slower.status == 1)
    let marked = slower.outputText.split(separator: "\n").filter { $0.hasSuffix("<--") }
    #expect(
      marked.count == 1 && marked.allSatisfy { $0.hasPrefix("null instructions ") },
      "\(slower.outputText)")
    #expect(slower.errorText.contains("make guard-update"))
  }
}
