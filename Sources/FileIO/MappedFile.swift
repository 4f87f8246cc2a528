// A whole file in memory, read as it is touched.

import Glibc
package import SystemPackage

/// A read-only, private mapping of a file as long as it was when it was opened.
///
/// A class, because the mapping has one owner and many readers. Files mapped here are replaced by
/// renames only, so the bytes under a mapping stay; one that another program cuts short in place
/// kills the reader with SIGBUS.
@safe package final class MappedFile: Sendable {
  /// The file's bytes, for as long as this object lives; empty for an empty file.
  ///
  /// Shared between threads without a lock: the mapping is read-only and never moves.
  package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// The status of the mapped file itself, taken on its descriptor.
  package let status: FileStatus
  private let fileSystem: any FileSystem

  /// Maps a file; nil where there is none. What is no regular file is an error (`EINVAL`), so is
  /// one of more than `sizeMax` bytes (`EFBIG`).
  package init?(
    _ path: FilePath, sizeMax: Int = .max, fileSystem: any FileSystem
  ) throws(FileError) {
    guard let fd = try fileSystem.openIfPresent(path, flags: O_RDONLY | O_NONBLOCK) else {
      return nil
    }
    defer { try? fileSystem.close(fd) }  // the mapping outlives the descriptor
    let status = try named(.status, path) { () throws(Errno) in try fileSystem.status(fd) }
    guard status.kind == .regular else { throw FileError(.map, path, .invalidArgument) }
    guard status.sizeBytes <= UInt64(sizeMax) else { throw FileError(.map, path, .fileTooLarge) }
    if status.sizeBytes == 0 {
      unsafe bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    } else {
      unsafe bytes = try named(.map, path) { () throws(Errno) in
        try unsafe fileSystem.map(fd, sizeBytes: Int(status.sizeBytes))
      }
    }
    self.status = status
    self.fileSystem = fileSystem
  }

  deinit {
    if unsafe !bytes.isEmpty { unsafe fileSystem.unmap(bytes) }
  }
}
