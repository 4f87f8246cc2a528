// A folder of loose objects, sharded by the first byte of their ids: `<folder>/ab/cdef…`.

package import FileIO
import Glibc
import Synchronization
public import SystemPackage

/// A sharded folder of loose objects.
///
/// Any number of threads and processes can read and write it at once, because renames make files
/// appear complete. Nothing is synced: a power failure can leave damage, which readers detect.
/// A class, because it is used for each object, and a copy of a struct would retain six references.
public final class LooseTree: ObjectSource {
  public let path: FilePath
  /// Opened once the folder exists.
  private let openFolder = AtomicLazyReference<DirectoryHandle>()
  package let fileSystem: any FileSystem
  private let readers = CodecPool { LooseReader() }
  private let writers: CodecPool<ObjectDeflater>

  /// Opens a folder. If it does not exist, reads find nothing, and the first write creates it.
  ///
  /// - Parameter level: compression of bodies that are deflated; see ``Deflater``.
  public convenience init(path: FilePath, level: Int32 = 1) throws(ObjectError) {
    try self.init(path: path, level: level, fileSystem: LocalFileSystem())
  }

  package init(
    path: FilePath, level: Int32 = 1, fileSystem: any FileSystem
  ) throws(ObjectError) {
    self.path = path
    self.fileSystem = fileSystem
    writers = CodecPool { ObjectDeflater(level: level) }
    do throws(Errno) {
      _ = try folderFD()
    } catch {
      guard error.meansAbsent else { throw ObjectError(FileError(.open, path, error)) }
    }
  }

  /// The open folder's descriptor; `ENOENT` if the folder does not exist.
  func folderFD() throws(Errno) -> Int32 {
    if let open = openFolder.load() { return open.fd }
    let folder: DirectoryHandle?
    do throws(FileError) {
      folder = try DirectoryHandle(path, fileSystem: fileSystem)
    } catch {
      throw error.errno
    }
    guard let folder else { throw .noSuchFileOrDirectory }
    return openFolder.storeIfNil(folder).fd
  }

  // MARK: Reading

  public func read(
    _ id: ObjectID, sizeBytes: UInt64?
  ) throws(ObjectError) -> StoredObject? {
    try withFile(id) { fd, status throws(LooseFailure) in
      let object = try readers.lend { reader throws(LooseFailure) in
        try reader.object(fd, sizeBytes: status.sizeBytes, expected: sizeBytes, fileSystem)
      }
      guard ObjectID(type: object.type, body: object.body) == id else {
        throw .damaged(.hashMismatch)
      }
      return object
    }
  }

  public func header(of id: ObjectID) throws(ObjectError) -> ObjectHeader? {
    try withFile(id) { fd, status throws(LooseFailure) in
      try readers.lend { reader throws(LooseFailure) in
        try reader.header(fd, sizeBytes: status.sizeBytes, fileSystem)
      }
    }
  }

  /// Cost: one system call.
  public func contains(_ id: ObjectID) -> Bool {
    do {
      try unsafe LoosePath(id).withCString { path throws(Errno) in
        try unsafe fileSystem.access(at: try folderFD(), path)
      }
      return true
    } catch {
      return false
    }
  }

  /// The path of an object's file, whether it exists or not.
  package func path(of id: ObjectID) -> FilePath {
    path.appending(LoosePath(id).string)
  }

  /// Opens an object's file, which must be regular, and adds the object and path to errors.
  private func withFile<Value>(
    _ id: ObjectID, _ body: (Int32, FileStatus) throws(LooseFailure) -> Value
  ) throws(ObjectError) -> Value? {
    let fd: Int32
    do {
      fd = try unsafe LoosePath(id).withCString { path throws(Errno) in
        // O_NONBLOCK avoids waiting for a writer if the file is a pipe.
        try unsafe fileSystem.open(
          beneath: try folderFD(), path, flags: O_RDONLY | O_NONBLOCK, mode: 0)
      }
    } catch {
      if error.meansAbsent { return nil }
      if error.meansNotAFile {
        throw .damaged(id, path: path(of: id).string, reason: .notAFile)
      }
      throw ObjectError(FileError(.open, path(of: id), error))
    }
    defer { try? fileSystem.close(fd) }  // nothing was written
    do throws(LooseFailure) {
      let status = try fileStatus(fd)
      guard status.kind == .regular else { throw LooseFailure.damaged(.notAFile) }
      return try body(fd, status)
    } catch {
      switch error {
      case .damaged(let reason):
        throw .damaged(id, path: path(of: id).string, reason: reason)
      case .file(let errno):
        throw ObjectError(FileError(.read, path(of: id), errno))
      }
    }
  }

  private func fileStatus(_ fd: Int32) throws(LooseFailure) -> FileStatus {
    do {
      return try fileSystem.status(fd)
    } catch {
      throw .file(error)
    }
  }

  // MARK: Writing

  /// Writes an object, unless a sound copy exists. Replaces a damaged copy.
  ///
  /// Cost: for an absent object, SHA-256, deflate and six system calls; for an existing one,
  /// reading it.
  public func write(
    _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> WriteResult {
    let id = try ObjectID(checking: type, body)
    return try put(id, type, body, unlessSound: contains(id) ? outcome(of: id) : .absent)
  }

  /// Reads and checks an object's copy.
  private func outcome(of id: ObjectID) -> ReadOutcome {
    do {
      return try read(id).map { .found($0, healed: nil) } ?? .absent
    } catch {
      if case .damaged(_, _, let reason) = error { return .damaged(reason) }
      return .unreadable(error.description)
    }
  }

  /// Writes an object, and replaces any existing copy.
  package func overwrite(
    _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> WriteResult {
    try put(ObjectID(checking: type, body), type, body, healed: nil)
  }

  /// Writes an object, unless a sound copy was found.
  func put(
    _ id: ObjectID, _ type: ObjectType, _ body: [UInt8], unlessSound copies: ReadOutcome
  ) throws(ObjectError) -> WriteResult {
    switch copies {
    case .found: return WriteResult(id: id, bytesWritten: 0, healed: nil)
    case .absent, .unreadable: return try put(id, type, body, healed: nil)
    case .damaged(let reason): return try put(id, type, body, healed: reason)
    }
  }

  private func put(
    _ id: ObjectID, _ type: ObjectType, _ body: [UInt8], healed: Damage?
  ) throws(ObjectError) -> WriteResult {
    let header = ObjectHeader(type: type, sizeBytes: UInt64(body.count)).encoded
    let written = try writers.lend { deflater throws(ObjectError) in
      try unsafe deflater.encode(header.span.bytes, body.span.bytes) { bytes throws(ObjectError) in
        try unsafe install(bytes, as: id)
        return bytes.count
      }
    }
    return WriteResult(id: id, bytesWritten: written, healed: healed)
  }

  /// Writes a file under a temporary name and renames it. gc removes empty shards, so a missing
  /// folder is created, and again if it disappears.
  private func install(_ bytes: UnsafeRawBufferPointer, as id: ObjectID) throws(ObjectError) {
    var attempts = 0
    while true {
      let temporary = LoosePath(temporaryInShard: id.firstByte)
      do {
        return try unsafe writeOnce(bytes, LoosePath(id), temporary)
      } catch {
        attempts += 1
        guard attempts < writeAttemptsMax else {
          throw ObjectError(FileError(.write, path(of: id), error))
        }
        if error.meansAbsent || error == .tooManySymbolicLinkLevels {
          try makeShard(id.firstByte)
        } else if error != .fileExists {
          throw ObjectError(FileError(.write, path(of: id), error))
        }
      }
    }
  }

  private func writeOnce(
    _ bytes: UnsafeRawBufferPointer, _ final: LoosePath, _ temporary: LoosePath
  ) throws(Errno) {
    try unsafe temporary.withCString { temporary throws(Errno) in
      let folder = try folderFD()
      let fd = try unsafe fileSystem.open(
        beneath: folder, temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o444)
      do throws(Errno) {
        do throws(Errno) {
          try unsafe fileSystem.writeAll(fd, bytes)
        } catch {
          try? fileSystem.close(fd)  // report the write's error
          throw error
        }
        try fileSystem.close(fd)
        try unsafe final.withCString { final throws(Errno) in
          try unsafe fileSystem.rename(at: folder, temporary, to: folder, final)
        }
      } catch {
        try? unsafe fileSystem.unlink(at: folder, temporary)  // if this fails, gc removes it
        throw error
      }
    }
  }

  /// Creates a shard's folder, and the tree's if it is missing. A file that blocks the name is
  /// moved aside, if the file system supports that.
  private func makeShard(_ shard: UInt8) throws(ObjectError) {
    do throws(FileError) {
      try fileSystem.createDirectories(path.appending(LoosePath(shard: shard).string))
    } catch {
      throw ObjectError(error)
    }
  }
}

/// Maximum attempts to write an object while shards disappear or temporary names are taken.
private let writeAttemptsMax = 64

/// The result of writing an object.
public struct WriteResult: Hashable, Sendable {
  public let id: ObjectID
  /// Size of the object's new file; 0 if a sound copy existed.
  public let bytesWritten: Int
  /// The damage of the copy that was replaced; nil if there was none.
  public let healed: Damage?
}
