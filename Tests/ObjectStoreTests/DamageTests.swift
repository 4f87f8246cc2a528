// Any damage to a stored object is noticed, reported by its right name, moved aside, and healed by
// writing the object again.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

/// The expected damage of each file in Fixtures/Damaged/Loose.
private let expectations: [String: Damage] = [
  "empty": .empty,
  "truncated-in-zlib-header": .truncatedStream,
  "truncated-in-object-header": .truncatedStream,
  "truncated-in-body": .truncatedStream,
  "truncated-in-checksum": .truncatedStream,
  "not-zlib": .corruptStream,
  "zeros": .corruptStream,
  "flipped-byte": .corruptStream,
  "flipped-checksum": .corruptStream,
  "needs-dictionary": .corruptStream,
  "trailing-byte": .trailingBytes,
  "two-streams": .trailingBytes,
  "trailing-after-small": .trailingBytes,
  "other-body": .hashMismatch,
  "other-type": .hashMismatch,
  "header-only": .badHeader,
  "header-none": .badHeader,
  "header-no-space": .badHeader,
  "header-two-spaces": .badHeader,
  "header-no-size": .badHeader,
  "header-no-nul": .badHeader,
  "header-leading-zero": .badHeader,
  "header-zero-twice": .badHeader,
  "header-plus": .badHeader,
  "header-minus": .badHeader,
  "header-hex": .badHeader,
  "header-space-after-size": .badHeader,
  "header-overflow": .badHeader,
  "header-unknown-type": .badHeader,
  "header-upper-case-type": .badHeader,
  "header-empty-type": .badHeader,
  "header-not-utf8": .badHeader,
  "size-too-small": .bodyTooLong,
  "size-too-small-long": .bodyTooLong,
  "size-too-big": .bodyTooShort,
  "size-lies-a-gigabyte": .bodyTooShort,
  "size-beyond-the-limit": .tooLarge,
  "size-beyond-all": .tooLarge,
]

/// A fixture: its name, the object that belongs there, and its bytes.
private struct Sample {
  let name: String
  let id: ObjectID
  let bytes: [UInt8]
}

private func samples() throws -> [Sample] {
  let folder = Repository.fixture("Damaged/Loose")
  let entries = try #require(try disk.entries(of: folder))
  return try entries.compactMap { entry in
    let parts = entry.name.split(separator: ".")
    guard parts.count == 2, let id = ObjectID(hex: String(parts[1])) else { return nil }
    let bytes = try #require(try disk.contents(of: folder.appending(entry.name), sizeMax: 1 << 20))
    return Sample(name: String(parts[0]), id: id, bytes: bytes)
  }
}

@Suite struct DamageTests {
  let folder = TemporaryDirectory()

  private func cache() throws -> (TwoTrees, ObjectDatabase) {
    let cache = try TwoTrees(at: folder.appending("cache"), fileSystem: disk)
    return (cache, try cache.database())
  }

  /// Writes bytes to the file of an object.
  private func plant(_ bytes: [UInt8], as id: ObjectID, in tree: LooseTree) throws {
    try disk.createDirectories(tree.path(of: id).removingLastComponent())
    try disk.replaceFile(tree.path(of: id), with: bytes)
  }

  @Test func everyKindOfDamageHasItsNameAndIsMovedAside() throws {
    let (cache, database) = try cache()
    let samples = try samples()
    #expect(Set(samples.map(\.name)) == Set(expectations.keys))
    for sample in samples {
      let reason = try #require(expectations[sample.name])
      for tree in ObjectDatabase.Tree.allCases {
        let loose = database.loose(tree)
        try plant(sample.bytes, as: sample.id, in: loose)
        let path = loose.path(of: sample.id).string
        let expected = ObjectError.damaged(sample.id, path: path, reason: reason)
        #expect(throws: expected, "\(sample.name)") { try loose.read(sample.id) }
        guard case .damaged(let told) = database.readOrQuarantine(sample.id, in: tree) else {
          Issue.record("\(sample.name) was not found damaged")
          continue
        }
        #expect(told == reason)
        #expect(!loose.contains(sample.id))
        let aside = cache.quarantinePath.appending("\(tree.name)-\(sample.id)")
        #expect(try disk.contents(of: aside, sizeMax: 1 << 20) == sample.bytes)
        try disk.remove(aside)  // the next sample with this id gets the same name
        guard case .absent = database.readOrQuarantine(sample.id, in: tree) else {
          Issue.record("\(sample.name) is still there")
          continue
        }
      }
    }
  }

  @Test func writingHealsWhateverIsThere() throws {
    let (_, database) = try cache()
    let body = Array("what belongs there".utf8)
    let id = ObjectID(type: .blob, body: body)
    for sample in try samples() {
      try plant(sample.bytes, as: id, in: database.zir)
      let written = try database.write(body, in: .zir)
      #expect(written.bytesWritten > 0)
      #expect(written.healed != nil, "\(sample.name)")
      #expect(try database.zir.read(id)?.body == body)
      // The tree on its own replaces the object in place.
      try plant(sample.bytes, as: id, in: database.zir)
      #expect(try database.zir.write(.blob, body).healed == written.healed)
      #expect(try database.zir.read(id)?.body == body)
    }
  }

  @Test func whatIsNoFileIsDamagedAndHealed() throws {
    let (cache, database) = try cache()
    let body = Array("what belongs there".utf8)
    let id = ObjectID(type: .blob, body: body)
    let place = database.objects.path(of: id)
    try disk.createDirectories(place.appending("inside"))
    guard case .damaged(let reason) = database.readOrQuarantine(id, in: .objects) else {
      Issue.record("a folder was taken for an object")
      return
    }
    #expect(reason == .notAFile)
    #expect(try disk.entries(of: cache.quarantinePath.appending("objects-\(id)"))?.count == 1)
    #expect(try database.write(body, in: .objects).bytesWritten > 0)

    // A link to nothing is absent, a link to itself is damaged; both are overwritten.
    try disk.remove(place)
    #expect(try ChildProcess.run("/bin/ln", ["-s", place.string, place.string]).status == 0)
    #expect(
      throws: ObjectError.damaged(id, path: place.string, reason: .notAFile)
    ) { try database.objects.read(id) }
    #expect(try database.write(body, in: .objects).bytesWritten > 0)
    #expect(try database.objects.read(id)?.body == body)

    // A reader does not wait for a pipe.
    try disk.remove(place)
    #expect(try ChildProcess.run("/usr/bin/mkfifo", [place.string]).status == 0)
    #expect(
      throws: ObjectError.damaged(id, path: place.string, reason: .notAFile)
    ) { try database.objects.read(id) }
    #expect(try database.write(body, in: .objects).healed == .notAFile)
    #expect(try database.objects.read(id)?.body == body)
  }

  /// Changes every bit of a stored object, and cuts it to every length.
  @Test(arguments: [40, 700])
  func noFlipAndNoCutPasses(size: Int) throws {
    let (_, database) = try cache()
    var random = SplitMix64(seed: UInt64(size))
    let body = random.bytes(size / 2) + [UInt8](repeating: 7, count: size - size / 2)
    let id = try database.write(body, in: .zir).id
    let path = database.zir.path(of: id)
    let sound = try #require(try disk.contents(of: path, sizeMax: 1 << 20))
    var misses = 0
    for index in sound.indices {
      for bit in 0..<8 {
        var bytes = sound
        bytes[index] ^= 1 << bit
        try disk.replaceFile(path, with: bytes)
        // Some bits of a zlib header do not affect the body: then the body must be right.
        switch Result(catching: { try database.zir.read(id) }) {
        case .success(let object):
          #expect(object == StoredObject(type: .blob, body: body))
          misses += 1
        case .failure(let error):
          guard case ObjectError.damaged = error else {
            Issue.record("\(error)")
            return
          }
        }
      }
      try disk.replaceFile(path, with: Array(sound[..<index]))
      #expect(throws: ObjectError.self) { try database.zir.read(id) }
    }
    #expect(misses <= 16)
    try disk.replaceFile(path, with: sound)
    #expect(try database.zir.read(id)?.body == body)
  }

  @Test func aQuarantineThatCannotTakeItHarmsNobody() throws {
    let (cache, database) = try cache()
    let id = ObjectID(type: .blob, body: [1])
    try plant([1, 2, 3], as: id, in: database.zir)
    try disk.replaceFile(cache.quarantinePath, with: [])
    guard case .damaged = database.readOrQuarantine(id, in: .zir) else {
      Issue.record("not found damaged")
      return
    }
    #expect(database.contains(id, in: .zir))
    #expect(try database.write([1], in: .zir).healed == .corruptStream)
    #expect(try database.read(id)?.body == [1])
  }

  @Test func aSoundCopyInTheOtherTreeServes() throws {
    let (_, database) = try cache()
    let id = try database.write([5], in: .objects).id
    try plant([0], as: id, in: database.zir)
    #expect(try database.read(id)?.body == [5])
    try database.objects.remove(id)
    #expect(throws: ObjectError.self) { try database.read(id) }
  }

  @Test func whatCannotBeReadIsNotCalledDamaged() throws {
    let (cache, database) = try cache()
    let id = try database.write([5], in: .zir).id
    let faulty = FaultyFileSystem(
      fault: .init([.read], number: 1, errno: .ioError, persistence: .forever))
    let sick = try cache.database(faulty)
    guard case .unreadable(let reason) = sick.readOrQuarantine(id, in: .zir) else {
      Issue.record("not called unreadable")
      return
    }
    #expect(reason.contains("cannot read"))
    #expect(try database.read(id)?.body == [5])
  }
}
