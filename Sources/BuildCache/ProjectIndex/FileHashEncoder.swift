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
struct FileHashEncoder {
  let rows: [FileRow]
  let old: FileHashCache?
  /// The new row of each old row whose path is still in the project.
  var newRowOfOld: [UInt32]
  /// The stamp row of each new row.
  var stampOfRow: [UInt32]
  private var functionCount: UInt64 = 0
  var folders = ByteWriter()
  var stamps = ByteWriter()
  var names = ByteWriter()
  private var warned = ByteWriter()
  private var warnings = ByteWriter()
  private var files = ByteWriter()
  private var hashes = ByteWriter()
  private var imports = ByteWriter()
  private var importCount = 0
  /// The amount of the old index that can still be copied. A sound index is copied at most once. A
  /// forged one that overlaps itself must not grow without bound.
  var budget: Budget

  struct Budget {
    /// Bytes of names and warnings.
    var bytes: Int
    /// Bytes of folders' paths.
    var folderBytes: Int
    /// Rows of `imports`.
    var imports: Int
  }

  /// The target of an import of a file that is no longer in the project.
  static let noRow = UInt32.max

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
  mutating func copy(_ range: Range<Int>) {
    guard let old, range.count <= budget.bytes else { return }
    budget.bytes -= range.count
    names.append(raw: old.bytes, at: range)
  }
}
