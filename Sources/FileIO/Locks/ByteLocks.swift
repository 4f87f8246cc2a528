// Locks on single bytes of a file, of which a process can hold any number with one open file.

import Glibc
package import SystemPackage

/// Exclusive locks on bytes of an empty file. They are held until the value ends.
///
/// A byte need not exist. Locks of two values exclude each other, in one process and in two; a value
/// can take its own byte again. The kernel releases all locks when the process ends.
package struct ByteLocks: ~Copyable, Sendable {
  private let fileSystem: any FileSystem
  private let fd: Int32

  /// Opens the file, and creates it if it is absent. Takes no lock.
  ///
  /// - Throws: `EINVAL` if the path is not a regular file.
  package init(_ path: FilePath, fileSystem: any FileSystem) throws(FileError) {
    let fd = try fileSystem.openLockFile(path, flags: O_RDWR | O_CREAT)
    do throws(Errno) {
      guard try fileSystem.status(fd).kind == .regular else { throw .invalidArgument }
    } catch {
      try? fileSystem.close(fd)  // nothing was written
      throw FileError(.lock, path, error)
    }
    self.fileSystem = fileSystem
    self.fd = fd
  }

  /// Takes the lock of a byte. Never waits.
  ///
  /// - Parameter offset: from 0 to `Int64.max - 1`.
  /// - Returns: `false` if another value holds it.
  package func take(_ offset: Int64) throws(Errno) -> Bool {
    try fileSystem.lockByte(fd, at: offset)
  }

  deinit {
    try? fileSystem.close(fd)  // closing unlocks; nothing was written
  }
}
