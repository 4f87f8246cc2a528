// `mini run`

import ArgumentParser
import FileIO
import Glibc
import MiniDriver
import SystemPackage

/// Builds a project and becomes its program.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Build a project and run its program.",
    usage: "mini run [<options>] [<root>] [-- <args> ...]",
    discussion: """
      Builds as 'mini build' does; the process then becomes the program, whose exit status is \
      the command's. Messages of the build go to standard error. With '--watch' the program is \
      ended at each save, and runs again once it is built; errors are told, and the next save \
      is waited for.

      EXAMPLES:
        mini run                   build and run ./main.mini
        mini run -O3 mandelbrot/main.mini
        mini run app.mini -- 1 2   everything after '--' goes to the program
        mini run --watch           run it again at each save
      """)

  @Argument(help: RootArgument.help, completion: RootArgument.completion)
  var root = "main.mini"

  @Argument(parsing: .postTerminator, help: "Arguments of the program.", completion: .default)
  var args: [String] = []

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var debug: DebugOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  func validate() throws { try watch.validate(with: report) }

  func run() throws {
    guard watch.isWatching else {
      return try Program(builtBy: build()).become(arguments: args)
    }
    var project = WatchedProject(root: FilePath(argument: root), use: .run(args)) {
      try build(onSources: $0)
    }
    try project.watch()
  }

  private func build(onSources: (@Sendable ([String]) -> Void)? = nil) throws -> BuildReport {
    var build = ProjectBuild(root: FilePath(argument: root), work: work, report: report)
    build.onSources = onSources
    return try build.run(
      goal: .executable, optimization: optimization.level, debugInfo: debug.info)
  }
}

/// An executable that this process can become.
struct Program {
  private let path: FilePath

  /// - Throws: ``CommandFailure`` where the build made no executable.
  init(builtBy report: BuildReport) throws {
    guard let path = report.outputs.last else {
      throw CommandFailure("the build made no executable")
    }
    self.path = path
  }

  /// Never returns: the program's exit status is this process's.
  ///
  /// - Throws: ``CommandFailure`` where the system refuses.
  func become(arguments: [String]) throws {
    signal(SIGXFSZ, SIG_DFL)  // the program's own matter
    CStrings.with([path.bytes] + arguments.map(\.argumentBytes)) { words in
      _ = execv(words[0]!, words)
    }
    throw CommandFailure("cannot run '\(path)': \(Errno(rawValue: errno))")
  }
}
