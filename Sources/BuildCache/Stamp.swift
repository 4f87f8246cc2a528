// A file's cheap identity, taken from its status: what tells that a file is unchanged without
// reading it, and when that may be believed.

package import FileIO

/// Size, times, inode and device of a file. Two equal stamps, the older not racy: the same bytes.
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

  /// How long a file must have been at rest before its stamp is believed, in nanoseconds: five
  /// kernel ticks (4 ms) on a local disk; elsewhere two seconds, the coarsest time stamp in use (FAT).
  package static func restNanoseconds(isLocal: Bool) -> Int64 {
    isLocal ? 20_000_000 : 2_000_000_000
  }

  /// Whether the file may yet change without its stamp showing it.
  ///
  /// - Parameters:
  ///   - clockBefore: the clock as read before the stamp's file was opened, nanoseconds since 1970.
  ///   - isLocal: whether the file lies on a file system of this machine.
  /// - Returns: `true` unless both times lie far enough before the clock; a time in the future is racy.
  package static func isRacy(_ stamp: Stamp, clockBefore: Int64, isLocal: Bool) -> Bool {
    let newest = max(stamp.mtimeNanoseconds, stamp.ctimeNanoseconds)
    let (age, overflow) = clockBefore.subtractingReportingOverflow(newest)
    // An age too large to count means a time at the ends of the range: not to be believed.
    return overflow || age < restNanoseconds(isLocal: isLocal)
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
