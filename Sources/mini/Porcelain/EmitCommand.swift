// `mini emit`

import ArgumentParser
import MiniDriver
import SystemPackage

struct EmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit",
    abstract: "Print a project's combined LLVM IR, or what one stage makes of one file.",
    usage: """
      mini emit [<options>] [<root>]
      mini emit (--tokens | --ast | --zir | --air) [<options>] [<file>]
      """,
    discussion: """
      The same bytes that 'mini build' writes to <root>.ll: valid LLVM IR on its own. A stage's result is \
      text for people, of the one file or standard module that is named; its form may change.

      EXAMPLES:
        mini emit                       ./main.mini's IR on standard output
        mini emit app.mini | lli-15     run it without making an executable
        mini emit | grep '^define'      list the functions
        mini emit --air lib/math.mini   typed code, before it becomes LLVM IR
        mini emit --ast std:strings     the tree of a standard module
      """)

  @Flag var stage: StageDump.Stage?

  @Argument(help: RootArgument.programHelp, completion: RootArgument.completion)
  var root: String?

  @OptionGroup var debug: DebugOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  func validate() throws {
    guard report.statsJson != "-" else {
      throw ValidationError("standard output receives the IR: name a file for '--stats-json'")
    }
    guard stage == nil || !report.isOfBuild else {
      throw ValidationError("a stage of the compiler is not a build and has nothing else to report")
    }
  }

  func run() throws {
    let target = try BuildTarget.one(root)
    let build = ProjectBuild(target, work: work, report: report)
    guard let stage else {
      let result = try build.run(goal: .combinedIR, debugInfo: debug.info)
      return try StandardOutput.write(result.text)
    }
    let dump = try StageDump(of: target.root, stage: stage, debugInfo: debug.info)
    var result = BuildReport()
    result.rootFolder = dump.rootFolder
    result.diagnostics = dump.diagnostics
    try build.show(result)
    try StandardOutput.write(dump.text)
    if result.hasErrors { throw FoundFaults() }
  }
}

extension StageDump.Stage: EnumerableFlag {
  static func help(for value: StageDump.Stage) -> ArgumentHelp? {
    switch value {
    case .tokens: "Print the file's tokens, one per line."
    case .ast: "Print the file's syntax tree."
    case .zir: "Print the file's ZIR: code without types, of this file alone."
    case .air: "Print the AIR of the file's functions: code with types, folded."
    }
  }
}
