// Builds again at each save: the order in which watches are set, builds run, and changes are taken.

package import FileIO
package import SystemPackage

/// What a watch does with a project.
package protocol WatchedWork {
  /// Builds.
  ///
  /// - Returns: the files that the program reaches or asks for, relative to the root file's folder;
  ///   `nil` where the build did not come so far.
  mutating func build() throws -> [String]?
  /// The last build was of the sources as they are: now it is time to use what it made.
  mutating func settle() throws
  /// Something was saved: the next build follows.
  mutating func wake(_ change: ProjectChange) throws
}

/// Watches a project for ever.
package struct WatchLoop {
  private var watch: ProjectWatch
  /// What the last build that came so far was made of.
  private var paths: [String]

  /// - Parameters:
  ///   - root: the root file.
  ///   - now: tells how much time has passed between two events.
  package init(
    root: FilePath, watcher: any FolderWatcher, fileSystem: any FileSystem = LocalFileSystem(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    watch = ProjectWatch(
      rootFolder: root.parentFolder, watcher: watcher, fileSystem: fileSystem, now: now)
    paths = [root.lastComponent?.string ?? ""]
  }

  /// How often it is built before what was built is used, while saves go on.
  private static let attemptsMax = 5

  /// Ends by an error alone: of the work, or of the watcher.
  ///
  /// A folder is watched before what is in it counts as built: where a build met new ones, the next
  /// looks whether anything happened there in between. That one does nothing, as a rule.
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
