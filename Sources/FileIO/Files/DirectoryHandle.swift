// An open folder. Names relative to it need no path resolution.

import Glibc
package import SystemPackage

/// A folder's descriptor, open as long as the object lives.
///
/// A class, because many readers share one descriptor that is closed once.
package final class DirectoryHandle: Sendable {
  package let fd: Int32
  package let path: FilePath
  package let fileSystem: any FileSystem

  /// Opens a folder; nil if it does not exist.
  package init?(_ path: FilePath, fileSystem: any FileSystem) throws(FileError) {
    let flags = O_RDONLY | O_DIRECTORY
    guard let fd = try fileSystem.openIfPresent(path, flags: flags) else { return nil }
    self.fd = fd
    self.path = path
    self.fileSystem = fileSystem
  }

  package func status() throws(FileError) -> FileStatus {
    try named(.status, path) { () throws(Errno) in try fileSystem.status(fd) }
  }

  /// The device number of the folder's file system.
  package func device() throws(FileError) -> UInt64 { try status().device }

  /// Waits until everything on the folder's file system is on the disk.
  package func syncAll() throws(FileError) {
    try named(.sync, path) { () throws(Errno) in try fileSystem.syncAll(fd) }
  }

  deinit {
    try? fileSystem.close(fd)  // a folder's descriptor has no unwritten data
  }
}

extension FileSystem {
  /// As ``contentsAndStatus(of:sizeMax:)``, for a name in an open folder. Builds no path, for callers
  /// that read thousands of files.
  package func contentsAndStatus(
    of name: String, in folder: DirectoryHandle, sizeMax: Int
  ) throws(FileError) -> (bytes: [UInt8], before: FileStatus, after: FileStatus)? {
    var step = FileError.Operation.open
    do {
      let fd = try unsafe name.withCString { name in
        Result { () throws(Errno) in
          try unsafe open(at: folder.fd, name, flags: O_RDONLY | O_NONBLOCK, mode: 0)
        }
      }.get()
      return try contentsAndStatus(closing: fd, sizeMax: sizeMax, &step)
    } catch {
      if step == .open, error.meansAbsent { return nil }
      throw FileError(step, folder.path.appending(name), error)
    }
  }
}
