// The output of `-v` and `-vv`: a build's steps.

import BuildCache
import SystemPackage

/// Renders a build's steps, one per line.
package enum VerboseRenderer {
  package enum Detail: Hashable, Sendable {
    /// `-v`.
    case files
    /// `-vv`: also keys and times, and the functions of the files that were compiled.
    case functions
  }

  /// - SeeAlso: Architecture, section 9
  package static func render(_ report: BuildReport, detail: Detail) -> String {
    let loaded = report.loaded
    let names = report.names
    var lines = [
      "[cache] Loaded: \(NumberText.count(loaded.stampedFiles, "file")) (hash), "
        + "\(NumberText.count(loaded.cachedFiles, "file")) (ZIR), "
        + "\(NumberText.count(loaded.cachedFunctions, "function")) (AIR)"
    ]
    lines += report.keptPaths.map {
      "[cache] HIT (file): \(TerminalText.escaped(names.shown($0)))"
    }
    for file in report.files where file.work.isHit {
      let name = TerminalText.escaped(names.shown(file.path))
      lines.append("[cache] HIT (file): \(name)" + key(file, detail))
    }
    for file in report.files where !file.work.isHit {
      let name = TerminalText.escaped(names.shown(file.path))
      lines.append("[\(word(file.work))] \(name)" + key(file, detail))
      if detail == .functions { lines += file.functions.map { line(for: $0, of: name) } }
    }
    lines += report.upstreams.map { line(for: $0) }
    lines.append("[cache] Functions: " + counts(report.functionCounts))
    lines.append("[build] Files: " + counts(report.fileCounts))
    if report.unitCounts.total > 0 {
      lines.append("[link] Units: " + counts(report.unitCounts))
    }
    for output in report.outputs {
      lines.append("[build] Output: \(TerminalText.escaped(output.string))")
    }
    if detail == .functions { lines.append(times(report)) }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func line(for upstream: UpstreamCounts) -> String {
    "[cache] From '\(TerminalText.escaped(upstream.path.string))': "
      + NumberText.count(upstream.files, "file") + ", "
      + NumberText.count(upstream.functions, "function") + ", "
      + NumberText.count(upstream.units, "unit")
  }

  private static func counts(_ counts: BuildReport.Counts) -> String {
    "\(NumberText.grouped(counts.cached)) cached, \(NumberText.grouped(counts.compiled)) compiled"
  }

  private static func key(_ file: BuildReport.File, _ detail: Detail) -> String {
    guard detail == .functions else { return "" }
    let time =
      file.work.isHit ? "" : ", \(NumberText.roundedMilliseconds(file.compileNanoseconds)) ms"
    return " (\(file.combinedHash.digest)\(time))"
  }

  private static func line(
    for function: BuildReport.Function, of file: String
  ) -> String {
    let name = "\(file):\(TerminalText.escaped(function.name))"
    guard !function.work.isHit else {
      return "[cache] HIT (function): \(name) (\(function.key.digest))"
    }
    let time = NumberText.roundedMilliseconds(function.compileNanoseconds)
    return "[\(word(function.work))] \(name) (\(function.key.digest), \(time) ms)"
  }

  /// The word for work that was done.
  private static func word(_ work: BuildReport.Work) -> String {
    work.isRechecked ? "recheck" : "compile"
  }

  private static func times(_ report: BuildReport) -> String {
    let phases = report.phases
    let parts = [
      ("load", phases.load), ("stat", phases.stat), ("compile", phases.compile),
      ("save", phases.save), ("native", phases.native), ("total", phases.total),
    ]
    let times = parts.map { "\($0.0) \(NumberText.roundedMilliseconds($0.1)) ms" }
    return "[build] Time: " + times.joined(separator: ", ")
  }
}
