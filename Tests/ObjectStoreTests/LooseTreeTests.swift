// Loose objects, written and read back.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct LooseTreeTests {
  let folder = TemporaryDirectory()

  /// Sizes at which something changes: stored below 128 bytes, buffers of 64 KiB, zlib's own
  /// limits.
  static let sizes = [
    0, 1, 2, 126, 127, 128, 129, 4096, 65_500, 65_535, 65_536, 65_537, 131_072, 1 << 20,
  ]

  @Test(arguments: sizes)
  func whatIsWrittenIsRead(size: Int) throws {
    let tree = try LooseTree(path: folder.path, fileSystem: disk)
    var random = SplitMix64(seed: UInt64(size))
    for body in [random.bytes(size), [UInt8](repeating: 0x61, count: size)] {
      for type in ObjectType.allCases {
        let written = try tree.write(type, body)
        #expect(written.id == ObjectID(type: type, body: body))
        #expect(try tree.read(written.id) == StoredObject(type: type, body: body))
        let header = ObjectHeader(type: type, sizeBytes: UInt64(size))
        #expect(try tree.header(of: written.id) == header)
        #expect(tree.contains(written.id))
        let status = try #require(
          try disk.status(of: tree.path(of: written.id), followingLinks: false))
        #expect(status.permissions & 0o222 == 0)
        if written.bytesWritten > 0 {
          #expect(status.sizeBytes == UInt64(written.bytesWritten))
        }
      }
    }
  }

  @Test(arguments: [0, 1, 9] as [Int32])
  func everyLevelReadsBack(level: Int32) throws {
    let tree = try LooseTree(path: folder.path, level: level, fileSystem: disk)
    let body = [UInt8]((0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 100) })
    let id = try tree.write(.blob, body).id
    #expect(try tree.read(id)?.body == body)
  }

  @Test func readingAndWritingComeThroughShortCalls() throws {
    let short = FaultyFileSystem(bytesPerCallMax: 3)
    let tree = try LooseTree(path: folder.path, fileSystem: short)
    var random = SplitMix64(seed: 3)
    for size in [0, 10, 200, 5000] {
      let body = random.bytes(size)
      let id = try tree.write(.blob, body).id
      #expect(try tree.read(id)?.body == body)
      #expect(try tree.header(of: id)?.sizeBytes == UInt64(size))
    }
  }

  @Test func whatIsAbsentIsNil() throws {
    let tree = try LooseTree(path: folder.path, fileSystem: disk)
    let id = ObjectID(type: .blob, body: [1])
    #expect(try tree.read(id) == nil)
    #expect(try tree.header(of: id) == nil)
    #expect(!tree.contains(id))
    #expect(try tree.remove(id) == false)
  }

  @Test func aTreeThatIsAbsentIsEmptyAndIsMadeByWriting() throws {
    let tree = try LooseTree(path: folder.appending("a/tree"), fileSystem: disk)
    let id = ObjectID(type: .blob, body: [1])
    #expect(try tree.read(id) == nil)
    #expect(try tree.ids(firstByte: id.firstByte) == [])
    #expect(!tree.contains(id))
    #expect(try tree.remove(id) == false)
    #expect(try tree.write(.blob, [1]).id == id)
    #expect(try tree.read(id)?.body == [1])
  }

  /// Counts the calls, so that none is added unnoticed: six for a new object, five for an existing
  /// one.
  @Test func callsAreCounted() throws {
    let counting = FaultyFileSystem()
    let tree = try LooseTree(path: folder.path, fileSystem: counting)
    _ = try tree.write(.blob, [0])
    func cost(_ body: () throws -> Void) rethrows -> [FaultyFileSystem.Call: Int] {
      let before = counting.counts
      try body()
      return counting.counts.merging(before) { $0 - $1 }.filter { $0.value > 0 }
    }
    // The shard folder exists at the second write of the same object.
    let id = ObjectID(type: .blob, body: [0])
    try tree.remove(id)
    #expect(
      try cost { _ = try tree.write(.blob, [0]) }
        == [.access: 1, .open: 1, .write: 1, .close: 1, .rename: 1])
    #expect(
      try cost { _ = try tree.write(.blob, [0]) }
        == [.access: 1, .open: 1, .status: 1, .read: 1, .close: 1])
    #expect(cost { _ = tree.contains(id) } == [.access: 1])
    #expect(
      try cost { _ = try tree.read(id) } == [.open: 1, .status: 1, .read: 1, .close: 1])
    #expect(
      try cost { _ = try tree.header(of: id) } == [.open: 1, .status: 1, .read: 1, .close: 1])
  }

  @Test func aSoundCopyIsNotWrittenAgain() throws {
    let tree = try LooseTree(path: folder.path, fileSystem: disk)
    let first = try tree.write(.blob, [1, 2, 3])
    #expect(first.bytesWritten > 0)
    let before = try disk.status(of: tree.path(of: first.id), followingLinks: false)
    #expect(try tree.write(.blob, [1, 2, 3]).bytesWritten == 0)
    #expect(try disk.status(of: tree.path(of: first.id), followingLinks: false) == before)
    #expect(try tree.overwrite(.blob, [1, 2, 3]).bytesWritten == first.bytesWritten)
    let after = try disk.status(of: tree.path(of: first.id), followingLinks: false)
    #expect(after?.inode != before?.inode)
  }

  @Test func aBodyBeyondTheLimitIsRefused() {
    let error = ObjectError.tooLarge(sizeBytes: 1 << 31)
    #expect(error.description.contains("1073741824"))
  }

  @Test func listingIsInOrderAndWithoutStrays() throws {
    let tree = try LooseTree(path: folder.path, fileSystem: disk)
    var random = SplitMix64(seed: 5)
    let ids = try (0..<600).map { _ in try tree.write(.blob, random.bytes(9)).id }.sorted()
    let strayed = tree.path(of: ids[0]).removingLastComponent()
    try disk.replaceFile(strayed.appending("tmp_obj_x"), with: [1, 2])
    try disk.replaceFile(strayed.appending(String(repeating: "A", count: 62)), with: [1])
    try disk.replaceFile(strayed.appending("readme"), with: [])
    try disk.createDirectories(strayed.appending(String(repeating: "0", count: 62)))
    try disk.replaceFile(folder.appending("zz"), with: [])
    try disk.createDirectories(folder.appending("pack"))

    var listed: [ObjectID] = []
    try tree.forEachID { id throws(ObjectError) in listed.append(id) }
    let folderName = ObjectID(
      hex: strayed.lastComponent!.string + String(repeating: "0", count: 62))!
    #expect(listed.filter { $0 != folderName } == ids)
    let count = try tree.count()
    #expect(count.objectCount == 600)
    #expect(count.strayCount == 4)
    #expect(count.strayBytes >= 3)
    #expect(count.allocatedBytes >= 600 * 512)
    let shard = try tree.shard(ids[0].firstByte)
    #expect(shard.objects.map(\.id) == ids.filter { $0.firstByte == ids[0].firstByte })
    #expect(shard.strays.filter(\.isTemporary).map(\.path.lastComponent?.string) == ["tmp_obj_x"])
  }

  @Test func removingEmptiesTheShardAndWritingMakesItAnew() throws {
    let tree = try LooseTree(path: folder.path, fileSystem: disk)
    let id = try tree.write(.blob, [1]).id
    #expect(try tree.removeShardIfEmpty(id.firstByte) == false)
    #expect(try tree.remove(id))
    #expect(try tree.removeShardIfEmpty(id.firstByte))
    #expect(try tree.removeShardIfEmpty(id.firstByte) == false)
    #expect(try disk.entries(of: folder.path) == [])
    #expect(try tree.write(.blob, [1]).bytesWritten > 0)
    #expect(try tree.read(id)?.body == [1])
  }
}
