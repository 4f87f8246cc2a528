// Writes a project's index after an edit inside functions: the old one's bytes, with some rows and the
// checksums of their blocks replaced.

/// A project's index in which only fixed-width fields change.
struct FileHashImage {
  private let old: FileHashCache
  private var image: IndexImage
  /// What was replaced: the blocks of these bytes need new checksums.
  private var changed: [Range<Int>] = []

  /// The index after these changes, if nothing in it moves: what files offer, import and warn of is
  /// as long and as it was. `nil`: something moves.
  ///
  /// - Parameter head: what the table `project` holds then.
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
    guard let place = old.placeOfStamp(row) else { return }
    var fields = ByteWriter()
    stamp.append(to: &fields)
    let start = old.stamps.offset + place
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
