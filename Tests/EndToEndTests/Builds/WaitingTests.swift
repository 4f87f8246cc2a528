// A command that has to wait for another reports it, and then continues.

import Foundation
import TestSupport
import Testing

@Suite(.mostlyWaits) struct WaitingTests {
  /// While another process holds a lock of the cache, for one second.
  @Test(arguments: [
    (["build", "--emit", "ir"], "lock", true), (["gc", "--prune", "now"], "lock", true),
    (["build", "--emit", "ir"], "save.lock", true), (["verify"], "lock", false),
    (["cat-object", "-p", "main.mini"], "lock", false),
  ])
  func whoWaitsSaysForWhom(arguments: [String], lock: String, waits: Bool) throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write("main.mini", "fn main() i32 {\n    return 1;\n}\n")
    try Mini.build(in: folder)
    if arguments[0] == "build" {
      try workspace.write("main.mini", "fn main() i32 {\n    return 2;\n}\n")
    }
    let holder = Thread {
      // If it cannot run, nothing waits, and the test fails.
      _ = try? Tools.run(
        "flock", [".mini_cache/\(lock)", "sh", "-c", "touch held; sleep 1"], in: folder)
    }
    holder.start()
    for _ in 0..<2000 where !workspace.exists("held") { usleep(1000) }
    let result = try Mini.run(arguments, in: folder)
    #expect(result.status == 0, "\(result.errorText)")
    let told = "mini: waiting for 'flock .mini_cache/\(lock)"
    #expect(result.errorText.contains(told) == waits, "\(result.errorText)")
    #expect(result.errorText.contains(".mini_cache'") == waits)
  }

  /// A null build takes no lock.
  @Test func aNullBuildWaitsForNobody() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write("main.mini", "fn main() i32 {\n    return 1;\n}\n")
    Workspace.age()
    try Mini.build(in: folder)
    let run = try Tools.run(
      "flock", [".mini_cache/lock", Mini.executable, "build", "--emit", "ir"], in: folder)
    #expect(run.status == 0 && run.errorText == "")
  }
}
