// The problems found while a combined IR is written.

import SystemPackage

/// The problems found while pieces were made and written.
struct Findings: Sendable {
  /// Sections that are damaged in the previous combined IR.
  var misfits: [Int] = []
  /// Those of them that the store does not contain either.
  var lost: [Int] = []
  /// Files that could not be written, by number, and their errors.
  var failedFiles: [Int] = []
  var errnos: [Int32] = []

  mutating func add(_ other: Findings) {
    misfits += other.misfits
    lost += other.lost
    failedFiles += other.failedFiles
    errnos += other.errnos
  }

  /// The error of a file that could not be written.
  func errno(ofFile number: Int) -> Errno? {
    failedFiles.firstIndex(of: number).map { Errno(rawValue: errnos[$0]) }
  }
}
