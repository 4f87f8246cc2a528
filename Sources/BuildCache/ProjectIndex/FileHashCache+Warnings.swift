// The warnings of a project's files, which a build replays.

import ObjectStore

extension FileHashCache {
  /// The file's warnings, encoded by the front end; empty if it has none. Cost: a binary search.
  package func diagnostics(_ row: Int) -> [UInt8] { bytes.array(diagnosticsRange(row)) }

  /// The range of the file's warnings in the index; empty if it has none.
  func diagnosticsRange(_ row: Int) -> Range<Int> {
    let warnedRow = (0..<warned.rowCount).partitionPoint {
      warned.small($0, WarnedField.row) < row
    }
    guard warnedRow < warned.rowCount, warned.small(warnedRow, WarnedField.row) == row else {
      return 0..<0
    }
    return warningsRange(warnedRow)
  }

  /// The rows of files with warnings, sorted by path. Cost: nothing for other rows.
  package var rowsWithDiagnostics: [Int] {
    warnedByPath.map { warned.small($0, WarnedField.row) }.filter { $0 < count }
  }

  /// The rows of `warned`, sorted by their files' paths. Compares stamp numbers, which are in that
  /// order.
  private var warnedByPath: [Int] {
    (0..<warned.rowCount).sorted {
      warned.small($0, WarnedField.stamp) < warned.small($1, WarnedField.stamp)
    }
  }

  /// The warnings of all files, sorted by path, each encoded by the front end. A null build prints
  /// them again. Cost: nothing for files without warnings.
  package var allDiagnostics: [(path: String, encoded: [UInt8])] {
    warnedByPath.map { warnedRow in
      (
        path(atStampRow: warned.small(warnedRow, WarnedField.stamp)),
        bytes.array(warningsRange(warnedRow))
      )
    }
  }

  /// The range in the file of all diagnostics, without the NUL after them.
  var allWarnings: Range<Int> { warnings.range(0, max(warnings.rowCount - 1, 0)) }

  /// The range in the file of the diagnostics of a row of `warned`.
  func warningsRange(_ warnedRow: Int) -> Range<Int> {
    warnings.range(
      warned.large(warnedRow, WarnedField.offset), warned.small(warnedRow, WarnedField.length))
  }
}
