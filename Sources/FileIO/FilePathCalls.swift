// File operations on paths: what most callers want of the system calls.

import Glibc
package import SystemPackage

extension FileSystem {
  /// A file's bytes, or nil where there is none.
  ///
  /// - Parameter sizeMax: bytes; a longer file is `EFBIG`.
  package func contents(of path: FilePath, sizeMax: Int) throws(FileError) -> [UInt8]? {
    try contentsAndStatus(of: path, sizeMax: sizeMax)?.bytes
  }

  /// A file's bytes, and its status on the open file before and after they were read; nil where
  /// there is none. A folder, a pipe or a device is an error (`EISDIR`, `EINVAL`), not waited for.
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

  /// The same of a name relative to an open folder, for who reads thousands: no path is made of it.
  package func contentsAndStatus(
    of name: String, in folder: DirectoryHandle, sizeMax: Int
  ) throws(FileError) -> (bytes: [UInt8], before: FileStatus, after: FileStatus)? {
    var step = FileError.Operation.open
    do {
      let fd = try unsafe name.withCString { name in
        Result { () throws(Errno) in
          try unsafe open(at: folder.fd, name, flags: O_RDONLY | O_NONBLOCK, mode: 0)
        }
      }.get()
      return try contentsAndStatus(closing: fd, sizeMax: sizeMax, &step)
    } catch {
      if step == .open, error.meansAbsent { return nil }
      throw FileError(step, folder.path.appending(name), error)
    }
  }

  /// - Parameter step: what was being done, should it fail.
  private func contentsAndStatus(
    closing fd: Int32, sizeMax: Int, _ step: inout FileError.Operation
  ) throws(Errno) -> (bytes: [UInt8], before: FileStatus, after: FileStatus) {
    defer { try? close(fd) }  // nothing was written: a failing close loses nothing
    step = .status
    let before = try status(fd)
    step = .read
    switch before.kind {
    case .regular: break
    case .directory: throw .isDirectory
    default: throw .invalidArgument
    }
    let bytes = try readAll(fd, expecting: before.sizeBytes, sizeMax: sizeMax)
    step = .status
    return (bytes, before, try status(fd))
  }

  /// A name's status, or nil where nothing has the name.
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

  /// A folder's names, sorted by their bytes, or nil where there is no such folder.
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

  /// Appends bytes to a file, in place, with one write where the system takes them at once. For files
  /// whose readers know how far they may be believed: a kill or a full disk leaves a part of it.
  ///
  /// - Parameter before: the file must be the same one, as long, and have no other name: a snapshot made of
  ///   hard links stays as it is.
  /// - Returns: `false`, and nothing done, where it is not.
  package func append(
    _ bytes: [UInt8], to path: FilePath, asIn before: FileStatus
  ) throws(FileError) -> Bool {
    guard let fd = try openIfPresent(path, flags: O_WRONLY | O_APPEND) else { return false }
    defer { try? close(fd) }  // what a close can still tell, the bytes' checksums tell as well
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

  /// Makes a folder and those above it; one that is there already is left as it is.
  package func createDirectories(_ path: FilePath) throws(FileError) {
    var missing: [FilePath] = []
    var next = path
    var failure: FileError?
    // Upwards to what is there, then down: a deep path costs two calls a level, no recursion.
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

  /// Makes one folder; that it is there already, made by whomever, is as good.
  private func makeDirectory(_ path: FilePath) throws(FileError) {
    do {
      try unsafe path.withCString { name throws(Errno) in
        try unsafe makeDirectory(at: workingDirectory, name, mode: 0o755)
      }
    } catch {
      guard error == .fileExists else { throw FileError(.makeDirectory, path, error) }
      let kind = try status(of: path, followingLinks: true)?.kind
      guard kind != .directory else { return }
      try named(.makeDirectory, path) { () throws(Errno) in
        try unsafe path.withCString { name throws(Errno) in
          guard try unsafe moveAside(name) else { throw error }
          try unsafe makeDirectory(at: workingDirectory, name, mode: 0o755)
        }
      }
    }
  }

  /// Removes a name that is no folder. Returns false when it was absent.
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

  /// Removes a folder that is empty. Returns false when it was absent or is not empty.
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

  /// Gives a file another name in one step; what had that name before is gone.
  package func rename(_ old: FilePath, to new: FilePath) throws(FileError) {
    try named(.rename, old) { () throws(Errno) in
      try unsafe old.withCString { old throws(Errno) in
        try unsafe new.withCString { new throws(Errno) in
          try unsafe rename(at: workingDirectory, old, to: workingDirectory, new)
        }
      }
    }
  }

  /// Gives a file a second name; `EEXIST` when the name is taken.
  package func link(_ old: FilePath, to new: FilePath) throws(FileError) {
    try named(.link, old) { () throws(Errno) in
      try unsafe old.withCString { old throws(Errno) in
        try unsafe new.withCString { new throws(Errno) in
          try unsafe link(at: workingDirectory, old, to: workingDirectory, new)
        }
      }
    }
  }

  /// Puts a file of these bytes in the place of `path`, whole or not at all; see ``AtomicFile``.
  package func replaceFile(
    _ path: FilePath, with bytes: [UInt8], mode: UInt16 = 0o644
  ) throws(FileError) {
    try replaceFile(path, mode: mode) { file throws(FileError) in
      try unsafe file.write(bytes.span.bytes)
    }
  }

  /// The same of what `body` writes.
  package func replaceFile(
    _ path: FilePath, mode: UInt16 = 0o644, _ body: (inout AtomicFile) throws(FileError) -> Void
  ) throws(FileError) {
    var file = try AtomicFile(in: path.parentFolder, mode: mode, fileSystem: self)
    try body(&file)
    try file.commit(as: path)
  }

  /// The absolute path without links, `.` and `..`.
  package func realPath(_ path: FilePath) throws(FileError) -> FilePath {
    try named(.realPath, path) { () throws(Errno) in
      try unsafe path.withCString { name throws(Errno) in try unsafe realPath(name) }
    }
  }

  /// Opens a file for reading or writing; nil when `ENOENT` or `ENOTDIR` says it is absent.
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

  /// Writes all bytes, however few each call takes.
  package func writeAll(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var rest = unsafe bytes
    while unsafe !rest.isEmpty {
      let count = try unsafe write(fd, rest)
      guard count > 0 else { throw .ioError }  // no progress without an error: never turn for ever
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// Writes all bytes at an offset of the caller's.
  package func pwriteAll(
    _ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64
  ) throws(Errno) {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = try unsafe pwrite(fd, rest, offset: offset + Int64(done))
      guard count > 0 else { throw .ioError }  // no progress without an error: never turn for ever
      done += count
    }
  }

  /// Fills the buffer from the descriptor's offset: how many bytes came before the end.
  func readAll(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    var count = 0
    while count < buffer.count {
      let read = try unsafe read(
        fd, into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      if read == 0 { break }
      count += read
    }
    return count
  }

  /// Reads to the end of the file.
  private func readAll(
    _ fd: Int32, expecting size: UInt64, sizeMax: Int
  ) throws(Errno) -> [UInt8] {
    guard size <= UInt64(sizeMax) else { throw .fileTooLarge }
    // One byte more than the size: the first call that comes back short is the end, and a file
    // that grew meanwhile is seen.
    var bytes = [UInt8](repeating: 0, count: Int(size) + 1)
    var count = 0
    while true {
      let here = count
      let read = try unsafe bytes.withUnsafeMutableBytes { buffer -> Result<Int, Errno> in
        Result { () throws(Errno) in
          try unsafe self.read(fd, into: UnsafeMutableRawBufferPointer(rebasing: buffer[here...]))
        }
      }.get()
      count += read
      // Short, and as long as it was said to be: the end, without asking once more.
      if read == 0 || count < bytes.count && count == Int(size) { break }
      guard count <= sizeMax else { throw .fileTooLarge }
      if count == bytes.count {
        bytes.append(contentsOf: repeatElement(0, count: bytes.count))
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}

/// Names a folder may hold: a folder of a hundred thousand files is huge, this many an attack.
let directoryEntriesMax = 16 << 20

/// Turns a call's `errno` into an error with the path and what was tried.
func named<Value>(
  _ operation: FileError.Operation, _ path: FilePath, _ body: () throws(Errno) -> Value
) throws(FileError) -> Value {
  do {
    return try body()
  } catch {
    throw FileError(operation, path, error)
  }
}

extension FilePath.Component {
  /// A name as a folder lists it: no `/`, not empty, perhaps not UTF-8.
  package init(bytes: [UInt8]) {
    let name = bytes.map { CChar(bitPattern: $0) } + [0]
    guard let component = FilePath.Component(platformString: name) else {
      preconditionFailure("a folder lists no empty name and none with a slash")
    }
    self = component
  }
}

extension FilePath {
  /// The path of these bytes, up to a NUL. They need not be UTF-8.
  package init(bytes: [UInt8]) {
    unsafe self.init(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
  }

  /// The path's bytes, which need not be UTF-8.
  package var bytes: [UInt8] {
    unsafe withPlatformString { name in
      unsafe Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
    }
  }

  /// Calls `body` with the path as a C string.
  package func withCString<Value>(
    _ body: (UnsafePointer<CChar>) throws(Errno) -> Value
  ) throws(Errno) -> Value {
    // Swift-system's own form does not carry the error's type. No `Result` either: the first one that is
    // made at run time has the executable searched for what says that an Errno is an error (0.05 ms).
    var value: Value?
    var failure: Errno?
    unsafe withPlatformString { name in
      do throws(Errno) { value = try unsafe body(name) } catch { failure = error }
    }
    if let value { return value }
    throw failure ?? .ioError
  }

  /// The folder that holds the last component: `.` where the path is one name.
  package var parentFolder: FilePath {
    // By its bytes: `removingLastComponent` is generic, which costs the first call 0.05 ms.
    let slash = CChar(UInt8(ascii: "/"))
    return unsafe withPlatformString { name in
      let path = unsafe UnsafeBufferPointer(start: name, count: strlen(name))
      guard let last = unsafe path.lastIndex(of: slash) else { return "." }
      return unsafe FilePath(platformString: Array(path[..<max(last, 1)]) + [0])
    }
  }
}
