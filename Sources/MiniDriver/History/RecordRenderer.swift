// A recorded build as text.

import BuildCache
package import SystemPackage

/// Renders recorded builds: `mini log`, `mini show`.
package struct RecordRenderer: Sendable {
  /// The local time of a moment, in nanoseconds since 1970, as `2026-01-31 14:03:11`.
  package let localTime: @Sendable (Int64) -> String
  /// The working directory, with links resolved.
  package let workingFolder: FilePath
  package let style: TextStyle

  package init(
    workingFolder: FilePath, style: TextStyle = TextStyle(),
    localTime: @escaping @Sendable (Int64) -> String
  ) {
    self.workingFolder = workingFolder
    self.style = style
    self.localTime = localTime
  }

  /// `mini log`: one line.
  package func line(_ build: RecordedBuild) -> String {
    let record = build.record
    let id = style.paint(build.id.shortDescription, .strong)
    let time = localTime(record.timeNanoseconds)
    let root = build.rootFolder == workingFolder ? "" : "\(shown(record.root)): "
    return "\(id)  \(time)  \(root)\(TerminalText.escaped(record.command)): \(outcome(record))\n"
  }

  /// `mini log --stats`: one line of a table. `nil`: its head.
  package func row(_ build: RecordedBuild?) -> String {
    let cells: [String]
    if let build {
      let record = build.record
      cells =
        [build.id.shortDescription, localTime(record.timeNanoseconds)]
        + [record.files, record.functions, record.units].map {
          "\(NumberText.grouped($0.compiled))/\(NumberText.grouped($0.total))"
        } + [
          NumberText.grouped(record.bytesWritten),
          NumberText.roundedMilliseconds(record.hits.savedNanoseconds),
          NumberText.roundedMilliseconds(record.phases.total),
        ]
    } else {
      cells = ["build", "time", "files", "functions", "units", "bytes", "ms saved", "ms"]
    }
    return NumberText.filled(cells[0], to: 10) + NumberText.filled(cells[1], to: 19)
      + zip([15, 15, 11, 13, 12, 12], cells.dropFirst(2)).map {
        NumberText.padded($1, to: $0)
      }.joined() + "\n"
  }

  /// `mini show`: everything that the record has.
  package func text(_ build: RecordedBuild) -> String {
    let record = build.record
    var text = "build \(style.paint("\(build.id)", .strong))\n"
    var facts = [
      ("Date", localTime(record.timeNanoseconds)), ("Root", TerminalText.escaped(record.root)),
      ("Command", TerminalText.escaped(record.command)),
      ("Compiler", TerminalText.escaped(String(record.compiler.prefix(12)))),
      ("Outcome", outcome(record)),
    ]
    if let tests = record.tests { facts.append(("Tests", tests.text)) }
    for (name, value) in facts { text += NumberText.filled(name + ":", to: 10) + value + "\n" }
    for event in record.cacheEvents { text += "Warning:  \(TerminalText.escaped(event))\n" }
    text += "\n" + explanation(build) + "\n" + StatsRenderer.table(build.report(), isRecorded: true)
    let hits = record.hits
    text += "\nlookups that hit: \(NumberText.count(hits.files, "file")), "
    text += "\(NumberText.count(hits.functions, "function")), "
    text += NumberText.count(hits.units, "unit")
    if hits.upstream > 0 { text += " (\(NumberText.grouped(hits.upstream)) from other caches)" }
    return text + "; saved \(NumberText.roundedMilliseconds(hits.savedNanoseconds)) ms\n"
  }

  /// The reasons, as `--explain` printed them during the build. Where the record has only numbers, these.
  package func explanation(_ build: RecordedBuild) -> String {
    let record = build.record
    var text = ""
    for (kind, noun) in [
      (BuildRecord.Kind.file, "file"), (.function, "function"), (.unit, "unit"),
    ] {
      let (new, others) = record.unnamedCounts(of: kind)
      if new > 0 {
        text += "\(NumberText.count(new, noun)) \(new == 1 ? "was" : "were") compiled: "
        text += MissReason.neverBuilt.words() + "\n"
      }
      if others > 0 {
        text += "\(NumberText.count(others, noun)) \(others == 1 ? "was" : "were") compiled"
        text += " that the record does not name\n"
      }
    }
    guard text.isEmpty || !record.misses.isEmpty else { return text }
    return text + explanation(of: build.report(), build)
  }

  /// The reasons in a report of a recorded build, with paths as the user would write them.
  func explanation(of report: BuildReport, _ build: RecordedBuild) -> String {
    var report = report
    report.rootFolder = shown(folder: build.rootFolder)
    return ExplainRenderer.render(report, style: style)
  }

  /// `compiled 1 of 2 files`, `2 errors`, `failed: cannot write 'x'`.
  func outcome(_ record: BuildRecord) -> String {
    switch record.outcome {
    case .failed(let reason): return "failed: \(TerminalText.escaped(reason))"
    case .refused:
      let count =
        record.errors > 0
        ? NumberText.count(record.errors, "error") : NumberText.count(record.warnings, "warning")
      return count + (record.errors > 0 ? "" : ", denied")
    case .done:
      let compiled =
        if let (counts, noun) = [(record.files, "file"), (record.units, "unit")]
          .first(where: { counts, _ in counts.compiled > 0 })
        {
          "compiled \(NumberText.grouped(counts.compiled)) of"
            + " \(NumberText.count(counts.total, noun))"
        } else {
          "nothing compiled"
        }
      let warnings =
        record.warnings == 0 ? "" : ", \(NumberText.count(record.warnings, "warning"))"
      return compiled + warnings + (record.tests.map { "; " + $0.text } ?? "")
    }
  }

  private func shown(_ path: String) -> String { TerminalText.escaped(path) }

  /// A folder that contains the working directory, or is in it, relative to that; another one as it is.
  private func shown(folder: FilePath) -> FilePath {
    var below = folder
    if below.removePrefix(workingFolder) { return below.isEmpty ? "." : below }
    guard workingFolder.starts(with: folder) else { return folder }
    let steps = workingFolder.components.count - folder.components.count
    return FilePath(repeatElement("..", count: steps).joined(separator: "/"))
  }
}
