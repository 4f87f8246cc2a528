// A lock that processes share through a file. The kernel releases it when its holder ends.

import Glibc
package import SystemPackage

/// A flock(2) on a file, held until the value ends.
///
/// Two locks in one process exclude each other, as locks of two processes do. If the file system
/// does not support locks, every caller gets one; see ``excludesOthers``.
package struct FileLock: ~Copyable {
  /// Whether the lock excludes others, apart from those that share it. `false` if the file system
  /// does not support locks: the caller then cannot know whether another process uses the file.
  package let excludesOthers: Bool
  private let fileSystem: any FileSystem
  private let fd: Int32

  /// Takes the lock, and creates the file if it is absent. Nil if another process holds the lock
  /// and `wait` is ``LockWait/never``.
  ///
  /// If the file is removed or replaced during the wait, takes a lock on the new file instead.
  ///
  /// - Parameters:
  ///   - absence: whether to create an absent file.
  ///   - onWait: called once with the holders of the lock, if it is not free within a quarter of a
  ///     second. Not called if `wait` is ``LockWait/never``.
  /// - Throws: `EINVAL` if the path is not a regular file.
  package init?(
    _ path: FilePath, _ kind: LockKind, wait: LockWait, absence: Absence = .make,
    fileSystem: any FileSystem, onWait: (([LockHolder]) -> Void)? = nil
  ) throws(FileError) {
    var onWait = wait == .forever ? onWait : nil
    // A shared lock must work in a read-only cache.
    var flags = kind == .shared ? O_RDONLY : O_RDWR
    if absence == .make { flags |= O_CREAT }
    for _ in 0..<lockAttemptsMax {
      let fd = try fileSystem.openLockFile(path, flags: flags)
      do {
        if let tell = onWait, try !Self.isTakenSoon(fd, kind, fileSystem) {
          tell(LockHolder.all(of: path, fileSystem: fileSystem))
          onWait = nil
        }
        guard try fileSystem.lock(fd, kind, wait: wait) else {
          try? fileSystem.close(fd)  // nothing was written
          return nil
        }
        let held = try fileSystem.status(fd)
        guard held.kind == .regular else { throw Errno.invalidArgument }
        let named = try fileSystem.status(of: path, followingLinks: true)
        if held.inode == named?.inode, held.device == named?.device {
          excludesOthers = true
          self.fileSystem = fileSystem
          self.fd = fd
          return
        }
        try? fileSystem.close(fd)  // nothing was written
      } catch let error as Errno where error.meansNotOffered {
        excludesOthers = false
        self.fileSystem = fileSystem
        self.fd = fd
        return
      } catch let error as Errno {
        try? fileSystem.close(fd)  // nothing was written
        throw FileError(.lock, path, error)
      } catch {
        try? fileSystem.close(fd)  // nothing was written
        throw FileError(.lock, path, (error as? FileError)?.errno ?? .ioError)
      }
    }
    throw FileError(.lock, path, .resourceTemporarilyUnavailable)
  }

  /// What to do if the file is absent.
  package enum Absence: Sendable {
    case make
    /// Fails with `ENOENT`.
    case error
  }

  /// Tries for a quarter of a second. (Locking the same descriptor again has no effect.)
  private static func isTakenSoon(
    _ fd: Int32, _ kind: LockKind, _ fileSystem: any FileSystem
  ) throws(Errno) -> Bool {
    var pauseMicroseconds: UInt32 = 1000
    for _ in 0..<8 {
      if try fileSystem.lock(fd, kind, wait: .never) { return true }
      usleep(pauseMicroseconds)
      pauseMicroseconds *= 2
    }
    return false
  }

  deinit {
    try? fileSystem.close(fd)  // closing unlocks; nothing was written
  }
}

extension FileSystem {
  /// Opens a file to lock it.
  func openLockFile(_ path: FilePath, flags: Int32) throws(FileError) -> Int32 {
    try named(.lock, path) { () throws(Errno) in
      try unsafe path.withCString { name throws(Errno) in
        // O_NONBLOCK avoids waiting for a pipe.
        try unsafe open(at: workingDirectory, name, flags: flags | O_NONBLOCK, mode: 0o644)
      }
    }
  }
}

/// Maximum attempts. Each one fails only because another process replaced the lock file, which
/// happens when it removes the cache.
private let lockAttemptsMax = 100
