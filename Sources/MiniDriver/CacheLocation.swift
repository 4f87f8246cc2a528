// Which cache a build uses, and the opening of it.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage

/// Where the cache of a project is.
enum CacheLocation {
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
