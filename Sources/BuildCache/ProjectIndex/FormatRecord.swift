// The source files that are formatted already: formatted.bin, in the cache's folder. With it
// `mini fmt` reads only files that changed.

package import FileIO
import ObjectStore
package import SystemPackage

// formatted.bin is an index (IndexFile) of these tables:
//
//     stamps = size:u64 mtime:i64 ctime:i64 inode:u64 device:u64, sorted by inode
//     heap   = compilerEpoch:64 NUL

/// The stamps of files in the style of `mini fmt`. A stamp identifies a file and its content, so no
/// path is stored.
package struct FormatRecord: Sendable {
  private let table: IndexTable

  static let format = IndexFile.Format(
    kind: 0x544D_5246, version: 1, rowSizes: [Stamp.encodedSizeBytes, 1])

  /// More rows are not stored: 40 MB. A larger project is formatted without a record.
  private static let rowsMax = 1 << 20

  /// - Parameter epoch: that of this compiler. A record of another one is absent.
  package static func load(
    _ path: FilePath, epoch: String, fileSystem: any FileSystem
  ) -> LoadOutcome<FormatRecord> {
    IndexFile.load(path, format: format, scrutiny: .whole, fileSystem: fileSystem).flatMap {
      $0.tables[1].file.array($0.tables[1].range(0, epoch.utf8.count)).elementsEqual(epoch.utf8)
        ? .loaded(FormatRecord(table: $0.tables[0])) : .absent
    }
  }

  /// Whether the file of this stamp is formatted.
  package func contains(_ stamp: Stamp) -> Bool {
    let first = (0..<table.rowCount).partitionPoint { table.uint64($0, 24) < stamp.inode }
    return (first..<min(first + Self.devicesMax, table.rowCount)).contains {
      self.stamp($0) == stamp
    }
  }

  /// Files of one inode are on several devices. A project is on few; a file beyond them is read.
  private static let devicesMax = 8

  private func stamp(_ row: Int) -> Stamp {
    Stamp(
      sizeBytes: table.uint64(row, 0), mtimeNanoseconds: table.int64(row, 8),
      ctimeNanoseconds: table.int64(row, 16), inode: table.uint64(row, 24),
      device: table.uint64(row, 32))
  }

  /// Encodes a record of `stamps` and of the files of an older record that were not looked at since.
  ///
  /// - Parameter seen: the inodes of all files that were looked at.
  package static func encode(
    _ stamps: [Stamp], epoch: String, after old: FormatRecord?, seen: Set<UInt64>
  ) -> [UInt8] {
    let kept = (0..<(old?.table.rowCount ?? 0)).compactMap { row in
      old.flatMap { seen.contains($0.table.uint64(row, 24)) ? nil : $0.stamp(row) }
    }
    let all = stamps + kept.prefix(max(rowsMax - stamps.count, 0))
    var rows = ByteWriter()
    for stamp in all.prefix(rowsMax).sorted(by: { $0.inode < $1.inode }) { stamp.append(to: &rows) }
    var heap = ByteWriter()
    heap.append(raw: epoch.utf8)
    return IndexFile.encode([rows, heap], format: format)
  }
}
