// `mini diff`

import ArgumentParser
import MiniDriver

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what differs between two builds on record.",
    discussion: """
      Compares the records of two builds: command, compiler, counts, times, and what only one of them \
      compiled or linked, with the reasons. BUILD is '@', the last one; '@{1}', the one before it; or \
      the first digits of what 'mini log' prints. The texts of two states of a project are compared \
      by 'git diff' of two snapshots (see 'mini help snapshot').

      EXAMPLES:
        mini diff                the last build and the one before
        mini diff @{5} @{2}
        mini diff 4f0c 81d2 --json
      """)

  @Argument(help: ArgumentHelp("The first build. (default: @{1})", valueName: "build"))
  var first: String?

  @Argument(help: ArgumentHelp("The second build. (default: @)", valueName: "build"))
  var second: String?

  @OptionGroup var json: JSONOption
  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let builds = try LoggedBuilds.find(configuration) else {
      throw PlumbingCache.failure(configuration)
    }
    let difference = RecordDifference(
      from: try builds.build(named: first ?? "@{1}"), to: try builds.build(named: second ?? "@"))
    try StandardOutput.write(
      json.isWanted ? difference.json() : difference.text(LoggedBuilds.renderer))
  }
}
