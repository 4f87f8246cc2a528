// The record that a build leaves in the cache.

import BuildCache
import MiniBackend
import MiniFrontend
import SystemPackage

extension BuildSession {
  /// Records this build, unless it did nothing. If that fails, an event says so. A build of tests is
  /// recorded once they have run.
  ///
  /// - Parameter misses: the files and functions that were compiled.
  mutating func record(
    _ outcome: BuildRecord.Outcome, _ misses: [BuildRecord.Miss], nanoseconds: UInt64
  ) {
    guard context.isRecorded, outcome != .done || hasWorked else { return }
    let beginning = context.options.trace.begin()
    defer { context.options.trace.end(beginning, .phase, "record") }
    var record = BuildRecord(
      timeNanoseconds: context.cache.now - Int64(clamping: nanoseconds),
      root: rootPath,
      command: context.options.commandLine, compiler: compilerEpochHex)
    record.outcome = outcome
    if outcome != .done {
      record.errors = report.diagnostics.count { $0.diagnostic.code.severity == .error }
    }
    record.warnings = report.diagnostics.count - record.errors
    record.files = report.fileCounts
    record.functions = report.functionCounts
    record.units = report.unitCounts
    record.hits = context.cache.hits
    record.isPatched = report.patched
    record.sourcesRead = report.sourcesRead
    record.bytesWritten = report.bytesWritten
    record.phases = report.phases
    record.phases.total = nanoseconds
    record.cacheEvents = cacheEvents
    record.work = context.takeLongestWork()
    if context.options.changeDetection == .contents {
      record.hits.savedNanoseconds = 0
      // The others were only compiled to compare them.
      record.files.compiled = misses.count { $0.kind == .file }
      record.functions.compiled = misses.count - record.files.compiled
    }
    for link in report.links {
      record.add(.init(.link, path: report.name(of: link), reason: link.reason))
    }
    for unit in report.units { record.add(.init(.unit, name: unit.name, reason: unit.reason)) }
    for miss in misses { record.add(miss) }
    // A build that compiled nothing loads no index for this: damage in it could not be mended any more.
    let isNamed = misses.count >= record.files.compiled + record.functions.compiled
    let rest = !isNamed && context.cache.knowsNothing ? MissReason.Kind.neverBuilt : nil
    record.addRest(of: .unit, counts: record.units)
    record.addRest(of: .file, counts: record.files, reason: rest)
    record.addRest(of: .function, counts: record.functions, reason: rest)
    if context.options.goal == .tests, outcome == .done,
      context.options.testProgram == .isolated
    {
      report.keepRecord = { [record, cache = context.cache] tests in
        var record = record
        record.tests = tests
        _ = cache.add(record)
      }
    } else {
      report.bytesWritten += context.cache.add(record)
    }
  }

  /// The root file's absolute path. (Not `joined`: runtime note 1.)
  private var rootPath: String {
    var path = ""
    for component in context.rootFolderComponents {
      path += "/"
      path += component
    }
    return path + "/" + context.rootName
  }

  private var hasWorked: Bool {
    report.bytesWritten > 0 || report.fileCounts.compiled > 0 || report.functionCounts.compiled > 0
      || report.tests.contains(where: \.work.runs)
  }
}
