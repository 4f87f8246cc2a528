// The compiled tests of a project's files: tests.bin, in the folder of the project's index.

package import FileIO
package import ObjectStore
package import SystemPackage

// tests.bin is an index (IndexFile) of these tables:
//
//     files = combinedHash:32 irID:32 passed:32 runtimeParts:16 names:u32 namesSize:u32 irSize:u32
//             zero:u32
//     heap  = (name NUL)* NUL
//
// A row is a file whose tests are known, in the order of the hashes. `names` is the offset of its
// names in the heap. A file without tests has none. `passed` is zero if there is no such digest.

/// The tests of a project's files as the last `mini test` compiled them.
package struct ProjectTests: Sendable {
  /// The tests of one file.
  package struct Entry: Sendable {
    /// Of the file: its tests are a function of what it covers.
    package let combinedHash: CombinedHash
    /// The names of the tests' functions.
    package let names: [String]
    /// The IR of the tests: an object that a row of the index of native code names.
    package let irID: ObjectID
    /// Size of the IR in bytes.
    package let irSize: Int
    package let runtimeParts: UInt128
    /// A digest of everything on which the results of the tests depend, as it was when all of them
    /// had passed; `nil` if they never had.
    package var passed: Digest?

    package init(
      combinedHash: CombinedHash, names: [String], irID: ObjectID, irSize: Int,
      runtimeParts: UInt128, passed: Digest? = nil
    ) {
      self.combinedHash = combinedHash
      self.names = names
      self.irID = irID
      self.irSize = irSize
      self.runtimeParts = runtimeParts
      self.passed = passed
    }
  }

  private enum Field {
    static let irID = 32
    static let passed = 64
    static let runtimeParts = 96
    static let names = 112
    static let namesSize = 116
    static let irSize = 120
    static let end = 128
  }

  static let format = IndexFile.Format(kind: 0x5453_4554, version: 2, rowSizes: [Field.end, 1])

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
  /// - Complexity: O(log n), and the size of the tests' names.
  package func entry(of hash: CombinedHash) -> Entry? {
    guard let row = files.row(ofKey: hash.digest) else { return nil }
    let names = heap.range(files.small(row, Field.names), files.small(row, Field.namesSize))
    let passed = files.digest(row, Field.passed)
    return Entry(
      combinedHash: hash,
      names: names.isEmpty
        ? []
        : heap.file.array(names).split(separator: 0).map { String(decoding: $0, as: UTF8.self) },
      irID: ObjectID(files.digest(row, Field.irID)), irSize: files.small(row, Field.irSize),
      runtimeParts: files.uint128(row, Field.runtimeParts),
      passed: passed == noDigest ? nil : passed)
  }

  /// Whether the rows are in order.
  package var isSound: Bool {
    var last: Digest?
    for row in 0..<files.rowCount {
      let hash = files.digest(row, 0)
      guard last.map({ $0 < hash }) ?? true else { return false }
      last = hash
    }
    return true
  }

  /// - Parameter entries: each hash at most once, with less than 4 GiB of names.
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
      table.append(entry.passed ?? noDigest)
      table.append(entry.runtimeParts)
      table.append(small: start)
      table.append(small: heap.count - start)
      table.append(small: entry.irSize)
      table.append(UInt32(0))
    }
    return IndexFile.encode([table, heap], format: format)
  }
}

/// In place of a digest that does not exist.
private let noDigest = Digest(words: (0, 0, 0, 0))
