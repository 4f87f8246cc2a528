// File operations on paths, built on the system calls of `FileSystem`.

import Glibc
package import SystemPackage

extension FileSystem {
  /// Reads a whole file; nil if it does not exist.
  ///
  /// - Parameter sizeMax: bytes; a longer file fails with `EFBIG`.
  package func contents(of path: FilePath, sizeMax: Int) throws(FileError) -> [UInt8]? {
    try contentsAndStatus(of: path, sizeMax: sizeMax)?.bytes
  }

  /// Reads a whole file, and its status on the open descriptor before and after the read. Nil if it
  /// does not exist. A folder, a pipe or a device fails (`EISDIR`, `EINVAL`) without waiting.
  package func contentsAndStatus(
    of path: FilePath, sizeMax: Int
  ) throws(FileError) -> (bytes: [UInt8], before: FileStatus, after: FileStatus)? {
    guard let fd = try openIfPresent(path, flags: O_RDONLY | O_NONBLOCK) else { return nil }
    var step = FileError.Operation.status
    do {
      return try contentsAndStatus(closing: fd, sizeMax: sizeMax, &step)
    } catch {
      throw FileError(step, path, error)
    }
  }

  /// - Parameter step: set to the operation in progress, which an error names.
  func contentsAndStatus(
    closing fd: Int32, sizeMax: Int, _ step: inout FileError.Operation
  ) throws(Errno) -> (bytes: [UInt8], before: FileStatus, after: FileStatus) {
    defer { try? close(fd) }  // nothing was written: a failing close loses nothing
    step = .status
    let before = try status(fd)
    step = .read
    switch before.kind {
    case .regular: break
    case .directory: throw .isDirectory
    case .symbolicLink, .other: throw .invalidArgument
    }
    let bytes = try readAll(fd, expecting: before.sizeBytes, sizeMax: sizeMax)
    step = .status
    return (bytes, before, try status(fd))
  }

  /// The status of a path, or nil if it does not exist.
  package func status(
    of path: FilePath, followingLinks: Bool
  ) throws(FileError) -> FileStatus? {
    do {
      return try unsafe path.withCString { name throws(Errno) in
        try unsafe status(at: workingDirectory, name, followingLinks: followingLinks)
      }
    } catch {
      if error.meansAbsent { return nil }
      throw FileError(.status, path, error)
    }
  }

  /// Lists a folder, sorted by the names' bytes; nil if it does not exist.
  package func entries(of path: FilePath) throws(FileError) -> [DirectoryEntry]? {
    do {
      return try unsafe path.withCString { name throws(Errno) in
        try unsafe list(at: workingDirectory, name, entriesMax: directoryEntriesMax)
      }.sorted { $0.nameBytes.lexicographicallyPrecedes($1.nameBytes) }
    } catch {
      if error.meansAbsent { return nil }
      throw FileError(.list, path, error)
    }
  }

  /// Appends bytes to a file in place, with a single write if the kernel accepts them at once. A
  /// kill or a full disk leaves part of them, so readers must be able to check where valid data
  /// ends.
  ///
  /// - Parameter before: the file's expected status. The file must be the same, have the same size,
  ///   and have no other name, because a second hard link can belong to a snapshot.
  /// - Returns: `false`, without a change, if the file does not match.
  package func append(
    _ bytes: [UInt8], to path: FilePath, asIn before: FileStatus
  ) throws(FileError) -> Bool {
    guard let fd = try openIfPresent(path, flags: O_WRONLY | O_APPEND) else { return false }
    defer { try? close(fd) }  // the bytes' checksums also show what a failed close loses
    let now = try named(.status, path) { () throws(Errno) in try status(fd) }
    guard now.inode == before.inode, now.device == before.device,
      now.sizeBytes == before.sizeBytes, now.linkCount == 1
    else { return false }
    try named(.write, path) { () throws(Errno) in
      try unsafe bytes.span.bytes.withUnsafeBytes { bytes throws(Errno) in
        try unsafe writeAll(fd, bytes)
      }
    }
    return true
  }

  /// Creates a folder and its missing parents. Existing folders stay as they are.
  package func createDirectories(_ path: FilePath) throws(FileError) {
    var missing: [FilePath] = []
    var next = path
    var failure: FileError?
    // Up to the first existing folder, then down: two calls per level, no recursion.
    while !next.isEmpty {
      do {
        try makeDirectory(next)
        break
      } catch {
        guard error.errno.meansAbsent, !next.removingLastComponent().isEmpty else {
          throw failure ?? error
        }
        failure = failure ?? error
      }
      missing.append(next)
      next = next.removingLastComponent()
    }
    for path in missing.reversed() { try makeDirectory(path) }
  }

  /// Creates one folder, or accepts an existing one. A file with this name is moved aside, if the
  /// file system supports that. Another process can remove the folder, or move the file aside,
  /// between two calls: then this starts again.
  private func makeDirectory(_ path: FilePath) throws(FileError) {
    var attempts = 0
    while true {
      do {
        return try unsafe path.withCString { name throws(Errno) in
          try unsafe makeDirectory(at: workingDirectory, name, mode: 0o755)
        }
      } catch {
        attempts += 1
        guard error == .fileExists, attempts < makeDirectoryAttemptsMax else {
          throw FileError(.makeDirectory, path, error)
        }
        let kind = try status(of: path, followingLinks: true)?.kind
        if kind == .directory { return }
        if kind == nil, try status(of: path, followingLinks: false) == nil { continue }
        try named(.makeDirectory, path) { () throws(Errno) in
          try unsafe path.withCString { name throws(Errno) in
            guard try unsafe moveAside(name) else { throw error }
          }
        }
      }
    }
  }

  /// Removes a name that is not a folder. Returns false if it is absent.
  @discardableResult
  package func remove(_ path: FilePath) throws(FileError) -> Bool {
    do {
      try unsafe path.withCString { name throws(Errno) in
        try unsafe unlink(at: workingDirectory, name)
      }
      return true
    } catch {
      if error.meansAbsent { return false }
      throw FileError(.remove, path, error)
    }
  }

  /// Removes an empty folder. Returns false if it is absent or not empty.
  @discardableResult
  package func removeFolder(_ path: FilePath) throws(FileError) -> Bool {
    do {
      try unsafe path.withCString { name throws(Errno) in
        try unsafe removeDirectory(at: workingDirectory, name)
      }
      return true
    } catch {
      if error.meansAbsent || error == .directoryNotEmpty || error == .fileExists { return false }
      throw FileError(.remove, path, error)
    }
  }

  /// Renames a file in one step. Replaces a file that has the new name.
  package func rename(_ old: FilePath, to new: FilePath) throws(FileError) {
    try named(.rename, old) { () throws(Errno) in
      try unsafe old.withCString { old throws(Errno) in
        try unsafe new.withCString { new throws(Errno) in
          try unsafe rename(at: workingDirectory, old, to: workingDirectory, new)
        }
      }
    }
  }

  /// Adds a second name for a file; `EEXIST` if the name is taken.
  package func link(_ old: FilePath, to new: FilePath) throws(FileError) {
    try named(.link, old) { () throws(Errno) in
      try unsafe old.withCString { old throws(Errno) in
        try unsafe new.withCString { new throws(Errno) in
          try unsafe link(at: workingDirectory, old, to: workingDirectory, new)
        }
      }
    }
  }

  /// The absolute path without links, `.` and `..`.
  package func realPath(_ path: FilePath) throws(FileError) -> FilePath {
    try named(.realPath, path) { () throws(Errno) in
      try unsafe path.withCString { name throws(Errno) in try unsafe realPath(name) }
    }
  }

  /// Opens a file; nil if it is absent (`ENOENT` or `ENOTDIR`).
  package func openIfPresent(
    _ path: FilePath, flags: Int32, mode: UInt16 = 0o644
  ) throws(FileError) -> Int32? {
    do {
      return try unsafe path.withCString { name throws(Errno) in
        try unsafe open(at: workingDirectory, name, flags: flags, mode: mode)
      }
    } catch {
      if error.meansAbsent { return nil }
      throw FileError(.open, path, error)
    }
  }
}

/// Maximum number of names in a folder. A folder of 100,000 files is huge; this many is an attack.
let directoryEntriesMax = 16 << 20

/// Maximum attempts to create a folder while other processes create and remove it.
private let makeDirectoryAttemptsMax = 64
