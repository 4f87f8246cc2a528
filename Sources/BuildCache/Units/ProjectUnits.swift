// The units that a project's last successful build linked: units.bin, in the folder of the
// project's index.

package import FileIO
package import ObjectStore
package import SystemPackage

// units.bin is an index (IndexFile) of these tables:
//
//     units     = key:32 codeID:32 content:32 own:32 foreign:32 offset:u64 size:u64 checksum:u32
//                 variant:u32 firstConsulted:u32 consultedCount:u32
//     consulted = module:u64
//     heap      = NUL
//
// A row is a unit. Rows are in link order, those of each variant together. `offset`, `size` and
// `checksum` (CRC-32) are those of its object code in the variant's archive (UnitArchive).

/// A unit of a linked program.
package struct LinkedUnit: Hashable, Sendable {
  package let key: UnitKey
  package let fingerprint: UnitFingerprint
  /// The object of its code, in the tree `objects`.
  package let codeID: ObjectID
  /// The offset of its code in the archive that was linked.
  package let offset: UInt64
  package let size: UInt64
  /// CRC-32 of the code.
  package let checksum: UInt32
  /// The program's level of optimisation, plus ``ProjectPaths/debugVariant`` with `-g`.
  package let variant: UInt32

  package init(
    key: UnitKey, fingerprint: UnitFingerprint, codeID: ObjectID, offset: UInt64, size: UInt64,
    checksum: UInt32, variant: UInt32
  ) {
    self.key = key
    self.fingerprint = fingerprint
    self.codeID = codeID
    self.offset = offset
    self.size = size
    self.checksum = checksum
    self.variant = variant
  }
}

/// The units of a project's programs, from the last successful build of each variant.
package enum ProjectUnits {
  static let format = IndexFile.Format(kind: 0x5449_4E55, version: 1, rowSizes: [192, 8, 1])

  package static func load(
    _ path: FilePath, fileSystem: any FileSystem
  ) -> LoadOutcome<[LinkedUnit]> {
    rows(of: IndexFile.load(path, format: format, scrutiny: .whole, fileSystem: fileSystem))
  }

  /// Checks one that is already in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<[LinkedUnit]> {
    rows(of: IndexFile.check(IndexBytes(bytes), format: format))
  }

  private static func rows(of outcome: LoadOutcome<IndexFile>) -> LoadOutcome<[LinkedUnit]> {
    outcome.flatMap { index in
      let rows = 0..<index.tables[0].rowCount
      // A list with more modules than the table is forged, and could grow without bound.
      let consulted = rows.reduce(0) { $0 + index.tables[0].small($1, 188) }
      guard consulted <= index.tables[1].rowCount else { return .damaged("its rows overlap") }
      return .loaded(rows.map { unit($0, of: index) })
    }
  }

  private static func unit(_ row: Int, of index: IndexFile) -> LinkedUnit {
    let (table, consulted) = (index.tables[0], index.tables[1])
    let first = min(table.small(row, 184), consulted.rowCount)
    let count = min(table.small(row, 188), consulted.rowCount - first)
    return LinkedUnit(
      key: UnitKey(digest: table.digest(row, 0)),
      fingerprint: UnitFingerprint(
        content: table.digest(row, 64), own: table.digest(row, 96),
        consulted: (first..<(first + count)).map { consulted.uint64($0, 0) },
        foreign: table.digest(row, 128)),
      codeID: ObjectID(table.digest(row, 32)), offset: table.uint64(row, 160),
      size: table.uint64(row, 168), checksum: table.uint32(row, 176),
      variant: table.uint32(row, 180))
  }

  package static func encode(_ units: [LinkedUnit]) -> [UInt8] {
    var table = ByteWriter()
    var consulted = ByteWriter()
    for unit in units {
      table.append(unit.key.digest)
      table.append(unit.codeID)
      table.append(unit.fingerprint.content)
      table.append(unit.fingerprint.own)
      table.append(unit.fingerprint.foreign)
      table.append(unit.offset)
      table.append(unit.size)
      table.append(unit.checksum)
      table.append(unit.variant)
      table.append(small: consulted.count / 8)
      table.append(small: unit.fingerprint.consulted.count)
      for module in unit.fingerprint.consulted { consulted.append(module) }
    }
    return IndexFile.encode([table, consulted, ByteWriter()], format: format)
  }
}
