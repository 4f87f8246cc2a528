// `mini doctor`: each kind of trouble is found, and nothing is changed.

import SystemPackage
import TestSupport
import Testing

@Suite struct DoctorTests {
  private let workspace = Workspace()
  private let folder: Folder

  init() throws {
    try workspace.write("project/main.mini", "fn main() i32 { return 0; }\n")
    folder = workspace.folder("project")
  }

  /// The checks, as lines of two or three parts.
  private func doctor(
    _ arguments: [String] = [], environment: [String: String] = [:], status: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let finished = try Mini.run(["doctor"] + arguments, in: folder, environment: environment)
    #expect(
      finished.status == status && finished.errorText == "",
      "\(finished.text)\(finished.errorText)", sourceLocation: sourceLocation)
    return finished.text
  }

  @Test func aSoundMachineHasNoProblem() throws {
    let text = try doctor()
    #expect(!text.contains("problem"))
    #expect(text.contains("ok       toolchain  '") && text.contains("make programs that run\n"))
    #expect(text.contains("ok       cache      there is no cache"))
    #expect(workspace.files(below: "project") == ["main.mini"])
    try Mini.build([], in: folder)
    let before = workspace.files(below: "project")
    #expect(try doctor().contains("ok       cache      '"))
    #expect(workspace.files(below: "project") == before)
    let object = try JSON.object(Array(try doctor(["--json"]).utf8))
    #expect(object["schema"] as? Int == 1)
    let checks = try #require(object["checks"] as? [[String: Any]])
    #expect(checks.allSatisfy { $0["state"] as? String != "problem" && $0["finding"] is String })
  }

  @Test func aToolchainThatCannotWorkIsFound() throws {
    let absent = try doctor(environment: ["MINI_CLANG": "/nonexistent/clang"], status: 1)
    #expect(absent.contains("problem  toolchain  cannot find '/nonexistent/clang'"))
    try workspace.write("tools/clang", "#!/bin/sh\nexit 3\n")
    try workspace.permissions("tools/clang", 0o755)
    let broken = try doctor(environment: ["MINI_CLANG": workspace.path("tools/clang")], status: 1)
    #expect(broken.contains("problem  toolchain  "))
  }

  @Test func wrongSettingsAreFound() throws {
    try workspace.write("project/.config/mini/config", "[mini]\n\tnosuch = 1\n")
    let text = try doctor(status: 1)
    #expect(text.contains("problem  settings   ") && text.contains("nosuch"))
    #expect(text.contains("\n                    commands that need settings"))
  }

  @Test func aFileFromTheFutureIsFound() throws {
    _ = try Tools.run("touch", ["-d", "2100-01-01", "main.mini"], in: folder)
    let text = try doctor(status: 1)
    #expect(text.contains("problem  clock      'main.mini' is "))
  }

  @Test func lowLimitsAreNoted() throws {
    let finished = try Shell.run(
      "ulimit -n 200; exec '\(Mini.executable)' doctor", in: folder)
    #expect(finished.text.contains("note     limits     'ulimit -n' is 200: open files\n"))
  }

  @Test func aWrongProjectFileIsFound() throws {
    try workspace.write("project/mini.config", "[program \"main\"]\n\tlevel = 7\n")
    let text = try doctor(status: 1)
    #expect(text.contains("problem  settings") && text.contains("program.main.level"), "\(text)")
  }

  @Test func aFolderThatIsNoCacheIsFound() throws {
    try workspace.write("project/.mini_cache/mine", "text")
    let text = try doctor(["--cache-dir", ".mini_cache"], status: 1)
    #expect(text.contains("problem  cache      '.mini_cache' is not empty and is not a cache"))
  }

  @Test(.enabled(if: Shell.canMount, "needs a disk of its own"))
  func aFullDiskIsFoundAndGCFreesIt() throws {
    try Mini.build([], in: folder)
    let found = try Shell.run(
      """
      unshare -m sh -c 'mkdir ../small; mount -t tmpfs -o size=1m,mode=755 tmpfs ../small
      cp -r .mini_cache main.mini ../small; cd ../small
      "\(Mini.executable)" doctor
      "\(Mini.executable)" gc --free-space 1k
      "\(Mini.executable)" gc --free-space 2m 2> ../refusal
      free() { echo $(($(stat -f -c "%a * %S" .))); }
      before=$(free)
      "\(Mini.executable)" gc --free-space $((before + 16384)) > ../gc
      echo $(($(free) - before))'
      """, in: folder)
    #expect(found.text.contains("problem  disk       "), "\(found.text)")
    #expect(found.text.contains("dropped: 0 objects"), "nothing is missing: \(found.text)")
    let refusal = try workspace.text("refusal")
    #expect(refusal.contains("the cache's disk has only 1024.00 KiB in all\n"), "\(refusal)")
    let freed = try #require(found.text.split(separator: "\n").last.flatMap { Int($0) })
    let report = try workspace.text("gc")
    #expect(freed >= 16384, "\(found.text)\(report)")
  }
}
