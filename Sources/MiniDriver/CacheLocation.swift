// Which cache a build uses, and the opening of it.

import BuildCache
import FileIO
import ObjectStore
package import SystemPackage

/// Where the cache of a project lies.
package enum CacheLocation {
  package static let environmentVariable = "MINI_CACHE_DIR"

  /// The cache directory: the option's, the environment's, or `.mini_cache` beside the root file.
  package static func forRoot(
    _ root: FilePath, option: FilePath?, environment: String?
  ) -> FilePath {
    if let option { return option }
    if let environment, !environment.isEmpty { return FilePath(environment) }
    return root.parentFolder.naming(CacheDirectory.folderName)
  }

  struct Opened: Sendable {
    let cache: MultiLevelCache
    /// `nil` where nothing is cached.
    let place: ProjectPlace?
  }

  /// Opens the cache, or makes it. One that cannot be had costs speed, not the build: the reason
  /// becomes an event.
  static func open(
    options: BuildOptions, project: ProjectLocation, fileSystem: any FileSystem,
    clock: any WallClock
  ) throws(BuildError) -> Opened {
    guard options.cacheUse == .readWrite else {
      return Opened(cache: MultiLevelCache.disabled(clock: clock), place: nil)
    }
    let path = options.cacheDirectory ?? project.folder.naming(CacheDirectory.folderName)
    do throws(CacheDirectoryError) {
      var directory = try CacheDirectory.create(at: path, fileSystem: fileSystem)
      directory.onWait = options.onWait
      let place = ProjectPlace(
        directory: directory, rootFolder: project.realFolder, rootName: project.rootName)
      let cache = MultiLevelCache(
        directory: directory, place: place, fileSystem: fileSystem, clock: clock)
      return Opened(cache: cache, place: place)
    } catch {
      let cache = MultiLevelCache.disabled(clock: clock)
      cache.report("\(error); this build is not cached")
      return Opened(cache: cache, place: nil)
    }
  }
}
