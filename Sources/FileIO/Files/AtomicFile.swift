// A file that appears under its name complete or not at all. It is written under a temporary name
// in the same folder, then renamed.

import Glibc
package import SystemPackage

/// A file that appears under its name complete or not at all.
///
/// The file is removed when the value ends without ``commit(as:)``. A killed process leaves a file
/// whose name begins with the prefix. Nothing is synced unless the caller calls ``sync()``.
package struct AtomicFile: ~Copyable {
  private let fileSystem: any FileSystem
  package let temporary: FilePath
  private let fd: Int32
  private var isOpen = true
  private var isPresent = true

  /// Creates the temporary file in `folder`, which must exist.
  ///
  /// - Parameters:
  ///   - prefix: start of the temporary name: hidden, and known to the code that removes leftovers.
  ///   - mode: permissions, narrowed by the process's umask.
  package init(
    in folder: FilePath, prefix: String = TemporaryName.prefix, mode: UInt16 = 0o644,
    fileSystem: any FileSystem
  ) throws(FileError) {
    self.fileSystem = fileSystem
    var attempts = 0
    while true {
      let path = folder.appending(prefix + TemporaryName.suffix())
      Interruption.hold(path)
      do {
        fd = try unsafe path.withCString { name throws(Errno) in
          try unsafe fileSystem.open(
            at: workingDirectory, name, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        }
        temporary = path
        return
      } catch {
        Interruption.release(path)
        attempts += 1
        guard error == .fileExists, attempts < attemptsMax else {
          throw FileError(.open, path, error)
        }
      }
    }
  }

  /// Reserves disk space, so that a full disk fails before the bytes are produced.
  package mutating func reserve(sizeBytes: Int64) throws(FileError) {
    do {
      if sizeBytes > 0 { try fileSystem.fallocate(fd, sizeBytes: sizeBytes) }
    } catch {
      // A file system without reservations allocates during the writes.
      guard error == .notSupported || error == .invalidArgument else {
        throw FileError(.allocate, temporary, error)
      }
    }
  }

  /// Gives the empty file the bytes of another one; see ``FileSystem/clone(_:into:)``.
  package borrowing func clone(_ source: Int32) throws(Errno) {
    try fileSystem.clone(source, into: fd)
  }

  /// Copies the first bytes of another file to the same place, within the kernel.
  package borrowing func copy(_ source: Int32, sizeBytes: Int) throws(Errno) {
    var done = 0
    while done < sizeBytes {
      let count = try fileSystem.copy(
        source, into: fd, offset: Int64(done), sizeBytes: sizeBytes - done)
      // The source was cut.
      guard count > 0 else { throw .ioError }
      done += count
    }
  }

  /// Appends bytes.
  package mutating func write(_ bytes: RawSpan) throws(FileError) {
    do {
      try unsafe bytes.withUnsafeBytes { bytes throws(Errno) in
        try unsafe fileSystem.writeAll(fd, bytes)
      }
    } catch {
      throw FileError(.write, temporary, error)
    }
  }

  /// Appends bytes.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    do {
      try unsafe fileSystem.writeAll(fd, bytes)
    } catch {
      throw FileError(.write, temporary, error)
    }
  }

  /// Writes to the file from other threads while this value lives and writes nothing itself.
  package var pieces: FilePieces { FilePieces(fd: fd, fileSystem: fileSystem) }

  /// The open file's status before the rename, which changes only ctime.
  package func status() throws(FileError) -> FileStatus {
    try named(.status, temporary) { () throws(Errno) in try fileSystem.status(fd) }
  }

  /// Gives the file the owner, the group and the permissions of the file that it will replace. An
  /// owner or a group that this user cannot give stays as it is.
  package mutating func inherit(from status: FileStatus) throws(FileError) {
    try? fileSystem.setOwner(fd, ownerID: nil, groupID: status.groupID)  // see above
    try? fileSystem.setOwner(fd, ownerID: status.ownerID, groupID: nil)  // see above
    try named(.setPermissions, temporary) { () throws(Errno) in
      try fileSystem.setPermissions(fd, status.permissions)
    }
  }

  /// Sets the file's modification time; a later write changes it again.
  package mutating func setModificationTime(nanoseconds: Int64) throws(FileError) {
    try named(.setTimes, temporary) { () throws(Errno) in
      try unsafe temporary.withCString { name throws(Errno) in
        try unsafe fileSystem.setTimes(
          at: workingDirectory, name, mtimeNanoseconds: nanoseconds)
      }
    }
  }

  /// Waits until the bytes are on the disk. Needed only if the file must survive a power loss.
  package mutating func sync() throws(FileError) {
    try named(.sync, temporary) { () throws(Errno) in try fileSystem.sync(fd) }
  }

  /// Closes the file and renames it to `path` in one step. Replaces what had this name, unless it
  /// is a folder (`EISDIR`).
  package consuming func commit(as path: FilePath) throws(FileError) {
    isOpen = false
    try named(.write, temporary) { () throws(Errno) in try fileSystem.close(fd) }
    try named(.rename, path) { () throws(Errno) in
      try unsafe temporary.withCString { old throws(Errno) in
        try unsafe path.withCString { new throws(Errno) in
          try unsafe fileSystem.rename(at: workingDirectory, old, to: workingDirectory, new)
        }
      }
    }
    isPresent = false
    Interruption.release(temporary)
  }

  deinit {
    // The file is not needed any more. If this fails, gc or the next build removes it.
    if isOpen { try? fileSystem.close(fd) }
    if isPresent {
      _ = try? fileSystem.remove(temporary)
      Interruption.release(temporary)
    }
  }
}

/// Writes pieces of a file that its ``AtomicFile`` begins and ends.
package struct FilePieces: Sendable {
  fileprivate let fd: Int32
  fileprivate let fileSystem: any FileSystem

  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Errno) {
    try unsafe fileSystem.pwriteAll(fd, bytes, offset: Int64(offset))
  }
}

extension FileSystem {
  /// Replaces a file, completely or not at all; see ``AtomicFile``.
  package func replaceFile(
    _ path: FilePath, with bytes: [UInt8], mode: UInt16 = 0o644
  ) throws(FileError) {
    try replaceFile(path, mode: mode) { file throws(FileError) in
      try unsafe file.write(bytes.span.bytes)
    }
  }

  /// The same, with the content that `body` writes.
  package func replaceFile(
    _ path: FilePath, mode: UInt16 = 0o644, _ body: (inout AtomicFile) throws(FileError) -> Void
  ) throws(FileError) {
    var file = try AtomicFile(in: path.parentFolder, mode: mode, fileSystem: self)
    try body(&file)
    try file.commit(as: path)
  }
}

/// Attempts to find a free temporary name. With 36^12 names, even a second attempt is unlikely.
private let attemptsMax = 16
