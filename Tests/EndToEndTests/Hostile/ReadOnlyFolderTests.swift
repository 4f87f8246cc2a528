// Sources in places where nothing can be written.

import Glibc
import TestSupport
import Testing

@Suite struct ReadOnlyFolderTests {
  /// Runs a command in a read-only folder.
  private static func inReadOnly(_ folder: Folder, _ command: String) throws -> Finished {
    let user = folder.workspace.path("user")
    let script =
      "export XDG_CACHE_HOME='\(user)'; mount --bind . . && mount -o remount,ro,bind . && cd \"$PWD\" && \(command)"
    print("hostile: read-only folders: 1 trials")
    return try Tools.run("unshare", ["-m", "sh", "-c", script], in: folder)
  }

  @Test(.enabled(if: Shell.canMount, "needs a mount of its own")) func theyAreBuiltAndRunAsTheyAre()
    throws
  {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let before = workspace.files(below: "project")
    let mini = "'\(Mini.executable)'"
    let run = try Self.inReadOnly(folder, "\(mini) run")
    #expect(run.status == 25, "\(run.errorText)")
    #expect(run.errorText.contains("this build is not cached"))
    let built = try Self.inReadOnly(folder, "\(mini) build -o ../out")
    #expect(built.status == 0, "\(built.errorText)")
    #expect(try Tools.run(workspace.path("out"), [], in: folder).status == 25)
    #expect(workspace.exists("out.ll"))
    let cached = try Self.inReadOnly(
      folder, "\(mini) run --cache-dir ../cache; \(mini) run --cache-dir ../cache")
    #expect(cached.status == 25 && cached.errorText == "")
    #expect(try Self.inReadOnly(folder, "\(mini) check").status == 0)
    let beside = try Self.inReadOnly(folder, "\(mini) build")
    #expect(beside.status == 2 && beside.errorText.contains("Read-only file system"))
    #expect(workspace.files(below: "project") == before)
  }

  /// A cache that came with the sources is read, and the program is written elsewhere.
  @Test(.enabled(if: Shell.canMount, "needs a mount of its own")) func aReadOnlyCacheServes() throws
  {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    Workspace.age()
    let mini = "'\(Mini.executable)'"
    #expect(try Mini.run(["build", "--emit", "ir"], in: folder).status == 0)
    let run = try Self.inReadOnly(folder, "\(mini) run")
    #expect(run.status == 25, "\(run.errorText)")
    #expect(try Mini.run(["run"], in: folder).status == 25)
    let kept = try Self.inReadOnly(folder, "\(mini) run")
    #expect(kept.status == 25 && kept.errorText == "", "\(kept.errorText)")
  }

  @Test(.enabled(if: Shell.canMount, "needs a mount of its own"))
  func aCacheFromWhichNothingCanBeRunServes() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let script =
      "mount --bind . . && mount -o remount,noexec,bind . && cd \"$PWD\""
      + " && for option in '' '-q' '--no-cache'; do '\(Mini.executable)' run $option || echo $?; done"
    let run = try Tools.run("unshare", ["-m", "sh", "-c", script], in: folder)
    #expect(run.status == 0 && run.errorText == "", "\(run.errorText)")
    #expect(run.text.split(separator: "\n").count { $0 == "25" } == 3, "\(run.text)")
  }
}
