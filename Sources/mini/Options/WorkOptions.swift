// The options that say how a build works.

import ArgumentParser
import SystemPackage

struct WorkOptions: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp(
      "How many threads to use, 1 to \(Terminal.threadsMax). (default: mini.jobs, else the processors it may use)",
      valueName: "n"))
  var jobs: Int?

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Neither read nor write the cache.")
  var noCache = false

  @Flag(
    name: .customLong("no-gc"),
    help: "Start no gc in the background, however large the cache has become.")
  var noCollection = false

  @Flag(help: "Trust no stamp and no hit: read every file, compile every hit again and compare.")
  var recheck = false

  func validate() throws {
    guard let jobs, !(1...Terminal.threadsMax).contains(jobs) else { return }
    throw ValidationError("'-j' takes a number of threads from 1 to \(Terminal.threadsMax)")
  }
}
