// `mini graph`: what uses what, why, and what an edit can reach.

import SystemPackage
import TestSupport
import Testing

@Suite struct GraphCommandTests {
  private let workspace: Workspace

  /// A constant through another module's constant, a struct with a default, a circle of two modules,
  /// a function value, and declarations that nothing needs.
  private static let texts = [
    "main.mini": """
    import "lib/math.mini" as math;
    import "lib/shapes.mini";
    import "std:math" as real;

    fn main() i32 {
        print(real.sqrt(4.0));
        return helper() + math.twice(3);
    }

    fn helper() i32 { return shapes.area(shapes.unit()); }

    fn idle() i32 { return lonely(); }

    fn lonely() i32 { return 0; }

    test "helper" { assert(helper() == 1); }
    """,
    "lib/math.mini": """
    import "limits.mini" as limits;
    import "shapes.mini";

    const cap = limits.base + 1;

    fn add(a: i32, b: i32) i32 { return a + b; }

    fn twice(a: i32) i32 { return add(a, a); }

    fn clamp(a: i32) i32 { return min(a, cap); }

    fn apply(f: fn(i32) i32, x: i32) i32 { return f(x); }

    fn side(s: shapes.Square) i32 { return s.side; }

    test "add" { assert(add(1, 2) == 3); }

    test "clamp" { assert(clamp(99) == 11); }

    test "value" { assert(apply(twice, 2) == 4); }
    """,
    "lib/limits.mini": "const base = 10;\n",
    "lib/shapes.mini": """
    import "math.mini" as math;

    struct Square { side: i32 = 1 }

    fn unit() Square { return Square(); }

    fn area(s: Square) i32 { return s.side * math.add(s.side, 0); }
    """,
  ]

  init() throws {
    workspace = Workspace()
    for (name, text) in Self.texts { try workspace.write("project/\(name)", text) }
  }

  private var folder: Folder { workspace.folder("project") }

  /// Runs `mini graph`, which must succeed without a message.
  private func graph(
    _ words: [String], in name: String = "project",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let found = try Mini.run(["graph"] + words, in: workspace.folder(name))
    #expect(
      (found.status, found.errorText) == (0, ""), "\(words)", sourceLocation: sourceLocation)
    return found.text
  }

  private func replace(_ name: String, _ old: String, _ new: String) throws {
    let text = try workspace.text("project/\(name)")
    try #require(text.contains(old))
    try workspace.write("project/\(name)", text.replacing(old, with: new))
  }

  /// The three groups of `--affected`.
  private struct Affected: Equatable, CustomStringConvertible {
    var files: [String] = []
    var declarations: [String] = []
    var tests: [String] = []

    init(files: [String], declarations: [String], tests: [String]) {
      (self.files, self.declarations, self.tests) = (files, declarations, tests)
    }

    init(_ text: String) {
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        if line.hasPrefix("  ") {
          switch group {
          case "file", "files": files.append(String(line.dropFirst(2)))
          case "declaration", "declarations": declarations.append(String(line.dropFirst(2)))
          default: tests.append(String(line.dropFirst(2)))
          }
        } else {
          group = String(words[1])
        }
      }
    }

    private var group = ""

    var description: String { "\(files)\n\(declarations)\n\(tests)" }

    static func == (a: Self, b: Self) -> Bool {
      (a.files, a.declarations, a.tests) == (b.files, b.declarations, b.tests)
    }
  }

  private func affected(_ words: [String]) throws -> Affected {
    Affected(try graph(["--affected"] + words))
  }

  // MARK: Lists

  @Test(arguments: [[], ["--no-cache"], ["-j1"]])
  func modulesAreListedWithTheirImports(options: [String]) throws {
    let list = """
      lib/limits
      lib/math
        lib/limits
        lib/shapes
      lib/shapes
        lib/math
      main
        lib/math
        lib/shapes
        std:math
      std:math

      """
    #expect(try graph(options) == list)
    try Mini.build(in: folder)
    #expect(try graph(options) == list)
    #expect(try graph(["project"] + options, in: "") == list)
    #expect(try graph(options, in: "project/lib") == list)
  }

  @Test func declarationsAreListedWithTheNamesInThem() throws {
    let list = try graph(["--declarations"])
    #expect(list.contains("\nlib/math.cap\n  lib/limits.base\n"))
    #expect(list.contains("\nlib/math.test \"value\"\n  lib/math.apply\n  lib/math.twice\n"))
    #expect(list.contains("\nmain.main\n  lib/math.twice\n  main.helper\n  std:math.sqrt\n"))
    // A standard module's declarations are in it as far as the project reaches them.
    #expect(!list.contains("\nstd:math.sin\n"))
  }

  @Test func aFocusKeepsWhatIsNear() throws {
    #expect(try graph(["--focus", "lib/limits"]) == "lib/limits\nlib/math\n  lib/limits\n")
    #expect(try graph(["--focus", "lib/limits.mini", "--depth", "0"]) == "lib/limits\n")
    let two = try graph(["--focus", "lib/limits", "--depth", "2"])
    #expect(two.contains("main\n") && !two.contains("std:math"))
    #expect(
      try graph(["--declarations", "--focus", "main.idle"])
        == "main.idle\n  main.lonely\nmain.lonely\n"
    )
    #expect(
      try graph(["--declarations", "--focus", "lib/limits"])
        == "lib/limits.base\nlib/math.cap\n  lib/limits.base\n")
  }

  @Test func graphvizGetsEachNodeAndEdge() throws {
    #expect(
      try graph(["--format", "dot", "--focus", "lib/limits"])
        == "digraph {\n  \"lib/limits\";\n  \"lib/math\";\n  \"lib/math\" -> \"lib/limits\";\n}\n")
    let quoted = try graph(["--declarations", "--format", "dot"])
    #expect(quoted.contains("  \"main.test \\\"helper\\\"\" -> \"main.helper\";\n"))
  }

  @Test func jsonIsAnObjectAPart() throws {
    let line = """
      {"schema": 1, "kind": "struct", "name": "lib/shapes.Square", "file": "lib/shapes.mini", \
      "line": 3, "column": 8, "uses": []}

      """
    #expect(
      try graph(["--declarations", "--json", "--focus", "lib/shapes.Square", "--depth", "0"])
        == line)
    #expect(
      try graph(["--format", "json", "--focus", "lib/limits", "--depth", "0"])
        == #"{"schema": 1, "kind": "module", "name": "lib/limits", "file": "lib/limits.mini", "#
        + "\"uses\": []}\n")
  }

  @Test func unitsAreThoseOfTheLastBuild() throws {
    let none = try Mini.run(["graph", "--units"], in: folder)
    #expect(none.status == 2)
    #expect(none.errorText.hasPrefix("mini: error: no build has succeeded yet"))
    let wide = Workspace()
    var main = ""
    for number in 0..<40 {
      let body = String(repeating: "    s = s * 3 + x / 7;\n", count: 100)
      try wide.write(
        "m\(number).mini", "fn f(x: i32) i32 {\n    var s = x;\n\(body)    return s;\n}\n")
      main += "import \"m\(number).mini\";\n"
    }
    main += "fn main() i32 {\n    return 0"
    for number in 0..<40 { main += " + m\(number).f(1)" }
    try wide.write("main.mini", main + ";\n}\n")
    let build = try Mini.run(["build", "--explain"], in: wide.folder(""))
    #expect(build.status == 0, "\(build.errorText)")
    let list = try Mini.run(["graph", "--units"], in: wide.folder("")).text
    let names = list.split(separator: "\n").filter { !$0.hasPrefix(" ") }
      .map { String($0.prefix { $0 != ":" }) }
    #expect(names.count > 1)
    for name in names { #expect(build.errorText.contains("\(name) -O0"), "\(name)") }
    let modules = list.split(separator: "\n").filter { !$0.hasPrefix(" ") }
      .flatMap { $0.split(separator: ": ")[1].split(separator: ", ") }
    #expect(Set(modules).count == 41 && modules.count == 41)
  }

  // MARK: Why

  @Test func whyShowsAShortestChainWithPlaces() throws {
    #expect(
      try graph(["--why", "main", "lib/limits"]) == """
        main.mini:1:8: main imports lib/math
        lib/math.mini:1:8: lib/math imports lib/limits

        """)
    #expect(
      try graph(["--why", "main.main", "lib/math.add"]) == """
        main.mini:7:28: main.main uses lib/math.twice
        lib/math.mini:8:31: lib/math.twice uses lib/math.add

        """)
    #expect(
      try graph(["--why", "lib/math.clamp", "lib/limits.base"]) == """
        lib/math.mini:10:38: lib/math.clamp uses lib/math.cap
        lib/math.mini:4:20: lib/math.cap uses lib/limits.base

        """)
    // A file stands for its module; of a module with itself, the circle.
    #expect(
      try graph(["--why", "project/lib/math.mini", "lib/math", "--root", "project"], in: "") == """
        project/lib/math.mini:2:8: lib/math imports lib/shapes
        project/lib/shapes.mini:1:8: lib/shapes imports lib/math

        """)
    #expect(
      try graph(["--why", "main", "lib/limits", "--json"]).hasPrefix(
        #"{"schema": 1, "kind": "import", "from": "main", "to": "lib/math", "file": "main.mini", "#
          + #""line": 1, "column": 8}"#))
  }

  @Test func withoutAChainTheStatusIs1() throws {
    let none = try Mini.run(["graph", "--why", "lib/limits", "main"], in: folder)
    #expect(none.status == 1 && none.text == "")
    #expect(
      none.errorText == "mini: 'lib/limits' does not use 'main'; 'main' uses 'lib/limits'\n")
    let alone = try Mini.run(["graph", "--why", "main.idle", "main.main", "--json"], in: folder)
    #expect(alone.status == 1)
    #expect(alone.errorText == "mini: 'main.idle' does not use 'main.main'\n")
  }

  @Test func aWrongNameIsAnErrorWithASuggestion() throws {
    func message(_ words: [String]) throws -> String {
      let found = try Mini.run(["graph"] + words, in: folder)
      #expect(found.status == 2 && found.text == "")
      return found.errorText
    }
    #expect(
      try message(["--why", "main", "lib/maths"])
        == "mini: error: the project 'main.mini' has no 'lib/maths'; did you mean 'lib/math'?\n")
    #expect(
      try message(["--why", "main.main", "lib/math.ad"]).hasSuffix("'lib/math.add'?\n"))
    #expect(try message(["--focus", "lib/mth.mini"]).hasSuffix("did you mean 'lib/math.mini'?\n"))
    #expect(
      try message(["--affected", "lib/maht.mini"]) == "mini: error: 'lib/maht.mini' is not a file "
        + "of the project 'main.mini'; did you mean 'lib/math.mini'?\n")
    #expect(try message(["--why", "main", "main.main"]).contains("name two of the same kind"))
    #expect(try Mini.run(["graph", "--why", "main"], in: folder).status == 64)
    #expect(try Mini.run(["graph", "--depth", "2"], in: folder).status == 64)
    #expect(try Mini.run(["graph", "--unused", "--affected"], in: folder).status == 64)
    #expect(try Mini.run(["graph", "--since", "HEAD"], in: folder).status == 64)
  }

  // MARK: Affected

  @Test(arguments: [[], ["--no-cache"]])
  func aFunctionReachesItsUsersAndTheTestsAbove(options: [String]) throws {
    try Mini.build(in: folder)
    #expect(
      try affected(["lib/shapes.mini"] + options)
        == Affected(
          files: ["lib/math.mini", "lib/shapes.mini", "main.mini"],
          declarations: [
            "lib/math.side", "lib/shapes.Square", "lib/shapes.unit", "lib/shapes.area",
            "main.helper",
          ], tests: ["main.test \"helper\""]))
    #expect(
      try affected(["main.mini"] + options)
        == Affected(
          files: ["main.mini"],
          declarations: ["main.main", "main.helper", "main.idle", "main.lonely"],
          tests: ["main.test \"helper\""]))
  }

  @Test(arguments: [true, false])
  func aConstantIsFollowedThroughAConstant(isBuilt: Bool) throws {
    if isBuilt { try Mini.build(in: folder) }
    #expect(
      try affected(["lib/limits.mini"])
        == Affected(
          files: ["lib/limits.mini", "lib/math.mini"],
          declarations: ["lib/limits.base", "lib/math.cap", "lib/math.clamp"],
          tests: ["lib/math.test \"clamp\""]))
  }

  @Test func aTestIsReachedThroughAFunctionValueAndACircle() throws {
    #expect(
      try affected(["lib/math.mini"])
        == Affected(
          files: ["lib/math.mini", "lib/shapes.mini", "main.mini"],
          declarations: [
            "lib/math.cap", "lib/math.add", "lib/math.twice", "lib/math.clamp", "lib/math.apply",
            "lib/math.side", "lib/shapes.area", "main.main",
          ],
          tests: [
            "lib/math.test \"add\"", "lib/math.test \"clamp\"", "lib/math.test \"value\"",
            "main.test \"helper\"",
          ]))
  }

  @Test func withoutFilesTheLastBuildIsCompared() throws {
    let first = try Mini.run(["graph", "--affected"], in: folder)
    #expect(
      first.errorText == "mini: warning: no build has succeeded yet: all files count as edited\n")
    #expect(Affected(first.text).files.count == 4)
    try Mini.build(in: folder)
    #expect(try affected([]) == Affected(files: [], declarations: [], tests: []))
    try replace("lib/limits.mini", "10", "11")
    let edited = try affected(["lib/limits.mini"])
    #expect(try affected([]) == edited)
    // Other bytes and then the old ones again: nothing differs.
    try replace("lib/limits.mini", "11", "10")
    #expect(try affected([]) == Affected(files: [], declarations: [], tests: []))
    try workspace.write("project/lib/new.mini", "fn new() i32 { return 1; }\n")
    try replace("lib/math.mini", "import \"shapes", "import \"new.mini\" as new;\nimport \"shapes")
    try replace("lib/math.mini", "return s.side", "return s.side + new.new()")
    let grown = try affected([])
    #expect(grown.files.contains("lib/new.mini") && grown.declarations.contains("lib/new.new"))
  }

  @Test func jsonIsAnObjectAFileDeclarationOrTest() throws {
    #expect(
      try graph(["--affected", "lib/limits.mini", "--json"]).split(separator: "\n") == [
        #"{"schema": 1, "kind": "module", "name": "lib/limits", "file": "lib/limits.mini"}"#,
        #"{"schema": 1, "kind": "module", "name": "lib/math", "file": "lib/math.mini"}"#,
        #"{"schema": 1, "kind": "constant", "name": "lib/limits.base", "file": "lib/limits.mini", "line": 1, "column": 7}"#,
        #"{"schema": 1, "kind": "constant", "name": "lib/math.cap", "file": "lib/math.mini", "line": 4, "column": 7}"#,
        #"{"schema": 1, "kind": "function", "name": "lib/math.clamp", "file": "lib/math.mini", "line": 10, "column": 4}"#,
        #"{"schema": 1, "kind": "test", "name": "lib/math.test \"clamp\"", "file": "lib/math.mini", "line": 18, "column": 6}"#,
      ])
  }

  @Test func sinceComparesWithARevisionOfGit() throws {
    let outside = try Mini.run(["graph", "--affected", "--since", "HEAD"], in: folder)
    #expect(outside.status == 2)
    #expect(outside.errorText.hasSuffix("error: 'main.mini' is not in a repository of Git\n"))
    let top = FilePath(workspace.path(""))
    let git = RealGit(gitDirectory: top.appending(".git"))
    try git.run("init", "--quiet", workspace.path(""))
    try workspace.write(".gitignore", ".mini_cache/\n*.ll\n")
    try git.run("--work-tree=\(top)", "add", "-A", in: top)
    try git.run("commit", "--quiet", "-m", "first")
    func since(_ revision: String) throws -> [String] {
      try affected(["--since", revision]).files
    }
    #expect(try since("HEAD") == [])
    try replace("lib/limits.mini", "10", "11")
    #expect(try since("HEAD") == ["lib/limits.mini", "lib/math.mini"])
    try git.run("--work-tree=\(top)", "commit", "--quiet", "-a", "-m", "second", in: top)
    #expect(try since("HEAD") == [])
    #expect(try since("HEAD~1") == ["lib/limits.mini", "lib/math.mini"])
    // A file that Git does not know differs from each revision.
    try workspace.write("project/lib/é -new.mini", "fn new() i32 { return 1; }\n")
    try replace(
      "main.mini", "import \"lib/shapes", "import \"lib/é -new.mini\" as n;\nimport \"lib/shapes")
    try replace("main.mini", "fn lonely() i32 { return 0", "fn lonely() i32 { return n.new()")
    #expect(try since("HEAD") == ["lib/é -new.mini", "main.mini"])
    #expect(
      try Affected(graph(["--affected", "--since", "HEAD", "--root", "project"], in: "")).files
        == ["project/lib/é -new.mini", "project/main.mini"])
    for revision in ["absent", "--output=x", ""] {
      let wrong = try Mini.run(["graph", "--affected", "--since=\(revision)"], in: folder)
      #expect(wrong.status == 2 || revision == "")
      #expect(wrong.status != 0 && wrong.text == "")
    }
    #expect(!workspace.exists("project/x"))
  }

  /// Programs that a repository's configuration names do not run, and nothing is written.
  @Test func gitRunsNothingForIt() throws {
    let top = FilePath(workspace.path(""))
    let git = RealGit(gitDirectory: top.appending(".git"))
    try git.run("init", "--quiet", workspace.path(""))
    try git.run("--work-tree=\(top)", "add", "-A", in: top)
    try git.run("commit", "--quiet", "-m", "first")
    let mark = workspace.path("mark")
    try workspace.write("trap", "#!/bin/sh\ntouch '\(mark)'\n")
    try workspace.permissions("trap", 0o755)
    let trap = workspace.path("trap")
    for key in ["core.fsmonitor", "diff.external", "diff.trap.textconv", "diff.trap.command"] {
      try git.run("config", key, trap)
    }
    try workspace.write(".git/info/attributes", "*.mini diff=trap\n")
    try workspace.write(".git/hooks/post-index-change", "#!/bin/sh\ntouch '\(mark)'\n")
    try workspace.permissions(".git/hooks/post-index-change", 0o755)
    try replace("lib/limits.mini", "10", "11")
    // Touched alone, a file does not differ.
    try workspace.setModified("project/lib/shapes.mini", nanoseconds: 1_500_000_000_000_000_000)
    let before = try workspace.bytes(".git/index")
    #expect(
      try affected(["--since", "HEAD"]).files == ["lib/limits.mini", "lib/math.mini"])
    #expect(!workspace.exists("mark"))
    #expect(try workspace.bytes(".git/index") == before)
  }

  // MARK: Unused

  @Test func unusedNamesWhatNeitherMainNorATestReaches() throws {
    #expect(
      try graph(["--unused"]) == """
        lib/math.mini:14:4: lib/math.side
        main.mini:12:4: main.idle
        main.mini:14:4: main.lonely

        """)
    #expect(
      try graph(["--unused", "--json"]).hasPrefix(
        #"{"schema": 1, "kind": "function", "name": "lib/math.side", "file": "lib/math.mini", "#))
    let library = try Mini.run(["graph", "--unused", "lib/math.mini"], in: folder)
    #expect(library.errorText.contains("has no 'main'"))
    #expect(library.text.contains("side") && !library.text.contains("twice"))
  }

  // MARK: Sources

  @Test func aBrokenSourceIsReadAsFarAsPossible() throws {
    try Mini.build(in: folder)
    try replace("lib/math.mini", "min(a, cap)", "min(a, cap")
    try replace("main.mini", "import \"std:math\" as real;", "import \"absent.mini\" as real;")
    let found = try Mini.run(["graph", "--affected", "lib/limits.mini"], in: folder)
    #expect(found.status == 0)
    #expect(Affected(found.text).declarations.contains("lib/math.clamp"))
    #expect(
      found.errorText == """
        mini: warning: 'absent.mini' is missing: it cannot be read; see 'mini check'
        mini: warning: 'lib/math.mini' has errors, and may use more; see 'mini check'

        """)
    #expect(try Mini.run(["graph"], in: folder).text.contains("main\n  absent\n"))
    try workspace.delete("project/main.mini")
    #expect(try Mini.run(["graph"], in: folder).status == 2)
  }

  @Test func oddNamesAreEscapedOnScreensAndWholeInJSON() throws {
    let odd = Workspace()
    try odd.write("a b/-c.d.mini", "fn f() i32 { return 1; }\n")
    try odd.write("a b/é\u{202E}.mini", "fn f() i32 { return 1; }\n")
    try odd.write(
      "main.mini",
      "import \"a b/-c.d.mini\" as c;\nimport \"a b/é\u{202E}.mini\" as e;\n"
        + "fn main() i32 { return c.f() + e.f(); }\n")
    let folder = odd.folder("")
    #expect(
      try Mini.run(["graph", "--focus", "a b/-c.d", "--depth", "0"], in: folder).text
        == "a b/-c.d\n")
    #expect(
      try Mini.run(["graph", "--why", "main.main", "a b/-c.d.f"], in: folder).text
        == "main.mini:3:26: main.main uses a b/-c.d.f\n")
    let listed = try Mini.run(["graph"], in: folder)
    #expect(listed.text.contains("a b/é\\u{202e}\n"), "\(listed.text)")
    #expect(
      Affected(try Mini.run(["graph", "--affected", "a b/-c.d.mini"], in: folder).text).files
        == ["a b/-c.d.mini", "main.mini"])
  }

  @Test func nothingIsWritten() throws {
    for words in [[], ["--declarations"], ["--unused"], ["--affected", "main.mini"]] {
      _ = try graph(words)
      #expect(!workspace.exists("project/.mini_cache"))
    }
    try Mini.build(in: folder)
    func state() throws -> [String: [UInt8]] {
      var state: [String: [UInt8]] = [:]
      for name in workspace.files(below: "project") {
        state[name] = try workspace.bytes("project/\(name)")
      }
      return state
    }
    let before = try state()
    try replace("lib/limits.mini", "10", "11")
    _ = try graph(["--affected"])
    try replace("lib/limits.mini", "11", "10")
    #expect(try state() == before)
  }
}
