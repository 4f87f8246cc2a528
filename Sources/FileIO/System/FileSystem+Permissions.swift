// Removes write permission of everyone but the owner, in a whole folder.

import Glibc
package import SystemPackage

extension FileSystem {
  /// Removes write permission from group and others: from the folder first, so that no other user
  /// can change names in it, then from everything in it. Follows no links.
  ///
  /// - Parameter isReadOnly: whether such a file, by its name, must not be writable by its owner
  ///   either.
  /// - Returns: the number of files and folders that were writable by others.
  package func removeOthersPermission(
    _ path: FilePath, isReadOnly: ([UInt8]) -> Bool
  ) throws(FileError) -> Int {
    guard let folder = try openIfPresent(path, flags: O_RDONLY | O_DIRECTORY) else { return 0 }
    return try named(.setPermissions, path) { () throws(Errno) in
      try removeOthersPermission(closing: folder, depth: 0, isReadOnly)
    }
  }

  private func removeOthersPermission(
    closing folder: Int32, depth: Int, _ isReadOnly: ([UInt8]) -> Bool
  ) throws(Errno) -> Int {
    defer { try? close(folder) }  // nothing was written
    var count = try removePermissions(folder, writableByOthers)
    guard depth < depthMax else { return count }
    let entries = try unsafe FilePath(".").withCString { name throws(Errno) in
      try unsafe list(at: folder, name, entriesMax: directoryEntriesMax)
    }
    for entry in entries where entry.kind == .directory || entry.kind == .regular {
      count += try unsafe FilePath(bytes: entry.nameBytes).withCString { name throws(Errno) in
        do throws(Errno) {
          let status = try unsafe status(at: folder, name, followingLinks: false)
          guard status.kind == .directory || status.isWritableByOthers else { return 0 }
          let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
          let fd = try unsafe open(at: folder, name, flags: flags, mode: 0)
          guard status.kind == .directory else {
            defer { try? close(fd) }  // nothing was written
            let isReadOnly = isReadOnly(entry.nameBytes)
            return try removePermissions(fd, isReadOnly ? writableByAnyone : writableByOthers)
          }
          return try removeOthersPermission(closing: fd, depth: depth + 1, isReadOnly)
        } catch {
          // Gone, replaced by a link, or another user's: the folder's owner can remove it.
          return 0
        }
      }
    }
    return count
  }

  /// Removes permissions of a file or folder that others can write to.
  private func removePermissions(_ fd: Int32, _ removed: UInt16) throws(Errno) -> Int {
    let status = try status(fd)
    guard status.isWritableByOthers else { return 0 }
    try setPermissions(fd, status.permissions & ~removed)
    return 1
  }
}

extension FileStatus {
  /// Whether its group or others can write to it.
  package var isWritableByOthers: Bool { permissions & writableByOthers != 0 }
}

private let writableByOthers: UInt16 = 0o022
private let writableByAnyone: UInt16 = 0o222
/// A cache's folders are nested four deep.
private let depthMax = 16
