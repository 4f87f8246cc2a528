// The compiled tests of a project's files: tests.bin, in the folder of the project's index.

package import FileIO
package import ObjectStore
package import SystemPackage

// tests.bin is an index (IndexFile) of these tables:
//
//     files = combinedHash:32 irID:32 runtimeParts:16 text:u32 namesSize:u32 irSize:u32 zero:u32
//             passed:32
//     heap  = (names IR)* NUL
//     names = (name NUL)*
//
// A row is a file whose tests are known, in the order of the hashes. `text` is the offset of its
// names in the heap; its IR follows them. A file without tests has no names and no IR. `passed` is
// zero if there is no such digest.

/// The tests of a project's files as the last `mini test` compiled them.
package struct ProjectTests: Sendable {
  /// The tests of one file.
  package struct Entry: Sendable {
    /// Of the file: its tests are a function of what it covers.
    package let combinedHash: CombinedHash
    /// The names of the tests' functions.
    package let names: [String]
    /// The id that the IR would have as an object. The IR is stored here alone.
    package let irID: ObjectID
    package let runtimeParts: UInt128
    /// A digest of everything on which the results of the tests depend, as it was when all of them
    /// had passed; `nil` if they never had.
    package var passed: Digest?
    private let text: Text

    /// IR that was compiled, or the place where it is stored.
    private enum Text: Sendable {
      case made([UInt8])
      case stored(IndexBytes, Range<Int>)
    }

    package init(
      combinedHash: CombinedHash, names: [String], ir: [UInt8], irID: ObjectID,
      runtimeParts: UInt128
    ) {
      self.combinedHash = combinedHash
      self.names = names
      text = .made(ir)
      self.irID = irID
      self.runtimeParts = runtimeParts
    }

    fileprivate init(_ tests: ProjectTests, row: Int) {
      let (files, heap) = (tests.files, tests.heap)
      let start = files.small(row, Field.text)
      let size = files.small(row, Field.namesSize)
      combinedHash = CombinedHash(digest: files.digest(row, 0))
      names = heap.file.array(heap.range(start, size)).split(separator: 0)
        .map { String(decoding: $0, as: UTF8.self) }
      text = .stored(heap.file, heap.range(start + size, files.small(row, Field.irSize)))
      irID = ObjectID(files.digest(row, Field.irID))
      runtimeParts = files.uint128(row, Field.runtimeParts)
      let passed = files.digest(row, Field.passed)
      self.passed = passed == noDigest ? nil : passed
    }

    /// The IR of the tests. Cost: a copy of it.
    package var ir: [UInt8] {
      switch text {
      case .made(let ir): ir
      case .stored(let file, let range): file.array(range)
      }
    }

    /// Size of the IR in bytes.
    package var irSize: Int {
      switch text {
      case .made(let ir): ir.count
      case .stored(_, let range): range.count
      }
    }
  }

  private enum Field {
    static let irID = 32
    static let runtimeParts = 64
    static let text = 80
    static let namesSize = 84
    static let irSize = 88
    static let passed = 96
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
    files.row(ofKey: hash.digest).map { Entry(self, row: $0) }
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
      table.append(small: entry.irSize)
      table.append(UInt32(0))
      table.append(entry.passed ?? noDigest)
      heap.append(raw: entry.ir)
    }
    return IndexFile.encode([table, heap], format: format)
  }
}

/// In place of a digest that does not exist.
private let noDigest = Digest(words: (0, 0, 0, 0))
