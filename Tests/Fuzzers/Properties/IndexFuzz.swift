// Properties of the caches' indexes: not even a forged one crashes its reader, or leads to more
// memory or a longer index than its size allows.

package import BuildCache
import FileIO
import ObjectStore
import SystemPackage

package enum IndexFuzz {
  /// - Parameter input: an index; tried unchanged, and with a right opening and checksums.
  static func brokenPromise(ofFileHashes input: [UInt8]) -> String? {
    let opening = FileHashCache.encode(project: emptyProject, rows: [])
    for bytes in [input, sealed(input, as: opening)] {
      guard case .loaded(let index) = FileHashCache.load(bytes) else { continue }
      if let broken = brokenPromise(of: index, sizeBytes: bytes.count) { return broken }
    }
    return nil
  }

  static func brokenPromise(ofZirIndex input: [UInt8]) -> String? {
    brokenPromise(ofKeyedIndex: input, brokenPromise(of:sizeBytes:) as Check<ZirCache>)
  }

  static func brokenPromise(ofAirIndex input: [UInt8]) -> String? {
    brokenPromise(ofKeyedIndex: input, brokenPromise(of:sizeBytes:) as Check<AirCache>)
  }

  static func brokenPromise(ofUnitIndex input: [UInt8]) -> String? {
    brokenPromise(ofKeyedIndex: input, brokenPromise(of:sizeBytes:) as Check<UnitCache>)
  }

  private typealias Check<Index> = (_ index: Index, _ sizeBytes: Int) -> String?

  private static func brokenPromise<Index: KeyedCache>(
    ofKeyedIndex input: [UInt8], _ check: Check<Index>
  ) -> String? {
    for bytes in [input, sealed(input, as: Index.encode(nil, adding: []))] {
      guard case .loaded(let index) = Index.load(bytes) else { continue }
      if let broken = check(index, bytes.count) { return broken }
    }
    return nil
  }

  /// Writing and reading gives the same units, in no more bytes than before.
  static func brokenPromise(ofUnits input: [UInt8]) -> String? {
    for bytes in [input, sealed(input, as: ProjectUnits.encode([]))] {
      guard case .loaded(let units) = ProjectUnits.load(bytes) else { continue }
      let encoded = ProjectUnits.encode(units)
      if isTooLong(encoded, of: bytes.count) { return "written anew, it is \(encoded.count) bytes" }
      guard case .loaded(let again) = ProjectUnits.load(encoded), again == units else {
        return "its units do not come back from their bytes"
      }
    }
    return nil
  }

  /// Whether an input is an index, or becomes one with a right opening and checksums: fuzzing
  /// continues from such inputs.
  package static func isIndex(_ input: [UInt8], of target: FuzzTarget) -> Bool {
    func isIndex<Index>(
      _ load: ([UInt8]) -> LoadOutcome<Index>, _ opening: [UInt8]
    ) -> Bool {
      [input, sealed(input, as: opening)].contains {
        if case .loaded = load($0) { true } else { false }
      }
    }
    return switch target {
    case .fileHashes:
      isIndex(FileHashCache.load, FileHashCache.encode(project: emptyProject, rows: []))
    case .zirIndex: isIndex(ZirCache.load, ZirCache.encode(nil, adding: []))
    case .airIndex: isIndex(AirCache.load, AirCache.encode(nil, adding: []))
    case .unitIndex: isIndex(UnitCache.load, UnitCache.encode(nil, adding: []))
    case .units: isIndex(ProjectUnits.load, ProjectUnits.encode([]))
    default: false
    }
  }

  /// Reads all of an index in every possible way, and rewrites it.
  package static func brokenPromise(of index: FileHashCache, sizeBytes: Int) -> String? {
    _ = (index.project, index.rowsWithDiagnostics, index.functionCountTotal)
    for row in 0..<min(index.count, rowsMax) {
      let record = index.record(row)
      let parts = [record.diagnostics.count, record.path.utf8.count]
      // Each byte that is not UTF-8 becomes three bytes.
      if parts.contains(where: { $0 > 6 * sizeBytes + 1 }) { return "a row is longer than all" }
      _ = index.section(row)
      if let found = index.row(ofPath: record.path), found >= index.count {
        return "a path leads out of the index"
      }
    }
    _ = index.rowOfStrayImport
    let changed = index.count > 0 ? [ChangedNames(row: 0, names: nil)] : []
    if index.importers(of: changed).contains(where: { $0.row >= index.count }) {
      return "an importer is not in the index"
    }
    let disk = OneFileSystem([])
    for change in index.changedRows(rootFolder: "", fileSystem: disk, threadsMax: 1)
    where change.row >= index.count { return "a row changed that is not there" }
    let rows = (0..<index.count).map { FileRow.kept(row: $0) }
    let encoded = FileHashCache.encode(project: index.project, rows: rows, from: index)
    if isTooLong(encoded, of: sizeBytes) { return "written anew, it is \(encoded.count) bytes" }
    // An index whose stamps are not those of its files can be damaged after rewriting.
    if case .loaded(let again) = FileHashCache.load(encoded), again.count != index.count {
      return "written anew, it has other rows"
    }
    return nil
  }

  package static func brokenPromise(of index: ZirCache, sizeBytes: Int) -> String? {
    brokenPromise(of: index, sizeBytes: sizeBytes) { entry in
      _ = index.lookup(entry.inputs.combinedHash)
      _ = (index.generations(ofPath: entry.path), index.newest(ofPath: entry.path), entry.facts)
      _ = index.facts(
        path: entry.path, sourceID: entry.inputs.sourceID, epoch: entry.inputs.epoch)
    }
  }

  package static func brokenPromise(of index: AirCache, sizeBytes: Int) -> String? {
    brokenPromise(of: index, sizeBytes: sizeBytes) { entry in
      _ = index.lookup(entry.key)
      _ = index.newest(path: entry.path, function: entry.function)
      _ = index.functions(ofPath: entry.path)
    }
  }

  package static func brokenPromise(of index: UnitCache, sizeBytes: Int) -> String? {
    brokenPromise(of: index, sizeBytes: sizeBytes) { entry in
      _ = (index.lookup(entry.key), index.newest(like: entry.inputs))
    }
  }

  /// - Parameter read: reads an entry in the other possible ways.
  private static func brokenPromise<Index: KeyedCache>(
    of index: Index, sizeBytes: Int, _ read: (Index.Entry) -> Void
  ) -> String? {
    index.all.prefix(rowsMax).forEach(read)
    let encoded = Index.encode(index, adding: Array(index.all.prefix(2)))
    if isTooLong(encoded, of: sizeBytes) { return "written anew, it is \(encoded.count) bytes" }
    guard case .loaded(let again) = Index.load(encoded) else {
      return "written anew, it does not load"
    }
    guard again.count <= index.count + 2 else { return "written anew, it has more entries" }
    return nil
  }

  /// Number of rows read from one input: each may show all of it.
  private static let rowsMax = 64

  /// Whether an index, rewritten with at most two of its entries added again, is longer than the
  /// original allows: no byte is copied twice, except those of the added entries.
  private static func isTooLong(_ encoded: [UInt8], of sizeBytes: Int) -> Bool {
    encoded.count > 2 * sizeBytes + 1024
  }

  private static let emptyProject = ProjectRecord(
    epoch: "", options: "", rootName: "", mainSignature: "",
    projectHash: ProjectHash(digest: Digest(hashing: [])), headerLength: 0, outputs: [])

  /// Gives bytes the opening of an index, with right lengths and checksums, like an attacker who
  /// knows the format. The bytes themselves are the tables.
  private static func sealed(_ bytes: [UInt8], as index: [UInt8]) -> [UInt8] {
    let tablesEnd = 40 + 24 * Int(index[36])
    var headerLength = tablesEnd
    var blocks = 0
    repeat {
      blocks =
        bytes.count > headerLength
        ? ((bytes.count - 1) >> 14) - (headerLength >> 14) + 1 : 0
      headerLength = (tablesEnd + 4 * blocks + 7) & ~7
    } while bytes.count > headerLength
      && blocks != ((bytes.count - 1) >> 14) - (headerLength >> 14) + 1
    guard bytes.count > headerLength else { return bytes }
    var bytes = bytes
    bytes.replaceSubrange(0..<16, with: index[..<16])
    put(UInt32(headerLength), into: &bytes, at: 16)
    put(UInt32(bytes.count), into: &bytes, at: 24)
    put(0, into: &bytes, at: 28)
    put(UInt32(blocks), into: &bytes, at: 32)
    bytes.replaceSubrange(36..<40, with: index[36..<40])
    return resealed(bytes)
  }

  /// Corrects the checksums of an index after a change of its bytes.
  package static func resealed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let headerLength = (0..<4).reduce(0) { $0 | Int(bytes[16 + $1]) << (8 * $1) }
    guard headerLength >= 40, headerLength <= bytes.count else { return bytes }
    let checksums = 40 + 24 * (Int(bytes[36]) | Int(bytes[37]) << 8)
    for (number, start) in stride(from: headerLength & ~0x3fff, to: bytes.count, by: 1 << 14)
      .enumerated() where checksums + 4 * number + 4 <= headerLength
    {
      let block = bytes[max(start, headerLength)..<min(start + (1 << 14), bytes.count)]
      put(Checksum.crc32(Array(block)), into: &bytes, at: checksums + 4 * number)
    }
    put(Checksum.crc32(Array(bytes[..<20]) + bytes[24..<headerLength]), into: &bytes, at: 20)
    return bytes
  }

  private static func put(_ value: UInt32, into bytes: inout [UInt8], at offset: Int) {
    for place in 0..<4 { bytes[offset + place] = UInt8(truncatingIfNeeded: value >> (8 * place)) }
  }
}
