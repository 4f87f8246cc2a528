// `mini fmt`

import ArgumentParser
import BuildCache
import FileIO
import Glibc
import MiniDriver
import MiniFrontend
import SystemPackage

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Format source files in Mini's one style.",
    usage: "mini fmt [<options>] [<file-or-folder> ...]",
    discussion: """
      Replaces files whose text changes, and prints their names. Only white space changes: the \
      program, its comments and the keys of its functions stay the same. A file with syntax errors \
      is left as it is, and its errors are printed.

      A folder stands for all its files *.mini and those of its folders; hidden names and links are \
      left out. Where the project has a cache, files that have not changed since they were last \
      formatted are not read.

      A list with a comma behind its last element has its elements on lines of their own. A list \
      without one is on one line. The rest of the style is in the language reference, "Style".

      Exits with 1 if a file has errors, or with '--check' or '--diff' if a text would change.

      EXAMPLES:
        mini fmt                      all files in the working directory
        mini fmt --check src          the files that are not formatted
        mini fmt --diff main.mini     what would change
        mini fmt --check --json       the same files for a program
        mini fmt - < a.mini           from standard input to standard output
      """)

  @Argument(
    help: ArgumentHelp(
      "Files and folders; '-': standard input. (default: the working directory)",
      valueName: "file-or-folder"), completion: RootArgument.completion)
  var names: [String] = []

  @Flag(help: "Print the names of files that would change, and write nothing.")
  var check = false

  @Flag(help: "Print what would change, and write nothing.")
  var diff = false

  @Flag(help: "Print diagnostics and the files that change as JSON, one object a line.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Format standard input, and name it so in messages.", valueName: "file"),
    completion: .file(extensions: ["mini"]))
  var stdinFilename: String?

  func validate() throws {
    guard !isFromStandardInput || names == ["-"] || names.isEmpty else {
      throw ValidationError("standard input is formatted alone: name no other files")
    }
    guard !json || !isFromStandardInput || check || diff else {
      throw ValidationError(
        "standard output receives the text: '--json' needs '--check' or '--diff'")
    }
    guard !names.contains("") else { throw ValidationError("a file has a name") }
  }

  private var isFromStandardInput: Bool { stdinFilename != nil || names.contains("-") }

  func run() throws {
    var report = FormatReport(listsNames: check || !diff, showsDiff: diff, isJSON: json)
    if isFromStandardInput {
      try formatStandardInput(&report)
    } else {
      var seen: Set<FilePath> = []
      let files = try (names.isEmpty ? ["."] : names).flatMap(Self.files)
        .filter { seen.insert($0.lexicallyNormalized()).inserted }
      let configuration = try Environment.configuration()
      // A cache that cannot be used only costs time.
      let cache = try? PlumbingCache.find(configuration)
      let formatter = SourceFormatter(
        mode: check || diff ? .compares : .replaces, cache: cache ?? nil,
        threadsMax: configuration.jobs ?? AvailableProcessors.count)
      formatter.run(files) { report.add($0.string, $1) }
    }
    try report.finish(changesAreFaults: check || diff)
  }

  private func formatStandardInput(_ report: inout FormatReport) throws {
    let name = stdinFilename ?? "<stdin>"
    let source = try CheckCommand.standardInput()
    guard let formatted = FormattedSource(source)?.bytes else {
      return report.add(name, .wrong(SourceFormatter.errors(in: source, named: name)))
    }
    guard check || diff else { return try StandardOutput.write(formatted) }
    if formatted != source { report.add(name, .changed(from: source, to: formatted)) }
  }

  /// The files that an argument names.
  private static func files(_ name: String) throws -> [FilePath] {
    let path = FilePath(argument: name)
    let status = try LocalFileSystem().status(of: path, followingLinks: true)
    return status?.kind == .directory ? try SourceTree.files(in: path) : [path]
  }
}

/// The output of `mini fmt`.
private struct FormatReport {
  let listsNames: Bool
  let showsDiff: Bool
  let isJSON: Bool
  private var output = ""
  private var diagnostics: [FileDiagnostic] = []
  private var failures: [String] = []
  private var hasChanges = false

  init(listsNames: Bool, showsDiff: Bool, isJSON: Bool) {
    self.listsNames = listsNames
    self.showsDiff = showsDiff
    self.isJSON = isJSON
  }

  mutating func add(_ name: String, _ outcome: SourceFormatter.Outcome) {
    switch outcome {
    case .formatted: break
    case .changed(let old, let new):
      hasChanges = true
      if isJSON {
        output += Self.object(
          name, diff: showsDiff ? UnifiedDiff.text(name, from: old, to: new) : nil)
        return
      }
      if listsNames { output += TerminalText.escaped(name) + "\n" }
      if showsDiff { output += UnifiedDiff.text(TerminalText.escaped(name), from: old, to: new) }
    case .wrong(let found): diagnostics += found
    case .failed(let sentence): failures.append(TerminalText.escaped(sentence))
    }
  }

  private static func object(_ name: String, diff: String?) -> String {
    JSON.line(
      [("kind", .string("changed")), ("file", .string(name))]
        + (diff.map { [("diff", .string($0))] } ?? []))
  }

  /// Prints everything, and ends the command if something is wrong.
  func finish(changesAreFaults: Bool) throws {
    let style = Terminal.style(.auto, rootFolder: ".")
    let text =
      isJSON
      ? "" : DiagnosticRenderer(style: style).render(diagnostics) + Terminal.hint(on: diagnostics)
    StandardError.write(text + failures.dropLast().map { "mini: error: \($0)\n" }.joined())
    try StandardOutput.write((isJSON ? DiagnosticJSON.render(diagnostics) : "") + output)
    if let last = failures.last { throw CommandFailure(last) }
    if !diagnostics.isEmpty || changesAreFaults && hasChanges { throw FoundFaults() }
  }
}
