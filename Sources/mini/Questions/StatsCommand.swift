// `mini stats`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver

struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Sum up the builds on record: hits, misses, time saved, space.",
    discussion: """
      Hits by level, misses by reason, and the time saved: the sum of the times that compiling took \
      of what was looked up and found. Files that a build takes over from the last one without a \
      lookup are not among them, because their times are not read. Then the bytes of all objects that \
      the cache's indexes name, of each object once, as they are stored, and of the whole cache on \
      the disk.

      EXAMPLES:
        mini stats                 all builds on record
        mini stats --since 7d      those of the last week
        mini stats --json
      """)

  @Option(
    help: ArgumentHelp("Only builds that are not older: 12h, 7d.", valueName: "age"),
    transform: TimeSpan.init(parsing:))
  var since: TimeSpan?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let builds = try LoggedBuilds.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    let now = SystemWallClock().nowNanoseconds()
    var summary = HistorySummary(
      builds.log,
      since: since.map { now.subtractingReportingOverflow($0.nanoseconds).partialValue }
        ?? .min)
    do {
      summary.space = try CacheSpace(builds.directory)
    } catch {
      throw CommandFailure("\(error)")
    }
    try StandardOutput.write(
      json ? summary.json : summary.text(localTime: LoggedBuilds.localTime))
  }
}
