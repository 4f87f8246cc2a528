// The rule that decides whether a file's times show its changes.

/// The times of a file or folder, and whether they are *racy*: so young that its next change may
/// not show in them. This is the rule of Architecture, section 6.
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

  /// How long a file must be unchanged, in nanoseconds: five kernel ticks (of 4 ms) if the file
  /// system has subsecond timestamps, otherwise two seconds, the coarsest timestamp in use (FAT).
  ///
  /// A ctime with a fraction proves that the file system has them; there, only one in a billion has
  /// none. An mtime proves nothing: tar, unzip and rsync set whole seconds. FAT, HFS+, reiserfs,
  /// and ext3 and ext4 with 128-byte inodes are coarse. The clock of another machine can differ
  /// from this one's, so its files always need two seconds.
  private func restNanoseconds(isLocal: Bool) -> Int64 {
    isLocal && ctimeNanoseconds % 1_000_000_000 != 0 ? 20_000_000 : 2_000_000_000
  }

  /// Whether the times are racy: the file can still change without a change of its times.
  ///
  /// - Parameters:
  ///   - clockBefore: the clock before the times were read, in nanoseconds since 1970.
  ///   - isLocal: whether the file is on a file system of this machine.
  /// - Returns: `false` only if both times are old enough. A time in the future can hide changes.
  package func isRacy(clockBefore: Int64, isLocal: Bool) -> Bool {
    let newest = max(mtimeNanoseconds, ctimeNanoseconds)
    let (age, overflow) = clockBefore.subtractingReportingOverflow(newest)
    // An overflowing age means a time at the ends of the range, which cannot be trusted.
    return overflow || age < restNanoseconds(isLocal: isLocal)
  }
}
