// Options and formats that git also has mean the same.

import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct GitLikenessTests {
  /// A workspace whose folder contains a repository that is both git's and a cache of mini: a built
  /// project.
  private static func built() throws -> (folder: Folder, git: RealGit) {
    let (_, folder) = try PlumbingTests.builtDemo()
    return (folder, PlumbingTests.git(folder))
  }

  @Test func aTypeMayFollowItsOptionWithoutASpace() throws {
    let (folder, git) = try Self.built()
    for options in [["-tblob"], ["-t", "blob"], ["-tblob", "-w"]] {
      let mine = try Mini.run(["hash-object"] + options + ["main.mini"], in: folder)
      let theirs = try git.finish(
        ["hash-object"] + options.filter { $0 != "-w" } + ["main.mini"], in: FilePath(folder.path))
      #expect(mine.text == theirs.text && mine.status == 0, "\(options) \(mine.errorText)")
    }
    #expect(try Mini.run(["hash-object", "-tnone", "main.mini"], in: folder).status == 64)
  }

  @Test(arguments: ["%(foo)", "%()", "%(objectname", "a %(objecttype) %(objectsize:disc)"])
  func aFormatThatGitRefusesIsRefusedInItsWords(format: String) throws {
    let (folder, git) = try Self.built()
    for input in [[], Array("main.mini\n".utf8)] {
      let option = "--batch-check=\(format)"
      let mine = try Mini.run(["cat-object", option], in: folder, input: input)
      let theirs = try git.finish(["cat-file", option], input: input)
      #expect(theirs.status == 128 && theirs.errorText.hasPrefix("fatal: "))
      #expect(mine.status == 64 && mine.text == "")
      let words = theirs.errorText.dropFirst("fatal: ".count)
      #expect(mine.errorText.hasPrefix("mini: error: \(words)"), "\(mine.errorText)")
    }
  }

  @Test func aNamesTypeLeadsWhereItLeadsGit() throws {
    let (folder, git) = try Self.built()
    func made(_ arguments: [String], input: String = "") throws -> String {
      let run = try git.finish(
        ["-c", "user.name=a", "-c", "user.email=a@b"] + arguments, input: Array(input.utf8))
      try #require(run.status == 0, "\(run.errorText)")
      return String(run.text.dropLast())
    }
    let blob = try made(["hash-object", "-w", "--stdin"], input: "text")
    let tree = try made(["mktree"], input: "100644 blob \(blob)\tname\n")
    let commit = try made(["commit-tree", "-m", "message", tree])
    let tag = try made(
      ["mktag"],
      input: "object \(commit)\ntype commit\ntag t\ntagger a <a@b> 1 +0000\n\nmessage\n")
    let absent = String(repeating: "0", count: 64)
    let suffixes = [
      "^{blob}", "^{tree}", "^{commit}", "^{tag}", "^{object}", "^{}", "^{foo}", "^{blob",
      "^{commit}^{tree}", "^{tree}^{commit}", "^{}^{}",
    ]
    let names = [blob, tree, commit, tag, absent, String(commit.prefix(20)), "nosuch"]
      .flatMap { name in suffixes.map { name + $0 } }
    let input = Array(names.map { $0 + "\n" }.joined().utf8)
    for mode in ["--batch-check", "--batch", "--batch-check=%(objecttype) %(rest)"] {
      let mine = try Mini.run(["cat-object", mode], in: folder, input: input)
      let theirs = try git.finish(["cat-file", mode], input: input)
      #expect(mine.output == theirs.output && mine.status == 0, "\(mine.text)")
    }
    for option in ["-e", "-t", "-s", "-p"] {
      for name in [commit + "^{tree}", tag + "^{}", blob + "^{tree}"] {
        let mine = try Mini.run(["cat-object", option, name], in: folder)
        let theirs = try git.finish(["cat-file", option, name])
        #expect(mine.text == theirs.text && (mine.status == 0) == (theirs.status == 0), "\(name)")
      }
    }
    #expect(
      try Mini.run(["cat-object", "-t", "main.mini:main^{blob}"], in: folder).text == "blob\n")
  }

  /// The file is sparse: it takes no space on the disk.
  @Test func aFileThatNoObjectCanHoldIsRefusedWithoutReadingIt() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write("large", "")
    try #require(truncate(workspace.path("large"), 1_500_000_000) == 0)
    let runs = [
      try Mini.run(["hash-object", "large"], in: folder),
      try Mini.run(["hash-object", "--stdin-paths"], in: folder, input: Array("large\n".utf8)),
      try ChildProcess.run(
        "/bin/sh", ["-c", "exec '\(Mini.executable)' hash-object --stdin < large"],
        in: FilePath(folder.path), environment: [:]),
    ]
    for run in runs {
      #expect(run.status == 2 && run.text == "")
      #expect(run.errorText.contains("is too large: an object has at most 1 GiB"))
    }
  }

  @Test func theFolderOfCWorksAsInGit() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "outer/project")
    let folder = workspace.folder("outer")
    let whole = try Mini.run(["-C", "project", "build", "--emit", "ir"], in: folder)
    #expect(whole.status == 0, "\(whole.errorText)")
    #expect(workspace.exists("outer/project/main.ll"))
    let ways = [
      ["-C", "..", "-C", "outer/project", "hash-object", "main.mini"],
      ["-Cproject", "hash-object", "main.mini"], ["hash-object", "-C", "project", "main.mini"],
      ["-C", "", "hash-object", "project/main.mini"],
      ["-C", folder.path, "-C", "project", "hash-object", "main.mini"],
    ]
    let id = try Mini.run(["hash-object", "project/main.mini"], in: folder).text
    for way in ways {
      let run = try Mini.run(way, in: folder)
      #expect(run.text == id && run.status == 0, "\(way) \(run.errorText)")
    }
    let absent = try Mini.run(["-C", "gone", "build"], in: folder)
    #expect(absent.status == 2)
    #expect(absent.errorText == "mini: error: cannot change to 'gone': No such file or directory\n")
    #expect(
      try Mini.run(["run", "project/main.mini", "--", "-C", "gone"], in: folder).status == 25)
  }
}
