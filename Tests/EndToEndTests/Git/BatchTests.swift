// The batch modes print the same as `git cat-file` for the same store: loose, packed, deltified.

import SystemPackage
import TestSupport
import Testing

@Suite struct BatchTests {
  /// A cache with objects in all kinds of storage: some loose, some packed whole or as deltas, some
  /// both.
  private struct Store {
    let workspace: Workspace
    let folder: Folder
    let git: RealGit
    let ids: [String]
  }

  /// Versions of one text, and a few others.
  private static let bodies: [[UInt8]] = {
    var lines = (0..<60).map { "line \($0) of a text that changes slowly, version by version" }
    var bodies = (0..<40).map { version in
      lines[version % 60] = "changed in version \(version)"
      return Array(lines.joined(separator: "\n").utf8)
    }
    bodies += [[], [0], Array("a\n".utf8), [UInt8](repeating: 7, count: 100_000)]
    return bodies
  }()

  private static func store() throws -> Store {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    let git = PlumbingTests.git(folder)
    var paths = ""
    for (number, body) in bodies.enumerated() {
      try workspace.write("project/bodies/\(number)", body)
      paths += "bodies/\(number)\n"
    }
    let written = try Mini.run(
      ["hash-object", "-w", "--stdin-paths"], in: folder, input: Array(paths.utf8))
    let ids = written.text.split(separator: "\n").map(String.init)
    try #require(ids.count == bodies.count, "\(written.errorText)")
    let packed = ids.dropLast(2).map { $0 + "\n" }.joined()
    try git.run(
      "pack-objects", "--quiet", folder.path + "/.mini_cache/objects/pack/pack",
      input: Array(packed.utf8))
    try git.run("prune-packed")
    // Both packed and loose.
    try workspace.write("project/both", bodies[3])
    let again = try Mini.run(
      ["hash-object", "-w", "--tree", "zir", "both"], in: folder)
    #expect(again.status == 0)
    return Store(workspace: workspace, folder: folder, git: git, ids: ids)
  }

  private static let formats: [String?] = [
    nil, "%(objectname)", "%(objectsize)", "%(objecttype) %(objectsize:disk)",
    "%(deltabase) %(objectname)", "100%% %(objectname)%", "[%(rest)] %(objectsize)", "no atoms", "",
    "%(objectname)\t%(objecttype)\u{e9}%(rest)",
  ]

  @Test func everyFormatIsThatOfGit() throws {
    let store = try Self.store()
    let absent = String(repeating: "0", count: 64)
    let questions =
      store.ids.flatMap { [$0, "\($0) a rest", "\($0)\t\ttabs  and blanks "] } + [
        absent, String(store.ids[1].prefix(30)), "no-such-name and more", "",
        store.ids[2].uppercased(), "\(store.ids[0])\r",
      ]
    let input = Array(questions.map { $0 + "\n" }.joined().utf8)
    for format in Self.formats {
      for mode in ["--batch-check", "--batch"] {
        let option = mode + (format.map { "=" + $0 } ?? "")
        for (options, input) in [
          ([option], input), ([option, "--batch-all-objects"], []),
          ([option, "--buffer", "--batch-all-objects"], []),
          ([option, "--buffer"], input),
        ] {
          let mine = try Mini.run(["cat-object"] + options, in: store.folder, input: input)
          let git = try store.git.finish(["cat-file"] + options, input: input)
          #expect(git.status == 0 && mine.status == 0, "\(options) \(mine.errorText)")
          let isEqual = mine.output == git.output  // compared first, because it is long
          #expect(isEqual, "\(options)")
        }
      }
    }
    let deltas = try Mini.run(
      ["cat-object", "--batch-check=%(deltabase)", "--batch-all-objects"], in: store.folder)
    #expect(Set(deltas.text.split(separator: "\n")).count > 5, "git has made deltas")
  }

  @Test func commandsAreAnsweredAsByGit() throws {
    let store = try Self.store()
    let lines = store.ids.flatMap { ["info \($0)", "contents \($0)", "info \($0) rest"] }
    let input = (lines + ["info absent", "contents  two blanks"]).map { $0 + "\n" }.joined()
    for (options, input) in [
      (["--batch-command"], input), (["--batch-command=%(objectname) %(objecttype)"], input),
      (["--batch-command", "--buffer"], input + "flush\ninfo \(store.ids[0])\n"),
      (["--batch-command", "-z"], input.replacing("\n", with: "\0")),
    ] {
      let mine = try Mini.run(["cat-object"] + options, in: store.folder, input: Array(input.utf8))
      let git = try store.git.finish(["cat-file"] + options, input: Array(input.utf8))
      #expect(git.status == 0 && mine.status == 0, "\(options) \(mine.errorText) \(git.errorText)")
      let isEqual = mine.output == git.output
      #expect(isEqual, "\(options)")
    }
    for wrong in ["", "flush", "flush now", "infos \(store.ids[0])", "info", " info x"] {
      // What was asked before is answered.
      let input = Array("info \(store.ids[0])\n\(wrong)\n".utf8)
      let mine = try Mini.run(["cat-object", "--batch-command"], in: store.folder, input: input)
      let git = try store.git.finish(["cat-file", "--batch-command"], input: input)
      #expect(git.status != 0 && mine.status == 2, "'\(wrong)'")
      #expect(mine.errorText.hasPrefix("mini: error: "), "\(mine.errorText)")
      #expect(mine.output == git.output && mine.text.hasPrefix(store.ids[0]), "'\(wrong)'")
    }
    #expect(
      try Mini.run(["cat-object", "--batch-command", "--batch-all-objects"], in: store.folder)
        .status
        == 64)
  }

  @Test func namesMayEndWithNUL() throws {
    let store = try Self.store()
    let input = Array((store.ids + ["two\nlines", "x"]).map { $0 + "\0" }.joined().utf8)
    for options in [["--batch-check", "-z"], ["--batch=%(objectname) %(rest)", "-z"]] {
      let mine = try Mini.run(["cat-object"] + options, in: store.folder, input: input)
      let git = try store.git.finish(["cat-file"] + options, input: input)
      let isEqual = mine.output == git.output
      #expect(isEqual && git.status == 0 && mine.status == 0, "\(options)")
    }
  }

  @Test func unorderedHasTheSameObjects() throws {
    let store = try Self.store()
    let options = ["--batch-check", "--batch-all-objects", "--unordered"]
    let mine = try Mini.run(["cat-object"] + options, in: store.folder)
    let git = try store.git.finish(["cat-file"] + options)
    #expect(
      mine.text.split(separator: "\n").sorted() == git.outputText.split(separator: "\n").sorted())
  }

  // MARK: Memory

  /// The peak memory of a run of `mini`, in bytes. Python starts it: the peak of a process before
  /// it became `mini` counts too, and that of the tests is large.
  private static func peakBytes(_ arguments: [String], in folder: Folder, input: String? = nil)
    throws -> Int
  {
    let script = """
      import os, sys
      output = os.open(os.devnull, os.O_WRONLY)
      given = os.open(sys.argv[1] or os.devnull, os.O_RDONLY)
      child = os.fork()
      if child == 0:
          os.dup2(given, 0)
          os.dup2(output, 1)
          os.execv(sys.argv[2], sys.argv[2:])
      _, status, usage = os.wait4(child, 0)
      print(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024)
      """
    let run = try ChildProcess.run(
      "python3", ["-c", script, input ?? "", Mini.executable] + arguments,
      in: FilePath(folder.path), environment: ["PATH": Tools.searchPath])
    let words = run.outputText.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    try #require(words.count == 2 && words[0] == 0, "\(run.outputText) \(run.errorText)")
    return words[1]
  }

  /// A cache with `count` additional objects, in one pack or loose.
  private static func store(objects count: Int, loose: Bool) throws -> (Workspace, Folder) {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    var stream: [UInt8] = []
    for number in 0..<count {
      let body = "define i32 @\"f.\(number)\"() { ret i32 \(number &* 7919) }\n"
      stream += Array("blob\ndata \(body.utf8.count)\n\(body)\n".utf8)
    }
    try PlumbingTests.git(folder).run(
      "-c", "fastimport.unpackLimit=\(loose ? count + 1 : 0)", "fast-import", "--quiet",
      input: stream)
    let names = try Mini.run(
      ["cat-object", "--batch-check=%(objectname)", "--batch-all-objects"], in: folder)
    try workspace.write("project/names", names.output)
    try workspace.write("project/paths", String(repeating: "main.mini\n", count: count))
    return (workspace, folder)
  }

  /// Under 26 MiB, and hardly more with many objects than with few. A pack whose index is short
  /// enough to be read, not mapped, costs 40 bytes per object. Where the bodies of all objects are
  /// printed, packs that are small together cost 55 bytes per object here.
  @Test(arguments: [true, false])
  func memoryDoesNotGrowWithTheStore(_ loose: Bool) throws {
    // More than all cores hold at a time of the objects that they return in order.
    let few = loose ? 500 : 5_000
    let many = loose ? 4_000 : 20_000
    let stores = try [few, many].map { try Self.store(objects: $0, loose: loose) }
    for (arguments, input) in [
      (["verify"], nil), (["cat-object", "--batch", "--batch-all-objects"], nil),
      (["cat-object", "--batch-check", "--batch-all-objects"], nil),
      (["cat-object", "--batch"], "names"),
      (["cat-object", "--batch-check=%(objectsize:disk) %(deltabase)"], "names"),
      (["hash-object", "--stdin-paths"], "paths"), (["count-objects", "-v"], nil),
    ] as [([String], String?)] {
      let peaks = try stores.map { try Self.peakBytes(arguments, in: $0.1, input: input) }
      let growthMax = arguments == ["cat-object", "--batch", "--batch-all-objects"] ? 3 : 2
      #expect(
        peaks[1] < 26 << 20 && peaks[1] - peaks[0] < growthMax << 20,
        "\(arguments): \(peaks), loose: \(loose)")
    }
  }

  /// A built project of `count` functions.
  private static func project(functions count: Int) throws -> (Workspace, Folder) {
    let workspace = Workspace()
    let files = 0..<(count / functionsPerFile)
    for file in files { try write(file, summand: 1, in: workspace) }
    let imports = files.map { "import \"m\($0).mini\" as m\($0);\n" }.joined()
    let sum = files.map { "m\($0).value0(0)" }.joined(separator: " + ")
    try workspace.write("project/main.mini", imports + "fn main() i32 { return \(sum); }\n")
    let folder = workspace.folder("project")
    try Mini.build(["--emit", "ir"], in: folder)
    return (workspace, folder)
  }

  private static let functionsPerFile = 500

  private static func write(_ file: Int, summand: Int, in workspace: Workspace) throws {
    let functions = (0..<functionsPerFile).map { number in
      "fn value\(number)(n: i32) i32 { return n * \(number) + \(file) - \(summand); }\n"
    }
    try workspace.write("project/m\(file).mini", functions.joined())
  }

  /// verify stores a few bytes per row, however the index was written: a layer after the base costs
  /// only its own rows. The whole index and the whole combined IR would be 13 MiB.
  @Test func memoryOfVerifyDoesNotGrowWithLayers() throws {
    let (workspace, folder) = try Self.project(functions: 40_000)
    let base = try Self.peakBytes(["verify"], in: folder)
    let index = "project/.mini_cache/air_index.bin"
    let size = try workspace.bytes(index).count
    for edit in 2...3 {
      try Self.write(edit, summand: edit, in: workspace)
      try Mini.build(["--emit", "ir"], in: folder)
    }
    let grown = try workspace.bytes(index).count
    #expect(size < grown && grown < size * 5 / 4, "layers, no new base: \(size), \(grown)")
    let layered = try Self.peakBytes(["verify"], in: folder)
    #expect(base < 24 << 20 && layered - base < 2 << 20, "\(base), \(layered)")
  }
}
