// No change or cut of a pack or an index leads to a wrong object or a crash. Sound objects of a
// damaged pack are saved.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct PackDamageTests {
  let folder = TemporaryDirectory()

  /// A pack and the expected content of its objects.
  private struct Sample {
    let bytes: PackBytes
    let objects: [ObjectID: StoredObject]
  }

  private static func sample(_ fixture: String) throws -> Sample {
    let (_, stem) = try PackSamples.onlyPack(in: Repository.fixture("Packs/\(fixture)"))
    let bytes = try PackBytes(stem)
    let pack = try PackReader(pack: bytes.pack, index: bytes.index, scrutiny: .checksum)
    var objects: [ObjectID: StoredObject] = [:]
    try pack.forEachID { id throws(ObjectError) in objects[id] = try pack.read(id) }
    return Sample(bytes: bytes, objects: objects)
  }

  /// Calls everything that a pack offers, and counts the objects that cannot be read.
  private func exercise(_ bytes: PackBytes, _ sample: Sample) throws -> Int {
    let pack: PackReader
    do {
      pack = try PackReader(pack: bytes.pack, index: bytes.index, scrutiny: .structure)
    } catch {
      return sample.objects.count
    }
    var losses = 0
    for (id, object) in sample.objects {
      do throws(ObjectError) {
        let found = try pack.read(id)
        if found == nil { losses += 1 } else { #expect(found == object) }
      } catch {
        guard case .damaged(id, _, _) = error else {
          Issue.record("\(error)")
          return 0
        }
        losses += 1
      }
      _ = try? pack.header(of: id)
    }
    for position in 0..<min(pack.index.count, 100) { _ = try pack.fault(at: position) }
    return losses
  }

  @Test(arguments: PackFormatTests.fixtures)
  func noFlipInAnIndexPasses(fixture: String) throws {
    let sample = try Self.sample(fixture)
    var random = SplitMix64(seed: 41)
    for place in sample.bytes.index.indices {
      var bytes = sample.bytes
      bytes.index[place] ^= UInt8.random(in: 1...255, using: &random)
      #expect(throws: PackIndexError.self) {
        try PackIndex(StableBytes(bytes.index), scrutiny: .checksum)
      }
      // Without the pack's checksum, no wrong object is returned either.
      if place % 3 == 0 { _ = try exercise(bytes, sample) }
    }
  }

  @Test(arguments: PackFormatTests.fixtures)
  func noFlipInAPackPasses(fixture: String) throws {
    let sample = try Self.sample(fixture)
    var random = SplitMix64(seed: 42)
    for place in sample.bytes.pack.indices {
      var bytes = sample.bytes
      bytes.pack[place] ^= UInt8.random(in: 1...255, using: &random)
      let losses = try exercise(bytes, sample)
      let pack = try PackReader(pack: bytes.pack, index: bytes.index, scrutiny: .checksum)
      #expect(try !PackIndexer.contents(of: PackFile(bytes.pack)).isWhole)
      let isEnd = place < 12 || place >= bytes.pack.count - 32
      #expect((pack.problem != nil) == isEnd)
      let faults = try (0..<pack.index.count).filter { try pack.fault(at: $0) != nil }.count
      // Some bits of a zlib header have no effect: then the object is sound and its CRC-32 is not.
      #expect(isEnd ? losses == 0 && faults == 0 : faults >= 1 && losses <= faults)
    }
  }

  @Test(arguments: PackFormatTests.fixtures)
  func noCutPasses(fixture: String) throws {
    let sample = try Self.sample(fixture)
    for length in 0..<sample.bytes.index.count {
      let cut = Array(sample.bytes.index[..<length])
      #expect(throws: PackIndexError.self) {
        try PackIndex(StableBytes(cut), scrutiny: .checksum)
      }
      _ = try exercise(PackBytes(pack: sample.bytes.pack, index: cut), sample)
    }
    var last = sample.objects.count
    for length in 0..<sample.bytes.pack.count {
      let cut = Array(sample.bytes.pack[..<length])
      let losses = try exercise(PackBytes(pack: cut, index: sample.bytes.index), sample)
      #expect(losses <= last)  // a longer rest contains more objects
      last = losses
      let contents = try PackIndexer.contents(of: PackFile(cut))
      #expect(!contents.isWhole)
      for row in contents.rows { #expect(sample.objects[row.id] != nil) }
    }
    #expect(last == 0)
  }

  /// Many wrong bytes at once, with the checksums of both files corrected.
  @Test(arguments: 0..<3)
  func damageThatChecksumsDoNotShowHarmsNobody(number: Int) throws {
    let sample = try Self.sample(PackFormatTests.fixtures[number])
    var random = SplitMix64(seed: UInt64(number) + 43)
    for _ in 0..<500 {
      var bytes = sample.bytes
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let value = UInt8.random(in: .min ... .max, using: &random)
        if Bool.random(using: &random) {
          bytes.pack[Int.random(in: bytes.pack.indices, using: &random)] = value
        } else {
          // Mostly in the fan-out and the offsets.
          let end = bytes.index.count - 64
          let start = Bool.random(using: &random) ? 8 : end - 12 * 4
          bytes.index[Int.random(in: start..<end, using: &random)] = value
        }
      }
      _ = try exercise(bytes, sample)
      _ = try PackIndexer.contents(of: PackFile(bytes.pack))
    }
  }

  // MARK: Saving

  /// Writes one of mini's packs into the folder.
  private func packs() throws -> (PackDirectory, PackChecksum, FilePath, [[UInt8]]) {
    let path = folder.appending("objects").appending("pack")
    let bodies = PackSamples.bodies(30)
    var writer = PackWriter(in: path, fileSystem: packDisk)
    for body in bodies { try writer.add(.blob, body) }
    let name = try writer.commit()[0].name
    let directory = PackDirectory(path: path, fileSystem: packDisk)
    return (directory, name, path.appending(name.fileStem), bodies)
  }

  private func found(_ bodies: [[UInt8]], in directory: PackDirectory) -> Int {
    bodies.filter { body in
      let object = try? directory.read(ObjectID(type: .blob, body: body))
      #expect(object == nil || object?.body == body)
      return object != nil
    }.count
  }

  /// The damage, and the number of readable objects of 30 before and after saving.
  @Test(arguments: [
    ("index flipped", 0, 30), ("index cut", 0, 30), ("index emptied", 0, 30),
    ("index a folder", 0, 30), ("index deleted", 0, 30), ("pack deleted", 0, 0),
    ("pack flipped", 29, 29), ("pack cut", 29, 29), ("trailer flipped", 30, 30),
    ("header flipped", 30, 30), ("pack emptied", 0, 0), ("pack swapped", 0, 0),
    ("both flipped", 0, 29), ("both emptied", 0, 0),
  ])
  func whatIsSoundIsSaved(damage: String, before: Int, after: Int) throws {
    let (_, name, stem, bodies) = try packs()
    let sound = try PackBytes(stem)
    let (pack, index) = (FilePath(stem.string + ".pack"), FilePath(stem.string + ".idx"))
    func flip(_ path: FilePath, _ bytes: [UInt8], _ place: Int) throws {
      var bytes = bytes
      bytes[place] ^= 0x55
      try packDisk.replaceFile(path, with: bytes)
    }
    // The stream of the sixth object, in the middle of 70,000 random bytes.
    let middle = 30_000
    switch damage {
    case "index flipped": try flip(index, sound.index, 1200)
    case "index cut": try packDisk.replaceFile(index, with: Array(sound.index.dropLast(9)))
    case "index emptied": try packDisk.replaceFile(index, with: [])
    case "index a folder":
      try packDisk.remove(index)
      try packDisk.createDirectories(index)
    case "index deleted": try packDisk.remove(index)
    case "pack deleted": try packDisk.remove(pack)
    case "pack flipped": try flip(pack, sound.pack, middle)
    case "pack cut": try packDisk.replaceFile(pack, with: Array(sound.pack.dropLast(40)))
    case "trailer flipped": try flip(pack, sound.pack, sound.pack.count - 1)
    case "header flipped": try flip(pack, sound.pack, 11)
    case "pack emptied": try packDisk.replaceFile(pack, with: [])
    case "pack swapped":
      try packDisk.replaceFile(pack, with: SplitMix64.randomBytes(sound.pack.count))
    case "both flipped":
      try flip(index, sound.index, 1200)
      try flip(pack, sound.pack, middle)
    default:
      try packDisk.replaceFile(index, with: [])
      try packDisk.replaceFile(pack, with: [])
    }
    // Later: half a pack is not reported while it may belong to a writer.
    let clock = ManualClock(nanoseconds: SystemWallClock().nowNanoseconds() + 100_000_000_000)
    let directory = PackDirectory(
      path: folder.appending("objects").appending("pack"), fileSystem: packDisk, clock: clock)
    #expect(found(bodies, in: directory) == before)
    #expect(try directory.problems().isEmpty == (damage == "pack flipped"))
    let aside = folder.appending("quarantine")
    let quarantine = Quarantine(aside, prefix: "objects-", fileSystem: packDisk)
    let salvage = try #require(try directory.salvage(name, into: quarantine))
    #expect(salvage.savedCount == after)
    #expect(found(bodies, in: directory) == after)
    #expect(try directory.problems() == [])
    #expect(try directory.strays() == [])
    for pack in try directory.packs() {
      #expect(try PackSamples.problems(of: pack.name, in: directory) == [])
    }
    if !salvage.isSamePack {
      let names = try packDisk.entries(of: aside)?.map(\.name) ?? []
      #expect(names.contains { $0.hasPrefix("objects-\(name.fileStem)") })
    }
    // Again: nothing is left to save.
    if salvage.isSamePack {
      #expect(try directory.salvage(name, into: quarantine)?.savedCount == 30)
    } else {
      #expect(try directory.salvage(name, into: quarantine) == nil)
    }
    #expect(found(bodies, in: directory) == after)
  }

  @Test func aPackThatIsCutShortUnderItsReaderIsDamaged() throws {
    let (directory, _, stem, bodies) = try packs()
    #expect(found(bodies, in: directory) == 30)
    try FilePath(stem.string + ".pack").withCString { path throws(Errno) in
      // Root can write a read-only file; O_WRONLY | O_TRUNC
      let fd = try packDisk.open(at: workingDirectory, path, flags: 1 | 0o1000, mode: 0)
      try packDisk.close(fd)
    }
    #expect(found(bodies, in: directory) == 0)
    #expect(throws: ObjectError.self) {
      try directory.read(ObjectID(type: .blob, body: bodies[5]))
    }
  }
}

extension SplitMix64 {
  static func randomBytes(_ count: Int) -> [UInt8] {
    var random = SplitMix64(seed: 77)
    return random.bytes(count)
  }
}
