// The commands that inspect the store print the same as git for the same bytes.

import SystemPackage
import TestSupport
import Testing

@Suite struct PlumbingTests {
  /// A workspace with the demo project, built, and its folder.
  static func builtDemo() throws -> (workspace: Workspace, folder: Folder) {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    return (workspace, workspace.folder("project"))
  }

  /// Stock git on the cache of the project in `folder`.
  static func git(_ folder: Folder) -> RealGit {
    RealGit(gitDirectory: FilePath(folder.path + "/.mini_cache"))
  }

  // MARK: hash-object

  static let samples: [(name: String, bytes: [UInt8])] = [
    ("empty", []),
    ("line", Array("hello\n".utf8)),
    ("no-line-break", Array("hello".utf8)),
    ("all-bytes", Array(0...255)),
    ("zeros", [UInt8](repeating: 0, count: 1000)),
    ("mebibyte", (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7 &+ $0) }),
  ]

  @Test func hashObjectPrintsWhatGitPrints() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    let repository = try RealGit(newRepositoryAt: FilePath(workspace.path("git")))
    for sample in Self.samples { try workspace.write(sample.name, sample.bytes) }
    let names = Self.samples.map(\.name)

    for sample in Self.samples {
      let mine = try Mini.run(["hash-object", sample.name], in: folder)
      let git = try repository.finish(["hash-object", sample.name], in: FilePath(folder.path))
      #expect(mine.text == git.text && git.text.utf8.count == 65, "\(sample.name)")
      #expect(mine.status == 0 && mine.errorText == "", "\(sample.name)")

      let piped = try Mini.run(["hash-object", "--stdin"], in: folder, input: sample.bytes)
      #expect(piped.text == git.text, "\(sample.name) through standard input")
    }
    let all = try repository.finish(["hash-object"] + names, in: FilePath(folder.path))
    #expect(try Mini.run(["hash-object"] + names, in: folder).text == all.text)
    let paths = Array(names.map { $0 + "\n" }.joined().utf8)
    let fromPaths = try Mini.run(["hash-object", "--stdin-paths"], in: folder, input: paths)
    #expect(fromPaths.text == all.text)
    #expect(!workspace.exists(".mini_cache"), "hashing writes nothing")
  }

  @Test func durableObjectsAreOnTheDiskAtTheEnd() throws {
    let (workspace, folder) = try Self.builtDemo()
    try workspace.write("project/sample", "text")
    for (options, isSynced) in [(["--durable"], true), ([], false)] {
      let run = try Tools.run(
        "strace",
        ["-f", "-e", "trace=syncfs", "-o", "trace", Mini.executable, "hash-object", "-w", "sample"]
          + options, in: folder)
      #expect(run.status == 0, "\(run.errorText)")
      #expect(try workspace.text("project/trace").contains("syncfs(") == isSynced)
    }
    #expect(try Mini.run(["hash-object", "--durable", "sample"], in: folder).status == 64)
  }

  @Test func hashObjectWritesWhatGitReads() throws {
    let (workspace, folder) = try Self.builtDemo()
    for (sample, tree) in zip(Self.samples, ["objects", "zir", "objects", "zir", "objects", "zir"])
    {
      try workspace.write("project/sample", sample.bytes)
      let written = try Mini.run(["hash-object", "-w", "--tree", tree, "sample"], in: folder)
      #expect(written.status == 0, "\(sample.name) \(written.errorText)")
      let id = String(written.text.dropLast())
      #expect(
        workspace.exists("project/.mini_cache/\(tree)/\(id.prefix(2))/\(id.dropFirst(2))"),
        "\(sample.name)")
      let git = try Self.git(folder).finish(["cat-file", "blob", id])
      #expect(git.output == sample.bytes, "\(sample.name)")
      let mine = try Mini.run(["cat-object", "-p", id], in: folder)
      #expect(mine.output == sample.bytes, "\(sample.name)")
    }
    let fsck = try Self.git(folder).finish(["fsck", "--strict"])
    #expect(fsck.status == 0, "\(fsck.errorText)")
  }

  /// Hundreds of paths in all notations, and one that does not exist.
  @Test(arguments: ["", "-w"])
  func hashObjectOfManyPathsIsThatOfGit(option: String) throws {
    let (workspace, folder) = try Self.builtDemo()
    var paths = ""
    for number in 0..<600 {
      let file = "many/f\(number / 50)/x\(number)"
      try workspace.write("project/\(file)", Array("contents of \(number % 90)".utf8))
      let quoted = "\"many/f\(number / 50)/\\170\(number)\""
      let forms = [
        file, "\(file)\r", quoted, "\(folder.path)/\(file)",
        "many//f1/../f\(number / 50)/x\(number)",
      ]
      paths += forms[number % 5] + "\n"
    }
    let options = ["hash-object", "--stdin-paths"] + (option.isEmpty ? [] : [option])
    for end in ["many/f0/x1", "many/gone\nmany/f0/x1\n"] {
      let input = Array((paths + end).utf8)
      let mine = try Mini.run(options, in: folder, input: input)
      let git = try Self.git(folder).finish(
        options.filter { $0 != "-w" }, input: input, in: FilePath(folder.path))
      let isEqual = mine.output == git.output
      #expect(isEqual && mine.output.count == 65 * (end.hasSuffix("\n") ? 600 : 601))
      #expect(mine.status == (end.hasSuffix("\n") ? 2 : 0))
      #expect(mine.errorText.contains("many/gone") == end.hasSuffix("\n"))
    }
    let count = try Mini.run(["count-objects"], in: folder)
    #expect((Int(count.text.prefix { $0.isNumber }) ?? 0) >= (option.isEmpty ? 0 : 90))
  }

  @Test func hashObjectOfAFileThatIsNotThereFails() throws {
    let workspace = Workspace()
    let run = try Mini.run(["hash-object", "gone"], in: workspace.folder(""))
    #expect(run.status == 2 && run.text == "")
    #expect(run.errorText.contains("gone"))
  }

  // MARK: cat-object

  @Test func catObjectPrintsWhatGitPrints() throws {
    let (_, folder) = try Self.builtDemo()
    let git = Self.git(folder)
    func both(_ options: [String], input: String = "") throws -> (Finished, Finished) {
      let bytes = Array(input.utf8)
      return (
        try Mini.run(["cat-object"] + options, in: folder, input: bytes),
        try git.finish(["cat-file"] + options, input: bytes)
      )
    }
    for options in [["--batch-check"], ["--batch"]] {
      let (mine, git) = try both(options + ["--batch-all-objects"])
      #expect(mine.output == git.output && !git.output.isEmpty, "\(options)")
      #expect(mine.status == 0, "\(mine.errorText)")
    }
    let listing = try both(["--batch-check", "--batch-all-objects"]).1
    let ids = listing.text.split(separator: "\n").map { String($0.prefix(64)) }
    try #require(ids.count >= 13, "three files and ten functions")
    for id in ids {
      for option in ["-t", "-s", "-p", "-e"] {
        let (mine, git) = try both([option, id])
        #expect(mine.output == git.output && mine.status == git.status, "\(option) \(id)")
      }
    }
    let absent = String(repeating: "0", count: 64)
    let questions = [ids[0], absent, ids[1], String(ids[2].prefix(20)), "no-such-name", ids[0]]
    let input = questions.map { $0 + "\n" }.joined()
    for options in [["--batch-check"], ["--batch"]] {
      let (mine, git) = try both(options, input: input)
      #expect(mine.text == git.text, "\(options)")
    }
  }

  @Test func catObjectOfWhatIsNotThereFails() throws {
    let (_, folder) = try Self.builtDemo()
    let absent = String(repeating: "0", count: 64)
    let exists = try Mini.run(["cat-object", "-e", absent], in: folder)
    #expect(exists.status == 1 && exists.text == "")
    for name in [absent, "00000", "gone.mini", "math.mini:gone", "xyz"] {
      let run = try Mini.run(["cat-object", "-p", name], in: folder)
      #expect(run.status != 0 && run.text == "" && run.errorText != "", "\(name)")
    }
  }

  @Test func aMisspeltNameGetsAHint() throws {
    let (_, folder) = try Self.builtDemo()
    for (name, meant) in [("math.mini:squar", "math.mini:square"), ("mian.mini", "main.mini")] {
      let run = try Mini.run(["cat-object", "-p", name], in: folder)
      #expect(run.status == 2)
      #expect(
        run.errorText == "mini: error: there is no object '\(name)'; did you mean '\(meant)'?\n",
        "\(run.errorText)")
    }
  }

  @Test func aPrefixNamesAnObjectIfItNamesOne() throws {
    let (_, folder) = try Self.builtDemo()
    let listing = try Mini.run(
      ["cat-object", "--batch-check", "--batch-all-objects"], in: folder)
    let id = String(try #require(listing.text.split(separator: "\n").first).prefix(64))
    let whole = try Mini.run(["cat-object", "-p", id], in: folder)
    #expect(whole.status == 0 && !whole.output.isEmpty)
    for length in [12, 20, 63] {
      let run = try Mini.run(["cat-object", "-p", String(id.prefix(length))], in: folder)
      #expect(run.output == whole.output, "\(length) digits")
    }
    let short = try Mini.run(["cat-object", "-p", String(id.prefix(3))], in: folder)
    #expect(short.status != 0 && short.text == "")
  }

  @Test func filesAndFunctionsAreNamesOfObjects() throws {
    let (workspace, folder) = try Self.builtDemo()
    let output = try workspace.text("project/main.ll")
    for file in ["main.mini", "math.mini", "lib/show.mini"] {
      let ir = try Mini.run(["cat-object", "-p", file], in: folder)
      #expect(ir.status == 0, "\(file) \(ir.errorText)")
      #expect(!ir.text.isEmpty && output.contains(":" + markerEnd(output, file) + "\n" + ir.text))
    }
    let functions = [
      ("main.mini", "main"), ("math.mini", "add"), ("math.mini", "square"),
      ("lib/show.mini", "rule"),
    ]
    for (file, function) in functions {
      let ir = try Mini.run(["cat-object", "-p", "\(file):\(function)"], in: folder)
      let whole = try Mini.run(["cat-object", "-p", file], in: folder)
      #expect(ir.status == 0, "\(file):\(function) \(ir.errorText)")
      #expect(ir.text.contains("define"), "\(file):\(function)")
      #expect(whole.text.contains(ir.text), "a file's IR holds its functions'")
    }
    #expect(try Mini.run(["cat-object", "-e", "math.mini:add"], in: folder).status == 0)
    #expect(try Mini.run(["cat-object", "-t", "math.mini:add"], in: folder).text == "blob\n")
  }

  /// The digits of a file's marker in the combined output.
  private func markerEnd(_ output: String, _ file: String) -> String {
    let start = "; ==== FILE: " + file + ":"
    guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix(start) }) else {
      return "no marker"
    }
    return String(line.dropFirst(start.count))
  }

  // MARK: count-objects, verify, gc

  @Test func countObjectsCountsWhatIsThere() throws {
    let (workspace, folder) = try Self.builtDemo()
    let objects = ["zir", "objects"].flatMap { tree in
      workspace.files(below: "project/.mini_cache/" + tree).filter { $0.utf8.count == 65 }
    }
    let count = try Mini.run(["count-objects"], in: folder)
    #expect(count.status == 0)
    #expect(
      count.text.wholeMatch(of: #/(\d+) objects, \d+ kilobytes\n/#).flatMap { Int($0.1) }
        == objects.count, "\(count.text)")
    let verbose = try Mini.run(["count-objects", "-v"], in: folder)
    #expect(verbose.text.contains("count: \(objects.count)\n"), "\(verbose.text)")
    #expect(try Mini.run(["count-objects", "-v", "-H"], in: folder).status == 0)
  }

  @Test func verifyPassesAfterABuildAndFindsWhatIsDamaged() throws {
    let (workspace, folder) = try Self.builtDemo()
    let sound = try Mini.run(["verify"], in: folder)
    #expect(sound.status == 0, "\(sound.text)\(sound.errorText)")

    let object = try #require(
      workspace.files(below: "project/.mini_cache/objects").first { $0.utf8.count == 65 })
    let name = "project/.mini_cache/objects/" + object
    var bytes = try workspace.bytes(name)
    bytes[bytes.count / 2] ^= 0x10
    try workspace.permissions(name, 0o644)
    try workspace.write(name, bytes)
    let id = object.split(separator: "/").joined()
    let damaged = try Mini.run(["verify"], in: folder)
    #expect(damaged.status == 1)
    #expect(damaged.text.contains(id), "\(damaged.text)")
    #expect(try Mini.run(["verify", id], in: folder).status == 1)

    let repaired = try Mini.run(["verify", "--repair"], in: folder)
    #expect(!repaired.text.isEmpty || !repaired.errorText.isEmpty)
    #expect(try Mini.run(["verify"], in: folder).status == 0)
    #expect(!workspace.exists(name))
    try Mini.build(in: folder)
    #expect(try Mini.run(["verify"], in: folder).status == 0)
  }

  @Test func gcDropsNothingThatIsInUse() throws {
    let (workspace, folder) = try Self.builtDemo()
    let before = workspace.files(below: "project/.mini_cache")
    let dry = try Mini.run(["gc", "--dry-run", "--prune", "now"], in: folder)
    #expect(dry.status == 0, "\(dry.errorText)")
    #expect(workspace.files(below: "project/.mini_cache") == before)

    let gc = try Mini.run(["gc", "--prune", "now"], in: folder)
    #expect(gc.status == 0, "\(gc.errorText)")
    #expect(try Mini.statistics(["--emit", "ir"], in: folder).isNull)
    #expect(try Mini.run(["verify"], in: folder).status == 0)
    let fsck = try Self.git(folder).finish(["fsck", "--strict"])
    #expect(fsck.status == 0, "\(fsck.errorText)")
  }

  @Test func gcDropsWhatNothingNames() throws {
    let (workspace, folder) = try Self.builtDemo()
    let written = try Mini.run(
      ["hash-object", "-w", "--stdin"], in: folder, input: Array("unreachable".utf8))
    let id = String(written.text.dropLast())
    #expect(try Mini.run(["cat-object", "-e", id], in: folder).status == 0)
    let dry = try Mini.run(["gc", "--dry-run", "-v", "--prune", "now"], in: folder)
    #expect((dry.text + dry.errorText).contains(id), "\(dry.text)")
    #expect(try Mini.run(["gc", "--prune", "now"], in: folder).status == 0)
    #expect(try Mini.run(["cat-object", "-e", id], in: folder).status == 1)
    #expect(
      !workspace.exists("project/.mini_cache/objects/" + id.prefix(2) + "/" + id.dropFirst(2)))
  }

  /// The unit of a small program has no path.
  @Test func gcNamesWhatItWouldDrop() throws {
    let (_, folder) = try Self.builtDemo()
    #expect(try Mini.run(["build"], in: folder).status == 0)
    let dry = try Mini.run(["gc", "--dry-run", "-v", "--max-size", "1"], in: folder)
    #expect(dry.text.contains(" to rebuild: unit . ("), "\(dry.text)")
    #expect(dry.text.contains(" to rebuild: math.mini ("), "\(dry.text)")
    #expect(!dry.text.contains("unit  ("))
  }

  @Test func gcToNothingCostsTimeOnly() throws {
    let (workspace, folder) = try Self.builtDemo()
    let output = try workspace.bytes("project/main.ll")
    #expect(try Mini.run(["gc", "--max-size", "0", "--prune", "now"], in: folder).status == 0)
    #expect(try Mini.run(["verify"], in: folder).status == 0)
    try workspace.delete("project/main.ll")
    try Mini.build(in: folder)
    #expect(try workspace.bytes("project/main.ll") == output)
  }

  @Test(arguments: ["gc", "clean", "verify", "count-objects"])
  func whereThereIsNoCacheThereIsNothingToDo(_ command: String) throws {
    let workspace = Workspace()
    try workspace.makeFolder("project/.git")
    let run = try Mini.run([command], in: workspace.folder("project"))
    #expect(run.status == 0, "\(run.errorText)")
    #expect((run.text + run.errorText).contains("no cache"), "\(run.text + run.errorText)")
    #expect(workspace.files(below: "") == [])
  }

  @Test func plumbingFindsTheCacheOfAFolderAbove() throws {
    let (_, folder) = try Self.builtDemo()
    let above = try Mini.run(["cat-object", "-s", "math.mini:add"], in: folder)
    let below = try Mini.run(
      ["cat-object", "-s", "math.mini:add"], in: folder.workspace.folder("project/lib"))
    #expect(below.status == 0 && below.text == above.text, "\(below.errorText)")
  }

  // MARK: Usage

  @Test(arguments: [
    ["frobnicate"], ["build", "--no-such-option"], ["build", "one.mini", "two.mini"],
    ["build", "-O", "7"], ["build", "-j", "0"], ["build", "-j", "many"],
    ["build", "--emit", "wasm"],
    ["build", "--diagnostics", "xml"], ["check", "a.mini", "b.mini"], ["emit", "a.mini", "b.mini"],
    ["eval"], ["cat-object"], ["cat-object", "-p"], ["cat-object", "-t", "-s", "abcd"],
    ["cat-object", "-p", "abcd", "ef01"], ["hash-object"], ["hash-object", "--tree", "lib", "x"],
    ["gc", "--max-size", "big"], ["gc", "--max-age", "old"], ["verify", "--no-such-option"],
    ["count-objects", "stray"], ["clean", "stray"],
  ])
  func wrongUsageIs64(_ arguments: [String]) throws {
    let workspace = Workspace()
    let run = try Mini.run(arguments, in: workspace.folder(""))
    #expect(run.status == 64, "\(arguments) \(run.errorText)")
    #expect(run.text == "" && run.errorText != "", "\(arguments)")
    #expect(workspace.files(below: "") == [], "\(arguments)")
  }

  @Test func helpIsNoFailure() throws {
    let workspace = Workspace()
    let commands = [
      "build", "run", "emit", "eval", "check", "clean", "hash-object", "cat-object",
      "count-objects", "verify", "gc",
    ]
    let bare = try Mini.run([], in: workspace.folder(""))
    #expect(bare.status == 0 && commands.allSatisfy { bare.text.contains($0) })
    for command in commands {
      let help = try Mini.run([command, "--help"], in: workspace.folder(""))
      #expect(help.status == 0 && help.text.contains("mini " + command), "\(command)")
    }
  }
}
