// The choice of the cache for a plumbing command.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct CacheSearchTests {
  let folder = TemporaryDirectory()

  private func makeCache(in name: String) throws -> FilePath {
    let path = folder.appending(name).appending(CacheName.folder)
    return try CacheDirectory.openOrCreate(at: path, fileSystem: disk).path
  }

  private func find(from name: String) throws -> FilePath? {
    let start = folder.appending(name)
    try disk.createDirectories(start)
    return try CacheDirectory.find(from: start, fileSystem: disk)?.path
  }

  @Test func itIsFoundHereAndAbove() throws {
    // Whatever is in the machine's temporary folder is not found.
    try disk.createDirectories(folder.appending(".git"))
    let cache = try makeCache(in: "a")
    #expect(try find(from: "a") == cache)
    #expect(try find(from: "a/b/c") == cache)
    #expect(try find(from: "b") == nil)
  }

  @Test func theNearestIsMeant() throws {
    _ = try makeCache(in: "a")
    let near = try makeCache(in: "a/b")
    #expect(try find(from: "a/b/c") == near)
  }

  @Test(arguments: ["main.mini", ".git"])
  func aProjectsOrARepositorysTopIsLookedIntoAndNotLeft(mark: String) throws {
    let cache = try makeCache(in: "a")
    try disk.createDirectories(folder.appending("a/b/c"))
    try disk.replaceFile(folder.appending("a/b/\(mark)"), with: [])
    #expect(try find(from: "a/b/c") == nil)
    #expect(try find(from: "a/b") == nil)
    #expect(try find(from: "a") == cache)
    let inner = try makeCache(in: "a/b")
    #expect(try find(from: "a/b/c") == inner)
  }

  @Test func whatCannotServeIsAnErrorAndNotPassedOver() throws {
    _ = try makeCache(in: "a")
    try disk.createDirectories(folder.appending("a/b/.mini_cache/x"))
    #expect(throws: CacheDirectoryError.self) { try find(from: "a/b/c") }
  }

  @Test func linksAreResolvedFirst() throws {
    let cache = try makeCache(in: "a")
    try disk.createDirectories(folder.appending("a/b"))
    let link = folder.appending("link")
    let target = folder.appending("a/b").string
    #expect(try ChildProcess.run("/bin/ln", ["-s", target, link.string]).status == 0)
    #expect(try CacheDirectory.find(from: link, fileSystem: disk)?.path == cache)
  }

  @Test func anotherOwnersFolderAndAnotherFileSystemAreNotEntered() throws {
    let cache = try makeCache(in: "a")
    try disk.createDirectories(folder.appending("a/b/c"))
    let border = folder.appending("a").string
    for (ownerID, device): (UInt32, UInt64) in [(1, 0), (0, 1)] {
      let changed = FaultyFileSystem(alterStatus: { path, status in
        guard path == border else { return }
        status.ownerID += ownerID
        status.device += device
      })
      #expect(
        try CacheDirectory.find(from: folder.appending("a/b/c"), fileSystem: changed) == nil)
    }
    #expect(try find(from: "a/b/c") == cache)
  }
}
