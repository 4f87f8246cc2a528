// FileHashCache: what changed? Reads file_hashes.bin in place, from its mapping. Comments call it
// the project's index; code calls the loaded index of the last build `snapshot`.

package import FileIO
package import ObjectStore
import Synchronization
package import SystemPackage

// file_hashes.bin is an index (IndexFile) of these tables:
//
//     project   = functionCount:u64 ProjectRecord                                  (rows of 1 byte)
//     folders   = pathOffset:u64 pathLength:u32 firstStamp:u32 stampCount:u32 zero:u32
//     stamps    = size:u64 mtime:i64 ctime:i64 inode:u64 device:u64
//                 nameOffset:u64 nameLength:u32 row:u32 folder:u32 racy:u32
//     names     = (folderPath NUL (name NUL)*)*                                    (rows of 1 byte)
//     warned    = warningsOffset:u64 warningsLength:u32 row:u32 stamp:u32 zero:u32
//     files     = sourceID:32 irID:32 irSize:u64 sectionSize:u64 irChecksum:u32
//                 sectionChecksum:u32 runtimeParts:u128 functionCount:u32 stamp:u32 firstImport:u32
//                 importCount:u32
//     hashes    = combinedHash:32
//     imports   = target:u32 importer:u32 names:u64
//     warnings  = diagnostics* NUL                                                      (the heap)
//
// Offsets of folders and names are in `names`, those of diagnostics in `warnings`. Files and hashes
// are in link order, imports in the order of their files. Folders are sorted by path, and stamps by
// folder and name. So two binary searches find a path, and stamps are taken folder by folder, each
// by its name alone. `warned` has a row for each file with warnings, sorted by `row`. A null build
// reads nothing after `warned` but warnings. A section is a file's marker line and IR. Its offset
// is the sum of the sizes before it, so an edit changes only its own row. An import's `names` are a
// ``NameMask``. Everything else about a file's text is in the entry of its combined hash in
// zir_index.bin: so rows have a fixed width, and an edit replaces some in place.

/// A mapped, checked snapshot of a project's index. Rows are files in link order.
///
/// A class because many readers share one mapping. Immutable.
package final class FileHashCache: Sendable {
  let projectTable: IndexTable
  let folders: IndexTable
  let stamps: IndexTable
  let names: IndexTable
  let warned: IndexTable
  let files: IndexTable
  let hashes: IndexTable
  let imports: IndexTable
  let warnings: IndexTable
  let bytes: IndexBytes
  private let lazySectionStarts = AtomicLazyReference<SectionStarts>()
  /// The properties of the project as a whole.
  package let project: ProjectRecord
  /// Functions of all files together.
  package let functionCountTotal: Int

  static let format = IndexFile.Format(
    kind: 0x4853_4846, version: 5,
    rowSizes: [1, 24, 64, 1, 24, FileField.rowSize, Digest.sizeBytes, ImportField.rowSize, 1])

  init?(_ index: IndexFile) {
    projectTable = index.tables[0]
    folders = index.tables[1]
    stamps = index.tables[2]
    names = index.tables[3]
    warned = index.tables[4]
    files = index.tables[5]
    hashes = index.tables[6]
    imports = index.tables[7]
    warnings = index.tables[8]
    bytes = index.bytes
    var reader = ByteReader(projectTable.file, projectTable.range(0, projectTable.rowCount))
    functionCountTotal = Int(clamping: reader.uint64())
    guard let project = ProjectRecord(from: &reader), stamps.rowCount == files.rowCount,
      hashes.rowCount == files.rowCount
    else { return nil }
    self.project = project
  }

  /// Maps the index at `path` and checks it. ``IndexScrutiny/asRead`` checks only the part that a
  /// null build reads; before a caller reads more, it must check ``isSound``. Cost: 0.2 ns per byte
  /// checked, nothing per row.
  package static func load(
    _ path: FilePath, scrutiny: IndexScrutiny = .whole, fileSystem: any FileSystem
  ) -> LoadOutcome<FileHashCache> {
    let outcome = snapshot(
      of: IndexFile.load(path, format: format, scrutiny: scrutiny, fileSystem: fileSystem))
    guard case .loaded(let index) = outcome, scrutiny == .asRead else { return outcome }
    let isSound =
      index.bytes.areSound(0..<index.files.offset) && index.bytes.areSound(index.allWarnings)
    return isSound ? outcome : .damaged("its checksum is wrong")
  }

  /// Checks all of the index. Cost: 0.2 ns per byte that was not checked before.
  package var isSound: Bool { bytes.areSound(0..<bytes.count) }

  /// Checks an index in memory, such as one that ``encode(project:rows:from:)`` made.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<FileHashCache> {
    snapshot(of: IndexFile.check(IndexBytes(bytes), format: format))
  }

  private static func snapshot(of outcome: LoadOutcome<IndexFile>) -> LoadOutcome<FileHashCache> {
    outcome.flatMap { index in
      FileHashCache(index).map { .loaded($0) } ?? .damaged("its project part is cut")
    }
  }

  /// Whether `image` has exactly the bytes of this index.
  func isEqual(to image: IndexImage) -> Bool { image.isEqual(to: bytes) }

  /// The number of files in the project.
  package var count: Int { files.rowCount }

  /// Relative to the root file's folder.
  package func path(_ row: Int) -> String { path(atStampRow: files.small(row, FileField.stamp)) }

  func path(atStampRow stamp: Int) -> String {
    let folder = folderRange(stamps.small(stamp, StampField.folder))
    let name = bytes.string(nameRange(stamp))
    return folder.isEmpty ? name : bytes.string(folder) + "/" + name
  }

  package func stamp(_ row: Int) -> Stamp {
    stamp(atStampRow: files.small(row, FileField.stamp))
  }

  package func isRacy(_ row: Int) -> Bool {
    stamps.uint32(files.small(row, FileField.stamp), StampField.racy) != 0
  }

  package func sourceID(_ row: Int) -> ObjectID {
    ObjectID(files.digest(row, FileField.sourceID))
  }

  package func combinedHash(_ row: Int) -> CombinedHash {
    CombinedHash(digest: hashes.digest(row, 0))
  }

  package func irID(_ row: Int) -> ObjectID {
    ObjectID(files.digest(row, FileField.irID))
  }

  package func runtimeParts(_ row: Int) -> UInt128 {
    files.uint128(row, FileField.runtimeParts)
  }

  package func functionCount(_ row: Int) -> UInt32 {
    files.uint32(row, FileField.functionCount)
  }

  /// The range of the file's IR in the combined output, after its marker line, and the IR's CRC-32.
  package func section(_ row: Int) -> (offset: UInt64, length: UInt64, checksum: UInt32) {
    section(row, endingAt: sectionStarts[row + 1])
  }

  /// The same for a caller that walks through the sections in order and knows where this one ends.
  func section(
    _ row: Int, endingAt end: UInt64
  ) -> (offset: UInt64, length: UInt64, checksum: UInt32) {
    let irSize = files.uint64(row, FileField.irSize)
    return (end &- irSize, irSize, files.uint32(row, FileField.irChecksum))
  }

  /// The range of the sections of `rows` in the combined output, with their marker lines.
  package func sectionsRange(_ rows: Range<Int>) -> Range<UInt64> {
    let start = sectionStarts[rows.lowerBound]
    return start..<max(start, sectionStarts[rows.upperBound])
  }

  /// Bytes of the file's section, with its marker line.
  func sectionSize(_ row: Int) -> UInt64 { files.uint64(row, FileField.sectionSize) }

  /// The start of each section, and the end of the last one. Cost: a walk over all rows, once.
  private var sectionStarts: [UInt64] {
    if let known = lazySectionStarts.load() { return known.offsets }
    var offsets: [UInt64] = []
    offsets.reserveCapacity(count + 1)
    var next = project.headerLength
    for row in 0..<count {
      offsets.append(next)
      let (end, overflow) = next.addingReportingOverflow(sectionSize(row))
      next = overflow ? .max : end
    }
    offsets.append(next)
    return lazySectionStarts.storeIfNil(SectionStarts(offsets)).offsets
  }

  /// CRC-32 of the file's section, with its marker line.
  package func sectionChecksum(_ row: Int) -> UInt32 {
    files.uint32(row, FileField.sectionChecksum)
  }

  /// The rows of the files that it imports, in the order of ``FileFacts/imports``.
  package func imports(_ row: Int) -> [UInt32] {
    importRows(row).map { imports.uint32($0, ImportField.target) }
  }

  /// The same with the names that it uses of each.
  package func links(_ row: Int) -> [ImportLink] {
    importRows(row).map { link in
      ImportLink(
        target: imports.uint32(link, ImportField.target),
        names: NameMask(bits: imports.uint64(link, ImportField.names)))
    }
  }

  /// The row of a file; `nil` if the project does not contain it. Cost: two binary searches.
  package func row(ofPath path: String) -> Int? {
    let (folder, name) = FileHashCache.split(path)
    let folderRow = (0..<folders.rowCount).partitionPoint {
      bytes.compare(folderRange($0), with: folder) < 0
    }
    guard folderRow < folders.rowCount,
      bytes.compare(folderRange(folderRow), with: folder) == 0
    else { return nil }
    let rows = stampRows(ofFolder: folderRow)
    let stampRow = rows.partitionPoint {
      bytes.compare(nameRange($0), with: name) < 0
    }
    guard stampRow < rows.upperBound, bytes.compare(nameRange(stampRow), with: name) == 0
    else { return nil }
    let row = stamps.small(stampRow, StampField.row)
    return row < count ? row : nil
  }

  /// The row in owned form.
  package func record(_ row: Int) -> FileRecord {
    FileRecord(
      path: path(row), stamp: stamp(row), isRacy: isRacy(row), sourceID: sourceID(row),
      diagnostics: diagnostics(row), functionCount: functionCount(row), imports: links(row),
      combinedHash: combinedHash(row), irID: irID(row), irSize: files.uint64(row, FileField.irSize),
      irChecksum: files.uint32(row, FileField.irChecksum), sectionChecksum: sectionChecksum(row),
      runtimeParts: runtimeParts(row))
  }
}

/// The starts of sections. A class, because `AtomicLazyReference` needs one.
private final class SectionStarts: Sendable {
  let offsets: [UInt64]

  init(_ offsets: [UInt64]) {
    self.offsets = offsets
  }
}

extension FileHashCache {
  /// Splits a path into the bytes of its folder ("" for the root file's own) and its name.
  static func split(_ path: String) -> (folder: [UInt8], name: [UInt8]) {
    let bytes = Array(path.utf8)
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return ([], bytes) }
    return (Array(bytes[..<slash]), Array(bytes[(slash + 1)...]))
  }

  func stamp(atStampRow row: Int) -> Stamp { stamps.stamp(row) }

  /// Bytes of a file's path.
  func pathLength(_ row: Int) -> Int {
    let stamp = files.small(row, FileField.stamp)
    let folder = folderRange(stamps.small(stamp, StampField.folder)).count
    return folder + (folder == 0 ? 0 : 1) + nameRange(stamp).count
  }

  /// The range of a folder's path in the file.
  func folderRange(_ folder: Int) -> Range<Int> {
    names.range(
      folders.large(folder, FolderField.pathOffset), folders.small(folder, FolderField.pathLength))
  }

  /// The range of a file's name in the file.
  func nameRange(_ stampRow: Int) -> Range<Int> {
    names.range(
      stamps.large(stampRow, StampField.nameOffset), stamps.small(stampRow, StampField.nameLength))
  }

  /// The rows of `stamps` of a folder's files.
  func stampRows(ofFolder folder: Int) -> Range<Int> {
    let first = min(folders.small(folder, FolderField.firstStamp), stamps.rowCount)
    let count = folders.small(folder, FolderField.stampCount)
    return first..<(first + min(count, stamps.rowCount - first))
  }

  /// The rows of `imports` of a file.
  func importRows(_ row: Int) -> Range<Int> {
    let first = min(files.small(row, FileField.firstImport), imports.rowCount)
    let count = files.small(row, FileField.importCount)
    return first..<(first + min(count, imports.rowCount - first))
  }
}

extension CombinedHashList.Builder {
  /// Appends the hashes of `rows` of a project's index, which must be sound.
  package mutating func append(_ rows: Range<Int>, of index: FileHashCache) {
    let size = index.hashes.rowSizeBytes
    let range = index.hashes.range(rows.lowerBound * size, rows.count * size)
    unsafe append(index.hashes.file.slice(range), count: rows.count)
  }
}
