// What the options of a build ask for, as plain values: parsed by whichever parser took them.

import MiniDriver
import SystemPackage

/// How to build; see ``WorkOptions``.
struct WorkSettings {
  var jobs: Int?
  /// `--cache-dir`.
  var cacheDirectory: String?
  var noCache = false
  var noCollection = false
  var recheck = false
}

/// What to say of it; see ``ReportOptions``.
struct ReportSettings {
  var verbose = 0
  var isQuiet = false
  var deniesWarnings = false
  var stats = false
  var statsJson: String?
  var trace: String?
  var explain = false
  var diagnostics = DiagnosticsFormat.text
  var color = ColorChoice.auto

  /// How much the build has to tell.
  var detail: ReportDetail {
    if verbose > 0 || explain { return .files }
    return stats || statsJson != nil ? .counts : .outcome
  }
}

extension WorkSettings {
  init(_ options: WorkOptions) {
    jobs = options.jobs
    cacheDirectory = options.cache.directory
    noCache = options.noCache
    noCollection = options.noCollection
    recheck = options.recheck
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
    explain = options.explain
    diagnostics = options.diagnostics
    color = options.color
  }
}
