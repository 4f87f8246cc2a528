// Entries of the cache can be asked for: `mini show-entry`, `mini key`, keys as names of objects.

import SystemPackage
import TestSupport
import Testing

@Suite struct EntryTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  init() throws {
    try workspace.write(
      "project/main.mini",
      """
      import "lib/math.mini" as math;
      fn main() i32 {
          return math.square(math.limit) + math.first(math.Point(x: 1));
      }

      """)
    try workspace.write(
      "project/lib/math.mini",
      """
      const limit: i32 = 7;
      struct Point { x: i32 }
      fn first(p: Point) i32 {
          return p.x;
      }
      fn square(n: i32) i32 {
          return n * n;
      }

      """)
    Workspace.age()
  }

  private static let names = [
    "main.mini", "main.mini:main", "lib/math.mini", "lib/math.mini:first", "lib/math.mini:square",
  ]

  /// Runs a command, which must succeed without a message.
  private func ask(
    _ words: String..., input: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let answer = try Mini.run(words, in: folder, input: Array(input.utf8))
    #expect(
      (answer.status, answer.errorText) == (0, ""), "\(words)", sourceLocation: sourceLocation)
    return answer.text
  }

  private func key(_ name: String, _ options: String...) throws -> String {
    let run = try Mini.run(["key"] + options + [name], in: folder)
    #expect((run.status, run.errorText) == (0, ""), "\(name)")
    #expect(run.text.wholeMatch(of: #/[0-9a-f]{64}\n/#) != nil, "\(run.text)")
    return String(run.text.dropLast())
  }

  private func entry(_ name: String) throws -> [String: Any] {
    try JSON.object(Array(try ask("show-entry", name, "--json").utf8))
  }

  private func edit(_ old: String, _ new: String) throws {
    let text = try workspace.text("project/lib/math.mini")
    try workspace.write("project/lib/math.mini", text.replacing(old, with: new))
    Workspace.age()
  }

  /// The keys of files and functions that a build with `-vv` prints, by name.
  private func keys(ofBuild options: [String]) throws -> [String: String] {
    let build = try Mini.run(["build", "--emit", "ir", "-vv"] + options, in: folder)
    #expect(build.status == 0, "\(build.errorText)")
    var keys: [String: String] = [:]
    for line in build.errorText.split(separator: "\n") {
      if let found = line.wholeMatch(of: #/\[.*\](?: HIT \(\w+\):)? (\S+) \(([0-9a-f]{64}).*\)/#) {
        keys[String(found.1)] = String(found.2)
      }
    }
    return keys
  }

  // MARK: mini key

  @Test func aKeyIsTheOneThatABuildLooksUp() throws {
    let first = try Self.names.map { try key($0) }
    #expect(!workspace.exists("project/.mini_cache"), "it writes nothing")
    var made = try keys(ofBuild: [])
    #expect(Self.names.map { made[$0] } == first)
    #expect(try Self.names.map { try key($0) } == first, "from the last build's index")
    for (old, new) in [
      ("n * n", "n + n"), ("limit: i32 = 7", "limit: i32 = 8"),
      ("{ x: i32 }", "{ x: i32, y: i32 = 2 }"), ("return p.x;", "return p.x + p.y;"),
    ] {
      try edit(old, new)
      let files = workspace.files(below: "project")
      let times = try files.map { try workspace.modified("project/\($0)") }
      let all = try Self.names.map { try key($0) }
      #expect(workspace.files(below: "project") == files)
      #expect(try files.map { try workspace.modified("project/\($0)") } == times)
      made = try keys(ofBuild: [])
      for (name, key) in zip(Self.names, all) {
        // A build names what it has looked at.
        #expect(made[name].map { $0 == key } ?? !name.hasPrefix("lib/math.mini:"), "\(name) \(new)")
      }
      #expect(made["lib/math.mini"] != nil)
    }
  }

  @Test func aKeyIsThatOfItsOptionsAndOfItsPlace() throws {
    let plain = try Self.names.map { try key($0) }
    let debuggable = try Self.names.map { try key($0, "-g") }
    #expect(Set(plain).isDisjoint(with: debuggable))
    let made = try keys(ofBuild: ["-g"])
    #expect(Self.names.map { made[$0] } == debuggable)
    #expect(try Self.names.map { try key($0) } == plain, "whatever the last build's options were")
    let inside = try Mini.run(["key", "math.mini"], in: workspace.folder("project/lib"))
    #expect(inside.text == plain[2] + "\n", "the root is above")
    let alone = try Mini.run(
      ["key", "--root", "math.mini", "math.mini"], in: workspace.folder("project/lib"))
    #expect(alone.status == 0 && alone.text != inside.text, "another module name")
  }

  @Test(
    arguments: [
      ("main.mini:mian", "'main.mini' has no function 'mian'; did you mean 'main'?"),
      ("other.mini", "'other.mini' is not a file of the project 'main.mini'"),
      ("lib/math.mini", "'lib/math.mini' has errors, and no key; see 'mini check'"),
    ])
  func whatHasNoKeyIsNamed(name: String, message: String) throws {
    try workspace.write("project/other.mini", "fn main() {}\n")
    if name.hasPrefix("lib") { try edit("return p.x;", "return p.x") }
    let run = try Mini.run(["key", name], in: folder)
    #expect(run.status == 2 && run.text == "")
    #expect(run.errorText.contains(message), "\(run.errorText)")
  }

  @Test func aFileThatNamesSomethingAbsentHasNoKey() throws {
    try edit("fn square", "fn sqare")
    let run = try Mini.run(["key", "main.mini"], in: folder)
    #expect(run.status == 2 && run.errorText.contains("has errors, and no key"))
    #expect(try key("lib/math.mini").count == 64)
    #expect(try Mini.run(["key", "main"], in: folder).status == 64)
  }

  // MARK: mini show-entry

  @Test func anEntryHasWhatTheBuildMade() throws {
    try Mini.build([], in: folder)
    for name in Self.names {
      let entry = try entry(name)
      #expect(entry["key"] as? String == (try key(name)), "\(name)")
      let found = try ask("cat-object", "--batch-check", input: name + "\n").split(separator: " ")
      #expect(entry["object"] as? String == String(found[0]), "\(name)")
      #expect("\(entry["sizeBytes"] ?? "")\n" == (try ask("cat-object", "-s", name)))
      #expect(entry["storedBytes"] as? Int ?? 0 > 0 && entry["costMs"] as? Double ?? 0 > 0)
      #expect(entry["schema"] as? Int == 1 && entry["ageDays"] as? Int ?? 9 <= 1)
      let text = try ask("show-entry", name)
      #expect(try ask("show-entry", key(name)) == text, "by its key")
      #expect(text.contains("\nObject:    \(found[0]), "), "\(text)")
    }
    let inputs = try #require(try entry("lib/math.mini")["inputs"] as? [[String: String]])
    #expect(inputs.map { $0["input"] } == ["module", "source"])
    let source = try ask("hash-object", "lib/math.mini")
    #expect(inputs[1]["value"].map { $0 + "\n" } == source)
    let main = try ask("show-entry", "main.mini")
    #expect(main.hasPrefix("file main.mini\nKey:       "))
    #expect(main.contains("\n    lib/math.square  (i32) i32\n"), "\(main)")
    let function = try ask("show-entry", "main.mini:main")
    #expect(function.contains("\n    callee lib/math.square  (i32) i32\n"), "\(function)")
  }

  /// The state of now, not the one that was made last.
  @Test func anEntryIsThatOfTheLastBuild() throws {
    try Mini.build(in: folder)
    let before = try Self.names.map { try ask("show-entry", $0) }
    try edit("n * n", "n + n")
    try Mini.build(in: folder)
    #expect(try ask("show-entry", Self.names[4]) != before[4])
    try edit("n + n", "n * n")
    try Mini.build(in: folder)
    #expect(try Self.names.map { try ask("show-entry", $0) } == before)
  }

  @Test func unitsHaveEntries() throws {
    try Mini.build([], in: folder)
    _ = try ask("snapshot")
    let git = RealGit(gitDirectory: FilePath(workspace.path("project/.mini_cache")))
    let units = try git.run("ls-tree", "-r", "--name-only", "refs/mini/snapshots/main:units")
      .split(separator: "\n").map { String($0.replacing("/", with: "")) }
    let texts = try units.map { try ask("show-entry", $0) }
    #expect(texts.contains { $0.hasPrefix("unit .\n") }, "\(texts)")
    for (unit, text) in zip(units, texts) {
      #expect(text.contains("\nKey:       \(unit)\n") && text.contains("\n    content  "))
    }
  }

  @Test func whatHasNoEntryIsNamed() throws {
    let none = try Mini.run(["show-entry", "main.mini"], in: folder)
    #expect(none.status == 4 && none.errorText.contains("there is no cache"))
    try Mini.build(in: folder)
    let object = try ask("cat-object", "--batch-check", input: "main.mini\n").prefix(64)
    for (name, message) in [
      ("lib/meth.mini", "no entry of 'lib/meth.mini'; did you mean 'lib/math.mini'?"),
      ("main.mini:mian", "no entry of 'main.mini:mian'; did you mean 'main.mini:main'?"),
      (String(object), "; it is an object: see 'mini help cat-object'"),
      (String(repeating: "0", count: 64), "no entry of '0000"),
    ] {
      let run = try Mini.run(["show-entry", name], in: folder)
      #expect(run.status == 2 && run.errorText.contains(message), "\(run.errorText)")
    }
  }

  // MARK: Keys as names of objects

  @Test func aKeyNamesItsObject() throws {
    try Mini.build(in: folder)
    for name in Self.names {
      let key = try key(name)
      #expect(try ask("cat-object", "-p", key) == ask("cat-object", "-p", name), "\(name)")
      #expect(try ask("cat-object", "-t", key + "^{blob}") == "blob\n")
      for mode in ["--batch", "--batch-check"] {
        let answers = try ask("cat-object", mode, input: "\(key)\n\(name)\n")
        #expect(answers.prefix(answers.count / 2) == answers.suffix(answers.count / 2), "\(name)")
      }
    }
    let unknown = String(repeating: "1", count: 64)
    #expect(
      try ask("cat-object", "--batch-check", input: unknown + "\n") == unknown + " missing\n")
    #expect(try Mini.run(["cat-object", "-e", unknown], in: folder).status == 1)
  }

  // MARK: Earlier states

  /// The text of the square function in three states: `* n`, `+ n`, `- n`.
  @Test func earlierStatesHaveNames() throws {
    var square: [String] = []
    var file: [String] = []
    let source = try workspace.text("project/lib/math.mini")
    for operation in ["*", "+", "-"] {
      try workspace.write(
        "project/lib/math.mini", source.replacing("n * n", with: "n \(operation) n"))
      Workspace.age()
      try Mini.build(in: folder)
      // States with other options are not among them.
      try Mini.build(["-g", "-o", "debugged"], in: folder)
      try Mini.build(in: folder)
      square.insert(try ask("cat-object", "-p", "lib/math.mini:square"), at: 0)
      file.insert(try ask("cat-object", "-p", "lib/math.mini"), at: 0)
    }
    for number in 0..<3 {
      let suffix = "@{\(number)}"
      #expect(try ask("cat-object", "-p", "lib/math.mini:square" + suffix) == square[number])
      #expect(try ask("cat-object", "-p", "lib/math.mini" + suffix) == file[number])
      #expect(try ask("cat-object", "-t", "lib/math.mini\(suffix)^{blob}") == "blob\n")
    }
    let size = try entry("lib/math.mini:square@{1}")["sizeBytes"] as? Int
    #expect(size == square[1].utf8.count)
    // A state that comes back is the current one, and the others keep their order.
    try workspace.write("project/lib/math.mini", source)
    Workspace.age()
    try Mini.build(in: folder)
    #expect(try ask("cat-object", "-p", "lib/math.mini:square") == square[2])
    #expect(try ask("cat-object", "-p", "lib/math.mini:square@{1}") == square[0])
    #expect(try ask("cat-object", "-p", "lib/math.mini:square@{2}") == square[1])
    for name in ["lib/math.mini@{3}", "lib/math.mini@{}", "lib/math.mini@{-1}", "@{1}", "abcd@{1}"]
    {
      #expect(try Mini.run(["cat-object", "-e", name], in: folder).status == 1, "\(name)")
      #expect(try ask("cat-object", "--batch-check", input: name + "\n") == name + " missing\n")
    }
  }
}
