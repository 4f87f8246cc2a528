// A walk visits each object once, in order, with pieces of any size, and returns none that is
// wrong.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct ObjectWalkTests {
  let folder = TemporaryDirectory()

  private func cache() throws -> ObjectDatabase {
    try TwoTrees(at: folder.appending("cache"), fileSystem: packDisk).database()
  }

  private func pack(
    _ bodies: ArraySlice<[UInt8]>, in tree: ObjectDatabase.Tree, of database: ObjectDatabase
  ) throws {
    var writer = database.beginPack(in: tree)
    for body in bodies { try writer.add(.blob, body) }
    _ = try writer.commit()
  }

  /// The result of a walk: ids in its order, and the bodies that it appended.
  private struct Walked {
    var ids: [ObjectID] = []
    var bodies: [ObjectID: [UInt8]] = [:]

    init(_ walk: ObjectWalk) throws {
      for piece in 0..<walk.pieceCount {
        let left = try walk.forEach(ofPiece: piece) { object in
          ids.append(object.id)
          let output = GatheredBytes(capacity: 1)
          output.append(contentsOf: [7])
          var header: ObjectHeader?
          let isDone = object.append(to: output) {
            header = $0
            $1.append(8)
          }
          let bytes = Array(output.bytes)
          guard isDone else {
            #expect(bytes == [7])
            return true
          }
          #expect(bytes.prefix(2) == [7, 8] && header?.sizeBytes == UInt64(bytes.count - 2))
          bodies[object.id] = Array(bytes.dropFirst(2))
          return true
        }
        #expect(left.isEmpty)
      }
    }
  }

  /// Pieces of all sizes, packs in memory and on the disk.
  @Test(arguments: [(256, 10 << 20), (256, 0), (8, 10 << 20), (1, 0), (1, 100_000)])
  func eachObjectComesOnceInOrder(objectsPerPiece: Int, bytesInMemoryMax: UInt64) throws {
    let database = try cache()
    let bodies = PackSamples.bodies(900)
    // Some are in two packs, some in a pack and loose, and git has made deltas of a few.
    try pack(bodies[..<400], in: .zir, of: database)
    try pack(bodies[300..<600], in: .objects, of: database)
    for (number, body) in bodies[590..<700].enumerated() {
      _ = try database.loose(number % 2 == 0 ? .zir : .objects).overwrite(.blob, body)
    }
    let target = database.packs(.zir).path
    try packDisk.createDirectories(target)
    let (name, stem) = try PackSamples.onlyPack(in: Repository.fixture("Packs/offset-deltas"))
    let deltas = try PackBytes(stem)
    try packDisk.replaceFile(target.appending("\(name.fileStem).pack"), with: deltas.pack)
    try packDisk.replaceFile(target.appending("\(name.fileStem).idx"), with: deltas.index)
    try database.packs(.zir).reload()

    let walk = try ObjectWalk(
      database, objectsPerPiece: objectsPerPiece, bytesInMemoryMax: bytesInMemoryMax, threadsMax: 2)
    #expect((walk.pieceCount > 256) == (objectsPerPiece == 1))
    let walked = try Walked(walk)
    var ids: [ObjectID] = []
    try database.forEachID { id throws(ObjectError) in ids.append(id) }
    #expect(walked.ids == ids && ids.count > 700)
    for (id, body) in walked.bodies { #expect(try database.read(id)?.body == body) }
    // All objects that are packed whole, except the two that are too long.
    #expect(walked.bodies.count >= 598 && walked.bodies.count < 610)
  }

  @Test func whoStopsIsToldWhatIsLeft() throws {
    let database = try cache()
    try pack(PackSamples.bodies(500)[...], in: .zir, of: database)
    let walk = try ObjectWalk(database, threadsMax: 1)
    let piece = try #require(
      try (0..<256).first { try database.ids(firstByte: UInt8($0)).count > 2 })
    var seen = 0
    let left = try walk.forEach(ofPiece: piece) { _ in
      seen += 1
      return seen < 2
    }
    #expect(try left == Array(database.ids(firstByte: UInt8(piece)).dropFirst(2)))
  }

  /// Changes each byte of a pack, and cuts the pack at each: no wrong object is returned.
  @Test(arguments: [0, UInt64(10 << 20)])
  func noDamageComesOut(bytesInMemoryMax: UInt64) throws {
    let bodies = Array(PackSamples.bodies(10).filter { $0.count < 1000 })
    let database = try cache()
    try pack(bodies[...], in: .objects, of: database)
    let pack = try database.packs(.objects).packs()[0]
    let sound = try #require(try packDisk.contents(of: pack.path, sizeMax: 1 << 20))
    var losses = 0
    for place in 0..<sound.count {
      for cuts in [false, true] {
        var bytes = cuts ? Array(sound[..<place]) : sound
        if !cuts { bytes[place] ^= 0x55 }
        try packDisk.replaceFile(pack.path, with: bytes)
        let damaged = try TwoTrees(at: folder.appending("cache"), fileSystem: packDisk).database()
        let walked = try Walked(
          ObjectWalk(damaged, bytesInMemoryMax: bytesInMemoryMax, threadsMax: 1))
        for (id, body) in walked.bodies { #expect(ObjectID(type: .blob, body: body) == id) }
        losses += bodies.count - walked.bodies.count
      }
    }
    #expect(losses > sound.count)
  }
}
