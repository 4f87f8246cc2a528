// An open folder, relative to which files are named without resolving its path each time.

import Glibc
package import SystemPackage

/// A folder's descriptor, open as long as the object lives.
///
/// A class, because many readers share one descriptor that is closed once.
package final class DirectoryHandle: Sendable {
  package let fd: Int32
  package let path: FilePath
  package let fileSystem: any FileSystem

  /// Opens a folder; nil where there is none.
  package init?(_ path: FilePath, fileSystem: any FileSystem) throws(FileError) {
    let flags = O_RDONLY | O_DIRECTORY
    guard let fd = try fileSystem.openIfPresent(path, flags: flags) else { return nil }
    self.fd = fd
    self.path = path
    self.fileSystem = fileSystem
  }

  deinit {
    try? fileSystem.close(fd)  // a folder's descriptor holds nothing unwritten
  }
}
