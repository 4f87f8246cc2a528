// Messages when a tool fails: the cause, and the files that it worked on.

import Foundation
import TestSupport
import Testing

@Suite struct ToolMessageTests {
  /// A clang whose front end is a script.
  private func build(
    compiling: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> Finished {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let tools = try ToolchainTests.ScriptedToolchain(workspace, compiling: compiling)
    return try Mini.run(
      ["build"] + arguments, in: workspace.folder("project"),
      environment: tools.environment.merging(environment) { $1 })
  }

  @Test func aSignalIsToldWithTheFilesOfTheUnit() throws {
    for (signal, words) in [("SEGV", "signal 11"), ("KILL", "signal 9: the system may be out")] {
      let build = try build(compiling: "kill -\(signal) $$", ["-O2"])
      #expect(build.status == 3 && build.errorText.contains(words), "\(build.errorText)")
      #expect(build.errorText.contains("'lib/show.mini', 'math.mini'"), "\(build.errorText)")
      #expect(!build.errorText.contains("clang 15"))
      #expect(build.errorText.split(separator: "\n").count == 1, "\(build.errorText)")
    }
  }

  /// The first unit of a process without code is the one that failed.
  @Test func theUnitThatFailedIsNamed() throws {
    let project = try WideProject(stem: "m")
    let tools = try ToolchainTests.ScriptedToolchain(
      project.workspace,
      compiling: """
        options=; for word; do case "$word" in *.ll) ;; *) options="$options $word" ;; esac; done
        for word; do
          case "$word" in *.ll)
            grep -q 'define .*m7.large' "$word" && { echo "error: no 7" >&2; exit 1; }
            clang $options "$word" || exit ;;
          esac
        done
        exit 0
        """)
    let build = try Mini.run(
      ["build", "-j1"], in: project.folder, environment: tools.environment)
    #expect(build.status == 3, "\(build.errorText)")
    #expect(build.errorText.contains("(exit status 1): error: no 7"), "\(build.errorText)")
    #expect(build.errorText.contains("'m7.mini'"), "\(build.errorText)")
  }

  @Test func anOldClangIsToldByItsVersion() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    try workspace.write(
      "tools/clang", "#!/bin/sh\necho 'Debian clang version 14.0.6' >&2\necho ' \"clang\"' >&2\n")
    try workspace.permissions("tools/clang", 0o755)
    let build = try Mini.run(
      ["build"], in: workspace.folder("project"),
      environment: ["MINI_CLANG": workspace.path("tools/clang")])
    #expect(build.status == 3)
    #expect(build.errorText.contains("is clang 14"), "\(build.errorText)")
    #expect(build.errorText.contains("clang 15 or later"))
  }

  /// Tools put their temporary files into their working folder.
  @Test(arguments: ["/nowhere", "/proc", ""])
  func theFolderOfTemporaryFilesIsNotNeeded(folder: String) throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    try Mini.build([], in: workspace.folder("project"), environment: ["TMPDIR": folder])
    #expect(workspace.files(below: "project").filter { $0.contains("tmp") } == [])
  }

  @Test(.enabled(if: SystemCallTrace.isAvailable, "needs strace"))
  func aRefusedStartIsToldByItsCause() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let refused = try Tools.run(
      "strace",
      ["-f", "-qq", "-o", workspace.path("trace"), "-e", "trace=vfork"]
        + ["-e", "inject=vfork:error=EAGAIN", Mini.executable, "build"], in: folder)
    #expect(refused.status == 3)
    #expect(
      refused.errorText.contains("cannot be started: Resource temporarily unavailable"),
      "\(refused.errorText)")
    #expect(!refused.errorText.contains("clang 15"))
    print("hostile: failing tools: 8 trials")
  }
}
