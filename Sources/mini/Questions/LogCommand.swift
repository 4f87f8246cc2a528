// `mini log`

import ArgumentParser
import BuildCache
import MiniDriver

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "List the builds on record, the last first.",
    discussion: """
      Each build that did something leaves a record in the cache: when, what, why, how long. A \
      build of an unchanged project leaves none. The cache has the records of the last builds, \
      8 to 16 MiB of them.

      EXAMPLES:
        mini log                 a line per build
        mini log -n 10 --stats   a table: what was compiled, times and bytes
        mini log --json | jq .   everything on record, one object per build
      """)

  @Option(
    name: .customShort("n", allowingJoined: true),
    help: ArgumentHelp("List at most this many builds.", valueName: "n"))
  var countMax: Int?

  @Flag(help: "Print a table of counts (compiled/all), bytes and times.")
  var stats = false

  @Flag(help: "Print a JSON object per build, with everything that its record has.")
  var json = false

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    guard countMax ?? 0 >= 0 else { throw ValidationError("'-n' is a number from 0 on") }
    guard !stats || !json else {
      throw ValidationError("'--stats' and '--json' exclude each other")
    }
  }

  func run() throws {
    let configuration = try cache.configuration()
    guard let builds = try LoggedBuilds.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    let renderer = LoggedBuilds.renderer
    var text = stats ? renderer.row(nil) : ""
    for build in builds.all.prefix(countMax ?? .max) {
      text += json ? RecordJSON.line(build) : stats ? renderer.row(build) : renderer.line(build)
    }
    try StandardOutput.write(text)
  }
}
