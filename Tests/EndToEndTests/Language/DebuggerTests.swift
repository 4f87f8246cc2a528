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

  /// A program of tests for a debugger runs all that match, also those that have passed before.
  @Test func gdbStopsInATest() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write("main.mini", "import \"lib/a.mini\";\nfn main() { a.twice(1); }\n")
    try workspace.write(
      "lib/a.mini",
      """
      fn twice(x: i32) i32 { return x + x; }
      test "twice" {
          const four = twice(2);
          assert(four == 4);
      }
      test "three" { assert(twice(1) == 3); }
      test "two" { print(twice(1)); }

      """)
    #expect(try Mini.run(["test", "--filter", "tw"], in: folder).status == 0)
    let made = try Mini.run(["test", "--filter", "tw", "-g", "-o", "main"], in: folder)
    #expect(made.status == 0 && made.text == "" && made.errorText == "", "\(made.errorText)")
    let text = try debug(
      ["break lib/a.mini:2", "run", "next", "info locals", "step", "continue"], in: folder)
    expect(
      [
        " at lib/a.mini:3", "3\t    const four = twice(2);", "four = 4", "2", "exited normally]",
      ], in: text)
    for (arguments, status, error) in [
      (["--filter", "nothing"], 2, "mini: error: no test's name contains 'nothing'\n"),
      (["--json"], 64, "'-o' runs no test"), (["-o", "lib/a.mini"], 2, "lib/a.mini"),
    ] {
      let run = try Mini.run(["test", "-o", "other"] + arguments, in: folder)
      #expect(run.status == Int32(status) && run.errorText.contains(error), "\(run.errorText)")
    }
    #expect(workspace.files(below: "").filter { !$0.hasPrefix(".") }.count == 3)
    let panic = try Mini.run(["test", "-o", "main"], in: folder)
    #expect(panic.status == 0)
    #expect(try Tools.run("./main", [], in: folder).status == 101)
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
        "5\t        sum += u64(wide) + u64(i);", "$1 = 1", "$2 = 121", "$3 = 2030043136",
        "$4 = 2013265919", "3\t    for i, letter in 'x'..='z' {",
        "4\t        const wide = u32(letter) << 24;", "$5 = 122", "6090129410",
        "exited normally]",
      ], in: text)
  }

  private static let values = """
    import "shapes.mini" as shapes;

    struct Order { item: text, parts: [text], prices: [i32: f64] }

    fn twice(n: i32) i32 { return n * 2; }

    fn grow(numbers: &[i32], corners: [shapes.Point], apply: fn(i32) i32) i32 {
        push(&numbers, apply(3));
        return len(numbers) + len(corners);
    }

    fn main() {
        const corners = [shapes.Point(x: 0.0, y: 1.0), shapes.Point(x: 2.0, y: 3.5)];
        var numbers = [1, 2, 3];
        var counts: [u8: bool] = [1: true, 2: false];
        const part = "hello, world"[7..];
        var some: ?i32 = 5;
        var nothing: ?text = none;
        const circle = shapes.Shape.circle(corners[1], 2.5);
        const polygon = shapes.Shape.polygon(corners);
        const green = shapes.Color.green;
        const order = Order(item: "pen", parts: ["cap", "ink"], prices: [3: 0.5]);
        const double = twice;
        const words = ["apple", "pear"];
        const grid = [[1, 2], [], [3]];
        const empty: [text: [text: i32]] = [:];
        var deep: [text: [text: i32]] = ["a": ["b": 1], "c": [:], "d": ["e": 2]];
        remove(&counts, 1);
        remove(&deep, "a");
        print(grow(&numbers, corners, double), numbers, counts, part, some, nothing, green);
        print(circle, polygon, order, words, grid, empty, deep);
        for word in words {
            print(word);
        }
        switch polygon {
            .circle(_, radius) { print(radius); }
            .polygon(all) {
                print(all);
            }
            .empty { print(); }
        }
        if const value = deep["d"] {
            print(value);
        }
    }

    """

  private func folderOfValues(_ workspace: Workspace, _ options: [String]) throws -> Folder {
    try workspace.write("project/main.mini", Self.values)
    try workspace.write(
      "project/shapes.mini",
      """
      struct Point { x: f64, y: f64 }
      enum Color { red, green, blue }
      enum Shape { circle(Point, f64), polygon([Point]), empty }

      """)
    let folder = workspace.folder("project")
    try workspace.write("project/mini-gdb.py", Mini.run(["help", "debugging"], in: folder).text)
    try Mini.build(["-g"] + options, in: folder)
    return folder
  }

  @Test func gdbShowsValuesOfAllTypes() throws {
    let workspace = Workspace()
    let folder = try folderOfValues(workspace, [])
    let text = try debug(
      [
        "break main.mini:30", "run", "info locals", "print corners[1].x", "print numbers[0] + 1",
        "print part[1]", "print some.0", "print circle.0.y", "print order.prices",
        "print words[1].buffer.bytes", "print grid[2].buffer.items[0]", "break grow", "continue",
        "info args",
      ], in: folder)
    expect(
      [
        "corners = [Point {x: 0, y: 1}, Point {x: 2, y: 3.5}]", "numbers = [1, 2, 3]",
        "counts = [u8: bool]{pairs: [(1, true), (2, false)], state: [removed, live]}",
        "part = \"world\"", "some = some(5)", "nothing = none",
        "circle = circle(Point {x: 2, y: 3.5}, 2.5)",
        "polygon = polygon([Point {x: 0, y: 1}, Point {x: 2, y: 3.5}])", "green = green",
        "empty = [:]", "$1 = 2", "$2 = 2", "$3 = 111", "$4 = 5", "$5 = 3.5",
        "$6 = [i32: f64]{pairs: [(3, 0.5)], state: [live]}", "$7 = \"pear\"", "$8 = 3",
        "numbers = [1, 2, 3]", "corners = [Point {x: 0, y: 1}, Point {x: 2, y: 3.5}]",
      ], in: text)
    #expect(text.contains(#/order = Order \{item: "pen", parts: \[text \{buffer: 0x/#))
    #expect(text.contains(#/double = 0x[0-9a-f]+ <twice>\n/#))
    #expect(text.contains(#/apply = 0x[0-9a-f]+ <twice>\n/#))
  }

  /// Without the script gdb shows the inner values as they are in memory.
  @Test func theScriptShowsValuesInsideOthers() throws {
    let workspace = Workspace()
    let folder = try folderOfValues(workspace, [])
    let text = try debug(
      [
        "source mini-gdb.py", "break main.mini:30", "run", "info locals", "print words[1]",
        "print grid", "set print elements 2", "print numbers", "print grid",
      ], in: folder)
    expect(
      [
        "counts = [2: false]",
        "order = Order {item: \"pen\", parts: [\"cap\", \"ink\"], prices: [3: 0.5]}",
        "words = [\"apple\", \"pear\"]", "grid = [[1, 2], [], [3]]", "empty = [:]",
        "deep = [\"c\": [:], \"d\": [\"e\": 2]]", "$1 = \"pear\"", "$2 = [[1, 2], [], [3]]",
        "$3 = [1, 2...]", "$4 = [[1, 2], []...]",
      ], in: text)
  }

  @Test func gdbStepsThroughLoopsAndSwitchesAndKnowsWhatTheyBind() throws {
    let workspace = Workspace()
    let folder = try folderOfValues(workspace, [])
    let text = try debug(
      [
        "source mini-gdb.py", "break main.mini:32", "run", "next", "print word", "next", "next",
        "print word", "next", "next", "next", "next", "next", "print all", "next", "next", "next",
        "print value",
      ], in: folder)
    expect(
      [
        "32\t    for word in words {", "33\t        print(word);", "$1 = \"apple\"",
        "$2 = \"pear\"", "35\t    switch polygon {", "38\t            print(all);",
        "$3 = [Point {x: 0, y: 1}, Point {x: 2, y: 3.5}]", "43\t        print(value);",
        "$4 = [\"e\": 2]",
      ], in: text)
  }

  /// Each unit of native code is a compile unit for the debugger.
  /// Names and texts of constants that look like the numbers of debug information, in a second file,
  /// whose numbers are moved.
  @Test(arguments: ["-O0", "-O2"])
  func constantsAreTheSameWithDebugInformation(level: String) throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try workspace.write(
      "project/main.mini",
      """
      import "a10.mini";
      fn main() { print(a10.numbers, a10.E10.c0); a10.show(.c0); }
      """)
    try workspace.write(
      "project/a10.mini",
      """
      const numbers = ["!0000000007", " 0000000001", "0", "00000000000000000000"];
      enum E10 { c0, c10(text) }
      fn show(value: E10) { print([value, .c10(" 0000000000")], numbers[1]); }
      """)
    let plain = try Mini.run(["run", level], in: folder)
    let debuggable = try Mini.run(["run", level, "-g"], in: folder)
    #expect(
      plain.text == """
        ["!0000000007", " 0000000001", "0", "00000000000000000000"].c0
        [.c0, .c10(" 0000000000")] 0000000001

        """, "\(plain.errorText)")
    #expect(debuggable.text == plain.text, "\(debuggable.errorText)")
  }

  @Test func gdbFindsItsWayAcrossUnits() throws {
    let project = try WideProject(stem: "m")
    try Mini.build(["-g"], in: project.folder)
    let text = try debug(
      ["break large if n == 7", "run", "info args", "backtrace", "tbreak small", "continue", "up"],
      in: project.folder)
    expect(
      [
        "large (n=7) at m7.mini:4", "4\t    var s = n;", "n = 7",
        "#0  large (n=7) at m7.mini:4", " in main () at main.mini:\(project.modules.count + 10)",
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

  /// An optimiser may take any variable apart; gdb must not show what is no longer there.
  @Test func gdbShowsNoWrongValuesInOptimisedCode() throws {
    let workspace = Workspace()
    let folder = try folderOfValues(workspace, ["-O2"])
    let text = try debug(
      [
        "source mini-gdb.py", "break main.mini:30", "break main.mini:38", "run", "info locals",
        "continue", "info locals",
      ], in: folder)
    let shown = [
      "corners": ["[Point {x: 0, y: 1}, Point {x: 2, y: 3.5}]"],
      "numbers": ["[1, 2, 3]", "[1, 2, 3, 6]"], "counts": ["[2: false]"],
      "part": ["\"world\""], "some": ["some(5)"], "nothing": ["none"],
      "circle": ["circle(Point {x: 2, y: 3.5}, 2.5)"],
      "polygon": ["polygon([Point {x: 0, y: 1}, Point {x: 2, y: 3.5}])"],
      "green": ["green"], "words": ["[\"apple\", \"pear\"]"], "grid": ["[[1, 2], [], [3]]"],
      "empty": ["[:]"], "deep": ["[\"c\": [:], \"d\": [\"e\": 2]]"],
      "order": ["Order {item: \"pen\", parts: [\"cap\", \"ink\"], prices: [3: 0.5]}"],
    ]
    var seen = 0
    for line in text.split(separator: "\n") {
      let sides = line.split(separator: " = ", maxSplits: 1).map(String.init)
      guard sides.count == 2, let right = shown[sides[0]], sides[1] != "<optimized out>" else {
        continue
      }
      seen += 1
      #expect(right.contains(sides[1]), "\(line)")
    }
    #expect(seen > 5, "\(text)")
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
