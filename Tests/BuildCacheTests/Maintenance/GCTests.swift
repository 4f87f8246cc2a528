// gc: the objects that it keeps, those that it drops and their order, and safety beside other
// processes.

import BuildCache
import FileIO
import Foundation
import FuzzProperties
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Test func gcKeepsWhatTheLastBuildReached() throws {
  let fixture = MaintenanceFixture()
  let sources = MaintenanceFixture.project()
  try fixture.build(sources)
  let before = try fixture.snapshot().filter { $0.key.hasSuffix(".bin") }
  fixture.clock.advance(nanoseconds: 1000 * MaintenanceFixture.day)
  let report = try fixture.collect(.now(ageMaxDays: 1))
  #expect(report.dropped == [] && report.forgottenRows == 0 && report.events == [])
  #expect(report.keptCount == 6)
  #expect(try fixture.objects() == fixture.objects(sources))
  #expect(try fixture.snapshot().filter { $0.key.hasSuffix(".bin") } == before)
}

@Test func gcDropsWhatNothingReachesAfterItsGrace() throws {
  let fixture = MaintenanceFixture()
  let sources = MaintenanceFixture.project()
  try fixture.build(sources)
  try fixture.build([sources[0]])
  let orphan = try fixture.database().write(.blob, Array("orphan".utf8), in: .objects).id
  let all = try fixture.objects()

  fixture.clock.advance(nanoseconds: 13 * MaintenanceFixture.day)
  #expect(try fixture.collect(GarbagePolicy()).dropped == [])
  #expect(try fixture.objects() == all)

  // The day in an entry counts to its end.
  fixture.clock.advance(nanoseconds: 2 * MaintenanceFixture.day)
  let report = try fixture.collect(GarbagePolicy())
  let gone = fixture.objects([sources[1]]).union(["objects/\(orphan)"])
  #expect(Set(report.dropped.map { "\($0.tree.name)/\($0.id)" }) == gone)
  #expect(report.dropped.allSatisfy { $0.reason == .unreachable })
  #expect(
    Set(report.dropped.map(\.owner))
      == ["lib/math.mini", "lib/math.mini:add", "lib/math.mini:mul", nil])
  #expect(report.forgottenRows == 3)
  #expect(try fixture.objects() == all.subtracting(gone))
  #expect(
    report.freedBytes + report.packedToBytes
      == report.dropped.reduce(report.packedFromBytes) { $0 + $1.allocatedBytes })
}

@Test func aMissSaysOnWhichDayGCEvictedIt() throws {
  let fixture = MaintenanceFixture()
  let sources = MaintenanceFixture.project()
  try fixture.build(sources)
  try fixture.build([sources[0]])
  fixture.clock.advance(nanoseconds: 5 * MaintenanceFixture.day)
  try fixture.collect()
  let cache = try fixture.cache()
  let math = sources[1]
  #expect(
    cache.file(math.inputs, path: math.path).reason == .evicted(day: fixture.today))
  #expect(
    cache.function(
      math.inputs(function: math.functions[0]), path: math.path, function: "add"
    ).reason == .evicted(day: fixture.today))
  #expect(cache.file(sources[0].inputs, path: "main.mini").found != nil)
  // After another build, it is known again.
  try fixture.build(sources)
  #expect(try fixture.cache().file(math.inputs, path: math.path).found != nil)
}

@Test func gcKeepsTheNewestGenerationsOfFilesAndFunctions() throws {
  let fixture = MaintenanceFixture()
  for version in 1...5 { try fixture.build(MaintenanceFixture.project(version: version)) }
  let report = try fixture.collect(.now(generations: 2))
  let kept = [4, 5].reduce(into: Set<String>()) {
    $0.formUnion(fixture.objects(MaintenanceFixture.project(version: $1)))
  }
  #expect(try fixture.objects() == kept)
  #expect(report.dropped.count == 6 && report.forgottenRows == 6)
  // By default, sixteen of each are kept.
  #expect(try fixture.collect().dropped == [])
}

@Test func gcDropsEarlierStatesThatAreOfNoUseForLong() throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project(version: 1))
  fixture.clock.advance(nanoseconds: 10 * MaintenanceFixture.day)
  try fixture.build(MaintenanceFixture.project(version: 2))
  fixture.clock.advance(nanoseconds: MaintenanceFixture.day)
  var policy = GarbagePolicy()
  policy.ageMaxNanoseconds = 20 * MaintenanceFixture.day
  #expect(try fixture.collect(policy).dropped == [])
  policy.ageMaxNanoseconds = 5 * MaintenanceFixture.day
  let report = try fixture.collect(policy)
  #expect(
    report.dropped.map(\.reason) == [.unused, .unused]
      && report.dropped.compactMap(\.owner) == ["main.mini", "main.mini:main"])
  #expect(try fixture.objects() == fixture.objects(MaintenanceFixture.project(version: 2)))
}

/// Earlier states of one file, with sizes that do not compress and with costs, and the current one.
private func fixtureOfCosts(
  _ states: [(kilobytes: Int, costNanoseconds: UInt64)]
) throws -> (fixture: MaintenanceFixture, states: [MaintenanceSource]) {
  let fixture = MaintenanceFixture()
  var random = SplitMix64(seed: 5)
  var sources: [MaintenanceSource] = []
  for state in states {
    let text = random.bytes(state.kilobytes * 512).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
    sources.append(MaintenanceSource(text: text, costNanoseconds: state.costNanoseconds))
    try fixture.build([sources[sources.count - 1]])
  }
  return (fixture, sources)
}

@Test func gcEvictsWhatIsCheapestToMakeAgainForEachByte() throws {
  let (fixture, states) = try fixtureOfCosts([
    (40, 9_000), (20, 2_000), (80, 80_000), (20, 30_000), (40, 100),
  ])
  // The last one is the current state: it stays as long as anything else can go.
  let order = [1, 0, 2, 3, 4].map { fixture.object(states[$0]) }
  let full = try fixture.collect(.now(sizeMax: .max))
  #expect(full.dropped == [] && full.keptCount == 5)
  let everything = try fixture.collection(.now(sizeMax: 0)).plan()
  #expect(everything.dropped.map { "zir/\($0.id)" } == order)
  #expect(everything.dropped.allSatisfy { $0.reason == .evicted })
  #expect(everything.costNanoseconds == 121_100)

  // One byte less space than all need: the cheapest go, and no other before them.
  let size = try LocalFileSystem().diskUsage(of: fixture.path)
  let report = try fixture.collect(.now(sizeMax: size - 1))
  let dropped = report.dropped.map { "zir/\($0.id)" }
  #expect(!dropped.isEmpty && order.starts(with: dropped))
  #expect(try fixture.objects() == Set(order.dropFirst(dropped.count)))
}

/// The rows of a small object are larger than the object.
@Test func gcCountsTheRowsOfTheObjectsThatItEvicts() throws {
  let fixture = MaintenanceFixture()
  let functions = (0..<2000).map { (name: "function\($0)", text: "body \($0)") }
  try fixture.build([MaintenanceSource(text: "main", functions: functions)])
  let size = try #require(try fixture.collect().sizeBytes)
  for limit in [size / 2, size / 4] {
    let report = try fixture.collect(.now(sizeMax: limit))
    let after = try #require(report.sizeBytes)
    #expect(after <= limit && after >= limit * 3 / 4, "\(after) of \(limit), \(size) before")
    #expect(report.events == [])
  }
}

@Test func gcToNothingEvictsEvenWhatTheLastBuildReached() throws {
  let fixture = MaintenanceFixture()
  let sources = MaintenanceFixture.project()
  try fixture.build(sources)
  let report = try fixture.collect(.now(sizeMax: 0))
  #expect(report.keptCount == 0 && report.dropped.count == 6 && report.forgottenRows == 6)
  #expect(try fixture.objects() == [])
  #expect(report.emptyFolders > 0)
  let cache = try fixture.cache()
  #expect(
    cache.file(sources[0].inputs, path: "main.mini").reason == .evicted(day: fixture.today))
  #expect(cache.events == [])
  #expect(try fixture.verify().summary.faults == 0)
  try fixture.build(sources)
  #expect(try fixture.objects() == fixture.objects(sources))
}

@Test func aDryRunSaysWhatWouldBeDoneAndChangesNothing() throws {
  let fixture = MaintenanceFixture()
  for version in 1...3 { try fixture.build(MaintenanceFixture.project(version: version)) }
  try fixture.write("objects/00/tmp_obj_1", [1])
  try fixture.write("quarantine/zir-1", [1, 2])
  let before = try fixture.snapshot()
  let policy = GarbagePolicy.now(generations: 1, sizeMax: 400)
  let plan = try fixture.collection(policy).plan()
  #expect(try fixture.snapshot() == before)
  var report = try fixture.collect(policy)
  #expect(report.emptyFolders > 0)
  report.emptyFolders = 0
  // The results of deflating are only known afterwards.
  #expect(report.keptBytes <= plan.keptBytes)
  report.newPacks = plan.newPacks
  report.keptBytes = plan.keptBytes
  report.packedFromBytes = 0
  report.packedToBytes = 0
  #expect(report.sizeBytes != nil && report.events.count == 1)
  report.sizeBytes = nil
  report.events = plan.events
  #expect(plan == report)
  #expect(plan.dropped.contains { $0.reason == .evicted })
  #expect(plan.dropped.contains { $0.reason == .unreachable })
}

@Test func gcKeepsTheRowsOfObjectsInPacks() throws {
  let fixture = MaintenanceFixture()
  let sources = MaintenanceFixture.project()
  try fixture.build(sources)
  try fixture.packAll()
  let report = try fixture.collect()
  #expect(report.forgottenRows == 0 && report.events == [])
  let cache = try fixture.cache()
  let entry = try #require(cache.file(sources[0].inputs, path: "main.mini").found)
  #expect(cache.fileIR(entry.irID) == sources[0].ir)
  // Rows of objects that are in no pack either are dropped.
  let packs = try fixture.database().packs(.zir)
  for pack in try packs.packs() { try packs.remove(pack.name) }
  #expect(try fixture.collect().forgottenRows == 2)
}

// MARK: Concurrent processes

@Test func gcSparesWhatIsWrittenSinceItLookedAround() throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project())
  let database = try fixture.database()
  let bodies = (0..<3).map { Array("orphan \($0)".utf8) }
  let ids = try bodies.map { try database.write(.blob, $0, in: .zir).id }
  let collection = try fixture.collection()
  let listing = try collection.list()
  let new = try database.write(.blob, Array("new".utf8), in: .zir).id
  // Touched since.
  try database.zir.path(of: ids[0]).withCString { name throws(Errno) in
    try LocalFileSystem().setTimes(
      at: workingDirectory, name, mtimeNanoseconds: SystemWallClock().nowNanoseconds())
  }
  // Removed and written again.
  try database.zir.remove(ids[1])
  _ = try database.write(.blob, bodies[1], in: .zir)
  let report = try collection.collect(listing)
  #expect(report.dropped.map(\.id) == [ids[2]])
  #expect(database.zir.contains(new))
  #expect(ids.map { database.zir.contains($0) } == [true, true, false])
}

@Test func gcWaitsForABuildAndKeepsWhatItMade() throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project(version: 1))
  for round in 2...6 {
    let sources = MaintenanceFixture.project(version: round)
    let cache = try fixture.cache()
    let entries = try fixture.store(sources, in: cache)
    let finished = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      // A failure here shows in the objects that are left.
      _ = try? fixture.collect(.now(generations: 1))
      finished.signal()
    }
    #expect(finished.wait(timeout: .now() + .milliseconds(20)) == .timedOut, "it waits")
    try fixture.save(sources, entries, cache)
    #expect(finished.wait(timeout: .now() + .seconds(60)) == .success, "it ends")
    let kept = try fixture.objects()
    #expect(kept.isSuperset(of: fixture.objects(sources)))
    let next = try fixture.cache()
    #expect(next.file(sources[0].inputs, path: "main.mini").found != nil)
  }
}

/// Builds wait while gc holds the lock. Reading and writing the indexes takes longest, and grows with
/// the cache.
@Test func gcReadsAndWritesIndexesBeforeItLocksBuildsOut() throws {
  let fixture = MaintenanceFixture()
  for version in 1...3 { try fixture.build(MaintenanceFixture.project(version: version)) }
  fixture.clock.advance(nanoseconds: MaintenanceFixture.day)  // the indexes are not racy
  let calls = Mutex<[FaultyFileSystem.Call]>([])
  let disk = FaultyFileSystem(beforeCall: { call, _ in calls.withLock { $0.append(call) } })
  let report = try fixture.collect(.now(generations: 1), disk: disk)
  #expect(report.forgottenRows > 0)
  // After the last lock but one it removes objects, after the last one it renames the indexes.
  let parts = calls.withLock { $0 }.split(separator: .lock).suffix(2)
  #expect(parts.first?.contains(.unlink) == true)
  let last = try #require(parts.last)
  let end = try #require(last.firstIndex(of: .rename))
  #expect(!last[..<end].contains(.write) && !last[..<end].contains(.map))
}

/// A plan takes long. A gc that a build has started gives up where an index changes before each lock.
@Test(arguments: [false, true])
func aCollectionInTheBackgroundMakesNoPlanUnderTheLock(doIndexesChange: Bool) throws {
  let fixture = MaintenanceFixture()
  for version in 1...3 { try fixture.build(MaintenanceFixture.project(version: version)) }
  fixture.clock.advance(nanoseconds: MaintenanceFixture.day)
  let before = try fixture.objects()
  let index = fixture.path.appending("zir_index.bin")
  let bytes = try #require(try LocalFileSystem().contents(of: index, sizeMax: 1 << 20))
  let disk = FaultyFileSystem(beforeCall: { call, _ in
    guard doIndexesChange, call == .lock else { return }
    try? LocalFileSystem().replaceFile(index, with: bytes)  // a failure shows in the report
  })
  let collection = try fixture.collection(.now(generations: 1), pace: .background, disk: disk)
  let report = try #require(try collection.run())
  #expect((report.forgottenRows == 0) == doIndexesChange)
  #expect((try fixture.objects() == before) == doIndexesChange)
  #expect(report.events.contains { $0.hasPrefix("builds were running") } == doIndexesChange)
}

@Test func gcKeepsWhatEachOfTheProjectsReaches() throws {
  let fixture = MaintenanceFixture()
  let one = [MaintenanceSource(path: "one.mini", text: "one", functions: [("f", "1")])]
  let two = [MaintenanceSource(path: "two.mini", text: "two", functions: [("g", "2")])]
  try fixture.build(MaintenanceFixture.project())
  try fixture.build(one, rootName: "one.mini")
  try fixture.build(two, rootName: "two.mini")
  let before = try fixture.objects()
  #expect(try fixture.collect().dropped == [])
  #expect(try fixture.objects() == before)
  #expect(try fixture.verify().summary.sections == 4)
}

// MARK: Other leftovers

@Test func gcRemovesWhatKilledWritersLeft() throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project())
  try fixture.build(
    [MaintenanceSource(path: "one.mini", text: "one")], rootName: "one.mini")
  try fixture.collect()
  let sound = Set(try fixture.snapshot().keys)
  let record = try #require(sound.first { $0.hasPrefix("projects/") && $0.hasSuffix("/root") })
  let project = record.dropLast("/root".count)
  let left = [
    "zir/pack/tmp_pack_1", "objects/pack/tmp_idx_1", "zir/00/tmp_obj_abc", "objects/ff/tmp_obj_1",
    ".tmp_mini_x", "combined/.tmp_mini_y",
    "\(project)/.tmp_mini_z", "objects/info/.tmp_mini_0",
  ]
  for name in left { try fixture.write(name, [1, 2, 3]) }
  fixture.clock.advance(nanoseconds: MaintenanceFixture.day / 48)
  #expect(try fixture.collect(GarbagePolicy()).temporaries.count == 0)
  fixture.clock.advance(nanoseconds: MaintenanceFixture.day / 24)
  let report = try fixture.collect(GarbagePolicy())
  #expect(report.temporaries.count == left.count && report.temporaries.bytes == 24)
  #expect(Set(try fixture.snapshot().keys) == sound)

  for name in left { try fixture.write(name, [1, 2, 3]) }
  #expect(try fixture.collect(.now).temporaries.count == left.count)
  #expect(Set(try fixture.snapshot().keys) == sound)
}

@Test func gcEmptiesAnOldQuarantine() throws {
  let fixture = MaintenanceFixture()
  try fixture.build(MaintenanceFixture.project())
  try fixture.write("quarantine/zir-1", [1, 2])
  try fixture.write("quarantine/folder/deep/er/file", [1])
  fixture.clock.advance(nanoseconds: 13 * MaintenanceFixture.day)
  #expect(try fixture.collect(GarbagePolicy()).quarantined.count == 0)
  fixture.clock.advance(nanoseconds: 2 * MaintenanceFixture.day)
  #expect(try fixture.collect(GarbagePolicy()).quarantined.count == 2)
  #expect(try !fixture.exists("quarantine"))
}

// MARK: Failures

@Test func gcWorksOnAFullDisk() throws {
  let fixture = MaintenanceFixture()
  for version in 1...3 { try fixture.build(MaintenanceFixture.project(version: version)) }
  let disk = FaultyFileSystem(
    fault: .init([.write, .fallocate], number: 1, errno: .noSpace, persistence: .forever))
  let report = try fixture.collect(.now(generations: 1), disk: disk)
  #expect(report.dropped.count == 4 && report.forgottenRows == 0)
  for name in ["zir/pack/", "objects/pack/", "zir_index.bin", "air_index.bin"] {
    #expect(report.events.contains { $0.contains(name) }, "\(report.events)")
  }
  #expect(try fixture.objects() == fixture.objects(MaintenanceFixture.project(version: 3)))
  // Rows of removed objects are misses, and the next collection drops them.
  let old = MaintenanceFixture.project(version: 1)[0]
  let cache = try fixture.cache()
  let entry = try #require(cache.file(old.inputs, path: "main.mini").found)
  #expect(cache.fileIR(entry.irID) == nil && cache.events == [])
  #expect(try fixture.verify().summary.faults == 0)
  #expect(try fixture.collect(.now(generations: 1)).forgottenRows == 4)
}

@Test func noSingleFaultOfTheDiskMakesGCHarmful() throws {
  let clock = ManualClock(nanoseconds: SystemWallClock().nowNanoseconds())
  let memory = MemoryFileSystem(clock: clock)
  var fixture = MaintenanceFixture(disk: memory, clock: clock)
  try memory.createDirectories(fixture.folder.path)
  let sources = MaintenanceFixture.project(version: 2)
  try fixture.build(MaintenanceFixture.project(version: 1))
  try fixture.build(sources)
  let built = memory.disk
  // A thousand calls list folders and remove empty ones: only the first few of them fail in turn.
  let many: Set<FaultyFileSystem.Call> = [.list, .removeDirectory]
  let others = Set(FaultyFileSystem.Call.allCases).subtracting(many)
  for (calls, numberMax) in [(others, 1000), (many, 8)] {
    // A bounded run takes a sample.
    for number in stride(from: 1, through: numberMax, by: fuzzScale > 1 ? 1 : 7) {
      fixture.disk = MemoryFileSystem(built, clock: clock)
      let faulty = FaultyFileSystem(fixture.disk, fault: .init(calls, number: number))
      let directory = (try? CacheDirectory.open(fixture.path, fileSystem: faulty)) ?? nil
      let collection = GarbageCollection(
        directory: try directory ?? fixture.directory(), policy: .now(generations: 1),
        fileSystem: faulty, clock: clock)
      _ = try? collection.run()  // it may fail, but must do no harm
      #expect(try fixture.objects().isSuperset(of: fixture.objects(sources)), "call \(number)")
      #expect(try fixture.verify().summary.faults == 0, "call \(number)")
      if !faulty.didFail { break }
    }
  }
}

@Test(arguments: ["zir_index.bin", "air_index.bin", "file_hashes.bin"])
func gcDropsNothingThatADamagedIndexMayReach(_ index: String) throws {
  let fixture = MaintenanceFixture()
  for version in 1...3 { try fixture.build(MaintenanceFixture.project(version: version)) }
  try fixture.write(index, [1])
  let report = try fixture.collect(.now(generations: 3))
  #expect(report.dropped == [] && report.events.count == 1)
  #expect(report.events[0].contains(index))
  #expect(try fixture.contents(index) == [1])
  #expect(try fixture.verify(.repair).summary.isSound)
  #expect(try !fixture.collect(.now(generations: 3)).dropped.isEmpty)
}

@Test(arguments: ["zir_index.bin", "air_index.bin", "file_hashes.bin"])
func gcLeavesACacheOfANewerMiniAlone(_ index: String) throws {
  let fixture = MaintenanceFixture()
  for version in 1...3 { try fixture.build(MaintenanceFixture.project(version: version)) }
  var bytes = try fixture.contents(index)
  bytes[12] = 200
  try fixture.write(index, IndexFuzz.resealed(bytes))
  let before = try fixture.snapshot()
  #expect(throws: MaintenanceError.newer(path: fixture.file(index).string)) {
    try fixture.collect(.now(generations: 1, sizeMax: 0))
  }
  var after = try fixture.snapshot()
  #expect(after.removeValue(forKey: "gc.lock") == [])
  #expect(after == before)
}

@Test func gitAcceptsTheStoreAfterGC() throws {
  let fixture = MaintenanceFixture()
  for version in 1...4 { try fixture.build(MaintenanceFixture.project(version: version)) }
  try fixture.collect(.now(generations: 1))
  let fsck = try fixture.fsck()
  #expect(fsck.status == 0, "\(fsck.errorText)")
  let git = RealGit(gitDirectory: fixture.path)
  let listed = try git.run("cat-file", "--batch-check=%(objectname)", "--batch-all-objects")
  let ids = Set(try fixture.objects().map { String($0.split(separator: "/")[1]) })
  #expect(Set(listed.split(separator: "\n").map(String.init)) == ids)
}
