// How a build works, as plain values, whichever parser read them.

import MiniDriver
import SystemPackage

/// The plain values of ``WorkOptions``.
struct WorkSettings {
  var jobs: Int?
  /// `--cache-dir`.
  var cacheDirectory: String?
  var noCache = false
  var noCollection = false
  var recheck = false
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
