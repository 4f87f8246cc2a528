// What programs read of `mini`: results as JSON, and exit statuses. The page Scripting documents both.

import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite struct ScriptingTests {
  private static let page = "Sources/mini/mini.docc/Scripting.md"

  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  init() throws {
    try workspace.write(
      "project/main.mini",
      """
      import "math.mini" as math;
      fn main() i32 { return math.add(1, 2); }
      test "three" { assert(math.add(1, 2) == 3); }

      """)
    try workspace.write("project/math.mini", "fn add(a: i32, b: i32) i32 { return a + b; }\n")
    Workspace.age()
  }

  private func pageText() throws -> String {
    let bytes = try LocalFileSystem().contents(
      of: Repository.root.appending("Sources/mini/mini.docc/Scripting.md"), sizeMax: 1 << 20)
    return String(decoding: try #require(bytes), as: UTF8.self)
  }

  // MARK: JSON

  @Test func theExamplesOfThePageAreTrue() throws {
    let transcript = try Transcript(page: Self.page)
    #expect(transcript.steps.count > 25)
    try transcript.check(in: folder)
  }

  /// The page explains why the others have none.
  @Test(arguments: HelpTests.commands) func eachCommandHasJSONOrAReason(command: String) throws {
    let help = try Mini.run(["help", command], in: folder).text
    let words = Set(help.split { " \n,[]()|".contains($0) })
    let section = try #require(
      pageText().split(separator: "\n## Without JSON\n").dropFirst().first?
        .split(separator: "\n## ").first)
    let isExempt = section.contains("\n- **\(command)**")
    #expect(words.contains("--json") != isExempt)
    #expect(try isExempt || pageText().contains("mini \(command) "))
  }

  @Test func aFailureIsAnObject() throws {
    let run = try Mini.run(["show", "--json"], in: folder)
    #expect(run.status == 4)
    #expect(
      run.text == """
        {"schema": 1, "kind": "error", "cause": "noCache", "exitStatus": 4, \
        "message": "there is no cache in this folder or above it"}

        """)
    #expect(run.errorText == "mini: error: there is no cache in this folder or above it\n")
    let wrong = try JSON.object(try Mini.run(["log", "--json", "-n", "x"], in: folder).output)
    #expect(wrong["cause"] as? String == "usage" && wrong["exitStatus"] as? Int == 64)
    let plain = try Mini.run(["show"], in: folder)
    #expect(plain.text == "")
  }

  /// Diagnostics come first, each an object; the program's own `--json` is not the command's.
  @Test func aRefusedBuildIsItsErrorsAndItself() throws {
    try workspace.write("project/math.mini", "fn sum(a: i32, b: i32) i32 { return a + b; }\n")
    let run = try Mini.run(["build", "--json"], in: folder)
    #expect(run.status == 1 && run.errorText == "")
    let objects = try run.text.split(separator: "\n").map { try JSON.object(Array($0.utf8)) }
    #expect(objects.count == 3)
    #expect(objects.first?["code"] as? String == "E0015")
    #expect(objects.last?["outcome"] as? String == "refused")
    #expect(objects.last?["errors"] as? Int == 2)
    let program = try Mini.run(["run", "gone.mini", "--", "--json"], in: folder)
    #expect(program.status == 2 && program.text == "")
  }

  // MARK: Exit statuses

  /// Commands that end with each status. The page and `mini help exit-status` list the same.
  private static let endings: [(status: Int32, script: String)] = [
    (0, "mini build --emit ir"),
    (1, "echo 'fn main() { x; }' > wrong.mini; mini check wrong.mini"),
    (1, "mini config mini.clang"),
    (2, "mini build gone.mini"),
    (2, "mini build -o /dev/null/x"),
    (3, "MINI_CLANG=/nonexistent/clang mini build"),
    (4, "mini show"),
    (4, "mini snapshot"),
    (4, "mini hash-object -w main.mini"),
    (5, "mkdir c; touch c/mine; mini gc --cache-dir c"),
    (5, "mkdir c; touch c/mine; mini snapshot --cache-dir c"),
    (6, "mini build --emit ir && mini snapshot && mini push nowhere.git"),
    (6, "mini build --emit ir && mini import main.mini"),
    (64, "mini build --nothing"),
    (64, "mini nothing"),
  ]

  @Test(arguments: endings.indices) func eachCauseHasItsExitStatus(number: Int) throws {
    let (status, script) = Self.endings[number]
    var environment = Mini.variables(in: folder)
    environment["PATH"] =
      "/" + Mini.executable.split(separator: "/").dropLast().joined(separator: "/") + ":"
      + (environment["PATH"] ?? "")
    let run = try ChildProcess.start(
      "/bin/sh", ["-c", script], in: .init(folder.path), environment: environment
    ).finish(secondsMax: Mini.secondsMax)
    #expect(run.status == status, "\(script): \(run.errorText)")
  }

  @Test func thePageAndTheHelpListTheSameStatuses() throws {
    let help = try Mini.run(["help", "exit-status"], in: folder).text
    #expect(help.split(separator: "\n").allSatisfy { $0.count < 80 })
    let inHelp = help.matches(of: #/(?m)^ +(\d+)  (\w+)/#).map { "\($0.1) \($0.2)" }
    let inPage = try pageText().matches(of: #/(?m)^\| (\d+) \| `(\w+)` \|/#).map {
      "\($0.1) \($0.2)"
    }
    #expect(inHelp == inPage)
    #expect(
      Set(inHelp.compactMap { Int32($0.prefix { $0 != " " }) }) == Set(Self.endings.map(\.status)))
  }
}
