// Writes a project's index: new rows from records, kept rows directly from the old mapping.

extension FileHashCache {
  /// The bytes of file_hashes.bin.
  ///
  /// The same files always produce the same bytes, whether their rows are kept or new. Kept rows
  /// are copied by range. Only the targets of their imports are decoded, to renumber them.
  ///
  /// - Parameters:
  ///   - rows: the project's files in link order, with distinct paths.
  ///   - old: the snapshot that kept rows refer to.
  package static func encode(
    project: ProjectRecord, rows: [FileRow], from old: FileHashCache? = nil
  ) -> [UInt8] {
    var encoder = FileHashEncoder(rows: rows, old: old)
    return encoder.encode(project: project)
  }
}

/// Encodes a project's index once.
private struct FileHashEncoder {
  private let rows: [FileRow]
  private let old: FileHashCache?
  /// The new row of each old row whose path is still in the project.
  private var newRowOfOld: [UInt32]
  /// The stamp row of each new row.
  private var stampOfRow: [UInt32]
  private var functionCount: UInt64 = 0
  private var folders = ByteWriter()
  private var stamps = ByteWriter()
  private var names = ByteWriter()
  private var warned = ByteWriter()
  private var warnings = ByteWriter()
  private var files = ByteWriter()
  private var hashes = ByteWriter()
  private var imports = ByteWriter()
  private var importCount = 0
  /// The amount of the old index that can still be copied. A sound index is copied at most once. A
  /// forged one that overlaps itself must not grow without bound.
  private var budget: Budget

  private struct Budget {
    /// Bytes of names and warnings.
    var bytes: Int
    /// Bytes of folders' paths.
    var folderBytes: Int
    /// Rows of `imports`.
    var imports: Int
  }

  /// The target of an import of a file that is no longer in the project.
  private static let noRow = UInt32.max

  init(rows: [FileRow], old: FileHashCache?) {
    self.rows = rows
    self.old = old
    budget = Budget(
      bytes: old.map { $0.names.rowCount + $0.warnings.rowCount } ?? 0,
      folderBytes: old?.names.rowCount ?? 0, imports: old?.imports.rowCount ?? 0)
    newRowOfOld = Array(repeating: FileHashEncoder.noRow, count: old?.count ?? 0)
    stampOfRow = Array(repeating: 0, count: rows.count)
    for (row, source) in rows.enumerated() {
      let oldRow: Int? =
        switch source {
        case .kept(let oldRow), .restamped(let oldRow, _, _): oldRow
        case .new(let record): old?.row(ofPath: record.path)
        }
      if let oldRow { newRowOfOld[oldRow] = UInt32(row) }
    }
  }

  mutating func encode(project: ProjectRecord) -> [UInt8] {
    stamps.reserve(rows.count * 64)
    files.reserve(rows.count * FileField.rowSize)
    hashes.reserve(rows.count * Digest.sizeBytes)
    appendStamps()
    var offset = project.headerLength
    for row in rows.indices {
      appendFile(row, sectionEnd: &offset)
    }
    var head = ByteWriter()
    head.append(functionCount)
    project.append(to: &head, outputLength: offset)
    return IndexFile.encode(
      [
        head, folders.take(), stamps.take(), names.take(), warned.take(), files.take(),
        hashes.take(), imports.take(), warnings.take(),
      ],
      format: FileHashCache.format)
  }
}

// MARK: Folders and stamps, in the order of folders and names

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

  private mutating func appendStamps() {
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

// MARK: Files, in link order

extension FileHashEncoder {
  /// Appends a file's row, its imports and its warnings.
  ///
  /// - Parameter sectionEnd: on entry, the start of the file's section in the combined output; on
  ///   exit, its end.
  private mutating func appendFile(_ row: Int, sectionEnd: inout UInt64) {
    let firstImport = importCount
    switch rows[row] {
    case .new(let record):
      files.append(record.sourceID)
      files.append(record.irID)
      hashes.append(record.combinedHash.digest)
      appendSection(ofPathLength: record.path.utf8.count, irSize: record.irSize, &sectionEnd)
      for link in record.imports { append(link, of: row) }
      appendWarnings(of: row, length: record.diagnostics.count) {
        $0.append(raw: record.diagnostics)
      }
    case .kept(let oldRow), .restamped(let oldRow, _, _):
      guard let old else { preconditionFailure("a kept row is a row of an old index") }
      files.append(
        raw: old.files.file, at: old.files.range(oldRow * FileField.rowSize, FileField.irSize))
      hashes.append(old.combinedHash(oldRow).digest)
      let size = old.files.uint64(oldRow, FileField.irSize)
      appendSection(ofPathLength: old.pathLength(oldRow), irSize: size, &sectionEnd)
      appendImports(of: row, old.importRows(oldRow), old)
      let diagnostics = old.diagnosticsRange(oldRow)
      if diagnostics.count <= budget.bytes {
        budget.bytes -= diagnostics.count
        appendWarnings(of: row, length: diagnostics.count) {
          $0.append(raw: old.bytes, at: diagnostics)
        }
      }
    }
    appendNumbers(row)
    files.append(stampOfRow[row])
    files.append(small: firstImport)
    files.append(small: importCount - firstImport)
  }

  private mutating func appendWarnings(
    of row: Int, length: Int, _ append: (inout ByteWriter) -> Void
  ) {
    guard length > 0 else { return }
    warned.append(large: warnings.count)
    warned.append(small: length)
    warned.append(small: row)
    warned.append(stampOfRow[row])
    warned.append(small: 0)
    append(&warnings)
  }

  private mutating func appendSection(
    ofPathLength pathLength: Int, irSize: UInt64, _ sectionEnd: inout UInt64
  ) {
    let size = irSize &+ UInt64(SectionMarker.length(pathLength: pathLength))
    files.append(irSize)
    files.append(size)
    sectionEnd = sectionEnd &+ size
  }

  private mutating func appendNumbers(_ row: Int) {
    let functions: UInt32
    switch rows[row] {
    case .new(let record):
      files.append(record.irChecksum)
      files.append(record.sectionChecksum)
      files.append(record.runtimeParts)
      functions = record.functionCount
    case .kept(let oldRow), .restamped(let oldRow, _, _):
      files.append(old?.section(oldRow).checksum ?? 0)
      files.append(old?.sectionChecksum(oldRow) ?? 0)
      files.append(old?.runtimeParts(oldRow) ?? 0)
      functions = old?.functionCount(oldRow) ?? 0
    }
    files.append(functions)
    functionCount &+= UInt64(functions)
  }

  private mutating func append(_ link: ImportLink, of row: Int) {
    imports.append(link.target)
    imports.append(small: row)
    imports.append(link.names.bits)
    importCount += 1
  }

  /// Copies a kept row's imports and renumbers their targets.
  private mutating func appendImports(of row: Int, _ oldRows: Range<Int>, _ old: FileHashCache) {
    budget.imports -= oldRows.count
    guard budget.imports >= 0 else { return }
    for oldRow in oldRows {
      let target = old.imports.small(oldRow, ImportField.target)
      append(
        ImportLink(
          target: target < newRowOfOld.count ? newRowOfOld[target] : FileHashEncoder.noRow,
          names: NameMask(bits: old.imports.uint64(oldRow, ImportField.names))),
        of: row)
    }
  }

  /// Copies a name of the old index, unless it exceeds the budget.
  private mutating func copy(_ range: Range<Int>) {
    guard let old, range.count <= budget.bytes else { return }
    budget.bytes -= range.count
    names.append(raw: old.bytes, at: range)
  }
}
