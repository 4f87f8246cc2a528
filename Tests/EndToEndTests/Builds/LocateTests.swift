// `mini locate`, and the line of a panic below its message.

import SystemPackage
import TestSupport
import Testing

@Suite struct LocateTests {
  private let workspace: Workspace

  init() throws {
    workspace = Workspace()
    try workspace.write(
      "project/main.mini",
      """
      import "a.b/-c.mini" as c;
      fn main() i32 {
          print(6 / 3);
          return c.half(1.5 / 0.5, 0) + 1;
      }
      """)
    try workspace.write(
      "project/a.b/-c.mini",
      """
      // ä
      fn half(x: f64, n: i32) i32 {
          assert(x > 1.0, "no"); return 1 %
            (n);
      }
      """)
  }

  private var folder: Folder { workspace.folder("project") }

  private static let place = """
      --> a.b/-c.mini:3:35
       |
     3 |     assert(x > 1.0, "no"); return 1 %
       |                                   ^^^

    """

  @Test func anOperationIsShownInItsLine() throws {
    let found = try Mini.run(["locate", "a.b/-c.half #2"], in: folder)
    #expect(found.outputText == Self.place)
    #expect(found.status == 0)
    let other = try Mini.run(["locate", "main.main #2", "project"], in: workspace.folder(""))
    #expect(other.outputText.hasPrefix("  --> project/main.mini:4:19\n"), "\(other.outputText)")
    for name in [
      "main.main #0", "main.main #4", "main.half #1", "c.half #1", "main #1", "", "#1", "main.main",
      "main.main #99999999999",
    ] {
      let none = try Mini.run(["locate", name], in: folder)
      #expect(none.status == 2, "\(name)")
      #expect(none.errorText == "mini: error: the sources have no operation '\(name)'\n")
    }
    #expect(try Mini.run(["locate", "a.b #1", "absent.mini"], in: folder).status == 2)
  }

  /// Only on a terminal: elsewhere the variable is not passed on.
  @Test(arguments: [[], ["-g"]])
  func aPanicOnATerminalShowsItsLine(options: [String]) throws {
    let script = """
      import os, pty, sys
      sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
      """
    let arguments = ["-c", script, Mini.executable, "run", "-q"] + options
    let variables = Mini.variables(in: folder).merging(["NO_COLOR": "1"]) { $1 }
    let run = try ChildProcess.run(
      "python3", arguments, in: FilePath(folder.path), environment: variables)
    let head = "panic: division by zero in a.b/-c.half #2"
    let rest =
      options.isEmpty
      ? "" : " at a.b/-c.mini:3:35\n  called by main.main"
    #expect(
      run.outputText.replacing("\r\n", with: "\n") == "2\n\(head)\(rest)\n\(Self.place)")
    #expect(run.status == 101)
    let plain = try Mini.run(["run"] + options, in: folder, environment: ["MINI_LOCATE": "/bin/ls"])
    #expect(plain.errorText == "\(head)\(rest)\n")
    #expect(plain.status == 101)
  }

  /// What a program that panics becomes.
  @Test func aFileThatHasChangedIsNotShown() throws {
    func end(_ name: String, since: String) throws -> Finished {
      try Mini.run(
        ["locate", "--after-panic", "--", name, "main.mini"], in: folder,
        environment: ["MINI_LOCATE_SINCE": since])
    }
    let sound = try end("a.b/-c.half #2", since: "\(Int64.max)")
    #expect((sound.status, sound.errorText) == (101, Self.place))
    let changed = try end("a.b/-c.half #2", since: "1")
    #expect(changed.errorText == "  a.b/-c.mini has changed since the program was built\n")
    let absent = try end("a.b/-c.half #9", since: "1")
    #expect((absent.status, absent.errorText) == (101, ""))
  }
}
