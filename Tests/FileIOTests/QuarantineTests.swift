// Files that are moved aside: under which names, and what happens to those that are there.

import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct QuarantineTests {
  private let folder = TemporaryDirectory()
  private let disk = LocalFileSystem()

  private func write(_ name: String, _ byte: UInt8) throws -> FilePath {
    let file = folder.appending(name)
    try disk.replaceFile(file, with: [byte])
    return file
  }

  private func byte(_ name: String) throws -> UInt8? {
    try disk.contents(of: folder.appending("aside").appending(name), sizeMax: 1)?.first
  }

  @Test func aMovedFileReplacesNoOtherUntilAHundredHaveItsName() throws {
    let quarantine = Quarantine(folder.appending("aside"), prefix: "zir-", fileSystem: disk)
    for number in UInt8(0)..<101 {
      #expect(try quarantine.move(try write("file", number), as: "a/b"))
    }
    #expect(try disk.status(of: folder.appending("file"), followingLinks: false) == nil)
    #expect(try byte("zir-a-b") == 100)
    for number in UInt8(1)..<100 { #expect(try byte("zir-a-b-\(number)") == number) }
    #expect(try byte("zir-a-b-100") == nil)
  }

  @Test func aFolderIsMovedWithItsContents() throws {
    try disk.createDirectories(folder.appending("top/inner"))
    _ = try write("top/inner/file", 7)
    let quarantine = Quarantine(folder.appending("aside"), fileSystem: disk)
    #expect(try quarantine.move(folder.appending("top"), as: "top"))
    #expect(try byte("top/inner/file") == 7)
  }

  @Test func anAbsentFileIsNotMoved() throws {
    let quarantine = Quarantine(folder.appending("aside"), fileSystem: disk)
    #expect(try !quarantine.move(folder.appending("absent"), as: "absent"))
    #expect(try disk.entries(of: folder.path)?.isEmpty == true)
    // Also if another process moves it during the call.
    let late = FaultyFileSystem(
      fault: .init([.rename], number: 1, errno: .noSuchFileOrDirectory))
    let file = try write("file", 1)
    let racing = Quarantine(folder.appending("aside"), fileSystem: late)
    #expect(try !racing.move(file, as: "file"))
  }

  @Test func aLinkedFileStays() throws {
    let file = try write("file", 1)
    let quarantine = Quarantine(folder.appending("aside"), fileSystem: disk)
    try quarantine.link(file, as: "file")
    try quarantine.link(file, as: "file")
    #expect(try byte("file") == 1 && byte("file-1") == 1)
    #expect(try disk.status(of: file, followingLinks: false)?.linkCount == 3)
  }

  @Test func aDiskThatFailsIsAnErrorAndLeavesTheFile() throws {
    let file = try write("file", 1)
    for calls in [FaultyFileSystem.Call.status, .makeDirectory, .rename] {
      let faulty = FaultyFileSystem(fault: .init([calls], number: 1))
      let quarantine = Quarantine(folder.appending("aside"), fileSystem: faulty)
      #expect(throws: FileError.self) { try quarantine.move(file, as: "file") }
      #expect(try disk.contents(of: file, sizeMax: 1) == [1])
    }
  }
}
