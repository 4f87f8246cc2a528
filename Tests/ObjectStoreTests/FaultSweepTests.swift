// Whichever disk call fails, the store stays sound and reports the failure.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct FaultSweepTests {
  let folder = TemporaryDirectory()
  static let errors: [Errno] = [.ioError, .noSpace, .permissionDenied, .readOnlyFileSystem]

  /// The object, if it is there, is sound, and no temporary file is left.
  private func expectSound(_ tree: LooseTree, _ id: ObjectID, _ body: [UInt8]) throws {
    if let object = try tree.read(id) { #expect(object.body == body) }
    let shard = try tree.shard(id.firstByte)
    #expect(shard.strays.isEmpty)
  }

  /// Fails the 1st call, the 2nd, … until writing succeeds.
  @Test(arguments: errors, [0, 90, 5000])
  func noSingleFaultHarmsAWrite(errno: Errno, size: Int) throws {
    var random = SplitMix64(seed: UInt64(size))
    let body = random.bytes(size)
    for number in 1...100 {
      let place = folder.appending("\(number)")
      try disk.createDirectories(place)
      let sound = try LooseTree(path: place, fileSystem: disk)
      let faulty = FaultyFileSystem(
        fault: .init(number: number, errno: errno), bytesPerCallMax: 2000)
      let outcome = Result { () throws(ObjectError) in
        try LooseTree(path: place, fileSystem: faulty).write(.blob, body)
      }
      let id = ObjectID(type: .blob, body: body)
      try expectSound(sound, id, body)
      if case .success = outcome { #expect(try sound.read(id)?.body == body) }
      // The next write heals it, whatever the result of the first one.
      _ = try sound.write(.blob, body)
      #expect(try sound.read(id)?.body == body)
      guard faulty.didFail else {
        _ = try outcome.get()
        return
      }
    }
    Issue.record("a hundred calls to write an object")
  }

  @Test(arguments: errors)
  func aDiskThatStaysBadFailsAndLeavesNothing(errno: Errno) throws {
    let kinds: [FaultyFileSystem.Call] = [.open, .write, .close, .rename, .makeDirectory]
    for kind in kinds {
      let place = folder.appending(kind.rawValue)
      try disk.createDirectories(place)
      let sound = try LooseTree(path: place, fileSystem: disk)
      // The first open is of the tree's own folder.
      let faulty = FaultyFileSystem(
        fault: .init([kind], number: kind == .open ? 2 : 1, errno: errno, persistence: .forever))
      let tree = try LooseTree(path: place, fileSystem: faulty)
      #expect(throws: ObjectError.self) { try tree.write(.blob, [1]) }
      let id = ObjectID(type: .blob, body: [1])
      #expect(try sound.read(id) == nil)
      #expect(try sound.shard(id.firstByte).strays.isEmpty)
    }
  }

  @Test func aShardThatVanishesIsMadeAgainButNotForEver() throws {
    let once = FaultyFileSystem(
      fault: .init([.rename], number: 1, errno: .noSuchFileOrDirectory))
    let tree = try LooseTree(path: folder.path, fileSystem: once)
    let id = try tree.write(.blob, [1]).id
    #expect(try tree.read(id)?.body == [1])
    let always = FaultyFileSystem(
      fault: .init([.rename], number: 1, errno: .noSuchFileOrDirectory, persistence: .forever))
    let hopeless = try LooseTree(path: folder.path, fileSystem: always)
    #expect(throws: ObjectError.self) { try hopeless.write(.blob, [2]) }
    // 64 attempts; the first one finds no shard in which to open a file.
    #expect(always.failureCount == 63)
  }

  /// A read that fails reports it, and never returns bytes that are not the object's.
  @Test(arguments: errors)
  func noSingleFaultHarmsARead(errno: Errno) throws {
    var random = SplitMix64(seed: 1)
    let body = random.bytes(100_000)
    let id = try LooseTree(path: folder.path, fileSystem: disk).write(.blob, body).id
    for number in 2...1000 {
      let faulty = FaultyFileSystem(
        fault: .init(number: number, errno: errno), bytesPerCallMax: 4000)
      let tree = try LooseTree(path: folder.path, fileSystem: faulty)
      let outcome = Result { () throws(ObjectError) in try tree.read(id) }
      guard faulty.didFail else {
        #expect(try outcome.get()?.body == body)
        #expect(number > 25)
        return
      }
      switch outcome {
      case .success(let object): #expect(object?.body == body)  // closing failed
      case .failure(.file(let problem)): #expect(problem.errorNumber == errno.rawValue)
      case .failure(let error): Issue.record("\(error)")
      }
    }
    Issue.record("a thousand calls to read an object")
  }

  /// A file that ends early under the reader is truncated; the reader does not loop forever.
  @Test func aFileThatShrinksIsTruncated() throws {
    let id = try LooseTree(path: folder.path, fileSystem: disk).write(
      .blob, [UInt8](repeating: 1, count: 5000)
    ).id
    let tree = try LooseTree(path: folder.path, fileSystem: EndingFileSystem.make())
    let path = tree.path(of: id).string
    #expect(throws: ObjectError.damaged(id, path: path, reason: .truncatedStream)) {
      try tree.read(id)
    }
  }
}

/// Each read returns nothing, like at the end of a file.
private enum EndingFileSystem {
  static func make() -> FaultyFileSystem { FaultyFileSystem(bytesPerCallMax: 0) }
}
