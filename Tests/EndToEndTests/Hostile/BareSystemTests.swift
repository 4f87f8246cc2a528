// Systems without things that most have: /proc, descriptors, a program name.

import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct BareSystemTests {
  private let workspace = Workspace()

  private func project() throws -> Folder {
    try workspace.write("main.mini", "fn main() i32 { print(7); return 3; }\n")
    return workspace.folder("")
  }

  private func shell(_ script: String, in folder: Folder) throws -> Finished {
    try ChildProcess.run(
      "sh", ["-c", script, Mini.executable], in: FilePath(folder.path),
      environment: Mini.variables(in: folder))
  }

  /// Only root can hide /proc, and not in every container.
  private static let canHideProc: Bool = {
    let run = try? ChildProcess.run(
      "unshare", ["-m", "sh", "-c", "umount -l /proc"], environment: ["PATH": Tools.searchPath])
    return run?.status == 0
  }()

  @Test(.enabled(if: canHideProc))
  func withoutProcEverythingWorks() throws {
    let folder = try project()
    var trials = 0
    for arguments in [
      "build", "build -O1", "run", "check", "verify", "gc", "gc --auto", "count-objects -v",
      "cat-object -p main.mini", "hash-object main.mini", "clean", "run", "--version", "config -l",
    ] {
      let script = "unshare -m sh -c 'umount -l /proc; exec \"$0\" \(arguments)' \"$0\""
      let run = try shell(script, in: folder)
      #expect(run.status == (arguments == "run" ? 3 : 0), "\(arguments): \(run.errorText)")
      #expect(arguments == "verify" || run.errorText == "", "\(arguments): \(run.errorText)")
      trials += 1
    }
    print("hostile: no /proc: \(trials) trials")
  }

  /// The executable is found by the name with which it was started.
  @Test(.enabled(if: canHideProc))
  func withoutProcABuildStartsAGC() throws {
    let project = VersionedProject(workspace, "project", moduleCount: 40)
    try workspace.write("project/.config/mini/config", "[mini]\n\tgcAutoPackLimit = 1\n")
    let options = VersionedProject.build.joined(separator: " ")
    for version in 0...1 {
      try project.write(version: version)
      Workspace.age()
      let script = """
        unshare -m sh -c 'umount -l /proc; unset MINI_GC_AUTO; exec "$0" \(options)' "$0"
        """
      let run = try shell(script, in: project.folder)
      #expect(run.status == 0)
      let said = version == 0 ? "" : "mini: gc runs in the background ("
      #expect(run.errorText.hasPrefix(said) && run.errorText.isEmpty == said.isEmpty)
    }
    let log = "project/.mini_cache/gc.log"
    for _ in 0..<(Mini.secondsMax * 20) {
      if workspace.exists(log), try workspace.text(log).contains("freed: ") { return }
      usleep(50_000)
    }
    Issue.record("no gc has come to its end")
  }

  @Test func anEmptyListOfArgumentsIsAnError() throws {
    let folder = try project()
    let script = """
      exec python3 -c 'import ctypes, sys
      libc = ctypes.CDLL(None, use_errno=True)
      libc.execve(sys.argv[1].encode(), (ctypes.c_char_p * 1)(None), (ctypes.c_char_p * 1)(None))
      sys.exit(9)' "$0"
      """
    let run = try shell(script, in: folder)
    #expect(run.status == 2 && run.text == "")
    #expect(run.errorText.contains("with an empty list of arguments"), "\(run.errorText)")
  }

  /// The limit counts from 0: with 3, only the standard streams can be open.
  @Test func withFewDescriptorsItIsAnErrorWithTheReason() throws {
    let folder = try project()
    try Mini.build(in: folder)
    var trials = 0
    for limit in 0..<12 {
      for arguments in ["build --emit ir", "check", "count-objects", "emit", "config mini.maxSize"]
      {
        let run = try shell("ulimit -n \(limit); exec \"$0\" \(arguments)", in: folder)
        trials += 1
        if run.status == 0 { continue }
        #expect(run.status == 2, "\(limit) \(arguments): \(run.status) \(run.errorText)")
        #expect(
          run.errorText.contains("Too many open files") || limit < 3,
          "\(limit) \(arguments): \(run.errorText)")
      }
    }
    let run = try shell("ulimit -n 3; exec \"$0\" build --emit ir", in: folder)
    #expect(run.status == 2 && run.text == "")
    #expect(run.errorText.contains("Too many open files"), "\(run.errorText)")
    #expect(try Mini.run(["verify"], in: folder).status == 0)
    print("hostile: few descriptors: \(trials) trials")
  }
}
