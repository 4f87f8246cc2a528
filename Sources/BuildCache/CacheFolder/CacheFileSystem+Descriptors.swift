// A cache's file system: operations on open files, passed to the disk unchanged.

package import FileIO
package import SystemPackage

extension CacheFileSystem {
  package func close(_ fd: Int32) throws(Errno) { try base.close(fd) }

  package func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    try unsafe base.read(fd, into: buffer)
  }

  package func pread(
    _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    try unsafe base.pread(fd, into: buffer, offset: offset)
  }

  package func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
    try unsafe base.write(fd, bytes)
  }

  package func pwrite(
    _ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    try unsafe base.pwrite(fd, bytes, offset: offset)
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

  package func status(_ fd: Int32) throws(Errno) -> FileStatus { try base.status(fd) }

  package func setPermissions(_ fd: Int32, _ mode: UInt16) throws(Errno) {
    try base.setPermissions(fd, mode)
  }

  package func setPermissions(
    at folder: Int32, _ path: UnsafePointer<CChar>, _ mode: UInt16
  ) throws(Errno) {
    try unsafe from(folder, path) { folder, name throws(Errno) in
      try unsafe base.setPermissions(at: folder, name, mode)
    }
  }

  package func map(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer {
    try unsafe noting { () throws(Errno) in try unsafe base.map(fd, sizeBytes: sizeBytes) }
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

  package func effectiveUserID() -> UInt32 { base.effectiveUserID() }
}
