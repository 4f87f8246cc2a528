// Whether files are on this machine, asked once for each device.

import Glibc
import Synchronization
package import SystemPackage

/// Remembers which devices are file systems of this machine. A class, because threads share it.
package final class LocalDevices: Sendable {
  private let fileSystem: any FileSystem
  /// Few: a project's files are on few devices.
  private let known = Mutex<[(device: UInt64, isLocal: Bool)]>([])

  package init(_ fileSystem: any FileSystem) {
    self.fileSystem = fileSystem
  }

  /// Whether a device is local. Asks the file itself, because a link can lead to another disk than
  /// its folder's.
  ///
  /// - Parameter file: a file that was on this device.
  /// - Returns: `false` also if it is unknown, which is safe: it only makes stamps racy for longer.
  package func isLocal(_ device: UInt64, of file: @autoclosure () -> FilePath) -> Bool {
    if let known = known.withLock({ $0.first { $0.device == device }?.isLocal }) { return known }
    guard let fd = try? fileSystem.openIfPresent(file(), flags: O_RDONLY | O_NONBLOCK) else {
      return false
    }
    defer { try? fileSystem.close(fd) }  // nothing was written
    guard (try? fileSystem.status(fd))?.device == device,
      let isLocal = try? fileSystem.isLocal(fd)
    else { return false }
    known.withLock { $0.append((device, isLocal)) }
    return isLocal
  }
}
