// MultiLevelCache: what one build keeps the next one finds; why not, where it does not.

import BuildCache
import FileIO
import Foundation
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// A cache in a folder of its own.
struct CacheFixture {
  let folder = TemporaryDirectory()
  let clock = ManualClock(nanoseconds: 20_000 * 86_400_000_000_000)

  var path: FilePath { folder.appending(".mini_cache") }
  var zirIndex: FilePath { path.appending("zir_index.bin") }
  var airIndex: FilePath { path.appending("air_index.bin") }
  var fileHashes: FilePath { path.appending("file_hashes.bin") }

  func open(
    disk: any FileSystem = LocalFileSystem(), rootName: String = "main.mini"
  ) throws -> MultiLevelCache {
    let directory = try CacheDirectory.create(at: path, fileSystem: disk)
    let place = ProjectPlace(directory: directory, rootFolder: folder.path, rootName: rootName)
    return MultiLevelCache(directory: directory, place: place, fileSystem: disk, clock: clock)
  }

  func contents(_ path: FilePath) throws -> [UInt8]? {
    try LocalFileSystem().contents(of: path, sizeMax: 1 << 24)
  }
}

private func fileInputs(
  epoch: String = "e", options: String = "", source: String = "s", interface: [UInt8] = [1]
) -> FileInputs {
  FileInputs(
    epoch: epoch, options: options, moduleName: "math",
    sourceID: ObjectID(type: .blob, body: Array(source.utf8)),
    imports: [
      ImportInput(
        namespace: "util", moduleName: "lib/util",
        interfaceID: InterfaceID(digest: Digest(hashing: interface)))
    ])
}

private func functionInputs(
  epoch: String = "e", options: String = "", body: [UInt8] = [1], signature: String = "() i32"
) -> FunctionInputs {
  FunctionInputs(
    epoch: epoch, options: options, symbol: "math.add", body: Digest(hashing: body),
    callees: [CalleeInput(symbol: "util.one", signature: signature)])
}

private func fileEntry(_ inputs: FileInputs, ir: [UInt8], id: ObjectID) -> ZirEntry {
  var samples = Samples(seed: 60)
  return ZirEntry(
    path: "math.mini", inputs: inputs, facts: samples.facts(), irID: id, irSize: UInt64(ir.count),
    irChecksum: Checksum.crc32(ir), runtimeParts: 1, costNanoseconds: 2, usedDay: 20_000)
}

private func functionEntry(_ inputs: FunctionInputs, ir: [UInt8], id: ObjectID) -> AirEntry {
  AirEntry(
    path: "math.mini", function: "add", inputs: inputs, key: inputs.key, irID: id,
    irSize: UInt64(ir.count), runtimeParts: 1, costNanoseconds: 2, usedDay: 20_000)
}

private let fileText = Array("define i32 @math.add() { ret i32 1 }\n".utf8)
private let functionText = Array("define i32 @math.add() { ret i32 2 }\n".utf8)

/// A build that compiles one file of one function and keeps both.
@discardableResult
private func build(
  _ cache: MultiLevelCache, file: FileInputs = fileInputs(),
  function: FunctionInputs = functionInputs(), project: [UInt8]? = nil
) -> SaveResult {
  let storedFile = cache.storeFileIR(fileText)
  let storedFunction = cache.storeFunctionIR(functionText)
  return cache.save(
    newFiles: [fileEntry(file, ir: fileText, id: storedFile.id)],
    newFunctions: [functionEntry(function, ir: functionText, id: storedFunction.id)],
    project: project)
}

private func projectIndex(seed: UInt64) -> [UInt8] {
  var samples = Samples(seed: seed)
  return FileHashCache.encode(
    project: samples.project(), rows: samples.records(5).map { .new($0) })
}

private func look(_ cache: MultiLevelCache, _ inputs: FileInputs) -> MissReason? {
  cache.file(inputs, path: "math.mini").reason
}

private func look(_ cache: MultiLevelCache, _ inputs: FunctionInputs) -> MissReason? {
  cache.function(inputs, path: "math.mini", function: "add").reason
}

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
  #expect(saved == SaveResult(bytesWritten: sizes.reduce(0, +), isSaved: true))

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
    look(cache, fileInputs(interface: [2]))
      == .inputsChanged([
        InputChange(
          label: "import util", old: "lib/util \(short([1]))", new: "lib/util \(short([2]))")
      ]))
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
    facts: FileFacts(
      interface: [], interfaceID: entry.facts.interfaceID, imports: [], diagnostics: [],
      functionCount: 1),
    importTargets: [], combinedHash: first.combinedHash, irID: entry.irID, irSize: 1,
    irChecksum: 0, runtimeParts: 0)
  let project = FileHashCache.encode(project: samples.project(), rows: [.new(record)])
  build(try fixture.open(), file: second, project: project)
  // The project went back to its first state, which hit; now it is edited.
  let reason = look(try fixture.open(), fileInputs(source: "s3"))
  let old = Digest(first.sourceID).shortDescription
  guard case .inputsChanged(let changes) = reason else {
    Issue.record("\(String(describing: reason))")
    return
  }
  #expect(changes.map(\.old) == [old])
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

@Test func aNullBuildMapsOneIndexTakesNoLockAndWritesNothing() throws {
  let fixture = CacheFixture()
  build(try fixture.open(), project: projectIndex(seed: 63))
  let directory = try CacheDirectory.create(at: fixture.path, fileSystem: LocalFileSystem())
  let place = ProjectPlace(
    directory: directory, rootFolder: fixture.folder.path, rootName: "main.mini")
  let disk = FaultyFileSystem()
  let cache = MultiLevelCache(
    directory: directory, place: place, fileSystem: disk, clock: fixture.clock)
  #expect(cache.project != nil)
  let saved = cache.save(newFiles: [], newFunctions: [], project: nil)
  #expect(saved == SaveResult(bytesWritten: 0, isSaved: true))
  #expect(disk.counts == [.open: 1, .status: 1, .map: 1, .close: 1])
}

@Test func whatIsKnownAlreadyIsNotWrittenAgain() throws {
  let fixture = CacheFixture()
  let project = projectIndex(seed: 64)
  build(try fixture.open(), project: project)
  let cache = try fixture.open()
  let stored = cache.storeFileIR(fileText)
  #expect(stored.bytesWritten == 0)
  let saved = build(cache, project: project)
  #expect(saved == SaveResult(bytesWritten: 0, isSaved: true))
}

@Test func twoBuildsThatSaveLoseNothingOfEachOther() throws {
  let fixture = CacheFixture()
  let builds = 8
  let caches = try (0..<builds).map { _ in try fixture.open() }
  for cache in caches { _ = cache.loadedCounts }  // each has seen the indexes as they were: absent
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
  #expect(after.loadedCounts.cachedFiles == builds * 5 + 16)
  let zir = try #require(ZirCache.load(fixture.zirIndex, fileSystem: LocalFileSystem()).loaded)
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

// MARK: Damage

@Test func damagedObjectsAreToldMovedAsideAndHealed() throws {
  let fixture = CacheFixture()
  build(try fixture.open())
  let directory = try CacheDirectory.create(at: fixture.path, fileSystem: LocalFileSystem())
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
  #expect(cache.events.allSatisfy { $0.hasPrefix("object ") && $0.contains("it is made anew") })
  // Moved aside: it is told once, then it is simply gone.
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
    #expect(cache.events[0].hasSuffix("); it is made anew"))
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
  #expect(look(cache, fileInputs()) == .neverBuilt)
  let saved = cache.save(newFiles: [], newFunctions: [], project: nil)
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
  newer = resealed(newer)
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
      #expect(cache.storeFileIR(other).id == ObjectID(type: .blob, body: other))
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
    let directory = try CacheDirectory.create(at: fixture.path, fileSystem: LocalFileSystem())
    let place = ProjectPlace(
      directory: directory, rootFolder: fixture.folder.path, rootName: "main.mini")
    let disk = FaultyFileSystem(fault: .init(number: number))
    let cache = MultiLevelCache(
      directory: directory, place: place, fileSystem: disk, clock: fixture.clock)
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

@Test func withoutACacheAllMissesAndNothingIsKept() {
  let clock = ManualClock(nanoseconds: 20_000 * 86_400_000_000_000)
  let cache = MultiLevelCache.disabled(clock: clock)
  #expect(cache.today == 20_000)
  #expect(cache.project == nil)
  #expect(look(cache, fileInputs()) == .neverBuilt)
  #expect(look(cache, functionInputs()) == .neverBuilt)
  let stored = cache.storeFileIR(fileText)
  #expect(stored == Stored(id: ObjectID(type: .blob, body: fileText), bytesWritten: 0))
  #expect(build(cache, project: [1]).bytesWritten == 0)
  #expect(cache.fileIR(stored.id) == nil)
  #expect(look(cache, fileInputs()) == .neverBuilt)
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
