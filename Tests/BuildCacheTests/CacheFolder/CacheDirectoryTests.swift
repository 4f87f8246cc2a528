// The cache's folder: created, found, healed and removed, without touching the files of others.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct CacheDirectoryTests {
  let folder = TemporaryDirectory()
  var place: FilePath { folder.appending("cache") }

  private func create() throws -> CacheDirectory {
    try CacheDirectory.openOrCreate(at: place, fileSystem: disk)
  }

  @Test func aNewCacheHasItsFilesAndTheSign() throws {
    let cache = try create()
    #expect(cache.repairs == [])
    let names = try #require(try disk.entries(of: place)).map(\.name)
    #expect(
      names == [
        ".gitignore", "CACHEDIR.TAG", "HEAD", "combined", "config", "lock", "objects", "refs",
        "zir",
      ])
    let git = RealGit(gitDirectory: place)
    for (name, value) in [
      ("mini.cache", "1"), ("core.bare", "true"), ("extensions.objectFormat", "sha256"),
      ("extensions.preciousObjects", "true"), ("gc.auto", "0"),
      ("core.repositoryFormatVersion", "1"),
    ] {
      #expect(try git.run("config", "--get", name) == value + "\n")
    }
    let tag = try #require(try disk.contents(of: cache.path("CACHEDIR.TAG"), sizeMax: 999))
    #expect(tag.starts(with: "Signature: 8a477f597d28d172789f06886806bc55\n".utf8))
  }

  @Test func openingWritesNothingAndTakesAnEmptyFolderForAnEmptyCache() throws {
    #expect(try CacheDirectory.open(place, fileSystem: disk) == nil)
    try disk.createDirectories(place)
    #expect(try CacheDirectory.open(place, fileSystem: disk)?.flaws() == [])
    #expect(try disk.entries(of: place) == [])
    _ = try create()
    #expect(try CacheDirectory.open(place, fileSystem: disk)?.path == place)
  }

  @Test func aFolderThatIsNotOursIsNotTouched() throws {
    let git = try RealGit(newRepositoryAt: place)
    let before = try disk.entries(of: place)
    #expect(throws: CacheDirectoryError.notACache(place.string)) { try create() }
    #expect(throws: CacheDirectoryError.notACache(place.string)) {
      try CacheDirectory.open(place, fileSystem: disk)
    }
    #expect(try disk.entries(of: place) == before)
    #expect(try git.finish(["config", "--get", "mini.cache"]).status == 1)
    let other = folder.appending("other")
    try disk.createDirectories(other)
    try disk.replaceFile(other.appending("thesis.txt"), with: [1])
    #expect(throws: CacheDirectoryError.notACache(other.string)) {
      try CacheDirectory.openOrCreate(at: other, fileSystem: disk)
    }
    let file = other.appending("thesis.txt")
    #expect(throws: CacheDirectoryError.notAFolder(file.string)) {
      try CacheDirectory.openOrCreate(at: file, fileSystem: disk)
    }
    #expect(try disk.entries(of: other)?.map(\.name) == ["thesis.txt"])
  }

  @Test func anotherOwnersCacheIsRefused() throws {
    _ = try create()
    let status = try #require(try disk.status(of: place, followingLinks: true))
    let stranger = FaultyFileSystem(user: status.ownerID + 1)
    let expected = CacheDirectoryError.foreignOwner(
      place.string, real: place, ownerID: status.ownerID)
    let owners = CacheOwners(sources: .folder("/elsewhere", ownerID: status.ownerID))
    #expect(throws: expected) {
      try CacheDirectory.open(place, owners: owners, fileSystem: stranger)
    }
    #expect(throws: expected) {
      try CacheDirectory.openOrCreate(at: place, owners: owners, fileSystem: stranger)
    }
  }

  /// Opening a complete cache again makes no call that writes.
  @Test func creatingAgainWritesNothing() throws {
    _ = try create()
    let counting = FaultyFileSystem()
    #expect(try CacheDirectory.openOrCreate(at: place, fileSystem: counting).repairs == [])
    #expect(Set(counting.counts.keys).isSubset(of: [.open, .status, .read, .close]))
    #expect(counting.callCount < 60)
  }

  /// The states that a killed creator leaves: nothing, a temporary file, or the first few files.
  @Test func aHalfMadeCacheIsCompletedInSilence() throws {
    try disk.createDirectories(place)
    try disk.replaceFile(place.appending(".tmp_mini_killed"), with: [1])
    #expect(try create().repairs == [])
    try disk.remove(place.appending("HEAD"))
    try disk.remove(place.appending("lock"))
    try disk.remove(place.appending("objects/info/alternates"))
    #expect(try create().repairs == [])
    #expect(try RealGit(gitDirectory: place).finish(["fsck", "--strict"]).status == 0)
  }

  static let files = [
    "config", "HEAD", "objects/info/alternates", ".gitignore", "CACHEDIR.TAG", "lock",
  ]
  static let harms = ["emptied", "cut", "flipped", "deleted", "a folder", "replaced"]

  @Test(arguments: files, harms)
  func whateverHappensToAFileIsHealed(file: String, harm: String) throws {
    let id = try ObjectDatabase(create()).write([1], in: .zir).id
    let path = place.appending(FilePath(file).components)
    var bytes = try #require(try disk.contents(of: path, sizeMax: 9999))
    let before = bytes
    switch harm {
    case "emptied": bytes = []
    case "cut": bytes.removeLast(bytes.count / 2)
    case "flipped": if !bytes.isEmpty { bytes[bytes.count / 2] ^= 0x08 }
    case "replaced": bytes = Array("something else\n".utf8)
    default: try disk.remove(path)
    }
    if harm == "a folder" { try disk.createDirectories(path) }
    if harm != "deleted", harm != "a folder" { try disk.replaceFile(path, with: bytes) }
    let cache = try create()
    let isHarmless = bytes == before && !["deleted", "a folder"].contains(harm) || file == "lock"
    if !isHarmless, file != "HEAD" || harm != "deleted" {
      #expect(cache.repairs.contains { $0.contains(file) })
    }
    #expect(try create().repairs == [])
    if file != "lock" { #expect(try disk.contents(of: path, sizeMax: 9999) == before) }
    #expect(try ObjectDatabase(cache).read(id)?.body == [1])
    let git = RealGit(gitDirectory: place)
    #expect(try git.finish(["fsck", "--strict"]).status == 0)
    #expect(try git.run("cat-file", "-t", id.description) == "blob\n")
  }

  @Test(arguments: [
    "zir", "zir/pack", "objects", "objects/info", "objects/pack", "refs", "combined",
  ])
  func aFolderThatIsGoneOrAFileIsHealed(name: String) throws {
    _ = try create()
    let path = place.appending(FilePath(name).components)
    let aside = folder.appending("aside")
    try disk.rename(path, to: aside)
    #expect(try !create().repairs.isEmpty)
    #expect(try create().repairs.isEmpty)
    #expect(try ChildProcess.run("/bin/rm", ["-r", path.string]).status == 0)
    try disk.replaceFile(path, with: [1])
    #expect(try !create().repairs.isEmpty)
    #expect(try create().repairs.isEmpty)
    _ = try ObjectDatabase(create()).write([1], in: .zir)
    #expect(try RealGit(gitDirectory: place).finish(["fsck", "--strict"]).status == 0)
  }

  /// Settings that mini did not write are the user's, and stay.
  @Test func aUsersSettingsAreKept() throws {
    _ = try create()
    let git = RealGit(gitDirectory: place)
    try git.run("config", "core.compression", "9")
    try git.run("config", "remote.x.url", "a b # c")
    let before = try disk.contents(of: place.appending("config"), sizeMax: 9999)
    #expect(try create().repairs == [])
    #expect(try disk.contents(of: place.appending("config"), sizeMax: 9999) == before)
    // A setting that would let `git gc` remove everything does not stay.
    try git.run("config", "extensions.preciousObjects", "false")
    #expect(try create().repairs.count == 1)
    #expect(try git.run("config", "extensions.preciousObjects") == "true\n")
  }

  // MARK: Removing

  @Test func removingTakesAllThatIsOurs() throws {
    let cache = try create()
    let database = try ObjectDatabase(cache)
    for index in 0..<50 { _ = try database.write([UInt8(index)], in: .zir) }
    try RealGit(gitDirectory: place).run("update-ref", "--stdin", input: [])
    try disk.replaceFile(place.appending("file_hashes.bin"), with: [1])
    try disk.createDirectories(place.appending("projects/0123/combined"))
    #expect(try cache.removeAll() == CacheRemoval(isFolderRemoved: true, left: []))
    #expect(try disk.status(of: place, followingLinks: false) == nil)
  }

  @Test func removingLeavesWhatIsNot() throws {
    let cache = try create()
    let outside = folder.appending("outside")
    try disk.createDirectories(outside)
    try disk.replaceFile(outside.appending("f"), with: [1])
    try disk.replaceFile(place.appending("notes.txt"), with: [2])
    // A link in mini's own folders is removed; its target stays.
    let link = place.appending("zir/link").string
    #expect(try ChildProcess.run("/bin/ln", ["-s", outside.string, link]).status == 0)
    #expect(try cache.removeAll() == CacheRemoval(isFolderRemoved: false, left: ["notes.txt"]))
    #expect(try disk.entries(of: place)?.map(\.name) == ["notes.txt"])
    #expect(try disk.entries(of: outside)?.map(\.name) == ["f"])
  }

  /// A removal that was interrupted at any call can be repeated: the marker file is removed last.
  @Test func anInterruptedRemovalCanBeDoneAgain() throws {
    for number in 1...500 {
      _ = try ObjectDatabase(create()).write([1], in: .zir)
      let faulty = FaultyFileSystem(fault: .init(number: number, persistence: .forever))
      let outcome = Result { () throws(CacheDirectoryError) in
        try CacheDirectory.open(place, fileSystem: faulty)?.removeAll()
      }
      if !faulty.didFail {
        #expect(try outcome.get()?.isFolderRemoved == true)
        #expect(number > 30)
        return
      }
      if let cache = try? CacheDirectory.open(place, fileSystem: disk) {
        #expect(try cache.removeAll().isFolderRemoved)
      } else {
        // Everything is gone, except perhaps the empty folder.
        #expect(try disk.entries(of: place) ?? [] == [])
      }
    }
    Issue.record("five hundred calls to remove a cache")
  }
}
