// The records of builds: what is written is read, and what is wrong is absent, and nothing else is.

import BuildCache
import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct BuildLogTests {
  @Test func aRecordIsReadAsItWasWritten() throws {
    var samples = Samples(seed: 21)
    let records = (0..<300).map { _ in samples.buildRecord() }
    let log = BuildLog(records.flatMap(\.frame))
    #expect(log.count == 300 && log.wrongByteCount == 0)
    for (number, record) in records.reversed().enumerated() {
      #expect(log.record(number) == record)
      #expect(log.numbers(ofPrefix: log.id(number).description).contains(number))
    }
  }

  @Test func aFlippedBitCostsTheRecordThatHasIt() throws {
    var samples = Samples(seed: 22)
    let records = (0..<3).map { _ in samples.buildRecord(misses: 2) }
    let frames = records.map(\.frame)
    let whole = frames.flatMap(\.self)
    let middle = frames[0].count..<(frames[0].count + frames[1].count)
    for place in middle {
      var bytes = whole
      bytes[place] ^= 1 << UInt8(place % 8)
      let log = BuildLog(bytes)
      let read = (0..<log.count).compactMap { log.record($0) }
      if read != [records[2], records[0]] { Issue.record("byte \(place): \(read.count) records") }
      if log.wrongByteCount != frames[1].count { Issue.record("byte \(place) is not told") }
      #expect(BuildLog(log.soundBytes).wrongByteCount == 0)
    }
  }

  @Test func aTornRecordIsAbsentAndThoseAroundItAreNot() throws {
    var samples = Samples(seed: 23)
    let records = (0..<2).map { _ in samples.buildRecord(misses: 2) }
    let frames = records.map(\.frame)
    for length in 0..<frames[1].count {
      let torn = frames[0] + frames[1].prefix(length)
      #expect(BuildLog(torn).records == [records[0]], "\(length)")
      // The next build writes after it.
      #expect(BuildLog(torn + frames[0]).records == [records[0], records[0]], "\(length)")
    }
  }

  @Test func aNewerRecordIsAbsentAndNoFault() throws {
    var samples = Samples(seed: 24)
    let records = (0..<3).map { _ in samples.buildRecord() }
    let newer = BuildRecord.frame(ofBody: Array(records[1].frame.dropFirst(20)), version: 9)
    let log = BuildLog(records[0].frame + newer + records[2].frame)
    #expect(log.records == [records[2], records[0]])
    #expect(log.wrongByteCount == 0)
    #expect(log.soundBytes.count == records[0].frame.count + newer.count + records[2].frame.count)
  }

  /// Forged ids can give a record any content, but cannot crash its reader.
  @Test func aForgedRecordCrashesNothing() throws {
    var samples = Samples(seed: 25)
    for _ in 0..<2000 {
      let record = samples.buildRecord(misses: 3)
      var body = Array(record.frame.dropFirst(BuildRecord.Frame.headBytes))
      for _ in 0..<samples.number(1..<5) {
        let place = samples.number(0..<body.count)
        for byte in place..<min(place + [1, 4, 8][samples.number(0..<3)], body.count) {
          body[byte] = [0, 1, 0x7f, 0x80, 0xff][samples.number(0..<5)]
        }
      }
      let log = BuildLog(BuildRecord.frame(ofBody: body))
      #expect(log.count == 1 && log.wrongByteCount == 0)
      _ = log.record(0)
    }
  }

  @Test func aRecordNamesSomeOfManyMissesAndCountsTheRest() throws {
    var record = BuildRecord(timeNanoseconds: 1, root: "/r", command: "build", compiler: "e")
    let changed = MissReason.inputsChanged([InputChange(label: "source", old: "1", new: "2")])
    let misses = (0..<5000).map { number in
      BuildRecord.Miss(.file, path: "f\(number)", reason: number % 2 == 0 ? .neverBuilt : changed)
    }
    for miss in misses { record.add(miss) }
    record.addRest(of: .file, counts: BuildCounts(total: 6000, compiled: 5100))
    let read = try #require(BuildLog(record.frame).record(0))
    let named = misses.filter { $0.reason == changed }.prefix(BuildRecord.namedMax)
    #expect(read.misses == Array(named))
    #expect(read.unnamed == 4100)
    #expect(read.count(of: .file, .neverBuilt) == 2500)
    #expect(read.count(of: .file, .inputsChanged) == 2500)
    // Texts of any length do not make it too long.
    record.misses = (0..<400).map { number in
      BuildRecord.Miss(
        .function, path: String(repeating: "p", count: number * 40), name: "f", reason: changed)
    }
    record.root = String(repeating: "ö", count: 100_000)
    record.cacheEvents = Array(repeating: record.root, count: 100)
    let frame = record.frame
    #expect(frame.count <= 256 << 10 && frame.count > 250 << 10)
    let long = try #require(BuildLog(frame).record(0))
    #expect(long.misses.count + long.unnamed == 400 + record.unnamed)
    #expect(long.misses.count > 20)
  }

  /// Version 1 had no times, and no flag before the verdicts of tests.
  @Test func aRecordOfVersionOneIsRead() throws {
    var samples = Samples(seed: 27)
    for number in 0..<40 {
      var record = samples.buildRecord()
      record.work = []
      record.tests = number % 2 == 0 ? nil : TestCounts(passed: 3, cached: 2, failed: 1)
      var body = Array(record.frame.dropFirst(BuildRecord.Frame.headBytes))
      body.removeLast(4)
      let flag = body.count - (record.tests == nil ? 4 : 28)
      body.removeSubrange(flag..<(flag + 4))
      let log = BuildLog(BuildRecord.frame(ofBody: body, version: 1))
      #expect(log.records == [record] && log.wrongByteCount == 0)
    }
  }

  @Test func timesTakeAPartOfARecordAtMost() throws {
    var record = BuildRecord(timeNanoseconds: 1, root: "/r", command: "build", compiler: "e")
    record.work = (0..<1000).map { number in
      BuildRecord.Work(
        .file, path: String(repeating: "p", count: number * 4), beginNanoseconds: 1, nanoseconds: 2)
    }
    #expect(record.frame.count < 60 << 10)
    let read = try #require(BuildLog(record.frame).record(0))
    #expect(read.work == record.work.prefix(BuildRecord.workMax).filter { $0.path.count <= 400 })
  }

  // MARK: Files

  private func append(_ record: BuildRecord, _ fixture: MaintenanceFixture) throws -> UInt64 {
    let cache = try fixture.cache()
    cache.beginWriting()
    return cache.add(record)
  }

  private func sizes(_ fixture: MaintenanceFixture) throws -> [UInt64] {
    try ["builds.old.bin", "builds.bin"].map {
      try LocalFileSystem().status(of: fixture.path.appending($0), followingLinks: false)?
        .sizeBytes ?? 0
    }
  }

  @Test func theOlderFileIsDroppedWhole() throws {
    let fixture = MaintenanceFixture()
    var samples = Samples(seed: 26)
    let names = (0..<1).map { _ in String(repeating: "x", count: 240_000) }
    var added: [BuildRecord] = []
    for _ in 0..<120 {
      var record = samples.buildRecord(misses: 0)
      record.misses = [.init(.unit, name: names[0], reason: .noCache)]
      #expect(try append(record, fixture) > 240_000)
      added.append(record)
      let now = try sizes(fixture)
      #expect(now[0] <= 8 << 20 && now[1] <= 8 << 20)
      let log = try BuildLog(of: fixture.directory())
      #expect(log.records == Array(added.suffix(log.count).reversed()))
      #expect(added.count <= 34 || log.count >= 34)
    }
    #expect(try sizes(fixture)[0] > 7 << 20)
  }

  @Test func buildsThatEndTogetherAllLeaveTheirRecords() throws {
    let fixture = MaintenanceFixture()
    _ = try fixture.directory()
    let (threads, each) = (8, 40)
    let failures = Parallel.map(Array(0..<threads), threadsMax: threads) { thread -> Int in
      var samples = Samples(seed: UInt64(thread))
      var count = 0
      for number in 0..<each {
        var record = samples.buildRecord(misses: 1)
        record.root = "/\(thread)"
        record.errors = number
        record.misses.append(
          .init(.unit, name: String(repeating: "y", count: 30_000), reason: .noCache))
        if ((try? append(record, fixture)) ?? 0) == 0 { count += 1 }
      }
      return count
    }
    #expect(failures == Array(repeating: 0, count: threads))
    let log = try BuildLog(of: fixture.directory())
    #expect(log.wrongByteCount == 0 && log.count == threads * each)
    for thread in 0..<threads {
      #expect(
        log.records.filter { $0.root == "/\(thread)" }.map(\.errors)
          == Array((0..<each).reversed()))
    }
  }

  @Test func aSnapshotOfTheCacheKeepsItsRecords() throws {
    let fixture = MaintenanceFixture()
    var samples = Samples(seed: 27)
    let first = samples.buildRecord()
    _ = try append(first, fixture)
    let (path, other) = (fixture.path.appending("builds.bin"), fixture.folder.appending("copy"))
    try LocalFileSystem().link(path, to: other)
    let before = try LocalFileSystem().contents(of: other, sizeMax: 1 << 20)
    let second = samples.buildRecord()
    _ = try append(second, fixture)
    #expect(try LocalFileSystem().contents(of: other, sizeMax: 1 << 20) == before)
    #expect(try BuildLog(of: fixture.directory()).records == [second, first])
  }

  @Test(arguments: ["folder", "link", "pipe"])
  func whatTakesTheNameIsReplaced(kind: String) throws {
    let fixture = MaintenanceFixture()
    _ = try fixture.directory()
    let path = fixture.path.appending("builds.bin")
    let target = fixture.folder.appending("target")
    switch kind {
    case "folder": try LocalFileSystem().createDirectories(path.appending("in"))
    case "link": #expect(symlink(target.string, path.string) == 0)
    default: #expect(mkfifo(path.string, 0o600) == 0)
    }
    var samples = Samples(seed: 28)
    let record = samples.buildRecord()
    #expect(try append(record, fixture) > 0)
    #expect(try BuildLog(of: fixture.directory()).records == [record])
    #expect(try LocalFileSystem().status(of: target, followingLinks: false) == nil)
  }

  @Test func verifyTellsOfWrongBytesAndRemovesThem() throws {
    let fixture = MaintenanceFixture()
    var samples = Samples(seed: 29)
    let records = (0..<3).map { _ in samples.buildRecord(misses: 2) }
    for record in records { _ = try append(record, fixture) }
    #expect(try fixture.verify().summary.isSound)
    let path = fixture.path.appending("builds.bin")
    var bytes = try #require(try LocalFileSystem().contents(of: path, sizeMax: 1 << 20))
    bytes[records[0].frame.count + 40] ^= 1
    try LocalFileSystem().replaceFile(path, with: bytes)
    let found = try fixture.verify()
    let faults = found.findings.filter { $0.severity == .fault }.map(\.path)
    #expect(faults == ["builds.bin"])
    #expect(try fixture.verify(.repair).summary.isSound)
    #expect(try fixture.verify().summary.faults == 0)
    #expect(try BuildLog(of: fixture.directory()).records == [records[2], records[0]])
  }
}

extension BuildLog {
  /// All that can be read, the last first.
  var records: [BuildRecord] { (0..<count).compactMap { record($0) } }
}

extension Samples {
  mutating func buildRecord(misses: Int? = nil) -> BuildRecord {
    var record = BuildRecord(
      timeNanoseconds: Int64(bitPattern: random.next()), root: text("/root"),
      command: text("build"), compiler: text("epoch"))
    record.outcome = [.done, .refused, .failed(text("why"))][number(0..<3)]
    record.errors = number(0..<9)
    record.warnings = number(0..<9)
    record.files = BuildCounts(total: number(0..<99), compiled: number(0..<99))
    record.functions = BuildCounts(total: number(0..<99), compiled: number(0..<99))
    record.units = BuildCounts(total: number(0..<99), compiled: number(0..<99))
    record.hits = BuildHits(
      files: number(0..<9), functions: number(0..<9), units: number(0..<9),
      upstream: number(0..<9), savedNanoseconds: random.next())
    record.isPatched = number(0..<2) == 0
    record.sourcesRead = number(0..<9)
    record.bytesWritten = random.next()
    record.phases = BuildPhases(
      load: random.next(), stat: random.next(), compile: random.next(), save: random.next(),
      native: random.next(), total: random.next())
    record.cacheEvents = (0..<number(0..<3)).map { _ in text("event") }
    for place in record.reasonCounts.indices { record.reasonCounts[place] = number(0..<9) }
    record.misses = (0..<(misses ?? number(0..<6))).map { _ in
      BuildRecord.Miss(
        BuildRecord.Kind.allCases[number(0..<4)], path: text("lib/f"), name: text("g"),
        reason: missReason(), cachedFunctions: number(0..<9))
    }
    record.unnamed = number(0..<9)
    if number(0..<2) == 0 {
      record.tests = TestCounts(passed: number(0..<9), cached: number(0..<9), failed: 1)
    }
    record.work = (0..<number(0..<4)).map { _ in
      BuildRecord.Work(
        BuildRecord.Kind.allCases[number(0..<4)], path: text("lib/f"), name: text("unit"),
        beginNanoseconds: random.next(), nanoseconds: random.next())
    }
    return record
  }

  mutating func missReason() -> MissReason {
    switch MissReason.Kind.allCases[number(0..<13)] {
    case .neverBuilt: .neverBuilt
    case .inputsChanged:
      .inputsChanged(
        (0..<number(1..<4)).map { _ in
          InputChange(label: text("label"), old: text("old"), new: text("new"))
        })
    case .optionsChanged: .optionsChanged(old: text("-O"), new: text("-g"))
    case .compilerChanged: .compilerChanged
    case .evicted: .evicted(day: UInt32(number(0..<99_999)))
    case .repaired: .repaired(day: UInt32(number(0..<99_999)))
    case .damaged: .damaged(text("problem"))
    case .indexDamaged: .indexDamaged
    case .objectMissing: .objectMissing
    case .noCache: .noCache
    case .rechecked: .rechecked
    case .contradicted: .contradicted
    case .refused: .refused
    }
  }
}
