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

  /// At most this many rows, 40 MB. Files beyond them are read at each run.
  private static let rowsMax = 1 << 20

  /// - Parameter epoch: that of this compiler. A record of another one is absent; `nil`: of any.
  package static func load(
    _ path: FilePath, epoch: String?, fileSystem: any FileSystem
  ) -> LoadOutcome<FormatRecord> {
    IndexFile.load(path, format: format, scrutiny: .whole, fileSystem: fileSystem)
      .flatMap { load($0, epoch: epoch) }
  }

  /// Checks one that is already in memory.
  package static func load(_ bytes: [UInt8], epoch: String?) -> LoadOutcome<FormatRecord> {
    IndexFile.check(IndexBytes(bytes), format: format).flatMap { load($0, epoch: epoch) }
  }

  private static func load(_ index: IndexFile, epoch: String?) -> LoadOutcome<FormatRecord> {
    let heap = index.tables[1]
    let isOurs = epoch.map { heap.file.array(heap.range(0, $0.utf8.count)).elementsEqual($0.utf8) }
    return isOurs ?? true ? .loaded(FormatRecord(table: index.tables[0])) : .absent
  }

  /// Whether the file of this stamp is formatted.
  package func contains(_ stamp: Stamp) -> Bool {
    let first = (0..<table.rowCount).partitionPoint {
      table.uint64($0, Stamp.Offset.inode) < stamp.inode
    }
    return (first..<min(first + Self.devicesMax, table.rowCount)).contains {
      table.stamp($0) == stamp
    }
  }

  /// Files of one inode are on several devices. A project is on few; a file beyond them is read.
  private static let devicesMax = 8

  /// Encodes a record of `stamps` and of the files of an older record that were not looked at since.
  ///
  /// - Parameter seen: the inodes of all files that were looked at.
  package static func encode(
    _ stamps: [Stamp], epoch: String, after old: FormatRecord?, seen: Set<UInt64>
  ) -> [UInt8] {
    let oldStamps = old.map { old in (0..<old.table.rowCount).map { old.table.stamp($0) } } ?? []
    let kept = oldStamps.filter { !seen.contains($0.inode) }
    let all = stamps + kept.prefix(max(rowsMax - stamps.count, 0))
    var rows = ByteWriter()
    for stamp in all.prefix(rowsMax).sorted(by: { $0.inode < $1.inode }) { stamp.append(to: &rows) }
    var heap = ByteWriter()
    heap.append(raw: epoch.utf8)
    return IndexFile.encode([rows, heap], format: format)
  }
}
