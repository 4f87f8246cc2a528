// The settings of a build's output as plain values, independent of the parser.

import MiniDriver
import SystemPackage

/// The plain values of ``ReportOptions``.
struct ReportSettings {
  var verbose = 0
  var isQuiet = false
  var deniesWarnings = false
  var stats = false
  var statsJson: String?
  var trace: String?
  var traceFormat = TraceFormat.chrome
  var explain = false
  var diagnostics = DiagnosticsFormat.text
  var color = ColorChoice.auto
  /// The form of the result on standard output.
  var resultForm = ResultForm.text

  enum ResultForm {
    /// For people; of a build nothing, of a dry run the plan.
    case text
    /// One object.
    case json
  }

  /// The level of detail that these reports need.
  var detail: ReportDetail {
    if verbose > 0 || explain { return .files }
    return stats || statsJson != nil || resultForm == .json ? .counts : .outcome
  }
}

extension ReportSettings {
  init(_ options: ReportOptions) {
    verbose = options.verbose
    isQuiet = options.quiet
    deniesWarnings = options.denyWarnings
    stats = options.stats
    statsJson = options.statsJson
    trace = options.trace
    traceFormat = options.traceFormat
    explain = options.explain
    diagnostics = options.diagnostics
    color = options.color
  }
}
