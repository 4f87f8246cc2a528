// The file system as the program sees it: every system call that touches the disk, one method
// each, so that a test can wrap it and make the Nth call fail.

package import SystemPackage

/// Every system call that touches the disk.
///
/// Paths are C strings relative to the directory descriptor `at` (``workingDirectory`` for the
/// process's own). Every method throws the `errno` of its call; an interrupted call is made
/// again inside. Methods may be called from any thread.
package protocol FileSystem: Sendable {
  /// Opens a file; the descriptor is closed on exec. `flags` are those of open(2).
  func open(at: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16) throws(Errno)
    -> Int32
  /// Opens a file below an open folder and follows no link on the way, the last name included: a link
  /// is `ELOOP`. The path is relative and does not leave the folder.
  func open(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32
  func close(_ fd: Int32) throws(Errno)
  /// Reads at the descriptor's offset: how many bytes came; 0 is the end.
  func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int
  /// Reads at an offset of the caller's: how many bytes came; 0 is the end.
  func pread(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64)
    throws(Errno) -> Int
  /// Writes at the descriptor's offset: how many bytes were taken, possibly fewer than offered.
  func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int
  /// Writes at an offset of the caller's: how many bytes were taken, possibly fewer than offered.
  func pwrite(_ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64) throws(Errno) -> Int
  /// Reserves disk blocks for the first `sizeBytes` of the file; extends it where it is shorter.
  func fallocate(_ fd: Int32, sizeBytes: Int64) throws(Errno)
  func truncate(_ fd: Int32, sizeBytes: Int64) throws(Errno)
  /// Waits until one file's bytes and metadata are on the disk.
  func sync(_ fd: Int32) throws(Errno)
  /// Waits until everything on the descriptor's file system is on the disk.
  func syncAll(_ fd: Int32) throws(Errno)

  func status(_ fd: Int32) throws(Errno) -> FileStatus
  func status(at: Int32, _ path: UnsafePointer<CChar>, followingLinks: Bool) throws(Errno)
    -> FileStatus
  /// Throws `ENOENT` when nothing has this name: the cheapest question about a file.
  func access(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno)
  /// The names in a folder but `.` and `..`, in no order; more than `entriesMax` is `E2BIG`.
  func list(at: Int32, _ path: UnsafePointer<CChar>, entriesMax: Int) throws(Errno)
    -> [DirectoryEntry]
  /// The absolute path without links, `.` and `..`.
  func realPath(_ path: UnsafePointer<CChar>) throws(Errno) -> FilePath
  /// Where a link leads, as it says; `EINVAL` for what is none.
  func readLink(_ path: FilePath) throws(Errno) -> FilePath

  func rename(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno)
  /// Gives a file a second name; `EEXIST` when the name is taken.
  func link(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno)
  func unlink(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno)
  func makeDirectory(at: Int32, _ path: UnsafePointer<CChar>, mode: UInt16) throws(Errno)
  func removeDirectory(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno)
  func setPermissions(_ fd: Int32, _ mode: UInt16) throws(Errno)
  /// The same of a name; one that is a link is not followed.
  func setPermissions(at: Int32, _ path: UnsafePointer<CChar>, _ mode: UInt16) throws(Errno)
  /// Gives a file to another user or group; nil: it stays with its own.
  func setOwner(_ fd: Int32, ownerID: UInt32?, groupID: UInt32?) throws(Errno)
  /// Sets the modification time (nanoseconds since 1970) of a file, or of a link itself; the access time
  /// stays.
  func setTimes(at: Int32, _ path: UnsafePointer<CChar>, mtimeNanoseconds: Int64) throws(Errno)

  /// Moves away what is in the way of a file or folder of this name, where the file system has a place
  /// for that. Returns whether the name is free now.
  func moveAside(_ path: UnsafePointer<CChar>) throws(Errno) -> Bool

  /// A private read-only mapping of the file's first `sizeBytes` (> 0) bytes.
  func map(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer
  func unmap(_ mapping: UnsafeRawBufferPointer)
  /// Gives the memory of a mapping back; its bytes come from the file again when they are touched.
  func release(_ mapping: UnsafeRawBufferPointer)
  /// flock(2): whether the lock was taken; `false` only when `wait` is ``LockWait/never``.
  func lock(_ fd: Int32, _ kind: LockKind, wait: LockWait) throws(Errno) -> Bool
  /// Whether the file lies on a disk of this machine: not NFS, SMB, FUSE, 9p and their like,
  /// whose time stamps are coarse and come from another clock.
  func isLocal(_ fd: Int32) throws(Errno) -> Bool
  /// Whether the file's mode is its own: not on vfat, and not where another machine decides.
  func hasModes(_ fd: Int32) throws(Errno) -> Bool
  /// The object that keeps names within one folder; nil where nothing does. (A cast of the file system
  /// itself costs a null build a tenth of its instructions.)
  var confiner: AnyObject? { get }
  /// The user whose files the process may own.
  func effectiveUserID() -> UInt32
}

extension FileSystem {
  /// A file system of the whole disk.
  package var confiner: AnyObject? { nil }

  /// A file system without permissions keeps nothing from anyone.
  package func setPermissions(
    at: Int32, _ path: UnsafePointer<CChar>, _ mode: UInt16
  ) throws(Errno) {}

  /// A file system without links.
  package func open(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    try unsafe open(at: folder, path, flags: flags, mode: mode)
  }

  /// A file system without a place for such things.
  package func moveAside(_ path: UnsafePointer<CChar>) throws(Errno) -> Bool { false }

  /// A file system of one user.
  package func setOwner(_ fd: Int32, ownerID: UInt32?, groupID: UInt32?) throws(Errno) {
    throw .notPermitted
  }

  /// A file system with modes.
  package func hasModes(_ fd: Int32) throws(Errno) -> Bool { true }

  /// A file system that has nothing to give back does nothing.
  package func release(_ mapping: UnsafeRawBufferPointer) {}

  /// A file system without links has none to read.
  package func readLink(_ path: FilePath) throws(Errno) -> FilePath { throw .invalidArgument }
}

/// Who else may hold a lock.
package enum LockKind: Sendable {
  case shared
  case exclusive
}

/// What to do while another holds a lock.
package enum LockWait: Sendable {
  case forever
  case never
}

/// The descriptor that stands for the process's working directory.
package let workingDirectory: Int32 = -100
