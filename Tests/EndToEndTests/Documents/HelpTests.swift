// Help texts, byte for byte. `MINI_SNAPSHOTS=1` rewrites the goldens in Fixtures/Help.

import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct HelpTests {
  static let commands = [
    "new", "build", "run", "emit", "eval", "check", "fmt", "test", "locate", "explain", "doc",
    "graph", "log", "show", "diff", "stats", "report", "lsp", "editor", "clean", "show-entry",
    "key",
    "hash-object",
    "cat-object", "count-objects", "verify", "gc", "projects", "config", "doctor", "snapshot",
    "snapshots",
    "pin", "push", "fetch", "export", "import", "trust",
  ]

  @Test
  func bareMiniPrintsHelp() throws {
    try check([], golden: "mini.txt")
    #expect(try run(["--help"]).outputText == run([]).outputText)
  }

  @Test(arguments: commands)
  func eachCommandHasHelpWithExamples(command: String) throws {
    try check([command, "--help"], golden: "\(command).txt")
    let help = try run(["help", command]).outputText
    #expect(help.contains("\nEXAMPLES:\n  mini \(command)") || help.contains("| mini \(command)"))
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  /// A wrapped line cannot be pasted.
  @Test(arguments: [""] + commands)
  func noExampleIsWrapped(command: String) throws {
    func examples(columns: Int) throws -> [Substring] {
      let lines = try run(["help"] + (command.isEmpty ? [] : [command]), columns: columns)
        .outputText.split(separator: "\n", omittingEmptySubsequences: false)
      let start = try #require(lines.firstIndex(of: "EXAMPLES:"))
      return Array(lines[start...].prefix { !$0.isEmpty })
    }
    #expect(try examples(columns: 80) == examples(columns: 400))
  }

  @Test
  func thePageOfTheLanguageIsAProgram() throws {
    let page = try run(["help", "language"]).outputText
    #expect(page.split(separator: "\n").allSatisfy { $0.count < 80 })
    let workspace = Workspace()
    try workspace.write("main.mini", page)
    let program = try Mini.run(["run", "--deny-warnings"], in: workspace.folder(""))
    #expect(program.status == 0, "\(program.errorText)")
    #expect(program.text.hasPrefix("42 55 21.0 3 -1\n"))
    let tests = try Mini.run(["test"], in: workspace.folder(""))
    #expect(tests.text == "1 test: 1 passed, 0 failed\n")
  }

  /// It works, too: `DebuggerTests`.
  @Test
  func thePageOfDebuggingFitsATerminal() throws {
    let page = try run(["help", "debugging"]).outputText
    #expect(page.contains("gdb") && page.split(separator: "\n").allSatisfy { $0.count < 80 })
  }

  /// The parser wraps a line without its indentation.
  @Test func theListOfSettingsIsIndented() throws {
    let text = try run(["config", "--help"]).outputText
    let lines = text.split(separator: "\n").drop { $0 != "SETTINGS:" }.dropFirst()
      .prefix { !$0.hasPrefix("USAGE:") }
    #expect(lines.count > 60 && lines.allSatisfy { $0.hasPrefix("  ") })
  }

  /// Each function for users with its comment, and no other one.
  @Test(arguments: ["io", "math", "random", "strings"])
  func aStandardModuleIsDescribed(name: String) throws {
    let page = try run(["help", "std:\(name)"]).outputText
    let file = Repository.root.appending("Sources/StandardModules/\(name).mini")
    let source = try #require(try LocalFileSystem().contents(of: file, sizeMax: 1 << 20))
    let functions = String(decoding: source, as: UTF8.self).split(separator: "\n").filter {
      $0.hasPrefix("fn ")
    }
    for function in functions {
      let head = "\(function.dropLast(2))\n"
      #expect(page.contains(head) == !head.hasPrefix("fn _"), "\(head)")
    }
    #expect(functions.count > 3 && page.hasPrefix("import \"std:\(name)\";\n\n///"))
    #expect(!page.contains("\n    return") && !page.contains("test \""))
  }

  @Test
  func theVersionNamesTheCompiler() throws {
    let version = try run(["--version"]).outputText
    #expect(version.wholeMatch(of: /mini 0\.1\.0 \(compiler [0-9a-f]{12}\)\n/) != nil)
  }

  @Test(
    arguments: [
      (["biuld"], "mini: error: there is no command 'biuld'; did you mean 'build'?\n"),
      (
        ["a.mini"],
        "mini: error: there is no command 'a.mini'; to build a file, 'mini build a.mini'\n"
      ),
      (["zzz"], "mini: error: there is no command 'zzz'\n"),
      (["help", "nosuch"], "mini: error: there is no command 'nosuch'\n"),
      (["fsck"], "mini: error: there is no command 'fsck'; did you mean 'verify'?\n"),
      (["cat-file"], "mini: error: there is no command 'cat-file'; did you mean 'cat-object'?\n"),
      (["version"], "mini: error: there is no command 'version'; did you mean '--version'?\n"),
      (["prune"], "mini: error: there is no command 'prune'; did you mean 'gc'?\n"),
      (["count"], "mini: error: there is no command 'count'; did you mean 'count-objects'?\n"),
      (["build", "--foo"], "mini: error: Unknown option '--foo'\nUsage: mini build "),
      (["build", "-C"], "mini: error: '-C' needs the name of a folder\n"),
      (
        ["verify", "--recompute=all"],
        "mini: error: '--recompute' takes a percentage from 1% to 100%, not 'all'\n"
      ),
      (
        ["build", "-dash.mini"],
        "mini: error: Unknown option '-dash.mini'; a file of this name is './-dash.mini'\n"
      ),
      (
        ["gc", "--max-size", "-1"],
        "mini: error: Unknown option '-1'; no option takes a negative value\n"
      ),
      (["new", "--foo"], "mini: error: Unknown option '--foo'\n"),
      (["eval", "--foo"], "mini: error: Unknown option '--foo'\n"),
      (["hash-object", "--foo"], "mini: error: Unknown option '--foo'\n"),
      (["cat-object", "--foo"], "mini: error: Unknown option '--foo'\n"),
      (["config", "--globl"], "mini: error: Unknown option '--globl'. Did you mean '--global'?\n"),
      (["config", "-vq"], "mini: error: Unknown option '-vq'\n"),
      (
        ["graph", "--format", "html", "-o", "x"],
        "mini: error: Unknown option '-o'; the result goes to standard output, and with '> file' to a"
          + " file\n"
      ),
      (["run", "-ox"], "mini: error: Unknown option '-ox'; 'mini build -o' writes the program"),
      (["report", "--output=x"], "mini: error: Unknown option '--output=x'. Did you mean '-o'?\n"),
      (["log", "-N", "3"], "mini: error: Unknown option '-N'. Did you mean '-n'?\n"),
      (["gc", "-k"], "mini: error: Unknown option '-k'\n"),
      (["new"], "mini: error: Missing expected argument '<name>'\n"),
      (
        ["config", "--global", "--local", "mini.jobs"],
        "mini: error: '--global' and '--local' exclude each other\n"
      ),
      (
        ["build", "--emit", "foo"],
        "mini: error: The value 'foo' is invalid for '--emit <kinds>': the kinds are exe, ir, obj"
          + " and asm\n"
      ),
      (["build", "--stat"], "mini: error: Unknown option '--stat'. Did you mean '--stats'?\n"),
      (["build", "-O4"], "mini: error: '-O' takes a level from 0 to 3\n"),
      (["build", "-j", "513"], "mini: error: '-j' takes a number of threads from 1 to 512\n"),
      (
        ["emit", "--stats-json", "-"],
        "mini: error: standard output receives the IR: name a file for '--stats-json'\n"
      ),
    ] as [([String], String)])
  func aSlipOfTheHandGetsAHint(arguments: [String], message: String) throws {
    let run = try run(arguments)
    #expect(run.status == 64)
    #expect(run.errorText.hasPrefix(message), "\(run.errorText)")
    #expect(run.output.isEmpty)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionScriptsOfferMiniFiles(shell: String) throws {
    let script = try run(["--generate-completion-script", shell])
    #expect(script.status == 0)
    #expect(script.outputText.contains("mini"))
    for command in Self.commands {
      #expect(script.outputText.contains(command))
    }
  }

  @Test
  func aFullDiskIsNotMistakenForSuccess() throws {
    let run = try ChildProcess.run(
      "/bin/sh", ["-c", "exec '\(Mini.executable)' --help > /dev/full"], environment: [:])
    #expect(run.status == 2)
    #expect(run.errorText.hasPrefix("mini: error: cannot write to standard output"))
  }

  @Test
  func aClosedPipeIsNoReasonToComplain() throws {
    let run = try ChildProcess.run(
      "/bin/sh", ["-c", "(sleep 0.2; exec '\(Mini.executable)' --help) | true"], environment: [:])
    #expect(run.errorText.isEmpty)
  }

  private func check(
    _ arguments: [String], golden: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try run(arguments)
    #expect(run.status == 0, sourceLocation: sourceLocation)
    #expect(run.errors.isEmpty, sourceLocation: sourceLocation)
    if getenv("MINI_SNAPSHOTS") != nil {
      try LocalFileSystem().createDirectories(Repository.fixture("Help"))
      try LocalFileSystem().replaceFile(Repository.fixture("Help/\(golden)"), with: run.output)
    }
    let expected = try Repository.contents(ofFixture: "Help/\(golden)")
    #expect(
      run.outputText == String(decoding: expected, as: UTF8.self), sourceLocation: sourceLocation)
  }

  private func run(_ arguments: [String], columns: Int = 80) throws -> Finished {
    try ChildProcess.run(
      Mini.executable, arguments, environment: ["COLUMNS": "\(columns)", "LC_ALL": "C.UTF-8"])
  }
}
