// The options that say how a build works.

import ArgumentParser
import SystemPackage

struct WorkOptions: ParsableArguments {
  @OptionGroup var threads: JobsOption

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Neither read nor write the cache.")
  var noCache = false

  @Flag(help: "Read the cache, and store nothing in it.")
  var readOnly = false

  @Flag(help: "Compile everything as if the cache held nothing, and store it.")
  var refresh = false

  @Flag(
    name: .customLong("no-gc"),
    help: "Start no gc in the background, however large the cache has become.")
  var noCollection = false

  @Flag(help: "Trust no stamp and no hit: read every file, compile every hit again and compare.")
  var recheck = false

  func validate() throws {
    let uses = [
      noCache ? "--no-cache" : nil, readOnly ? "--read-only" : nil, refresh ? "--refresh" : nil,
    ].compactMap { $0 }
    guard uses.count < 2 else {
      throw ValidationError("'\(uses[0])' and '\(uses[1])' exclude each other")
    }
    guard !refresh || !recheck else {
      throw ValidationError("'--recheck' and '--refresh' exclude each other")
    }
  }
}
