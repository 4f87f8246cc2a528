// `mini show`

import ArgumentParser
import MiniDriver

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a build did, and why.",
    discussion: """
      Prints what a build left on record: the reasons that '--explain' gave, its counts and times, \
      and warnings of the cache. BUILD is '@', the last one; '@{1}', the one before it; or the \
      first digits of what 'mini log' prints.

      A record names at most 1,000 files, functions and units. Where everything was compiled for \
      the first time, it has only numbers.

      EXAMPLES:
        mini show                the last build that did something
        mini show @{2}           two builds before it
        mini show 4f0c --json
      """)

  @Argument(help: ArgumentHelp("The build. (default: @)", valueName: "build"))
  var build: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let builds = try LoggedBuilds.find(configuration) else {
      throw PlumbingCache.failure(configuration)
    }
    let found = try builds.build(named: build ?? "@")
    try StandardOutput.write(
      json ? RecordJSON.line(found) : LoggedBuilds.renderer.text(found))
  }
}
