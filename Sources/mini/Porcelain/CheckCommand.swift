// `mini check`

import ArgumentParser
import MiniDriver
import SystemPackage

/// Reports a project's diagnostics.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Report a project's errors and warnings alone.",
    usage: "mini check [<options>] [<root>]",
    discussion: """
      Exits with 1 if there are errors. Text goes to standard error, as that of every command \
      does; with '--diagnostics json' the diagnostics are the result and go to standard \
      output, one JSON object a line, for editors to read.

      EXAMPLES:
        mini check                       errors and warnings of ./main.mini
        mini check --diagnostics json    the same for an editor
        mini check -g                    what it compiles is there for 'mini build -g'
      """)

  @Argument(help: RootArgument.help, completion: RootArgument.completion)
  var root = "main.mini"

  @OptionGroup var debug: DebugOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  func validate() throws {
    guard report.statsJson != "-" || report.diagnostics == .text else {
      throw ValidationError("standard output takes the diagnostics: name a file for '--stats-json'")
    }
  }

  func run() throws {
    let build = ProjectBuild(
      root: FilePath(argument: root), work: work, report: report, jsonDestination: .standardOutput)
    _ = try build.run(goal: .diagnostics, debugInfo: debug.info)
  }
}
