// The simplest command lines are parsed by hand: the result equals the parser's.

import TestSupport
import Testing

@Suite struct PlainBuildTests {
  /// Command lines that are parsed by hand, that nearly are, and that are wrong.
  private static let lines: [[String]] = [
    ["build", "--emit", "ir"], ["build", "main.mini", "--emit", "ir"],
    ["build", "-j", "1", "--emit", "ir", "main.mini"], ["build", "--emit", "ir", "-j", "2"],
    ["build", "--emit", "exe", "--emit", "ir"], ["build", "--emit=ir"],
    ["build", "-j2", "--emit", "ir"],
    ["build", "--emit"], ["build", "--emit", "wasm"], ["build", "--emit", "ir", "-j"],
    ["build", "-j", "0"], ["build", "-j", "513"], ["build", "-j", "x"], ["build", "-j", "+1"],
    ["build", "-j", "-1"], ["build", "", "--emit", "ir"], ["build", "absent.mini"],
    ["build", "a.mini", "b.mini"], ["build", "--", "main.mini"], ["build", "-"],
    ["build", "--stat"], ["build", "-O2"], ["build", "--release", "main.mini"], ["build", "-O4"],
    ["build", "-O", "1"], ["build", "-O1", "--release"], ["build", "-O2", "-O3"],
    ["run", "-O1"], ["run", "--release", "-j", "1", "--", "-O9"],
    ["build", "wrong.mini", "--emit", "ir"], ["build", "main.mini", "--emit", "ir", "--", "x"],
    ["run"], ["run", "main.mini"], ["run", "-j", "1", "main.mini", "--"], ["run", "--", "1", "-j"],
    ["run", "main.mini", "--", "main.mini", "--", "--emit"], ["run", "--emit", "ir"],
    ["run", "a.mini", "b.mini"], ["run", "-j"], ["run", "wrong.mini"], ["run", ""],
  ]

  /// The same line with an option that changes nothing goes through the parser.
  @Test(arguments: lines) func itIsWhatTheParserMakesOfIt(line: [String]) throws {
    var finished: [Finished] = []
    for extra in [[], ["--diagnostics", "text"]] {
      let workspace = try Workspace(copying: "Projects/demo", as: "project")
      try workspace.write("project/wrong.mini", "fn main() i32 {\n    return y;\n}\n")
      let place = line.count > 1 ? 1 : line.count
      let arguments = Array(line[..<place]) + extra + line[place...]
      finished.append(try Mini.run(arguments, in: workspace.folder("project")))
      let isWritten = line[0] == "build" && finished[0].status == 0
      #expect(workspace.exists("project/main.ll") == isWritten)
    }
    #expect(finished[0].status == finished[1].status)
    #expect(finished[0].text == finished[1].text)
    #expect(finished[0].errorText == finished[1].errorText)
  }
}
