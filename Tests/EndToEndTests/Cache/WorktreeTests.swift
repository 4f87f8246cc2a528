// A linked worktree of Git asks the cache of the main worktree, without any setting.

import TestSupport
import Testing

@Suite struct WorktreeTests {
  private let workspace = Workspace()

  /// A repository with a project in a folder, built in its main worktree, and a linked worktree.
  private func makeWorktrees() throws {
    try workspace.write(
      "main/app/main.mini", "import \"m.mini\" as m;\nfn main() i32 { return m.f(); }\n")
    try workspace.write("main/app/m.mini", "fn f() i32 { return 3; }\n")
    try Mini.build(["--emit", "ir"], in: workspace.folder("main/app"))
    for arguments in [
      ["init", "-q"], ["add", "app/main.mini", "app/m.mini"],
      ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first"],
      ["worktree", "add", "-q", "../linked"],
    ] {
      let git = try Tools.run("git", arguments, in: workspace.folder("main"))
      #expect(git.status == 0, "\(git.errorText)")
    }
  }

  private func compiled(_ folder: String, _ environment: [String: String] = [:]) throws -> Int? {
    let build = try Mini.statistics(
      ["--emit", "ir"], in: workspace.folder(folder), environment: environment)
    #expect(build.output.status == 0 && build.output.errorText == "", "\(build.output.errorText)")
    return build.filesCompiled
  }

  @Test func theMainWorktreesCacheIsAsked() throws {
    try makeWorktrees()
    #expect(try compiled("linked/app") == 0)
    #expect(
      try workspace.bytes("linked/app/main.ll") == workspace.bytes("main/app/main.ll"))
  }

  @Test func aSettingTurnsItOff() throws {
    try makeWorktrees()
    let folder = workspace.folder("linked/app")
    #expect(try Mini.run(["config", "--add", "mini.upstream", ""], in: folder).status == 0)
    #expect(try compiled("linked/app") == 2)
  }

  @Test func aMainWorktreeWithoutACacheIsNoProblem() throws {
    try makeWorktrees()
    try workspace.delete("main/app/.mini_cache")
    #expect(try compiled("linked/app") == 2)
  }

  /// A checkout can contain any `.git` file.
  @Test(arguments: ["elsewhere", "copied", "cut", "empty", "a link"])
  func aFileThatPointsElsewhereCountsForNothing(_ kind: String) throws {
    try makeWorktrees()
    let sign = try workspace.text("linked/.git")
    try workspace.copy("linked/app", "stranger/app")
    switch kind {
    case "elsewhere":
      try workspace.write("stranger/.git", "gitdir: \(workspace.path("main/.git"))\n")
    case "copied": try workspace.write("stranger/.git", sign)  // it points back to `linked`
    case "cut": try workspace.write("stranger/.git", "gitdir: ")
    case "empty": try workspace.write("stranger/.git", "")
    default: try workspace.link("stranger/.git", to: workspace.path("linked/.git"))
    }
    #expect(try compiled("stranger/app") == 2)
  }

  @Test func aMovedMainWorktreeIsNotFoundAndNoProblem() throws {
    try makeWorktrees()
    try workspace.move("main", "moved")
    #expect(try compiled("linked/app") == 2)
  }
}
