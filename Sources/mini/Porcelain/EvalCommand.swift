// `mini eval`

import ArgumentParser
import MiniDriver
import MiniFrontend
import SystemPackage

/// Compiles and runs a program given on the command line.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Compile and run a program given as text.",
    usage: "mini eval [<options>] <code> [-- <args> ...]",
    discussion: """
      The text is a whole file with a function 'main'. It imports standard modules only. Compiled \
      texts are kept in a cache in the user's cache folder ($XDG_CACHE_HOME/mini or \
      ~/.cache/mini), so that the same text is compiled once; without such a folder, nothing \
      is kept. The text is the module main: with '-g', panics and debuggers name it main.mini.

      EXAMPLES:
        mini eval 'fn main() { print(6 * 7); }'
        mini eval 'fn main() i32 { return 3; }'; echo $?
        mini eval 'import "std:math"; fn main() { print(math.sqrt(2.0)); }'
      """)

  @Argument(help: ArgumentHelp("The text of a Mini file.", valueName: "code"))
  var code: String

  @Argument(parsing: .postTerminator, help: "Arguments of the program.", completion: .default)
  var args: [String] = []

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var debug: DebugOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  func run() throws {
    let text = code.argumentBytes
    try refuseImports(in: text)
    var build = ProjectBuild(root: "main.mini", work: work, report: report)
    build.text = SourceText(location: .nowhere, bytes: text)
    build.usualCache = Environment.ownCacheFolder?.appending("texts")
    let result = try build.run(
      goal: .program, optimization: optimization.level, debugInfo: debug.info)
    try Program(builtBy: result).become(arguments: args)
  }

  /// Reports imports of files as errors: the text is not in a folder.
  private func refuseImports(in text: [UInt8]) throws {
    let analysis = FileAnalysis(analyzing: text)
    let files = analysis.zir.imports.filter { ModulePath($0.path).standardModule == nil }
    guard !files.isEmpty else { return }
    let diagnostics = files.map { item in
      let raw = RawDiagnostic(
        .importNotFound, "'\(item.path)' cannot be imported by the text of 'eval'", at: item.range,
        label: "the text is not in a folder: save it as a file, and use 'mini run'")
      return FileDiagnostic(path: "main.mini", diagnostic: analysis.lines.locate(raw))
    }
    let names = SourceNames(rootFolder: nil)
    switch report.diagnostics {
    case .text:
      let style = Terminal.style(report.color, rootFolder: nil)
      StandardError.write(DiagnosticRenderer(style: style, names: names).render(diagnostics))
    case .json: StandardError.write(DiagnosticJSON.render(diagnostics, names: names))
    }
    throw FoundFaults()
  }
}
