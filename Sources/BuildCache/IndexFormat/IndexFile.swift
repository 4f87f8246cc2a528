// The frame of every index: a header that never moves, tables of fixed-width rows, a heap.

import FileIO
import SystemPackage

// An index file. All numbers are little-endian:
//
//     index  = header body
//     header = magic:8 kind:u32 version:u32 headerLength:u32 headerChecksum:u32
//              fileLength:u64 blockCount:u32 tableCount:u32 table* block*       (of this version)
//     table  = offset:u64 rowCount:u64 rowSize:u32 zero:u32
//     block  = checksum:u32                                 (then zeros up to a multiple of 8)
//     body   = the tables' rows, in order, each table and the end at a multiple of 8, the gaps zero
//
// headerChecksum is the CRC-32 of the header without these four bytes. The file is divided into
// blocks of 16 KiB, counted from its start. A block's checksum is the CRC-32 of the part of it that
// belongs to the body, so a reader checks only the blocks that it reads. The layout up to and
// including headerChecksum never changes, so that a newer index can be distinguished from a damaged
// one. The last table is the heap, with rows of one byte. It ends with a NUL, so that every string
// in it is terminated.

/// An index whose header is checked: its tables are within the file. ``IndexScrutiny`` says when
/// the rest is checked.
package struct IndexFile: Sendable {
  /// The kind, version and row sizes of an index.
  package struct Format: Sendable {
    let kind: UInt32
    let version: UInt32
    /// Bytes per row of each table. The last table is the heap, whose rows are one byte.
    let rowSizes: [Int]
  }

  let bytes: IndexBytes
  /// In the order of ``Format/rowSizes``.
  let tables: [IndexTable]

  static let magic: [UInt8] = [0x8d] + Array("miniix\n".utf8)
  /// Enough for the checksums of 4 GiB. No version of an index has a longer header.
  static let headerLengthMax = 1 << 20
  static let fixedHeaderLength = 40
  static let tableEntryLength = 24

  /// Maps the index at `path` and checks it. Cost: 0.2 ns per byte checked.
  static func load(
    _ path: FilePath, format: Format, scrutiny: IndexScrutiny, fileSystem: any FileSystem
  ) -> LoadOutcome<IndexFile> {
    do throws(FileError) {
      guard let file = try MappedFile(path, fileSystem: fileSystem) else { return .absent }
      CacheFileSystem.of(fileSystem)?.note(file.status)
      return check(IndexBytes(file), format: format, scrutiny: scrutiny)
    } catch {
      return LoadOutcome(error)
    }
  }

  /// Checks an index that is already in memory.
  static func check(
    _ bytes: IndexBytes, format: Format, scrutiny: IndexScrutiny = .whole
  ) -> LoadOutcome<IndexFile> {
    length(of: bytes, format: format).flatMap { length in
      guard length == bytes.count else { return .damaged("it is cut") }
      return checkBody(bytes, format: format, scrutiny: scrutiny)
    }
  }

  /// The length of the index at the start of `bytes`, from its header, which is checked.
  static func length(of bytes: IndexBytes, format: Format) -> LoadOutcome<Int> {
    guard bytes.count > 0 else { return .damaged("it is empty") }
    guard bytes.compare(0..<magic.count, with: magic) == 0, bytes.uint32(at: 8) == format.kind
    else { return .damaged("it is not an index of this kind") }
    let headerLength = Int(bytes.uint32(at: 16))
    guard headerLength >= fixedHeaderLength, headerLength <= min(bytes.count, headerLengthMax)
    else { return .damaged("its header is cut") }
    let opening = bytes.checksum(0..<20)
    guard bytes.checksum(24..<headerLength, after: opening) == bytes.uint32(at: 20)
    else { return .damaged("its header's checksum is wrong") }
    let version = bytes.uint32(at: 12)
    guard version <= format.version else { return .newer }
    guard version == format.version else { return .damaged("it has an older version") }
    return .loaded(Int(clamping: bytes.uint64(at: 24)))
  }

  private static func checkBody(
    _ bytes: IndexBytes, format: Format, scrutiny: IndexScrutiny
  ) -> LoadOutcome<IndexFile> {
    let headerLength = Int(bytes.uint32(at: 16))
    guard let checksums = checksumsOffset(of: bytes, headerLength: headerLength) else {
      return .damaged("its header does not match its length")
    }
    let found = tables(of: bytes, headerLength: headerLength, rowSizes: format.rowSizes)
    bytes.guardBlocks(from: headerLength, checksums: checksums)
    let isSound =
      switch scrutiny {
      case .whole: bytes.areSound(0..<bytes.count)
      case .inPieces: bytes.areAllSoundInPieces()
      case .asRead: bytes.count > wholeSizeMax || bytes.areSound(0..<bytes.count)
      }
    guard isSound else { return .damaged("its checksum is wrong") }
    guard let found else { return .damaged("its tables do not fit") }
    return .loaded(IndexFile(bytes: bytes, tables: found))
  }

  /// An index of up to this size is always checked whole. That costs about 10 µs and reports damage
  /// at once.
  private static let wholeSizeMax = 1 << 16

  /// Offset of the blocks' checksums; `nil` if their number does not match the file's length.
  private static func checksumsOffset(of bytes: IndexBytes, headerLength: Int) -> Int? {
    let blocks = Int(bytes.uint32(at: 32))
    let start = fixedHeaderLength + Int(bytes.uint32(at: 36)) * tableEntryLength
    guard start <= headerLength, headerLength == padded(start + 4 * blocks),
      blocks == IndexBytes.blockCount(from: headerLength, byteCount: bytes.count)
    else { return nil }
    return start
  }

  /// The next multiple of 8.
  private static func padded(_ length: Int) -> Int { (length + 7) & ~7 }

  /// The tables; `nil` unless they are in order, within the file, disjoint, and have rows of the
  /// format's size. Disjoint tables bound how much data a forged index can appear to hold.
  private static func tables(
    of bytes: IndexBytes, headerLength: Int, rowSizes: [Int]
  ) -> [IndexTable]? {
    guard Int(bytes.uint32(at: 36)) == rowSizes.count else { return nil }
    var tables: [IndexTable] = []
    tables.reserveCapacity(rowSizes.count)
    var end = headerLength
    for (number, rowSize) in rowSizes.enumerated() {
      let entry = fixedHeaderLength + number * tableEntryLength
      guard let offset = Int(exactly: bytes.uint64(at: entry)), offset >= end,
        offset <= bytes.count,
        let rowCount = Int(exactly: bytes.uint64(at: entry + 8)),
        rowCount <= (bytes.count - offset) / rowSize,
        Int(bytes.uint32(at: entry + 16)) == rowSize
      else { return nil }
      tables.append(
        IndexTable(file: bytes, offset: offset, rowCount: rowCount, rowSizeBytes: rowSize))
      end = offset + rowCount * rowSize
    }
    return tables
  }

  /// Encodes an index file.
  ///
  /// - Parameter tables: each table's rows, concatenated, in the order of the format's row sizes.
  ///   The heap's final NUL is added here. If the caller keeps no copy of them, each table is freed
  ///   as soon as it is copied.
  static func encode(_ tables: consuming [ByteWriter], format: Format) -> [UInt8] {
    var tables = tables
    return encode(tableBytes: tables.map(\.count), format: format) { writers in
      for number in tables.indices { writers[number].append(tables[number].take()) }
    }
  }

  /// Encodes an index file in place, from tables whose sizes are known before they are written.
  ///
  /// - Parameters:
  ///   - tableBytes: bytes of each table's rows, without the heap's final NUL, which is added here.
  ///   - fill: writes all of the tables.
  static func encode(
    tableBytes: [Int], format: Format, fill: (inout [TableWriter]) -> Void
  ) -> [UInt8] {
    precondition(tableBytes.count == format.rowSizes.count, "a table for each of the format's")
    let tablesEnd = fixedHeaderLength + tableBytes.count * tableEntryLength
    let bodyLength = padded(tableBytes.reduce(0) { padded($0) + $1 } + 1)
    let headerLength = headerLength(tablesEnd: tablesEnd, bodyLength: bodyLength)
    let length = headerLength + bodyLength
    return unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      let file = UnsafeMutableRawBufferPointer(buffer)
      var tables: [TableWriter] = []
      var entries = ByteWriter()
      var end = headerLength
      for (number, (bytes, rowSize)) in zip(tableBytes, format.rowSizes).enumerated() {
        precondition(bytes.isMultiple(of: rowSize), "whole rows")
        let start = padded(end)
        unsafe zero(file, end..<start)
        end = start + bytes
        tables.append(
          unsafe TableWriter(UnsafeMutableRawBufferPointer(rebasing: file[start..<end])))
        let isHeap = number == format.rowSizes.count - 1
        entries.append(large: start)
        entries.append(large: bytes / rowSize + (isHeap ? 1 : 0))
        entries.append(small: rowSize)
        entries.append(small: 0)
      }
      unsafe zero(file, end..<length)
      fill(&tables)
      for table in tables { table.end() }
      let checksums = unsafe IndexBytes.blockChecksums(
        of: UnsafeRawBufferPointer(file), from: headerLength)
      let header = header(
        length: headerLength, fileLength: length, entries, checksums, format: format)
      var start = unsafe TableWriter(UnsafeMutableRawBufferPointer(rebasing: file[..<headerLength]))
      start.append(header)
      start.end()
      count = length
    }
  }

  private static func zero(_ file: UnsafeMutableRawBufferPointer, _ range: Range<Int>) {
    for number in range { unsafe file[number] = 0 }
  }

  /// The length of a header with one checksum for each block of its file.
  private static func headerLength(tablesEnd: Int, bodyLength: Int) -> Int {
    var length = padded(tablesEnd)
    // Each pass can only add blocks, and 4 bytes of header cover 16 KiB, so the loop ends.
    while true {
      let blocks = IndexBytes.blockCount(from: length, byteCount: length + bodyLength)
      let next = padded(tablesEnd + 4 * blocks)
      if next == length { return length }
      length = next
    }
  }

  private static func header(
    length: Int, fileLength: Int, _ entries: ByteWriter, _ checksums: [UInt32], format: Format
  ) -> ByteWriter {
    var opening = ByteWriter()
    opening.append(raw: magic)
    opening.append(format.kind)
    opening.append(format.version)
    opening.append(small: length)
    var rest = ByteWriter()
    rest.append(large: fileLength)
    rest.append(small: checksums.count)
    rest.append(small: format.rowSizes.count)
    rest.append(entries)
    for checksum in checksums { rest.append(checksum) }
    rest.append(zeros: length - 24 - rest.count)
    opening.append(Checksum.crc32(opening.bytes + rest.bytes))
    opening.append(rest)
    return opening
  }
}

extension IndexFile {
  /// Updates the checksums of a sound index after some bytes of its body were replaced. Cost: 0.2
  /// ns per byte of the changed blocks.
  ///
  /// - Parameter changed: the blocks, in any order; one can be in it more than once.
  static func reseal(_ file: inout IndexImage, of old: IndexBytes, changed: [Int]) {
    let headerLength = Int(old.uint32(at: 16))
    let checksums = fixedHeaderLength + Int(old.uint32(at: 36)) * tableEntryLength
    let first = IndexBytes.block(of: headerLength)
    var last: Int?
    for block in changed.sorted() where block != last {
      last = block
      let range = IndexBytes.blockRange(block, from: headerLength, count: file.count)
      overwrite(&file, at: checksums + 4 * (block - first), with: file.checksum(range))
    }
    let opening = file.checksum(0..<20)
    overwrite(&file, at: 20, with: file.checksum(24..<headerLength, after: opening))
  }

  private static func overwrite(_ file: inout IndexImage, at offset: Int, with checksum: UInt32) {
    var field = ByteWriter()
    field.append(checksum)
    file.overwrite(at: offset, with: field)
  }
}

/// How much of an index is checked, and when.
package enum IndexScrutiny: Sendable {
  /// All of it, before it is used: for callers that rewrite it.
  case whole
  /// All of it, before it is used, with one piece in memory at a time: for callers that walk
  /// through large caches and must stay small.
  case inPieces
  /// Each block of a large index when it is first read: for builds, which look up little. The
  /// caller must discard what it has read if the index then reports damage.
  case asRead
}
