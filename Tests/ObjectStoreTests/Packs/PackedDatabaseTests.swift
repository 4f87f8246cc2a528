// A cache whose objects are in packs reads, writes and heals like one with loose objects.

import FileIO
import Glibc
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct PackedDatabaseTests {
  let folder = TemporaryDirectory()

  private func cache() throws -> (TwoTrees, ObjectDatabase, RealGit) {
    let cache = try TwoTrees(at: folder.appending("cache"), fileSystem: packDisk)
    return (cache, try cache.database(), RealGit(gitDirectory: cache.path))
  }

  private func id(_ body: [UInt8]) -> ObjectID { ObjectID(type: .blob, body: body) }

  /// Writes bodies into a pack of a tree, like a build that adds many.
  @discardableResult
  private func pack(
    _ bodies: [[UInt8]], in tree: ObjectDatabase.Tree, of database: ObjectDatabase
  ) throws -> [PackWriter.Written] {
    var writer = database.beginPack(in: tree)
    for body in bodies {
      let object = try database.prepare(.blob, body, in: tree, form: .asIs)
      if !object.isPresent { try writer.add(.blob, body) }
    }
    return try writer.commit()
  }

  /// Changes a byte in the middle of a pack's longest stream.
  private func damage(_ body: [UInt8], in pack: PackReader) throws {
    var bytes = try #require(try packDisk.contents(of: pack.path, sizeMax: 1 << 30))
    let position = try #require(pack.index.position(of: id(body)))
    bytes[Int(try #require(pack.index.offset(at: position))) + 40] ^= 0xFF
    try packDisk.replaceFile(pack.path, with: bytes)
  }

  @Test func looseAndPackedObjectsAreReadAsOne() throws {
    let (_, database, git) = try cache()
    let bodies = PackSamples.bodies(300)
    try pack(Array(bodies[..<100]), in: .zir, of: database)
    try pack(Array(bodies[100..<200]), in: .objects, of: database)
    for (number, body) in bodies[200...].enumerated() {
      _ = try database.write(body, in: number % 2 == 0 ? .zir : .objects)
    }
    let ids = bodies.map(id).sorted()
    for (other, body) in [(database, bodies), (try cache().1, bodies)] {
      var listed: [ObjectID] = []
      try other.forEachID { id throws(ObjectError) in listed.append(id) }
      #expect(listed == ids)
      for body in body {
        #expect(other.contains(id(body)))
        #expect(try other.read(id(body))?.body == body)
        #expect(try other.header(of: id(body))?.sizeBytes == UInt64(body.count))
      }
    }
    let prefix = try #require(ObjectPrefix(String(ids[0].description.prefix(20))))
    #expect(try database.resolve(prefix) == .unique(ids[0]))
    #expect(!database.contains(id([9, 9])))
    let listed = try git.run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    #expect(listed == ids.map { "\($0)\n" }.joined())
    #expect(try git.finish(["fsck", "--strict", "--full"]).status == 0)
  }

  @Test func whatIsPackedIsNotWrittenAgain() throws {
    let (_, database, _) = try cache()
    let bodies = PackSamples.bodies(20)
    #expect(try pack(bodies, in: .zir, of: database).count == 1)
    for body in bodies { #expect(try database.write(body, in: .zir).bytesWritten == 0) }
    #expect(try pack(bodies, in: .zir, of: database).isEmpty)
    // The other tree does not contain it yet.
    #expect(try database.write(bodies[1], in: .objects).bytesWritten > 0)
    #expect(try database.packs(.zir).packs().count == 1)
  }

  /// Git packs everything, with deltas, and the loose objects are removed.
  @Test(arguments: [["--delta-base-offset"], []])
  func whatGitHasPackedIsStillThere(arguments: [String]) throws {
    let (_, database, git) = try cache()
    let bodies = PackSamples.versions(60)
    for body in bodies { _ = try database.write(body, in: .objects) }
    let objects = try git.run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    let packs = database.packs(.objects)
    let finished = try git.finish(
      ["pack-objects", "-q", "--depth=50", "--window=20"] + arguments
        + [packs.path.appending("pack").string], input: Array(objects.utf8))
    #expect(finished.status == 0)
    for body in bodies { _ = try database.objects.remove(id(body)) }
    for body in bodies {
      #expect(try database.read(id(body))?.body == body)
      #expect(try database.write(body, in: .objects).bytesWritten == 0)
    }
    #expect(try git.finish(["fsck", "--strict", "--full"]).status == 0)
    // Also mini's own pack of the same objects.
    let aside = Quarantine(folder.appending("aside"), fileSystem: packDisk)
    let name = try #require(try packs.packs().first).name
    #expect(try packs.salvage(name, into: aside)?.savedCount == 60)
    for body in bodies { #expect(try database.read(id(body))?.body == body) }
    #expect(try git.finish(["fsck", "--strict", "--full"]).status == 0)
  }

  @Test func aDamagedPackedObjectIsHealedByALooseOne() throws {
    let (_, database, git) = try cache()
    let bodies = PackSamples.bodies(12)
    let body = bodies[5]
    try pack(bodies, in: .zir, of: database)
    try damage(body, in: try #require(try database.packs(.zir).packs().first))
    let (_, later, _) = try cache()
    guard case .damaged = later.readOrQuarantine(id(body), in: .zir) else {
      Issue.record("not found damaged")
      return
    }
    #expect(throws: ObjectError.self) { try later.read(id(body)) }
    for other in bodies where other != body { #expect(try later.read(id(other))?.body == other) }
    let written = try later.write(body, in: .zir)
    #expect(written.bytesWritten > 0 && written.healed != nil)
    #expect(try later.read(id(body))?.body == body)
    #expect(try later.zir.read(id(body))?.body == body)
    guard case .found = try cache().1.readOrQuarantine(id(body), in: .zir) else {
      Issue.record("not healed")
      return
    }
    #expect(try later.write(body, in: .zir).bytesWritten == 0)
    // Also when it comes in a new pack.
    try later.zir.remove(id(body))
    #expect(try pack([body], in: .zir, of: later).count == 1)
    #expect(try cache().1.read(id(body))?.body == body)
    #expect(try git.finish(["cat-file", "-e", "\(id(body))"]).status == 0)
  }

  @Test func aDamagedLooseObjectIsMovedAsideWhereAPackHasASoundOne() throws {
    let (cache, database, _) = try cache()
    let body = Array("in both".utf8)
    try pack([body], in: .objects, of: database)
    let loose = database.objects.path(of: id(body))
    try packDisk.createDirectories(loose.removingLastComponent())
    try packDisk.replaceFile(loose, with: [1, 2, 3])
    #expect(try database.read(id(body))?.body == body)
    guard case .found(let object, healed: _?) = database.readOrQuarantine(id(body), in: .objects)
    else {
      Issue.record("not found")
      return
    }
    #expect(object.body == body)
    #expect(!database.objects.contains(id(body)))
    let aside = cache.quarantinePath.appending("objects-\(id(body))")
    #expect(try packDisk.contents(of: aside, sizeMax: 9) == [1, 2, 3])
  }

  @Test func packsThatCannotBeUsedAreHealed() throws {
    let (_, database, git) = try cache()
    let bodies = PackSamples.bodies(50)
    let name = try pack(bodies, in: .objects, of: database)[0].name
    let index = database.packs(.objects).path.appending("\(name.fileStem).idx")
    var bytes = try #require(try packDisk.contents(of: index, sizeMax: 1 << 20))
    bytes[2000] ^= 1
    try packDisk.replaceFile(index, with: bytes)
    let (_, later, _) = try cache()
    #expect(later.healPacks(in: .objects) == [])  // nothing has been searched
    #expect(try later.read(id(bodies[3])) == nil)
    let told = later.healPacks(in: .objects)
    #expect(told.count == 1 && told[0].contains("checksum") && told[0].contains("50 objects saved"))
    for body in bodies { #expect(try later.read(id(body))?.body == body) }
    #expect(later.healPacks(in: .objects) == [])
    #expect(try cache().1.healPacks(in: .objects) == [])
    #expect(try git.finish(["fsck", "--strict", "--full"]).status == 0)
  }

  /// The basis of the threshold between loose objects and packs.
  @Test func systemCallsOfLooseObjectsAndPacks() throws {
    let (cache, _, _) = try cache()
    usleep(25_000)  // a pack folder younger than its clock's tick is listed again
    let counting = FaultyFileSystem()
    let database = try cache.database(counting)
    _ = database.contains(id([0]))
    var before = counting.callCount
    // The second object of a shard, whose folder exists.
    let bodies = (0..<2000).map { Array("body \($0)".utf8) }
    let shards = Dictionary(grouping: bodies) { id($0).firstByte }
    let pair = try #require(shards.values.first { $0.count > 1 })
    _ = try database.objects.write(.blob, pair[0])
    before = counting.callCount
    _ = try database.objects.write(.blob, pair[1])
    #expect(counting.callCount - before == 5)
    before = counting.callCount
    try pack(bodies, in: .zir, of: database)
    let lookups = 2 * bodies.count  // one in the shard, one in the pack folder
    #expect(counting.callCount - before - lookups <= 20)
    before = counting.callCount
    #expect(try database.read(id(bodies[9]))?.body == bodies[9])
    #expect(counting.callCount - before <= 20)
  }
}
