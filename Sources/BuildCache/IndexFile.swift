// The frame that all indexes share: a header that never moves, tables of fixed-width rows, a heap.

import FileIO
import SystemPackage

// An index file, all numbers little-endian:
//
//     index  = header body
//     header = magic:8 kind:u32 version:u32 headerLength:u32 headerChecksum:u32
//              fileLength:u64 bodyChecksum:u32 tableCount:u32 table*        (tables of this version)
//     table  = offset:u64 rowCount:u64 rowSize:u32 zero:u32
//     body   = the tables' rows, in order, each table at a multiple of 8, the gaps zero
//
// headerChecksum is the CRC-32 of the header without these four bytes; bodyChecksum is that of all
// that follows the header. Up to headerChecksum the layout is that of every version to come: so a
// newer index is told from a damaged one. The last table is the heap (rows of one byte); it ends
// with a NUL, so that every string in it ends.

/// A checked index: its tables lie within the file, its bytes are those that were written.
struct IndexFile: Sendable {
  /// What an index holds; its raw value is the header's `kind`.
  struct Format: Sendable {
    let kind: UInt32
    let version: UInt32
    /// Bytes of a row of each table; the heap, of one-byte rows, is the last.
    let rowSizes: [Int]
  }

  /// The tables in the order of ``Format/rowSizes``.
  let tables: [IndexTable]

  static let magic: [UInt8] = [0x8d] + Array("miniix\n".utf8)
  /// No version of an index has a longer header.
  static let headerLengthMax = 4096
  static let fixedHeaderLength = 40
  static let tableEntryLength = 24

  /// Maps the index at `path` and checks all of it. Cost: 0.2 ns a byte.
  static func load(
    _ path: FilePath, format: Format, residency: IndexResidency, fileSystem: any FileSystem
  ) -> LoadOutcome<IndexFile> {
    do throws(FileError) {
      guard let file = try MappedFile(path, fileSystem: fileSystem) else { return .absent }
      return check(IndexBytes(file), format: format, residency: residency)
    } catch {
      return .damaged(String(describing: error))
    }
  }

  /// Checks the bytes of an index.
  static func check(
    _ bytes: IndexBytes, format: Format, residency: IndexResidency = .resident
  ) -> LoadOutcome<IndexFile> {
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
    guard version == format.version else { return .damaged("it is of an older version") }
    guard bytes.uint64(at: 24) == UInt64(bytes.count) else { return .damaged("it is cut") }
    let body = headerLength..<bytes.count
    let checksum = residency == .sparse ? bytes.checksumInPieces(body) : bytes.checksum(body)
    guard checksum == bytes.uint32(at: 32)
    else { return .damaged("its checksum is wrong") }
    guard let tables = tables(of: bytes, headerLength: headerLength, rowSizes: format.rowSizes)
    else { return .damaged("its tables do not fit") }
    return .loaded(IndexFile(tables: tables))
  }

  /// The tables, if each is where a table can be and of the row size that the format has.
  private static func tables(
    of bytes: IndexBytes, headerLength: Int, rowSizes: [Int]
  ) -> [IndexTable]? {
    guard Int(bytes.uint32(at: 36)) == rowSizes.count,
      headerLength == fixedHeaderLength + rowSizes.count * tableEntryLength
    else { return nil }
    var tables: [IndexTable] = []
    for (place, rowSize) in rowSizes.enumerated() {
      let entry = fixedHeaderLength + place * tableEntryLength
      guard let offset = Int(exactly: bytes.uint64(at: entry)), offset >= headerLength,
        offset <= bytes.count,
        let rowCount = Int(exactly: bytes.uint64(at: entry + 8)),
        rowCount <= (bytes.count - offset) / rowSize,
        Int(bytes.uint32(at: entry + 16)) == rowSize
      else { return nil }
      tables.append(
        IndexTable(bytes: bytes, offset: offset, rowCount: rowCount, rowSizeBytes: rowSize))
    }
    return tables
  }

  /// An index file's bytes.
  ///
  /// - Parameter tables: each table's rows, one after another, in the order of the format's row
  ///   sizes. The heap is given its NUL here.
  static func encode(_ tables: [ByteWriter], format: Format) -> [UInt8] {
    precondition(tables.count == format.rowSizes.count, "a table for each of the format's")
    var tables = tables
    tables[tables.count - 1].append(raw: CollectionOfOne(0))
    let headerLength = fixedHeaderLength + tables.count * tableEntryLength
    var entries = ByteWriter()
    var file = ByteWriter()
    file.reserve(tables.reduce(headerLength) { $0 + $1.count + 8 })
    file.append(raw: repeatElement(0, count: headerLength))
    for (table, rowSize) in zip(tables, format.rowSizes) {
      precondition(table.count.isMultiple(of: rowSize), "whole rows")
      file.append(raw: repeatElement(0, count: (8 - file.count % 8) % 8))
      entries.append(large: file.count)
      entries.append(large: table.count / rowSize)
      entries.append(small: rowSize)
      entries.append(small: 0)
      file.append(raw: table.bytes)
    }
    var opening = ByteWriter()
    opening.append(raw: magic)
    opening.append(format.kind)
    opening.append(format.version)
    opening.append(small: headerLength)
    var rest = ByteWriter()
    rest.append(large: file.count)
    rest.append(file.checksum(headerLength..<file.count))
    rest.append(small: tables.count)
    rest.append(raw: entries.bytes)
    let headerChecksum = Checksum.crc32(opening.bytes + rest.bytes)
    opening.append(headerChecksum)
    file.overwriteFront(with: opening.bytes + rest.bytes)
    return file.bytes
  }
}

/// What of an index stays in memory while it is loaded.
package enum IndexResidency: Sendable {
  /// All that was touched: for builds, which look up what they have just checked.
  case resident
  /// A piece at a time: for those who go through large caches and must stay small.
  case sparse
}
