// Indexes with right checksums, whose rows refer to the same parts repeatedly. The data that a
// reader gets, and the rewritten index, are no larger than the index itself.

import BuildCache
import FileIO
import FuzzProperties
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// One way to forge an index: a field of a table that gets the same value in all rows.
struct Forgery: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let table: Int
  /// Offsets and values of fields of 32 bits. (For a field of 64 bits, its lower half.)
  let fields: [(offset: Int, value: UInt32)]

  init(_ name: String, _ table: Int, _ fields: (offset: Int, value: UInt32)...) {
    testDescription = name
    self.table = table
    self.fields = fields
  }

  /// The index with these fields, and with right checksums.
  func applied(to index: [UInt8]) -> [UInt8] {
    func number(_ place: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(index[place + $1]) << (8 * $1) }
    }
    let entry = 40 + 24 * table
    let (start, rowCount, rowSize) = (number(entry), number(entry + 8), number(entry + 16))
    precondition(rowCount > 1, "there are rows to forge")
    var forged = index
    for row in 0..<rowCount {
      for (offset, value) in fields {
        for byte in 0..<4 {
          let place = start + row * rowSize + offset + byte
          forged[place] = UInt8(truncatingIfNeeded: value >> (8 * byte))
        }
      }
    }
    return IndexFuzz.resealed(forged)
  }

  static let keyed = [
    Forgery("an entry's parts are the heap", 1, (80, 0), (88, .max)),
    Forgery("an epoch is the heap", 0, (0, 0), (8, .max)),
    Forgery("options are the heap", 0, (0, 0), (12, .max)),
    Forgery("a name is the heap", 2, (0, 0), (8, .max)),
    Forgery("a name has all generations", 2, (12, 0), (16, .max)),
  ]

  static let projects = [
    Forgery("a folder is all names", 1, (0, 0), (8, .max)),
    Forgery("a name is all names", 2, (40, 0), (48, .max)),
    Forgery("warnings are all warnings", 4, (0, 0), (8, .max)),
    Forgery("a file has all imports", 5, (112, 0), (116, .max)),
    Forgery("imports lead out of the index", 7, (0, .max)),
    Forgery("imports are of no file", 7, (4, .max)),
  ]
}

@Test(arguments: Forgery.keyed) func aKeyedIndexWhoseRowsOverlapIsRefused(_ forgery: Forgery) {
  var samples = Samples(seed: 21)
  let files = (0..<100).map { samples.zirEntry(path: "f\($0 % 40)") }
  let functions = (0..<100).map { samples.airEntry(path: "f\($0 % 40)", function: "g") }
  let units = (0..<100).map { samples.unitEntry(name: "u\($0 % 40)") }
  let zir = ZirCache.encode(nil, adding: files)
  #expect(ZirCache.load(zir).name == "loaded")
  #expect(ZirCache.load(forgery.applied(to: zir)).name == "damaged")
  let air = AirCache.encode(nil, adding: functions)
  #expect(AirCache.load(air).name == "loaded")
  #expect(AirCache.load(forgery.applied(to: air)).name == "damaged")
  let unit = UnitCache.encode(nil, adding: units)
  #expect(UnitCache.load(unit).name == "loaded")
  #expect(UnitCache.load(forgery.applied(to: unit)).name == "damaged")
}

/// A build checks the rows that it reads, not how all rows fit together. It finds the right entry
/// or none, and adds little to the index; if it adds much, the index is rewritten.
@Test(arguments: Forgery.keyed) func aBuildOnAForgedIndexSavesASoundOne(_ forgery: Forgery) throws {
  let fixture = CacheFixture()
  build(try fixture.open())
  var samples = Samples(seed: 22)
  let entries = (0..<100).map { samples.airEntry(path: "f\($0 % 40)", function: "g") }
  let forged = forgery.applied(to: AirCache.encode(nil, adding: entries))
  try LocalFileSystem().replaceFile(fixture.airIndex, with: forged)
  let cache = try fixture.open()
  _ = look(cache, functionInputs(body: [7]))
  for _ in 0..<40 {
    let entry = samples.airEntry(path: "f1", function: "g")
    let saved = try fixture.open().save(newFiles: [], newFunctions: [entry], project: nil)
    #expect(saved.isSaved && saved.bytesWritten < 2 * forged.count)
    let index = try #require(try fixture.contents(fixture.airIndex))
    #expect(index.count < 2 * forged.count)
  }
  try LocalFileSystem().replaceFile(fixture.airIndex, with: forged)
  let healing = try fixture.open()
  let many = (0..<1000).map { samples.airEntry(path: "h\($0)", function: "g") }
  #expect(healing.save(newFiles: [], newFunctions: many, project: nil).isSaved)
  #expect(
    healing.events == ["'\(fixture.airIndex)' cannot be used (its rows overlap); it is rebuilt"])
  let index = try #require(try fixture.contents(fixture.airIndex))
  #expect(AirCache.load(index).loaded?.count == many.count)
}

@Test(arguments: Forgery.projects) func whatIsMadeOfAForgedProjectIsNoLarger(
  _ forgery: Forgery
) throws {
  var samples = Samples(seed: 23)
  let sound = FileHashCache.encode(
    project: samples.project(), rows: samples.records(200).map { .new($0) })
  let forged = forgery.applied(to: sound)
  let index = try #require(FileHashCache.load(forged).loaded)
  let kept = FileHashCache.encode(
    project: index.project, rows: (0..<index.count).map { .kept(row: $0) }, from: index)
  #expect(kept.count <= 2 * sound.count, "kept: \(kept.count) of \(sound.count)")
  for row in 0..<index.count {
    let size = index.diagnostics(row).count + 16 * index.imports(row).count
    guard size <= 8 * sound.count, index.path(row).utf8.count <= 8 * sound.count else {
      Issue.record("row \(row) has \(size) bytes of \(sound.count)")
      return
    }
  }
  _ = (index.rowOfStrayImport, index.importers(of: [ChangedNames(row: 3, names: nil)]))
  // A change that moves other tables: a file that now has a warning.
  let record = index.record(7)
  let change = FileRecord(
    path: record.path, stamp: record.stamp, isRacy: record.isRacy, sourceID: record.sourceID,
    diagnostics: [1, 2, 3, 4, 5], functionCount: record.functionCount, imports: record.imports,
    combinedHash: record.combinedHash, irID: record.irID, irSize: record.irSize,
    irChecksum: record.irChecksum, sectionChecksum: record.sectionChecksum,
    runtimeParts: record.runtimeParts)
  let patched = index.patched(
    project: index.project, changes: [(row: 7, source: .new(change))], functionCount: 0)
  let count = patched.bytes.count
  #expect(count <= 3 * sound.count, "patched: \(count) of \(sound.count)")
}

@Test(arguments: Forgery.projects) func verifyTellsThatAProjectsIndexIsForged(
  _ forgery: Forgery
) throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project())
  #expect(try fixture.verify().summary.faults == 0)
  var samples = Samples(seed: 24)
  let bytes = FileHashCache.encode(
    project: samples.project(), rows: samples.records(50).map { .new($0) })
  try fixture.write("file_hashes.bin", forgery.applied(to: bytes))
  let findings = try fixture.verify().findings.filter { $0.severity == .fault }
  #expect(findings.contains { $0.path == "file_hashes.bin" }, "\(findings)")
  #expect(try fixture.verify(.repair).summary.isSound)
}

@Test func tablesThatOverlapAreRefused() {
  for kind in IndexKind.all where kind.sample[36] > 1 {
    var forged = kind.sample
    // All tables begin at the start of the body.
    for table in 0..<Int(forged[36]) {
      forged.replaceSubrange((40 + 24 * table)..<(44 + 24 * table), with: forged[16..<20])
    }
    #expect(kind.outcome(IndexFuzz.resealed(forged)) == "damaged")
  }
}

@Test func unitsThatShowAllModulesAreRefused() {
  var samples = Samples(seed: 25)
  let units = (0..<20).map { _ in samples.linkedUnit(consulted: 3) }
  let bytes = ProjectUnits.encode(units)
  #expect(ProjectUnits.load(bytes).loaded == units)
  let forgery = Forgery("all modules", 0, (184, 0), (188, .max))
  #expect(ProjectUnits.load(forgery.applied(to: bytes)).name == "damaged")
}
