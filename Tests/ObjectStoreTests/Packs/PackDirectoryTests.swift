// The packs of a folder are found when they are needed, by any number of threads, while others
// write and remove packs.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct PackDirectoryTests {
  let folder = TemporaryDirectory()
  private var path: FilePath { folder.appending("objects").appending("pack") }

  @discardableResult
  private func write(_ bodies: [[UInt8]]) throws -> PackChecksum {
    var writer = PackWriter(in: path, fileSystem: packDisk)
    for body in bodies { try writer.add(.blob, body) }
    return try writer.commit()[0].name
  }

  private func id(_ body: [UInt8]) -> ObjectID { ObjectID(type: .blob, body: body) }

  private func setTime(_ name: PackChecksum, _ nanoseconds: Int64) throws {
    try path.appending("\(name.fileStem).pack").withCString { path throws(Errno) in
      try packDisk.setTimes(at: workingDirectory, path, mtimeNanoseconds: nanoseconds)
    }
  }

  @Test func aFolderThatIsNotThereHoldsNothing() throws {
    let directory = PackDirectory(path: path, fileSystem: packDisk)
    #expect(try directory.read(id([1])) == nil && directory.header(of: id([1])) == nil)
    #expect(!directory.contains(id([1])))
    #expect(try directory.ids(firstByte: 0).isEmpty && directory.packs().isEmpty)
    #expect(try directory.strays().isEmpty && directory.count().packCount == 0)
    try write([[1]])
    #expect(try directory.read(id([1]))?.body == [1])
  }

  @Test func packsThatComeAreSeenAndTheFolderIsListedOnlyThen() throws {
    try write([[1]])
    let counting = FaultyFileSystem()
    // A day later, nothing is racy.
    let clock = ManualClock(nanoseconds: SystemWallClock().nowNanoseconds() + 86_400_000_000_000)
    let directory = PackDirectory(path: path, fileSystem: counting, clock: clock)
    #expect(counting.callCount == 0)
    #expect(directory.contains(id([1])))
    let first = counting.callCount
    #expect(directory.contains(id([1])))
    #expect(counting.callCount == first)
    #expect(!directory.contains(id([2])))
    #expect(counting.callCount == first + 1)  // one stat of the folder
    #expect(counting.counts[.list] == 1)
    try write([[2]])
    #expect(try directory.read(id([2]))?.body == [2])
    #expect(counting.counts[.list] == 2)
    #expect(try directory.packs().count == 2)
  }

  /// A folder that has just changed can change again under the same time.
  @Test func aRacyFolderIsListedAgain() throws {
    let name = try write([[1]])
    let counting = FaultyFileSystem(alterStatus: { _, status in
      // All times are in one tick.
      status.mtimeNanoseconds = 1_000_000_001
      status.ctimeNanoseconds = 1_000_000_001
    })
    let clock = ManualClock(nanoseconds: 1_000_000_001)
    let directory = PackDirectory(path: path, fileSystem: counting, clock: clock)
    #expect(!directory.contains(id([2])))
    try write([[2]])
    #expect(directory.contains(id([2])))
    clock.advance(nanoseconds: 1_000_000_000)
    #expect(!directory.contains(id([3])))
    let lists = counting.counts[.list]
    #expect(!directory.contains(id([3])))
    #expect(counting.counts[.list] == lists)
    _ = name
  }

  @Test func packsThatGoAreReadToTheEndAndThenAbsent() throws {
    let name = try write([[1]])
    let reader = PackDirectory(path: path, fileSystem: packDisk)
    #expect(reader.contains(id([1])))
    let other = PackDirectory(path: path, fileSystem: packDisk)
    #expect(try other.remove(name))
    #expect(try !other.remove(name))
    #expect(try other.read(id([1])) == nil)
    #expect(try reader.read(id([1]))?.body == [1])
    try reader.reload()
    #expect(try reader.read(id([1])) == nil)
    #expect(try packDisk.entries(of: path)?.isEmpty == true)
  }

  @Test func keptPacksStay() throws {
    let name = try write([[1]])
    try packDisk.replaceFile(path.appending("\(name.fileStem).keep"), with: [])
    let directory = PackDirectory(path: path, fileSystem: packDisk)
    #expect(try directory.packs().map(\.isKept) == [true])
    #expect(try !directory.remove(name))
    #expect(try directory.read(id([1]))?.body == [1])
    try packDisk.remove(path.appending("\(name.fileStem).keep"))
    try directory.reload()
    #expect(try directory.packs().map(\.isKept) == [false])
    #expect(try directory.remove(name))
  }

  @Test func theNewestSoundCopyServes() throws {
    let shared = Array("shared".utf8)
    let names = try [[[1], shared], [[2], shared], [[3], shared]].map { try write($0) }
    for (index, name) in names.enumerated() { try setTime(name, Int64(index + 1) * 1_000_000_000) }
    let directory = PackDirectory(path: path, fileSystem: packDisk)
    #expect(try directory.packs().map(\.name) == names.reversed())
    var ids: [ObjectID] = []
    try directory.forEachID { id throws(ObjectError) in ids.append(id) }
    #expect(ids == [id([1]), id([2]), id([3]), id(shared)].sorted())
    // Damage the shared object in the two newest.
    for name in names[1...] {
      let file = path.appending("\(name.fileStem).pack")
      var bytes = try #require(try packDisk.contents(of: file, sizeMax: 1 << 20))
      bytes[bytes.count - 36] ^= 1
      try packDisk.replaceFile(file, with: bytes)
    }
    try directory.reload()
    let fresh = PackDirectory(path: path, fileSystem: packDisk)
    #expect(try fresh.read(id(shared))?.body == shared)
    try fresh.remove(names[0])
    #expect(throws: ObjectError.self) { try fresh.read(id(shared)) }
    #expect(try fresh.read(id([3]))?.body == [3])
  }

  @Test func whatIsNoPackIsAStray() throws {
    let name = try write([[1]])
    let other = "pack-" + String(repeating: "a", count: 64)
    for file in [
      "tmp_pack_x", "tmp_idx_y", ".tmp-1-pack-z.idx", "\(other).idx", "note",
      "pack-short.pack", "\(name.fileStem).rev", "\(name.fileStem).txt",
    ] {
      try packDisk.replaceFile(path.appending(file), with: [1])
    }
    let directory = PackDirectory(path: path, fileSystem: packDisk)
    #expect(try directory.packs().map(\.name) == [name])
    #expect(try directory.problems() == [])
    let strays = try directory.strays()
    let kinds = Dictionary(
      uniqueKeysWithValues: strays.map { ($0.path.lastComponent?.string ?? "", $0.kind) })
    #expect(
      kinds == [
        "tmp_pack_x": .temporary, "tmp_idx_y": .temporary, ".tmp-1-pack-z.idx": .temporary,
        "\(other).idx": .orphan, "note": .unknown, "pack-short.pack": .unknown,
        "\(name.fileStem).txt": .unknown,
      ])
  }

  @Test func aPackThatCannotBeOpenedIsNotCalledAbsent() throws {
    try write([[1]])
    let faulty = FaultyFileSystem(
      fault: .init([.open], number: 1, errno: .tooManyOpenFiles, persistence: .forever))
    let directory = PackDirectory(path: path, fileSystem: faulty)
    #expect(throws: ObjectError.self) { try directory.read(id([1])) }
    #expect(!directory.contains(id([1])))
    #expect(throws: ObjectError.self) { try directory.problems() }
  }

  /// Threads read while others pack, repack and remove: an object that is stored somewhere at every
  /// moment is always found.
  @Test func readersFindWhatIsRepackedUnderThem() throws {
    let bodies = (0..<40).map { Array("body \($0)".utf8) }
    let first = try write(bodies)
    let reader = PackDirectory(path: path, fileSystem: packDisk)
    let path = path
    let misses = Counter()
    Parallel.forEach(count: 4, threadsMax: 4) { number in
      if number == 0 {
        var old = first
        let own = PackDirectory(path: path, fileSystem: packDisk)
        for round in 0..<15 {
          var writer = PackWriter(in: path, fileSystem: packDisk)
          _ = try? writer.add(.blob, Array("round \(round)".utf8))
          for body in bodies { _ = try? writer.add(.blob, body) }
          guard let written = try? writer.commit().first else { return misses.add() }
          _ = try? own.remove(old)
          old = written.name
        }
      } else {
        for _ in 0..<15 {
          for body in bodies {
            let object = try? reader.read(ObjectID(type: .blob, body: body))
            if object?.body != body { misses.add() }
          }
        }
      }
    }
    #expect(misses.count == 0)
  }
}
