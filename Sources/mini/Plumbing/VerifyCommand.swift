// `mini verify`

import ArgumentParser
import BuildCache
import FileIO
import ObjectStore

/// Checks the whole cache.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check names against contents, indexes and sections.",
    discussion: """
      Prints a line for each fault and exits with 1 if there is any. With --repair, what is \
      damaged is moved aside, and indexes forget it: the next build makes it again. Where \
      there is no cache, it says so and exits with 0.

      EXAMPLES:
        mini verify                    everything
        mini verify math.mini 3f9a21   two objects alone
        mini verify --repair
      """)

  @Flag(help: "Move what is damaged aside and make the cache sound.")
  var repair = false

  @Argument(help: ArgumentHelp("Objects to check, instead of all.", valueName: "object"))
  var objects: [String] = []

  @OptionGroup var cache: CacheOptions

  func run() throws {
    guard let directory = try PlumbingCache.find(cache) else {
      return PlumbingCache.reportAbsence(cache)
    }
    let ids = try objects.isEmpty ? [] : named(in: directory)
    var outputFailure: OutputFailure?
    var verification = Verification(
      directory: directory, mode: repair ? .repair : .inspect, fileSystem: LocalFileSystem(),
      clock: SystemWallClock()
    ) { finding in
      do throws(OutputFailure) {
        try FindingRenderer.write(finding)
      } catch {
        outputFailure = outputFailure ?? error
      }
    }
    let summary: VerificationSummary
    do throws(UpkeepError) {
      summary = try objects.isEmpty ? verification.run() : verification.run(objects: ids)
    } catch {
      throw CommandFailure("\(error)")
    }
    if let outputFailure { throw outputFailure }
    StandardError.write(FindingRenderer.summary(summary))
    guard summary.isSound else { throw FoundFaults() }
  }

  /// The ids of the objects that are named.
  private func named(in directory: CacheDirectory) throws -> [ObjectID] {
    let names = try ObjectNames(directory)
    return try objects.map { name in
      switch try names.resolve(name) {
      case .unique(let id) where names.objects.contains(id): return id
      case .unique(let id): throw CommandFailure("the object of '\(name)' is gone: \(id)")
      case .absent: throw CommandFailure("there is no object '\(name)'")
      case .ambiguous: throw CommandFailure("'\(name)' is ambiguous; give more digits")
      }
    }
  }
}

/// Prints what verify finds.
private enum FindingRenderer {
  /// Faults go to standard output, a line each; notes to standard error.
  static func write(_ finding: VerificationFinding) throws(OutputFailure) {
    let text = clean("\(finding.path): \(finding.problem); \(finding.remedy)")
    switch finding.severity {
    case .fault: try StandardOutput.write(text + "\n")
    case .note: StandardError.write("mini: note: \(text)\n")
    }
  }

  static func summary(_ summary: VerificationSummary) -> String {
    let checked = [
      phrase(summary.objects, "object") + " (\(ByteCount.humanReadable(summary.objectBytes)))",
      phrase(summary.rows, "row"), phrase(summary.sections, "section"),
    ].joined(separator: ", ")
    let found =
      switch (summary.faults, summary.repaired) {
      case (0, _): "no faults"
      case (let faults, 0): phrase(faults, "fault")
      case (let faults, let repaired): "\(phrase(faults, "fault")), \(repaired) repaired"
      }
    return "mini: verified \(checked): \(found)\n"
  }

  private static func phrase(_ count: Int, _ name: String) -> String {
    "\(count) \(name)\(count == 1 ? "" : "s")"
  }

  /// Names come from files: no control character reaches the terminal, no line break splits a line.
  private static func clean(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }
}
