// `mini eval`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import MiniFrontend
import SystemPackage

/// Compiles and runs a file's text given on the command line.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Compile and run a file's text.",
    usage: "mini eval [<options>] <code> [-- <args> ...]",
    discussion: """
      The text is a whole file with a function 'main', without imports. It is kept, with its \
      cache, in the user's cache folder ($XDG_CACHE_HOME or ~/.cache), so that the same text \
      is compiled once.

      EXAMPLES:
        mini eval 'fn main() { print(6 * 7); }'
        mini eval 'fn main() i32 { return 3; }'; echo $?
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
    let root = try Self.place(text)
    let result = try ProjectBuild(root: root, work: work, report: report).run(
      goal: .executable, optimization: optimization.level, debugInfo: debug.info)
    try Program(builtBy: result).become(arguments: args)
  }

  /// Text that stands in no folder has no neighbours to import.
  private func refuseImports(in text: [UInt8]) throws {
    let analysis = FileAnalysis(analyzing: text)
    guard !analysis.zir.imports.isEmpty else { return }
    let diagnostics = analysis.zir.imports.map { item in
      let raw = RawDiagnostic(
        .importNotFound, "'\(item.path)' cannot be imported by the text of 'eval'", at: item.place,
        label: "the text stands in no folder: put it into a file, and use 'mini run'")
      return FileDiagnostic(path: "main.mini", diagnostic: analysis.lines.locate(raw))
    }
    switch report.diagnostics {
    case .text:
      // No links: there is no file to open yet.
      var style = Terminal.style(report.color, root: "main.mini")
      style.linkFolder = nil
      StandardError.write(DiagnosticRenderer(style: style).render(diagnostics))
    case .json: StandardError.write(DiagnosticJSON.render(diagnostics))
    }
    throw FoundFaults()
  }

  /// Puts the text into a folder of its own, named after it, unless it is there already.
  ///
  /// - Returns: the root file.
  private static func place(_ text: [UInt8]) throws -> FilePath {
    let disk = LocalFileSystem()
    let name = String("\(Digest(hashing: text))".prefix(32))
    guard let userFolder = Environment.userCacheFolder else {
      throw CommandFailure("'eval' needs a folder to cache in: set HOME or XDG_CACHE_HOME")
    }
    let folder = userFolder.appending("mini").appending("eval").appending(name)
    let root = folder.appending("main.mini")
    // Absent, different or unreadable: all the same, it is written anew.
    if let present = try? disk.contents(of: root, sizeMax: text.count), present == text {
      return root
    }
    try disk.createDirectories(folder)
    try disk.replaceFile(root, with: text)
    return root
  }
}
