// The projects of a cache, as people know them: by their root files.

package import FileIO
package import SystemPackage

/// A project that uses a cache.
package struct CacheProject: Sendable {
  let folder: ProjectFolder
  /// The real path of the root file; `nil` if the cache does not know it.
  package let root: FilePath?
  /// Whether the root file is there, or cannot be looked at.
  package let isThere: Bool
  /// The time at which a build last wrote the project's index, in nanoseconds since 1970; `nil` if no
  /// build has succeeded.
  package let lastBuildNanoseconds: Int64?

  /// The index of the last build's files, which need not exist.
  package var index: FilePath { folder.index }

  /// The name by which ``GarbagePolicy/removedProjects`` knows it.
  package var id: String { folder.prefix }

  /// All projects of a cache that have been built, the one at the top first, then in the order of
  /// their roots.
  package static func all(in directory: CacheDirectory) throws(FileError) -> [CacheProject] {
    let fileSystem = directory.fileSystem
    var projects: [CacheProject] = []
    for folder in try ProjectFolder.all(in: directory, fileSystem: fileSystem) {
      let index = try fileSystem.status(of: folder.index, followingLinks: false)
      let root = try root(of: folder, in: directory)
      let isBuilt = index != nil || (!folder.prefix.isEmpty && root != nil)
      guard isBuilt else { continue }
      var isThere = false
      if let root {
        let status = Result { () throws(FileError) in
          try fileSystem.status(of: root, followingLinks: true)
        }
        if case .success(nil) = status { isThere = false } else { isThere = true }
      }
      projects.append(
        CacheProject(
          folder: folder, root: root, isThere: isThere,
          lastBuildNanoseconds: index?.mtimeNanoseconds))
    }
    return projects.sorted { $0.rank < $1.rank }
  }

  private var rank: (Int, String, String) { (id.isEmpty ? 0 : 1, root?.string ?? "", id) }

  private static func root(
    of folder: ProjectFolder, in directory: CacheDirectory
  ) throws(FileError) -> FilePath? {
    guard folder.prefix.isEmpty else {
      return try ProjectPaths.root(recordedIn: folder.path, directory.fileSystem)
    }
    // The project at the top is the one around the cache.
    let real = try directory.fileSystem.realPath(directory.path)
    guard real.lastComponent?.string == CacheName.folder else { return nil }
    return real.removingLastComponent().appending(ProjectPaths.usualRootName)
  }
}
