// The settings of a build's work as plain values, independent of the parser.

import MiniDriver
import SystemPackage

/// The plain values of ``WorkOptions``.
struct WorkSettings {
  var jobs: Int?
  /// `--cache-dir`.
  var cacheDirectory: String?
  var noCache = false
  var readOnly = false
  var refresh = false
  var noCollection = false
  var recheck = false
}

extension WorkSettings {
  init(_ options: WorkOptions) {
    jobs = options.threads.jobs
    cacheDirectory = options.cache.directory
    noCache = options.noCache
    readOnly = options.readOnly
    refresh = options.refresh
    noCollection = options.noCollection
    recheck = options.recheck
  }
}
