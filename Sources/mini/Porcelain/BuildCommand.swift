// `mini build`

import ArgumentParser
import MiniDriver
import SystemPackage

/// Compiles a project.
struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compile a project to LLVM IR and an executable.",
    discussion: """
      Writes <root>.ll and the executable <root> beside the root file. Only what changed is \
      compiled again; a build of an unchanged project reads no source and writes nothing.

      EXAMPLES:
        mini build                     build ./main.mini
        mini build -O2 -o calc         optimise, and name the executable
        mini build --emit ir app.mini  app.ll alone: no toolchain is needed
        mini build --explain --stats   say what was compiled, and why
        mini build --watch             build again at each save
      """)

  @Argument(help: RootArgument.help, completion: RootArgument.completion)
  var root = "main.mini"

  @Option(
    name: .customShort("o"),
    help: ArgumentHelp(
      "The executable's name, or with '--emit ir' the IR's. (default: after the root file)",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: "What to make: LLVM IR alone, or an executable too.")
  var emit = Emission.exe

  @Flag(help: "Wait until the disk has all of it, so that it outlasts a loss of power.")
  var durable = false

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var debug: DebugOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  /// `--emit`.
  enum Emission: String, CaseIterable, ExpressibleByArgument {
    case ir, exe
  }

  func validate() throws {
    guard output != "" else { throw ValidationError("'-o' needs the name of a file") }
    try watch.validate(with: report)
  }

  func run() throws {
    guard watch.isWatching else {
      _ = try build()
      return
    }
    var project = WatchedProject(root: FilePath(argument: root), use: .nothing) {
      try build(onSources: $0)
    }
    try project.watch()
  }

  private func build(onSources: (@Sendable ([String]) -> Void)? = nil) throws -> BuildReport {
    var build = ProjectBuild(root: FilePath(argument: root), work: work, report: report)
    build.onSources = onSources
    return try build.run(
      goal: emit == .ir ? .ir : .executable, output: output.map { FilePath(argument: $0) },
      optimization: optimization.level, debugInfo: debug.info, durability: durable ? .synced : .none
    )
  }
}
