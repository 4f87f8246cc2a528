// Whole programs: each has the right output and the right exit status, however it is compiled.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct ProgramTests {
  /// A folder of Fixtures/Projects with a program and its expected results.
  struct Program: CustomTestStringConvertible, Sendable {
    let folder: String
    let input: [UInt8]
    let output: [UInt8]
    let errors: String
    let status: Int32
    var testDescription: String { folder }

    init(_ folder: String) throws {
      self.folder = folder
      let place = "Projects/" + folder
      let hasInput = Checkout.exists(place + "/input.txt")
      input = hasInput ? try Checkout.bytes(place + "/input.txt") : []
      output = try Checkout.bytes(place + "/expected.stdout")
      let status = try Checkout.text(place + "/expected.status").dropLast()
      self.status = try #require(Int32(status))
      let hasErrors = Checkout.exists(place + "/expected.stderr")
      errors = hasErrors ? try Checkout.text(place + "/expected.stderr") : ""
    }

    func check(_ run: Finished, _ how: Comment) {
      #expect(run.output == output, how)
      #expect(run.errorText == errors, how)
      #expect(run.status == status, how)
    }
  }

  /// Folders of programs, not programs themselves.
  private static let groups = ["benchmarks", "panics"]

  static let projects =
    Checkout.names(in: "Projects").filter { !groups.contains($0) }
    + groups.flatMap { group in Checkout.names(in: "Projects/" + group).map { group + "/" + $0 } }

  /// At `-O0` and as released, and at each other level when it has its turn.
  @Test(arguments: projects)
  func aProgramIsTheSameHoweverItIsCompiled(_ name: String) throws {
    let number = Self.projects.firstIndex(of: name) ?? 0
    let program = try Program(name)
    let workspace = try Workspace(copying: "Projects/" + name, as: "project")
    let folder = workspace.folder("project")

    program.check(try Mini.run(["run"], in: folder, input: program.input), "mini run")
    for (level, option) in ["-O1", "-O2", "-O3", "--release"].enumerated()
    where level == 3 || Turns.isDue(number + level, of: 3) {
      let run = try Mini.run(["run", "main.mini", option], in: folder, input: program.input)
      program.check(run, "mini run \(option)")
    }

    // Panics of `-g` builds differ; other programs need fewer levels.
    let levels = program.errors.isEmpty ? [["-O0"], ["--release"]] : Levels.all
    for (turn, level) in levels.enumerated() where Turns.isDue(number + turn, of: 3) {
      let run = try Mini.run(["run", "main.mini", "-g"] + level, in: folder, input: program.input)
      #expect(run.output == program.output, "-g \(level)")
      #expect(run.status == program.status, "-g \(level)")
      Levels.checkPanic(run.errorText, without: program.errors, "-g \(level)")
    }
    try Mini.build([], in: folder)

    // `main.ll` needs nothing but LLVM.
    try workspace.makeFolder("alone")
    try workspace.copy("project/main.ll", "alone/main.ll")
    let alone = workspace.folder("alone")
    program.check(try Tools.interpret("main.ll", in: alone, input: program.input), "lli-15")
    for level in Turns.isDue(number, of: 2) ? ["-O0", "-O2"] : ["-O0"] {
      let compiled = try Tools.compile("main.ll", level, to: "program" + level, in: alone)
      #expect(compiled.status == 0 && compiled.errorText == "", "\(level) \(compiled.errorText)")
      let executable = alone.path + "/program" + level
      let run = try Tools.run(executable, [], in: alone, input: program.input)
      program.check(run, "clang \(level)")
      // A panic leaves its memory to the system. `make test-long` also checks optimised programs.
      guard program.errors.isEmpty, level == "-O0" || fuzzScale > 1, Turns.isDue(number, of: 2)
      else { continue }
      let words = ["-q", "--leak-check=full", "--show-leak-kinds=all", "--error-exitcode=99"]
      let checked = try Tools.run(
        "valgrind", words + [executable], in: alone, input: program.input)
      program.check(checked, "valgrind \(level)")
    }
    let tests = try Mini.run(["test"], in: folder)
    #expect(tests.status == 0 && tests.text.hasSuffix(" 0 failed\n"), "\(tests.text)")
  }

  /// The C programs that the benchmarks are measured against.
  @Test(arguments: projects.filter { $0.hasPrefix("benchmarks/") })
  func aBenchmarkDoesWhatItsCounterpartInCDoes(_ name: String) throws {
    let program = try Program(name)
    let workspace = try Workspace(copying: "Projects/" + name, as: "project")
    let folder = workspace.folder("project")
    let source = String(name.dropFirst("benchmarks/".count)) + ".c"
    let words = ["-O1", "-Wall", "-Wextra", source, "-o", "program", "-lm"]
    let compiled = try Tools.run("clang", words, in: folder)
    #expect(compiled.status == 0 && compiled.errorText == "", "\(compiled.errorText)")
    program.check(
      try Tools.run(folder.path + "/program", [], in: folder, input: program.input), "C")
  }

  @Test func thereArePrograms() {
    #expect(Self.projects.count >= 15)
  }

  @Test func buildWritesTheOutputsItNamesAndNoOthers() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let before = workspace.files(below: "project")
    try Mini.build([], in: workspace.folder("project"))
    let added = Set(workspace.files(below: "project")).subtracting(before)
      .filter { !$0.hasPrefix(".mini_cache/") && !$0.hasPrefix(".user-cache/") }
    #expect(added == ["main", "main.ll"])
    #expect(workspace.files(below: "") == workspace.files(below: "project").map { "project/" + $0 })
  }

  @Test func theOutputCanBeNamed() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build(["-o", "../named"], in: folder)
    let run = try Tools.run(workspace.path("named"), [], in: folder)
    #expect(run.status == 25)

    try Mini.build(["--emit", "ir", "-o", "../text"], in: folder)
    #expect(try workspace.bytes("text") == workspace.bytes("named.ll"))
    try Mini.build(in: folder)
    #expect(try workspace.bytes("text") == workspace.bytes("project/main.ll"))
  }

  @Test func theRootMayLieElsewhere() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    try Mini.build(["project/main.mini", "--emit", "ir"], in: workspace.folder(""))
    #expect(workspace.exists("project/main.ll"))
    #expect(workspace.exists("project/.mini_cache/file_hashes.bin"))
    #expect(!workspace.exists("main.ll"))
    #expect(!workspace.exists(".mini_cache"))
  }

  @Test func emitPrintsTheCombinedIR() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build(in: folder)
    let emitted = try Mini.run(["emit"], in: folder)
    #expect(emitted.status == 0)
    #expect(try emitted.output == workspace.bytes("project/main.ll"))

    let bare = try Workspace(copying: "Projects/demo", as: "other")
    let uncached = try Mini.run(["emit", "--no-cache"], in: bare.folder("other"))
    #expect(uncached.output == emitted.output)
    #expect(!bare.exists("other/.mini_cache"))
  }

  /// Signals, streams and status are the program's own, and so is the process.
  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func runBecomesTheProgram(signal: Int32) throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() { print(1); while true { } }\n")
    let run = try Mini.start(["run"], in: workspace.folder(""))
    let link = "/proc/\(run.id)/exe"
    for _ in 0..<(Mini.secondsMax * 1000) {
      let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
      if executable?.hasPrefix(workspace.path(".mini_cache/")) == true { break }
      usleep(1000)
    }
    run.send(signal)
    #expect(try run.finish(secondsMax: Mini.secondsMax).status == 128 + signal)
  }

  @Test func evalRunsTextThatIsNoFile() throws {
    let workspace = Workspace()
    let code = "fn main() i32 { print(\"from text: \", 6 * 7); return 3; }"
    for _ in 1...2 {
      let run = try Mini.run(["eval", code], in: workspace.folder(""))
      #expect(run.text == "from text: 42\n")
      #expect(run.errorText == "")
      #expect(run.status == 3)
    }
    let visible = workspace.files(below: "").filter { !$0.hasPrefix(".user-cache/") }
    #expect(visible == [], "eval leaves nothing where it is called")

    let panic = try Mini.run(
      ["eval", "-g", "fn main() i32 { return f(0); }\nfn f(n: i32) i32 { return 1 / n; }"],
      in: workspace.folder(""))
    #expect(panic.status == 101)
    #expect(
      panic.errorText
        == "panic: division by zero in main.f #1 at main.mini:2:27\n  called by main.main\n")

    let wrong = try Mini.run(["eval", "fn main() { x; }"], in: workspace.folder(""))
    #expect(wrong.status == 1)
    #expect(wrong.errorText.contains("error[E0012]"))
  }

  @Test func cleanRemovesTheCacheAndNothingElse() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build(in: folder)
    let others = workspace.files(below: "project").filter { !$0.hasPrefix(".mini_cache/") }
    let clean = try Mini.run(["clean"], in: folder)
    #expect(clean.status == 0, "\(clean.errorText)")
    #expect(!workspace.exists("project/.mini_cache"))
    #expect(workspace.files(below: "project") == others)
    #expect(try Mini.run(["clean"], in: folder).status == 0, "nothing to clean is no failure")
  }
}
