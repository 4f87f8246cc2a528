// MultiLevelCache: a build finds what the last one stored, or the reason why not.

import BuildCache
import FileIO
import Foundation
import Glibc
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Test func whatOneBuildKeepsTheNextOneFinds() throws {
  let fixture = CacheFixture()
  let first = try fixture.open()
  #expect(first.project == nil)
  #expect(look(first, fileInputs()) == .neverBuilt)
  #expect(look(first, functionInputs()) == .neverBuilt)
  let project = projectIndex(seed: 61)
  let saved = build(first, project: project)
  let sizes = try [fixture.zirIndex, fixture.airIndex, fixture.fileHashes].map {
    UInt64(try #require(try fixture.contents($0)).count)
  }
  #expect(saved.isSaved && saved.bytesWritten > sizes.reduce(0, +), "the objects, and the indexes")

  let second = try fixture.open()
  let entry = try #require(second.file(fileInputs(), path: "math.mini").found)
  #expect(second.fileIR(entry.irID) == fileText)
  let function = try #require(
    second.function(functionInputs(), path: "math.mini", function: "add").found)
  #expect(function.ir == functionText)
  #expect(function.entry.runtimeParts == 1)
  #expect(
    second.facts(path: "math.mini", sourceID: fileInputs().sourceID, epoch: "e") == entry.facts)
  #expect(second.project?.count == 5)
  #expect(second.events == [])
  #expect(
    second.loadedCounts.cachedFiles == 1 && second.loadedCounts.cachedFunctions == 1
      && second.loadedCounts.stampedFiles == 5)
  let counts = second.counts
  #expect((counts.fileHits, counts.fileMisses) == (1, 0))
  #expect((counts.functionHits, counts.functionMisses) == (1, 0))
}

@Test func aMissSaysWhatChangedWithOldAndNew() throws {
  let fixture = CacheFixture()
  build(try fixture.open())
  let cache = try fixture.open()
  let short = { (bytes: [UInt8]) in Digest(hashing: bytes).shortDescription }
  let source = { (text: String) in
    Digest(ObjectID(type: .blob, body: Array(text.utf8))).shortDescription
  }
  #expect(look(cache, fileInputs(epoch: "e2", source: "s2")) == .compilerChanged)
  #expect(look(cache, fileInputs(options: "-g")) == .optionsChanged(old: "", new: "-g"))
  #expect(
    look(cache, fileInputs(source: "s2"))
      == .inputsChanged([InputChange(label: "source", old: source("s"), new: source("s2"))]))
  #expect(
    look(cache, fileInputs(form: "() i64"))
      == .inputsChanged([InputChange(label: "lib/util.one", old: "() i32", new: "() i64")]))
  #expect(
    look(cache, fileInputs(form: nil))
      == .inputsChanged([InputChange(label: "lib/util.one", old: "() i32", new: "absent")]))
  #expect(cache.file(fileInputs(source: "s2"), path: "other.mini").reason == .neverBuilt)
  #expect(look(cache, functionInputs(epoch: "e2")) == .compilerChanged)
  #expect(look(cache, functionInputs(options: "-g")) == .optionsChanged(old: "", new: "-g"))
  #expect(
    look(cache, functionInputs(body: [2], signature: "() i64"))
      == .inputsChanged([
        InputChange(label: "body", old: short([1]), new: short([2])),
        InputChange(label: "callee util.one", old: "() i32", new: "() i64"),
      ]))
}

@Test func aMissIsToldAgainstTheProjectsLastBuildNotAgainstTheNewestState() throws {
  let fixture = CacheFixture()
  let (first, second) = (fileInputs(source: "s1"), fileInputs(source: "s2"))
  build(try fixture.open(), file: first)
  var samples = Samples(seed: 62)
  let entry = fileEntry(first, ir: fileText, id: samples.objectID())
  let record = FileRecord(
    path: "math.mini", stamp: samples.stamp(), isRacy: false, sourceID: first.sourceID,
    diagnostics: [], functionCount: 1, imports: [], combinedHash: first.combinedHash,
    irID: entry.irID, irSize: 1,
    irChecksum: 0, sectionChecksum: 0, runtimeParts: 0)
  let project = FileHashCache.encode(project: samples.project(), rows: [.new(record)])
  build(try fixture.open(), file: second, project: project)
  // The project went back to its first state, a hit; now it is edited.
  let reason = look(try fixture.open(), fileInputs(source: "s3"))
  let old = Digest(first.sourceID).shortDescription
  guard case .inputsChanged(let changes) = reason else {
    Issue.record("\(String(describing: reason))")
    return
  }
  #expect(changes.map(\.old) == [old])
}

@Test func aMissIsToldAgainstTheNewestStateOfTheSameOptions() throws {
  let fixture = CacheFixture()
  build(try fixture.open(), file: fileInputs(source: "s1"), function: functionInputs(body: [1]))
  build(
    try fixture.open(), file: fileInputs(options: "-g", source: "s1"),
    function: functionInputs(options: "-g", body: [2]))
  let cache = try fixture.open()
  func change(_ label: String, _ old: Digest, _ new: Digest) -> MissReason {
    .inputsChanged([
      InputChange(label: label, old: old.shortDescription, new: new.shortDescription)
    ])
  }
  let (old, new) = (fileInputs(source: "s1"), fileInputs(source: "s2"))
  #expect(look(cache, new) == change("source", Digest(old.sourceID), Digest(new.sourceID)))
  #expect(
    look(cache, functionInputs(body: [3]))
      == change("body", Digest(hashing: [1]), Digest(hashing: [3])))
  #expect(
    look(cache, functionInputs(options: "-g", body: [3]))
      == change("body", Digest(hashing: [2]), Digest(hashing: [3])))
  // If no state has these options, they are the reason.
  #expect(look(cache, fileInputs(options: "-x")) == .optionsChanged(old: "-g", new: "-x"))
}

@Test func whatGcDroppedIsToldWithItsDay() throws {
  let fixture = CacheFixture()
  build(try fixture.open())
  let zir = try #require(
    ZirCache.load(fixture.zirIndex, fileSystem: LocalFileSystem()).loaded)
  let air = try #require(
    AirCache.load(fixture.airIndex, fileSystem: LocalFileSystem()).loaded)
  try LocalFileSystem().replaceFile(
    fixture.zirIndex,
    with: ZirCache.encode(zir, adding: [], dropping: [fileInputs().combinedHash], day: 20_001))
  try LocalFileSystem().replaceFile(
    fixture.airIndex,
    with: AirCache.encode(air, adding: [], dropping: [functionInputs().key], day: 20_002))
  let cache = try fixture.open()
  #expect(look(cache, fileInputs()) == .evicted(day: 20_001))
  #expect(look(cache, functionInputs()) == .evicted(day: 20_002))
  build(cache)
  let after = try fixture.open()
  #expect(look(after, fileInputs()) == nil)
  #expect(look(after, functionInputs()) == nil)
}

@Test func aNullBuildReadsOneIndexTakesNoLockAndWritesNothing() throws {
  let fixture = CacheFixture()
  build(try fixture.open(), project: projectIndex(seed: 63))
  let directory = try CacheDirectory.openOrCreate(at: fixture.path, fileSystem: LocalFileSystem())
  let place = ProjectPaths(
    directory: directory, rootFolder: fixture.folder.path, rootName: "main.mini")
  let disk = FaultyFileSystem()
  let cache = MultiLevelCache(
    directory: directory, paths: place, fileSystem: disk, clock: fixture.clock)
  #expect(cache.project != nil)
  let saved = cache.finish()
  #expect(saved == SaveResult(bytesWritten: 0, isSaved: true))
  #expect(disk.counts == [.open: 2, .status: 1, .read: 1, .close: 1])  // the folder and the index
}

/// Whether the cache's lock is held, shared or not.
private func isLocked(_ fixture: CacheFixture) throws -> Bool {
  let lock = try FileLock(
    fixture.path.appending("lock"), .exclusive, wait: .never, fileSystem: LocalFileSystem())
  return lock == nil
}

/// Whether it becomes free. A child that another test is just starting has a copy until its exec.
private func isFree(_ fixture: CacheFixture) throws -> Bool {
  for _ in 0..<2000 {
    if try !isLocked(fixture) { return true }
    usleep(1000)
  }
  return false
}

@Test func theLockIsHeldFromTheBeginningToTheEndOfWriting() throws {
  let fixture = CacheFixture()
  do {
    let cache = try fixture.open()
    _ = (look(cache, fileInputs()), look(cache, functionInputs()))
    #expect(try isFree(fixture))
    cache.beginWriting()
    #expect(try isLocked(fixture))
    build(try fixture.open())  // shared: two builds run side by side
    _ = cache.storeFunctionIR(functionText)
    _ = cache.finish()
    #expect(try isLocked(fixture))
    cache.endWriting()
    #expect(try isFree(fixture))
    cache.beginWriting()
    let isHeld = try isLocked(fixture)
    withExtendedLifetime(cache) { #expect(isHeld) }
  }
  #expect(try isFree(fixture))
}

@Test func whatIsKnownAlreadyIsNotWrittenAgain() throws {
  let fixture = CacheFixture()
  let project = projectIndex(seed: 64)
  build(try fixture.open(), project: project)
  let cache = try fixture.open()
  let saved = build(cache, project: project)
  #expect(saved == SaveResult(bytesWritten: 0, isSaved: true))
}

@Test func twoBuildsThatSaveLoseNothingOfEachOther() throws {
  let fixture = CacheFixture()
  let builds = 8
  let caches = try (0..<builds).map { _ in try fixture.open() }
  for cache in caches { _ = cache.loadedCounts }  // each has seen that the indexes are absent
  Parallel.forEach(count: builds, threadsMax: 4) { number in
    let cache = caches[number]
    var samples = Samples(seed: UInt64(number))
    for round in 0..<5 {
      let path = "p\(number)/f\(round).mini"
      _ = cache.save(
        newFiles: [samples.zirEntry(path: path), samples.zirEntry(path: "common.mini")],
        newFunctions: [samples.airEntry(path: path, function: "f")], project: nil)
    }
  }
  let after = try fixture.open()
  #expect(after.events == [])
  #expect(after.loadedCounts.cachedFunctions == builds * 5)
  let zir = try #require(ZirCache.load(fixture.zirIndex, fileSystem: LocalFileSystem()).loaded)
  // A name's oldest generations are dropped when layers are joined.
  #expect(Array(zir.all).count == builds * 5 + 16)
  #expect(zir.generations(ofPath: "common.mini").count == 16)
  for number in 0..<builds {
    for round in 0..<5 { #expect(zir.newest(ofPath: "p\(number)/f\(round).mini") != nil) }
  }
}

@Test func projectsInOneCacheHaveTheirOwnIndexAndShareTheRest() throws {
  let fixture = CacheFixture()
  let (first, second) = (projectIndex(seed: 65), projectIndex(seed: 66))
  build(try fixture.open(), project: first)
  let other = try fixture.open(rootName: "other.mini")
  #expect(other.project == nil)
  #expect(look(other, fileInputs()) == nil)
  build(other, project: second)
  #expect(try fixture.contents(fixture.fileHashes) == first)
  #expect(try fixture.open(rootName: "other.mini").project?.count == 5)
  #expect(try fixture.open().events == [])
}

@Test func withoutACacheAllMissesAndNothingIsKept() {
  let clock = ManualClock(nanoseconds: 20_000 * 86_400_000_000_000)
  let cache = MultiLevelCache.disabled(clock: clock)
  #expect(cache.today == 20_000)
  #expect(cache.project == nil)
  #expect(look(cache, fileInputs()) == .noCache)
  #expect(look(cache, functionInputs()) == .noCache)
  let stored = cache.storeFileIR(fileText)
  #expect(stored == ObjectID(type: .blob, body: fileText))
  #expect(build(cache, project: [1]).bytesWritten == 0)
  #expect(cache.fileIR(stored) == nil)
  #expect(look(cache, fileInputs()) == .noCache)
  cache.markProjectUsed()
  #expect(cache.events == [])
}

@Test func theProjectsIndexIsMarkedAsUsedOnceADay() throws {
  let fixture = CacheFixture()
  build(try fixture.open(), project: projectIndex(seed: 73))
  let time = { () throws -> Int64? in
    try LocalFileSystem().status(of: fixture.fileHashes, followingLinks: false)?.mtimeNanoseconds
  }
  let written = try #require(try time())
  fixture.clock.advance(nanoseconds: written - fixture.clock.nowNanoseconds())
  fixture.clock.advance(nanoseconds: 86_400_000_000_000 - 1)
  try fixture.open().markProjectUsed()
  #expect(try time() == written)
  fixture.clock.advance(nanoseconds: 1)
  try fixture.open().markProjectUsed()
  #expect(try time() == fixture.clock.nowNanoseconds())
}
