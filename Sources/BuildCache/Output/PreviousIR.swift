// The last build's combined IR, from which unchanged sections are copied.

package import FileIO
import Glibc
package import SystemPackage

/// The last build's combined IR, open for reading: the cache's copy, or the user's `main.ll` as a
/// build left it.
///
/// It is read and not mapped, because a program that truncates a mapped file ends the build. A
/// class, because many readers share one descriptor that is closed once.
package final class PreviousIR: Sendable {
  package let path: FilePath
  package let status: FileStatus
  private let fd: Int32
  var descriptor: Int32 { fd }
  private let fileSystem: any FileSystem

  /// `nil` if it does not exist. Fails if it is not a regular file.
  package init?(_ path: FilePath, _ fileSystem: any FileSystem) throws(FileError) {
    guard let fd = try fileSystem.openIfPresent(path, flags: O_RDONLY | O_NONBLOCK) else {
      return nil
    }
    do throws(Errno) {
      status = try fileSystem.status(fd)
      guard status.kind == .regular else { throw .invalidArgument }
    } catch {
      try? fileSystem.close(fd)  // nothing was written
      throw FileError(.read, path, error)
    }
    (self.path, self.fd, self.fileSystem) = (path, fd, fileSystem)
  }

  deinit {
    try? fileSystem.close(fd)  // nothing was written
  }

  /// Copies a part; `nil` if it is out of bounds, cannot be read or does not have this checksum.
  package func part(offset: UInt64, size: UInt64, checksum: UInt32) -> [UInt8]? {
    guard size <= status.sizeBytes, offset <= status.sizeBytes - size else { return nil }
    var bytes: [UInt8] = []
    append(Int(size), at: Int64(offset), to: &bytes)
    return Checksum.crc32(bytes) == checksum ? bytes : nil
  }

  /// Appends `count` bytes to `bytes`. Bytes that cannot be read become zeroes, which have no
  /// section's checksum.
  func append(_ count: Int, at offset: Int64, to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: count) { free in
      unsafe free.withUnsafeMutableBufferPointer { free, done in
        let free = UnsafeMutableRawBufferPointer(free)
        while done < count {
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: free[done..<count])
          guard
            // A part that cannot be read is treated as damaged.
            let more = unsafe try? fileSystem.pread(fd, into: rest, offset: offset + Int64(done)),
            more > 0
          else { return }
          done += more
        }
      }
      while !free.isFull { free.append(0) }
    }
  }
}
