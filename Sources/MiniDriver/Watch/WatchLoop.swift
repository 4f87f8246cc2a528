// The loop of `--watch`: sets watches, builds, and waits for the next save.

package import FileIO
package import SystemPackage

/// The work of a watch on a project.
package protocol WatchedWork {
  /// Builds.
  ///
  /// - Returns: the files that the program reaches or asks for, relative to the root file's folder;
  ///   `nil` if the build failed before it knew them.
  mutating func build() throws -> [String]?
  /// Uses the last build's result. Called when no save is pending, or when saves do not stop.
  mutating func settle() throws
  /// Called after a save, before the next build.
  mutating func wake(_ change: ProjectChange) throws
}

/// Watches a project forever.
package struct WatchLoop {
  private var watch: ProjectWatch
  /// The files of the last build that knew them.
  private var paths: [String]

  /// - Parameters:
  ///   - root: the root file.
  ///   - wholeFolders: folders of which each source belongs to the project, also a new one.
  ///   - now: measures the time between two events.
  package init(
    root: FilePath, wholeFolders: [FilePath] = [], watcher: any FolderWatcher,
    fileSystem: any FileSystem = LocalFileSystem(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    watch = ProjectWatch(
      rootFolder: root.parentFolder, wholeFolders: wholeFolders, watcher: watcher,
      fileSystem: fileSystem, now: now)
    paths = [root.lastComponent?.string ?? ""]
  }

  /// The maximum number of builds before the result is used, while saves go on.
  private static let attemptsMax = 5

  /// Ends only with an error of the work or of the watcher.
  ///
  /// A folder is watched before its content counts as built. If a build met new folders, the next
  /// build checks whether they changed in between. That build is usually a null build.
  package mutating func run(_ work: inout some WatchedWork) throws -> Never {
    _ = try watch.update(paths)
    while true {
      var pending: ProjectChange?
      for _ in 0..<Self.attemptsMax {
        if let reached = try work.build() { paths = reached }
        let isWider = try watch.update(paths)
        pending = try watch.pendingChange() ?? (isWider ? .unknown : nil)
        if pending == nil { break }
      }
      try work.settle()
      try work.wake(pending ?? watch.nextChange())
    }
  }
}
