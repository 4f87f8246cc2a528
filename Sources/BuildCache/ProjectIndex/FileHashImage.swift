// Writes a project's index after an edit inside functions: the old index's bytes, with some rows
// and their blocks' checksums replaced.

/// A project's index of which only fixed-width fields change.
struct FileHashImage {
  private let old: FileHashCache
  private var image: IndexImage
  /// The ranges that were replaced. The checksums of their blocks are updated at the end.
  private var changed: [Range<Int>] = []

  /// The index after these changes; `nil` if a file's warnings, interface or imports change,
  /// because then something moves.
  ///
  /// - Parameter head: the new content of the table `project`.
  /// - Precondition: the index is sound.
  static func patched(
    _ old: FileHashCache, head: ByteWriter, changes: [(row: Int, source: FileRow)]
  ) -> IndexImage? {
    guard head.count == old.projectTable.rowCount else { return nil }
    for case (let row, .new(let record)) in changes {
      guard old.diagnostics(row) == record.facts.diagnostics, keepsParts(old, row, record) else {
        return nil
      }
    }
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

  /// Whether a record has the old row's interface, imports and targets.
  private static func keepsParts(
    _ old: FileHashCache, _ row: Int, _ record: FileRecord
  ) -> Bool {
    let facts = old.facts(row)
    return facts.interface == record.facts.interface && facts.imports == record.facts.imports
      && old.imports(row) == record.importTargets
  }

  private mutating func restamp(_ row: Int, _ stamp: Stamp, _ isRacy: Bool) {
    guard let offset = old.offsetOfStamp(row) else { return }
    var fields = ByteWriter()
    stamp.append(to: &fields)
    let start = old.stamps.offset + offset
    replace(at: start, with: fields)
    var racy = ByteWriter()
    racy.append(isRacy ? UInt32(1) : 0)
    replace(at: start + StampField.racy, with: racy)
  }

  private mutating func replace(_ row: Int, _ record: FileRecord) {
    var fields = ByteWriter()
    FileHashCache.append(
      record, partsOffset: old.files.large(row, FileField.partsOffset), to: &fields)
    replace(at: old.files.offset + row * old.files.rowSizeBytes, with: fields)
    var hash = ByteWriter()
    hash.append(record.combinedHash.digest)
    replace(at: old.hashes.offset + row * old.hashes.rowSizeBytes, with: hash)
  }

  private mutating func replace(at offset: Int, with fields: ByteWriter) {
    image.overwrite(at: offset, with: fields)
    changed.append(offset..<(offset + fields.count))
  }
}
