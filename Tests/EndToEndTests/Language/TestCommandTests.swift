// `mini test`: which tests run, their verdicts, and what is compiled.

import Foundation
import TestSupport
import Testing

@Suite struct TestCommandTests {
  private static let project = [
    "main.mini": """
    import "lib/numbers.mini";

    fn twice(x: i32) i32 { return numbers.add(x, x); }

    test "twice" { print("quiet"); assert(twice(2) == 4); }

    test "it fails" {
        print("before");
        assert(twice(2) == 5);
    }
    """,
    "lib/numbers.mini": """
    fn add(a: i32, b: i32) i32 { return a + b; }

    test "twice" { assert(add(3, 3) == 6); }

    test "it leaves" { exit(3); }

    test "a.b, it \\"leaves\\" well" { exit(256); }
    """,
  ]

  private func workspace() throws -> Workspace {
    let workspace = Workspace()
    for (name, text) in Self.project { try workspace.write(name, text + "\n") }
    return workspace
  }

  @Test func eachTestEndsAlone() throws {
    let workspace = try workspace()
    let run = try Mini.run(["test"], in: workspace.folder(""))
    #expect(run.status == 1 && run.errorText == "", "\(run.errorText)")
    #expect(
      run.text == """
        failed: lib/numbers.test "it leaves" (it called 'exit')
          exit status 3
        failed: lib/numbers.test "a.b, it \\"leaves\\" well" (it called 'exit')
          exit status 0
        failed: main.test "it fails"
          before
          left:  4
          right: 5
          panic: assertion failed in main.test "it fails" #1
            --> main.mini:9:5
             |
           9 |     assert(twice(2) == 5);
             |     ^^^^^^^^^^^^^^^^^^^^^
        5 tests: 2 passed, 3 failed

        """)
  }

  @Test func theFilterNamesTests() throws {
    let workspace = try workspace()
    let run = try Mini.run(["test", "--filter", "twice"], in: workspace.folder(""))
    #expect(run.status == 0 && run.text == "2 tests: 2 passed, 0 failed\n", "\(run.text)")
    let none = try Mini.run(["test", "--filter", "thrice"], in: workspace.folder(""))
    #expect(none.status == 0 && none.text == "0 tests: 0 passed, 0 failed\n", "\(none.text)")
    #expect(none.errorText == "mini: warning: no test's name contains 'thrice'\n")
  }

  /// An interrupted test has not failed.
  @Test(arguments: [SIGINT, SIGTERM]) func aSignalEndsTheTests(signal: Int32) throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() {}\ntest \"slow\" { while true { } }\n")
    let run = try Mini.start(["test"], in: workspace.folder(""))
    for _ in 0..<(Mini.secondsMax * 100) {
      if let program = Self.child(of: run.id), Self.child(of: program) != nil { break }
      usleep(10_000)
    }
    run.send(signal)
    let end = try run.finish()
    #expect(end.status == 128 + signal && end.text == "" && end.errorText == "")
  }

  /// A child of a process that is a program of tests, or runs one.
  private static func child(of parent: Int32) -> Int32? {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.lazy.compactMap { Int32($0) }.first { id in
      let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
      return ["S", "R"].contains { stat?.contains("(tests) \($0) \(parent) ") == true }
    }
  }

  @Test func resultsAreJSON() throws {
    let workspace = try workspace()
    let run = try Mini.run(
      ["test", "--json", "--filter", "leaves", "--release"], in: workspace.folder(""))
    #expect(run.status == 1, "\(run.errorText)")
    #expect(
      run.text == #"""
        {"schema": 1, "file": "lib/numbers.mini", "name": "it leaves", "outcome": "failed", "cached": false, "output": "exit status 3\n", "end": "exit"}
        {"schema": 1, "file": "lib/numbers.mini", "name": "a.b, it \\\"leaves\\\" well", "outcome": "failed", "cached": false, "output": "exit status 0\n", "end": "exit"}
        {"schema": 1, "tests": 2, "passed": 0, "cached": 0, "failed": 2}

        """#)
  }

  /// Each folder and each file can be a root, and none needs a `main`.
  @Test func rootsAreFilesAndFolders() throws {
    let workspace = try workspace()
    try workspace.write("lib/other.mini", "test \"other\" { }\n")
    let folder = workspace.folder("")
    for (roots, summary) in [
      (["lib/numbers.mini"], "3 tests: 1 passed, 2 failed\n"),
      (["lib/other.mini"], "1 test: 1 passed, 0 failed\n"),
      (["lib"], "4 tests: 2 passed (2 cached), 2 failed\n"),
      (["main.mini", "lib/other.mini"], "6 tests: 3 passed (2 cached), 3 failed\n"),
      (["."], "5 tests: 2 passed (2 cached), 3 failed\n"),
    ] {
      let run = try Mini.run(["test"] + roots, in: folder)
      #expect(run.text.hasSuffix(summary), "\(roots): \(run.text)\(run.errorText)")
    }
    try workspace.makeFolder("empty")
    let empty = try Mini.run(["test", "empty"], in: folder)
    #expect(empty.status == 2 && empty.errorText.contains("contains no source file"))
  }

  @Test func aTestInErrorIsReportedByEachCommand() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() {}\ntest \"x\" { assert(1); }\n")
    for command in ["test", "build", "check"] {
      let run = try Mini.run([command], in: workspace.folder(""))
      #expect(run.status == 1 && run.errorText.contains("error[E0021]"), "\(run.errorText)")
    }
  }

  @Test func aStandardModuleThatIsNotThereIsNamed() throws {
    let folder = Workspace().folder("")
    let near = try Mini.run(["test", "std:string"], in: folder)
    #expect(
      near.errorText.contains(
        "there is no standard module 'std:string'; did you mean 'std:strings'?"))
    let other = try Mini.run(["test", "std:graphics"], in: folder)
    #expect(other.status == 2 && other.errorText.contains("; there are std:"), "\(other.errorText)")
  }

  /// An example in a doc comment is a test like others: its verdict lasts until it changes, or what it
  /// uses does. Nothing depends on the text beside it.
  @Test func anExampleInADocCommentIsATest() throws {
    let workspace = Workspace()
    func write(_ text: String, _ expected: Int, _ factor: Int) throws {
      try workspace.write(
        "main.mini",
        """
        /// \(text)
        /// ```mini
        /// assert(twice(3) == \(expected));
        /// ```
        fn twice(x: i32) i32 { return x * \(factor); }

        fn main() { print(twice(1)); }

        """)
    }
    func run(_ text: String, _ expected: Int, _ factor: Int) throws -> String {
      try write(text, expected, factor)
      let counted = try counts(["test"], in: workspace.folder(""), workspace)
      return try "\(counted.functions) "
        + Mini.run(["test"], in: workspace.folder("")).text.split(separator: "\n").joined(
          separator: "|")
    }
    #expect(try run("Twice.", 6, 2) == "3 1 test: 1 passed (1 cached), 0 failed")
    #expect(try run("Twice as much.", 6, 2) == "0 1 test: 1 passed (1 cached), 0 failed")
    #expect(try run("Twice as much.", 3 + 3, 1 + 1) == "0 1 test: 1 passed (1 cached), 0 failed")
    #expect(
      try run("Twice.", 7, 2) == """
        1 failed: main.test "example of twice"|  left:  6|  right: 7|\
          panic: assertion failed in main.test "example of twice" #1|    --> main.mini:3:5|     ||\
           3 | /// assert(twice(3) == 7);|     |     ^^^^^^^^^^^^^^^^^^^^^|\
        1 test: 0 passed, 1 failed
        """)
    #expect(try run("Twice.", 9, 3) == "2 1 test: 1 passed (1 cached), 0 failed")
    let program = try Mini.run(["emit"], in: workspace.folder(""))
    #expect(program.status == 0 && !program.text.contains("example"), "it is in no program")
    let doc = try Mini.run(["doc", "main.twice"], in: workspace.folder(""))
    #expect(doc.text.contains("assert(twice(3) == 9);"), "\(doc.text)\(doc.errorText)")
  }

  /// A build and the tests share the files' functions and their native code.
  @Test func whatABuildHasCompiledIsNotCompiledAgain() throws {
    let workspace = try workspace()
    let folder = workspace.folder("")
    try workspace.write("main.mini", workspace.text("main.mini") + "fn main() {}\n")
    #expect(try Mini.run(["build"], in: folder).status == 0)
    let first = try counts(["test"], in: folder, workspace)
    #expect(first.files == 0 && first.functions == 5 && first.units == 2, "\(first)")
    // Wherever it is called from, and whatever is given.
    let library = try counts(["test", "."], in: workspace.folder("lib"), workspace)
    #expect(library.files == 0 && library.functions == 0, "\(library)")
    #expect(!workspace.exists("lib/.mini_cache"))
    let second = try counts(["test"], in: folder, workspace)
    #expect(second.files == 0 && second.functions == 0 && second.units == 0, "\(second)")
    // The tests of one file.
    let text = try workspace.text("main.mini")
    try workspace.write("main.mini", text.replacing("twice(2) == 5", with: "twice(2) == 6"))
    let third = try counts(["test"], in: folder, workspace)
    #expect(third.files == 1 && third.functions == 1 && third.units == 1, "\(third)")
    let built = try counts(["build"], in: folder, workspace)
    #expect(built.files == 0 && built.functions == 0 && built.units == 0, "\(built)")
    #expect(try Mini.run(["verify"], in: folder).status == 0)
  }

  /// A comparison that does not hold shows both sides, of any type; programs do not contain that.
  @Test func aFailedComparisonShowsItsSides() throws {
    let workspace = Workspace()
    let conditions: [(String, left: String, right: String)] = [
      ("i64(1) + 2 == 4", "3", "4"),
      ("text(1) + \"b\" != \"1b\"", "1b", "1b"),
      ("[1, len(a)] == a", "[1, 3]", "[1, 2, 3]"),
      ("a[0..2] == [9]", "[1, 2]", "[9]"),
      ("m[\"y\"] == 2", "none", "2"),
      ("m[\"x\"] == none", "1", "none"),
      ("p == Point(x: 1.5, y: [\"q\"])", "Point(x: 0.5, y: [\"q\"])", "Point(x: 1.5, y: [\"q\"])"),
      ("Shape.dot == .line(a)", ".dot", ".line([1, 2, 3])"),
      ("2.5 < 0.5", "2.5", "0.5"),
      ("make() >= \"b\"", "a", "b"),
      ("true == false", "true", "false"),
    ]
    let tests = conditions.enumerated().map { number, condition in
      """
      test "\(number)" {
          const a = [1, 2, 3];
          const m = ["x": 1];
          const p = Point(x: 0.5, y: ["q"]);
          assert(len(a) + len(m) + len(p.y) == 5);
          assert(\(condition.0));
      }

      """
    }
    try workspace.write(
      "main.mini",
      """
      struct Point { x: f64, y: [text] }
      enum Shape { dot, line([i32]) }
      fn make() text { return "a"; }
      fn main() { assert(len(make()) == 1); }

      """ + tests.joined())
    for level in ["-O0", "-O2"] {
      let run = try Mini.run(["test", "--json", level], in: workspace.folder(""))
      let lines = run.text.split(separator: "\n").dropLast()
      #expect(lines.count == conditions.count, "\(run.errorText)")
      for (line, condition) in zip(lines, conditions) {
        let output = try JSON.object(Array(line.utf8))["output"] as? String ?? ""
        #expect(
          output.hasPrefix("left:  \(condition.left)\nright: \(condition.right)\npanic: "),
          "\(condition.0): \(output)")
      }
    }
    let built = try Mini.run(["emit"], in: workspace.folder(""))
    #expect(built.status == 0 && !built.text.contains("left: "), "\(built.errorText)")
  }

  private func counts(
    _ words: [String], in folder: Folder, _ workspace: Workspace
  ) throws -> (files: Int, functions: Int, units: Int) {
    _ = try Mini.run(words + ["--stats-json", workspace.path("stats.json")], in: folder)
    let stats = try JSON.object(workspace.bytes("stats.json"))
    func compiled(_ name: String) -> Int {
      (stats[name] as? [String: Int])?["compiled"] ?? -1
    }
    return (compiled("files"), compiled("functions"), compiled("units"))
  }
}
