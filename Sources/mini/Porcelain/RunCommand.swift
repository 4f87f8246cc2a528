// `mini run`

import ArgumentParser
import MiniDriver
import SystemPackage

/// Builds a project and executes its program in place of this process.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Build a project and run its program.",
    usage: "mini run [<options>] [<root>] [-- <args> ...]",
    discussion: """
      Builds as 'mini build' does, but writes nothing beside the sources: the executable stays \
      in the cache. The process then becomes the program, whose exit status is the command's. \
      Messages of the build go to standard error. With '--watch' the program is \
      ended at each save and runs again after the build; after errors, the next save is \
      awaited. On a terminal a panic also shows its line, as 'mini locate' does.

      EXAMPLES:
        mini run                   build and run ./main.mini
        mini run -O3 mandelbrot/main.mini
        mini run app.mini -- 1 2   everything after '--' goes to the program
        mini run --watch           run it again at each save
      """)

  @Argument(help: RootArgument.programHelp, completion: RootArgument.completion)
  var root: String?

  @Argument(parsing: .postTerminator, help: "Arguments of the program.", completion: .default)
  var args: [String] = []

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var debug: DebugOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  func validate() throws { try watch.validate(with: report) }

  func run() throws {
    let target = try BuildTarget.one(root)
    PanicLocation.offer(root: target.root)
    guard watch.isWatching else {
      return try Program(builtBy: build(target)).become(arguments: args)
    }
    var project = WatchedProject(
      root: target.root, use: .run(args), isQuiet: report.quiet
    ) {
      try build(target, onSources: $0)
    }
    try project.watch()
  }

  private func build(
    _ target: BuildTarget, onSources: (@Sendable ([String]) -> Void)? = nil
  ) throws -> BuildReport {
    var build = ProjectBuild(target, work: work, report: report)
    build.onSources = onSources
    return try build.run(
      goal: .program, optimization: optimization.given ?? target.level, debugInfo: debug.info)
  }
}
