// Prints verify's findings: one line each for people, or JSON.

import BuildCache
import FileIO
import MiniDriver

/// Prints verify's findings as they come. Reports failed writes to standard output at the end.
///
/// A class, because the verification and the command both print.
final class FindingPrinter {
  enum Format {
    /// Faults go to standard output, everything else to standard error.
    case text
    /// Everything goes to standard output: `kind` is `finding`, `summary` or `recompute`.
    case json
  }

  private let format: Format
  private let progress: ProgressLine
  private var failure: OutputFailure?

  init(format: Format, progress: ProgressLine) {
    self.format = format
    self.progress = progress
  }

  /// - Throws: the first failure to print.
  func finish() throws {
    clear()
    if let failure { throw failure }
  }

  func clear() { progress.clear() }

  func show(_ state: Verification.Progress) {
    progress.show {
      let percent = state.total > 0 ? " \(state.done * 100 / state.total)%" : ""
      return "verifying \(state.stage)\(percent): \(NumberText.count(state.objects, "object"))"
    }
  }

  func print(_ finding: VerificationFinding) {
    clear()
    switch format {
    case .json:
      write(
        JSON.line([
          ("kind", .string("finding")),
          ("severity", .string(finding.severity == .fault ? "fault" : "note")),
          ("path", .string(finding.path)), ("problem", .string(finding.problem)),
          ("remedy", .string(finding.remedy)), ("repaired", .boolean(finding.isRepaired)),
        ]))
    case .text:
      let text = clean("\(finding.path): \(finding.problem); \(finding.remedy)")
      switch finding.severity {
      case .fault: write(text + "\n")
      case .note: StandardError.write("mini: note: \(text)\n")
      }
    }
  }

  /// - Parameter selection: the part of the objects that was checked; `nil`: it was the whole cache, or
  ///   named objects.
  func print(_ summary: VerificationSummary, of selection: ObjectSelection? = nil) {
    clear()
    let sample = selection.flatMap { $0.percent < 100 ? $0 : nil }
    switch format {
    case .json:
      let chosen = sample.map {
        [
          ("percent", JSON.count($0.percent)), ("seed", JSON.number(String($0.order.seed))),
        ]
      }
      write(
        JSON.line(
          [
            ("kind", .string("summary")),
            ("objects", .integer(Int64(summary.objects))),
            ("objectBytes", .integer(Int64(clamping: summary.objectBytes))),
            ("rows", .integer(Int64(summary.rows))),
            ("sections", .integer(Int64(summary.sections))),
            ("faults", .integer(Int64(summary.faults))),
            ("repaired", .integer(Int64(summary.repaired))),
            ("notes", .integer(Int64(summary.notes))),
            ("complete", .boolean(summary.isComplete && selection == nil)),
          ] + (chosen ?? [])))
    case .text:
      let share = sample.map { " (\($0.percent)%, --seed \($0.order.seed))" } ?? ""
      StandardError.write(text(of: summary, share))
    }
  }

  func print(_ report: AuditReport, _ sample: AuditSample) {
    clear()
    switch format {
    case .json:
      write(
        JSON.line([
          ("kind", .string("recompute")),
          ("files", .integer(Int64(report.files))),
          ("functions", .integer(Int64(report.functions))),
          ("units", .integer(Int64(report.units))),
          ("executables", .integer(Int64(report.executables))),
          ("skipped", .integer(Int64(report.skipped))),
          ("differences", .integer(Int64(report.findings.count))),
          ("percent", .integer(Int64(sample.percent))),
          ("seed", .number(String(sample.seed))),
        ]))
    case .text:
      let found =
        report.findings.isEmpty
        ? "no differences" : NumberText.count(report.findings.count, "difference")
      let skipped =
        report.skipped > 0
        ? ", \(NumberText.count(report.skipped, "file")) changed since and skipped" : ""
      StandardError.write(
        "mini: compiled \(NumberText.count(report.files, "file")), \(NumberText.count(report.functions, "function")),"
          + " \(NumberText.count(report.units, "unit")) and linked \(NumberText.count(report.executables, "executable"))"
          + " again (\(sample.percent)%, --seed \(sample.seed))\(skipped): \(found)\n")
    }
  }

  // MARK: Text

  private func text(of summary: VerificationSummary, _ share: String) -> String {
    let checked = [
      NumberText.count(summary.objects, "object")
        + " (\(ByteText.humanReadable(summary.objectBytes)))",
      NumberText.count(summary.rows, "row"), NumberText.count(summary.sections, "section"),
    ].joined(separator: ", ")
    let found =
      switch (summary.faults, summary.repaired) {
      case (0, _): "no faults"
      case (let faults, 0): NumberText.count(faults, "fault")
      case (let faults, let repaired): "\(NumberText.count(faults, "fault")), \(repaired) repaired"
      }
    let rest =
      summary.isComplete
      ? ""
      : "mini: the time ran out before everything was checked;"
        + " the next 'mini verify --max-duration' continues from there\n"
    return "mini: verified \(checked)\(share): \(found)\n" + rest
  }

  /// Replaces control characters, because names come from files: none may reach the terminal or
  /// split a line.
  private func clean(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }

  /// - Parameter line: with its line break.
  private func write(_ line: String) {
    do throws(OutputFailure) {
      try StandardOutput.write(line)
    } catch {
      failure = failure ?? error
    }
  }
}
