// Whichever disk call fails while a pack is written, no half-written pack is visible.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct PackWriterTests {
  let folder = TemporaryDirectory()
  static let errors: [Errno] = [.ioError, .noSpace, .permissionDenied, .readOnlyFileSystem]

  private func write(
    _ bodies: [[UInt8]], in path: FilePath, _ fileSystem: any FileSystem,
    entriesMaxBytes: Int = 4096
  ) throws -> [PackWriter.Written] {
    var writer = PackWriter(in: path, fileSystem: fileSystem, entriesMaxBytes: entriesMaxBytes)
    for body in bodies { try writer.add(.blob, body) }
    return try writer.commit()
  }

  /// Visible packs are whole; leftovers are of a kind that gc cleans up.
  private func expectSound(
    _ path: FilePath, _ bodies: [[UInt8]], isOnce: Bool
  ) throws -> Int {
    let directory = PackDirectory(path: path, fileSystem: packDisk)
    var count = 0
    for body in bodies {
      guard let object = try directory.read(ObjectID(type: .blob, body: body)) else { continue }
      #expect(object.body == body)
      count += 1
    }
    #expect(try directory.problems() == [])
    for pack in try directory.packs() {
      #expect(try PackSamples.problems(of: pack.name, in: directory) == [])
    }
    for stray in try directory.strays() {
      // A temporary file stays only if its removal failed permanently too.
      #expect(stray.kind == .orphan || (!isOnce && stray.kind == .temporary), "\(stray)")
      #expect(!stray.path.string.hasSuffix(".idx"))
    }
    return count
  }

  @Test(arguments: errors, [FaultyFileSystem.Persistence.once, .forever])
  func noSingleFaultHarmsAPack(
    errno: Errno, persistence: FaultyFileSystem.Persistence
  ) throws {
    let bodies = Array(PackSamples.bodies(60).dropFirst(7))
    for number in 1...200 {
      let path = folder.appending("\(number)").appending("pack")
      let faulty = FaultyFileSystem(
        fault: .init(number: number, errno: errno, persistence: persistence),
        bytesPerCallMax: 1000)
      let outcome = Result { try write(bodies, in: path, faulty) }
      let count = try expectSound(path, bodies, isOnce: persistence == .once)
      if case .success(let written) = outcome {
        #expect(written.reduce(0) { $0 + $1.objectCount } == bodies.count)
        #expect(count == bodies.count)
      }
      // The next writer heals it.
      _ = try write(bodies, in: path, packDisk)
      #expect(try expectSound(path, bodies, isOnce: persistence == .once) == bodies.count)
      guard faulty.didFail else {
        _ = try outcome.get()
        #expect(number > 15)
        return
      }
    }
    Issue.record("two hundred calls to write two packs")
  }

  /// Each call of a read fails in turn: absent or an error, never wrong, and sound again
  /// afterwards.
  @Test(arguments: errors)
  func noSingleFaultHarmsARead(errno: Errno) throws {
    let path = folder.appending("pack")
    let body = SplitMix64.randomBytes(100_000)
    let bodies = [body, [1, 2, 3]]
    _ = try write(bodies, in: path, packDisk, entriesMaxBytes: 100)
    let id = ObjectID(type: .blob, body: body)
    for number in 1...300 {
      let faulty = FaultyFileSystem(
        fault: .init(number: number, errno: errno), bytesPerCallMax: 5000)
      let directory = PackDirectory(path: path, fileSystem: faulty)
      switch Result(catching: { () throws(ObjectError) in try directory.read(id) }) {
      case .success(let object): #expect(object?.body == body || (object == nil && faulty.didFail))
      case .failure(.file(let problem)): #expect(problem.errorNumber == errno.rawValue)
      case .failure(let error): Issue.record("\(error)")
      }
      guard faulty.didFail else {
        #expect(number > 25)
        return
      }
      try directory.reload()
      #expect(try directory.read(id)?.body == body)
    }
    Issue.record("three hundred calls to read an object")
  }

  /// On a full disk that has space again, a failed object can be added again.
  @Test func aWriterThatFailedGoesOn() throws {
    let path = folder.appending("pack")
    try packDisk.createDirectories(path)
    let faulty = FaultyFileSystem(fault: .init([.write], number: 1, errno: .noSpace))
    var writer = PackWriter(in: path, fileSystem: faulty, entriesMaxBytes: 300)
    let bodies = (0..<20).map { [UInt8](repeating: UInt8($0), count: 100) }
    var failures = 0
    for body in bodies {
      do throws(ObjectError) { try writer.add(.blob, body) } catch { failures += 1 }
    }
    #expect(failures == 1)
    for body in bodies { try writer.add(.blob, body) }
    _ = try writer.commit()
    #expect(try expectSound(path, bodies, isOnce: true) == bodies.count)
  }

  @Test func nothingIsWrittenForNothing() throws {
    let path = folder.appending("none")
    #expect(try write([], in: path, packDisk).isEmpty)
    #expect(try packDisk.status(of: path, followingLinks: false) == nil)
    do {
      var dropped = PackWriter(in: path, fileSystem: packDisk)
      try dropped.add(.blob, [1])
      _ = dropped.objectCount
    }
    #expect(try packDisk.status(of: path, followingLinks: false) == nil)
  }

  @Test func aFullPackIsShownAndANewOneBegun() throws {
    let path = folder.appending("pack")
    let bodies = (0..<100).map { [UInt8](repeating: UInt8($0), count: 100) }
    let written = try write(bodies + bodies, in: path, packDisk, entriesMaxBytes: 1000)
    #expect(written.count > 5)
    #expect(written.reduce(0) { $0 + $1.objectCount } == 100)
    #expect(try expectSound(path, bodies, isOnce: true) == 100)
    let directory = PackDirectory(path: path, fileSystem: packDisk)
    #expect(try directory.packs().count == written.count)
    for pack in try directory.packs() {
      let status = try packDisk.status(of: pack.path, followingLinks: false)
      #expect(try #require(status).sizeBytes <= 1000 + 32)
    }
  }

  /// Entries made by many threads and placed by one: the bytes are those of a single thread.
  @Test func entriesFromManyThreadsMakeTheSamePack() throws {
    let bodies = PackSamples.bodies(200)
    let encoder = PackEntryEncoder()
    let slots = Slots(count: bodies.count)
    Parallel.forEach(count: bodies.count, threadsMax: 4) { index in
      slots.put(index, try? encoder.entry(.blob, bodies[index]))
    }
    var writer = PackWriter(in: folder.appending("many"), fileSystem: packDisk)
    for entry in slots.all { try writer.add(try #require(entry)) }
    let many = try writer.commit()
    let one = try write(
      bodies, in: folder.appending("one"), packDisk, entriesMaxBytes: PackWriter.entriesMaxBytes)
    #expect(many == one)
  }

  @Test func aFolderInThePlaceOfThePackIsAnError() throws {
    let path = folder.appending("pack")
    let name = try write([[1]], in: path, packDisk)[0].name
    for suffix in [".pack", ".idx"] {
      try packDisk.remove(path.appending(name.fileStem + suffix))
      try packDisk.createDirectories(path.appending(name.fileStem + suffix).appending("x"))
    }
    #expect(throws: ObjectError.self) { try write([[1]], in: path, packDisk) }
  }
}
