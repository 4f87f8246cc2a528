// The options that say what a build prints.

import ArgumentParser
import SystemPackage

struct ReportOptions: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Report each step; twice (-vv): with hashes, times and functions.")
  var verbose: Int

  @Flag(name: .shortAndLong, help: "Print only errors: no warnings, notes or progress.")
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
      "Write a trace of all steps and threads to this file; ui.perfetto.dev shows it.",
      valueName: "file"),
    completion: .file(extensions: ["json"]))
  var trace: String?

  @Option(
    help: """
      Format of the trace: of Chrome's viewer, or of OpenTelemetry (OTLP/JSON, for collectors; the \
      variable TRACEPARENT names the span that mini was started in).
      """)
  var traceFormat = TraceFormat.chrome

  @Flag(help: "Explain why each file and function was compiled: which input changed, old → new.")
  var explain = false

  @Option(help: "Format of diagnostics: text for people, or one JSON object per line for editors.")
  var diagnostics = DiagnosticsFormat.text

  @Option(
    help: """
      Colours. 'auto': not if NO_COLOR is set; else if FORCE_COLOR is, or standard error is a \
      terminal.
      """)
  var color = ColorChoice.auto

  /// Whether something is asked for that only a build has: its steps, counts, times or reasons.
  var isOfBuild: Bool {
    verbose > 0 || stats || statsJson != nil || trace != nil || explain || denyWarnings
  }

  func validate() throws {
    guard !quiet || verbose == 0 else {
      throw ValidationError("'-q' and '-v' exclude each other")
    }
    guard statsJson != "" else { throw ValidationError("'--stats-json' needs the name of a file") }
    guard traceFormat == .chrome || trace != nil else {
      throw ValidationError("'--trace-format' needs '--trace'")
    }
    guard trace != "", trace != "-" else {
      throw ValidationError("'--trace' needs the name of a file")
    }
  }
}

/// `--trace-format`.
enum TraceFormat: String, CaseIterable, ExpressibleByArgument {
  case chrome, otlp
}

/// `--diagnostics`.
enum DiagnosticsFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}
