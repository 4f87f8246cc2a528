// Snapshots: commits in the cache, with stock Git as the judge.

import SystemPackage
import TestSupport
import Testing

@Suite struct SnapshotTests {
  /// A project that was built, and Git on its cache.
  struct Scene {
    let workspace = Workspace()
    let folder: Folder
    let git: RealGit
    private let name: String

    init(_ name: String = "project", building arguments: [String] = []) throws {
      self.name = name
      folder = workspace.folder(name)
      git = RealGit(gitDirectory: FilePath(workspace.path("\(name)/.mini_cache")))
      try write()
      try Mini.build(arguments, in: folder)
    }

    func write(constant: Int = 0, comment: String = "") throws {
      try workspace.write(
        "\(name)/main.mini",
        """
        import "lib/math.mini" as math;
        import "../beside/far.mini" as far;

        fn main() i32 {
            return math.square(far.three());
        }

        """)
      try workspace.write(
        "\(name)/lib/math.mini",
        "\(comment)fn square(n: i32) i32 {\n    return n * n + \(constant);\n}\n")
      let parent = name.split(separator: "/").dropLast().map { $0 + "/" }.joined()
      try workspace.write("\(parent)beside/far.mini", "fn three() i32 {\n    return 3;\n}\n")
    }

    @discardableResult
    func mini(_ arguments: String..., status: Int32 = 0) throws -> Finished {
      let finished = try Mini.run(arguments, in: folder)
      #expect(finished.status == status, "\(arguments): \(finished.errorText)")
      return finished
    }

    func git(_ arguments: String...) throws -> String {
      let finished = try git.finish(arguments)
      #expect(finished.status == 0, "\(arguments): \(finished.errorText)")
      return finished.outputText
    }

    /// The id of a snapshot's commit.
    func id(_ name: String = "main") throws -> String {
      try git("rev-parse", "refs/mini/snapshots/\(name)").trimmed
    }

    func expectSound(_ context: Comment = "") throws {
      let fsck = try git.finish(["fsck", "--strict", "--full"])
      #expect(
        fsck.status == 0 && !fsck.errorText.contains("warning"), "\(fsck.errorText) \(context)")
      #expect(try Mini.run(["verify"], in: folder).status == 0, context)
    }
  }

  @Test func gitShowsWhatASnapshotContains() throws {
    let scene = try Scene()
    let line = try scene.mini("snapshot").text
    let id = try scene.id()
    #expect(
      line.hasPrefix("main \(id.prefix(12)) ") && line.contains(": 3 files, "), "\(line)")
    #expect(
      try scene.git("ls-tree", "-r", "--name-only", id, "ir", "rows").split(separator: "\n") == [
        "ir/%2E%2E/beside/far.mini", "ir/lib/math.mini", "ir/main.mini",
        "rows/%2E%2E/beside/far.mini", "rows/lib/math.mini", "rows/main.mini",
      ])
    #expect(
      try scene.git("show", "\(id):ir/lib/math.mini")
        == scene.mini("cat-object", "-p", "lib/math.mini").text)
    let units = try scene.git("ls-tree", "-r", "--name-only", id, "units").split(separator: "\n")
    #expect(units.allSatisfy { $0.count == "units/ab/".count + 62 } && !units.isEmpty)
    #expect(line.hasSuffix(" \(units.count) unit\(units.count == 1 ? "" : "s")\n"))
    #expect(
      try scene.git("ls-tree", "-r", "--name-only", id, "unit-rows")
        == units.map { $0.replacing("units/", with: "unit-rows/") + "\n" }.joined())
    let commit = try scene.git("cat-file", "commit", id)
    #expect(!commit.contains("\nparent ") && !commit.contains("Mini-Previous"))
    try scene.expectSound()
    #expect(try scene.mini("snapshots").text == line)
  }

  @Test func gitDiffSaysWhatAnEditChanged() throws {
    let scene = try Scene()
    try scene.mini("snapshot", "before")
    try scene.write(constant: 7)
    try Mini.build([], in: scene.folder)
    try scene.mini("snapshot", "after")
    let names = try scene.git("diff", "--name-only", try scene.id("before"), try scene.id("after"))
      .split(separator: "\n").filter { !$0.hasPrefix("unit") }
    #expect(names == ["ir/lib/math.mini", "rows/lib/math.mini"])
    let diff = try scene.git(
      "diff", try scene.id("before"), try scene.id("after"), "--", "ir")
    #expect(diff.contains("\n+") && diff.contains("add i32") && diff.contains(", 7"), "\(diff)")
    // A comment changes the row, by which a build finds the file, and not its IR.
    try scene.write(constant: 7, comment: "// why\n")
    try Mini.build([], in: scene.folder)
    try scene.mini("snapshot", "comment")
    #expect(
      try scene.git("diff", "--name-only", try scene.id("after"), try scene.id("comment"))
        .split(separator: "\n") == ["rows/lib/math.mini"])
    try scene.expectSound()
  }

  @Test func statesOfANameFollowEachOtherWithoutBeingParents() throws {
    let scene = try Scene(building: ["--emit", "ir"])
    var ids: [String] = []
    for constant in 0..<3 {
      try scene.write(constant: constant)
      try Mini.build(in: scene.folder)
      try scene.mini("snapshot", "team/main")
      ids.append(try scene.id("team/main"))
    }
    let unchanged = try scene.mini("snapshot", "team/main")
    #expect(unchanged.text.hasSuffix(", unchanged\n"))
    #expect(try scene.id("team/main") == ids[2])
    let log = try scene.mini("snapshots", "--log", "team/main").text.split(separator: "\n")
    #expect(log.map { $0.prefix(12) } == ids.reversed().map { $0.prefix(12) })
    #expect(
      try scene.git("log", "--format=%(trailers:key=Mini-Previous,valueonly)%P", ids[2]).trimmed
        == ids[1])
    // All states stay, although only the last one has a ref.
    try scene.mini("gc", "--prune", "now")
    for id in ids { #expect(try scene.git("cat-file", "-t", id) == "commit\n") }
    try scene.mini("snapshots", "--delete", "team/main")
    #expect(try scene.mini("snapshots").text == "")
    try scene.mini("gc", "--prune", "now")
    for id in ids { #expect(try scene.git.finish(["cat-file", "-e", id]).status != 0) }
    try scene.expectSound()
    let gone = try scene.mini("snapshots", "--delete", "team/main", status: 2)
    #expect(gone.errorText == "mini: error: there is no snapshot 'team/main'\n")
  }

  @Test func gcKeepsSnapshotsUntilTheyAreTooOldOrTooMany() throws {
    let scene = try Scene(building: ["--emit", "ir"])
    var ids: [String] = []
    for constant in 0..<4 {
      try scene.write(constant: constant)
      try Mini.build(in: scene.folder)
      try scene.mini("snapshot")
      ids.append(try scene.id())
    }
    func left() throws -> [Bool] {
      try ids.map { try scene.git.finish(["cat-file", "-e", $0]).status == 0 }
    }
    let config = "project/.mini_cache/config"
    let usual = try scene.workspace.text(config)
    try scene.workspace.write(config, usual + "[mini]\n\tsnapshotMaxCount = 2\n")
    // Nothing of a snapshot makes space.
    try scene.mini("gc", "--prune", "now", "--max-size", "1")
    #expect(try left() == [false, false, true, true])
    #expect(try scene.mini("snapshots", "--log", "main").text.split(separator: "\n").count == 2)
    try scene.expectSound()
    try scene.workspace.write(config, usual + "[mini]\n\tsnapshotMaxAge = now\n")
    #expect(try scene.mini("gc", "--prune", "now", "-n").text.contains("old snapshot × 1"))
    #expect(try left() == [false, false, true, true])
    #expect(try scene.mini("gc", "--prune", "now").text.contains("old snapshot × 1"))
    #expect(try left() == [false, false, false, false])
    #expect(try scene.mini("snapshots").text == "")
    try scene.expectSound()
  }

  @Test func anEditAddsLittle() throws {
    let project = try WideProject()
    let scene = Mini.self
    try scene.build([], in: project.folder)
    #expect(try scene.run(["snapshot"], in: project.folder).status == 0)
    func bytes() -> Int {
      project.workspace.files(below: "project/.mini_cache/objects").reduce(0) {
        $0 + ((try? project.workspace.bytes("project/.mini_cache/objects/\($1)").count) ?? 0)
      }
    }
    try project.write(7, summand: 5)
    try scene.build([], in: project.folder)
    let before = bytes()
    #expect(try scene.run(["snapshot"], in: project.folder).status == 0)
    #expect(bytes() - before <= 64 << 10 && bytes() > before, "\(bytes() - before)")
  }

  /// Keys contain no path and no time, and neither do rows.
  @Test func theSameProjectElsewhereHasTheSameTree() throws {
    let (here, there) = (try Scene(), try Scene("another/folder"))
    try here.mini("snapshot")
    try there.mini("snapshot")
    #expect(
      try here.git("rev-parse", "refs/mini/snapshots/main^{tree}")
        == there.git("rev-parse", "refs/mini/snapshots/main^{tree}"))
  }

  /// Whatever the record of the last snapshot says: it only saves time.
  @Test func withoutItsRecordTheTreeIsTheSame() throws {
    let scene = try Scene()
    try scene.mini("snapshot", "first")
    let record = "project/.mini_cache/snapshot.bin"
    let bytes = try scene.workspace.bytes(record)
    var flipped = bytes
    flipped[bytes.count / 2] ^= 4
    for (number, damaged) in [[], flipped, Array(bytes.prefix(bytes.count / 2))].enumerated() {
      try scene.workspace.write(record, damaged)
      try scene.mini("snapshot", "n\(number)")
      #expect(
        try scene.git("rev-parse", "refs/mini/snapshots/n\(number)^{tree}")
          == scene.git("rev-parse", "refs/mini/snapshots/first^{tree}"))
    }
    // A record whose snapshot is gone says nothing about what is in the cache.
    try scene.mini("snapshots", "--delete", "first")
    for number in 0..<3 { try scene.mini("snapshots", "--delete", "n\(number)") }
    try scene.mini("gc", "--prune", "now")
    try scene.mini("snapshot")
    try scene.expectSound()
  }

  @Test func namesThatGitWouldRefuseAreEscaped() throws {
    let workspace = Workspace()
    let names = [
      ".git/a.mini", ".GIT/b.mini", "git~1/c.mini", ".gitmodules/d.mini", "50%/e.mini",
      ".hidden.mini", "\u{200C}.git/f.mini", "ü/g.mini", "a b/h.mini",
    ]
    for (number, name) in names.enumerated() {
      try workspace.write("project/\(name)", "fn f\(number)() i32 { return \(number); }\n")
    }
    try workspace.write(
      "project/main.mini",
      names.enumerated().map { "import \"\($1)\" as m\($0);\n" }.joined()
        + "fn main() i32 { return "
        + names.indices.map { "m\($0).f\($0)()" }.joined(separator: " + ") + "; }\n")
    let folder = workspace.folder("project")
    try Mini.build(in: folder)
    #expect(try Mini.run(["snapshot"], in: folder).status == 0)
    let git = RealGit(gitDirectory: FilePath(workspace.path("project/.mini_cache")))
    let fsck = try git.finish(["fsck", "--strict", "--full"])
    #expect(fsck.status == 0 && !fsck.errorText.contains("warning"), "\(fsck.errorText)")
    let listed = try git.run(
      "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "refs/mini/snapshots/main:ir")
    #expect(
      Set(listed.split(separator: "\n").map(String.init)) == [
        "%2Egit/a.mini", "%2EGIT/b.mini", "git%7E1/c.mini", "%2Egitmodules/d.mini",
        "50%25/e.mini", "%2Ehidden.mini", "%E2%80%8C.git/f.mini", "ü/g.mini", "a b/h.mini",
        "main.mini",
      ])
  }

  @Test func aSnapshotIsOfTheLastGoodBuild() throws {
    let scene = try Scene(building: ["--emit", "ir"])
    try scene.mini("snapshot")
    let id = try scene.id()
    try scene.workspace.write("project/lib/math.mini", "fn square(n: i32) i32 {\n")
    #expect(try Mini.run(["build", "--emit", "ir"], in: scene.folder).status == 1)
    #expect(try scene.mini("snapshot").text.hasSuffix(", unchanged\n"))
    #expect(try scene.id() == id)
    try scene.workspace.write("new/main.mini", "fn main() {}\n")
    let never = try Mini.run(["snapshot"], in: scene.workspace.folder("new"))
    #expect(never.status == 4 && never.errorText.contains("there is no cache at"))
    #expect(!scene.workspace.exists("new/.mini_cache"))
    for name in ["a..b", "fetched/x", "-x", "a/", ".a", "a b"] {
      let refused = try Mini.run(["snapshot", "--", name], in: scene.folder)
      #expect(refused.status == 64, "\(name): \(refused.errorText)")
      #expect(
        name == "fetched/x" || refused.errorText.contains("Git accepts names without spaces"),
        "\(name): \(refused.errorText)")
    }
  }

  /// What the disk loses in a power failure can be any part of a snapshot.
  @Test func aSnapshotThatIsDamagedIsMovedAside() throws {
    let scene = try Scene(building: ["--emit", "ir"])
    try scene.mini("snapshot")
    let tree = try scene.git("rev-parse", "refs/mini/snapshots/main:rows/lib").trimmed
    try scene.workspace.delete(
      "project/.mini_cache/objects/\(tree.prefix(2))/\(tree.dropFirst(2))")
    let verify = try Mini.run(["verify"], in: scene.folder)
    #expect(verify.status == 1 && verify.text.contains("refs/mini/snapshots/main: it reaches"))
    try scene.mini("verify", "--repair")
    try scene.expectSound()
    try scene.mini("snapshot")
    try scene.expectSound()
    #expect(try scene.mini("snapshots").text.hasPrefix("main "))
  }
}

extension String {
  fileprivate var trimmed: String { split(separator: "\n").first.map(String.init) ?? "" }
}
