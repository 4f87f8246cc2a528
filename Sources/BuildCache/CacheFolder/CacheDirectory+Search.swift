// Finds the cache of a plumbing command: in the working directory or above it.

package import FileIO
package import SystemPackage

extension CacheDirectory {
  /// Finds the cache for a command run in a folder: `.mini_cache` there or in a parent.
  ///
  /// The search ends at a folder that contains `main.mini` or `.git`, because each project has its
  /// own cache. It stays on the file system where it began, and does not enter a folder of another
  /// owner.
  ///
  /// - Returns: nil if there is none.
  /// - Throws: if the nearest cache cannot be used; the search does not continue above it.
  package static func find(
    from workingDirectory: FilePath
  ) throws(CacheDirectoryError) -> CacheDirectory? {
    try find(from: workingDirectory, owners: CacheOwners(), fileSystem: LocalFileSystem())
  }

  package static func find(
    from workingDirectory: FilePath, owners: CacheOwners = CacheOwners(),
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(CacheDirectoryError) -> CacheDirectory? {
    var folder = try asCacheDirectoryError { () throws(FileError) in
      try fileSystem.realPath(workingDirectory)
    }
    let start = try asCacheDirectoryError { () throws(FileError) in
      try fileSystem.status(of: folder, followingLinks: true)
    }
    for _ in 0..<searchDepthMax {
      let status = try asCacheDirectoryError { () throws(FileError) in
        try fileSystem.status(of: folder, followingLinks: true)
      }
      guard status?.device == start?.device, status?.ownerID == start?.ownerID else { return nil }
      if let found = try open(
        folder.appending(CacheName.folder), owners: owners, fileSystem: fileSystem)
      {
        return found
      }
      for mark in ["main.mini", ".git"] {
        let status = try asCacheDirectoryError { () throws(FileError) in
          try fileSystem.status(of: folder.appending(mark), followingLinks: false)
        }
        if status != nil { return nil }
      }
      let parent = folder.removingLastComponent()
      if parent == folder || parent.isEmpty { return nil }
      folder = parent
    }
    return nil
  }
}

/// Maximum number of nested folders: the longest path (4096 bytes) has no more.
private let searchDepthMax = 2048
