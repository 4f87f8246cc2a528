// `mini gc`

import ArgumentParser

/// Drops what no project needs any more.
struct GCCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Drop what no project needs any more.",
    usage: """
      mini gc [--max-size <size>] [--max-age <age>] [--prune <age>|now]
              [--dry-run] [--cache-dir <dir>]
      """,
    discussion: """
      Keeps what each project's last good build used, and drops the rest after a grace time. \
      Builds may run meanwhile. Where there is no cache, it says so and exits with 0.

      SIZE is a number of bytes, or as in 64K, 200M, 1.5GiB. AGE is as in 12h, 14d, 2w or \
      2.weeks.ago.

      EXAMPLES:
        mini gc                          drop what is of no use
        mini gc --dry-run                only say what that would be
        mini gc --max-size 200M          evict what is cheapest to make again, too
        mini gc --max-age 30d --prune now
      """)

  @Option(
    help: ArgumentHelp(
      "Evict objects, cheapest to make again per byte first, until the cache is no larger.",
      valueName: "size"))
  var maxSize: ByteCount?

  @Option(
    help: ArgumentHelp("Drop what has been of no use for longer, reached or not.", valueName: "age")
  )
  var maxAge: Age?

  @Option(
    help: ArgumentHelp(
      "The grace time: drop what is unreachable and older than this; 'now': all of it.",
      valueName: "age"))
  var prune: Age?

  @Flag(
    name: [.customShort("n"), .long], help: "Drop nothing; list objects, bytes, and their cost.")
  var dryRun = false

  @OptionGroup var cache: CacheOptions

  func run() throws {
    throw CommandFailure("'gc' is not part of this version")
  }
}
