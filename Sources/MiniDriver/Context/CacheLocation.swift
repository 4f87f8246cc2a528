// Chooses the cache of a build, and opens it.

import BuildCache
import FileIO
import SystemPackage

/// The location of a project's cache.
enum CacheLocation {
  struct Opened: Sendable {
    let cache: MultiLevelCache
    /// `nil` if the build stores nothing.
    let projectPaths: ProjectPaths?
    /// For all files but sources. It follows no link inside the cache.
    let fileSystem: any FileSystem
  }

  /// Opens or creates the cache. If that fails, the build runs without a cache, which costs only
  /// speed, and an event reports the reason.
  static func open(
    options: BuildOptions, project: ProjectLocation, fileSystem: any FileSystem,
    clock: any WallClock
  ) throws(BuildError) -> Opened {
    let path = options.cacheDirectory ?? project.folder.naming(CacheName.folder)
    do throws(CacheDirectoryError) {
      let owners = CacheOwners(
        sources: .folder(project.realFolder, ownerID: project.ownerID),
        safe: options.configuration.safeCaches)
      let use = options.cacheUse == .refresh ? MultiLevelCache.Use.refresh : .lookups
      let isDryRun = options.effect == .report
      switch options.cacheUse {
      case .none: break
      case .read,
        .readWrite where isDryRun, .refresh where isDryRun:
        guard
          let directory = try CacheDirectory.open(path, owners: owners, fileSystem: fileSystem)
        else {
          return Opened(
            cache: MultiLevelCache.absent(clock: clock), projectPaths: nil, fileSystem: fileSystem)
        }
        let cache = MultiLevelCache(
          directory: directory, paths: projectPaths(in: directory, of: project),
          upstreams: upstreams(options, project, owners, directory, fileSystem), use: use,
          fileSystem: directory.fileSystem, clock: clock)
        cache.stopWriting()
        // A dry run looks at the programs and units of the project, too.
        let paths = isDryRun ? projectPaths(in: directory, of: project) : nil
        return Opened(cache: cache, projectPaths: paths, fileSystem: directory.fileSystem)
      case .readWrite, .refresh:
        var directory = try CacheDirectory.openOrCreate(
          at: path, owners: owners, fileSystem: fileSystem)
        directory.onWait = options.onWait
        let projectPaths = projectPaths(in: directory, of: project)
        let cache = MultiLevelCache(
          directory: directory, paths: projectPaths,
          upstreams: upstreams(options, project, owners, directory, fileSystem),
          use: use, compression: options.configuration.compression,
          fileSystem: directory.fileSystem, clock: clock)
        return Opened(cache: cache, projectPaths: projectPaths, fileSystem: directory.fileSystem)
      }
      return Opened(
        cache: MultiLevelCache.disabled(clock: clock), projectPaths: nil, fileSystem: fileSystem)
    } catch {
      let cache = MultiLevelCache.disabled(clock: clock)
      cache.report("\(error); this build is not cached")
      return Opened(cache: cache, projectPaths: nil, fileSystem: fileSystem)
    }
  }

  /// The caches that are asked after the project's own: the snapshots that it has fetched, those that
  /// the user names, and in a linked worktree of Git that of the main worktree.
  private static func upstreams(
    _ options: BuildOptions, _ project: ProjectLocation, _ owners: CacheOwners,
    _ directory: CacheDirectory, _ fileSystem: any FileSystem
  ) -> Upstreams? {
    let configuration = options.configuration
    // A cache of all projects is the main worktree's too.
    let asksMainWorktree = configuration.asksMainWorktree && options.cacheDirectory == nil
    // `--recheck` and `--refresh` compile everything.
    guard options.changeDetection == .stamps, options.cacheUse != .refresh else { return nil }
    return Upstreams(fetchedBy: directory, owners: owners, fileSystem: fileSystem) {
      var paths = configuration.upstreams
      guard asksMainWorktree,
        let main = LinkedWorktree.mainFolder(of: project.realFolder, fileSystem: fileSystem)
      else { return paths }
      let cache = main.appending(CacheName.folder)
      // A main worktree that was never built has none.
      if (try? fileSystem.status(of: cache, followingLinks: true)) != nil { paths.append(cache) }
      return paths
    }
  }

  static func projectPaths(
    in directory: CacheDirectory, of project: ProjectLocation
  ) -> ProjectPaths {
    ProjectPaths(
      directory: directory, rootFolder: project.realFolder, rootName: project.rootName)
  }
}
