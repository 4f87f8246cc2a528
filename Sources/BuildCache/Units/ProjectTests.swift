// The compiled tests of a project's files: tests.bin, in the folder of the project's index.

package import FileIO
package import ObjectStore
package import SystemPackage

// tests.bin is an index (IndexFile) of these tables:
//
//     files = combinedHash:32 irID:32 runtimeParts:16 text:u32 namesSize:u32 irSize:u32 zero:u32
//     heap  = (names IR)* NUL
//     names = (name NUL)*
//
// A row is a file whose tests are known, in the order of the hashes. `text` is the offset of its
// names in the heap; its IR follows them. A file without tests has no names and no IR.

/// The tests of a project's files as the last `mini test` compiled them.
package struct ProjectTests: Sendable {
  /// The tests of one file.
  package struct Entry: Sendable {
    /// Of the file: its tests are a function of what it covers.
    package let combinedHash: CombinedHash
    /// The names of the tests' functions.
    package let names: [String]
    package let ir: [UInt8]
    /// The id that the IR would have as an object. The IR is stored here alone.
    package let irID: ObjectID
    package let runtimeParts: UInt128

    package init(
      combinedHash: CombinedHash, names: [String], ir: [UInt8], irID: ObjectID,
      runtimeParts: UInt128
    ) {
      self.combinedHash = combinedHash
      self.names = names
      self.ir = ir
      self.irID = irID
      self.runtimeParts = runtimeParts
    }
  }

  private enum Field {
    static let irID = 32
    static let runtimeParts = 64
    static let text = 80
    static let namesSize = 84
    static let irSize = 88
    static let end = 96
  }

  static let format = IndexFile.Format(kind: 0x5453_4554, version: 1, rowSizes: [Field.end, 1])

  private let files: IndexTable
  private let heap: IndexTable

  package static func load(
    _ path: FilePath, fileSystem: any FileSystem
  ) -> LoadOutcome<ProjectTests> {
    IndexFile.load(path, format: format, scrutiny: .whole, fileSystem: fileSystem)
      .flatMap { .loaded(ProjectTests($0)) }
  }

  /// Checks one that is already in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<ProjectTests> {
    IndexFile.check(IndexBytes(bytes), format: format).flatMap { .loaded(ProjectTests($0)) }
  }

  private init(_ index: IndexFile) {
    files = index.tables[0]
    heap = index.tables[1]
  }

  package var count: Int { files.rowCount }

  /// The tests of the file with this hash; `nil` if they are not known.
  ///
  /// - Complexity: O(log n), and the size of the tests' IR.
  package func entry(of hash: CombinedHash) -> Entry? {
    guard let row = files.row(ofKey: hash.digest) else { return nil }
    let start = files.small(row, Field.text)
    let names = heap.range(start, files.small(row, Field.namesSize))
    let ir = heap.range(start + names.count, files.small(row, Field.irSize))
    return Entry(
      combinedHash: hash,
      names: heap.file.array(names).split(separator: 0)
        .map { String(decoding: $0, as: UTF8.self) },
      ir: heap.file.array(ir), irID: ObjectID(files.digest(row, Field.irID)),
      runtimeParts: files.uint128(row, Field.runtimeParts))
  }

  /// Whether the rows are in order, and each one's IR hashes to its id.
  ///
  /// Cost: a SHA-256 of all IR.
  package var isSound: Bool {
    var last: Digest?
    for row in 0..<files.rowCount {
      let hash = files.digest(row, 0)
      guard last.map({ $0 < hash }) ?? true,
        let entry = entry(of: CombinedHash(digest: hash)),
        entry.irID == ObjectID(type: .blob, body: entry.ir)
      else { return false }
      last = hash
    }
    return true
  }

  /// - Parameter entries: each hash at most once, with less than 4 GiB of IR.
  package static func encode(_ entries: [Entry]) -> [UInt8] {
    var table = ByteWriter()
    var heap = ByteWriter()
    for entry in entries.sorted(by: { $0.combinedHash.digest < $1.combinedHash.digest }) {
      let start = heap.count
      for name in entry.names {
        heap.append(raw: Array(name.utf8))
        heap.append(raw: [0])
      }
      table.append(entry.combinedHash.digest)
      table.append(entry.irID)
      table.append(entry.runtimeParts)
      table.append(small: start)
      table.append(small: heap.count - start)
      table.append(small: entry.ir.count)
      table.append(UInt32(0))
      heap.append(raw: entry.ir)
    }
    return IndexFile.encode([table, heap], format: format)
  }
}
