// Builds on one cache that want the same units at once compile each of them once.

import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct UnitFlightTests {
  /// Checkouts with the same contents, and a slow clang that logs the texts that it compiles.
  private struct Scene {
    let workspace = Workspace()
    let checkouts: [WideProject]
    private let clang: ToolchainTests.ScriptedToolchain

    /// - Parameter compiling: commands before a process compiles its units.
    init(_ names: [String] = ["a", "b"], compiling: String = "sleep 0.3") throws {
      let folder = workspace
      checkouts = try names.map { try WideProject(folder, $0) }
      let compiling = compiling.replacing("@then", with: ":")
        .replacing("@", with: workspace.path(""))
      clang = try ToolchainTests.ScriptedToolchain(
        workspace,
        compiling: """
          for word in "$@"; do
            case "$word" in *.ll) sha256sum < "$word" >> '\(workspace.path("begun"))' ;; esac
          done
          \(compiling)
          clang "$@" || exit
          for word in "$@"; do
            case "$word" in *.ll) sha256sum < "$word" >> '\(workspace.path("done"))' ;; esac
          done
          exit 0
          """)
      try workspace.write("begun", "")
      try workspace.write("done", "")
    }

    var cache: String { workspace.path("cache") }

    func lines(_ log: String) throws -> [Substring] {
      try workspace.text(log).split(separator: "\n")
    }

    private func command(_ name: String, _ arguments: [String]) -> [String] {
      ["build", "-O1", "--cache-dir", cache]
        + ["--stats-json", workspace.path("\(name).json")]
        + ["--trace", workspace.path("\(name).trace")] + arguments
    }

    func start(
      _ name: String, _ arguments: [String] = ["-j", "2"]
    ) throws -> RunningProcess {
      try Mini.start(
        command(name, arguments), in: workspace.folder(name), environment: clang.environment)
    }

    func finish(_ build: RunningProcess) throws {
      let end = try build.finish(secondsMax: Mini.secondsMax)
      #expect(end.status == 0 && end.errorText == "", "\(end.errorText)")
    }

    func units(_ name: String) throws -> (total: Int, compiled: Int) {
      let json = try JSON.object(workspace.bytes("\(name).json"))
      let units = try #require(json["units"] as? [String: Any])
      return (try #require(units["total"] as? Int), try #require(units["compiled"] as? Int))
    }

    /// The waits for other builds in the trace of a build.
    func waits(_ name: String) throws -> Int {
      try workspace.text("\(name).trace").matches(of: /wait for other builds/).count
    }

    /// Waits until a log has so many lines.
    func waitFor(_ count: Int, in log: String) throws {
      for _ in 0..<20_000 where try lines(log).count < count { usleep(1000) }
    }

    /// Compares the programs with that of a clean build.
    func checkPrograms(_ names: [String], sourceLocation: SourceLocation = #_sourceLocation) throws
    {
      try workspace.copy(names[0], "clean")
      defer { try? workspace.delete("clean") }
      for file in workspace.files(below: "clean") where !file.hasSuffix(".mini") {
        try workspace.delete("clean/\(file)")
      }
      let clean = try Mini.run(["build", "-O1", "--no-cache"], in: workspace.folder("clean"))
      #expect(clean.status == 0, "\(clean.errorText)", sourceLocation: sourceLocation)
      for name in names {
        for output in ["main", "main.ll"] where workspace.exists("clean/\(output)") {
          #expect(
            try workspace.bytes("\(name)/\(output)") == workspace.bytes("clean/\(output)"),
            "\(name)/\(output)", sourceLocation: sourceLocation)
        }
      }
    }

    /// Checks that no temporary file is left.
    func checkFolders() {
      for folder in ["cache"] + checkouts.map(\.name) {
        #expect(workspace.files(below: folder).filter { $0.contains("tmp") } == [])
      }
    }
  }

  /// First builds, of which neither knows what a unit costs; then builds after edits.
  @Test func twoBuildsCompileEachUnitOnce() throws {
    // The compilers of one build wait for one of the other.
    let scene = try Scene(
      compiling: """
        echo $PPID >> '@/builds'
        for turn in $(seq 1000); do
          [ "$(sort -u '@/builds' | wc -l)" -lt 2 ] || break
          sleep 0.02
        done
        sleep 0.3
        """)
    var logged = 0
    for round in 0..<2 {
      for checkout in scene.checkouts where round > 0 {
        for module in checkout.modules { try checkout.write(module, summand: 2) }
      }
      Workspace.age()
      try scene.workspace.write("builds", "")
      let builds = try scene.checkouts.map { try scene.start($0.name) }
      for build in builds { try scene.finish(build) }
      let (a, b) = (try scene.units("a"), try scene.units("b"))
      #expect(a.total == b.total && a.total >= 8, "there is something to share")
      let log = try scene.lines("begun").dropFirst(logged)
      #expect(Set(log).count == log.count, "round \(round): nothing is compiled twice")
      #expect(a.compiled + b.compiled == log.count, "round \(round)")
      #expect(a.compiled > 0 && b.compiled > 0, "round \(round): both work")
      if round == 0 { #expect(log.count == a.total) }
      #expect(try scene.waits("a") + scene.waits("b") > 0, "round \(round)")
      try scene.checkPrograms(["a", "b"])
      logged += log.count
    }
    scene.checkFolders()
    let verify = try Mini.run(
      ["verify", "--cache-dir", scene.cache], in: scene.workspace.folder(""))
    #expect(verify.status == 0, "\(verify.outputText)\(verify.errorText)")
  }

  /// A build that begins while the other one compiles finds what that has saved.
  @Test func aLaterBuildFindsWhatTheFirstHasSaved() throws {
    let scene = try Scene()
    let first = try scene.start("a")
    try scene.waitFor(4, in: "done")
    let second = try scene.start("b")
    try scene.finish(first)
    try scene.finish(second)
    let log = try scene.lines("begun")
    #expect(Set(log).count == log.count)
    #expect(try scene.units("a").compiled + scene.units("b").compiled == scene.units("a").total)
    try scene.checkPrograms(["a", "b"])
  }

  /// While the file `wait` exists, a compiler that starts makes the file `held` and waits for `go`.
  private static let waiting = """
    if [ -e '@/wait' ]; then
      touch '@/held'
      while [ ! -e '@/go' ]; do sleep 0.02; done
      @then
    fi
    """

  /// Starts a build whose compilers wait, and then lets those of later builds begin.
  private func holder(_ scene: Scene) throws -> (build: RunningProcess, heldCount: Int) {
    try scene.workspace.write("wait", "")
    let build = try scene.start("a", ["-j", "1"])
    for _ in 0..<20_000 where !scene.workspace.exists("held") { usleep(1000) }
    try scene.workspace.delete("wait")
    let count = try scene.lines("begun").count
    #expect(count > 1, "a process compiles several units")
    return (build, count)
  }

  @Test func aKilledHolderHoldsNothing() throws {
    let scene = try Scene(compiling: Self.waiting)
    let (holder, heldCount) = try self.holder(scene)
    let build = try scene.start("b")
    let total = { try scene.lines("begun").count }
    // All but the units of the first build.
    for _ in 0..<2000 where try total() <= heldCount { usleep(1000) }
    usleep(100_000)
    holder.send(SIGKILL)
    _ = try holder.finish()
    try scene.finish(build)
    let units = try scene.units("b")
    #expect(units.compiled == units.total)
    #expect(try scene.waits("b") > 0)
    try scene.checkPrograms(["b"])
  }

  @Test func aStoppedHolderCostsAWaitAndGoesOn() throws {
    let scene = try Scene(compiling: Self.waiting)
    let (holder, heldCount) = try self.holder(scene)
    holder.send(SIGSTOP)
    try scene.finish(scene.start("b"))
    let units = try scene.units("b")
    #expect(units.compiled == units.total && units.total > heldCount)
    #expect(try scene.waits("b") == 1)
    try scene.workspace.write("go", "")
    holder.send(SIGCONT)
    try scene.finish(holder)
    #expect(try scene.units("a").compiled == heldCount, "it finds the others")
    try scene.checkPrograms(["a", "b"])
    scene.checkFolders()
  }

  @Test func whatAFailedBuildHeldIsCompiledByTheOther() throws {
    let scene = try Scene(compiling: Self.waiting.replacing("@then", with: "exit 1"))
    let (holder, heldCount) = try self.holder(scene)
    let build = try scene.start("b")
    for _ in 0..<2000 where try scene.lines("begun").count <= heldCount { usleep(1000) }
    try scene.workspace.write("go", "")
    let end = try holder.finish(secondsMax: Mini.secondsMax)
    #expect(end.status != 0 && end.errorText.contains("could not compile"), "\(end.errorText)")
    try scene.finish(build)
    let units = try scene.units("b")
    #expect(units.compiled == units.total)
    try scene.checkPrograms(["b"])
  }

  /// A signal ends a holder: what its compilers had finished is saved, and found.
  @Test func whatAnEndedBuildHasFinishedIsFound() throws {
    let scene = try Scene()
    let first = try scene.start("a")
    try scene.waitFor(3, in: "done")
    let second = try scene.start("b")
    usleep(100_000)
    first.send(SIGTERM)
    // On a busy machine, it can be done before the signal.
    #expect([0, 128 + SIGTERM].contains(try first.finish().status))
    try scene.finish(second)
    let units = try scene.units("b")
    #expect(units.compiled <= units.total - 3)
    try scene.checkPrograms(["b"])
  }

  /// Builds that take no flights create no file for them.
  @Test func onlyOptimisedBuildsThatCompileAndKeepTakeFlights() throws {
    let workspace = Workspace()
    let project = try WideProject(workspace)
    let file = "project/.mini_cache/flights.lock"
    func check(_ arguments: [String], takes: Bool) throws {
      if workspace.exists(file) { try workspace.delete(file) }
      try Mini.build(arguments, in: project.folder)
      #expect(workspace.exists(file) == takes, "\(arguments)")
    }
    Workspace.age()
    try check([], takes: false)
    try project.write(3, summand: 2)
    Workspace.age()
    try check([], takes: false)
    try check(["-O1"], takes: true)
    try check(["-O1"], takes: false)
    try project.write(3, summand: 3)
    Workspace.age()
    try check(["-O1", "--read-only", "-o", "other"], takes: false)
    try check(["-O1", "--no-cache", "-o", "other"], takes: false)
    try check(["-O1", "--refresh", "-o", "other"], takes: false)
    try check(["-O1", "--recheck", "-o", "other"], takes: false)
    try project.write(3, summand: 4)
    Workspace.age()
    try check(["-O2"], takes: true)
  }

  /// A read-only build and a build without flights compile what others hold, at once.
  @Test func whoKeepsNothingWaitsForNobody() throws {
    let scene = try Scene(compiling: Self.waiting)
    let (holder, _) = try self.holder(scene)
    try scene.finish(scene.start("b", ["-j", "2", "--read-only"]))
    let units = try scene.units("b")
    #expect(units.compiled == units.total)
    #expect(try scene.waits("b") == 0)
    try scene.workspace.write("go", "")
    try scene.finish(holder)
    try scene.checkPrograms(["a", "b"])
  }

  /// A call for each unit that is compiled, and none where nothing is.
  @Test(.enabled(if: SystemCallTrace.isAvailable)) func aUnitCostsOneLock() throws {
    let workspace = Workspace()
    let project = try WideProject(workspace)
    Workspace.age()
    func locks(_ arguments: [String]) throws -> Int {
      let run = try ChildProcess.run(
        "strace",
        ["-f", "-qq", "-o", workspace.path("trace"), "-e", "trace=fcntl", Mini.executable]
          + arguments, in: .init(project.folder.path),
        environment: Mini.variables(in: project.folder))
      #expect(run.status == 0, "\(run.errorText)")
      return try workspace.text("trace").matches(of: /F_OFD_SETLK/).count
    }
    #expect(try locks(["build"]) == 0)
    let report = workspace.path("stats.json")
    let count = try locks(["build", "-O1", "--stats-json", report])
    let json = try JSON.object(workspace.bytes("stats.json"))
    #expect((json["units"] as? [String: Any])?["compiled"] as? Int == count && count > 0)
    #expect(try locks(["build", "-O1"]) == 0)
  }

  /// Members of a crowd edit alike, build at once beside gc and verify, and are right.
  @Test(arguments: 0..<UInt64(fuzzScale)) func aCrowdIsRight(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let names = (0..<4).map { "c\($0)" }
    let scene = try Scene(names, compiling: "sleep 0.0$(od -An -N1 -tu1 /dev/urandom | tr -d ' ')")
    for round in 0..<3 {
      let modules = Set((0..<6).map { _ in Int.random(in: 0..<40, using: &random) })
      for (checkout, module) in scene.checkouts.flatMap({ item in modules.map { (item, $0) } }) {
        // Sometimes a checkout differs in a module.
        let own = Int.random(in: 0..<8, using: &random) == 0 ? 1 : 0
        try checkout.write(module, summand: 10 * round + own)
      }
      Workspace.age()
      let builds = try names.map { try scene.start($0) }
      let upkeep = try [["gc", "--prune", "now"], ["verify"], ["gc"]].map {
        try Mini.start($0 + ["--cache-dir", scene.cache], in: scene.workspace.folder(""))
      }
      // They can say that they wait for gc.
      for command in builds + upkeep {
        let end = try command.finish(secondsMax: Mini.secondsMax)
        let isKept = !end.errorText.contains("not cached")
        #expect(
          end.status == 0 && isKept,
          "seed \(seed), round \(round): \(end.outputText)\(end.errorText)")
      }
      for name in names { try scene.checkPrograms([name]) }
      scene.checkFolders()
    }
  }
}
