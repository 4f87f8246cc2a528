// A file's kind and metadata, and the entries of folders.

/// The kind of file that a name refers to.
package enum FileKind: Hashable, Sendable {
  case regular
  case directory
  case symbolicLink
  /// A socket, a pipe or a device.
  case other
}

/// A file's metadata, as stat(2) returns it.
package struct FileStatus: Hashable, Sendable {
  package typealias Kind = FileKind

  package var kind: FileKind
  package var sizeBytes: UInt64
  /// The file's disk blocks, in bytes.
  package var allocatedBytes: UInt64
  /// Last change of the contents, since 1970; saturated if it does not fit.
  package var mtimeNanoseconds: Int64
  /// Last change of contents or metadata, since 1970; saturated if it does not fit.
  package var ctimeNanoseconds: Int64
  package var inode: UInt64
  package var device: UInt64
  /// The lower twelve bits of the mode.
  package var permissions: UInt16
  package var ownerID: UInt32
  package var groupID: UInt32
  package var linkCount: UInt64

  /// For tests, which make up statuses.
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

  /// Whether this is a later status of the file that had the status `written` before it was closed
  /// and renamed. Ignores ctime, which a rename changes, and mtime, which a remote file system can
  /// set on close.
  package func isOfFile(written: FileStatus) -> Bool {
    inode == written.inode && device == written.device && sizeBytes == written.sizeBytes
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

  /// The name for display: bytes that are not UTF-8 are replaced.
  package var name: String { String(decoding: nameBytes, as: UTF8.self) }
}
