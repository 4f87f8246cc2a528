// Each build that did something leaves a record, with the reasons that it had.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct RecordTests {
  @Test func aNullBuildLeavesNone() throws {
    let project = try Project(threeFiles)
    try project.build()
    #expect(try project.records().count == 1)
    let before = try project.cacheFiles().map { try Project.contents($0) }
    #expect(try project.build().isNull)
    #expect(try project.build(.ir, details: .outcome).bytesWritten == 0)
    #expect(try project.cacheFiles().map { try Project.contents($0) } == before)
  }

  @Test func aFirstBuildIsCountedAndNotNamed() throws {
    for details in [ReportDetail.outcome, .counts, .files] {
      let project = try Project(threeFiles)
      let report = try project.build(.ir, details: details)
      let record = try #require(try project.records().first)
      #expect(record.misses == [])
      #expect(record.unnamed == report.fileCounts.total + report.functionCounts.total)
      #expect(record.count(of: .file, .neverBuilt) == report.fileCounts.total)
      #expect(record.count(of: .function, .neverBuilt) == report.functionCounts.total)
      #expect(record.reasonCounts.reduce(0, +) == record.unnamed)
      #expect(record.command == "build --emit ir" && record.outcome == .done)
      #expect(record.root == (try LocalFileSystem().realPath(project.root)).string)
      #expect(record.timeNanoseconds < project.clock.nowNanoseconds())
    }
  }

  @Test func aRecordHasTheTimesOfItsWork() throws {
    let project = try Project(threeFiles)
    try project.build()
    try project.replace("math.mini", "a + b", "b + a")
    project.age()
    try project.build()
    let records = try project.records()
    #expect(records[1].work.map(\.path).sorted() == threeFiles.keys.sorted())
    #expect(records[0].work.map(\.path) == ["math.mini"])
    for record in records {
      for work in record.work {
        #expect(work.kind == .file && work.nanoseconds > 0)
        #expect(work.beginNanoseconds + work.nanoseconds <= record.phases.total)
      }
    }
  }

  @Test func onlyTheLongestWorkOfManyFilesIsOnRecord() throws {
    var texts = ["main.mini": ""]
    for number in 0..<300 {
      texts["main.mini"]! += "import \"m\(number).mini\" as m\(number);\n"
      texts["m\(number).mini"] = "fn f() i32 { return \(number); }\n"
    }
    let body = (0..<300).map { "    m\($0).f();\n" }.joined()
    texts["main.mini"]! += "fn main() i32 {\n\(body)    return 0;\n}\n"
    let project = try Project(texts)
    let report = try project.build(.ir, details: .files)
    let work = try #require(try project.records().first).work
    let times = report.files.map(\.compileNanoseconds).sorted(by: >)
    #expect(work.count == BuildRecord.workMax && times.count == 301)
    #expect(work.map(\.nanoseconds).sorted(by: >) == Array(times.prefix(BuildRecord.workMax)))
  }

  /// A build collects reasons for its record whether it shows them or not.
  @Test func aRecordDoesNotDependOnWhatTheBuildShows() throws {
    var random = SplitMix64(seed: 31)
    for _ in 0..<6 * fuzzScale {
      let seed = random.next()
      let all = try [ReportDetail.files, .outcome].map { details in
        try Self.history(seed, details).0
      }
      #expect(all[0] == all[1], "seed \(seed)")
      #expect(all[0].count > 3)
    }
  }

  @Test func whatTheBuildExplainedIsOnRecord() throws {
    var random = SplitMix64(seed: 32)
    var count = 0
    for _ in 0..<8 * fuzzScale {
      let seed = random.next()
      let (records, reports) = try Self.history(seed, .files)
      for (record, report) in zip(records, reports) {
        let named = Set(record.misses)
        guard record.unnamed == 0 else { continue }
        count += 1
        for file in report.files {
          guard let reason = file.work.reason else { continue }
          let cached = file.functions.count { $0.work.isHit }
          #expect(
            named.contains(.init(.file, path: file.path, reason: reason, cachedFunctions: cached)),
            "seed \(seed)")
          for function in file.functions {
            guard let reason = function.work.reason else { continue }
            #expect(
              named.contains(
                .init(.function, path: file.path, name: function.name, reason: reason)))
          }
        }
      }
    }
    #expect(count > 20)
  }

  /// Edits and builds; the records of those that left one, and their reports, the last first.
  private static func history(
    _ seed: UInt64, _ details: ReportDetail
  ) throws -> ([BuildRecord], [BuildReport]) {
    var random = SplitMix64(seed: seed)
    var program = RandomProgram(using: &random)
    let project = try Project(program.texts)
    var reports: [BuildReport] = []
    for _ in 0..<8 {
      for (path, text) in program.texts { try project.write(path, text) }
      project.age()
      let before = try project.records().count
      let report = try project.build(.ir, details: details)
      if try project.records().count > before { reports.insert(report, at: 0) }
      program.change(using: &random)
      if Int.random(in: 0..<4, using: &random) > 0 { program.repair() }
    }
    return (try project.records().map(\.withoutTimes), reports)
  }

  @Test func errorsAndFailuresAreOnRecord() throws {
    let project = try Project(threeFiles)
    try project.build()
    try project.replace("math.mini", "a + b", "a + c")
    project.age()
    #expect(try project.build().hasErrors)
    let refused = try #require(try project.records().first)
    #expect(refused.outcome == .refused && refused.errors == 1)
    try project.replace("math.mini", "a + c", "b + a")
    project.age()
    try project.remove("main.ll")
    try LocalFileSystem().createDirectories(project.path("main.ll"))
    #expect(throws: BuildError.self) { try project.build() }
    #expect(try project.records().count == 2)  // nothing was begun
  }

  @Test func aBuildThatMustNotWriteLeavesNone() throws {
    let project = try Project(threeFiles)
    try project.build()
    try project.replace("math.mini", "a + b", "b + a")
    project.age()
    for use in [BuildOptions.CacheUse.read, .none] {
      try project.build(project.options(.combinedIR, cacheUse: use))
      #expect(try project.records().count == 1)
    }
  }

  @Test func timeSavedIsThatOfWhatLookupsFound() throws {
    let project = try Project(threeFiles)
    try project.build()
    try project.replace("math.mini", "a + b", "b + a")
    project.age()
    try project.build()
    try project.replace("math.mini", "b + a", "a + b")
    project.age()
    try project.build()
    let records = try project.records()
    #expect(records[2].hits == BuildHits())
    #expect(records[1].hits.files == 0 && records[1].hits.functions > 0)
    #expect(records[0].hits.files == 1 && records[0].files.compiled == 0)
    #expect(records[0].hits.savedNanoseconds > 0)
  }
}

extension Project {
  func build(_ goal: BuildOptions.Goal, details: ReportDetail) throws -> BuildReport {
    try Build(options: options(goal), details: details, fileSystem: disk, clock: clock).run()
  }

  /// The records in the cache, the last first.
  func records() throws -> [BuildRecord] {
    let directory = try CacheDirectory.openOrCreate(at: cache)
    let log = try BuildLog(of: directory)
    return (0..<log.count).compactMap { log.record($0) }
  }
}

extension BuildRecord {
  /// What is the same each time.
  fileprivate var withoutTimes: BuildRecord {
    var record = self
    record.timeNanoseconds = 0
    record.root = ""
    record.phases = BuildPhases()
    record.work = record.work.map {
      BuildRecord.Work(
        $0.kind, path: $0.path, name: $0.name, beginNanoseconds: 0, nanoseconds: 0)
    }.sorted { $0.path < $1.path }
    record.hits.savedNanoseconds = 0
    record.bytesWritten = 0
    // Details are sorted by path.
    record.misses.sort { "\($0)" < "\($1)" }
    return record
  }
}
