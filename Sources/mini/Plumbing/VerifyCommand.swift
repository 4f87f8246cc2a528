// `mini verify`

import ArgumentParser

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
    throw CommandFailure("'verify' is not part of this version")
  }
}
