// What the file system knows of a file without reading it.

/// What a name in the file system stands for.
package enum FileKind: Hashable, Sendable {
  case regular
  case directory
  case symbolicLink
  /// A socket, a pipe, a device.
  case other
}

/// A file's metadata, as stat(2) gives it.
package struct FileStatus: Hashable, Sendable {
  package typealias Kind = FileKind

  package let kind: FileKind
  package let sizeBytes: UInt64
  /// What the file takes on the disk.
  package let allocatedBytes: UInt64
  /// Last change of the contents, since 1970; saturated where it does not fit.
  package let mtimeNanoseconds: Int64
  /// Last change of contents or metadata, since 1970; saturated where it does not fit.
  package let ctimeNanoseconds: Int64
  package let inode: UInt64
  package let device: UInt64
  /// The lower twelve bits of the mode.
  package let permissions: UInt16
  package let ownerID: UInt32
  package let groupID: UInt32
  package let linkCount: UInt64

  /// Tests make statuses of their own.
  package init(
    kind: FileKind, sizeBytes: UInt64, allocatedBytes: UInt64 = 0, mtimeNanoseconds: Int64,
    ctimeNanoseconds: Int64, inode: UInt64, device: UInt64, permissions: UInt16 = 0o644,
    ownerID: UInt32 = 0, groupID: UInt32 = 0, linkCount: UInt64 = 1
  ) {
    self.kind = kind
    self.sizeBytes = sizeBytes
    self.allocatedBytes = allocatedBytes
    self.mtimeNanoseconds = mtimeNanoseconds
    self.ctimeNanoseconds = ctimeNanoseconds
    self.inode = inode
    self.device = device
    self.permissions = permissions
    self.ownerID = ownerID
    self.groupID = groupID
    self.linkCount = linkCount
  }

  /// Whether it is of the file that had the status `written` before it was closed and given its name.
  /// A rename changes its ctime; a file system of another system may set its mtime when it is closed.
  package func isOfFile(written: FileStatus) -> Bool {
    inode == written.inode && device == written.device && sizeBytes == written.sizeBytes
  }
}

/// The times of a file or folder, and whether its next change will show in them.
package struct FileTimes {
  private let mtimeNanoseconds: Int64
  private let ctimeNanoseconds: Int64

  /// - Parameters:
  ///   - mtimeNanoseconds: as in ``FileStatus``.
  ///   - ctimeNanoseconds: as in ``FileStatus``.
  package init(mtimeNanoseconds: Int64, ctimeNanoseconds: Int64) {
    self.mtimeNanoseconds = mtimeNanoseconds
    self.ctimeNanoseconds = ctimeNanoseconds
  }

  /// How long a file must be at rest, in nanoseconds: five kernel ticks (4 ms) where the file system
  /// counts parts of a second; else two seconds, the coarsest time stamp in use (FAT).
  ///
  /// A change time with a fraction proves that it counts them, and one without is only one in a billion
  /// there. Programs set modification times, so those prove nothing: tar, unzip and rsync set whole
  /// seconds. Coarse are FAT, HFS+, reiserfs, and ext3 and ext4 with inodes of 128 bytes. Whether the
  /// clock of another machine counts as ours does, nobody can tell.
  private func restNanoseconds(isLocal: Bool) -> Int64 {
    isLocal && ctimeNanoseconds % 1_000_000_000 != 0 ? 20_000_000 : 2_000_000_000
  }

  /// Whether the file may yet change without its times showing it.
  ///
  /// - Parameters:
  ///   - clockBefore: the clock as read before the times were, nanoseconds since 1970.
  ///   - isLocal: whether the file lies on a file system of this machine.
  /// - Returns: `true` unless both times lie far enough before the clock; a time in the future hides
  ///   changes.
  package func mayHideChanges(clockBefore: Int64, isLocal: Bool) -> Bool {
    let newest = max(mtimeNanoseconds, ctimeNanoseconds)
    let (age, overflow) = clockBefore.subtractingReportingOverflow(newest)
    // An age too large to count means a time at the ends of the range: it cannot be trusted.
    return overflow || age < restNanoseconds(isLocal: isLocal)
  }
}

/// One name in a folder.
package struct DirectoryEntry: Hashable, Sendable {
  /// The name's bytes, which need not be UTF-8.
  package let nameBytes: [UInt8]
  package let kind: FileKind

  package init(nameBytes: [UInt8], kind: FileKind) {
    self.nameBytes = nameBytes
    self.kind = kind
  }

  /// The name for a reader: bytes that are not UTF-8 are replaced.
  package var name: String { String(decoding: nameBytes, as: UTF8.self) }
}
