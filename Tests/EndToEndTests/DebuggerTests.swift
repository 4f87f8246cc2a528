// gdb on programs of `-g` builds.

import TestSupport
import Testing

@Suite struct DebuggerTests {
  /// Runs gdb's commands on the executable `main` in the project's folder.
  private func debug(_ commands: [String], in folder: Folder) throws -> String {
    let arguments = ["-nx", "-q", "-batch"] + commands.flatMap { ["-ex", $0] }
    let run = try Tools.run("gdb", arguments + ["./main"], in: folder)
    #expect(run.status == 0, "\(run.errorText)")
    return run.text
  }

  /// Whether the lines occur, in this order.
  private func expect(
    _ lines: [String], in text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var rest = text.split(separator: "\n").map(String.init)[...]
    for line in lines {
      let index = rest.firstIndex { $0.hasSuffix(line) }
      #expect(index != nil, "\(line)\nis not in\n\(text)", sourceLocation: sourceLocation)
      guard let index else { return }
      rest = rest[(index + 1)...]
    }
  }

  @Test func gdbStopsAtALineOfTheDemoAndShowsIt() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build(["-g"], in: folder)
    let text = try debug(
      [
        "break math.mini:8", "run", "info args", "backtrace 1", "up", "info locals", "delete",
        "break rule", "continue", "info locals", "next", "step", "finish",
      ], in: folder)
    expect(
      [
        "square (n=1) at math.mini:8", "8\t    return n * n;", "n = 1",
        "#0  square (n=1) at math.mini:8", "14\t        show.pair(n, math.square(n));", "n = 1",
        "rule (width=12) at lib/show.mini:8",
      ], in: text)
    #expect(!text.contains("optimized out"))
  }

  @Test func gdbKnowsVariablesOfAllTypesInTheirBlocks() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try workspace.write(
      "project/main.mini",
      """
      fn main() i32 {
          const whole: i64 = 9223372036854775807;
          var real = 0.1;
          {
              const a = true;
              print(a, real);
          }
          {
              const a = -7;
              real = f64(a);
              print(a, real, whole);
          }
          return 0;
      }

      """)
    try Mini.build(["-g"], in: folder)
    let text = try debug(
      [
        "break main.mini:6", "break main.mini:11", "run", "info locals", "print real * 2",
        "continue", "print a", "print whole", "print real", "step", "continue",
      ], in: folder)
    expect(
      [
        "Breakpoint 1, main () at main.mini:6", "6\t        print(a, real);", "a = true",
        "whole = 9223372036854775807", "real = 0.10000000000000001", "$1 = 0.20000000000000001",
        "Breakpoint 2, main () at main.mini:11", "$2 = -7", "$3 = 9223372036854775807", "$4 = -7",
        "13\t    return 0;", "exited normally]",
      ], in: text)
  }

  @Test func gdbStepsThroughALoopAndKnowsItsNames() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try workspace.write(
      "project/main.mini",
      """
      fn main() {
          var sum: u64 = 18446744073709551615;
          for i, letter in 'x'..='z' {
              const wide = u32(letter) << 24;
              sum += u64(wide) + u64(i);
          }
          print(sum);
      }

      """)
    try Mini.build(["-g"], in: folder)
    let text = try debug(
      [
        "break main.mini:5 if i == 1", "run", "print i", "print letter", "print wide", "print sum",
        "next", "next", "print letter", "continue",
      ], in: folder)
    expect(
      [
        "5\t        sum += u64(wide) + u64(i);", "$1 = 1", "$2 = 121 'y'", "$3 = 2030043136",
        "$4 = 2013265919", "3\t    for i, letter in 'x'..='z' {",
        "4\t        const wide = u32(letter) << 24;", "$5 = 122 'z'", "6090129410",
        "exited normally]",
      ], in: text)
  }

  /// Each unit of native code is a compile unit for the debugger.
  @Test func gdbFindsItsWayAcrossUnits() throws {
    let project = try WideProject(stem: "m")
    try Mini.build(["-g"], in: project.folder)
    let text = try debug(
      ["break large if n == 7", "run", "info args", "backtrace", "tbreak small", "continue", "up"],
      in: project.folder)
    expect(
      [
        "large (n=7) at m7.mini:4", "4\t    var s = n;", "n = 7",
        "#0  large (n=7) at m7.mini:4", " in main () at main.mini:58",
        "small (n=7) at m8.mini:2", "2\tfn small(n: i32) i32 { return n * 3; }",
        " in large (n=7) at m7.mini:45",
      ], in: text)
  }

  /// Code of `-O2` has lines too; gdb itself reports values that were optimised away.
  @Test func gdbStopsInOptimisedCode() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build(["-g", "-O2"], in: folder)
    let text = try debug(["break lib/show.mini:13", "run", "backtrace 1"], in: folder)
    expect(["lib/show.mini:13", "13\t    print();"], in: text)
  }

  /// The file of an odd module has the module's name, whatever the linker's symbol is.
  @Test func gdbShowsTheNameOfAnOddModule() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try workspace.write(
      "project/main.mini", "import \"a@b.mini\" as ab;\nfn main() i32 { return ab.odd(5); }\n")
    try workspace.write("project/a@b.mini", "fn odd(n: i32) i32 { return n + 1; }\n")
    try Mini.build(["-g"], in: folder)
    let text = try debug(["break odd", "run", "up"], in: folder)
    expect(["odd (n=5) at a@b.mini:1"], in: text)
    #expect(text.contains("at main.mini:2\n"), "\(text)")
  }
}
