// FileHashCache: rows are read as they were written, kept rows are copied byte for byte, changes
// are seen.

import BuildCache
import FileIO
import Foundation
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// Loads an encoded index; a failure is the test's.
private func load(_ bytes: [UInt8]) throws -> FileHashCache {
  try #require(FileHashCache.load(bytes).loaded)
}

private func encode(_ project: ProjectRecord, _ records: [FileRecord]) -> [UInt8] {
  FileHashCache.encode(project: project, rows: records.map { .new($0) })
}

@Test(arguments: [0, 1, 2, 50, 3000]) func rowsAreWhatWasWritten(count: Int) throws {
  var samples = Samples(seed: UInt64(count))
  let (project, records) = (samples.project(), samples.records(count))
  let index = try load(encode(project, records))
  #expect(index.count == count)
  #expect(index.project.outputs == project.outputs)
  #expect(index.project.epoch == project.epoch)
  #expect(index.project.projectHash == project.projectHash)
  #expect(index.functionCountTotal == records.reduce(0) { $0 + Int($1.functionCount) })
  #expect(
    index.rowsWithDiagnostics.sorted()
      == records.indices.filter { !records[$0].diagnostics.isEmpty })
  #expect(
    index.rowsWithDiagnostics.map(index.path) == index.allDiagnostics.map(\.path))
  for (row, record) in records.enumerated() {
    guard index.record(row) == record, index.row(ofPath: record.path) == row else {
      Issue.record("row \(row) is not what was written")
      return
    }
  }
  for absent in ["", "lib", "lib/", "zzz.mini", "lib/absent.mini", "no/file0.mini"] {
    #expect(index.row(ofPath: absent) == nil)
  }
}

@Test func sectionsStandOneAfterAnotherInLinkOrder() throws {
  var samples = Samples(seed: 21)
  let (project, records) = (samples.project(), samples.records(40))
  let index = try load(encode(project, records))
  var end = project.headerLength
  for (row, record) in records.enumerated() {
    end += UInt64(SectionMarker.length(pathLength: record.path.utf8.count))
    let section = index.section(row)
    #expect(section.offset == end)
    #expect(section.length == record.irSize)
    #expect(section.checksum == record.irChecksum)
    end += record.irSize
  }
  #expect(index.project.outputLength == end)
}

/// Applies a random edit of a project twice, with kept rows and with only new rows: the bytes are
/// the same.
private func checkKeptRows(seed: UInt64) throws {
  var samples = Samples(seed: seed)
  let before = samples.records(samples.number(0..<60))
  let old = try load(encode(samples.project(), before))
  // Some files are removed, edited or added; the order changes.
  var rows: [FileRow] = []
  var oldRows: [Int?] = []
  for row in before.indices.shuffled(using: &samples.random) {
    switch samples.number(0..<6) {
    case 0: continue
    case 1:
      let stamp = samples.stamp()
      rows.append(.restamped(row: row, stamp: stamp, isRacy: true))
    case 2:
      let edited = samples.records(1)[0]
      rows.append(.new(copy(of: edited, path: before[row].path)))
    default: rows.append(.kept(row: row))
    }
    oldRows.append(row)
  }
  for number in 0..<samples.number(0..<5) {
    rows.append(.new(copy(of: samples.records(1)[0], path: "new/n\(number).mini")))
    oldRows.append(nil)
  }
  var newRow: [Int: UInt32] = [:]
  for (row, oldRow) in oldRows.enumerated() { if let oldRow { newRow[oldRow] = UInt32(row) } }
  let imports = { (record: FileRecord) in
    record.imports.map { ImportLink(target: newRow[Int($0.target)] ?? .max, names: $0.names) }
  }
  let records: [FileRecord] = rows.map { row in
    switch row {
    case .new(let record): record
    case .kept(let row): copy(of: before[row], imports: imports(before[row]))
    case .restamped(let row, let stamp, let isRacy):
      copy(of: before[row], stamp: stamp, isRacy: isRacy, imports: imports(before[row]))
    }
  }
  let project = samples.project()
  let patched = FileHashCache.encode(project: project, rows: rows, from: old)
  let isSame = patched == encode(project, records)  // too long to be printed
  #expect(isSame, "seed \(seed)")
}

private func copy(
  of record: FileRecord, path: String? = nil, stamp: Stamp? = nil, isRacy: Bool? = nil,
  imports: [ImportLink]? = nil
) -> FileRecord {
  FileRecord(
    path: path ?? record.path, stamp: stamp ?? record.stamp, isRacy: isRacy ?? record.isRacy,
    sourceID: record.sourceID, diagnostics: record.diagnostics,
    functionCount: record.functionCount, imports: imports ?? record.imports,
    combinedHash: record.combinedHash, irID: record.irID, irSize: record.irSize,
    irChecksum: record.irChecksum, sectionChecksum: record.sectionChecksum,
    runtimeParts: record.runtimeParts)
}

@Test func keptRowsAreWrittenToTheByteAsNewOnesWouldBe() throws {
  for seed in UInt64(100)..<400 { try checkKeptRows(seed: seed) }
}

// MARK: Stamps of real files

/// A project of real files, and its index from when they did not change.
private struct RealProject {
  let folder = TemporaryDirectory()
  let paths: [String]

  init(_ paths: [String]) throws {
    self.paths = paths
    for path in paths { try write("fn f() {}\n", to: path) }
  }

  func write(_ text: String, to path: String) throws {
    let file = folder.appending(path)
    try LocalFileSystem().createDirectories(file.removingLastComponent())
    try LocalFileSystem().replaceFile(file, with: Array(text.utf8))
  }

  func index(racy: Set<String> = []) throws -> FileHashCache {
    var samples = Samples(seed: 22)
    let records = try zip(samples.records(paths.count), paths).map { record, path in
      let status = try #require(
        try LocalFileSystem().status(of: folder.appending(path), followingLinks: true))
      return copy(
        of: record, path: path, stamp: Stamp(status), isRacy: racy.contains(path))
    }
    return try load(encode(samples.project(), records))
  }

  func changes(_ index: FileHashCache, threads: Int = 2) -> [String: RowChange.Kind] {
    let changes = index.changedRows(
      rootFolder: folder.path, fileSystem: LocalFileSystem(), threadsMax: threads)
    #expect(changes.map(\.row) == changes.map(\.row).sorted())
    return Dictionary(uniqueKeysWithValues: changes.map { (index.path($0.row), $0.kind) })
  }
}

@Test func whatChangedSinceTheLastBuildIsSeen() throws {
  let project = try RealProject([
    "main.mini", "same.mini", "lib/a.mini", "lib/b.mini", "lib/deep/c.mini", "gone/d.mini",
    "gone/e.mini", "folder.mini",
  ])
  let index = try project.index(racy: ["same.mini"])
  #expect(project.changes(index) == ["same.mini": .racy])
  try project.write("fn f() {}  // longer\n", to: "lib/b.mini")
  try project.write("fn g() {}\n", to: "lib/deep/c.mini")  // the same size
  try FileManager.default.removeItem(atPath: project.folder.appending("gone").string)
  try FileManager.default.removeItem(atPath: project.folder.appending("folder.mini").string)
  try LocalFileSystem().createDirectories(project.folder.appending("folder.mini"))
  let expected: [String: RowChange.Kind] = [
    "same.mini": .racy, "lib/b.mini": .changed, "lib/deep/c.mini": .changed,
    "gone/d.mini": .absent, "gone/e.mini": .absent, "folder.mini": .changed,
  ]
  for threads in [1, 2, 8] { #expect(project.changes(index, threads: threads) == expected) }
}

@Test func aRootFolderThatIsGoneHasNoFiles() throws {
  let project = try RealProject(["main.mini", "lib/a.mini"])
  let index = try project.index()
  let changes = index.changedRows(
    rootFolder: project.folder.appending("absent"), fileSystem: LocalFileSystem(), threadsMax: 2)
  #expect(changes.map(\.kind) == [.absent, .absent])
}

@Test func stampsTakeACallAFileAndAnOpenAFolder() throws {
  // Few enough for one thread's share.
  let paths = (0..<120).map { "f\($0 % 5)/g\($0).mini" } + ["main.mini"]
  let project = try RealProject(paths)
  let disk = FaultyFileSystem()
  let changes = try project.index().changedRows(
    rootFolder: project.folder.path, fileSystem: disk, threadsMax: 1)
  #expect(changes.isEmpty)
  #expect(disk.counts == [.status: 121, .open: 6, .close: 6])
}

@Test func whatCannotBeLookedAtIsToBeRead() throws {
  let project = try RealProject(["main.mini", "lib/a.mini", "lib/b.mini"])
  let index = try project.index()
  for call in [FaultyFileSystem.Call.open, .status] {
    for number in 1... {
      let disk = FaultyFileSystem(
        fault: .init([call], number: number, errno: .permissionDenied))
      let changes = index.changedRows(
        rootFolder: project.folder.path, fileSystem: disk, threadsMax: 1)
      guard disk.didFail else { break }
      #expect(!changes.isEmpty)
      #expect(changes.allSatisfy { $0.kind == .changed })
    }
  }
}
