// A build in numbers: a table for people, one JSON object for machines.

import BuildCache
import MiniFrontend
import SystemPackage

/// Renders a build's counts and times.
package enum StatsRenderer {
  /// `--stats`: an aligned table. Each line ends with a line break.
  ///
  /// - Parameter isRecorded: whether the report is made of a record, which has no placement.
  package static func table(_ report: BuildReport, isRecorded: Bool = false) -> String {
    var text = head
    text += countsRow("files", report.fileCounts)
    text += countsRow("functions", report.functionCounts)
    if report.unitCounts.total > 0 { text += countsRow("units", report.unitCounts) }
    text += "\n"
    text += fact("sources read", NumberText.grouped(report.sourcesRead))
    text += fact("bytes written", NumberText.grouped(report.bytesWritten))
    text += fact("patched", report.patched ? "yes" : "no")
    if !isRecorded { text += fact("placed", report.placement?.rawValue ?? "no") }
    if let remote = report.remote {
      text += fact("remote asked", NumberText.grouped(remote.asked))
      text += fact("remote found", NumberText.grouped(remote.found))
      text += fact("remote executed", NumberText.grouped(remote.executed))
      text += fact("remote refused", NumberText.grouped(remote.refused))
      text += fact("remote failed", NumberText.grouped(remote.failed))
    }
    text += "\n"
    for (name, nanoseconds) in phases(report.phases) {
      text += fact(name, NumberText.roundedMilliseconds(nanoseconds) + " ms")
    }
    return text
  }

  /// The head of the table of counts.
  static var head: String { row(["", "total", "cached", "compiled", "hit rate"]) }

  /// `--stats-json`: one object with a line break after it.
  ///
  /// - SeeAlso: Architecture, section 9
  package static func json(_ report: BuildReport) -> String {
    let errors = report.diagnostics.count { $0.diagnostic.code.severity == .error }
    var members: [(String, JSON)] = [
      ("outcome", .string(report.isRefused ? "refused" : "done")),
      ("errors", .count(errors)), ("warnings", .count(report.diagnostics.count - errors)),
      ("outputs", .array(report.outputs.map { .string($0.string) })),
      ("files", counts(report.fileCounts)),
      ("functions", counts(report.functionCounts)),
      ("units", counts(report.unitCounts)),
      (
        "upstreams",
        .array(
          report.upstreams.map { upstream in
            .object([
              ("path", .string(upstream.path.string)),
              ("files", .integer(Int64(upstream.files))),
              ("functions", .integer(Int64(upstream.functions))),
              ("units", .integer(Int64(upstream.units))),
            ])
          })
      ),
      ("patched", .boolean(report.patched)),
      ("placement", .optional(report.placement?.rawValue)),
      ("sourcesRead", .integer(Int64(report.sourcesRead))),
      ("bytesWritten", .integer(Int64(clamping: report.bytesWritten))),
      ("phasesMs", json(report.phases)),
    ]
    if let remote = report.remote {
      let counts = [
        ("asked", remote.asked), ("found", remote.found), ("executed", remote.executed),
        ("refused", remote.refused), ("failed", remote.failed),
      ]
      members.append(("remote", .object(counts.map { ($0, .integer(Int64($1))) })))
    }
    return JSON.line(members)
  }

  static func json(_ phases: BuildPhases) -> JSON {
    .object([
      ("load", .number(NumberText.milliseconds(phases.load))),
      ("stat", .number(NumberText.milliseconds(phases.stat))),
      ("compile", .number(NumberText.milliseconds(phases.compile))),
      ("save", .number(NumberText.milliseconds(phases.save))),
      ("native", .number(NumberText.milliseconds(phases.native))),
      ("total", .number(NumberText.milliseconds(phases.total))),
    ])
  }

  static func countsRow(_ name: String, _ counts: BuildReport.Counts) -> String {
    row([
      name, NumberText.grouped(counts.total), NumberText.grouped(counts.cached),
      NumberText.grouped(counts.compiled), NumberText.percentage(counts.cached, of: counts.total),
    ])
  }

  private static func row(_ cells: [String]) -> String {
    NumberText.filled(cells[0], to: 16)
      + cells.dropFirst().map { NumberText.padded($0, to: 10) }.joined() + "\n"
  }

  private static func fact(_ name: String, _ value: String) -> String {
    row([name, value])
  }

  /// The phases in order; the native one only if the toolchain ran.
  private static func phases(_ phases: BuildReport.Phases) -> [(String, UInt64)] {
    var rows = [
      ("load", phases.load), ("stat", phases.stat), ("compile", phases.compile),
      ("save", phases.save),
    ]
    if phases.native > 0 { rows.append(("native", phases.native)) }
    return rows + [("total", phases.total)]
  }

  static func counts(_ counts: BuildReport.Counts) -> JSON {
    .object([
      ("total", .integer(Int64(counts.total))),
      ("cached", .integer(Int64(counts.cached))),
      ("compiled", .integer(Int64(counts.compiled))),
    ])
  }
}
