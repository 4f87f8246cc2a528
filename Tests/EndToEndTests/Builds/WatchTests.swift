// `--watch` of `mini run`, `build` and `test`, with saves as editors make them, and ends as users
// cause them.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite(.mostlyWaits) struct WatchTests {
  /// A `mini` that watches a project.
  private final class Watch {
    let project: Folder
    private let process: RunningProcess
    private var linesSeen = 0

    init(
      _ arguments: [String], in project: Folder, environment: [String: String] = [:]
    ) throws {
      self.project = project
      process = try Mini.start(arguments, in: project, environment: environment)
    }

    private var lines: [String] {
      process.saidSoFar.errors.split(separator: "\n").map { String($0) }
    }

    var output: String { process.saidSoFar.output }
    /// Its lines, without consecutive repetitions: a slow save may count twice.
    var differentLines: [String] {
      output.split(separator: "\n").map { String($0) }
        .reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
    var id: Int32 { process.id }

    /// Waits for a new line with this ending, and marks all lines up to it as seen.
    func wait(for end: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
      for _ in 0..<(Mini.secondsMax * 200) {
        let lines = lines
        if let place = lines.dropFirst(linesSeen).firstIndex(where: { $0.hasSuffix(end) }) {
          linesSeen = place + 1
          return
        }
        usleep(5000)
      }
      Issue.record("no '\(end)': \(process.saidSoFar)", sourceLocation: sourceLocation)
      throw Timeout()
    }

    /// Waits until the program's output ends like this.
    func wait(output end: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
      for _ in 0..<(Mini.secondsMax * 200) {
        if output.hasSuffix(end) { return }
        usleep(5000)
      }
      Issue.record("no '\(end)': \(process.saidSoFar)", sourceLocation: sourceLocation)
      throw Timeout()
    }

    /// The lines since the last awaited one, after this much time.
    func rest(after milliseconds: UInt32) -> [String] {
      usleep(milliseconds * 1000)
      return Array(lines.dropFirst(linesSeen))
    }

    func send(_ signal: Int32) { process.send(signal) }
    func finish() throws -> Finished { try process.finish(secondsMax: Mini.secondsMax) }

    struct Timeout: Error {}
  }

  private static func program(_ number: Int) -> String {
    "fn main() i32 { print(\(number)); return \(number); }\n"
  }

  @Test func aProgramRunsAgainAtEachSaveHoweverItIsDone() throws {
    let workspace = Workspace()
    try workspace.write("app/main.mini", Self.program(1))
    let watch = try Watch(["run", "--watch"], in: workspace.folder("app"))
    try watch.wait(for: "[watch] running 'main'")
    try watch.wait(for: "'main' has ended: exit status 1; waiting for the next save")

    // In place; like vim; by a file that takes its name; by the older one that comes back.
    try workspace.write("app/main.mini", Self.program(2))
    try watch.wait(for: "exit status 2; waiting for the next save")
    try workspace.move("app/main.mini", "app/main.mini~")
    try workspace.write("app/main.mini", Self.program(3))
    try workspace.delete("app/main.mini~")
    try watch.wait(for: "exit status 3; waiting for the next save")
    try workspace.write("app/.main.mini.swp", Self.program(4))
    try workspace.move("app/.main.mini.swp", "app/main.mini")
    try watch.wait(for: "exit status 4; waiting for the next save")

    // The watch reports an error, and waits for the next save; the same for an absent root file.
    try workspace.write("app/main.mini", "fn main() i32 { return x; }\n")
    try watch.wait(for: "1 error")
    try watch.wait(for: "[watch] waiting for the next save")
    try workspace.delete("app/main.mini")
    try watch.wait(for: "name the project's root file, as in 'mini build path/to/main.mini'")
    try workspace.write("app/main.mini", Self.program(5))
    try watch.wait(for: "exit status 5; waiting for the next save")
    #expect(watch.rest(after: 100) == [], "what a build writes is no save")
    #expect(watch.differentLines == ["1", "2", "3", "4", "5"])
    watch.send(SIGTERM)
    #expect(try watch.finish().status == 128 + SIGTERM)
  }

  @Test func foldersMayComeAndGo() throws {
    let workspace = Workspace()
    let main = "import \"lib/deep/a.mini\" as a;\nfn main() { print(a.value()); }\n"
    func module(_ number: Int) -> String { "fn value() i32 { return \(number); }\n" }
    try workspace.write("app/main.mini", main)
    let watch = try Watch(["run", "--watch", "app/main.mini"], in: workspace.folder(""))
    try watch.wait(for: "[watch] waiting for the next save")
    try workspace.write("app/lib/deep/a.mini", module(1))
    try watch.wait(output: "1\n")
    try workspace.move("app/lib", "app/old")
    try watch.wait(for: "[watch] waiting for the next save")
    try workspace.write("next/deep/a.mini", module(2))
    try workspace.move("next", "app/lib")
    try watch.wait(output: "2\n")
    try workspace.write("app/old/deep/a.mini", module(3))
    try workspace.write("app/lib/deep/a.mini", module(4))
    try watch.wait(output: "4\n")
    // The folder that was moved away is no longer part of the project.
    #expect(watch.differentLines == ["1", "2", "4"])

    // A link to a file elsewhere; then that file is saved.
    try workspace.write("elsewhere/a.mini", module(5))
    try workspace.delete("app/lib/deep/a.mini")
    try workspace.link("app/lib/deep/a.mini", to: workspace.path("elsewhere/a.mini"))
    try watch.wait(output: "5\n")
    try workspace.write("elsewhere/a.mini", module(6))
    try watch.wait(output: "6\n")

    // The root file's folder itself.
    try workspace.move("app", "gone")
    try watch.wait(for: "name the project's root file, as in 'mini build path/to/main.mini'")
    try workspace.move("gone", "app")
    try watch.wait(for: "[watch] running 'app/main'")
    watch.send(SIGTERM)
    #expect(try watch.finish().status == 128 + SIGTERM)
  }

  /// The program that a watch runs, once it has started: the message comes first.
  private static func child(of id: Int32) -> Int32? {
    for _ in 0..<(Mini.secondsMax * 100) {
      if let child = children(of: id).first { return child }
      usleep(10_000)
    }
    return nil
  }

  /// Links in the path of a file, and of the project; a link without a target yet.
  @Test func linksMayBeSwappedAndLeadNowhere() throws {
    let workspace = Workspace()
    func place(_ path: String, _ number: Int) throws {
      try workspace.write(path, "fn value() i32 { return \(number); }\n")
    }
    /// In one step, as `ln -sfn` puts a new link over the old one.
    func swap(_ link: String, to target: String) throws {
      try workspace.link(link + ".new", to: target)
      #expect(rename(workspace.path(link + ".new"), workspace.path(link)) == 0)
    }
    for (version, number) in [("one", 1), ("two", 2)] {
      try workspace.write(
        "\(version)/main.mini",
        "import \"a.mini\" as a;\nfn main() { print(a.value() + \(number) * 100); }\n")
      try workspace.link("\(version)/a.mini", to: "../links/first")
    }
    try workspace.link("app", to: "one")
    try place("files/a", 1)
    try place("files/b", 2)
    try workspace.makeFolder("links")
    try workspace.link("links/first", to: "second")
    try workspace.link("links/second", to: workspace.path("files/a"))
    let watch = try Watch(["run", "--watch", "app/main.mini"], in: workspace.folder(""))
    try watch.wait(output: "101\n")
    try place("files/a", 3)
    try watch.wait(output: "103\n")
    try swap("links/second", to: "../files/b")
    try watch.wait(output: "102\n")
    try swap("links/first", to: workspace.path("files/a"))
    try watch.wait(output: "103\n")
    try swap("app", to: "two")
    try watch.wait(output: "203\n")
    try swap("links/first", to: "../nowhere/yet")
    try watch.wait(for: "waiting for the next save")
    try place("nowhere/yet", 7)
    try watch.wait(output: "207\n")
    watch.send(SIGTERM)
    _ = try watch.finish()
  }

  @Test func aRunningProgramIsEndedAtASaveAndWithTheWatch() throws {
    let workspace = Workspace()
    let endless = "fn main() { while true { } }\n"
    try workspace.write("app/main.mini", endless)
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      let watch = try Watch(["run", "--watch"], in: workspace.folder("app"))
      try watch.wait(for: "[watch] running 'main'")
      let first = try #require(Self.child(of: watch.id))
      try workspace.write("app/main.mini", endless + "// \(signal)\n")
      try watch.wait(for: "[watch] running 'main'")
      #expect(!Self.isAlive(first))
      let second = try #require(Self.child(of: watch.id))
      watch.send(signal)
      #expect(try watch.finish().status == 128 + signal)
      #expect(!Self.isAlive(second))
      #expect(workspace.files(below: "app").filter { $0.contains("tmp") } == [])
    }
  }

  /// Presses Ctrl-C on a real terminal.
  @Test func aTerminalsInterruptEndsAllAndLeavesTheTerminalAsItWas() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() { while true { } }\n")
    let script = Repository.root.string + "/Tests/Scripts/interrupt_watch.py"
    let said = try Tools.run(
      "python3", ["-B", script, Mini.executable, "run", "--watch"], in: workspace.folder(""))
    #expect(said.status == 0, "\(said.text) \(said.errorText)")
    #expect(said.text == "ended by signal 2; 1 program ended; terminal unchanged\n")
  }

  @Test func aBuildIsMadeAgainAtEachSave() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", Self.program(1))
    let watch = try Watch(["build", "--watch", "--emit", "ir", "-v"], in: workspace.folder(""))
    try watch.wait(for: "ms; waiting for the next save")
    let first = try workspace.bytes("main.ll")
    try workspace.write("main.mini", Self.program(2))
    try watch.wait(for: "[watch] 'main.mini' changed")
    try watch.wait(for: "[compile] main.mini")
    try watch.wait(for: "ms; waiting for the next save")
    #expect(try workspace.bytes("main.ll") != first)
    #expect(watch.rest(after: 100) == [])

    // The queue overflows because nothing reads it; the save is still seen.
    let limit =
      try Int(
        #require(
          try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
            .split(separator: "\n").first)) ?? 0
    if limit <= 1 << 16 {
      watch.send(SIGSTOP)
      for number in 0..<(limit / 3 + 2) {
        try workspace.write("x\(number)", [])
        try workspace.delete("x\(number)")
      }
      try workspace.write("main.mini", Self.program(1))
      watch.send(SIGCONT)
      try watch.wait(for: "[watch] looking for changes")
      try watch.wait(for: "ms; waiting for the next save")
      #expect(try workspace.bytes("main.ll") == first)
    }
    watch.send(SIGTERM)
    #expect(try watch.finish().status == 128 + SIGTERM)
  }

  /// Tests that no save can change do not run again.
  @Test func testsRunAgainAtEachSave() throws {
    let workspace = Workspace()
    func write(_ sum: Int) throws {
      try workspace.write(
        "main.mini",
        """
        fn two() i32 { return 2; }
        fn sum(a: i32) i32 { return a + \(sum); }
        test "two" { assert(two() == 2); }
        test "sum" { assert(sum(1) == 3); }

        """)
    }
    try write(1)
    let watch = try Watch(["test", "--watch", "--explain"], in: workspace.folder(""))
    try watch.wait(for: "[watch] waiting for the next save")
    #expect(watch.output.contains("main.test \"sum\""), "\(watch.output)")
    #expect(watch.output.hasSuffix("2 tests: 1 passed, 1 failed\n"), "\(watch.output)")
    try write(2)
    try watch.wait(for: "[watch] 'main.mini' changed")
    try watch.wait(for: "[watch] waiting for the next save")
    #expect(watch.output.hasSuffix("2 tests: 2 passed (1 cached), 0 failed\n"), "\(watch.output)")
    try workspace.write("main.mini", "fn two( {\n")
    try watch.wait(for: "[watch] waiting for the next save")
    try write(2)
    try watch.wait(for: "[watch] 'main.mini' changed")
    try watch.wait(for: "[watch] waiting for the next save")
    #expect(watch.output.hasSuffix("2 tests: 2 passed (2 cached), 0 failed\n"), "\(watch.output)")
    watch.send(SIGTERM)
    #expect(try watch.finish().status == 128 + SIGTERM)
    #expect(workspace.files(below: "").filter { !$0.hasPrefix(".") } == ["main.mini"])
  }

  /// A folder without a main.mini stands for its files, also for those that come later.
  @Test func aNewFileInAFolderOfTestsIsSeen() throws {
    let workspace = Workspace()
    try workspace.write("app/main.mini", "fn main() {}\n")
    try workspace.write("app/tests/a.mini", "test \"a\" {}\n")
    let watch = try Watch(["test", "--watch", "tests"], in: workspace.folder("app"))
    try watch.wait(for: "[watch] waiting for the next save")
    #expect(watch.output.hasSuffix("1 test: 1 passed, 0 failed\n"), "\(watch.output)")
    try workspace.write("app/tests/b.mini", "test \"b\" { assert(false); }\n")
    try watch.wait(for: "[watch] the folder changed")
    try watch.wait(for: "[watch] waiting for the next save")
    #expect(
      watch.output.hasSuffix("2 tests: 1 passed (1 cached), 1 failed\n"), "\(watch.output)")
    try workspace.delete("app/tests/b.mini")
    try watch.wait(for: "[watch] 'tests/b.mini' changed")
    try watch.wait(for: "[watch] waiting for the next save")
    #expect(
      watch.output.hasSuffix("1 test: 1 passed (1 cached), 0 failed\n"), "\(watch.output)")
    watch.send(SIGTERM)
    #expect(try watch.finish().status == 128 + SIGTERM)
  }

  /// Several watches of one project beside gc, some of them killed: the others continue, and
  /// nothing is left.
  @Test func watchesShareAProjectAndMayBeKilled() throws {
    let workspace = Workspace()
    let project = workspace.folder("app")
    var random = SplitMix64(seed: 11)
    try workspace.write("app/main.mini", Self.program(0))
    let steady = try Watch(["run", "--watch"], in: project)
    try steady.wait(output: "0\n")
    for round in 1...6 {
      let other = try Watch(["build", "--watch", "-o", "other"], in: project)
      if round > 3 { try other.wait(for: "waiting for the next save") }
      let collection = try Mini.start(["gc", "--prune", "now"], in: project)
      try workspace.write("app/main.mini", Self.program(round))
      usleep(UInt32.random(in: 0...100_000, using: &random))
      other.send(SIGKILL)
      #expect(try other.finish().status == 128 + SIGKILL)
      #expect(try collection.finish(secondsMax: Mini.secondsMax).status == 0)
      try steady.wait(output: "\(round)\n")
    }
    #expect(steady.differentLines == (0...6).map { "\($0)" })
    steady.send(SIGINT)
    #expect(try steady.finish().status == 128 + SIGINT)
    try workspace.write("app/main.mini", Self.program(7))
    #expect(try Mini.run(["run"], in: project).status == 7)
    let verify = try Mini.run(["verify"], in: project)
    #expect(verify.status == 0, "\(verify.text)")
    let folders = workspace.files(below: "app").filter {
      $0.contains(".tmp_mini_") && $0.split(separator: "/").count > 2
    }
    #expect(folders == [], "what killed ones have left goes with the next build that links")
  }

  /// The next build reaps a gc that has ended.
  @Test func aCollectionThatHasEndedIsForgotten() throws {
    let project = VersionedProject(Workspace(), "project", moduleCount: 40)
    try project.write(version: 0)
    try Mini.build(in: project.folder)
    let config = "project/.mini_cache/config"
    try project.workspace.write(
      config, try project.workspace.text(config) + "\tgcAutoPackLimit = 1\n")
    let watch = try Watch(
      ["build", "--watch", "--emit", "ir"], in: project.folder, environment: ["MINI_GC_AUTO": ""])
    try watch.wait(for: "waiting for the next save")
    try project.write(version: 1)
    try watch.wait(for: "gc.log'")
    try watch.wait(for: "waiting for the next save")
    let collection = try #require(Self.child(of: watch.id))
    let state = { try String(contentsOfFile: "/proc/\(collection)/stat", encoding: .utf8) }
    for _ in 0..<(Mini.secondsMax * 200) where try !state().contains(") Z") { usleep(5000) }
    try project.write(version: 2)
    try watch.wait(for: "waiting for the next save")
    #expect(!Self.isAlive(collection))
    watch.send(SIGTERM)
    #expect(try watch.finish().status == 128 + SIGTERM)
  }

  @Test func whatCannotBeginIsAnError() throws {
    let workspace = Workspace()
    let absent = try Mini.run(["build", "--watch"], in: workspace.folder(""))
    #expect(absent.status == 2 && absent.errorText.contains("there is no 'main.mini'"))
    let traced = try Mini.run(["run", "--watch", "--trace", "t.json"], in: workspace.folder(""))
    #expect(traced.status == 64 && traced.errorText.contains("'--trace' is for one build"))
    let fixed = try Mini.run(["test", "--watch", "std:math"], in: workspace.folder(""))
    #expect(fixed.status == 64 && fixed.errorText.contains("standard modules never change"))
  }

  private static func children(of id: Int32) -> [Int32] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/task")) ?? []
    return tasks.flatMap { task -> [Int32] in
      let path = "/proc/\(id)/task/\(task)/children"
      let text = try? String(contentsOfFile: path, encoding: .utf8)
      return (text ?? "").split(separator: " ").compactMap { Int32($0) }
    }
  }

  /// Whether a process exists; a zombie counts.
  private static func isAlive(_ id: Int32) -> Bool { kill(id, 0) == 0 }
}
