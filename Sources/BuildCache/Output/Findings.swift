// The problems found while a combined IR is written.

import SystemPackage

/// The problems found while pieces were made and written.
struct Findings: Sendable {
  /// Sections that are damaged in the previous combined IR.
  var misfits: [Int] = []
  /// Those of them that the store does not contain either.
  var lost: [Int] = []
  /// The reason why the file could not be written.
  var errno: Errno?
  var bytesWritten: UInt64 = 0

  mutating func add(_ other: Findings) {
    misfits += other.misfits
    lost += other.lost
    errno = errno ?? other.errno
    bytesWritten += other.bytesWritten
  }
}
