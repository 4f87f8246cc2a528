// Damage and faults: a cache that is damaged, newer, full or read-only costs speed, not the build.

import BuildCache
import FileIO
import Foundation
import FuzzProperties
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Test func damagedObjectsAreToldMovedAsideAndHealed() throws {
  let fixture = CacheFixture()
  build(try fixture.open())
  let directory = try CacheDirectory.openOrCreate(at: fixture.path, fileSystem: LocalFileSystem())
  let database = try ObjectDatabase(directory)
  let ids = [ObjectID(type: .blob, body: fileText), ObjectID(type: .blob, body: functionText)]
  for (id, tree) in zip(ids, [database.zir, database.objects]) {
    let path = tree.path(of: id)
    var bytes = try #require(try fixture.contents(path))
    bytes[bytes.count / 2] ^= 1
    try LocalFileSystem().replaceFile(path, with: bytes)
  }
  let cache = try fixture.open()
  #expect(cache.fileIR(ids[0]) == nil)
  guard case .damaged = look(cache, functionInputs()) else {
    Issue.record("a damaged object was used")
    return
  }
  #expect(cache.events.count == 2)
  #expect(cache.events.allSatisfy { $0.hasPrefix("object ") && $0.contains("it is rebuilt") })
  // It was moved aside: it is reported once, then it is absent.
  #expect(look(cache, functionInputs()) == .objectMissing)
  build(cache)
  let after = try fixture.open()
  #expect(after.fileIR(ids[0]) == fileText)
  #expect(look(after, functionInputs()) == nil)
  #expect(after.events == [])
}

@Test func anObjectThatIsGoneIsAMissAndNoEvent() throws {
  let fixture = CacheFixture()
  build(try fixture.open())
  for tree in ["zir", "objects"] {
    try FileManager.default.removeItem(atPath: fixture.path.appending(tree).string)
  }
  let cache = try fixture.open()
  #expect(look(cache, functionInputs()) == .objectMissing)
  #expect(cache.fileIR(ObjectID(type: .blob, body: fileText)) == nil)
  build(cache)
  #expect(look(try fixture.open(), functionInputs()) == nil)
}

@Test(arguments: ["zir_index.bin", "air_index.bin", "file_hashes.bin"])
func aDamagedIndexIsToldOnceAndMadeAnew(_ name: String) throws {
  for damage in ["flipped", "cut", "emptied", "foreign"] {
    let fixture = CacheFixture()
    let project = projectIndex(seed: 67)
    build(try fixture.open(), project: project)
    let path = fixture.path.appending(name)
    var bytes = try #require(try fixture.contents(path))
    switch damage {
    case "flipped": bytes[bytes.count / 2] ^= 4
    case "cut": bytes.removeLast(bytes.count / 3)
    case "emptied": bytes = []
    default: bytes = Array("something else".utf8)
    }
    try LocalFileSystem().replaceFile(path, with: bytes)
    let cache = try fixture.open()
    _ = (look(cache, fileInputs()), look(cache, functionInputs()))
    #expect(cache.events.count == 1)
    #expect(cache.events[0].hasPrefix("'\(path)' cannot be used ("))
    #expect(cache.events[0].hasSuffix("); it is rebuilt"))
    build(cache, project: project)
    let after = try fixture.open()
    #expect(look(after, fileInputs()) == nil)
    #expect(look(after, functionInputs()) == nil)
    #expect(after.project != nil)
    #expect(after.events == [], "\(name) \(damage)")
  }
}

@Test func aDamagedIndexIsMadeAnewEvenWhereNothingIsAdded() throws {
  let fixture = CacheFixture()
  build(try fixture.open())
  try LocalFileSystem().replaceFile(fixture.zirIndex, with: [1, 2, 3])
  let cache = try fixture.open()
  #expect(look(cache, fileInputs()) == .indexDamaged)
  let saved = cache.finish()
  #expect(saved.isSaved && saved.bytesWritten > 0)
  let after = try fixture.open()
  #expect(look(after, fileInputs()) == .neverBuilt)
  #expect(after.events == [])
}

@Test(arguments: ["zir_index.bin", "air_index.bin", "file_hashes.bin"])
func aNewerIndexIsLeftAloneAndNothingIsCached(_ name: String) throws {
  let fixture = CacheFixture()
  build(try fixture.open(), project: projectIndex(seed: 68))
  let path = fixture.path.appending(name)
  var newer = try #require(try fixture.contents(path))
  newer[12] += 1
  newer = IndexFuzz.resealed(newer)
  try LocalFileSystem().replaceFile(path, with: newer)
  let before = try allFiles(fixture.path)
  let cache = try fixture.open()
  _ = (look(cache, fileInputs(source: "s2")), look(cache, functionInputs(body: [9])))
  #expect(
    cache.events == [
      "'\(path)' was written by a newer mini and is left alone; this build is not cached"
    ])
  let saved = build(
    cache, file: fileInputs(source: "s2"), function: functionInputs(body: [9]),
    project: projectIndex(seed: 69))
  #expect(saved == SaveResult(bytesWritten: 0, isSaved: false))
  #expect(try allFiles(fixture.path) == before)
}

@Test(arguments: ["zir_index.bin", "air_index.bin", "file_hashes.bin"])
func anOlderIndexIsMadeAnew(_ name: String) throws {
  let fixture = CacheFixture()
  build(try fixture.open(), project: projectIndex(seed: 70))
  let path = fixture.path.appending(name)
  var older = try #require(try fixture.contents(path))
  older[12] -= 1
  try LocalFileSystem().replaceFile(path, with: IndexFuzz.resealed(older))
  let cache = try fixture.open()
  _ = (look(cache, fileInputs()), look(cache, functionInputs(body: [9])), cache.soundProject)
  #expect(
    cache.events == ["'\(path)' cannot be used (it has an older version); it is rebuilt"])
  #expect(build(cache, project: projectIndex(seed: 70)).isSaved)
  let after = try fixture.open()
  #expect(look(after, fileInputs()) == nil && after.soundProject != nil)
  #expect(after.events == [])
}

/// Every file under a folder and its bytes.
private func allFiles(_ folder: FilePath) throws -> [String: [UInt8]] {
  var files: [String: [UInt8]] = [:]
  for name in try FileManager.default.subpathsOfDirectory(atPath: folder.string) {
    let path = folder.appending(name)
    guard try LocalFileSystem().status(of: path, followingLinks: false)?.kind == .regular else {
      continue
    }
    files[name] = try LocalFileSystem().contents(of: path, sizeMax: 1 << 24)
  }
  return files
}

// MARK: A cache that cannot be written

@Test func aFullDiskCostsTheCacheNotTheBuild() throws {
  for call in [FaultyFileSystem.Call.write, .rename] {
    for number in 1... {
      let fixture = CacheFixture()
      build(try fixture.open(), project: projectIndex(seed: 70))
      let disk = FaultyFileSystem(
        fault: .init([call], number: number, errno: .noSpace, persistence: .forever))
      let cache = try fixture.open(disk: disk)
      let other = Array("other".utf8)
      #expect(cache.storeFileIR(other) == ObjectID(type: .blob, body: other))
      let saved = build(
        cache, file: fileInputs(source: "s2"), function: functionInputs(body: [9]),
        project: projectIndex(seed: 71))
      guard disk.didFail else {
        #expect(saved.isSaved)
        break
      }
      #expect(!saved.isSaved)
      #expect(cache.events.count == 1)
      #expect(cache.events[0].hasSuffix(": No space left on device; this build is not cached"))
      let after = try fixture.open()
      #expect(after.events == [])
      #expect(look(after, fileInputs()) == nil)
      #expect(after.project != nil)
    }
  }
}

@Test func noSingleFaultHarmsTheCache() throws {
  for number in 1... {
    let fixture = CacheFixture()
    build(try fixture.open(), project: projectIndex(seed: 72))
    let directory = try CacheDirectory.openOrCreate(at: fixture.path, fileSystem: LocalFileSystem())
    let place = ProjectPaths(
      directory: directory, rootFolder: fixture.folder.path, rootName: "main.mini")
    let disk = FaultyFileSystem(fault: .init(number: number))
    let cache = MultiLevelCache(
      directory: directory, paths: place, fileSystem: disk, clock: fixture.clock)
    if let found = cache.function(functionInputs(), path: "math.mini", function: "add").found {
      #expect(found.ir == functionText)
    }
    build(cache, file: fileInputs(source: "s2"), function: functionInputs(body: [9]))
    cache.markProjectUsed()
    let after = try fixture.open()
    #expect(after.events == [])
    _ = after.loadedCounts
    #expect(after.events == [])
    guard disk.didFail else {
      #expect(look(after, functionInputs(body: [9])) == nil)
      break
    }
  }
}

@Test func aReadOnlyCacheIsReadAndNotWritten() throws {
  let fixture = CacheFixture()
  build(try fixture.open())
  let readOnly = FaultyFileSystem(
    fault: .init(
      [.write, .rename, .makeDirectory, .unlink, .fallocate], number: 1,
      errno: .readOnlyFileSystem, persistence: .forever))
  let cache = try fixture.open(disk: readOnly)
  #expect(look(cache, functionInputs()) == nil)
  #expect(!build(cache, file: fileInputs(source: "s2")).isSaved)
  #expect(cache.events.count == 1)
  #expect(cache.events[0].hasSuffix("Read-only file system; this build is not cached"))
}
