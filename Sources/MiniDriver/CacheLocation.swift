// Which cache a build uses, and the opening of it.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage

/// Where the cache of a project is.
enum CacheLocation {
  struct Opened: Sendable {
    let cache: MultiLevelCache
    /// `nil` where nothing is kept.
    let place: ProjectPlace?
    /// For all but sources: names in the cache lead nowhere else.
    let fileSystem: any FileSystem
  }

  /// Opens the cache, or makes it. One that cannot be had costs speed, not the build: the reason
  /// becomes an event.
  static func open(
    options: BuildOptions, project: ProjectLocation, fileSystem: any FileSystem,
    clock: any WallClock
  ) throws(BuildError) -> Opened {
    let path = options.cacheDirectory ?? project.folder.naming(CacheDirectory.folderName)
    do throws(CacheDirectoryError) {
      let owners = CacheOwners(
        sources: .folder(project.realFolder, ownerID: project.ownerID),
        safe: options.configuration.safeCaches)
      switch options.cacheUse {
      case .none: break
      case .read:
        guard
          let directory = try CacheDirectory.open(path, owners: owners, fileSystem: fileSystem)
        else { break }
        let cache = MultiLevelCache(
          directory: directory, place: place(in: directory, of: project),
          fileSystem: directory.fileSystem, clock: clock)
        cache.stopWriting()
        return Opened(cache: cache, place: nil, fileSystem: directory.fileSystem)
      case .readWrite:
        var directory = try CacheDirectory.create(
          at: path, owners: owners, fileSystem: fileSystem)
        directory.onWait = options.onWait
        let place = place(in: directory, of: project)
        let cache = MultiLevelCache(
          directory: directory, place: place, fileSystem: directory.fileSystem, clock: clock)
        return Opened(cache: cache, place: place, fileSystem: directory.fileSystem)
      }
      return Opened(
        cache: MultiLevelCache.disabled(clock: clock), place: nil, fileSystem: fileSystem)
    } catch {
      let cache = MultiLevelCache.disabled(clock: clock)
      cache.report("\(error); this build is not cached")
      return Opened(cache: cache, place: nil, fileSystem: fileSystem)
    }
  }

  private static func place(
    in directory: CacheDirectory, of project: ProjectLocation
  ) -> ProjectPlace {
    ProjectPlace(
      directory: directory, rootFolder: project.realFolder, rootName: project.rootName)
  }
}
