// Standard streams that are closed at the start: no file of mini takes their place.

import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct ClosedStreamTests {
  private static let redirections = ["<&-", ">&-", "2>&-"]
  private static let commands = [
    ["build", "--emit", "ir"], ["build"], ["run"], ["check"], ["emit"], ["verify"],
    ["count-objects"], ["gc"], ["config", "--list"], ["--version"],
  ]

  /// Starts mini with some of its streams closed.
  private func run(
    _ arguments: [String], closing streams: [String], in folder: Folder
  ) throws -> Finished {
    let line = (["exec", "\"$0\"", "\"$@\""] + streams).joined(separator: " ")
    return try ChildProcess.run(
      "sh", ["-c", line, Mini.executable] + arguments, in: FilePath(folder.path),
      environment: Mini.variables(in: folder))
  }

  @Test func aClosedStreamIsNoFileOfOurs() throws {
    var trials = 0
    for number in 1..<8 {
      let closed = (0..<3).filter { number >> $0 & 1 == 1 }
      let streams = closed.map { Self.redirections[$0] }
      let workspace = Workspace()
      let folder = workspace.folder("")
      try workspace.write("main.mini", "fn main() i32 { print(7); return 3; }\n")
      for command in Self.commands {
        let usual = try Mini.run(command, in: folder)
        if command == Self.commands[0] {
          try workspace.write("main.mini", "fn main() i32 { print(\(number)); return 3; }\n")
        }
        let run = try run(command, closing: streams, in: folder)
        // Lost output is an error; a message that only might have been printed is not.
        let isRefused = closed.contains(1) && usual.text != "" && command != ["run"]
        // A program that cannot print panics.
        let panics = closed.contains(1) && command == ["run"]
        let status = panics ? 101 : isRefused ? 2 : usual.status
        #expect(run.status == status, "\(command) \(streams)")
        // gc prints the size of the cache, which its own earlier run may have changed.
        if !closed.contains(1), command.first != "gc" {
          #expect(run.text == usual.text, "\(command) \(streams)")
        }
        if !closed.contains(2), !isRefused, !panics {
          #expect(run.errorText == usual.errorText)
        }
        trials += 1
      }
      #expect(try Mini.run(["verify"], in: folder).status == 0)
      #expect(try Mini.statistics(["--emit", "ir"], in: folder).isNull)
    }
    print("hostile: closed streams: \(trials) trials")
  }

  /// Its pipe for signals once became standard output, and no signal was noticed.
  @Test func aWatchWithoutStreamsEndsAtASignal() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() {}\n")
    let folder = workspace.folder("")
    let watch = try ChildProcess.start(
      "sh",
      ["-c", "exec \"$0\" build --watch --emit ir <&- >&- 2>&-", Mini.executable],
      in: FilePath(folder.path), environment: Mini.variables(in: folder))
    for _ in 0..<(Mini.secondsMax * 100) where !workspace.exists("main.ll") { usleep(10_000) }
    #expect(workspace.exists("main.ll"))
    watch.send(SIGTERM)
    #expect(try watch.finish(secondsMax: Mini.secondsMax).status == 128 + SIGTERM)
  }
}
