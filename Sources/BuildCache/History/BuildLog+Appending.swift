// Adds records to the files of records.

import FileIO
import Glibc
import SystemPackage

extension BuildLog {
  /// Adds a frame at the end of the newer file. If it would become too long, it replaces the older
  /// one first.
  ///
  /// One write of a file that is open for appending: builds that end at the same time all leave
  /// their records. A kill or a full disk leaves a part, which readers skip. Nothing is synced.
  static func append(_ frame: [UInt8], in directory: CacheDirectory) throws(FileError) {
    for _ in 0..<attemptsMax {
      if try appendAsIs(frame, in: directory) { return }
      try makeRoom(for: frame, in: directory)
    }
    throw FileError(.write, directory.path(CacheName.builds), .fileTooLarge)
  }

  /// Another process can fill the file that this one has emptied.
  private static let attemptsMax = 4

  /// - Returns: false, with nothing written, if the file must be replaced first.
  private static func appendAsIs(
    _ frame: [UInt8], in directory: CacheDirectory
  ) throws(FileError) -> Bool {
    let (path, fileSystem) = (directory.path(CacheName.builds), directory.fileSystem)
    // O_NONBLOCK avoids waiting for a pipe.
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK
    let fd: Int32
    do throws(FileError) {
      // If the folder is gone, so are the records.
      guard let open = try fileSystem.openIfPresent(path, flags: flags) else { return true }
      fd = open
    } catch {
      guard error.errno.meansNotAFile else { throw error }
      return false
    }
    let outcome = Result { () throws(Errno) -> Bool in
      let status = try fileSystem.status(fd)
      // A second name can belong to a snapshot of the cache.
      guard status.kind == .regular, status.linkCount == 1,
        status.sizeBytes + UInt64(frame.count) <= UInt64(sizeMaxBytes)
      else { return false }
      try unsafe frame.span.bytes.withUnsafeBytes { bytes throws(Errno) in
        try unsafe fileSystem.writeAll(fd, bytes)
      }
      return true
    }
    do throws(Errno) {
      try fileSystem.close(fd)
      return try outcome.get()
    } catch {
      throw FileError(.write, path, error)
    }
  }

  /// Replaces the file if it is too long or has a second name. One process at a time does, so that
  /// a short file never replaces the older one.
  private static func makeRoom(
    for frame: [UInt8], in directory: CacheDirectory
  ) throws(FileError) {
    let (path, fileSystem) = (directory.path(CacheName.builds), directory.fileSystem)
    let ownError = { (error: FileError) in error }
    try directory.saving(ownError) { () throws(FileError) in
      guard let status = try fileSystem.status(of: path, followingLinks: false) else { return }
      if status.kind != .regular {
        try fileSystem.replaceFile(path, with: [])
      } else if status.sizeBytes + UInt64(frame.count) > UInt64(sizeMaxBytes) {
        try fileSystem.rename(path, to: directory.path(CacheName.olderBuilds))
      } else if status.linkCount > 1 {
        let bytes = try fileSystem.contents(of: path, sizeMax: sizeMaxBytes) ?? []
        try fileSystem.replaceFile(path, with: bytes)
      }
    }
  }
}
