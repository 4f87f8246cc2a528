// A file system in memory with one folder that contains one file, for decoders that read files:
// they need no disk.

package import FileIO
import Glibc
import Synchronization
package import SystemPackage

/// Every folder exists, every file has these bytes, and nothing can be changed.
///
/// A class, because a descriptor has an offset that reading moves.
package final class OneFileSystem: FileSystem {
  private let bytes: [UInt8]
  private let offset = Mutex(0)

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private static let folder: Int32 = 1 << 20
  private static let file: Int32 = folder + 1

  package func open(
    at: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    _ = strlen(path)  // so that a path that does not end is noticed
    if flags & O_DIRECTORY != 0 { return Self.folder }
    offset.withLock { $0 = 0 }
    return Self.file
  }

  package func close(_ fd: Int32) throws(Errno) {}

  package func read(
    _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    let start = offset.withLock { $0 }
    let count = copy(from: start, into: buffer)
    offset.withLock { $0 += count }
    return count
  }

  package func pread(
    _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    copy(from: Int(offset), into: buffer)
  }

  private func copy(from start: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let piece = bytes.dropFirst(start).prefix(buffer.count)
    buffer.copyBytes(from: piece)
    return piece.count
  }

  package func status(_ fd: Int32) throws(Errno) -> FileStatus {
    FileStatus(
      kind: fd == Self.folder ? .directory : .regular, sizeBytes: UInt64(bytes.count),
      mtimeNanoseconds: 0, ctimeNanoseconds: 0, inode: 1, device: 1)
  }

  package func status(
    at: Int32, _ path: UnsafePointer<CChar>, followingLinks: Bool
  ) throws(Errno) -> FileStatus {
    _ = strlen(path)
    return try status(Self.file)
  }

  package func map(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: sizeBytes, alignment: 16)
    _ = self.copy(from: 0, into: copy)
    return UnsafeRawBufferPointer(copy)
  }

  package func unmap(_ mapping: UnsafeRawBufferPointer) {
    mapping.deallocate()
  }

  package func access(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {}

  package func lock(_ fd: Int32, _ kind: LockKind, wait: LockWait) throws(Errno) -> Bool { true }

  package func lockByte(_ fd: Int32, at offset: Int64) throws(Errno) -> Bool { true }

  package func isLocal(_ fd: Int32) throws(Errno) -> Bool { true }

  package func effectiveUserID() -> UInt32 { 0 }
}

// Calls that only writers need.
extension OneFileSystem {
  package func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
    throw .readOnlyFileSystem
  }
  package func pwrite(
    _ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    throw .readOnlyFileSystem
  }
  package func fallocate(_ fd: Int32, sizeBytes: Int64) throws(Errno) {
    throw .readOnlyFileSystem
  }
  package func sync(_ fd: Int32) throws(Errno) { throw .readOnlyFileSystem }
  package func syncAll(_ fd: Int32) throws(Errno) { throw .readOnlyFileSystem }
  package func list(
    at: Int32, _ path: UnsafePointer<CChar>, entriesMax: Int
  ) throws(Errno) -> [DirectoryEntry] { [] }
  package func realPath(_ path: UnsafePointer<CChar>) throws(Errno) -> FilePath { "/" }
  package func rename(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) { throw .readOnlyFileSystem }
  package func link(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) { throw .readOnlyFileSystem }
  package func unlink(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    throw .readOnlyFileSystem
  }
  package func makeDirectory(
    at: Int32, _ path: UnsafePointer<CChar>, mode: UInt16
  ) throws(Errno) { throw .readOnlyFileSystem }
  package func removeDirectory(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    throw .readOnlyFileSystem
  }
  package func setPermissions(_ fd: Int32, _ mode: UInt16) throws(Errno) {
    throw .readOnlyFileSystem
  }
  package func setTimes(
    at: Int32, _ path: UnsafePointer<CChar>, mtimeNanoseconds: Int64
  ) throws(Errno) { throw .readOnlyFileSystem }
}
