// Writes a project's index after a small change: copies the old index's tables, replaces the rows
// that changed, and moves the data after them.

extension FileHashCache {
  /// The bytes of file_hashes.bin for a project of the same files in the same order, each with the
  /// same imports. Equals the result of `encode(project:rows:from:)` for these rows, but is made by
  /// copying.
  ///
  /// - Parameters:
  ///   - changes: the rows that are not kept, ascending. A new record has the path of its row.
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
    if let image = FileHashImage.patched(self, head: head, changes: changes) { return image }
    var patch = FileHashPatch(old: self)
    for (row, source) in changes { patch.apply(source, toRow: row) }
    patch.finish()
    return IndexImage(
      IndexFile.encode(
        [
          head, patch.copied(folders), patch.stamps, patch.copied(names), patch.warned,
          patch.warnings, patch.files, patch.hashes, patch.imports, patch.heap,
        ], format: FileHashCache.format))
  }
}

extension FileHashCache {
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

  /// The offset in `stamps` of a file's row; `nil` in a forged index that has no such row.
  func offsetOfStamp(_ row: Int) -> Int? {
    let stampRow = files.small(row, FileField.stamp)
    return stampRow < stamps.rowCount ? stampRow * stamps.rowSizeBytes : nil
  }

  /// Appends a file's row up to `functionCount`, without the numbers of its stamp and imports.
  static func append(
    _ record: FileRecord, partsOffset: Int, to fields: inout ByteWriter
  ) {
    fields.append(record.sourceID)
    fields.append(record.facts.interfaceID.digest)
    fields.append(record.irID)
    fields.append(record.irSize)
    let marker = SectionMarker.length(pathLength: record.path.utf8.count)
    fields.append(record.irSize &+ UInt64(marker))
    fields.append(large: partsOffset)
    fields.append(small: record.facts.interface.count)
    fields.append(record.irChecksum)
    fields.append(record.sectionChecksum)
    fields.append(record.runtimeParts)
    fields.append(record.facts.functionCount)
  }
}

/// Rewrites an index with the same files and imports. Rows before ``nextRow`` are done.
private struct FileHashPatch {
  private let old: FileHashCache
  private(set) var stamps = ByteWriter()
  private(set) var warned = ByteWriter()
  private(set) var warnings = ByteWriter()
  private(set) var files = ByteWriter()
  private(set) var hashes = ByteWriter()
  private(set) var imports = ByteWriter()
  private(set) var heap = ByteWriter()
  private var nextRow = 0
  private var nextWarned = 0
  /// The distance by which parts have moved.
  private var partsShift: UInt64 = 0
  /// Bytes of the old heap and warnings that can still be copied. A sound index is copied at most
  /// once. A forged one that overlaps itself must not grow with every change.
  private var budget: Int

  init(old: FileHashCache) {
    self.old = old
    budget = old.heap.rowCount + old.warnings.rowCount
    stamps = copied(old.stamps)
    hashes = copied(old.hashes)
    files = copied(old.files)
    imports = copied(old.imports)
    heap.reserve(old.heap.rowCount)
  }

  func copied(_ table: IndexTable) -> ByteWriter {
    var copy = ByteWriter()
    let range = table.range(0, table.rowCount * table.rowSizeBytes)
    copy.reserve(range.count)
    copy.append(raw: table.file, at: range)
    return copy
  }

  mutating func apply(_ source: FileRow, toRow row: Int) {
    switch source {
    case .kept: return
    case .restamped(_, let stamp, let isRacy): restamp(row, stamp, isRacy)
    case .new(let record):
      keep(upTo: row)
      restamp(row, record.stamp, record.isRacy)
      replace(row, record)
    }
  }

  mutating func finish() {
    keep(upTo: old.count)
  }

  private mutating func restamp(_ row: Int, _ stamp: Stamp, _ isRacy: Bool) {
    guard let start = old.offsetOfStamp(row) else { return }
    var fields = ByteWriter()
    stamp.append(to: &fields)
    stamps.overwrite(at: start, with: fields)
    stamps.overwrite(at: start + StampField.racy, with: isRacy ? UInt32(1) : 0)
  }

  /// Copies the parts and warnings of the rows from `nextRow` to `end`, and updates their offsets.
  private mutating func keep(upTo end: Int) {
    defer { nextRow = end }
    guard nextRow < end else { return }
    if partsShift != 0 {
      for row in nextRow..<end {
        let start = row * FileField.rowSize
        let parts = files.uint64(at: start + FileField.partsOffset)
        files.overwrite(at: start + FileField.partsOffset, with: parts &+ partsShift)
      }
    }
    let first = old.files.large(nextRow, FileField.partsOffset)
    let last = end < old.count ? old.files.large(end, FileField.partsOffset) : partsEnd
    copyParts(old.heap.range(first, last - first))
    keepWarnings(upTo: end)
  }

  /// Copies a part of the old heap, unless it exceeds the budget.
  private mutating func copyParts(_ range: Range<Int>) {
    guard range.count <= budget else { return }
    budget -= range.count
    heap.append(raw: old.heap.file, at: range)
  }

  /// The end of the parts in the old heap, before its final NUL.
  private var partsEnd: Int { max(old.heap.rowCount - 1, 0) }

  private mutating func keepWarnings(upTo end: Int) {
    while nextWarned < old.warned.rowCount,
      case let row = old.warned.small(nextWarned, WarnedField.row), row < end
    {
      let range = old.warningsRange(nextWarned)
      nextWarned += 1
      guard range.count <= budget else { continue }
      budget -= range.count
      appendWarned(row, length: range.count)
      warnings.append(raw: old.warnings.file, at: range)
    }
  }

  private mutating func appendWarned(_ row: Int, length: Int) {
    warned.append(large: warnings.count)
    warned.append(small: length)
    warned.append(small: row)
    warned.append(small: old.files.small(row, FileField.stamp))
    warned.append(small: 0)
  }

  /// Replaces a row, its parts and its warnings.
  private mutating func replace(_ row: Int, _ record: FileRecord) {
    let start = row * FileField.rowSize
    let facts = record.facts
    let partsStart = heap.count
    heap.append(raw: facts.interface)
    let firstImport = old.importRows(row).lowerBound
    for (number, (fact, target)) in zip(facts.imports, record.importTargets).enumerated() {
      let entry = (firstImport + number) * old.imports.rowSizeBytes
      imports.overwrite(
        at: entry + ImportField.start, with: UInt32(clamping: heap.count - partsStart))
      imports.overwrite(
        at: entry + ImportField.pathLength, with: UInt32(clamping: fact.path.utf8.count))
      imports.overwrite(
        at: entry + ImportField.namespaceLength, with: UInt32(clamping: fact.namespace.utf8.count))
      imports.overwrite(at: entry + ImportField.target, with: target)
      heap.append(raw: fact.path.utf8)
      heap.append(raw: fact.namespace.utf8)
    }
    var fields = ByteWriter()
    FileHashCache.append(record, partsOffset: partsStart, to: &fields)
    files.overwrite(at: start, with: fields)
    hashes.overwrite(at: row * Digest.sizeBytes, with: record.combinedHash.digest)
    if !facts.diagnostics.isEmpty {
      appendWarned(row, length: facts.diagnostics.count)
      warnings.append(raw: facts.diagnostics)
    }
    if nextWarned < old.warned.rowCount, old.warned.small(nextWarned, WarnedField.row) == row {
      nextWarned += 1
    }
    let oldEnd = row + 1 < old.count ? old.files.large(row + 1, FileField.partsOffset) : partsEnd
    partsShift = UInt64(heap.count) &- UInt64(oldEnd)
    nextRow = row + 1
  }
}
