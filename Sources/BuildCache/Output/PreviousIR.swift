// The last build's combined IR, from which unchanged sections are copied.

import FileIO
import Glibc
import SystemPackage

/// The last build's combined IR, open for reading until ``ReplacedFiles`` closes it.
struct PreviousIR: Sendable {
  let fd: Int32
  let status: FileStatus

  /// `nil` if it does not exist. Fails if it is not a regular file.
  init?(_ path: FilePath, _ fileSystem: any FileSystem) throws(FileError) {
    guard let fd = try fileSystem.openIfPresent(path, flags: O_RDONLY | O_NONBLOCK) else {
      return nil
    }
    do throws(Errno) {
      self.fd = fd
      status = try fileSystem.status(fd)
      guard status.kind == .regular else { throw .invalidArgument }
    } catch {
      try? fileSystem.close(fd)  // nothing was written
      throw FileError(.read, path, error)
    }
  }
}
