// `mini check`

import ArgumentParser
import FileIO
import Glibc
import MiniDriver
import MiniFrontend
import SystemPackage

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Report a project's errors and warnings, and write no outputs.",
    usage: "mini check [<options>] [<root>]",
    discussion: """
      Exits with 1 if there are errors. A ROOT without 'main' is checked as a part of the project \
      that it belongs to: the main.mini, or the first program of the mini.config, in its folder or \
      above that imports it, or else alone. Text goes to standard error, as that of every command \
      does; with '--diagnostics json' the diagnostics are the result and go to standard \
      output, one JSON object a line, for editors to read.

      With '--stdin-filename FILE', text from standard input replaces that of FILE, and nothing \
      of it is stored. ROOT '-' is then the project that FILE belongs to.

      EXAMPLES:
        mini check                       errors and warnings of ./main.mini
        mini check --json                the same for an editor
        mini check -g                    the same for 'mini build -g'
        mini check - --stdin-filename lib/a.mini < unsaved
      """)

  @Argument(help: RootArgument.programHelp, completion: RootArgument.completion)
  var root: String?

  @Option(
    help: ArgumentHelp(
      "Read this file's text from standard input, as an editor's unsaved text.",
      valueName: "file"),
    completion: .file(extensions: ["mini"]))
  var stdinFilename: String?

  @Flag(help: "The same as '--diagnostics json'.")
  var json = false

  @OptionGroup var debug: DebugOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  func validate() throws {
    guard report.statsJson != "-" || report.diagnostics == .text && !json else {
      throw ValidationError(
        "standard output receives the diagnostics: name a file for '--stats-json'")
    }
    guard root != "-" || stdinFilename != nil else {
      throw ValidationError("'-' reads standard input: name the text with '--stdin-filename'")
    }
    guard stdinFilename?.hasSuffix(".mini") ?? true else {
      throw ValidationError("'--stdin-filename' needs the name of a source file: FILE.mini")
    }
  }

  func run() throws {
    var settings = ReportSettings(report)
    if json { settings.diagnostics = .json }
    let targets = root == "-" ? [BuildTarget(root: "-")] : try BuildTarget.all(root)
    if targets.count > 1, stdinFilename != nil { throw BuildTarget.isAmbiguous(targets) }
    try BuildTarget.each(targets) { try check($0, settings) }
  }

  private func check(_ target: BuildTarget, _ settings: ReportSettings) throws {
    var build = ProjectBuild(target, work: WorkSettings(work), report: settings)
    build.jsonDestination = .standardOutput
    if let stdinFilename {
      let file = FilePath(argument: stdinFilename)
      if root == "-" {
        build.useProject(of: file)
      }
      build.text = SourceText(location: .file(file), bytes: try Self.standardInput())
    } else if let text = Self.library(build.root) {
      build.useProject(of: build.root)
      build.text = text
    }
    let result = try build.run(goal: .diagnostics, debugInfo: debug.info)
    if let stdinFilename, root != "-", !result.hasReadText {
      throw CommandFailure(
        "'\(stdinFilename)' is not part of the project '\(target.root)', so its text was not checked: "
          + "write 'mini check -' to check it by itself")
    }
  }

  /// The text of a file without `main`; `nil`: the root is a program's, or a folder, or cannot be read,
  /// which the build reports.
  private static func library(_ file: FilePath) -> SourceText? {
    guard file.lastComponent?.string != ProjectLocation.usualRootName,
      let bytes = try? LocalFileSystem().contents(of: file, sizeMax: SourceBytes.sizeMaxBytes),
      !FileAnalysis(analyzing: bytes).zir.functions.contains(where: { $0.name == "main" })
    else { return nil }
    return SourceText(location: .file(file), bytes: bytes)
  }

  /// All of standard input, which is a source.
  static func standardInput() throws -> [UInt8] {
    do {
      return try Descriptor.readAll(STDIN_FILENO, sizeMax: SourceBytes.sizeMaxBytes)
    } catch .fileTooLarge {
      throw CommandFailure(
        "standard input is too large: a source has at most \(SourceBytes.sizeMaxBytes >> 20) MiB")
    } catch {
      throw CommandFailure("cannot read standard input: \(error)")
    }
  }
}

extension ProjectBuild {
  /// Sets the roots of the programs that a file may belong to. The file alone is the last of them.
  fileprivate mutating func useProject(of file: FilePath) {
    let project = NearestProject(to: file)
    let roots = (project.map { $0.roots.filter { $0 != file } } ?? []) + [file]
    root = roots[0]
    laterRoots = Array(roots.dropFirst())
    usualCache = project?.usualCache
  }
}
