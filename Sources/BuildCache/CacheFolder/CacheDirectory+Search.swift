// Finds the cache of a plumbing command: in the working directory or above it.

package import FileIO
package import SystemPackage

extension CacheDirectory {
  /// Finds the cache for a command run in a folder: `.mini_cache` there or in a parent.
  ///
  /// The search ends at a folder that contains `main.mini` or `.git`, because each project has its
  /// own cache. It has ``SearchBounds``.
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
    var bounds: SearchBounds?
    for _ in 0..<SearchBounds.depthMax {
      let status = try asCacheDirectoryError { () throws(FileError) in
        try fileSystem.status(of: folder, followingLinks: true)
      }
      bounds = bounds ?? SearchBounds(status)
      guard bounds?.contains(status) ?? false else { return nil }
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

/// The bounds of a search from a folder upwards: it stays on the file system where it began, and
/// does not enter a folder of another owner.
package struct SearchBounds {
  package let ownerID: UInt32
  private let device: UInt64

  /// - Parameter start: of the folder in which the search begins; `nil`: there is none.
  package init?(_ start: FileStatus?) {
    guard let start else { return nil }
    ownerID = start.ownerID
    device = start.device
  }

  package func contains(_ folder: FileStatus?) -> Bool {
    folder?.ownerID == ownerID && folder?.device == device
  }

  /// Maximum number of nested folders: the longest path (4096 bytes) has no more.
  package static let depthMax = 2048
}
