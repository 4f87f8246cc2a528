// Builds that GNU make starts: all of them together run no more processes than make allows.

import SystemPackage
import TestSupport
import Testing

@Suite(.mostlyWaits) struct JobServerTests {
  private let workspace = Workspace()
  private let environment: [String: String]
  /// The tools write a line when they begin, `+`, and one when they end, `-`.
  private var log: String { workspace.path("log") }

  init() throws {
    // Each waits until there have been as many at one time as there should be: the machine may be busy.
    let (log, expected) = (workspace.path("log"), workspace.path("expected"))
    let reached = workspace.path("reached")
    let clang = try ToolchainTests.ScriptedToolchain(
      workspace,
      compiling: """
        echo + >> '\(log)'
        for turn in $(seq 400); do
          now=$(( $(grep -c + '\(log)') - $(grep -c - '\(log)') ))
          [ $now -lt $(cat '\(expected)') ] || touch '\(reached)'
          sleep 0.05
          [ ! -e '\(reached)' ] || break
        done
        clang "$@"
        status=$?
        echo - >> '\(log)'
        exit $status
        """)
    environment = clang.environment
    for name in ["a", "b"] { _ = try WideProject(workspace, name) }
  }

  /// Makes the programs in both folders, and returns the largest number of tools at one time.
  ///
  /// - Parameters:
  ///   - recipe: the command, and its prefix.
  ///   - expected: the number of tools that the first of them wait for, 20 s at most.
  private func toolsAtOnce(_ jobs: Int, _ recipe: String, expected: Int) throws -> Int {
    for name in ["a", "b"] where workspace.exists("\(name)/.mini_cache") {
      #expect(try Mini.run(["clean"], in: workspace.folder(name)).status == 0)
    }
    try workspace.write("log", "")
    try workspace.write("expected", "\(expected)")
    if workspace.exists("reached") { try workspace.delete("reached") }
    try workspace.write("Makefile", "all: a b\n.PHONY: a b\na b:\n\t\(recipe)\n")
    var variables = Mini.variables(in: workspace.folder("")).merging(environment) { $1 }
    variables["MINI"] = Mini.executable
    let make = try ChildProcess.run(
      "make", ["-j\(jobs)"], in: FilePath(workspace.folder("").path), environment: variables,
      secondsMax: Mini.secondsMax)
    // make complains about tokens that do not come back.
    #expect(make.status == 0 && make.errorText == "", "\(make.errorText)")
    return try toolsAtOnce()
  }

  /// According to the log.
  private func toolsAtOnce() throws -> Int {
    var (now, most) = (0, 0)
    for line in try workspace.text("log").split(separator: "\n") {
      now += line == "+" ? 1 : -1
      most = max(most, now)
    }
    #expect(now == 0)
    return most
  }

  @Test(arguments: [2, 3]) func makeLimitsTheTools(jobs: Int) throws {
    let most = try toolsAtOnce(jobs, "+@$(MINI) build -O1 -j 6 -q $@", expected: jobs)
    #expect(most == jobs)
    for name in ["a", "b"] {
      let build = try Mini.statistics(
        ["-O1"], in: workspace.folder(name), environment: environment)
      #expect(build.unitsCompiled == 0)
    }
  }

  /// A recipe without '+' is no part of the build for make, which closes the pipe.
  @Test func withoutAJobServerTheOptionCounts() throws {
    let variables = [
      "", "+MAKEFLAGS=--jobserver-auth=77,78 ", "+MAKEFLAGS=--jobserver-auth=fifo:none ",
      "+MAKEFLAGS=--jobserver-auth=-2,-2 ",
    ]
    for prefix in variables {
      #expect(try toolsAtOnce(2, "@\(prefix)$(MINI) build -O1 -j 4 -q $@", expected: 3) > 2)
    }
  }

  /// As in make 4.4.
  @Test func tokensComeFromANamedPipe() throws {
    try workspace.write("expected", "2")
    let script = """
      mkfifo tokens
      exec 9<> tokens
      printf x >&9
      MAKEFLAGS='-j2 --jobserver-auth=fifo:tokens' "$MINI" build -O1 -j 6 -q --trace trace.json a
      status=$?
      head -c 1 <&9
      exit $status
      """
    var variables = Mini.variables(in: workspace.folder("")).merging(environment) { $1 }
    variables["MINI"] = Mini.executable
    let run = try ChildProcess.run(
      "sh", ["-c", script], in: FilePath(workspace.folder("").path), environment: variables,
      secondsMax: Mini.secondsMax)
    #expect(run.status == 0 && run.outputText == "x", "\(run.errorText)")
    #expect(try toolsAtOnce() == 2)
    #expect(try toolsAtOnceInTrace() <= 2, "waiting for a turn is no part of a tool's time")
  }

  /// According to the trace of a build.
  private func toolsAtOnceInTrace() throws -> Int {
    let json = try JSON.object(workspace.bytes("trace.json"))
    let tools = try #require(json["traceEvents"] as? [[String: Any]])
      .filter { ($0["name"] as? String)?.hasPrefix("clang of ") == true }
      .map { (start: $0["ts"] as? Double ?? 0, length: $0["dur"] as? Double ?? 0) }
    #expect(tools.count > 2)
    return tools.map { tool in
      tools.count { $0.start <= tool.start && tool.start < $0.start + $0.length }
    }.max() ?? 0
  }
}
