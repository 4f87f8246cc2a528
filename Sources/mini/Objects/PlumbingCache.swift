// Finds the cache for the plumbing commands.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage

/// The cache of a command that has no root file.
enum PlumbingCache {
  /// The cache that the configuration names, or the one in the working directory or above it.
  ///
  /// - Returns: `nil` if there is none.
  /// - SeeAlso: Architecture, section 4
  static func find(_ configuration: Configuration) throws -> CacheDirectory? {
    do throws(CacheDirectoryError) {
      let owners = CacheOwners(safe: configuration.safeCaches)
      var directory =
        if let path = configuration.cacheDirectory {
          try CacheDirectory.open(path, owners: owners, fileSystem: LocalFileSystem())
        } else {
          try CacheDirectory.find(from: ".", owners: owners)
        }
      for repair in directory?.repairs ?? [] { StandardError.write("mini: warning: \(repair)\n") }
      directory?.onWait = WaitNotice.write
      return directory
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Reports that there is no cache, which is not an error.
  static func reportAbsence(_ configuration: Configuration) {
    StandardError.write("mini: \(absence(configuration))\n")
  }

  /// The failure of a command that needs a cache.
  static func failure(_ configuration: Configuration, advice: String = "") -> CommandFailure {
    CommandFailure(absence(configuration) + advice, .noCache)
  }

  /// The message that a cache was not found.
  static func absence(_ configuration: Configuration) -> String {
    if let path = configuration.cacheDirectory { return "there is no cache at '\(path)'" }
    return "there is no cache in this folder or above it"
  }

  /// The settings with those of the cache's `config`.
  static func settings(
    _ configuration: Configuration, of directory: CacheDirectory
  ) -> Configuration {
    let (settings, problems) = configuration.adding(directory)
    StandardError.write(problems.map { "mini: warning: \($0); it is ignored\n" }.joined())
    return settings
  }

  static func objects(of directory: CacheDirectory) throws -> ObjectDatabase {
    do {
      return try ObjectDatabase(directory)
    } catch {
      throw CommandFailure("\(error)")
    }
  }
}
