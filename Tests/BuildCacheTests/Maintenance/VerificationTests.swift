// verify: each kind of damage is found and repaired, and sound parts are reported as sound.

import BuildCache
import FileIO
import Foundation
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Test func verifyCallsSoundWhatBuildsAndGCLeave() throws {
  let fixture = MaintenanceFixture()
  for version in 1...3 { try fixture.build(MaintenanceFixture.project(version: version)) }
  try fixture.build([MaintenanceSource(path: "one.mini", text: "one")], rootName: "one.mini")
  for policy in [nil, .now(generations: 1), .now(sizeMax: 8192)] as [GarbagePolicy?] {
    if let policy { try fixture.collect(policy) }
    let (summary, findings) = try fixture.verify()
    #expect(summary.faults == 0, "\(findings)")
    #expect(summary.objects >= (try fixture.looseObjects().count))
    // gc has removed the copies if they exceed the limit.
    #expect(summary.sections == (policy?.sizeMaxBytes == nil ? 3 : 0))
    #expect(summary.rows >= 3)
    #expect(try fixture.verify(.repair).summary.repaired == 0)
  }
}

/// A file that can be damaged.
enum DamageTarget: String, CaseIterable {
  case fileObject, functionObject
  case zirIndex = "zir_index.bin"
  case airIndex = "air_index.bin"
  case projectIndex = "file_hashes.bin"
  case combined = "combined/main.mini.ll"
  case config
  case head = "HEAD"
  case alternates = "objects/info/alternates"
  case tag = "CACHEDIR.TAG"
  case ignore = ".gitignore"

  func name(in fixture: MaintenanceFixture) -> String {
    let source = MaintenanceFixture.project()[0]
    switch self {
    case .fileObject: return Self.path(fixture.object(source))
    case .functionObject: return Self.path(fixture.object(source.functions[0]))
    default: return rawValue
    }
  }

  /// The file that it is swapped with.
  func partner(in fixture: MaintenanceFixture) -> String {
    let source = MaintenanceFixture.project()[1]
    switch self {
    case .fileObject: return Self.path(fixture.object(source))
    case .functionObject: return Self.path(fixture.object(source.functions[0]))
    case .zirIndex: return Self.airIndex.rawValue
    case .airIndex: return Self.projectIndex.rawValue
    case .projectIndex: return Self.zirIndex.rawValue
    case .combined: return Self.ignore.rawValue
    case .config: return Self.alternates.rawValue
    case .head: return Self.config.rawValue
    case .alternates: return Self.head.rawValue
    case .tag: return Self.ignore.rawValue
    case .ignore: return Self.head.rawValue
    }
  }

  /// Whether its absence is a fault: objects and indexes can be removed at any time.
  var isNeeded: Bool {
    switch self {
    case .config, .head, .alternates, .tag, .ignore: true
    default: false
    }
  }

  private static func path(_ object: String) -> String {
    let parts = object.split(separator: "/")
    return "\(parts[0])/\(parts[1].prefix(2))/\(parts[1].dropFirst(2))"
  }
}

enum DamageKind: String, CaseIterable {
  case flipped, truncated, emptied, deleted, swapped

  func apply(to target: DamageTarget, in fixture: MaintenanceFixture) throws {
    let name = target.name(in: fixture)
    var bytes = try fixture.contents(name)
    switch self {
    case .flipped:
      // After the combined IR's header, whose content only a compiler knows; in the tag's
      // signature, because the rest of the tag is a comment.
      let place =
        switch target {
        case .combined: bytes.count - 3
        case .tag: 5
        default: bytes.count / 2
        }
      bytes[place] ^= 0x10
    case .truncated: bytes.removeLast(target == .tag ? bytes.count - 5 : bytes.count / 2)
    case .emptied: bytes = []
    case .deleted:
      try LocalFileSystem().remove(fixture.file(name))
      return
    case .swapped:
      let partner = target.partner(in: fixture)
      let others = try fixture.contents(partner)
      try fixture.write(partner, bytes)
      bytes = others
    }
    try fixture.write(name, bytes)
  }
}

@Test(arguments: DamageTarget.allCases, DamageKind.allCases)
func verifyFindsAndRepairsDamage(_ target: DamageTarget, _ damage: DamageKind) throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project())
  try damage.apply(to: target, in: fixture)
  let before = try fixture.snapshot()

  let (summary, findings) = try fixture.verify()
  let context: Comment = "\(findings)"
  #expect(try fixture.snapshot() == before, "looking changes nothing")
  #expect(!findings.isEmpty)
  let name = target.name(in: fixture)
  if damage == .deleted && !target.isNeeded {
    #expect(summary.faults == 0, context)
  } else {
    #expect(!summary.isSound, context)
    #expect(findings.contains { $0.severity == .fault && $0.path == name }, context)
  }
  #expect(findings.allSatisfy { !$0.problem.isEmpty && !$0.remedy.isEmpty })

  let repair = try fixture.verify(.repair)
  #expect(repair.summary.isSound, "\(repair.findings)")
  #expect(repair.summary.faults >= summary.faults)
  let after = try fixture.verify()
  #expect(after.summary.faults == 0, "\(after.findings)")

  try fixture.build(MaintenanceFixture.project())
  let healed = try fixture.verify()
  #expect(healed.summary.faults == 0, "\(healed.findings)")
  let objects = try fixture.objects()
  #expect(objects == fixture.objects(MaintenanceFixture.project()))
  guard damage == .swapped else { return }
  let fsck = try fixture.fsck()
  #expect(fsck.status == 0, "\(fsck.errorText)")
}

// MARK: Wrong rows in an undamaged index

@Test func verifyFindsRowsThatDoNotFitTheirObjects() throws {
  for (size, checksum) in [(1 as UInt64?, nil as UInt32?), (nil, 7)] {
    let fixture = MaintenanceFixture()
    let sources = MaintenanceFixture.project()
    try fixture.build(sources)
    let id = ObjectID(type: .blob, body: sources[0].ir)
    let wrong = fixture.entry(sources[0], id, irSize: size, irChecksum: checksum)
    let right = fixture.entry(sources[1], ObjectID(type: .blob, body: sources[1].ir))
    try fixture.write("zir_index.bin", ZirCache.encode(nil, adding: [wrong, right]))
    let (summary, findings) = try fixture.verify()
    #expect(summary.faults == 1)
    #expect(findings.first { $0.severity == .fault }?.path == "zir_index.bin")
    #expect(try fixture.verify(.repair).summary.isSound)
    #expect(try fixture.verify().summary.faults == 0)
    let cache = try fixture.cache()
    #expect(cache.file(sources[0].inputs, path: "main.mini").found == nil)
    #expect(cache.file(sources[1].inputs, path: "lib/math.mini").found != nil)
  }
}

@Test func verifyFindsRowsWhoseKeysAreNotMadeOfTheirInputs() throws {
  let fixture = MaintenanceFixture()
  let source = MaintenanceFixture.project()[0]
  try fixture.build([source])
  let function = source.functions[0]
  let inputs = source.inputs(function: function)
  let ir = MaintenanceSource.ir(function: function)
  let wrong = AirEntry(
    path: source.path, function: function.name, inputs: inputs,
    key: FunctionKey(digest: Digest(hashing: [1])), irID: ObjectID(type: .blob, body: ir),
    irSize: UInt64(ir.count), runtimeParts: 0, costNanoseconds: 1, usedDay: 1)
  let cache = try #require(AirCache.load(try fixture.contents("air_index.bin")).loaded)
  try fixture.write("air_index.bin", AirCache.encode(cache, adding: [wrong]))
  #expect(try fixture.verify().summary.faults == 1)
  #expect(try fixture.verify(.repair).summary.isSound)
  #expect(try fixture.verify().summary.faults == 0)
  let healed = try #require(AirCache.load(try fixture.contents("air_index.bin")).loaded)
  #expect(healed.count == 2 && healed.lookup(wrong.key) == nil && healed.lookup(inputs.key) != nil)
}

/// A repair that could not be written counts as none, for wrong rows and for an incomplete layer.
@Test func aRepairThatFailsLeavesTheCacheUnsound() throws {
  let fixture = MaintenanceFixture()
  let sources = MaintenanceFixture.project()
  try fixture.build(sources)
  let id = ObjectID(type: .blob, body: sources[0].ir)
  let wrong = fixture.entry(sources[0], id, irSize: 1)
  try fixture.write("zir_index.bin", ZirCache.encode(nil, adding: [wrong]) + [0])
  try fixture.write("air_index.bin", try fixture.contents("air_index.bin") + [0])
  let disk = FaultyFileSystem(
    fault: .init([.rename], number: 1, errno: .noSpace, persistence: .forever))
  let failed = try fixture.verify(.repair, disk: disk).summary
  #expect(failed.faults == 3 && failed.repaired == 0 && !failed.isSound)
  let repaired = try fixture.verify(.repair).summary
  #expect(repaired.faults == 3 && repaired.repaired == 3 && repaired.isSound)
  #expect(try fixture.verify().summary.faults == 0)
}

@Test func verifyFindsAProjectWhoseRowsDoNotFitTheObjects() throws {
  let fixture = MaintenanceFixture()
  let sources = MaintenanceFixture.project()
  try fixture.build(sources)
  try fixture.write("file_hashes.bin", fixture.projectIndex(sources, irChecksum: 1))
  let (summary, findings) = try fixture.verify()
  #expect(summary.faults > 0)
  #expect(findings.contains { $0.severity == .fault && $0.path == "file_hashes.bin" })
  #expect(try fixture.verify(.repair).summary.isSound)
  #expect(try !fixture.exists("file_hashes.bin"))
  #expect(try fixture.verify().summary.faults == 0)
}

@Test func verifyComparesTheCombinedHeaderWhereItIsKnown() throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project())
  var bytes = try fixture.contents("combined/main.mini.ll")
  #expect(
    try fixture.verify(expectedHeader: { _ in MaintenanceFixture.header }).summary.faults == 0)
  bytes[2] ^= 1
  try fixture.write("combined/main.mini.ll", bytes)
  #expect(try fixture.verify().summary.faults == 0)
  #expect(
    try fixture.verify(expectedHeader: { _ in MaintenanceFixture.header }).summary.faults == 1)
}

// MARK: Foreign files

@Test func verifyFindsWhatIsNoObject() throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project())
  let name = DamageTarget.fileObject.name(in: fixture)
  let bytes = try fixture.contents(name)
  let misplaced = "zir/00/" + String(repeating: "1", count: 62)
  try fixture.write(misplaced, bytes)
  try fixture.write("zir/00/strange", [1])
  try fixture.write("objects/00", [1])
  try LocalFileSystem().createDirectories(
    fixture.file("objects/01/" + String(repeating: "2", count: 62)))
  try fixture.write("zir/README", [1])
  try fixture.write("zir/02/tmp_obj_1", [1])
  let (summary, findings) = try fixture.verify()
  let faults = Set(findings.filter { $0.severity == .fault }.map(\.path))
  #expect(
    faults == [
      misplaced, "zir/00/strange", "objects/00", "objects/01/" + String(repeating: "2", count: 62),
    ])
  #expect(summary.faults == 4)
  #expect(findings.contains { $0.severity == .note && $0.path == "zir/README" })
  #expect(findings.contains { $0.severity == .note && $0.path == "zir/02/tmp_obj_1" })
  #expect(try fixture.verify(.repair).summary.isSound)
  #expect(try fixture.verify().summary.faults == 0)
  #expect(try fixture.exists("zir/README"))
}

@Test func verifySetsTheModeOfObjects() throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project())
  let name = DamageTarget.fileObject.name(in: fixture)
  try fixture.write(name, try fixture.contents(name))
  let (summary, findings) = try fixture.verify()
  #expect(summary.faults == 0 && findings.map(\.path) == [name], "\(findings)")
  #expect(try fixture.verify(.repair).summary.notes == 1)
  #expect(try fixture.verify().findings == [])
}

@Test func verifyLooksAtTheNamedObjectsAlone() throws {
  let fixture = MaintenanceFixture()
  let sources = MaintenanceFixture.project()
  try fixture.build(sources)
  try DamageKind.flipped.apply(to: .fileObject, in: fixture)
  try DamageKind.flipped.apply(to: .config, in: fixture)
  let ids = sources.map { ObjectID(type: .blob, body: $0.ir) }
  let sound = try fixture.verify(objects: [ids[1]])
  #expect(sound.summary.faults == 0 && sound.summary.objects == 1)
  let both = try fixture.verify(objects: ids)
  #expect(both.summary.faults == 1 && both.summary.objects == 2)
  #expect(try fixture.verify(.repair, objects: [ids[0]]).summary.isSound)
  #expect(try !fixture.exists(DamageTarget.fileObject.name(in: fixture)))
}

@Test func verifyFindsNoFaultBesideBuildsAndGC() throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project(version: 0))
  let finished = DispatchSemaphore(value: 0)
  Thread.detachNewThread {
    // A failure here shows as a fault.
    for version in 1...12 {
      try? fixture.build(MaintenanceFixture.project(version: version))
      if version.isMultiple(of: 4) { _ = try? fixture.collect(.now(generations: 2)) }
    }
    finished.signal()
  }
  var rounds = 0
  while finished.wait(timeout: .now()) == .timedOut {
    let (summary, findings) = try fixture.verify()
    #expect(summary.faults == 0, "\(findings)")
    rounds += 1
  }
  #expect(rounds > 0)
  #expect(try fixture.verify().summary.faults == 0)
}

// MARK: Layers

/// The newest layer's row of a key counts, as in builds. A wrong row is found in any layer; a
/// superseded one does no harm.
@Test func theNewestLayersRowCounts() throws {
  let fixture = MaintenanceFixture()
  let source = MaintenanceSource(text: "main", functions: [("main", "body")])
  try fixture.build([source])
  let id = ObjectID(type: .blob, body: source.ir)
  let right = fixture.entry(source, id)
  let wrong = fixture.entry(source, id, irSize: 1)
  for (base, layer, faults) in [
    (right, right, 0), (wrong, right, 0), (right, wrong, 1), (wrong, wrong, 1),
  ] {
    let bytes = ZirCache.encode(nil, adding: [base])
    let old = try #require(ZirCache.load(bytes).loaded)
    guard case .append(let added) = old.addition(of: [layer]) else {
      Issue.record("a layer was expected")
      return
    }
    try fixture.write("zir_index.bin", bytes + added)
    let context: Comment = "base \(base.irSize), layer \(layer.irSize)"
    let (summary, findings) = try fixture.verify()
    #expect(summary.faults == faults, "\(context): \(findings)")
    #expect(summary.rows == 3, "one of the file, one of its function, one of the project")
    #expect(findings.filter { $0.severity == .fault }.allSatisfy { $0.path == "zir_index.bin" })
    #expect(try fixture.verify(.repair).summary.isSound, context)
    #expect(try fixture.verify().summary.faults == 0, context)
  }
}
