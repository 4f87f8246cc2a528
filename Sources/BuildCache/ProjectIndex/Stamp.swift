// A file's stamp, taken from its status. Comparing stamps shows that a file is unchanged without
// reading it, unless the stamp is racy.

package import FileIO

/// Size, times, inode and device of a file. If two stamps are equal and the older one is not racy,
/// the file's bytes are the same.
package struct Stamp: Hashable, Sendable {
  package let sizeBytes: UInt64
  /// Nanoseconds since 1970.
  package let mtimeNanoseconds: Int64
  /// Nanoseconds since 1970.
  package let ctimeNanoseconds: Int64
  package let inode: UInt64
  package let device: UInt64

  package init(
    sizeBytes: UInt64, mtimeNanoseconds: Int64, ctimeNanoseconds: Int64, inode: UInt64,
    device: UInt64
  ) {
    self.sizeBytes = sizeBytes
    self.mtimeNanoseconds = mtimeNanoseconds
    self.ctimeNanoseconds = ctimeNanoseconds
    self.inode = inode
    self.device = device
  }

  package init(_ status: FileStatus) {
    self.init(
      sizeBytes: status.sizeBytes, mtimeNanoseconds: status.mtimeNanoseconds,
      ctimeNanoseconds: status.ctimeNanoseconds, inode: status.inode, device: status.device)
  }

  /// Whether the file can still change without a change of its stamp: the rule of ``FileTimes``.
  ///
  /// - Parameters:
  ///   - clockBefore: the clock as read before the stamp's file was opened, nanoseconds since 1970.
  ///   - isLocal: whether the file is on a file system of this machine.
  package func isRacy(clockBefore: Int64, isLocal: Bool) -> Bool {
    FileTimes(mtimeNanoseconds: mtimeNanoseconds, ctimeNanoseconds: ctimeNanoseconds)
      .isRacy(clockBefore: clockBefore, isLocal: isLocal)
  }
}

extension Stamp {
  /// Bytes of a stamp in an index.
  static let encodedSizeBytes = 40

  init(from reader: inout ByteReader) {
    self.init(
      sizeBytes: reader.uint64(), mtimeNanoseconds: reader.int64(),
      ctimeNanoseconds: reader.int64(), inode: reader.uint64(), device: reader.uint64())
  }

  func append(to writer: inout ByteWriter) {
    writer.append(sizeBytes)
    writer.append(mtimeNanoseconds)
    writer.append(ctimeNanoseconds)
    writer.append(inode)
    writer.append(device)
  }
}

extension Stamp {
  /// Offsets in an encoded stamp.
  enum Offset {
    static let size = 0
    static let mtime = 8
    static let ctime = 16
    static let inode = 24
    static let device = 32
  }
}

extension IndexTable {
  /// The stamp at the start of a row.
  func stamp(_ row: Int) -> Stamp {
    Stamp(
      sizeBytes: uint64(row, Stamp.Offset.size),
      mtimeNanoseconds: int64(row, Stamp.Offset.mtime),
      ctimeNanoseconds: int64(row, Stamp.Offset.ctime),
      inode: uint64(row, Stamp.Offset.inode),
      device: uint64(row, Stamp.Offset.device))
  }
}
