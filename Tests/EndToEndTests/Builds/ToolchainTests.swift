// The toolchain as `mini` calls it: absent, failing, slow; killed and interrupted builds.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct ToolchainTests {
  /// A clang that is a script: it claims to compile by itself, and runs the given commands.
  struct ScriptedToolchain {
    let workspace: Workspace
    var path: String { workspace.path("tools/clang") }

    /// - Parameter compiling: the shell commands of `-cc1`.
    init(_ workspace: Workspace, compiling: String) throws {
      self.workspace = workspace
      let script = """
        #!/bin/sh
        \(Tools.scriptPath)
        case "$1" in
        -cc1) \(compiling) ;;
        esac
        echo "$@" >> "\(workspace.path("tools/asked"))"
        # Two builds can ask at once.
        said="\(workspace.path("tools/said")).$$"
        clang "$@" 2> "$said"
        status=$?
        sed 's|^ "[^"]*" "-cc1"| "\(workspace.path("tools/clang"))" "-cc1"|' "$said" >&2
        exit $status

        """
      try workspace.write("tools/clang", script)
      try workspace.permissions("tools/clang", 0o755)
    }

    var environment: [String: String] { ["MINI_CLANG": path] }
  }

  @Test func anAbsentToolchainIsTold() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let noClang = try Mini.run(["build"], in: folder, environment: ["MINI_CLANG": "/nowhere/clang"])
    #expect(noClang.status == 3)
    #expect(noClang.errorText.contains("cannot find '/nowhere/clang'"))
    #expect(noClang.errorText.contains("install clang"))

    try workspace.write("tools/clang", "#!/bin/sh\n")
    try workspace.permissions("tools/clang", 0o755)
    let noLinker = try Mini.run(
      ["build"], in: folder, environment: ["PATH": workspace.path("tools")])
    #expect(noLinker.status == 3)
    #expect(noLinker.errorText.contains("cannot find 'ld.lld'"))
    #expect(noLinker.errorText.contains("install lld"))
    #expect(!workspace.exists("project/main"))
  }

  @Test func aFailingToolchainIsToldAndLeavesTheOutput() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build([], in: folder)
    let before = try workspace.bytes("project/main")
    let failing = try ScriptedToolchain(workspace, compiling: "echo boom >&2; exit 3")
    let build = try Mini.run(["build"], in: folder, environment: failing.environment)
    #expect(build.status == 3)
    #expect(build.errorText.contains("boom"), "\(build.errorText)")
    #expect(build.errorText.contains("exit status 3"), "\(build.errorText)")
    #expect(try workspace.bytes("project/main") == before)
    #expect(workspace.files(below: "project").filter { $0.contains("tmp") } == [])

    try workspace.write("tools/clang", "#!/bin/sh\necho 'what is -###?' >&2\nexit 1\n")
    let mute = try Mini.run(["build"], in: folder, environment: failing.environment)
    #expect(mute.status == 3)
    #expect(mute.errorText.contains("what is -###?"), "\(mute.errorText)")
  }

  /// IR and cache belong to the program that could not be linked, and contain it.
  @Test(arguments: ["clang", "ld.lld"])
  func aFailingToolLeavesACacheOfOneBuild(tool: String) throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build([], in: folder)
    try workspace.write("project/main.mini", "fn main() i32 { return 5; }\n")
    let tools = try ScriptedToolchain(
      workspace, compiling: tool == "clang" ? "exit 1" : "exec clang \"$@\"")
    if tool == "ld.lld" {
      try workspace.write("tools/ld.lld", "#!/bin/sh\nexit 1\n")
      try workspace.permissions("tools/ld.lld", 0o755)
    }
    let build = try Mini.run(["build"], in: folder, environment: tools.environment)
    #expect(build.status == 3 && build.errorText.contains("exit status 1"), "\(build.errorText)")
    let verify = try Mini.run(["verify"], in: folder)
    #expect(verify.status == 0, "\(verify.text) \(verify.errorText)")
    let run = try Mini.run(["run"], in: folder)
    #expect(run.status == 5 && run.errorText == "", "\(run.errorText)")
  }

  /// A script can depend on anything.
  @Test func aScriptThatCallsClangIsAskedByEachBuild() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let tools = try ScriptedToolchain(workspace, compiling: "exec clang \"$@\"")
    for text in ["1", "2", "3"] {
      try workspace.write("project/main.mini", "fn main() i32 { return \(text); }")
      let run = try Mini.run(["run"], in: folder, environment: tools.environment)
      #expect(run.status == Int32(text), "\(run.errorText)")
    }
    let asked = try workspace.text("tools/asked").split(separator: "\n")
    #expect(asked.count == 3 && asked.allSatisfy { $0.hasPrefix("--ld-path=") }, "\(asked)")
  }

  /// A setting that a script reads is in the keys: an incremental build equals a clean one.
  @Test func whatAScriptAddsIsInTheKeys() throws {
    let project = try WideProject()
    let workspace = project.workspace
    let script = { (option: String) in
      try workspace.write(
        "tools/clang",
        "#!/bin/sh\ncase \"$1\" in -cc1) ;; *) set -- \"$@\" $(cat \"${0%/*}/option\") ;; esac\n"
          + "exec '\(try Tools.path("clang"))' \"$@\"\n")
      try workspace.permissions("tools/clang", 0o755)
      try workspace.write("tools/option", option)
    }
    let environment = ["MINI_CLANG": workspace.path("tools/clang")]
    try script("-march=x86-64")
    Workspace.age()
    let first = try Mini.statistics([], in: project.folder, environment: environment)
    #expect(first.output.status == 0, "\(first.output.errorText)")
    let plain = try workspace.bytes("project/main")
    #expect(try Mini.statistics([], in: project.folder, environment: environment).isNull)
    try script("-fno-plt -march=x86-64-v2")
    let second = try Mini.statistics([], in: project.folder, environment: environment)
    #expect(second.unitsCompiled == second.unitsTotal && second.unitsTotal != 0)
    let changed = try workspace.bytes("project/main")
    try Mini.build(["--no-cache", "-o", "clean"], in: project.folder, environment: environment)
    #expect(try workspace.bytes("project/clean") == changed)
    try script("-march=x86-64")
    let third = try Mini.statistics([], in: project.folder, environment: environment)
    #expect(third.unitsCompiled == 0)
    #expect(try workspace.bytes("project/main") == plain)
  }

  /// mini's command lines for compiler and linker give the same program as the driver's.
  @Test(arguments: ["-O0", "-O1", "-O2", "-O3"], [[], ["-g"]])
  func fixedWordsMakeWhatTheDriversWordsMake(level: String, options: [String]) throws {
    let workspace = try Workspace(copying: "Projects/tour", as: "project")
    let folder = workspace.folder("project")
    let tools = try ScriptedToolchain(workspace, compiling: "exec clang \"$@\"")
    let build = ["--no-cache", level] + options
    try Mini.build(build + ["-o", "asked"], in: folder, environment: tools.environment)
    try Mini.build(build + ["-o", "fixed"], in: folder)
    #expect(try workspace.bytes("project/fixed") == workspace.bytes("project/asked"))
    #expect(workspace.exists("tools/asked"))
  }

  @Test(.enabled(if: SystemCallTrace.isAvailable, "needs strace"))
  func anEditStartsACompilerAndALinker() throws {
    let project = try WideProject()
    try project.workspace.makeFolder("home")
    let home = ["HOME": project.workspace.path("home")]
    let programs = { (trace: SystemCallTrace) in
      trace.programs.dropFirst().map { $0.split(separator: "/").last.map(String.init) }
    }
    let first = try SystemCallTrace.of(["build"], in: project.folder, environment: home)
    #expect(first.status == 0 && programs(first).count > 2, "\(programs(first))")
    Workspace.age()
    try project.write(3, summand: 2)
    let edit = try SystemCallTrace.of(["build"], in: project.folder, environment: home)
    #expect(programs(edit) == ["clang", "ld.lld"])
    Workspace.age()
    let null = try SystemCallTrace.of(["build"], in: project.folder, environment: home)
    #expect(null.status == 0 && programs(null) == [])
  }

  /// A file that one build of a user has hashed is not hashed again by that user's builds.
  @Test(.enabled(if: SystemCallTrace.isAvailable, "needs strace"))
  func aNewProjectHashesNoTool() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    try workspace.makeFolder("home")
    let home = ["HOME": workspace.path("home")]
    let opensTool = { (trace: SystemCallTrace) in
      let paths = try ["clang", "ld.lld"].map { "\"\(try Tools.path($0))\"" }
      return trace.text.split(separator: "\n").contains { line in
        line.contains(" openat(") && paths.contains { line.contains($0) }
      }
    }
    let first = try SystemCallTrace.of(
      ["build"], in: workspace.folder("project"), environment: home)
    #expect(try first.status == 0 && opensTool(first))
    try workspace.copy("project", "second")
    try workspace.delete("second/.mini_cache")
    let second = try SystemCallTrace.of(
      ["build"], in: workspace.folder("second"), environment: home)
    #expect(try second.status == 0 && !opensTool(second))
    // A record that others could write is not used, and is corrected.
    try workspace.permissions("home/.cache/mini", 0o777)
    for isOpened in [true, false] {
      try workspace.delete("second/.mini_cache")
      let third = try SystemCallTrace.of(
        ["build"], in: workspace.folder("second"), environment: home)
      #expect(try third.status == 0 && opensTool(third) == isOpened)
    }
  }

  /// Files that a program is linked with besides its units are not the toolchain's, and can move.
  @Test func aLinkerThatKnowsOldPlacesIsToldNewOnes() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let place = try Tools.run("clang", ["-print-file-name=crti.o"], in: folder).text.dropLast()
    let old = workspace.path("moved/crti.o")
    try workspace.makeFolder("moved")
    try FileManager.default.copyItem(atPath: String(place), toPath: old)
    let said = workspace.path("said")
    try workspace.write(
      "tools/clang",
      """
      #!/bin/sh
      \(Tools.scriptPath)
      clang "$@" 2> "\(said)"
      status=$?
      if [ -e "\(old)" ]; then
        sed 's|"[^"]*/crti.o"|"\(old)"|' "\(said)" >&2
      else
        cat "\(said)" >&2
      fi
      exit $status

      """)
    try workspace.permissions("tools/clang", 0o755)
    let environment = ["MINI_CLANG": workspace.path("tools/clang")]
    try Mini.build([], in: folder, environment: environment)
    try workspace.delete("moved/crti.o")
    for status in [3, 4] as [Int32] {
      try workspace.write("project/main.mini", "fn main() i32 { return \(status); }\n")
      let run = try Mini.run(["run"], in: folder, environment: environment)
      #expect(run.status == status && run.errorText == "", "\(run.errorText)")
    }
  }

  @Test func unitsAreCountedOnATerminal() throws {
    let workspace = Workspace()
    let project = try WideProject(workspace, moduleCount: 48)
    let slow = try ScriptedToolchain(workspace, compiling: "sleep 0.6; exec clang \"$@\"")
    let environment = slow.environment.merging(["PATH": Tools.searchPath, "TERM": "xterm"]) { $1 }
    let shown = try ChildProcess.run(
      "script", ["-qec", "\(Mini.executable) build --no-gc -j 1", "/dev/null"],
      in: FilePath(project.folder.path), environment: environment)
    #expect(shown.status == 0, "\(shown.outputText)")
    let line = shown.outputText.split(separator: "\r").last { $0.contains("units") } ?? ""
    #expect(line.hasPrefix("compiling ") && line.contains(" s left"), "\(shown.outputText)")
    #expect(shown.outputText.hasSuffix("\r\u{1B}[K"), "it is gone when the work is done")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalEndsTheToolsAndLeavesNoFile(signal: Int32) throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let pids = workspace.path("tools/pids")
    let slow = try ScriptedToolchain(
      workspace, compiling: "echo $$ >> '\(pids)'; sleep 100 & echo $! >> '\(pids)'; wait; exit 0")
    let build = try Mini.start(["build"], in: folder, environment: slow.environment)
    for _ in 0..<20_000 where numbers(in: workspace).count < 2 { usleep(1000) }
    build.send(signal)
    let end = try build.finish(secondsMax: Mini.secondsMax)
    #expect(end.status == 128 + signal)
    let children = numbers(in: workspace)
    #expect(children.count >= 2, "the compiler and its child were there")
    for child in children {
      // A killed process without a parent is reaped by the process that adopts it.
      for _ in 0..<5000 where Self.isAlive(child) { usleep(1000) }
      #expect(!Self.isAlive(child))
    }
    #expect(workspace.files(below: "project").filter { $0.contains("tmp") } == [])
    #expect(!workspace.exists("project/main"))
    try Mini.build([], in: folder)
  }

  /// The worst leftovers of kills: a folder without its lock yet, and one whose lock is free. A
  /// folder in use stays.
  @Test func foldersOfKilledBuildsGoWithTheNext() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    try Mini.build([], in: workspace.folder("project"))
    let cache = "project/.mini_cache/.tmp_mini_"
    try workspace.makeFolder(cache + "new")
    try workspace.write(cache + "killed/lock", [])
    try workspace.write(cache + "killed/0.ll", [1])
    try workspace.write(cache + "used/0.ll", [1])
    let lock = open(workspace.path(cache + "used/lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    try workspace.write("project/main.mini", "fn main() {}\n")
    try Mini.build([], in: workspace.folder("project"))
    #expect(!workspace.exists(cache + "new") && !workspace.exists(cache + "killed"))
    #expect(workspace.exists(cache + "used/0.ll"))
  }

  private func numbers(in workspace: Workspace) -> [Int32] {
    guard let text = try? workspace.text("tools/pids") else { return [] }
    return text.split(separator: "\n").compactMap { Int32($0) }
  }

  /// Whether a process runs: a zombie does not.
  static func isAlive(_ id: Int32) -> Bool {
    guard kill(id, 0) == 0 else { return false }
    guard let file = fopen("/proc/\(id)/stat", "r") else { return false }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, Int32(line.count), file) != nil else { return false }
    let text = String(
      decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: ")").last?.split(separator: " ").first != "Z"
  }

  @Test func killedBuildsOfExecutablesHarmNothing() throws {
    let project = try WideProject()
    try project.check()
    var random = SplitMix64(seed: 7)
    var killed = 0
    for trial in 0..<10 {
      try project.write(trial, summand: 100 + trial)
      let build = try Mini.start(["build"], in: project.folder)
      usleep(UInt32.random(in: 0...90_000, using: &random))
      build.send(SIGKILL)
      if try build.finish(secondsMax: Mini.secondsMax).status == 128 + SIGKILL { killed += 1 }
      // Tools without a parent end by themselves, and may write until then.
      let summands = Dictionary(uniqueKeysWithValues: (0...trial).map { ($0, 100 + $0) })
      let next = try Mini.statistics([], in: project.folder)
      #expect(next.output.status == 0, "\(next.output.errorText)")
      try project.checkProgram(summands: summands, "trial \(trial)")
    }
    #expect(killed > 0)
    usleep(300_000)
    try project.write(0, summand: 7)
    #expect(try Mini.run(["build"], in: project.folder).status == 0)
    // Files in folders: the next gc removes a killed writer's own file of such a name.
    let parts = project.strays.filter {
      $0.hasPrefix(".mini_cache/.tmp_mini_") && $0.split(separator: "/").count > 2
    }
    #expect(parts == [], "what killed tools have left is gone")
  }
}
