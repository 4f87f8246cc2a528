// Options of all commands that build a project.

import ArgumentParser
import BuildCache
import MiniBackend
import MiniDriver
import SystemPackage

/// `--diagnostics`.
enum DiagnosticsFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}

/// `--cache-dir`, for every command that uses a cache.
struct CacheOptions: ParsableArguments {
  @Option(
    name: .customLong("cache-dir"),
    help: ArgumentHelp(
      "The cache's folder. (default: mini.cacheDir, else the project's .mini_cache)",
      valueName: "dir"),
    completion: .directory)
  var directory: String?

  func validate() throws {
    guard directory != "" else { throw ValidationError("'--cache-dir' needs the name of a folder") }
  }

  /// The settings of the user, the system and this option.
  func configuration() throws -> Configuration {
    try Environment.configuration(cacheDirectory: directory)
  }
}

struct WorkOptions: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp(
      "How many threads to use, 1 to \(Terminal.threadsMax). (default: mini.jobs, else the processors it may use)",
      valueName: "n"))
  var jobs: Int?

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Neither read nor write the cache.")
  var noCache = false

  @Flag(
    name: .customLong("no-gc"),
    help: "Start no gc in the background, however large the cache has become.")
  var noCollection = false

  @Flag(help: "Trust no stamp and no hit: read every file, compile every hit again and compare.")
  var recheck = false

  func validate() throws {
    guard let jobs, !(1...Terminal.threadsMax).contains(jobs) else { return }
    throw ValidationError("'-j' takes a number of threads from 1 to \(Terminal.threadsMax)")
  }
}

struct ReportOptions: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Say what is done, a line each; twice (-vv): with hashes, times and functions.")
  var verbose: Int

  @Flag(name: .shortAndLong, help: "Print errors alone: no warnings, no notes, no progress.")
  var quiet = false

  @Flag(help: "Refuse a program with warnings: exit with 1, and leave outputs as they were.")
  var denyWarnings = false

  @Flag(help: "Print counts and times as a table.")
  var stats = false

  @Option(
    help: ArgumentHelp(
      "Write counts and times to this file as one JSON object; '-': to standard output.",
      valueName: "file"),
    completion: .file(extensions: ["json"]))
  var statsJson: String?

  @Option(
    help: ArgumentHelp(
      "Write what was done when, on which thread, as trace events: ui.perfetto.dev shows them.",
      valueName: "file"),
    completion: .file(extensions: ["json"]))
  var trace: String?

  @Flag(help: "Say for each compiled file and function why: which input changed, old → new.")
  var explain = false

  @Option(help: "How diagnostics are printed: for people, or a JSON object a line for editors.")
  var diagnostics = DiagnosticsFormat.text

  @Option(
    help: """
      Colours. 'auto': not if NO_COLOR is set; else if FORCE_COLOR is, or standard error is a \
      terminal.
      """)
  var color = ColorChoice.auto

  func validate() throws {
    guard !quiet || verbose == 0 else {
      throw ValidationError("'-q' and '-v' exclude each other")
    }
    guard statsJson != "" else { throw ValidationError("'--stats-json' needs the name of a file") }
    guard trace != "", trace != "-" else {
      throw ValidationError("'--trace' needs the name of a file")
    }
  }
}

/// Help texts and completions of the argument ROOT.
enum RootArgument {
  static let help = ArgumentHelp(
    "The project's root file, or the folder that holds its main.mini.", valueName: "root")
  static let completion = CompletionKind.file(extensions: ["mini"])
}

/// `-g`.
struct DebugOptions: ParsableArguments {
  @Flag(
    name: .customShort("g"),
    help: "Make it debuggable: gdb shows Mini source, and a panic tells line and callers.")
  var isDebuggable = false

  var info: DebugInfo { isDebuggable ? .full : .none }
}

/// The level of `-O`, and `--release`.
struct OptimizationOptions: ParsableArguments {
  @Option(
    name: .customShort("O", allowingJoined: true),
    help: ArgumentHelp(
      "How far the executable is optimised, 0 to 3. (default: 0)", valueName: "level"))
  var number: Int?

  @Flag(help: "The same as -O2.")
  var release = false

  var level: Int { number ?? (release ? 2 : 0) }

  func validate() throws {
    guard (0...3).contains(level) else { throw ValidationError("'-O' takes a level from 0 to 3") }
    guard !release || level == 2 else {
      throw ValidationError("'--release' is '-O2': leave one of the two out")
    }
  }
}
