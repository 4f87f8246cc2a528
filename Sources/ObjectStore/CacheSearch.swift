// Where plumbing commands find the cache: in the working directory or above it.

package import FileIO
public import SystemPackage

extension CacheDirectory {
  /// Finds the cache that a command run in a folder means: `.mini_cache` there or in a parent.
  ///
  /// The search looks into a folder that holds `main.mini` or `.git` and goes no further up: a
  /// project's cache is its own. It does not leave the file system it began on, nor climb into
  /// a folder that belongs to another than the one it began in.
  ///
  /// - Returns: nil where there is none.
  /// - Throws: when the nearest one cannot serve; it is not passed over for one further up.
  public static func find(
    from workingDirectory: FilePath
  ) throws(CacheDirectoryError) -> CacheDirectory? {
    try find(from: workingDirectory, owners: CacheOwners(), fileSystem: LocalFileSystem())
  }

  package static func find(
    from workingDirectory: FilePath, owners: CacheOwners = CacheOwners(),
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(CacheDirectoryError) -> CacheDirectory? {
    var folder = try wrap { () throws(FileError) in try fileSystem.realPath(workingDirectory) }
    let start = try wrap { () throws(FileError) in
      try fileSystem.status(of: folder, followingLinks: true)
    }
    for _ in 0..<searchDepthMax {
      let status = try wrap { () throws(FileError) in
        try fileSystem.status(of: folder, followingLinks: true)
      }
      guard status?.device == start?.device, status?.ownerID == start?.ownerID else { return nil }
      if let found = try open(
        folder.appending(folderName), owners: owners, fileSystem: fileSystem)
      {
        return found
      }
      for mark in ["main.mini", ".git"] {
        let status = try wrap { () throws(FileError) in
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

/// Folders above one another: a path of the system's longest (4096 bytes) has no more.
private let searchDepthMax = 2048
