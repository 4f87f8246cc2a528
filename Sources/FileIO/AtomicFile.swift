// A file that appears under its name whole, or not at all: written under another name in the same
// folder, then renamed.

import Glibc
package import SystemPackage

/// A file that appears under its name whole, or not at all.
///
/// What is not committed is removed when the value ends; a kill leaves a file whose name begins
/// with the prefix. Nothing is synced.
package struct AtomicFile: ~Copyable {
  private let fileSystem: any FileSystem
  private let temporary: FilePath
  private let fd: Int32
  private var isOpen = true
  private var isPresent = true

  /// Begins the file in `folder`, which must exist.
  ///
  /// - Parameters:
  ///   - prefix: how the temporary name begins; hidden, and known to the cleaners.
  ///   - mode: permissions, narrowed by the process's umask.
  package init(
    in folder: FilePath, prefix: String = ".tmp_mini_", mode: UInt16 = 0o644,
    fileSystem: any FileSystem
  ) throws(FileError) {
    self.fileSystem = fileSystem
    var attempts = 0
    while true {
      let path = folder.appending(prefix + temporarySuffix())
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
        guard error == .fileExists, attempts < temporaryAttemptsMax else {
          throw FileError(.open, path, error)
        }
      }
    }
  }

  /// Reserves room, so that a full disk shows before the bytes are made.
  package mutating func reserve(sizeBytes: Int64) throws(FileError) {
    do {
      if sizeBytes > 0 { try fileSystem.fallocate(fd, sizeBytes: sizeBytes) }
    } catch {
      // A file system that cannot reserve takes the bytes one by one.
      guard error == .notSupported || error == .invalidArgument else {
        throw FileError(.allocate, temporary, error)
      }
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

  /// What writes to the file from other threads, while this value lives and does not write itself.
  package var pieces: FilePieces { FilePieces(fd: fd, fileSystem: fileSystem) }

  /// The open file's status, as it is before the rename (which changes only ctime).
  package func status() throws(FileError) -> FileStatus {
    try named(.status, temporary) { () throws(Errno) in try fileSystem.status(fd) }
  }

  /// Sets the modification time that the file will have; a later write sets it anew.
  package mutating func setModificationTime(nanoseconds: Int64) throws(FileError) {
    try named(.setTimes, temporary) { () throws(Errno) in
      try unsafe temporary.withCString { name throws(Errno) in
        try unsafe fileSystem.setTimes(
          at: workingDirectory, name, mtimeNanoseconds: nanoseconds)
      }
    }
  }

  /// Waits until the bytes are on the disk; only who must survive a power loss needs it.
  package mutating func sync() throws(FileError) {
    try named(.sync, temporary) { () throws(Errno) in try fileSystem.sync(fd) }
  }

  /// Closes the file and gives it its name, in one step for everyone who looks. What had the name
  /// is replaced, unless it is a folder (`EISDIR`).
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
    // The file is not wanted any more: what cannot be undone is left to the cleaners.
    if isOpen { try? fileSystem.close(fd) }
    if isPresent {
      _ = try? fileSystem.remove(temporary)
      Interruption.release(temporary)
    }
  }
}

/// Writes pieces of a file that somebody else begins and ends.
package struct FilePieces: Sendable {
  fileprivate let fd: Int32
  fileprivate let fileSystem: any FileSystem

  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Errno) {
    try unsafe fileSystem.pwriteAll(fd, bytes, offset: Int64(offset))
  }
}

/// Twelve random letters and digits; `O_EXCL` sees to the rest.
package func temporarySuffix() -> String {
  // One number of the system's is one system call; 36^12 of 2^64 values make no letter likelier by
  // much.
  var number = UInt64.random(in: .min ... .max)
  let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
  return String(
    (0..<12).map { _ in
      defer { number /= UInt64(letters.count) }
      return letters[Int(number % UInt64(letters.count))]
    })
}

/// Attempts to find a free temporary name: 36^12 names make a second one improbable.
package let temporaryAttemptsMax = 16
