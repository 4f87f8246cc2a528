// Whole programs: each has the right output and the right exit status, however it is compiled.

import TestSupport
import Testing

@Suite(.sharedCache) struct ProgramTests {
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
}
