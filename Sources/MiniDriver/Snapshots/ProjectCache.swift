// The cache of a project, for commands that work on both and build nothing.

package import BuildCache
package import FileIO
package import SystemPackage

/// A project's cache folder, opened without a build.
package struct ProjectCache: Sendable {
  package let directory: CacheDirectory
  let location: ProjectLocation
  package let configuration: Configuration
  let threadsMax: Int
  let fileSystem: any FileSystem
  let clock: any WallClock

  /// Whether a cache that does not exist is made.
  package enum Absence: Sendable {
    case isAnError
    case makesOne
  }

  /// - Parameters:
  ///   - root: the root file, or the folder that contains it.
  ///   - usualCache: the default cache; `nil`: the one in the root file's folder.
  package init(
    root: FilePath, usualCache: FilePath? = nil, configuration: Configuration, absence: Absence,
    onWait: (@Sendable (String) -> Void)? = nil, fileSystem: any FileSystem = LocalFileSystem(),
    clock: any WallClock = SystemWallClock()
  ) throws(SnapshotError) {
    do throws(BuildError) {
      location = try ProjectLocation(root: root, text: nil, fileSystem: fileSystem)
    } catch {
      throw SnapshotError("\(error)")
    }
    let path =
      configuration.cacheDirectory ?? usualCache ?? location.folder.naming(CacheName.folder)
    let owners = CacheOwners(
      sources: .folder(location.realFolder, ownerID: location.ownerID),
      safe: configuration.safeCaches)
    var opened: CacheDirectory?
    do throws(CacheDirectoryError) {
      switch absence {
      case .isAnError:
        opened = try CacheDirectory.open(path, owners: owners, fileSystem: fileSystem)
      case .makesOne:
        opened = try CacheDirectory.openOrCreate(at: path, owners: owners, fileSystem: fileSystem)
      }
    } catch {
      throw SnapshotError("\(error)", cause: .cacheUnusable)
    }
    guard var directory = opened else {
      throw SnapshotError("there is no cache at '\(path)'", cause: .noCache)
    }
    directory.onWait = onWait
    self.directory = directory
    self.configuration = configuration
    self.threadsMax = configuration.jobs ?? AvailableProcessors.count
    self.fileSystem = fileSystem
    self.clock = clock
  }

  /// Whose snapshots are accepted by the user's settings.
  package var trust: SnapshotTrust { .signers(configuration.allowedSigners) }

  /// Takes a snapshot of the project's last good build. Signs it if the user has named a key; a pin is
  /// not signed, because it stays here.
  package func takeSnapshot(
    _ name: SnapshotName, _ tools: SharingTools
  ) throws(SnapshotError) -> SnapshotWriter.Outcome {
    let writer = SnapshotWriter(
      directory: directory, paths: CacheLocation.projectPaths(in: directory, of: location),
      fileSystem: fileSystem, clock: clock, threadsMax: threadsMax)
    guard name.origin == .own, let key = configuration.signingKey else {
      return try writer.take(name)
    }
    let tool = try SignatureTool(tools, fileSystem)
    return try writer.take(name) { payload throws(SnapshotError) in
      try tool.sign(payload, with: key)
    }
  }
}
