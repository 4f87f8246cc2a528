// `mini explain`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import MiniFrontend
import SystemPackage

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain why a file or function was compiled, or what an error means.",
    usage: """
      mini explain <file>[:<function>] [--build <build>]
             mini explain [<code>]
      """,
    discussion: """
      FILE or FILE:FUNCTION: the last build on record that compiled it, and why: which input \
      changed, old → new; and why its unit was compiled and the executable linked. With '--build', \
      the last one up to that build; see 'mini show --help' for the names of builds.

      CODE: the cause of an error or a warning, an example and a remedy. Without an argument, \
      lists all codes. (A name that ends with '.mini' is a file, also with ':' and a function \
      after it.)

      EXAMPLES:
        mini explain lib/math.mini           why was it compiled last, and when?
        mini explain lib/math.mini:add
        mini explain main.mini --build @{3}
        mini explain E0012                   what does this error mean?
        mini explain | grep import
      """)

  @Argument(
    help: ArgumentHelp(
      "A file, a function of one, or the code in brackets at the start of a message.",
      valueName: "file|code"),
    completion: .list(DiagnosticEntry.all.map(\.code.text)))
  var subject: String?

  @Option(help: ArgumentHelp("The build to look back from. (default: @)", valueName: "build"))
  var build: String?

  @Flag(help: "Print one JSON object; without an argument, one for each code.")
  var json = false

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    let isFile = subject.map { ObjectNames.split($0) != nil } ?? false
    guard isFile || build == nil else {
      throw ValidationError("'--build' needs a file, which ends with '.mini'")
    }
    guard let subject, !isFile, entry == nil else { return }
    let known = DiagnosticEntry.all.map(\.code.text)
    // A function can be written as in a program.
    let function = subject.lastIndex(of: ".").map { dot in
      "\(subject[..<dot]).mini:\(subject[subject.index(after: dot)...])"
    }
    let meant = function ?? Suggestion.nearest(to: subject.uppercased(), among: known)
    let hint = meant.map { "; did you mean '\($0)'?" }
    throw ValidationError(
      "there is no diagnostic '\(subject)'" + (hint ?? ": they are like 'E0012'")
        + (hint == nil ? ", and files like 'lib/math.mini'" : ""))
  }

  private var entry: DiagnosticEntry? {
    DiagnosticEntry.all.first { $0.code.text == subject?.uppercased() }
  }

  func run() throws {
    if let subject, let (file, function) = ObjectNames.split(subject) {
      return try StandardOutput.write(history(of: file, function))
    }
    if json {
      let entries = entry.map { [$0] } ?? DiagnosticEntry.all
      return try StandardOutput.write(entries.map(Self.line).joined())
    }
    let list = DiagnosticEntry.all.map { "\($0.code.text)  \($0.title)\n" }.joined()
    try StandardOutput.write(entry?.text ?? list)
  }

  private static func line(_ entry: DiagnosticEntry) -> String {
    JSON.line([
      ("code", .string(entry.code.text)), ("severity", .string(entry.code.severity.name)),
      ("title", .string(entry.title)), ("text", .string(entry.text)),
    ])
  }

  private func history(of file: String, _ function: String?) throws -> String {
    let configuration = try cache.configuration()
    guard let builds = try LoggedBuilds.find(configuration) else {
      throw PlumbingCache.failure(configuration)
    }
    let start = try build.map { try builds.build(named: $0).number } ?? 0
    let history = FileHistory(
      of: try WorkingFolder.absolute(file), function: function, from: start,
      in: builds.log, of: builds.directory)
    let isNamed = history.build != nil && !history.isFirst
    guard isNamed || Self.knows(history.path, function, in: builds.directory) else {
      let name = TerminalText.escaped(function.map { "\(file):\($0)" } ?? file)
      throw CommandFailure("no build on record compiled '\(name)'")
    }
    return json ? history.json(name: file) : history.text(LoggedBuilds.renderer, name: file)
  }

  /// Whether the cache knows a file or function, where no record names it.
  private static func knows(
    _ path: String?, _ function: String?, in directory: CacheDirectory
  ) -> Bool {
    guard let path else { return false }
    let entries = StoredEntries(directory)
    guard let function else { return entries.newest(path: path) != nil }
    return entries.newest(path: path, function: function) != nil
  }
}
