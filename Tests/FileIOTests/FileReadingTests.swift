// Reading of files and folders, and the errors when it fails.

import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct FileReadingTests {
  let folder = TemporaryDirectory()

  @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000])
  func contentsAreWhatWasWritten(size: Int) throws {
    var random = SplitMix64(seed: UInt64(size))
    let bytes = random.bytes(size)
    let path = folder.appending("f")
    try disk.replaceFile(path, with: bytes)
    #expect(try disk.contents(of: path, sizeMax: size) == bytes)
    let read = try #require(try disk.contentsAndStatus(of: path, sizeMax: size))
    #expect(read.before == read.after)
    #expect(read.before.sizeBytes == UInt64(size))
    #expect(read.before.kind == .regular)
  }

  @Test func contentsComeWholeFromShortReads() throws {
    var random = SplitMix64(seed: 1)
    let bytes = random.bytes(1000)
    let path = folder.appending("f")
    let short = FaultyFileSystem(bytesPerCallMax: 7)
    try short.replaceFile(path, with: bytes)
    #expect(try short.contents(of: path, sizeMax: 1000) == bytes)
  }

  @Test func whatIsAbsentIsNil() throws {
    let path = folder.appending("absent")
    #expect(try disk.contents(of: path, sizeMax: 10) == nil)
    #expect(try disk.status(of: path, followingLinks: true) == nil)
    #expect(try disk.entries(of: path) == nil)
    #expect(try disk.remove(path) == false)
    #expect(try disk.removeFolder(path) == false)
    #expect(try MappedFile(path, fileSystem: disk) == nil)
    #expect(try DirectoryHandle(path, fileSystem: disk) == nil)
    // A file in place of a folder counts as absent.
    try disk.replaceFile(path, with: [1])
    #expect(try disk.contents(of: path.appending("x"), sizeMax: 10) == nil)
  }

  @Test func whatIsTooLongOrNoFileIsAnError() throws {
    let path = folder.appending("f")
    try disk.replaceFile(path, with: [1, 2, 3])
    let tooLong = #expect(throws: FileError.self) { try disk.contents(of: path, sizeMax: 2) }
    #expect(tooLong?.errno == .fileTooLarge)
    let isFolder = #expect(throws: FileError.self) {
      try disk.contents(of: folder.path, sizeMax: 2)
    }
    #expect(isFolder?.errno == .isDirectory)
    let notMapped = #expect(throws: FileError.self) {
      try MappedFile(folder.path, fileSystem: disk)
    }
    #expect(notMapped?.errno == .invalidArgument)
  }

  @Test func errorsSayWhatWasTriedWhereAndWhy() {
    let error = FileError(.open, "lib/math.mini", .permissionDenied)
    #expect(error.description == "cannot open 'lib/math.mini': Permission denied")
  }

  @Test func entriesAreSortedByTheirBytes() throws {
    for name in ["b", "a", "B", "ä", "aa"] {
      try disk.replaceFile(folder.appending(name), with: [])
    }
    try disk.createDirectories(folder.appending("dir"))
    let entries = try #require(try disk.entries(of: folder.path))
    #expect(entries.map(\.name) == ["B", "a", "aa", "b", "dir", "ä"])
    #expect(entries.filter { $0.kind == .directory }.map(\.name) == ["dir"])
  }

  @Test func namesThatAreNotUTF8CanBeRemoved() throws {
    let component = FilePath.Component(bytes: [0x61, 0xFF, 0xFE])
    let path = folder.path.appending(component)
    try disk.replaceFile(path, with: [1])
    let entries = try #require(try disk.entries(of: folder.path))
    #expect(entries.map(\.nameBytes) == [[0x61, 0xFF, 0xFE]])
    let again = folder.path.appending(FilePath.Component(bytes: entries[0].nameBytes))
    #expect(try disk.remove(again))
    #expect(try disk.entries(of: folder.path) == [])
  }

  /// A file that is read, the largest of these, and one that is mapped.
  @Test(arguments: [6, MappedFile.readSizeMax, MappedFile.readSizeMax + 1])
  func aMappingShowsTheFileAndOutlivesItsName(size: Int) throws {
    let path = folder.appending("f")
    var random = SplitMix64(seed: 1)
    let bytes = random.bytes(size)
    try disk.replaceFile(path, with: bytes)
    let counting = FaultyFileSystem(bytesPerCallMax: 700_000)
    let file = try #require(try MappedFile(path, fileSystem: counting))
    #expect(counting.counts[.map] == (size > MappedFile.readSizeMax ? 1 : nil))
    try disk.replaceFile(path, with: Array("another".utf8))
    try disk.remove(path)
    let isWhole = Array(file.bytes) == bytes
    #expect(isWhole)
    #expect(file.status.sizeBytes == UInt64(size))
    try disk.replaceFile(path, with: [])
    #expect(try MappedFile(path, fileSystem: disk)?.bytes.isEmpty == true)
    #expect(throws: FileError.self) {
      try disk.replaceFile(path, with: [1, 2])
      _ = try MappedFile(path, sizeMax: 1, fileSystem: disk)
    }
  }

  /// With a mapping, SIGBUS would end the process here.
  @Test func aSmallFileThatIsCutInPlaceStaysAsItWasRead() throws {
    let path = folder.appending("f")
    try disk.replaceFile(path, with: [UInt8](repeating: 7, count: 50_000))
    let file = try #require(try MappedFile(path, fileSystem: disk))
    let fd = try #require(try disk.openIfPresent(path, flags: 2))
    #expect(ftruncate(fd, 0) == 0)
    try disk.close(fd)
    #expect(file.bytes.allSatisfy { $0 == 7 } && file.bytes.count == 50_000)
  }

  @Test func timesBeforeAndAfter1970AreKept() throws {
    let path = folder.appending("f")
    try disk.replaceFile(path, with: [])
    for time: Int64 in [0, 1, 1_000_000_001, -1, -1_500_000_000, 4_000_000_000_123_456_789] {
      try path.withCString { name throws(Errno) in
        try disk.setTimes(at: workingDirectory, name, mtimeNanoseconds: time)
      }
      #expect(try disk.status(of: path, followingLinks: true)?.mtimeNanoseconds == time)
    }
  }

  @Test func thisMachinesDiskIsLocalAndSyncs() throws {
    let handle = try #require(try DirectoryHandle(folder.path, fileSystem: disk))
    #expect(try disk.isLocal(handle.fd))
    try disk.syncAll(handle.fd)
  }

  @Test func theClockRuns() {
    let clock = SystemWallClock()
    #expect(clock.nowNanoseconds() > 1_700_000_000_000_000_000)
    let manual = ManualClock(nanoseconds: 5)
    manual.advance(nanoseconds: 2)
    #expect(manual.nowNanoseconds() == 7)
  }
}
