// The objects of a project's last snapshot: snapshot.bin, in the folder of the project's index.

import FileIO
import ObjectStore
import SystemPackage

// snapshot.bin is an index (IndexFile) of these tables:
//
//     commit = id:32                       (one row)
//     rows   = key:32 object:32 row:32
//     trees  = id:32
//     heap   = NUL
//
// A row is a file or a unit, in the order of the keys: the combined hash or unit key, the object of its
// IR or code, and the blob of its row. All trees are in the order of their ids.

/// The objects of a project's last snapshot. While a ref names its commit, all of them are in the cache.
/// So a snapshot after an edit encodes and looks up only what the edit changed.
struct SnapshotRecord: Sendable {
  /// A file or a unit.
  struct Row: Sendable {
    let key: Digest
    let object: ObjectID
    let row: ObjectID
  }

  static let format = IndexFile.Format(
    kind: 0x5041_4E53, version: 1, rowSizes: [Digest.sizeBytes, 96, Digest.sizeBytes, 1])

  private let commits: IndexTable
  private let rows: IndexTable
  private let trees: IndexTable

  /// `nil` if there is none that can be used: the next snapshot is slower.
  static func load(_ path: FilePath, fileSystem: any FileSystem) -> SnapshotRecord? {
    let outcome = IndexFile.load(path, format: format, scrutiny: .whole, fileSystem: fileSystem)
    guard case .loaded(let index) = outcome, index.tables[0].rowCount == 1 else { return nil }
    return SnapshotRecord(index)
  }

  private init(_ index: IndexFile) {
    commits = index.tables[0]
    rows = index.tables[1]
    trees = index.tables[2]
  }

  var commit: ObjectID { ObjectID(commits.digest(0, 0)) }

  /// A file or unit; `nil` if the snapshot does not have it, or with another object.
  func row(of key: Digest, object: ObjectID) -> Row? {
    guard let row = rows.row(ofKey: key), rows.digest(row, 32) == Digest(object) else { return nil }
    return Row(key: key, object: object, row: ObjectID(rows.digest(row, 64)))
  }

  func contains(tree: ObjectID) -> Bool { trees.row(ofKey: Digest(tree)) != nil }

  static func encode(commit: ObjectID, rows: [Row], trees: [ObjectID]) -> [UInt8] {
    var (first, second, third) = (ByteWriter(), ByteWriter(), ByteWriter())
    first.append(commit)
    second.reserve(rows.count * 96)
    for row in rows.sorted(by: { $0.key < $1.key }) {
      second.append(row.key)
      second.append(row.object)
      second.append(row.row)
    }
    for tree in trees.sorted() { third.append(tree) }
    return IndexFile.encode([first, second, third, ByteWriter()], format: format)
  }
}
