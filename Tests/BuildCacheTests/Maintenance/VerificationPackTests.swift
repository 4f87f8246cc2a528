// verify, packs: every kind of damage to a pack or its index is found, reported once and by the
// right name, and repaired without losing sound objects.

import BuildCache
import FileIO
import Foundation
import ObjectStore
import SystemPackage
import TestSupport
import Testing

extension MaintenanceFixture {
  /// Moves all loose objects of a tree into one pack.
  @discardableResult
  func pack(_ tree: ObjectDatabase.Tree) throws -> PackChecksum {
    let database = try database()
    var writer = database.beginPack(in: tree)
    var ids: [ObjectID] = []
    try database.loose(tree).forEachID { ids.append($0) }
    for id in ids {
      let object = try #require(try database.loose(tree).read(id))
      try writer.add(object.type, object.body)
    }
    let written = try writer.commit()
    for id in ids { try database.loose(tree).remove(id) }
    return try #require(written.first).name
  }

  /// The bodies of a build's objects in a tree.
  static func bodies(_ tree: ObjectDatabase.Tree, _ sources: [MaintenanceSource]) -> [[UInt8]] {
    tree == .zir
      ? sources.map(\.ir)
      : sources.flatMap(\.functions).map { MaintenanceSource.ir(function: $0) }
  }

  /// The number of a build's objects that can be read.
  func soundCount(_ sources: [MaintenanceSource]) throws -> Int {
    let database = try database()
    return ObjectDatabase.Tree.allCases.flatMap { Self.bodies($0, sources) }.count { body in
      let object = try? database.read(ObjectID(type: .blob, body: body))
      #expect(object == nil || object?.body == body)
      return object != nil
    }
  }
}

/// A pack in a cache, and one change to it.
struct PackDamage: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The files that the report must name, without the stem: `pack`, `idx`.
  var told: Set<String> = ["pack"]
  /// Number of the pack's four objects that are lost.
  var lost = 0
  /// Changes the bytes of pack and index; nil: the file is removed.
  let apply: @Sendable (inout [UInt8]?, inout [UInt8]?) -> Void

  /// Changes a byte of the pack.
  static func pack(_ name: String, lost: Int = 0, at place: @escaping @Sendable (Int) -> Int)
    -> PackDamage
  {
    PackDamage(testDescription: name, lost: lost) { pack, _ in
      pack![place(pack!.count)] ^= 0x41
    }
  }

  /// Changes a byte of the index.
  static func index(_ name: String, at place: @escaping @Sendable (Int) -> Int) -> PackDamage {
    PackDamage(testDescription: name, told: ["idx"]) { _, index in
      index![place(index!.count)] ^= 0x41
    }
  }

  /// The offsets of the parts in an index of four objects.
  private static let ids = 8 + 1024
  private static let checksums = ids + 4 * 32
  private static let offsets = checksums + 4 * 4

  /// Corrects the index's own checksum.
  static func seal(_ index: inout [UInt8]) {
    let body = Array(index.dropLast(32))
    index = body + ObjectID(words: Digest(hashing: body).words).bytes
  }

  static let all: [PackDamage] = [
    .pack("pack: signature") { _ in 0 },
    .pack("pack: version") { _ in 7 },
    .pack("pack: count") { _ in 11 },
    .pack("pack: first entry", lost: 1) { _ in 20 },
    .pack("pack: last entry", lost: 1) { $0 - 32 - 6 },
    .pack("pack: trailer") { $0 - 1 },
    PackDamage(testDescription: "pack: truncated in an entry", lost: 1) { pack, _ in
      pack!.removeLast(36)
    },
    PackDamage(testDescription: "pack: truncated in the trailer") { pack, _ in
      pack!.removeLast(1)
    },
    PackDamage(testDescription: "pack: lengthened") { pack, _ in pack! += [0] },
    PackDamage(testDescription: "pack: emptied", lost: 4) { pack, _ in pack = [] },
    PackDamage(testDescription: "pack: other bytes", lost: 4) { pack, _ in
      var random = SplitMix64(seed: 61)
      pack = (0..<pack!.count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    },
    PackDamage(testDescription: "pack: deleted", told: ["idx"], lost: 4) { pack, _ in
      pack = nil
    },
    .index("idx: signature") { _ in 1 },
    .index("idx: version") { _ in 7 },
    .index("idx: fan-out") { _ in 8 + 4 * 255 + 3 },
    .index("idx: fan-out's first") { _ in 8 + 3 },
    .index("idx: an id") { _ in ids + 40 },
    .index("idx: a CRC-32") { _ in checksums + 5 },
    .index("idx: an offset") { _ in offsets + 3 },
    .index("idx: the pack's checksum") { $0 - 40 },
    .index("idx: its own checksum") { $0 - 1 },
    PackDamage(testDescription: "idx: truncated", told: ["idx"]) { _, index in
      index!.removeLast(100)
    },
    PackDamage(testDescription: "idx: emptied", told: ["idx"]) { _, index in index = [] },
    PackDamage(testDescription: "idx: deleted", told: ["pack"]) { _, index in index = nil },
    PackDamage(testDescription: "idx: a CRC-32, sealed", told: ["idx"]) { _, index in
      index![checksums + 5] ^= 1
      seal(&index!)
    },
    PackDamage(testDescription: "idx: an offset, sealed", told: ["idx"]) { _, index in
      index![offsets + 3] ^= 1
      seal(&index!)
    },
    PackDamage(testDescription: "idx: a large offset, sealed", told: ["idx"]) { _, index in
      index![offsets] |= 0x80
      seal(&index!)
    },
    PackDamage(testDescription: "idx: an id, sealed", told: ["idx"]) { _, index in
      index![ids + 31] ^= 1
      seal(&index!)
    },
    PackDamage(testDescription: "idx: another pack's checksum, sealed", told: ["idx"]) { _, index in
      index![index!.count - 40] ^= 1
      seal(&index!)
    },
    PackDamage(testDescription: "idx: fewer objects, sealed", told: ["idx"]) { _, index in
      // The index of a pack of only the first three objects.
      var bytes = Array(index![..<ids])
      for slot in 0..<256 {
        let place = 8 + 4 * slot + 3
        bytes[place] = min(bytes[place], 3)
      }
      bytes += index![ids..<ids + 3 * 32]
      bytes += index![checksums..<checksums + 3 * 4]
      bytes += index![offsets..<offsets + 3 * 4]
      bytes += index!.suffix(64)
      seal(&bytes)
      index = bytes
    },
    PackDamage(testDescription: "both: flipped", told: ["pack", "idx"], lost: 2) { pack, index in
      pack![20] ^= 0x41
      index![ids + 40] ^= 0x41
    },
    PackDamage(testDescription: "both: emptied", told: ["pack", "idx"], lost: 4) { pack, index in
      pack = []
      index = []
    },
  ]
}

@Suite struct VerificationPackTests {
  private func write(_ bytes: [UInt8]?, _ file: FilePath) throws {
    if let bytes {
      try LocalFileSystem().replaceFile(file, with: bytes, mode: 0o444)
    } else {
      try LocalFileSystem().remove(file)
    }
  }

  /// A cache whose functions are in a pack of four, which is damaged.
  private func damaged(_ damage: PackDamage) throws -> (MaintenanceFixture, stem: String) {
    let fixture = MaintenanceFixture()
    try fixture.build(MaintenanceFixture.project())
    try fixture.pack(.zir)
    let stem = "objects/pack/\(try fixture.pack(.objects).fileStem)"
    var pack = try fixture.contents(stem + ".pack") as [UInt8]?
    var index = try fixture.contents(stem + ".idx") as [UInt8]?
    damage.apply(&pack, &index)
    try write(pack, fixture.file(stem + ".pack"))
    try write(index, fixture.file(stem + ".idx"))
    return (fixture, stem)
  }

  @Test func packsThatAreSoundAreCalledSound() throws {
    let fixture = MaintenanceFixture()
    try fixture.build(MaintenanceFixture.project())
    for tree in ObjectDatabase.Tree.allCases { try fixture.pack(tree) }
    let before = try fixture.snapshot()
    for mode in [Verification.Mode.inspect, .repair] {
      let (summary, findings) = try fixture.verify(mode)
      #expect(findings == [])
      #expect(summary.objects == 6 && summary.sections == 2)
    }
    #expect(try fixture.snapshot() == before)
  }

  @Test(arguments: PackDamage.all)
  func damageToAPackIsFoundAndRepaired(_ damage: PackDamage) throws {
    let (fixture, stem) = try damaged(damage)
    let before = try fixture.snapshot()
    let (summary, findings) = try fixture.verify()
    let context: Comment = "\(findings)"
    #expect(try fixture.snapshot() == before, "looking changes nothing")
    let faults = findings.filter { $0.severity == .fault }
    #expect(Set(faults.map(\.path)) == Set(damage.told.map { "\(stem).\($0)" }), context)
    #expect(faults.count == damage.told.count && summary.faults == faults.count, context)

    let repair = try fixture.verify(.repair)
    #expect(repair.summary.isSound && repair.summary.repaired > 0, "\(repair.findings)")
    let after = try fixture.verify()
    #expect(after.findings == [], "\(after.findings)")
    #expect(try fixture.soundCount(MaintenanceFixture.project()) == 6 - damage.lost)
    let fsck = try fixture.fsck()
    #expect(fsck.status == 0, "\(fsck.errorText)")
    let index = try #require(AirCache.load(try fixture.contents("air_index.bin")).loaded)
    #expect(index.count == 4 - damage.lost, "rows of what is lost are dropped")

    try fixture.build(MaintenanceFixture.project())
    #expect(try fixture.soundCount(MaintenanceFixture.project()) == 6)
    #expect(try fixture.verify().findings == [])
  }

  @Test func aFolderInThePlaceOfAPackOrItsIndexIsMovedAside() throws {
    for suffix in ["pack", "idx"] {
      let (fixture, stem) = try damaged(PackDamage(testDescription: "none") { _, _ in })
      let file = fixture.file("\(stem).\(suffix)")
      try LocalFileSystem().remove(file)
      try LocalFileSystem().createDirectories(file)
      let (_, findings) = try fixture.verify()
      #expect(
        findings.filter { $0.severity == .fault }.map(\.path) == ["\(stem).\(suffix)"],
        "\(findings)")
      #expect(try fixture.verify(.repair).summary.isSound)
      #expect(try fixture.verify().findings == [])
      #expect(try fixture.soundCount(MaintenanceFixture.project()) == (suffix == "idx" ? 6 : 2))
    }
  }

  @Test func aPackAndItsIndexThatAreGoneAreMissed() throws {
    let (fixture, _) = try damaged(
      PackDamage(testDescription: "gone") { pack, index in
        pack = nil
        index = nil
      })
    let (summary, findings) = try fixture.verify()
    #expect(summary.faults == 0)
    #expect(findings.map(\.problem) == ["4 rows name objects that are absent"])
    #expect(try fixture.verify(.repair).summary.isSound)
    #expect(try fixture.verify().findings == [])
  }

  @Test func whatAKilledWriterLeavesIsNoFault() throws {
    let (fixture, stem) = try damaged(PackDamage(testDescription: "none") { _, _ in })
    for body in MaintenanceFixture.bodies(.objects, MaintenanceFixture.project()) {
      _ = try fixture.database().objects.overwrite(.blob, body)
    }
    try LocalFileSystem().remove(fixture.file(stem + ".idx"))
    let (summary, findings) = try fixture.verify()
    #expect(summary.faults == 0 && findings.map(\.path) == [stem + ".pack"], "\(findings)")
    #expect(try fixture.verify(.repair).summary.isSound)
    #expect(try fixture.exists(stem + ".idx"))
    #expect(try fixture.verify().findings == [])
  }

  @Test func aKeptPackStaysKeptWhenItIsSaved() throws {
    let (fixture, stem) = try damaged(PackDamage.pack("first entry") { _ in 20 })
    try fixture.write(stem + ".keep", Array("mine\n".utf8))
    #expect(try fixture.verify(.repair).summary.isSound)
    #expect(try !fixture.exists(stem + ".pack") && !fixture.exists(stem + ".keep"))
    let packs = try fixture.database().packs(.objects).packs()
    #expect(packs.map(\.isKept) == [true])
    let keep = "objects/pack/\(packs[0].name.fileStem).keep"
    #expect(try fixture.contents(keep) == Array("mine\n".utf8))
    #expect(try fixture.verify().findings == [])
  }

  @Test func aDamagedLooseCopyBesideASoundPackedOneCostsNothing() throws {
    let fixture = MaintenanceFixture()
    let sources = MaintenanceFixture.project()
    try fixture.build(sources)
    try fixture.pack(.zir)
    let loose = DamageTarget.fileObject.name(in: fixture)
    try fixture.write(loose, [1, 2, 3])
    let (_, findings) = try fixture.verify()
    let faults = findings.filter { $0.severity == .fault }
    #expect(faults.map(\.path) == [loose])
    #expect(faults.first?.remedy.contains("a pack has a sound copy") == true, "\(faults)")
    #expect(try fixture.verify(.repair).summary.isSound)
    #expect(try fixture.verify().findings == [])
    #expect(try !fixture.exists(loose) && fixture.soundCount(sources) == 6)
  }

  @Test func aLooseCopyOutlivesItsDamagedPackedOne() throws {
    let fixture = MaintenanceFixture()
    let sources = MaintenanceFixture.project()
    try fixture.build(sources)
    let name = try fixture.pack(.objects)
    for body in MaintenanceFixture.bodies(.objects, sources) {
      _ = try fixture.database().objects.overwrite(.blob, body)
    }
    try fixture.write("objects/pack/\(name.fileStem).pack", [])
    let (summary, findings) = try fixture.verify(.repair)
    #expect(summary.isSound && summary.faults == 1)
    #expect(findings.first?.remedy.contains("nothing is lost") == true, "\(findings)")
    #expect(try fixture.verify().findings == [])
    #expect(try fixture.soundCount(sources) == 6)
  }

  @Test func rowsThatDoNotFitPackedObjectsAreFound() throws {
    let fixture = MaintenanceFixture()
    let sources = MaintenanceFixture.project()
    try fixture.build(sources)
    try fixture.pack(.zir)
    let id = ObjectID(type: .blob, body: sources[0].ir)
    let wrong = fixture.entry(sources[0], id, irChecksum: 7)
    let right = fixture.entry(sources[1], ObjectID(type: .blob, body: sources[1].ir))
    try fixture.write("zir_index.bin", ZirCache.encode(nil, adding: [wrong, right]))
    let (summary, findings) = try fixture.verify()
    #expect(summary.faults == 1 && findings.first?.path == "zir_index.bin", "\(findings)")
    #expect(try fixture.verify(.repair).summary.isSound)
    #expect(try fixture.verify().summary.faults == 0)
  }

  @Test func namedObjectsMayLieInPacks() throws {
    let (fixture, stem) = try damaged(PackDamage.pack("first entry") { _ in 20 })
    let ids = MaintenanceFixture.bodies(.objects, MaintenanceFixture.project()).map {
      ObjectID(type: .blob, body: $0)
    }
    let (summary, findings) = try fixture.verify(objects: ids)
    #expect(summary.objects == 4 && summary.faults == 1)
    #expect(findings.first?.path == stem + ".pack", "\(findings)")
    let damaged = try #require(
      ids.first { (try? fixture.database().read($0)) == nil })
    #expect(findings.first?.problem.contains("\(damaged)") == true)
    #expect(try fixture.verify(.repair, objects: [damaged]).summary.isSound)
    #expect(try fixture.verify(.repair).summary.faults == 0)
    #expect(try fixture.soundCount(MaintenanceFixture.project()) == 5)
  }

  @Test func whatBelongsToNoPackIsNoted() throws {
    let fixture = MaintenanceFixture()
    try fixture.build(MaintenanceFixture.project())
    try fixture.pack(.zir)
    let stem = "zir/pack/pack-" + String(repeating: "a", count: 64)
    for name in ["zir/pack/tmp_pack_x", "zir/pack/README", stem + ".keep"] {
      try fixture.write(name, [1])
    }
    let (summary, findings) = try fixture.verify()
    #expect(summary.faults == 0)
    #expect(
      Set(findings.map(\.path)) == ["zir/pack/tmp_pack_x", "zir/pack/README", stem + ".keep"])
  }

  /// Packs with deltas, as git makes them.
  @Test func packsOfGitAreCheckedAndSaved() throws {
    let fixture = MaintenanceFixture()
    let sources = (1...30).map { MaintenanceFixture.project(version: $0)[0] }
    for source in sources { try fixture.build([source]) }
    let git = RealGit(gitDirectory: fixture.path)
    let ids = try fixture.objects().map { String($0.suffix(64)) }.sorted()
    let made = try git.finish(
      ["pack-objects", fixture.path.string + "/objects/pack/pack"],
      input: Array(ids.map { $0 + "\n" }.joined().utf8))
    #expect(made.status == 0, "\(made.errorText)")
    try git.run("prune-packed")
    let (summary, findings) = try fixture.verify()
    #expect(summary.faults == 0, "\(findings)")
    #expect(summary.objects >= ids.count)
    let stem = "objects/pack/pack-" + made.outputText.prefix(64)
    for damage in [
      PackDamage.pack("middle") { $0 / 2 }, PackDamage.index("offset") { $0 - 70 },
    ] {
      var pack = try fixture.contents(stem + ".pack") as [UInt8]?
      var index = try fixture.contents(stem + ".idx") as [UInt8]?
      let sound = (pack, index)
      damage.apply(&pack, &index)
      try write(pack, fixture.file(stem + ".pack"))
      try write(index, fixture.file(stem + ".idx"))
      #expect(try fixture.verify().summary.faults == 1)
      #expect(try fixture.verify(.repair).summary.isSound)
      #expect(try fixture.verify().summary.faults == 0)
      #expect(try fixture.fsck().status == 0)
      try write(sound.0, fixture.file(stem + ".pack"))
      try write(sound.1, fixture.file(stem + ".idx"))
    }
  }
}
