// The file system as the program sees it: one method per system call that touches the disk, so that
// a test can wrap it and make the Nth call fail.

package import SystemPackage

/// Every system call that touches the disk.
///
/// Paths are C strings relative to the directory descriptor `at` (``workingDirectory`` for the
/// process's own). Every method throws the `errno` of its call, and repeats a call that a signal
/// interrupts. Any thread may call the methods.
package protocol FileSystem: Sendable {
  /// Opens a file, close-on-exec. `flags` are those of open(2).
  func open(at: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16) throws(Errno)
    -> Int32
  /// Opens a file below an open folder without following links, even in the last component: a link
  /// fails with `ELOOP`. The path is relative and stays inside the folder.
  func open(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32
  func close(_ fd: Int32) throws(Errno)
  /// Reads at the descriptor's offset. Returns the number of bytes; 0 at the end.
  func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int
  /// Reads at `offset`. Returns the number of bytes; 0 at the end.
  func pread(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64)
    throws(Errno) -> Int
  /// Writes at the descriptor's offset. Returns the number of bytes written, possibly fewer than
  /// passed.
  func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int
  /// Writes at `offset`. Returns the number of bytes written, possibly fewer than passed.
  func pwrite(_ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64) throws(Errno) -> Int
  /// Reserves disk blocks for the first `sizeBytes` of the file, and extends it if it is shorter.
  func fallocate(_ fd: Int32, sizeBytes: Int64) throws(Errno)
  /// Gives an empty file the bytes of another one, which share the disk's blocks until one of them
  /// changes. Fails where the disk cannot, with one of several codes.
  func clone(_ source: Int32, into fd: Int32) throws(Errno)
  /// Copies bytes from the same offset of another file, without passing them through the process.
  /// Returns their number; 0 at the end.
  func copy(_ source: Int32, into fd: Int32, offset: Int64, sizeBytes: Int) throws(Errno) -> Int
  /// Waits until the file's bytes and metadata are on the disk.
  func sync(_ fd: Int32) throws(Errno)
  /// Waits until everything on the descriptor's file system is on the disk.
  func syncAll(_ fd: Int32) throws(Errno)

  func status(_ fd: Int32) throws(Errno) -> FileStatus
  func status(at: Int32, _ path: UnsafePointer<CChar>, followingLinks: Bool) throws(Errno)
    -> FileStatus
  /// Throws `ENOENT` if the name does not exist. The cheapest query about a file.
  func access(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno)
  /// Lists a folder without `.` and `..`, unordered; more than `entriesMax` names fail with
  /// `E2BIG`.
  func list(at: Int32, _ path: UnsafePointer<CChar>, entriesMax: Int) throws(Errno)
    -> [DirectoryEntry]
  /// The absolute path without links, `.` and `..`.
  func realPath(_ path: UnsafePointer<CChar>) throws(Errno) -> FilePath
  /// The target of a link, as stored; `EINVAL` if the file is not a link.
  func readLink(_ path: FilePath) throws(Errno) -> FilePath

  func rename(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno)
  /// Adds a second name for a file; `EEXIST` if the name is taken.
  func link(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno)
  func unlink(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno)
  func makeDirectory(at: Int32, _ path: UnsafePointer<CChar>, mode: UInt16) throws(Errno)
  func removeDirectory(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno)
  func setPermissions(_ fd: Int32, _ mode: UInt16) throws(Errno)
  /// The same by name. Does not follow a link.
  func setPermissions(at: Int32, _ path: UnsafePointer<CChar>, _ mode: UInt16) throws(Errno)
  /// Gives a file to another user or group; nil: unchanged.
  func setOwner(_ fd: Int32, ownerID: UInt32?, groupID: UInt32?) throws(Errno)
  /// Sets the mtime of a file, or of a link itself, in nanoseconds since 1970. Keeps the access
  /// time.
  func setTimes(at: Int32, _ path: UnsafePointer<CChar>, mtimeNanoseconds: Int64) throws(Errno)

  /// Moves aside a file or folder that blocks this name, if the file system has a place for it.
  /// Returns whether the name is free now.
  func moveAside(_ path: UnsafePointer<CChar>) throws(Errno) -> Bool

  /// A private read-only mapping of the file's first `sizeBytes` (> 0) bytes.
  func map(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer
  func unmap(_ mapping: UnsafeRawBufferPointer)
  /// Frees the memory of a mapping, which stays. The next access reads the bytes from the file again.
  func discardPages(of mapping: UnsafeRawBufferPointer)
  /// flock(2). Returns whether the lock was taken; `false` only if `wait` is ``LockWait/never``.
  func lock(_ fd: Int32, _ kind: LockKind, wait: LockWait) throws(Errno) -> Bool
  /// Locks one byte of the file exclusively, until the file is closed: `F_OFD_SETLK` of fcntl(2).
  /// Never waits. Returns `false` if another open file holds the byte.
  func lockByte(_ fd: Int32, at offset: Int64) throws(Errno) -> Bool
  /// Whether the file is on a disk of this machine: not NFS, SMB, FUSE, 9p and similar file
  /// systems, whose timestamps are coarse and come from another clock.
  func isLocal(_ fd: Int32) throws(Errno) -> Bool
  /// Whether the file has its own mode: not on vfat, and not if another machine decides.
  func hasModes(_ fd: Int32) throws(Errno) -> Bool
  /// The object that keeps names inside one folder; nil if there is none. (A cast of the file
  /// system itself costs a null build a tenth of its instructions.)
  var confiner: AnyObject? { get }
  /// The process's effective user ID.
  func effectiveUserID() -> UInt32
}

extension FileSystem {
  /// For a file system that covers the whole disk.
  package var confiner: AnyObject? { nil }

  /// For a file system that cannot share blocks.
  package func clone(_ source: Int32, into fd: Int32) throws(Errno) { throw .notSupported }

  /// For a file system that cannot copy by itself.
  package func copy(
    _ source: Int32, into fd: Int32, offset: Int64, sizeBytes: Int
  ) throws(Errno) -> Int {
    throw .notSupported
  }

  /// For a file system without permissions.
  package func setPermissions(
    at: Int32, _ path: UnsafePointer<CChar>, _ mode: UInt16
  ) throws(Errno) {}

  /// For a file system without links.
  package func open(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    try unsafe open(at: folder, path, flags: flags, mode: mode)
  }

  /// For a file system that has no place for such files.
  package func moveAside(_ path: UnsafePointer<CChar>) throws(Errno) -> Bool { false }

  /// For a file system with a single user.
  package func setOwner(_ fd: Int32, ownerID: UInt32?, groupID: UInt32?) throws(Errno) {
    throw .notPermitted
  }

  /// For a file system with modes.
  package func hasModes(_ fd: Int32) throws(Errno) -> Bool { true }

  /// For a file system with nothing to free.
  package func discardPages(of mapping: UnsafeRawBufferPointer) {}

  /// For a file system without links.
  package func readLink(_ path: FilePath) throws(Errno) -> FilePath { throw .invalidArgument }
}

/// Whether others can hold the lock at the same time.
package enum LockKind: Sendable {
  case shared
  case exclusive
}

/// What to do while another process holds the lock.
package enum LockWait: Sendable {
  case forever
  case never
}

/// The descriptor that means the process's working directory (`AT_FDCWD`).
package let workingDirectory: Int32 = -100
