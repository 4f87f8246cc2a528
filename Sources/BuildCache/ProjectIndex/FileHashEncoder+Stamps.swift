// The folders and stamps of a project's index, in the order of folders and names.

extension FileHashEncoder {
  /// A file's position in the order of stamps.
  private struct PathEntry {
    let row: Int
    let folder: [UInt8]
    let name: Name

    enum Name {
      /// A range of the old index.
      case old(Range<Int>)
      case new([UInt8])
    }
  }

  mutating func appendStamps() {
    var folderCount = 0
    var folderNow: [UInt8]?
    var first = 0
    var pathOffset = 0
    let entries = sortedEntries()
    for (stampRow, entry) in entries.enumerated() {
      if entry.folder != folderNow {
        if let folderNow {
          appendFolder(folderNow, at: pathOffset, stampRows: first..<stampRow)
          folderCount += 1
        }
        folderNow = entry.folder
        first = stampRow
        pathOffset = names.count
        names.append(raw: entry.folder)
        names.append(zeros: 1)
      }
      stampOfRow[entry.row] = UInt32(stampRow)
      stamp(ofRow: entry.row).append(to: &stamps)
      stamps.append(large: names.count)
      stamps.append(small: append(entry.name))
      stamps.append(small: entry.row)
      stamps.append(small: folderCount)
      stamps.append(isRacy(entry.row) ? UInt32(1) : UInt32(0))
    }
    if let folderNow { appendFolder(folderNow, at: pathOffset, stampRows: first..<entries.count) }
  }

  private mutating func appendFolder(
    _ path: [UInt8], at offset: Int, stampRows: Range<Int>
  ) {
    folders.append(large: offset)
    folders.append(small: path.count)
    folders.append(small: stampRows.lowerBound)
    folders.append(small: stampRows.count)
    folders.append(small: 0)
  }

  /// Appends a name and its NUL, and returns the name's length.
  private mutating func append(_ name: PathEntry.Name) -> Int {
    let before = names.count
    switch name {
    case .old(let range): copy(range)
    case .new(let bytes): names.append(raw: bytes)
    }
    defer { names.append(zeros: 1) }
    return names.count - before
  }

  /// All files by folder and name: merges the old order, which is sorted, with the new files.
  private mutating func sortedEntries() -> [PathEntry] {
    var added: [PathEntry] = []
    for (row, source) in rows.enumerated() {
      guard case .new(let record) = source else { continue }
      let (folder, name) = FileHashCache.split(record.path)
      added.append(PathEntry(row: row, folder: folder, name: .new(name)))
    }
    added.sort { isBefore($0, $1) }
    let kept = keptEntries()
    var merged: [PathEntry] = []
    merged.reserveCapacity(rows.count)
    var next = 0
    for entry in kept {
      while next < added.count, isBefore(added[next], entry) {
        merged.append(added[next])
        next += 1
      }
      merged.append(entry)
    }
    return merged + added[next...]
  }

  /// The kept files in the order of the old index's stamps.
  private mutating func keptEntries() -> [PathEntry] {
    guard let old else { return [] }
    var isKept = [Bool](repeating: false, count: rows.count)
    for (row, source) in rows.enumerated() {
      if case .new = source { continue }
      isKept[row] = true
    }
    var entries: [PathEntry] = []
    var folderNow: (number: Int, path: [UInt8]) = (-1, [])
    for stampRow in 0..<old.stamps.rowCount {
      let oldRow = old.stamps.small(stampRow, StampField.row)
      guard oldRow < newRowOfOld.count, newRowOfOld[oldRow] != FileHashEncoder.noRow,
        isKept[Int(newRowOfOld[oldRow])]
      else { continue }
      let folder = old.stamps.small(stampRow, StampField.folder)
      if folder != folderNow.number {
        let range = old.folderRange(folder)
        budget.folderBytes -= range.count
        folderNow = (folder, budget.folderBytes < 0 ? [] : old.names.file.array(range))
      }
      entries.append(
        PathEntry(
          row: Int(newRowOfOld[oldRow]), folder: folderNow.path,
          name: .old(old.nameRange(stampRow))))
    }
    return entries
  }

  private func isBefore(_ left: PathEntry, _ right: PathEntry) -> Bool {
    if left.folder != right.folder {
      return left.folder.lexicographicallyPrecedes(right.folder)
    }
    return switch (left.name, right.name) {
    case (.new(let left), .new(let right)): left.lexicographicallyPrecedes(right)
    case (.new(let left), .old(let right)): (old?.names.file.compare(right, with: left) ?? 0) > 0
    case (.old(let left), .new(let right)): (old?.names.file.compare(left, with: right) ?? 0) < 0
    case (.old(let left), .old(let right)): left.lowerBound < right.lowerBound  // sorted already
    }
  }

  private func stamp(ofRow row: Int) -> Stamp {
    switch rows[row] {
    case .kept(let oldRow): oldStamp(oldRow)
    case .restamped(_, let stamp, _): stamp
    case .new(let record): record.stamp
    }
  }

  private func isRacy(_ row: Int) -> Bool {
    switch rows[row] {
    case .kept(let oldRow): old?.isRacy(oldRow) ?? true
    case .restamped(_, _, let isRacy): isRacy
    case .new(let record): record.isRacy
    }
  }

  private func oldStamp(_ row: Int) -> Stamp {
    guard let old else { preconditionFailure("a kept row is a row of an old index") }
    return old.stamp(row)
  }
}
