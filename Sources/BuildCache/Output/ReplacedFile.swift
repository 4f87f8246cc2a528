// Frees the memory of the file that the combined IR replaces.

import FileIO
import Glibc
import Synchronization
import SystemPackage

/// Keeps the file open that the combined IR replaces. The kernel frees a file's memory when its last
/// name and descriptor are gone, which takes a millisecond for 4 MB. So it is closed on another
/// thread.
struct ReplacedFile: ~Copyable {
  private let fileSystem: any FileSystem
  private let previous: PreviousIR?
  private let held = Mutex<Int32?>(nil)

  /// - Parameter previous: a file that is open already. It is closed after its last reader.
  init(_ previous: PreviousIR?, _ fileSystem: any FileSystem) {
    self.fileSystem = fileSystem
    self.previous = previous
  }

  /// Opens the file that has this name now.
  borrowing func hold(_ path: FilePath) {
    // If it cannot be opened, its memory is freed when it is replaced.
    guard let fd = try? fileSystem.openIfPresent(path, flags: O_RDONLY | O_NONBLOCK) else { return }
    held.withLock { $0 = fd }
  }

  deinit {
    guard let fd = held.withLock({ $0 }) else { return }
    Parallel.inBackground { [fileSystem, previous] in
      try? fileSystem.close(fd)  // nothing was written
      withExtendedLifetime(previous) {}
    }
  }
}
