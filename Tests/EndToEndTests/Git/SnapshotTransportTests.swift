// Snapshots on their way to another cache: repositories, bundles, and the builds that find them.

import SystemPackage
import TestSupport
import Testing

@Suite struct SnapshotTransportTests {
  /// A project that was built at -O2 and whose snapshot was taken, and a clone of its sources elsewhere.
  struct Scene {
    let workspace = Workspace()
    let here: Folder
    let there: Folder

    init(building arguments: [String] = ["-O2"]) throws {
      here = workspace.folder("here/project")
      there = workspace.folder("there/clone/project")
      try write(in: here)
      try write(in: there)
      try Mini.build(arguments, in: here)
      try mini(["snapshot"], in: here)
    }

    func write(in folder: Folder, constant: Int = 0) throws {
      try workspace.write(
        "\(folder.name)/main.mini",
        """
        import "lib/math.mini" as math;
        import "std:strings" as strings;

        fn main() i32 {
            print(strings.upper("a"));
            return math.square(3);
        }

        """)
      try workspace.write(
        "\(folder.name)/lib/math.mini",
        "fn square(n: i32) i32 {\n    return n * n + \(constant);\n}\n")
    }

    @discardableResult
    func mini(
      _ arguments: [String], in folder: Folder, status: Int32 = 0,
      environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Finished {
      let finished = try Mini.run(arguments, in: folder, environment: environment)
      #expect(
        finished.status == status, "\(arguments): \(finished.errorText)",
        sourceLocation: sourceLocation)
      return finished
    }

    /// A repository for snapshots.
    func repository(_ name: String = "store.git", format: String = "sha256") throws -> RealGit {
      let path = FilePath(workspace.path(name))
      let git = RealGit(gitDirectory: path)
      try git.run("init", "--quiet", "--bare", "--object-format=\(format)", path.string)
      return git
    }

    /// The clone compiles nothing, and makes the same program.
    func expectNothingIsCompiled(_ arguments: [String] = ["-O2"]) throws {
      Workspace.age()
      let build = try Mini.statistics(arguments, in: there)
      #expect(build.output.status == 0 && build.output.errorText == "", "\(build.output.errorText)")
      #expect(build.filesCompiled == 0 && build.functionsCompiled == 0, "\(build.summary)")
      #expect(build.number("units", "compiled") == 0)
      for name in ["main.ll", "main"] {
        #expect(
          try workspace.bytes("\(there.name)/\(name)") == workspace.bytes("\(here.name)/\(name)"))
      }
      #expect(try Mini.statistics(arguments, in: there).isNull)
      try expectSound()
    }

    func expectSound() throws {
      try mini(["verify"], in: there)
      let git = RealGit(gitDirectory: FilePath(workspace.path("\(there.name)/.mini_cache")))
      let fsck = try git.finish(["fsck", "--strict", "--full"])
      #expect(fsck.status == 0, "\(fsck.errorText)")
      // Nothing of Git's work is left.
      for folder in [here, there] {
        #expect(
          workspace.files(below: "\(folder.name)/.mini_cache").filter {
            $0.contains("tmp_mini") || $0.contains("refs/mini/keep/")
          } == [])
      }
    }
  }

  @Test func aCloneCompilesNothingAfterAFetch() throws {
    let scene = try Scene()
    _ = try scene.repository()
    let sent = try scene.mini(["push", "../../store.git"], in: scene.here)
    let line = try scene.mini(["snapshots"], in: scene.here).text
    #expect(sent.text == line && sent.errorText == "")
    let fetched = try scene.mini(
      ["fetch", "--allow-unsigned", scene.workspace.path("store.git")], in: scene.there)
    #expect(fetched.text == "fetched/" + line && fetched.errorText == "")
    #expect(try scene.mini(["snapshots"], in: scene.there).text == fetched.text)
    try scene.expectNothingIsCompiled()
    // What was fetched is now the cache's own, too.
    try scene.mini(["snapshots", "--delete", "fetched/main"], in: scene.there)
    try scene.mini(["gc", "--prune", "now"], in: scene.there)
    #expect(!scene.workspace.exists("\(scene.there.name)/.mini_cache/fetched"))
    for name in ["main.ll", "main"] { try scene.workspace.delete("\(scene.there.name)/\(name)") }
    try scene.expectNothingIsCompiled()
  }

  @Test func aFileMovesSnapshotsToo() throws {
    let scene = try Scene()
    try scene.mini(["snapshot", "team/release"], in: scene.here)
    try scene.mini(
      ["export", "-C", "..", "a:b.bundle", "main", "--root", "project"], in: scene.here)
    let names = try scene.mini(
      ["import", "--allow-unsigned", "../../../here/a:b.bundle"], in: scene.there
    ).text
    #expect(names.hasPrefix("fetched/main ") && !names.contains("release"))
    let verbose = try Mini.run(["build", "-O2", "-v"], in: scene.there)
    #expect(verbose.errorText.contains("fetched"), "\(verbose.errorText)")
    try scene.workspace.delete("\(scene.there.name)/main")
    try scene.expectNothingIsCompiled()
  }

  /// Keys contain no path and no user. What root's umask makes, others can read.
  @Test(.enabled(if: Shell.hasNobody, "needs a user who is not root"))
  func anotherUserImportsAndCompilesNothing() throws {
    let scene = try Scene()
    try scene.mini(["export", "../../state.bundle"], in: scene.here)
    let own = try Shell.run("chmod 755 ../../.. && chown -R 65534:65534 .", in: scene.there)
    #expect(own.status == 0, "\(own.errorText)")
    let taken = try Shell.run(
      "\(Shell.nobody) import --allow-unsigned ../../../state.bundle && \(Shell.nobody) build -O2 --stats-json s.json",
      in: scene.there)
    #expect(taken.status == 0 && taken.errorText == "", "\(taken.errorText)")
    #expect(taken.text.hasPrefix("fetched/main "))
    let stats = try scene.workspace.text("\(scene.there.name)/s.json")
    #expect(
      ["files", "functions", "units"].allSatisfy { kind in
        stats.split(separator: "\"\(kind)\": {").last?.prefix { $0 != "}" }
          .hasSuffix("\"compiled\": 0") == true
      }, "\(stats)")
    for name in ["main.ll", "main"] {
      #expect(
        try scene.workspace.bytes("\(scene.there.name)/\(name)")
          == scene.workspace.bytes("\(scene.here.name)/\(name)"))
    }
    let owners = try Shell.run("find .mini_cache ! -uid 65534", in: scene.there)
    #expect(owners.text == "")
    #expect(try Shell.run("\(Shell.nobody) verify", in: scene.there).status == 0)
  }

  @Test func theNextFetchBringsTheNextState() throws {
    let scene = try Scene(building: [])
    let store = try scene.repository()
    let path = scene.workspace.path("store.git")
    try scene.mini(["push", path, "main"], in: scene.here)
    try scene.mini(["fetch", "--allow-unsigned", path], in: scene.there)
    try scene.write(in: scene.here, constant: 5)
    try Mini.build([], in: scene.here)
    try scene.mini(["snapshot"], in: scene.here)
    try scene.mini(["push", path], in: scene.here)
    let id = try store.run("rev-parse", "refs/mini/snapshots/main")
    try scene.mini(["fetch", path, "main", "--allow-unsigned"], in: scene.there)
    let log = try scene.mini(["snapshots", "--log", "fetched/main"], in: scene.there).text
    #expect(log.hasPrefix(id.prefix(12)) && log.split(separator: "\n").count == 2, "\(log)")
    try scene.mini(["gc", "--prune", "now"], in: scene.there)
    // Both states of the sources are known.
    try scene.expectUnits(compiled: 0)
    try scene.write(in: scene.there, constant: 5)
    try scene.expectNothingIsCompiled([])
    // What was fetched is not sent on.
    let other = try scene.repository("other.git")
    let push = try scene.mini(
      ["push", scene.workspace.path("other.git")], in: scene.there, status: 2)
    #expect(
      push.errorText == "mini: error: there is no snapshot to send: 'mini snapshot' takes one\n")
    #expect(try other.run("for-each-ref") == "")
    let absent = try scene.mini(["fetch", path, "nosuch"], in: scene.there, status: 6)
    #expect(absent.errorText == "mini: error: '\(path)' has no snapshot 'nosuch'\n")
  }

  @Test(arguments: [false, true])
  func aRepositoryOfAnotherFormatIsRefusedByName(isEmpty: Bool) throws {
    let scene = try Scene(building: ["--emit", "ir"])
    let store = try scene.repository(format: "sha1")
    if !isEmpty {
      let tree = try store.run("mktree", input: []).split(separator: "\n")[0]
      let commit = try store.run("commit-tree", String(tree), "-m", "x").split(separator: "\n")[0]
      try store.run("update-ref", "refs/heads/main", String(commit))
    }
    let before = scene.workspace.files(below: "store.git")
    let path = scene.workspace.path("store.git")
    let push = try scene.mini(["push", path], in: scene.here, status: 6)
    #expect(
      push.errorText
        == "mini: error: '\(path)' is not of object format sha256; to make a repository for "
        + "snapshots: git init --bare --object-format=sha256 \(path)\n")
    #expect(scene.workspace.files(below: "store.git") == before)
    let fetch = try scene.mini(["fetch", path], in: scene.there, status: 6)
    #expect(fetch.errorText.contains("'\(path)' "))
  }

  @Test func whatCannotBeReachedIsReported() throws {
    let scene = try Scene(building: ["--emit", "ir"])
    for command in ["push", "fetch"] {
      let absent = try scene.mini([command, "nosuch.git"], in: scene.here, status: 6)
      #expect(absent.errorText.hasPrefix("mini: error: cannot read 'nosuch.git': "))
      #expect(absent.errorText.contains("git init --bare --object-format=sha256 nosuch.git"))
      let wrong = try scene.mini([command, "--upload-pack=touch x"], in: scene.here, status: 64)
      #expect(!wrong.errorText.contains("fatal"))
    }
    try scene.workspace.write("\(scene.here.name)/text", "no bundle\n")
    let wrong = try scene.mini(["import", "text"], in: scene.here, status: 6)
    #expect(wrong.errorText.contains("'text' is not a bundle of object format sha256"))
    let empty = try scene.mini(
      ["export", "x"], in: scene.here, status: 6, environment: ["PATH": "/nonexistent"])
    #expect(
      empty.errorText == "mini: error: cannot find 'git', which moves snapshots: install Git\n")
    #expect(!scene.workspace.exists("\(scene.here.name)/x"))
  }

  /// A ref keeps what Git reads, even where the snapshot is deleted meanwhile.
  @Test func gcTakesNothingFromGit() throws {
    let scene = try Scene()
    let real = try Tools.run("sh", ["-c", "command -v git"], in: scene.here).text
      .split(separator: "\n")[0]
    try scene.workspace.write(
      "bin/git",
      """
      #!/bin/sh
      unset GIT_NO_REPLACE_OBJECTS
      '\(Mini.executable)' snapshots --delete main
      '\(Mini.executable)' gc --prune now --max-size 1 > /dev/null
      exec \(real) "$@"

      """)
    try scene.workspace.permissions("bin/git", 0o755)
    let path = scene.workspace.path("bin") + ":" + Tools.searchPath
    try scene.mini(["export", "out"], in: scene.here, environment: ["PATH": path])
    #expect(try scene.mini(["snapshots"], in: scene.here).text == "")
    try scene.mini(["import", "../../../here/project/out", "--allow-unsigned"], in: scene.there)
    try scene.mini(["gc", "--prune", "now"], in: scene.here)
    let git = RealGit(
      gitDirectory: FilePath(scene.workspace.path("\(scene.here.name)/.mini_cache")))
    #expect(try git.run("for-each-ref") == "")
  }

  /// Keep refs of killed processes are ignored after a day, and removed.
  @Test func keepRefsOfKilledProcessesEnd() throws {
    let scene = try Scene(building: ["--emit", "ir"])
    let cache = "\(scene.here.name)/.mini_cache"
    let git = RealGit(gitDirectory: FilePath(scene.workspace.path(cache)))
    let id = try git.run("rev-parse", "refs/mini/snapshots/main")
    try scene.mini(["snapshots", "--delete", "main"], in: scene.here)
    try scene.workspace.write("\(cache)/refs/mini/keep/abc", id)
    try scene.mini(["gc", "--prune", "now"], in: scene.here)
    #expect(scene.workspace.exists("\(cache)/refs/mini/keep/abc"))
    let time = try scene.workspace.modified("\(cache)/refs/mini/keep/abc")
    try scene.workspace.setModified(
      "\(cache)/refs/mini/keep/abc", nanoseconds: time - 100_000_000_000_000)
    try scene.mini(["gc", "--prune", "now"], in: scene.here)
    #expect(try git.run("for-each-ref") == "")
  }
}

extension SnapshotTransportTests.Scene {
  func expectUnits(compiled: Int) throws {
    let build = try Mini.statistics([], in: there)
    #expect(build.filesCompiled == 0 && build.number("units", "compiled") == compiled)
  }
}
