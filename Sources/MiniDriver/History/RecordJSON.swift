// A recorded build as JSON.

import BuildCache

/// Renders recorded builds as JSON lines, schema 1.
///
/// - SeeAlso: Architecture, section 9
package enum RecordJSON {
  /// One build with everything that its record has, and a line break.
  package static func line(_ build: RecordedBuild) -> String {
    JSON.line(members(build) + details(build.record))
  }

  /// The members that identify a build.
  static func members(_ build: RecordedBuild) -> [(String, JSON)] {
    let record = build.record
    return [
      ("build", .string("\(build.id)")),
      ("time", .string(UniversalTime.text(record.timeNanoseconds))),
      ("root", .string(record.root)),
      ("command", .string(record.command)),
    ]
  }

  private static func details(_ record: BuildRecord) -> [(String, JSON)] {
    let outcome: (String, String?) =
      switch record.outcome {
      case .done: ("done", nil)
      case .refused: ("refused", nil)
      case .failed(let reason): ("failed", reason)
      }
    var members: [(String, JSON)] = [
      ("compiler", .string(record.compiler)), ("outcome", .string(outcome.0)),
    ]
    if let reason = outcome.1 { members.append(("failure", .string(reason))) }
    members += [
      ("errors", .integer(Int64(record.errors))), ("warnings", .integer(Int64(record.warnings))),
      ("files", StatsRenderer.counts(record.files)),
      ("functions", StatsRenderer.counts(record.functions)),
      ("units", StatsRenderer.counts(record.units)),
      (
        "hits",
        .object([
          ("files", .integer(Int64(record.hits.files))),
          ("functions", .integer(Int64(record.hits.functions))),
          ("units", .integer(Int64(record.hits.units))),
          ("upstream", .integer(Int64(record.hits.upstream))),
        ])
      ),
      ("savedMs", .number(NumberText.milliseconds(record.hits.savedNanoseconds))),
      ("patched", .boolean(record.isPatched)),
      ("sourcesRead", .integer(Int64(record.sourcesRead))),
      ("bytesWritten", .integer(Int64(clamping: record.bytesWritten))),
      ("phasesMs", StatsRenderer.json(record.phases)),
      ("cacheEvents", .array(record.cacheEvents.map(JSON.string))),
      (
        "reasons",
        .array(
          BuildRecord.Kind.allCases.flatMap { kind in
            MissReason.Kind.allCases.filter { record.count(of: kind, $0) > 0 }.map { reason in
              .object([
                ("kind", .string(kind.name)), ("reason", .string(reason.name)),
                ("count", .integer(Int64(record.count(of: kind, reason)))),
              ])
            }
          })
      ),
      ("misses", .array(record.misses.map(PlanJSON.miss))),
      ("unnamed", .integer(Int64(record.unnamed))),
    ]
    if let tests = record.tests {
      let counts = [
        ("total", tests.total), ("run", tests.run), ("cached", tests.cached),
        ("failed", tests.failed),
      ]
      members.append(("tests", .object(counts.map { ($0.0, .integer(Int64($0.1))) })))
    }
    return members
  }
}
