// The work that a build would do, as JSON: `mini build --dry-run --json`.

import BuildCache
import MiniFrontend
import SystemPackage

/// Renders the reasons for a build's work as JSON, schema 1.
///
/// - SeeAlso: Architecture, section 9
package enum PlanJSON {
  /// One object with a line break: counts, and what would be compiled or linked, with reasons. Paths are
  /// relative to the working directory.
  package static func render(_ report: BuildReport) -> String {
    let errors = report.diagnostics.count { $0.diagnostic.code.severity == .error }
    return JSON.line([
      ("errors", .integer(Int64(errors))),
      ("warnings", .integer(Int64(report.diagnostics.count - errors))),
      ("files", StatsRenderer.counts(report.fileCounts)),
      ("functions", StatsRenderer.counts(report.functionCounts)),
      ("units", StatsRenderer.counts(report.unitCounts)),
      ("unitsKnown", .boolean(report.areUnitsKnown)),
      ("misses", .array(misses(report).map(miss))),
    ])
  }

  private static func misses(_ report: BuildReport) -> [BuildRecord.Miss] {
    var misses: [BuildRecord.Miss] = []
    for file in report.files {
      let path = report.names.shown(file.path)
      if let reason = file.work.reason { misses.append(.init(.file, path: path, reason: reason)) }
      for function in file.functions {
        guard let reason = function.work.reason else { continue }
        misses.append(.init(.function, path: path, name: function.name, reason: reason))
      }
    }
    misses += report.units.map { .init(.unit, name: $0.name, reason: $0.reason) }
    return misses + report.links.map { .init(.link, path: $0.output.string, reason: $0.reason) }
  }

  /// One thing that is compiled or linked, and why.
  static func miss(_ miss: BuildRecord.Miss) -> JSON {
    var members: [(String, JSON)] = [("kind", .string(miss.kind.name))]
    if !miss.path.isEmpty { members.append(("path", .string(miss.path))) }
    if !miss.name.isEmpty { members.append(("name", .string(miss.name))) }
    return .object(members + [("reason", .string(miss.reason.kind.name))] + miss.reason.why)
  }
}

extension BuildRecord.Kind {
  /// In JSON.
  var name: String {
    switch self {
    case .file: "file"
    case .function: "function"
    case .unit: "unit"
    case .link: "link"
    }
  }
}
