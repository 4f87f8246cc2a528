// The option that names the cache.

import ArgumentParser
import BuildCache
import SystemPackage

/// `--cache-dir`, for every command that uses a cache.
struct CacheOptions: ParsableArguments {
  @Option(
    name: .customLong("cache-dir"),
    help: ArgumentHelp(
      "The cache's folder. (default: mini.cacheDir, else the project's .mini_cache)",
      valueName: "dir"),
    completion: .directory)
  var directory: String?

  func validate() throws {
    guard directory != "" else { throw ValidationError("'--cache-dir' needs the name of a folder") }
  }

  /// The settings of the user, the system and this option.
  func configuration() throws -> Configuration {
    try Environment.configuration(cacheDirectory: directory)
  }
}
