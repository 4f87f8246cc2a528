// A lock that processes share through a file, and that dies with its holder.

import Glibc
package import SystemPackage

/// A flock(2) on a file, held until the value ends.
///
/// Two locks of one process exclude each other as two processes' do. Where the file system offers no locks,
/// anyone may have one: see ``excludesOthers``.
package struct FileLock: ~Copyable {
  /// Whether nobody else has the lock as well, but for those that share it. `false`: the file system does
  /// not offer locks, and who must know that nobody uses a file cannot.
  package let excludesOthers: Bool
  private let fileSystem: any FileSystem
  private let fd: Int32

  /// Takes the lock, making the file where it is absent. Nil when another holds it and `wait` is
  /// ``LockWait/never``.
  ///
  /// A file that was removed or replaced while we waited locks nobody out: then the new one is
  /// taken.
  ///
  /// - Parameters:
  ///   - absence: what to do where there is no such file.
  ///   - onWait: called, once, with those who hold the lock, when it takes longer than a quarter of a
  ///     second to get it.
  /// - Throws: `EINVAL` where something else than a file has the name.
  package init?(
    _ path: FilePath, _ kind: LockKind, wait: LockWait, absence: Absence = .make,
    fileSystem: any FileSystem, onWait: (([LockHolder]) -> Void)? = nil
  ) throws(FileError) {
    var onWait = wait == .forever ? onWait : nil
    // A shared lock must be possible in a cache that is read-only; a pipe is not waited for.
    var flags = (kind == .shared ? O_RDONLY : O_RDWR) | O_NONBLOCK
    if absence == .make { flags |= O_CREAT }
    for _ in 0..<lockAttemptsMax {
      let fd = try named(.lock, path) { () throws(Errno) in
        try unsafe path.withCString { name throws(Errno) in
          try unsafe fileSystem.open(at: workingDirectory, name, flags: flags, mode: 0o644)
        }
      }
      do {
        if let tell = onWait, try !Self.isTakenSoon(fd, kind, fileSystem) {
          tell(LockHolder.all(of: path, fileSystem: fileSystem))
          onWait = nil  // once is enough
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

  /// What to do where the file is absent.
  package enum Absence: Sendable {
    case make
    /// `ENOENT`.
    case error
  }

  /// Tries for a quarter of a second. (To lock again what is locked changes nothing.)
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

/// How often the lock file may be replaced under us: each time another process removed the cache.
private let lockAttemptsMax = 100
