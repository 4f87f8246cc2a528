// The work of several programs' builds, for `mini build --dry-run` of all of them.

import BuildCache

/// The work of dry runs before another one. The programs share a cache, so that nothing is compiled
/// twice.
package struct PlannedWork: Sendable {
  private var files: Set<CombinedHash> = []
  private var functions: Set<FunctionKey> = []
  private var units: Set<UnitKey> = []

  package init() {}

  /// Adds what a build would compile.
  package mutating func add(_ report: BuildReport) {
    for file in report.files {
      if !file.work.isHit { files.insert(file.combinedHash) }
      for function in file.functions where !function.work.isHit { functions.insert(function.key) }
    }
    units.formUnion(report.units.compactMap(\.key))
  }

  /// Takes all of it out of the report of a later build, which finds it in the cache.
  package func omit(from report: inout BuildReport) {
    for number in report.files.indices {
      let file = report.files[number]
      if !file.work.isHit, files.contains(file.combinedHash) {
        report.files[number].work = .hit
        report.fileCounts.compiled -= 1
      }
      for (index, function) in file.functions.enumerated()
      where !function.work.isHit && functions.contains(function.key) {
        report.files[number].functions[index].work = .hit
        report.functionCounts.compiled -= 1
      }
    }
    let count = report.units.count
    report.units.removeAll { $0.key.map(units.contains) ?? false }
    report.unitCounts.compiled -= count - report.units.count
  }
}
