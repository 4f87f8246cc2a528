// `mini test`: which verdicts are kept, and what makes a test run again.

import Foundation
import TestSupport
import Testing

@Suite struct TestVerdictTests {
  private static let project = [
    "main.mini": """
    import "lib.mini";
    import "shapes.mini";

    fn main() { print(lib.twice(2)); }
    fn alone(x: i32) i32 { return x; }
    fn later(x: i32) i32 { return lib.twice(x) + 1; }

    test "direct" { assert(lib.twice(2) == 4); }
    test "through two" { assert(later(2) == 5); }
    test "as a value" { const f = lib.twice; assert(f(2) == 4); }
    test "in a table" { const all = [alone, later]; assert(len(all) == 2); }
    test "constant" { assert(lib.limit == 100); }
    test "default" { assert(shapes.Point().x == 1); }
    test "cycle" { assert(lib.even(4)); }
    test "alone" { assert(alone(3) == 3); }
    """,
    "lib.mini": """
    const limit = 100;
    fn twice(x: i32) i32 { return x * 2; }
    fn even(x: i32) bool { if x == 0 { return true; } return odd(x - 1); }
    fn odd(x: i32) bool { if x == 0 { return false; } return even(x - 1); }
    """,
    "shapes.mini": """
    struct Point { x: i32 = 1, y: i32 = 2 }
    """,
  ]

  private static let names = [
    "direct", "through two", "as a value", "in a table", "constant", "default", "cycle", "alone",
  ]

  private func workspace() throws -> Workspace {
    let workspace = Workspace()
    for (name, text) in Self.project { try workspace.write(name, text + "\n") }
    return workspace
  }

  /// The tests that ran, and whether all passed.
  private func ran(
    _ workspace: Workspace, _ words: [String] = []
  ) throws -> (names: [String], passed: Bool) {
    let run = try Mini.run(["test", "--json"] + words, in: workspace.folder(""))
    let lines = try run.text.split(separator: "\n").dropLast().map { line in
      try JSON.object(Array(line.utf8))
    }
    let ran = lines.filter { $0["cached"] as? Bool == false }
    return (ran.compactMap { $0["name"] as? String }, run.status == 0)
  }

  private func edit(
    _ workspace: Workspace, _ file: String, _ old: String, _ new: String
  ) throws {
    let text = try workspace.text(file)
    #expect(text.contains(old), "\(file) has no '\(old)'")
    try workspace.write(file, text.replacing(old, with: new))
  }

  /// Exactly the tests that reach what changed run again, called or named, constants and defaults
  /// included; what shows in no IR makes none run.
  @Test func aTestRunsAgainIfWhatItReachesChanges() throws {
    let workspace = try workspace()
    #expect(try ran(workspace) == (Self.names, true))
    #expect(try ran(workspace) == ([], true))
    let users = ["direct", "through two", "as a value", "in a table"]
    for (file, old, new, expected) in [
      ("lib.mini", "x * 2", "x + x", users),
      ("lib.mini", "fn twice", "\n// A comment.\n\nfn twice", []),
      ("lib.mini", "twice(x: i32) i32 { return x + x", "twice(n: i32) i32 { return n + n", []),
      ("lib.mini", "limit = 100", "limit = 50 + 50", []),
      ("lib.mini", "even(x - 1); }", "even(x + 1 - 2); }", ["cycle"]),
      ("main.mini", "return x; }", "return x + 0; }", ["in a table", "alone"]),
      ("shapes.mini", "y: i32 = 2", "y: i32 = 3", ["default"]),
      ("main.mini", "assert(alone(3) == 3)", "assert(alone(4) == 4)", ["alone"]),
      ("lib.mini", "const limit", "fn new() {}\nconst limit", []),
    ] {
      try edit(workspace, file, old, new)
      let found = try ran(workspace)
      #expect(found == (expected, true), "\(new): \(found)")
      #expect(try ran(workspace) == ([], true), "\(new)")
    }
    #expect(try Mini.run(["verify"], in: workspace.folder("")).status == 0)
  }

  /// If all tests of a file have passed, and nothing that it imports has changed, no verdict is looked
  /// up: here there are none.
  @Test func aFileWhoseTestsHavePassedIsNotLookedAt() throws {
    let workspace = try workspace()
    try workspace.write("other.mini", "test \"other\" {}\n")
    try edit(
      workspace, "main.mini", "import \"lib.mini\";", "import \"other.mini\";\nimport \"lib.mini\";"
    )
    #expect(try ran(workspace) == (["other"] + Self.names, true))
    let verdicts = ".mini_cache/unit_index.bin"
    try workspace.delete(verdicts)
    #expect(try ran(workspace) == ([], true))
    try edit(workspace, "shapes.mini", "y: i32 = 2", "y: i32 = 3")
    #expect(try ran(workspace) == (Self.names, true))
    try workspace.delete(verdicts)
    #expect(try ran(workspace, ["--filter", "other"]) == ([], true))
    // What a filter leaves out, or fails, has not passed.
    try edit(workspace, "shapes.mini", "y: i32 = 3", "y: i32 = 4")
    #expect(try ran(workspace, ["--filter", "default"]) == (["default"], true))
    try workspace.delete(verdicts)
    try edit(workspace, "lib.mini", "limit = 100", "limit = 101")
    #expect(try ran(workspace) == (Self.names, false))
    try edit(workspace, "lib.mini", "limit = 101", "limit = 100")
    try workspace.delete(verdicts)
    #expect(try ran(workspace) == (Self.names, true))
  }

  /// A program of tests contains the units that its tests can reach, although these name functions and
  /// constants of units that it lacks.
  @Test(arguments: ["-O0", "-O2"]) func aProgramLacksWhatNoTestOfItReaches(level: String) throws {
    let workspace = Workspace()
    let count = 24
    let work = String(repeating: "    s = s % 7 + 1;\n", count: 40)
    var imports = ""
    for number in 0..<count {
      let next = (number + 1) % count
      try workspace.write(
        "m\(number).mini",
        """
        import "m\(next).mini";

        const limit = [\(number), 1];
        fn leaf(x: i32) i32 { return x + \(number); }
        fn reach(x: i32) i32 {
            const all = [leaf, m\(next).leaf];
            var s = all[1](x) + m\(next).limit[1];
        \(work)    return s;
        }
        """)
      try workspace.write(
        "t\(number).mini",
        number % 8 == 0
          ? "import \"m\(number).mini\";\ntest \"\(number)\" { assert(m\(number).reach(3) > 0); }\n"
          : "test \"\(number)\" { assert(\(number) > 0); }\n")
      imports += "import \"m\(number).mini\";\nimport \"t\(number).mini\";\n"
    }
    try workspace.write("main.mini", imports + "fn main() { print(m0.reach(1)); }\n")
    func units() throws -> Int? {
      let run = try Mini.run(
        ["test", level, "--stats-json", "stats.json"], in: workspace.folder(""))
      #expect(run.status == 0, "\(run.text)\(run.errorText)")
      let units = try JSON.object(workspace.bytes("stats.json"))["units"] as? [String: Any]
      return units?["total"] as? Int
    }
    let all = try #require(try units())
    #expect(all > 4)
    // In a circle each file reaches all.
    try edit(workspace, "m3.mini", "x + 3", "x + 4")
    #expect(try ran(workspace, [level]) == ([], true))
    try edit(workspace, "m8.mini", "x + 8", "x + 9")
    #expect(try ran(workspace, [level]) == (["8"], true))
    try edit(workspace, "t3.mini", "3 > 0", "4 > 0")
    let few = try #require(try units())
    #expect(few < all, "\(few) of \(all)")
    try edit(workspace, "m8.mini", "const limit", "\nconst limit")
    #expect(try ran(workspace, [level]) == ([], true))
  }

  @Test func aStateThatPassedBeforeIsKnown() throws {
    let workspace = try workspace()
    _ = try ran(workspace)
    try edit(workspace, "lib.mini", "x * 2", "x + x")
    _ = try ran(workspace)
    try edit(workspace, "lib.mini", "x + x", "x * 2")
    #expect(try ran(workspace) == ([], true))
  }

  @Test func optionsHaveVerdictsOfTheirOwn() throws {
    let workspace = try workspace()
    _ = try ran(workspace)
    #expect(try ran(workspace, ["-O2"]) == (Self.names, true))
    #expect(try ran(workspace, ["-O2"]) == ([], true))
    #expect(try ran(workspace) == ([], true))
    // (A name with a zero is written otherwise with `-g`.)
    try edit(workspace, "main.mini", "\"alone\"", "\"10\"")
    let names = Self.names.dropLast() + ["10"]
    #expect(try ran(workspace, ["-g"]) == (Array(names), true))
    #expect(try ran(workspace, ["-g"]) == ([], true))
    try edit(workspace, "main.mini", "\"10\"", "\"alone\"")
    #expect(try ran(workspace, ["--recheck"]) == (Self.names, true))
    #expect(try ran(workspace, ["--no-cache"]) == (Self.names, true))
  }

  @Test func aFailureIsNeverKept() throws {
    let workspace = try workspace()
    try edit(workspace, "lib.mini", "x * 2", "x * 3")
    let failing = ["direct", "through two", "as a value"]
    #expect(try ran(workspace) == (Self.names, false))
    #expect(try ran(workspace) == (failing, false))
    #expect(try ran(workspace) == (failing, false))
    try edit(workspace, "lib.mini", "x * 3", "x * 2")
    #expect(try ran(workspace) == (failing + ["in a table"], true))
  }

  /// A verdict that `--recheck` refutes is forgotten. (Here the test fails for lack of memory.)
  @Test func aVerdictThatIsRefutedIsForgotten() throws {
    let workspace = Workspace()
    try workspace.write(
      "main.mini", "test \"large\" { const a = [u8(0); 900000000]; assert(a[1] == 0); }\n")
    #expect(try ran(workspace) == (["large"], true))
    #expect(try ran(workspace) == ([], true))
    let recheck = try Tools.run(
      "sh", ["-c", "ulimit -v 800000; exec '\(Mini.executable)' test --recheck"],
      in: workspace.folder(""))
    #expect(
      recheck.text.contains("panic: out of memory"),
      "\(recheck.text)\(recheck.errorText)")
    #expect(try ran(workspace) == (["large"], true))
    #expect(try ran(workspace) == ([], true))
  }

  /// Whatever uses the world outside is never cached, directly or through other functions; what only
  /// writes is.
  @Test(arguments: [
    ("io.read_line() == none", "uses standard input"),
    ("io.read_all() == \"\"", "uses standard input"),
    ("len(io.args()) == 0", "uses the program's arguments"),
    ("io.env(\"HOME\") == none", "uses the environment"),
    ("io.read_file(\"nothing\") == none", "uses files"),
    ("io.write_file(\"new\", \"\")", "uses files"),
    ("io.now() >= 0", "uses the clock"),
    ("io.now() >= 0 and io.env(\"X\") == none", "uses the environment and the clock"),
  ])
  func whatUsesTheWorldAlwaysRuns(condition: String, reason: String) throws {
    let workspace = Workspace()
    try workspace.write(
      "main.mini",
      """
      import "deep.mini";
      import "std:io" as io;

      test "direct" { assert(\(condition)); }
      test "deep" { assert(deep.holds()); }
      test "as a value" { const f = deep.holds; assert(f()); }
      test "writes" { print("x"); io.error("y"); }
      """)
    try workspace.write(
      "deep.mini",
      """
      import "std:io" as io;

      fn holds() bool { return inner(); }
      fn inner() bool { return \(condition); }
      """)
    let impure = ["direct", "deep", "as a value"]
    #expect(try ran(workspace) == (impure + ["writes"], true))
    #expect(try ran(workspace) == (impure, true))
    let run = try Mini.run(["test", "-v"], in: workspace.folder(""))
    #expect(
      run.text.contains("passed: main.test \"deep\" (always runs: it \(reason))\n"), "\(run.text)")
    #expect(run.text.contains("passed: main.test \"writes\" (cached)\n"), "\(run.text)")
  }

  /// Tests and builds share an index: a file is read again by the first of them after an edit.
  @Test func nothingIsReadTwice() throws {
    let workspace = try workspace()
    func sourcesRead(_ command: String) throws -> Int? {
      let words = [command, "--stats-json", "stats.json"]
      #expect(try Mini.run(words, in: workspace.folder("")).status == 0)
      return try JSON.object(workspace.bytes("stats.json"))["sourcesRead"] as? Int
    }
    Workspace.age()
    #expect(try sourcesRead("test") == 3)
    for (command, expected) in [("test", 0), ("build", 0), ("test", 0)] {
      #expect(try sourcesRead(command) == expected, "\(command)")
    }
    try edit(workspace, "lib.mini", "x * 2", "x + x")
    Workspace.age()
    for (command, expected) in [("test", 1), ("test", 0), ("build", 0)] {
      #expect(try sourcesRead(command) == expected, "\(command)")
    }
    // The index of what `mini test` has seen is no excuse for a program without a sound `main`.
    try edit(workspace, "main.mini", "fn main() {", "fn main() text { return \"\"; }\nfn old() {")
    #expect(try Mini.run(["test"], in: workspace.folder("")).status == 0)
    #expect(try Mini.run(["build"], in: workspace.folder("")).status == 1)
    #expect(try Mini.run(["build"], in: workspace.folder("")).status == 1)
  }

  /// The file of compiled tests is checked as a whole, and rebuilt.
  @Test func aDamagedFileOfTestsIsMadeAgain() throws {
    let workspace = try workspace()
    _ = try ran(workspace)
    let path = ".mini_cache/tests.bin"
    let sound = try workspace.bytes(path)
    var random = SplitMix64(seed: 3)
    for trial in 0..<12 {
      var bytes = sound
      switch trial {
      case 0: bytes = []
      case 1: bytes.removeLast(bytes.count / 2)
      default: bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8(trial % 8)
      }
      try workspace.write(path, bytes)
      let verify = try Mini.run(["verify"], in: workspace.folder(""))
      #expect(verify.status == 1 && verify.text.contains("tests.bin"), "\(verify.text)")
      #expect(try ran(workspace) == ([], true), "trial \(trial)")
      #expect(try workspace.bytes(path) == sound, "trial \(trial)")
    }
    #expect(try Mini.run(["verify"], in: workspace.folder("")).status == 0)
  }

  @Test func explainNamesTheFunction() throws {
    let workspace = try workspace()
    _ = try ran(workspace)
    try edit(workspace, "lib.mini", "even(x - 1); }", "even(x + 1 - 2); }")
    let run = try Mini.run(["test", "--explain"], in: workspace.folder(""))
    #expect(
      run.errorText.contains(
        #/main\.test "cycle" was run: an input changed\n    lib\.odd  [0-9a-f]{12,16} → [0-9a-f]{12,16}\n/#
      ), "\(run.errorText)")
    #expect(run.errorText.contains("\n7 tests from the cache\n"), "\(run.errorText)")
    #expect(run.errorText.contains("\ntests was linked: "), "\(run.errorText)")
  }

  @Test func aTestThatTakesTooLongFails() throws {
    let workspace = Workspace()
    try workspace.write(
      "main.mini", "test \"ends\" {}\ntest \"loops\" { var i = 0; while true { i += 1; } }\n")
    let run = try Mini.run(["test", "--timeout", "1"], in: workspace.folder(""))
    #expect(
      run.text == """
        failed: main.test "loops" (it took too long: see '--timeout')
        2 tests: 1 passed, 1 failed

        """)
    let wrong = try Mini.run(["test", "--timeout", "0"], in: workspace.folder(""))
    #expect(wrong.status == 64, "\(wrong.errorText)")
  }

  /// Each test has a new, empty folder, and nothing is left of it.
  @Test func testsDoNotSeeEachOther() throws {
    let workspace = Workspace()
    let tests = (1...20).map { number in
      """
      test "writes \(number)" {
          assert(io.read_file("file") == none and io.write_file("file", "x"));
      }

      """
    }
    try workspace.write("main.mini", "import \"std:io\" as io;\n" + tests.joined())
    try workspace.makeFolder("tmp")
    let run = try Mini.run(
      ["test"], in: workspace.folder(""), environment: ["TMPDIR": workspace.path("tmp")])
    #expect(run.text == "20 tests: 20 passed, 0 failed\n", "\(run.text)\(run.errorText)")
    #expect(workspace.files(below: "tmp").isEmpty)
    #expect(!workspace.exists("file"))
  }

  @Test func resultsAreXML() throws {
    let workspace = Workspace()
    try workspace.write(
      "main.mini",
      "test \"a < b\" { print(\"<x>\\x01\"); }\ntest \"c\" { panic(\"no & never\"); }\n")
    let run = try Mini.run(["test", "--junit", "results.xml"], in: workspace.folder(""))
    #expect(run.status == 1, "\(run.errorText)")
    let text = try workspace.text("results.xml").replacing(#/time="[0-9.]+"/#, with: "time")
    #expect(
      text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites tests="2" failures="1" time>
          <testsuite name="main.mini" tests="2" failures="1" time>
            <testcase classname="main.mini" name="a &lt; b" time>
              <system-out>&lt;x&gt;\u{FFFD}
        </system-out>
            </testcase>
            <testcase classname="main.mini" name="c" time>
              <failure message="it panicked">panic: no &amp; never in main.test &quot;c&quot; #1
        </failure>
            </testcase>
          </testsuite>
        </testsuites>

        """)
    let parsed = try Tools.run(
      "python3", ["-c", "import xml.dom.minidom as x; x.parse('results.xml')"],
      in: workspace.folder(""))
    #expect(parsed.status == 0, "\(parsed.errorText)")
  }
}
