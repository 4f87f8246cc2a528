// Files appear whole or not at all, whichever call fails.

import FileIO
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct FileWritingTests {
  let folder = TemporaryDirectory()

  private func names() throws -> [String] {
    try #require(try disk.entries(of: folder.path)).map(\.name)
  }

  @Test func whatIsNotCommittedLeavesNothing() throws {
    do {
      var file = try AtomicFile(in: folder.path, fileSystem: disk)
      try file.write([1, 2, 3].span.bytes)
      #expect(try names().count == 1)
      #expect(try names()[0].hasPrefix(".tmp_mini_"))
    }
    #expect(try names() == [])
  }

  @Test func whatIsCommittedIsThereWhole() throws {
    var file = try AtomicFile(in: folder.path, prefix: "tmp_x_", mode: 0o444, fileSystem: disk)
    try file.reserve(sizeBytes: 5)
    try file.write(([1, 2] as [UInt8]).span.bytes)
    let rest: [UInt8] = [3, 4, 5]
    try rest.withUnsafeBytes { bytes in try file.write(bytes) }
    #expect(try file.status().sizeBytes == 5)
    try file.commit(as: folder.appending("f"))
    #expect(try names() == ["f"])
    #expect(try disk.contents(of: folder.appending("f"), sizeMax: 9) == [1, 2, 3, 4, 5])
    let status = try disk.status(of: folder.appending("f"), followingLinks: false)
    #expect(status.map { $0.permissions & 0o222 } == 0)
  }

  /// Another process can remove a folder between the call that finds the name taken and the next.
  @Test(arguments: 1...3) func aFolderThatVanishesMeanwhileIsCreated(times: Int) throws {
    let place = folder.appending("place")
    let appearances = Atomic<Int>(0)
    let faulty = FaultyFileSystem(
      disk,
      beforeCall: { call, _ in
        if call == .makeDirectory, appearances.load(ordering: .relaxed) < times {
          appearances.add(1, ordering: .relaxed)
          #expect(throws: Never.self) { try disk.createDirectories(place) }
        } else if call == .status {
          _ = place.withPlatformString { rmdir($0) }
        }
      })
    try faulty.createDirectories(place)
    #expect(try disk.status(of: place, followingLinks: false)?.kind == .directory)
    #expect(faulty.counts[.makeDirectory] == times + 1)
  }

  @Test func aFolderInThePlaceOfAFileIsLeftAlone() throws {
    let place = folder.appending("place")
    try disk.createDirectories(place.appending("inside"))
    let error = #expect(throws: FileError.self) { try disk.replaceFile(place, with: [1]) }
    #expect(error?.errno == .isDirectory)
    #expect(try names() == ["place"])
    #expect(try disk.entries(of: place)?.map(\.name) == ["inside"])
  }

  @Test func foldersAreMadeAtAnyDepthAndTwice() throws {
    let deep = (0..<200).reduce(folder.path) { path, _ in path.appending("d") }
    try disk.createDirectories(deep)
    try disk.createDirectories(deep)
    #expect(try disk.status(of: deep, followingLinks: false)?.kind == .directory)
    let file = folder.appending("f")
    try disk.replaceFile(file, with: [])
    #expect(throws: FileError.self) { try disk.createDirectories(file) }
    #expect(throws: FileError.self) { try disk.createDirectories(file.appending("x")) }
  }

  /// Fails the 1st call, then the 2nd, … until replacing succeeds.
  @Test(arguments: [Errno.ioError, .noSpace, .permissionDenied])
  func noSingleFaultTearsAFile(errno: Errno) throws {
    let old = Array("the old bytes".utf8)
    let new = Array("the new bytes, which are more".utf8)
    let path = folder.appending("f")
    for number in 1...100 {
      try disk.replaceFile(path, with: old)
      let faulty = FaultyFileSystem(fault: .init(number: number, errno: errno), bytesPerCallMax: 9)
      let outcome = Result { try faulty.replaceFile(path, with: new) }
      guard faulty.didFail else {
        try outcome.get()
        #expect(try disk.contents(of: path, sizeMax: 99) == new)
        #expect(number > 5)
        return
      }
      #expect(throws: FileError.self) { try outcome.get() }
      #expect(try disk.contents(of: path, sizeMax: 99) == old)
      #expect(try names() == ["f"])
    }
    Issue.record("a hundred calls to write a file")
  }

  @Test func aDiskThatStaysFullLeavesNoRubbish() throws {
    let path = folder.appending("f")
    let faulty = FaultyFileSystem(
      fault: .init([.write], number: 1, errno: .noSpace, persistence: .forever))
    let error = #expect(throws: FileError.self) { try faulty.replaceFile(path, with: [1]) }
    #expect(error?.errno == .noSpace)
    #expect(try names() == [])
  }
}

/// A signal that interrupts a call is not an error: the call is repeated until it ends.
@Test func anInterruptedCallIsMadeAgain() throws {
  var calls = 0
  let result = try retrying { () -> Int in
    calls += 1
    guard calls < 5 else { return 7 }
    errno = EINTR
    return -1
  }
  #expect(result == 7 && calls == 5)
  #expect(throws: Errno.ioError) {
    try retrying { () -> Int in
      errno = EIO
      return -1
    }
  }
}
