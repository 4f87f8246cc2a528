// Writes a project's index after an edit: the old index's bytes, with some rows and their blocks'
// checksums replaced.

extension FileHashCache {
  /// The bytes of file_hashes.bin for a project of the same files in the same order, each with the
  /// same imports. Equals the result of `encode(project:rows:from:)` for these rows.
  ///
  /// Cost: a few blocks. If warnings or the size of the project's record change, tables move, and
  /// all of them are copied first.
  ///
  /// - Parameters:
  ///   - changes: the rows that are not kept, ascending. A new record has the path of its row, and
  ///     an import for each of the row's.
  ///   - functionCount: the new ``functionCountTotal``.
  /// - Precondition: the index ``isSound``.
  package func patched(
    project: ProjectRecord, changes: [(row: Int, source: FileRow)], functionCount: Int
  ) -> IndexImage {
    var head = ByteWriter()
    head.append(UInt64(functionCount))
    project.append(
      to: &head,
      outputLength: outputLength(headerLength: project.headerLength, after: changes))
    let keepsOffsets =
      head.count == projectTable.rowCount
      && changes.allSatisfy { row, source in
        if case .new(let record) = source { diagnostics(row) == record.diagnostics } else { true }
      }
    return FileHashImage.patched(
      keepsOffsets ? self : moved(head: head, changes), head: head, changes: changes)
  }

  /// The length of the combined output after these changes.
  private func outputLength(
    headerLength: UInt64, after changes: [(row: Int, source: FileRow)]
  ) -> UInt64 {
    let before = project.outputLength &- project.headerLength &+ headerLength
    return changes.reduce(before) { length, change in
      guard case .new(let record) = change.source else { return length }
      return length &+ record.irSize &- files.uint64(change.row, FileField.irSize)
    }
  }
}

/// A project's index of which only fixed-width fields change.
private struct FileHashImage {
  private let old: FileHashCache
  private var image: IndexImage
  /// The blocks with replaced bytes. Their checksums are updated at the end.
  private var changed: [Int] = []

  /// The index after these changes, none of which moves anything.
  static func patched(
    _ old: FileHashCache, head: ByteWriter, changes: [(row: Int, source: FileRow)]
  ) -> IndexImage {
    var image = FileHashImage(old)
    image.replace(at: old.projectTable.offset, with: head)
    for (row, source) in changes {
      switch source {
      case .kept: continue
      case .restamped(_, let stamp, let isRacy): image.restamp(row, stamp, isRacy)
      case .new(let record):
        image.restamp(row, record.stamp, record.isRacy)
        image.replace(row, record)
      }
    }
    IndexFile.reseal(&image.image, of: old.bytes, changed: image.changed)
    return image.image
  }

  private init(_ old: FileHashCache) {
    self.old = old
    image = IndexImage(of: old.bytes)
  }

  private mutating func restamp(_ row: Int, _ stamp: Stamp, _ isRacy: Bool) {
    let stampRow = old.files.small(row, FileField.stamp)
    // A forged index can have no such row.
    guard stampRow < old.stamps.rowCount else { return }
    var fields = ByteWriter()
    stamp.append(to: &fields)
    let start = old.stamps.offset + stampRow * old.stamps.rowSizeBytes
    replace(at: start, with: fields)
    var racy = ByteWriter()
    racy.append(isRacy ? UInt32(1) : 0)
    replace(at: start + StampField.racy, with: racy)
  }

  /// Replaces a row up to `functionCount`, its hash, and the names that it uses of its imports.
  private mutating func replace(_ row: Int, _ record: FileRecord) {
    var fields = ByteWriter()
    fields.append(record.sourceID)
    fields.append(record.irID)
    fields.append(record.irSize)
    let marker = SectionMarker.length(pathLength: record.path.utf8.count)
    fields.append(record.irSize &+ UInt64(marker))
    fields.append(record.irChecksum)
    fields.append(record.sectionChecksum)
    fields.append(record.runtimeParts)
    fields.append(record.functionCount)
    replace(at: old.files.offset + row * old.files.rowSizeBytes, with: fields)
    var hash = ByteWriter()
    hash.append(record.combinedHash.digest)
    replace(at: old.hashes.offset + row * old.hashes.rowSizeBytes, with: hash)
    for (link, importRow) in zip(record.imports, old.importRows(row)) {
      var names = ByteWriter()
      names.append(link.names.bits)
      let start = old.imports.offset + importRow * old.imports.rowSizeBytes
      replace(at: start + ImportField.names, with: names)
    }
  }

  private mutating func replace(at offset: Int, with fields: ByteWriter) {
    image.overwrite(at: offset, with: fields)
    for block in IndexBytes.blocks(of: offset..<(offset + fields.count)) { changed.append(block) }
  }
}

// MARK: Tables that move

extension FileHashCache {
  /// This index with room for another project's record, and with the changes' warnings.
  fileprivate func moved(
    head: ByteWriter, _ changes: [(row: Int, source: FileRow)]
  ) -> FileHashCache {
    let (warned, warnings) = warnings(after: changes)
    let bytes = IndexFile.encode(
      [
        head, copied(folders), copied(stamps), copied(names), warned, copied(files),
        copied(hashes), copied(imports), warnings,
      ], format: FileHashCache.format)
    // Its blocks were not damaged since.
    guard
      case .loaded(let index) = IndexFile.check(
        IndexBytes(bytes), format: FileHashCache.format, scrutiny: .asRead),
      let moved = FileHashCache(index)
    else { preconditionFailure("an index that was just written is sound") }
    return moved
  }

  private func copied(_ table: IndexTable) -> ByteWriter {
    var copy = ByteWriter()
    let range = table.range(0, table.rowCount * table.rowSizeBytes)
    copy.reserve(range.count)
    copy.append(raw: table.file, at: range)
    return copy
  }

  /// The tables `warned` and `warnings` after these changes.
  private func warnings(
    after changes: [(row: Int, source: FileRow)]
  ) -> (warned: ByteWriter, warnings: ByteWriter) {
    var writer = WarningsWriter(self)
    for case (let row, .new(let record)) in changes {
      writer.keep(upTo: row)
      writer.skip(row)
      writer.append(row, length: record.diagnostics.count) { $0.append(raw: record.diagnostics) }
    }
    writer.keep(upTo: count)
    return (writer.warned, writer.warnings)
  }
}

/// Rewrites the warnings of an index, file by file.
private struct WarningsWriter {
  private let old: FileHashCache
  private(set) var warned = ByteWriter()
  private(set) var warnings = ByteWriter()
  /// The first row of the old table `warned` that is neither kept nor skipped yet.
  private var next = 0
  /// Bytes of warnings that can still be copied. A sound index is copied at most once. A forged one
  /// that overlaps itself must not grow with every change.
  private var budget: Int

  init(_ old: FileHashCache) {
    self.old = old
    budget = old.warnings.rowCount
  }

  /// Copies the warnings of the files before row `end`.
  mutating func keep(upTo end: Int) {
    while next < old.warned.rowCount,
      case let row = old.warned.small(next, WarnedField.row), row < end
    {
      let range = old.warningsRange(next)
      next += 1
      guard range.count <= budget else { continue }
      budget -= range.count
      let bytes = old.bytes
      append(row, length: range.count) { $0.append(raw: bytes, at: range) }
    }
  }

  /// Leaves out the warnings of a file.
  mutating func skip(_ row: Int) {
    if next < old.warned.rowCount, old.warned.small(next, WarnedField.row) == row { next += 1 }
  }

  mutating func append(_ row: Int, length: Int, _ append: (inout ByteWriter) -> Void) {
    guard length > 0 else { return }
    warned.append(large: warnings.count)
    warned.append(small: length)
    warned.append(small: row)
    warned.append(small: old.files.small(row, FileField.stamp))
    warned.append(small: 0)
    append(&warnings)
  }
}
