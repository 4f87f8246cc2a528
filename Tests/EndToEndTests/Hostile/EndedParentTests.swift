// Builds that a signal ends, and parents that change signal handling: no tool and no scratch folder
// stays.

import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite(.mostlyWaits) struct EndedParentTests {
  /// A compiler that leaves files that are hard to remove in its scratch folder, writes its id to
  /// `tools/pids`, and waits.
  private static func waiting(_ workspace: Workspace) throws -> ToolchainTests.ScriptedToolchain {
    try ToolchainTests.ScriptedToolchain(
      workspace,
      compiling: """
        for last; do :; done
        cd "$(dirname "$last")"
        mkdir -p a/b/c && echo > a/b/file && ln -s / a/root && chmod 0 a/b/c && chmod 444 a/b/file
        chmod 500 a/b && chmod 100 a
        echo $$ >> "\(workspace.path("tools/pids"))"
        exec sleep 1000
        """)
  }

  private static func tools(_ workspace: Workspace) -> [Int32] {
    guard let text = try? workspace.text("tools/pids") else { return [] }
    return text.split(separator: "\n").compactMap { Int32($0) }
  }

  private static func scratch(_ workspace: Workspace) -> [String] {
    workspace.files(below: "project").filter { $0.contains(".tmp_mini_") }
  }

  @Test(arguments: [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGKILL])
  func aSignalThatEndsABuildEndsItsTools(signal: Int32) throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let toolchain = try Self.waiting(workspace)
    let build = try Mini.start(["build"], in: folder, environment: toolchain.environment)
    for _ in 0..<20_000 where Self.tools(workspace).isEmpty { usleep(1000) }
    build.send(signal)
    #expect(try build.finish(secondsMax: Mini.secondsMax).status == 128 + signal)
    let tools = Self.tools(workspace)
    #expect(!tools.isEmpty, "the compiler was there")
    for tool in tools {
      for _ in 0..<5000 where ToolchainTests.isAlive(tool) { usleep(1000) }
      #expect(!ToolchainTests.isAlive(tool))
    }
    if signal != SIGKILL { #expect(Self.scratch(workspace) == []) }
    try Mini.build([], in: folder)
    #expect(Self.scratch(workspace) == [], "the next build removes what a kill has left")
    print("hostile: ended parent: 1 trials")
  }

  /// The linker makes a program that shows the signals with which it was started. (A shell changes
  /// them.)
  @Test(arguments: ["CHLD", "CHLD,XFSZ", "CHLD,HUP,INT,QUIT", ""])
  func signalsThatAParentIgnoresReachTheProgramAsTheyWere(ignored: String) throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let toolchain = try ToolchainTests.ScriptedToolchain(
      workspace, compiling: "exec clang \"$@\"")
    try workspace.write(
      "tools/shows.c",
      """
      #include <stdio.h>
      #include <string.h>
      int main(void) {
        char line[256];
        FILE *status = fopen("/proc/self/status", "r");
        while (fgets(line, sizeof line, status))
          if (!strncmp(line, "SigIgn", 6)) fputs(line, stdout);
        return 0;
      }

      """)
    _ = try ChildProcess.run(
      "clang", ["-o", workspace.path("tools/shows"), workspace.path("tools/shows.c")],
      environment: ["PATH": Tools.searchPath])
    try workspace.write(
      "tools/ld.lld",
      """
      #!/bin/sh
      while [ "$1" != -o ]; do shift; done
      cp "\(workspace.path("tools/shows"))" "$2"

      """)
    try workspace.permissions("tools/ld.lld", 0o755)
    let ignoring = ignored.isEmpty ? "" : "--ignore-signal=\(ignored)"
    let script = """
      env --default-signal \(ignoring) grep SigIgn /proc/self/status
      env --default-signal \(ignoring) "\(Mini.executable)" run
      env --default-signal \(ignoring) "\(Mini.executable)" run
      """
    let environment = toolchain.environment.merging(["PATH": Tools.searchPath]) { $1 }
    let shown = try ChildProcess.run(
      "sh", ["-c", script], in: .init(workspace.path("project")), environment: environment)
    // The C library reserves signals 32 and 33.
    let masks = shown.outputText.split(separator: "\n").map { line in
      line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }.map { $0 & 0x7fff_ffff }
    }
    #expect(masks.count == 3 && Set(masks).count == 1, "\(shown.outputText) \(shown.errorText)")
    #expect(shown.errorText == "")
    print("hostile: ended parent: 2 trials")
  }
}
