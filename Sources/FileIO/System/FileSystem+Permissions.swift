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
    var count = 0
    try forEachWritableByOthers(path) { fd, found, status throws(Errno) in
      let name = Array(found.bytes.split(separator: UInt8(ascii: "/")).last ?? [])
      let removed =
        status.kind == .regular && isReadOnly(name) ? writableByAnyone : writableByOthers
      try setPermissions(fd, status.permissions & ~removed)
      count += 1
    }
    return count
  }

  /// Changes the permissions of a file. Does not follow a link.
  package func setPermissions(_ path: FilePath, _ mode: UInt16) throws(FileError) {
    try named(.setPermissions, path) { () throws(Errno) in
      try unsafe path.withCString { name throws(Errno) in
        try unsafe setPermissions(at: workingDirectory, name, mode)
      }
    }
  }

  /// The files and folders that group or others can write to, relative to the folder; `.` is the
  /// folder itself. Follows no links.
  package func pathsWritableByOthers(_ path: FilePath) throws(FileError) -> [FilePath] {
    var paths: [FilePath] = []
    try forEachWritableByOthers(path) { _, found, _ in paths.append(found) }
    return paths
  }

  /// Calls `body` with everything in a folder that group or others can write to, each folder before
  /// its contents. Omits temporary folders: tools of a running process make files in them, with the
  /// user's umask, and no other process reads these.
  private func forEachWritableByOthers(
    _ path: FilePath, _ body: (Int32, FilePath, FileStatus) throws(Errno) -> Void
  ) throws(FileError) {
    guard let folder = try openIfPresent(path, flags: O_RDONLY | O_DIRECTORY) else { return }
    var step = FileError.Operation.list
    do throws(Errno) {
      try forEachWritableByOthers(closing: folder, FilePath("."), depth: 0) {
        fd, found, status throws(Errno) in
        step = .setPermissions
        try body(fd, found, status)
        step = .list
      }
    } catch {
      throw FileError(step, path, error)
    }
  }

  private func forEachWritableByOthers(
    closing folder: Int32, _ path: FilePath, depth: Int,
    _ body: (Int32, FilePath, FileStatus) throws(Errno) -> Void
  ) throws(Errno) {
    defer { try? close(folder) }  // nothing was written
    let status = try status(folder)
    if status.isWritableByOthers { try body(folder, path, status) }
    guard depth < depthMax else { return }
    let entries = try unsafe FilePath(".").withCString { name throws(Errno) in
      try unsafe list(at: folder, name, entriesMax: directoryEntriesMax)
    }
    for entry in entries where entry.kind == .regular || entry.isLastingFolder {
      let component = FilePath.Component(bytes: entry.nameBytes)
      let inner = depth == 0 ? FilePath(bytes: entry.nameBytes) : path.appending(component)
      try unsafe FilePath(bytes: entry.nameBytes).withCString { name throws(Errno) in
        do throws(Errno) {
          let status = try unsafe self.status(at: folder, name, followingLinks: false)
          guard status.kind == .directory || status.isWritableByOthers else { return }
          let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
          let fd = try unsafe open(at: folder, name, flags: flags, mode: 0)
          guard status.kind == .directory else {
            defer { try? close(fd) }  // nothing was written
            let opened = try self.status(fd)
            if opened.isWritableByOthers { try body(fd, inner, opened) }
            return
          }
          try forEachWritableByOthers(closing: fd, inner, depth: depth + 1, body)
        } catch {
          // Gone, replaced by a link, or another user's: the folder's owner can remove it.
        }
      }
    }
  }
}

extension DirectoryEntry {
  fileprivate var isLastingFolder: Bool {
    kind == .directory && !nameBytes.starts(with: TemporaryName.prefix.utf8)
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
