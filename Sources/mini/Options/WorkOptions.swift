// The options that say how a build works.

import ArgumentParser
import SystemPackage

struct WorkOptions: ParsableArguments {
  @OptionGroup var threads: JobsOption

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Neither read nor write the cache.")
  var noCache = false

  @Flag(
    name: .customLong("no-gc"),
    help: "Start no gc in the background, however large the cache has become.")
  var noCollection = false

  @Flag(help: "Trust no stamp and no hit: read every file, compile every hit again and compare.")
  var recheck = false
}
