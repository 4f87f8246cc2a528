// `mini verify`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import ObjectStore
import SystemPackage

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every object, pack, index and section of the cache.",
    usage: """
      mini verify [--repair] [--max-duration <time>] [--json] [--color <color>]
                  [--recompute[=<n>%] [--seed <n>]] [--cache-dir <dir>]
      mini verify [--repair] [--sample <n>%] [--seed <n>] [--max-age <age>]
      mini verify [--repair] [--json] [--cache-dir <dir>] <object> ...
      """,
    discussion: """
      Prints a line for each fault and exits with 1 if there is any. With --repair, \
      damaged files are moved aside, what is sound in them is saved, and indexes lose the rows of \
      the rest: the next build rebuilds it. Where there is no cache, it says so and exits with 0.

      EXAMPLES:
        mini verify                      everything
        mini verify math.mini 3f9a21     two objects alone
        mini verify --repair
        mini verify --sample 5%          a twentieth of the objects
        mini verify --max-age 1d         the objects written since yesterday
        mini verify --max-duration 10s   for ten seconds; the next call continues
        mini verify --recompute          compile a tenth again, and compare
        mini verify --recompute=100%     compile all of it again
      """)

  @Flag(help: "Move damaged files aside and repair the cache.")
  var repair = false

  @Option(
    help: ArgumentHelp(
      "Stop after this time, as in 500ms, 5s or 10m; the next such call continues where this one stopped.",
      valueName: "time"),
    transform: TimeSpan.init(parsing:))
  var maxDuration: TimeSpan?

  @Option(
    help: ArgumentHelp(
      "Check this share of the objects alone, chosen at random.", valueName: "n%"))
  var sample: String?

  @Option(
    help: ArgumentHelp(
      "Check only objects that were written within this time; a pack is as old as its file.",
      valueName: "age"),
    transform: Age.init(parsing:))
  var maxAge: Age?

  @Flag(help: "Print findings and a summary as JSON, one object per line.")
  var json = false

  @Option(
    help: "Progress on a terminal. 'auto': not if NO_COLOR is set.")
  var color = ColorChoice.auto

  @Flag(
    help: """
      Then compile a sample of the project's files and units again, 10% of them or as many \
      as are given (--recompute=25%), and compare the results with the cache.
      """)
  var recompute = false

  @Option(help: .hidden)
  var recomputeSample: String?

  @Option(
    help: ArgumentHelp("Selects the sample: the same seed gives the same sample.", valueName: "n"))
  var seed: UInt64?

  @Argument(help: ArgumentHelp("Objects to check, instead of all.", valueName: "object"))
  var objects: [String] = []

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    guard objects.isEmpty || (maxDuration == nil && !recompute) else {
      throw ValidationError("'--max-duration' and '--recompute' cannot be combined with objects")
    }
    guard !isPart || objects.isEmpty && maxDuration == nil && !recompute else {
      throw ValidationError(
        "'--sample' and '--max-age' cannot be combined with objects, '--max-duration' or '--recompute'"
      )
    }
    if let sample { try Percentage.check(sample, of: "--sample") }
    guard seed == nil || recompute || sample != nil else {
      throw ValidationError("'--seed' requires '--recompute' or '--sample'")
    }
    guard recompute || recomputeSample == nil else {
      throw ValidationError("'--recompute-sample' requires '--recompute'")
    }
    if let recomputeSample { try Percentage.check(recomputeSample, of: "--recompute") }
  }

  /// Whether a part of the objects is checked alone.
  private var isPart: Bool { sample != nil || maxAge != nil }

  func run() throws {
    let configuration = try cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    let seed = seed ?? AuditSample.randomSeed()
    let sample = AuditSample(percentage: recomputeSample, seed: seed)
    // Created before the long work, because it can fail.
    let audit =
      recompute
      ? try Audit(directory, sample: sample, toolchain: Toolchain(configuration)) : nil
    let printer = FindingPrinter(
      format: json ? .json : .text, progress: ProgressLine(isShown: Terminal.showsProgress(color)))
    var summary = try verify(directory, printer, seed: seed)
    if let audit, summary.isComplete {
      let report = try audit.run()
      for finding in report.findings { printer.print(finding) }
      printer.print(report, sample)
      summary.faults += report.findings.count
    }
    try printer.finish()
    guard summary.isSound else { throw FoundFaults() }
  }

  private func verify(
    _ directory: CacheDirectory, _ printer: FindingPrinter, seed: UInt64
  ) throws -> VerificationSummary {
    let selection = isPart ? selection(seed: seed) : nil
    let ids = try objects.isEmpty ? [] : named(in: directory)
    var verification = Verification(
      directory: directory, mode: repair ? .repair : .inspect,
      fileSystem: directory.fileSystem, clock: SystemWallClock(),
      threadsMax: AvailableProcessors.count,
      durationMaxNanoseconds: maxDuration?.nanoseconds,
      expectedHeader: CombinedHeader.expected(by:), progress: printer.show(_:),
      report: printer.print(_:))
    do throws(MaintenanceError) {
      let summary =
        if let selection {
          try verification.run(selection)
        } else {
          try objects.isEmpty ? verification.run() : verification.run(objects: ids)
        }
      printer.print(summary, of: selection)
      return summary
    } catch {
      printer.clear()
      throw CommandFailure(error)
    }
  }

  private func selection(seed: UInt64) -> ObjectSelection {
    ObjectSelection(
      percent: sample.flatMap { Percentage($0)?.value } ?? 100, order: SeededOrder(seed: seed),
      sinceNanoseconds: maxAge.map { SystemWallClock().nowNanoseconds() - $0.nanoseconds })
  }

  /// The ids of the named objects.
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

/// The audit of the projects that the user means: those whose folder contains the cache, and those
/// in the working directory.
private struct Audit {
  private let audit: DeterminismAudit
  private let folders: [FilePath]

  init(
    _ directory: CacheDirectory, sample: AuditSample, toolchain: Toolchain
  ) throws {
    audit = DeterminismAudit(
      directory: directory, sample: sample, toolchain: toolchain,
      threadsMax: AvailableProcessors.count)
    // The working directory comes first, so that messages use relative names.
    var folders: [FilePath] = ["."]
    // A cache whose path cannot be resolved is not in a project's folder.
    if let real = try? LocalFileSystem().realPath(directory.path),
      real.lastComponent?.string == CacheName.folder
    {
      folders.append(real.removingLastComponent())
    }
    self.folders = folders
    guard audit.hasProjects(rootFolders: self.folders) else {
      throw CommandFailure(
        "found no project that uses this cache: run it in the project's folder")
    }
  }

  func run() throws -> AuditReport {
    try audit.run(rootFolders: folders)
  }
}
