// A file system that changes nothing, for work that must leave no trace.

import Glibc
package import SystemPackage

/// Passes on what reads, and refuses what writes with `EROFS`, as a disk that is mounted read-only
/// does.
package struct ReadOnlyFileSystem: FileSystem {
  private let base: any FileSystem

  package init(_ base: any FileSystem = LocalFileSystem()) {
    self.base = base
  }

  // MARK: Refused

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

  package func rename(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    throw .readOnlyFileSystem
  }

  package func link(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    throw .readOnlyFileSystem
  }

  package func unlink(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    throw .readOnlyFileSystem
  }

  package func makeDirectory(
    at: Int32, _ path: UnsafePointer<CChar>, mode: UInt16
  ) throws(Errno) {
    throw .readOnlyFileSystem
  }

  package func removeDirectory(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    throw .readOnlyFileSystem
  }

  package func setPermissions(_ fd: Int32, _ mode: UInt16) throws(Errno) {
    throw .readOnlyFileSystem
  }

  package func setPermissions(
    at: Int32, _ path: UnsafePointer<CChar>, _ mode: UInt16
  ) throws(Errno) {
    throw .readOnlyFileSystem
  }

  package func setTimes(
    at: Int32, _ path: UnsafePointer<CChar>, mtimeNanoseconds: Int64
  ) throws(Errno) {
    throw .readOnlyFileSystem
  }

  // MARK: Passed on

  package func open(
    at: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    try Self.check(flags)
    return try unsafe base.open(at: at, path, flags: flags, mode: mode)
  }

  package func open(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    try Self.check(flags)
    return try unsafe base.open(beneath: folder, path, flags: flags, mode: mode)
  }

  private static func check(_ flags: Int32) throws(Errno) {
    guard flags & O_ACCMODE == O_RDONLY, flags & (O_CREAT | O_TRUNC) == 0 else {
      throw .readOnlyFileSystem
    }
  }

  package func close(_ fd: Int32) throws(Errno) { try base.close(fd) }

  package func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    try unsafe base.read(fd, into: buffer)
  }

  package func pread(
    _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    try unsafe base.pread(fd, into: buffer, offset: offset)
  }

  package func status(_ fd: Int32) throws(Errno) -> FileStatus { try base.status(fd) }

  package func status(
    at: Int32, _ path: UnsafePointer<CChar>, followingLinks: Bool
  ) throws(Errno) -> FileStatus {
    try unsafe base.status(at: at, path, followingLinks: followingLinks)
  }

  package func access(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try unsafe base.access(at: at, path)
  }

  package func list(
    at: Int32, _ path: UnsafePointer<CChar>, entriesMax: Int
  ) throws(Errno) -> [DirectoryEntry] {
    try unsafe base.list(at: at, path, entriesMax: entriesMax)
  }

  package func realPath(_ path: UnsafePointer<CChar>) throws(Errno) -> FilePath {
    try unsafe base.realPath(path)
  }

  package func readLink(_ path: FilePath) throws(Errno) -> FilePath { try base.readLink(path) }

  package func map(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer {
    try unsafe base.map(fd, sizeBytes: sizeBytes)
  }

  package func unmap(_ mapping: UnsafeRawBufferPointer) { unsafe base.unmap(mapping) }

  package func discardPages(of mapping: UnsafeRawBufferPointer) {
    unsafe base.discardPages(of: mapping)
  }

  package func lock(_ fd: Int32, _ kind: LockKind, wait: LockWait) throws(Errno) -> Bool {
    try base.lock(fd, kind, wait: wait)
  }

  package func lockByte(_ fd: Int32, at offset: Int64) throws(Errno) -> Bool {
    try base.lockByte(fd, at: offset)
  }

  package func isLocal(_ fd: Int32) throws(Errno) -> Bool { try base.isLocal(fd) }

  package func hasModes(_ fd: Int32) throws(Errno) -> Bool { try base.hasModes(fd) }

  package func effectiveUserID() -> UInt32 { base.effectiveUserID() }
}
