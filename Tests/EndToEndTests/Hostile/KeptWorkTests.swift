// Builds that end while units are compiled: the next one compiles only the units that were not
// finished.

import Glibc
import TestSupport
import Testing

@Suite(.mostlyWaits) struct KeptWorkTests {
  /// The way in which a build ends.
  enum End: String, CaseIterable, Sendable {
    case interrupt, quit, terminate, hangUp, kill, failure, crash

    var signal: Int32? {
      switch self {
      case .interrupt: SIGINT
      case .quit: SIGQUIT
      case .terminate: SIGTERM
      case .hangUp: SIGHUP
      case .kill: SIGKILL
      case .failure, .crash: nil
      }
    }

    /// The actions of the last process after it has compiled all but its last unit.
    var commands: String {
      switch self {
      case .interrupt, .quit, .terminate, .hangUp, .kill: "exec sleep 1000"
      case .failure: "echo 'no space left' >&2; exit 1"
      case .crash: "kill -SEGV $$"
      }
    }
  }

  /// A clang that counts its processes and its finished units. The process of number `last` and
  /// those after it compile all of their units but one and then do `end`, while `tools/ends`
  /// exists.
  private static func clang(
    _ workspace: Workspace, last: Int, _ end: End
  ) throws -> ToolchainTests.ScriptedToolchain {
    try workspace.write("tools/ends", [])
    return try ToolchainTests.ScriptedToolchain(
      workspace,
      compiling: """
        cd_tools="\(workspace.path("tools"))"
        count=0
        for word; do
          last="$word"
          case "$word" in *.ll) count=$((count + 1)) ;; esac
        done
        number=1
        until mkdir "$cd_tools/process$number" 2> /dev/null; do number=$((number + 1)); done
        if [ -e "$cd_tools/ends" ] && [ $number -ge \(last) ]; then
          for word; do
            shift
            [ "$word" = "$last" ] || set -- "$@" "$word"
          done
          count=$((count - 1))
          [ $count = 0 ] || clang "$@" || exit $?
          echo $count >> "$cd_tools/finished"
          echo held >> "$cd_tools/held"
          \(end.commands)
        fi
        clang "$@" || exit $?
        sleep 0.3
        echo $count >> "$cd_tools/finished"
        exit 0
        """)
  }

  @Test(arguments: End.allCases, [1, 2, 4])
  func finishedUnitsAreKept(end: End, last: Int) throws {
    let project = try WideProject()
    let workspace = project.workspace
    let clang = try Self.clang(workspace, last: last, end)
    let arguments = ["-O1", "-j", "1"]
    let build = try Mini.start(
      ["build"] + arguments, in: project.folder, environment: clang.environment)
    if let signal = end.signal {
      for _ in 0..<20_000 where !workspace.exists("tools/held") { usleep(1000) }
      build.send(signal)
      #expect(try build.finish(secondsMax: Mini.secondsMax).status == 128 + signal)
    } else {
      let finished = try build.finish(secondsMax: Mini.secondsMax)
      #expect(finished.status == 3, "\(finished.errorText)")
    }
    var counts = try workspace.text("tools/finished").split(separator: "\n").compactMap { Int($0) }
    #expect(counts.count == last && counts.contains { $0 > 0 })
    // SIGKILL leaves no time to examine the results of the process that it ends with.
    if end == .kill { counts.removeLast() }

    try workspace.delete("tools/ends")
    let next = try Mini.statistics(arguments, in: project.folder, environment: clang.environment)
    #expect(next.output.status == 0 && next.output.errorText == "", "\(next.output.errorText)")
    let total = try #require(next.number("units", "total"))
    #expect(next.unitsCompiled == total - counts.reduce(0, +))
    #expect(project.strays == [])
    let verify = try Mini.run(["verify"], in: project.folder)
    #expect(verify.status == 0, "\(verify.text)")
    print("hostile: kept work: 1 trials")
  }

  /// There is no room for the executable, whose units are all compiled.
  @Test(.enabled(if: Shell.canMount, "needs a disk of its own"))
  func whatAFullDiskEndsKeepsItsUnits() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let full = try Shell.run(
      "unshare -m sh -c 'mkdir ../small; mount -t tmpfs -o size=4k,mode=755 tmpfs ../small;"
        + " \"\(Mini.executable)\" build --emit exe -o ../small/main'", in: folder)
    #expect(full.status == 2 && full.errorText.contains("No space left"), "\(full.errorText)")
    let next = try Mini.statistics(["--emit", "exe"], in: folder)
    #expect(next.output.status == 0 && next.output.errorText == "", "\(next.output.errorText)")
    #expect(next.unitsCompiled == 0 && (next.unitsTotal ?? 0) > 0)
    print("hostile: kept work: 1 trials")
  }
}
