// A file system whose files have the times that a test sets. A real disk's stamps are too fine, and
// its clock changes too often, to show problems with coarse and frozen stamps.

package import FileIO
import Synchronization
package import SystemPackage

/// Passes calls on, and reports for chosen files the times that a test has set. A class, because
/// the test and the code under test share it.
package final class StampedFileSystem: FileSystem {
  private struct File: Hashable {
    let device: UInt64
    let inode: UInt64

    init(_ status: FileStatus) {
      device = status.device
      inode = status.inode
    }
  }

  private struct Times {
    let mtime: Int64
    let ctime: Int64
  }

  private let base = LocalFileSystem()
  private let tickNanoseconds: Int64
  private let disk: Disk
  private let times = Mutex<[File: Times]>([:])
  private let readActions = Mutex<[File: @Sendable () -> Void]>([:])

  /// The kind of disk that files seem to be on.
  package enum Disk: Sendable {
    case local, network
  }

  /// - Parameter tickNanoseconds: reported times are multiples of it, rounded down.
  package init(tickNanoseconds: Int64 = 1, disk: Disk = .local) {
    self.tickNanoseconds = tickNanoseconds
    self.disk = disk
  }

  /// Gives the file these times for good, whatever is done to it. Links are followed.
  package func setTimes(of path: FilePath, mtime: Int64, ctime: Int64) throws(FileError) {
    guard let status = try base.status(of: path, followingLinks: true) else {
      throw FileError(.setTimes, path, .noSuchFileOrDirectory)
    }
    let floor = { [tickNanoseconds] (time: Int64) in time - time % tickNanoseconds }
    times.withLock { $0[File(status)] = Times(mtime: floor(mtime), ctime: floor(ctime)) }
  }

  /// Runs an action once, right after the next read of a file: like another program that acts while
  /// the code under test works on the file. The action can call this method again.
  package func afterNextRead(
    of path: FilePath, _ action: @escaping @Sendable () -> Void
  ) throws(FileError) {
    guard let status = try base.status(of: path, followingLinks: true) else {
      throw FileError(.status, path, .noSuchFileOrDirectory)
    }
    readActions.withLock { $0[File(status)] = action }
  }

  package func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    let count = try base.read(fd, into: buffer)
    guard readActions.withLock({ !$0.isEmpty }) else { return count }
    let file = File(try base.status(fd))
    readActions.withLock { $0.removeValue(forKey: file) }?()
    return count
  }

  private func told(_ status: FileStatus) -> FileStatus {
    guard let times = times.withLock({ $0[File(status)] }) else { return status }
    var told = status
    (told.mtimeNanoseconds, told.ctimeNanoseconds) = (times.mtime, times.ctime)
    return told
  }

  package func status(_ fd: Int32) throws(Errno) -> FileStatus { told(try base.status(fd)) }

  package func status(
    at: Int32, _ path: UnsafePointer<CChar>, followingLinks: Bool
  ) throws(Errno) -> FileStatus {
    told(try base.status(at: at, path, followingLinks: followingLinks))
  }

  package func isLocal(_ fd: Int32) throws(Errno) -> Bool { disk == .local }
}

// Calls that are passed on unchanged.

extension StampedFileSystem {
  package func open(
    at: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    try base.open(at: at, path, flags: flags, mode: mode)
  }

  package func close(_ fd: Int32) throws(Errno) { try base.close(fd) }

  package func pread(
    _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    try base.pread(fd, into: buffer, offset: offset)
  }

  package func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
    try base.write(fd, bytes)
  }

  package func pwrite(
    _ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    try base.pwrite(fd, bytes, offset: offset)
  }

  package func fallocate(_ fd: Int32, sizeBytes: Int64) throws(Errno) {
    try base.fallocate(fd, sizeBytes: sizeBytes)
  }

  package func clone(_ source: Int32, into fd: Int32) throws(Errno) {
    try base.clone(source, into: fd)
  }

  package func copy(
    _ source: Int32, into fd: Int32, offset: Int64, sizeBytes: Int
  ) throws(Errno) -> Int {
    try base.copy(source, into: fd, offset: offset, sizeBytes: sizeBytes)
  }

  package func sync(_ fd: Int32) throws(Errno) { try base.sync(fd) }

  package func syncAll(_ fd: Int32) throws(Errno) { try base.syncAll(fd) }

  package func access(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try base.access(at: at, path)
  }

  package func list(
    at: Int32, _ path: UnsafePointer<CChar>, entriesMax: Int
  ) throws(Errno) -> [DirectoryEntry] {
    try base.list(at: at, path, entriesMax: entriesMax)
  }

  package func realPath(_ path: UnsafePointer<CChar>) throws(Errno) -> FilePath {
    try base.realPath(path)
  }

  package func rename(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    try base.rename(at: oldDirectory, old, to: newDirectory, new)
  }

  package func link(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    try base.link(at: oldDirectory, old, to: newDirectory, new)
  }

  package func unlink(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try base.unlink(at: at, path)
  }

  package func makeDirectory(
    at: Int32, _ path: UnsafePointer<CChar>, mode: UInt16
  ) throws(Errno) {
    try base.makeDirectory(at: at, path, mode: mode)
  }

  package func removeDirectory(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try base.removeDirectory(at: at, path)
  }

  package func setPermissions(_ fd: Int32, _ mode: UInt16) throws(Errno) {
    try base.setPermissions(fd, mode)
  }

  package func setTimes(
    at: Int32, _ path: UnsafePointer<CChar>, mtimeNanoseconds: Int64
  ) throws(Errno) {
    try base.setTimes(at: at, path, mtimeNanoseconds: mtimeNanoseconds)
  }

  package func map(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer {
    try base.map(fd, sizeBytes: sizeBytes)
  }

  package func unmap(_ mapping: UnsafeRawBufferPointer) { base.unmap(mapping) }

  package func lock(_ fd: Int32, _ kind: LockKind, wait: LockWait) throws(Errno) -> Bool {
    try base.lock(fd, kind, wait: wait)
  }

  package func lockByte(_ fd: Int32, at offset: Int64) throws(Errno) -> Bool {
    try base.lockByte(fd, at: offset)
  }

  package func effectiveUserID() -> UInt32 { base.effectiveUserID() }
}
