// Frees the memory of files that the combined IR replaces.

import FileIO
import Glibc
import Synchronization
import SystemPackage

/// Keeps the files open that the combined IR replaces. The kernel frees a file's memory when its
/// last name and descriptor are gone, which takes a millisecond for 4 MB. So they are closed on
/// another thread.
struct ReplacedFiles: ~Copyable {
  private let fileSystem: any FileSystem
  private let previous: Int32?
  private let held = Mutex<[Int32]>([])

  /// - Parameter fd: a descriptor that is open already.
  init(_ fd: Int32?, _ fileSystem: any FileSystem) {
    self.fileSystem = fileSystem
    previous = fd
  }

  /// Opens the file that has this name now.
  borrowing func hold(_ path: FilePath) {
    // If it cannot be opened, its memory is freed when it is replaced.
    guard let fd = try? fileSystem.openIfPresent(path, flags: O_RDONLY | O_NONBLOCK) else { return }
    held.withLock { $0.append(fd) }
  }

  deinit {
    let (held, fileSystem) = (held.withLock { $0 }, fileSystem)
    let fds = held + (previous.map { [$0] } ?? [])
    guard !held.isEmpty else {
      for fd in fds { try? fileSystem.close(fd) }  // nothing was written
      return
    }
    Parallel.inBackground {
      for fd in fds { try? fileSystem.close(fd) }  // nothing was written
    }
  }
}
