// Ownership of caches, without a second user: the file system reports the owners.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct CacheOwnersTests {
  private let folder = TemporaryDirectory()
  private var place: FilePath { folder.appending("cache") }

  /// A file system in which the cache's folder has this owner and mode.
  private func disk(
    user: UInt32, owner: UInt32, mode: UInt16 = 0o755, hasModes: Bool = true
  ) -> FaultyFileSystem {
    let path = place.string
    return FaultyFileSystem(user: user, hasModes: hasModes) { name, status in
      guard name == path else { return }
      status.permissions = mode
      status.ownerID = owner
    }
  }

  private func open(
    _ disk: FaultyFileSystem, _ owners: CacheOwners = CacheOwners()
  ) throws -> CacheDirectory? {
    try CacheDirectory.open(place, owners: owners, fileSystem: disk)
  }

  @Test func onlyTheSourcesOwnerIsTrustedBesidesTheUser() throws {
    _ = try CacheDirectory.openOrCreate(at: place)
    let refusal = CacheDirectoryError.foreignOwner(place.string, real: place, ownerID: 8)
    #expect(try open(disk(user: 7, owner: 7)) != nil)
    #expect(throws: refusal) { try open(disk(user: 7, owner: 8)) }
    let real = try LocalFileSystem().realPath(folder.path)
    for (sources, owner, isUsed) in [
      (real, 8, true), (real, 9, false), (real.appending("other"), 8, false), ("/", 8, true),
    ] as [(FilePath, UInt32, Bool)] {
      let owners = CacheOwners(sources: .folder(sources, ownerID: owner))
      if isUsed {
        #expect(try open(disk(user: 7, owner: 8), owners) != nil)
      } else {
        #expect(throws: refusal) { try open(disk(user: 7, owner: 8), owners) }
      }
    }
  }

  @Test func whatIsNamedSafeIsUsed() throws {
    _ = try CacheDirectory.openOrCreate(at: place)
    let refusal = CacheDirectoryError.foreignOwner(place.string, real: place, ownerID: 8)
    for (safe, isUsed) in [
      (place, true), ("*", true), (folder.appending("*"), true), (folder.path, false),
      (place.appending("*"), false), ("/elsewhere", false),
    ] as [(FilePath, Bool)] {
      let owners = CacheOwners(safe: [safe])
      if isUsed {
        #expect(try open(disk(user: 7, owner: 8), owners) != nil, "\(safe)")
      } else {
        #expect(throws: refusal) { try open(disk(user: 7, owner: 8), owners) }
      }
    }
  }

  /// vfat shows the same mode for all files, whatever mode is set.
  @Test func modesAreNotLookedAtWhereThereAreNone() throws {
    _ = try CacheDirectory.openOrCreate(at: place)
    let cache = try open(disk(user: 7, owner: 7, mode: 0o777, hasModes: false))
    #expect(cache?.repairs == [])
    let mended = try open(disk(user: 7, owner: 7, mode: 0o777))
    #expect(mended?.repairs.count == 1)
    let named = try open(disk(user: 7, owner: 7, mode: 0o777), CacheOwners(safe: ["*"]))
    #expect(named?.repairs == [])
  }

  @Test func whatCannotBeMendedIsRefused() throws {
    _ = try CacheDirectory.openOrCreate(at: place)
    #expect(try ChildProcess.run("/bin/chmod", ["777", place.string]).status == 0)
    let disk = FaultyFileSystem(
      fault: .init([.setPermissions], number: 1, errno: .notPermitted, persistence: .forever))
    #expect(throws: CacheDirectoryError.writableByOthers(place.string, real: place)) {
      try CacheDirectory.openOrCreate(at: place, fileSystem: disk)
    }
  }
}
