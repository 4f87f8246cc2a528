// Git refs in a cache: gc keeps everything that a ref reaches, and verify walks the refs.

import SystemPackage
import TestSupport
import Testing

@Suite struct RefTests {
  /// A built project, and Git on its cache.
  struct Scene {
    let workspace = Workspace()
    let folder: Folder
    let git: RealGit

    init() throws {
      try workspace.write("project/main.mini", "fn f() {}\nfn main() i32 { return 0; }\n")
      folder = workspace.folder("project")
      try Mini.build(in: folder)
      git = RealGit(gitDirectory: FilePath(workspace.path("project/.mini_cache")))
    }

    func make(_ arguments: String..., input: String = "") throws -> String {
      let made = try git.finish(arguments, input: Array(input.utf8), in: "/")
      #expect(made.status == 0, "\(arguments): \(made.errorText)")
      return made.outputText.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// A commit of a folder in a folder with a file, and its objects.
    func commit(_ text: String, parents: [String] = []) throws -> (id: String, objects: [String]) {
      let blob = try make("hash-object", "-w", "--stdin", input: text)
      let inner = try make("mktree", input: "100644 blob \(blob)\tfile\n")
      let tree = try make(
        "mktree", "--missing",
        input:
          "040000 tree \(inner)\tfolder\n160000 commit \(String(repeating: "12", count: 32))\tm\n")
      var words = ["commit-tree", tree, "-m", "as of \(text)"]
      for parent in parents { words += ["-p", parent] }
      let commit = try git.finish(words).outputText.split(separator: "\n").first.map(String.init)
      let id = try #require(commit)
      return (id, [blob, inner, tree, id])
    }

    func mini(_ arguments: String...) throws -> Finished { try Mini.run(arguments, in: folder) }

    func has(_ id: String) throws -> Bool { try git.finish(["cat-file", "-e", id]).status == 0 }

    func expectAll(_ objects: [String], _ context: String) throws {
      for object in objects { #expect(try has(object), "\(context): \(object) is gone") }
      let fsck = try git.finish(["fsck", "--full"])
      #expect(fsck.status == 0, "\(context): \(fsck.errorText)")
      let verify = try mini("verify")
      #expect(verify.status == 0, "\(context): \(verify.text)")
    }
  }

  /// The ways in which an object can be reached. The last line of each output is ignored.
  private static var ways: [(name: String, steps: (Scene, String) throws -> Void)] {
    [
      ("a branch", { _ = try $0.make("update-ref", "refs/heads/main", $1) }),
      ("a branch in folders", { _ = try $0.make("update-ref", "refs/heads/a/b/c", $1) }),
      (
        "a ref of a name of its own", { _ = try $0.make("update-ref", "refs/mini/snapshots/1", $1) }
      ),
      (
        "a packed ref",
        {
          _ = try $0.make("update-ref", "refs/heads/main", $1)
          _ = try $0.make("pack-refs", "--all", "--prune")
          #expect(!$0.workspace.exists("project/.mini_cache/refs/heads/main"))
        }
      ),
      ("a detached HEAD", { _ = try $0.make("update-ref", "--no-deref", "HEAD", $1) }),
      (
        "a HEAD that names another branch",
        {
          _ = try $0.make("update-ref", "refs/heads/other", $1)
          _ = try $0.make("symbolic-ref", "HEAD", "refs/heads/other")
        }
      ),
      ("a tag", { _ = try $0.make("tag", "-a", "v1", "-m", "one", $1) }),
      (
        "a tag of a tag",
        {
          _ = try $0.make("tag", "-a", "inner", "-m", "one", $1)
          _ = try $0.make("tag", "-a", "outer", "-m", "two", "inner")
          _ = try $0.make("update-ref", "-d", "refs/tags/inner")
        }
      ),
      ("the HEAD of a worktree", { try $0.workspace.write($0.worktree + "HEAD", $1 + "\n") }),
      (
        "a ref of a worktree",
        { try $0.workspace.write($0.worktree + "refs/bisect/bad", $1 + "\n") }
      ),
    ]
  }

  @Test func gcKeepsAllThatARefReaches() throws {
    for way in Self.ways {
      let scene = try Scene()
      let first = try scene.commit("one")
      let second = try scene.commit("two", parents: [first.id])
      let merge = try scene.commit("three", parents: [first.id, second.id])
      try way.steps(scene, merge.id)
      let unreached = try scene.make("hash-object", "-w", "--stdin", input: "nobody's")
      let kept = first.objects + second.objects + merge.objects
      for command in [["gc", "--prune", "now"], ["gc", "--prune", "now", "--max-size", "1"]] {
        let finished = try Mini.run(command, in: scene.folder)
        #expect(finished.status == 0, "\(way.name): \(finished.errorText)")
        #expect(!finished.errorText.contains("HEAD"), "\(way.name): \(finished.errorText)")
        try scene.expectAll(kept, "\(way.name), \(command)")
        #expect(try !scene.has(unreached), "\(way.name)")
      }
      // A ref does not disturb a build.
      try scene.workspace.write("project/main.mini", "fn main() i32 { return 1; }\n")
      try Mini.build(in: scene.folder)
      try scene.expectAll(kept, "\(way.name), built")
    }
  }

  /// Objects of every type survive being packed again, by gc and by Git, in either tree.
  @Test func objectsOfGitAreRepackedAsTheyAre() throws {
    let scene = try Scene()
    var kept: [String] = []
    for number in 0..<40 {
      let commit = try scene.commit("\(number)", parents: kept.last.map { [$0] } ?? [])
      kept += commit.objects
    }
    _ = try scene.make("update-ref", "refs/heads/main", try #require(kept.last))
    _ = try scene.make("repack", "--depth=10")
    for text in ["in the other tree", "and again"] {
      try scene.workspace.write("project/note", text)
      let id = try scene.mini("hash-object", "-w", "--tree", "zir", "note").text
      kept.append(id.split(separator: "\n").first.map(String.init) ?? "")
      _ = try scene.make("update-ref", "refs/notes/\(kept.count)", try #require(kept.last))
    }
    for _ in 0..<2 {
      #expect(try scene.mini("gc", "--prune", "now").status == 0)
      try scene.expectAll(kept, "packed again")
    }
  }

  @Test func whatNothingReachesGoesWhenItsRefDoes() throws {
    let scene = try Scene()
    let commit = try scene.commit("one")
    _ = try scene.make("update-ref", "refs/heads/main", commit.id)
    #expect(try scene.mini("gc", "--prune", "now").status == 0)
    _ = try scene.make("update-ref", "-d", "refs/heads/main")
    #expect(try scene.mini("gc", "--prune", "now").status == 0)
    for object in commit.objects { #expect(try !scene.has(object)) }
    #expect(try scene.mini("verify").status == 0)
  }

  @Test func verifyReportsARefWhoseObjectsAreNotThere() throws {
    let scene = try Scene()
    let commit = try scene.commit("one")
    _ = try scene.make("update-ref", "refs/heads/main", commit.id)
    #expect(try scene.mini("verify").status == 0)
    for object in commit.objects {
      let file = "project/.mini_cache/objects/\(object.prefix(2))/\(object.dropFirst(2))"
      let bytes = try scene.workspace.bytes(file)
      try scene.workspace.delete(file)
      let verify = try scene.mini("verify")
      #expect(verify.status == 1)
      #expect(verify.text.contains("refs/heads/main: it reaches object \(object): absent"))
      // Objects that may be reachable beyond the gap stay.
      #expect(
        try scene.mini("gc", "--prune", "now", "--dry-run").text.contains("would drop: 0 objects"))
      try scene.workspace.write(file, bytes)
      try scene.workspace.permissions(file, 0o444)
    }
    #expect(try scene.mini("verify").status == 0)
    for (ref, text) in [
      ("refs/heads/broken", "no id\n"), ("refs/heads/short", "12ab\n"), ("refs/empty", ""),
      ("packed-refs", "# pack-refs\nnonsense\n"), ("worktrees/w/HEAD", "?"),
    ] {
      try scene.workspace.write("project/.mini_cache/\(ref)", text)
      let verify = try scene.mini("verify")
      #expect(verify.status == 1 && verify.text.contains(ref), "\(ref): \(verify.text)")
      let plan = try scene.mini("gc", "--prune", "now", "--dry-run")
      #expect(
        plan.status == 0 && plan.text.contains("would drop: 0 objects"), "\(ref): \(plan.text)")
      try scene.workspace.delete("project/.mini_cache/\(ref)")
    }
  }

  /// A ref of mini's own is moved aside once, however many of its objects are absent.
  @Test func repairMovesASnapshotWithoutObjectsAside() throws {
    let scene = try Scene()
    let parents = try ["one", "two"].map { try scene.commit($0).id }
    let commit = try scene.commit("three", parents: parents)
    _ = try scene.make("update-ref", "refs/mini/snapshots/main", commit.id)
    #expect(try scene.mini("verify").status == 0)
    for parent in parents {
      try scene.workspace.delete(
        "project/.mini_cache/objects/\(parent.prefix(2))/\(parent.dropFirst(2))")
    }
    let repair = try scene.mini("verify", "--repair")
    #expect(repair.status == 0 && repair.text.contains("it reaches object"), "\(repair.text)")
    #expect(!scene.workspace.exists("project/.mini_cache/refs/mini/snapshots/main"))
    #expect(try scene.mini("verify").status == 0)
  }

  /// A branch that does not exist yet, and files that Git does not follow either, reach nothing.
  @Test func whatIsNoRefKeepsNothing() throws {
    let scene = try Scene()
    let commit = try scene.commit("one")
    for name in [
      "FETCH_HEAD", "ORIG_HEAD", "logs/HEAD", "refs/heads/main.lock", "refs/heads/.hidden",
    ] {
      try scene.workspace.write("project/.mini_cache/\(name)", commit.id + "\n")
    }
    #expect(try scene.mini("gc", "--prune", "now").status == 0)
    for object in commit.objects { #expect(try !scene.has(object)) }
  }
}

extension RefTests.Scene {
  fileprivate var worktree: String { "project/.mini_cache/worktrees/w/" }
}
