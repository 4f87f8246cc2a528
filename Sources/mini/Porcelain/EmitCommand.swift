// `mini emit`

import ArgumentParser
import MiniDriver
import SystemPackage

struct EmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit",
    abstract: "Print a project's combined LLVM IR.",
    usage: "mini emit [<options>] [<root>]",
    discussion: """
      The same bytes that 'mini build' writes to <root>.ll: valid LLVM IR on its own.

      EXAMPLES:
        mini emit                       ./main.mini's IR on standard output
        mini emit app.mini | lli-15     run it without making an executable
        mini emit | grep '^define'      list the functions
      """)

  @Argument(help: RootArgument.help, completion: RootArgument.completion)
  var root = "main.mini"

  @OptionGroup var debug: DebugOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  func validate() throws {
    guard report.statsJson != "-" else {
      throw ValidationError("standard output takes the IR: name a file for '--stats-json'")
    }
  }

  func run() throws {
    let result = try ProjectBuild(root: FilePath(argument: root), work: work, report: report)
      .run(goal: .combinedIR, debugInfo: debug.info)
    try StandardOutput.write(result.text)
  }
}
