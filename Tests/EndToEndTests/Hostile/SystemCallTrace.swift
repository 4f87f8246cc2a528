// The system calls of a build, recorded by strace.

import SystemPackage
import TestSupport

/// The system calls of a run of `mini` and of all programs that it starts.
struct SystemCallTrace {
  let status: Int32
  /// All calls that name a file, one per line.
  let text: String

  static let isAvailable =
    // Some machines do not allow tracing: then the test is skipped.
    (try? Tools.run("strace", ["-f", "-o", "trace", "true"], in: Workspace().folder("")).status)
    == 0

  static func of(
    _ arguments: [String], in folder: Folder, environment: [String: String] = [:]
  ) throws -> SystemCallTrace {
    let scratch = Workspace()
    let variables = ["PATH": Tools.searchPath, "HOME": scratch.path("home"), "MINI_GC_AUTO": "0"]
    let finished = try ChildProcess.run(
      "strace",
      ["-f", "-qq", "-v", "-s", "4096", "-o", scratch.path("trace"), "-e", "trace=%file,execve"]
        + [Mini.executable] + arguments,
      in: .init(folder.path), environment: variables.merging(environment) { $1 })
    return SystemCallTrace(status: finished.status, text: try scratch.text("trace"))
  }

  /// The programs that were started.
  var programs: [String] {
    text.split(separator: "\n").compactMap { line in
      // If another thread's call comes in between, the result is in a line of its own.
      let isMade = line.hasSuffix("= 0") || line.hasSuffix("<unfinished ...>")
      guard line.contains(" execve("), isMade else { return nil }
      return line.split(separator: "\"").dropFirst().first.map(String.init)
    }
  }
}
