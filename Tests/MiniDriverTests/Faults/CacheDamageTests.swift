// Damage to every file of the cache: the next build is right, reports what it found, and leaves the
// cache sound. `--recheck` finds damage that no checksum shows.

import BuildCache
import FileIO
import MiniDriver
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct CacheDamageTests {
  /// A project with two generations of a file in its cache, and a third on the disk.
  ///
  /// - Parameter goal: the combined IR goes into `main.ll` or, if it is only printed, into the cache.
  static func project(_ goal: BuildOptions.Goal = .combinedIR) throws -> Project {
    let project = try Project(threeFiles)
    try project.build()
    try project.replace("math.mini", "a + b", "b + a")
    project.age()
    try project.build(project.options(goal))
    try project.replace("math.mini", "n * n", "n * n + 1")
    project.age()
    return project
  }

  /// Whether a reader of the file must notice: a reader cannot know of a file that is gone.
  private static func mustTell(_ damage: CacheDamage, of name: String) -> Bool {
    switch name {
    // A cache without HEAD counts as still being created.
    case "file_hashes.bin", "zir_index.bin", "air_index.bin", "HEAD": damage != .deleted
    case "config", "CACHEDIR.TAG", "alternates": true
    default: false
    }
  }

  @Test(arguments: CacheDamage.allCases)
  func theNextBuildIsRightAndLeavesTheCacheSound(damage: CacheDamage) throws {
    let count = try Self.project().cacheFiles().count
    #expect(count > 15)
    for number in 0..<count {
      let project = try Self.project()
      let file = try project.cacheFiles()[number]
      try damage.apply(to: file)
      let name = try #require(file.lastComponent).string
      let report = try checkBuild(project, context: "\(file) \(damage)")
      if Self.mustTell(damage, of: name) {
        #expect(report.cacheEvents.contains { $0.contains(name) }, "\(file) \(damage)")
      }
      try Self.checkSound(project, after: report, "\(file) \(damage)")
    }
  }

  @Test func anyByteOfAnIndexMayBeWrong() throws {
    var random = SplitMix64(seed: 5)
    for name in ["file_hashes.bin", "zir_index.bin", "air_index.bin", "combined/main.mini.ll"] {
      for _ in 0..<12 {
        let project = try Self.project()
        let position = Int(random.next() >> 40)
        try CacheDamage.flipped.apply(to: project.path(".mini_cache/" + name), at: position)
        let report = try checkBuild(project, context: "\(name) \(position)")
        try Self.checkSound(project, after: report, "\(name) \(position)")
      }
    }
  }

  @Test func filesThatChangedPlacesAreNotBelieved() throws {
    let count = try Self.project().cacheFiles().count
    var random = SplitMix64(seed: 6)
    for _ in 0..<40 {
      let project = try Self.project()
      let files = try project.cacheFiles()
      let one = files[Int.random(in: 0..<count, using: &random)]
      let two = files[Int.random(in: 0..<count, using: &random)]
      guard one != two, let first = try Project.contents(one),
        let second = try Project.contents(two)
      else { continue }
      try LocalFileSystem().replaceFile(one, with: second)
      try LocalFileSystem().replaceFile(two, with: first)
      let report = try checkBuild(project, context: "\(one) and \(two)")
      try Self.checkSound(project, after: report, "\(one) and \(two)")
    }
  }

  @Test(arguments: CacheDamage.allCases)
  func allFilesButTheSignMayBeDamagedAtOnce(damage: CacheDamage) throws {
    let project = try Self.project()
    for file in try project.cacheFiles() where file.lastComponent != "config" {
      try damage.apply(to: file)
    }
    let report = try checkBuild(project, context: "\(damage)")
    try Self.checkSound(project, after: report, "\(damage)")
  }

  /// A loss of power can remove both marker files of a cache before they are on the disk.
  @Test(arguments: [CacheDamage.deleted, .emptied])
  func aCacheThatLostItsSignsIsHealed(damage: CacheDamage) throws {
    let project = try Self.project()
    for name in ["config", "CACHEDIR.TAG"] { try damage.apply(to: project.cache.appending(name)) }
    let report = try checkBuild(project)
    #expect(report.cacheEvents.count == 2)
    try Self.checkSound(project, after: report, "\(damage)")
  }

  /// A folder marked as something else is not touched, whatever is in it; nor is a folder that
  /// contains a file that belongs to no cache.
  @Test(arguments: [["config": "[core]\n\tbare = true\n"], ["letter": "dear"]])
  func aCacheWithoutItsSignsIsLeftAlone(other: [String: String]) throws {
    let project = try Self.project()
    for name in ["config", "CACHEDIR.TAG"] { try project.remove(".mini_cache/" + name) }
    for (name, text) in other { try project.write(".mini_cache/" + name, text) }
    let files = try project.cacheFiles()
    let contents = try files.map(Project.contents)
    let right = try project.cleanBuild().text
    let report = try project.build()
    #expect(report.cacheEvents.count == 1)
    #expect(try project.output() == right)
    #expect(try project.cacheFiles() == files)
    #expect(try files.map(Project.contents) == contents)
  }

  /// All indexes load, and a build from them alone is right.
  static func checkSound(_ project: Project, after report: BuildReport, _ context: String) throws {
    try checkNullBuild(project, after: report, context)
    _ = try project.projectIndex()
    _ = try project.fileIndex()
    _ = try project.functionIndex()
    for name in [".mini_cache/file_hashes.bin", "main.ll"] { try project.remove(name) }
    let again = try checkBuild(project, context: context)
    try checkNullBuild(project, after: again, context)
  }
}

// Indexes with right checksums and wrong contents.

extension CacheDamageTests {
  /// A false entry in an index of a project that is built and unchanged.
  struct Lie: Sendable, CustomStringConvertible {
    let description: String
    /// Deletes or edits files so that a build reads the false entry.
    let tell: @Sendable (Project) throws -> Void
  }

  private static let lies = [
    Lie(description: "a file's IR is another's") { project in
      let entries = Array(try project.fileIndex().all)
      let swapped = zip(entries, entries.dropFirst() + entries.prefix(1)).map { $0.with(ir: $1) }
      try project.replaceIndex("zir_index.bin", ZirCache.encode(nil, adding: swapped))
    },
    Lie(description: "a function's IR is another's") { project in
      let entries = Array(try project.functionIndex().all)
      let swapped = zip(entries, entries.dropFirst() + entries.prefix(1)).map { $0.with(ir: $1) }
      try project.replaceIndex("air_index.bin", AirCache.encode(nil, adding: swapped))
    },
    Lie(description: "a row's IR is another's") { project in
      try project.alterRows { rows in
        let ids = rows.map { ($0.irID, $0.irSize, $0.irChecksum) }
        return zip(rows, ids.dropFirst() + ids.prefix(1)).map { row, other in
          row.with(irID: other.0, irSize: other.1, irChecksum: other.2)
        }
      }
      try project.remove("main.ll")
    },
    Lie(description: "rows import what is not there") { project in
      try project.alterRows { $0.map { row in row.with(imports: row.imports.map { _ in 77 }) } }
      try project.remove("main.ll")
    },
    Lie(description: "rows import themselves") { project in
      try project.alterRows { rows in
        rows.enumerated().map { number, row in
          row.with(imports: row.imports.map { _ in UInt32(number) })
        }
      }
      try project.remove("main.ll")
    },
    Lie(description: "rows import fewer files than texts") { project in
      try project.alterRows { $0.map { $0.with(imports: []) } }
      try project.remove("main.ll")
    },
    Lie(description: "forms are none") { project in
      let entries = try project.fileIndex().all.map { $0.with(forms: [0xFF, 0xFF, 0xFF]) }
      try project.replaceIndex("zir_index.bin", ZirCache.encode(nil, adding: Array(entries)))
      try project.remove("main.ll")
    },
    Lie(description: "no file uses a name") { project in
      try project.alterRows { $0.map { $0.with(names: NameMask(bits: 0)) } }
      try project.remove("main.ll")
    },
    Lie(description: "the program's main has no signature") { project in
      let old = try project.projectIndex()
      let record = old.project
      let other = ProjectRecord(
        epoch: record.epoch, options: record.options, rootName: record.rootName,
        mainSignature: "(i32) i32", projectHash: record.projectHash,
        headerLength: record.headerLength, outputs: record.outputs)
      try project.replaceIndex(
        "file_hashes.bin",
        FileHashCache.encode(
          project: other, rows: (0..<old.count).map { .kept(row: $0) }, from: old))
      try project.remove("main.ll")
    },
    Lie(description: "warnings are none, and there are many") { project in
      try project.alterRows { $0.map { $0.with(diagnostics: [1, 2, 3]) } }
      try project.remove("main.ll")
    },
    Lie(description: "objects are gone that rows name") { project in
      try project.alterRows { rows in
        rows.map { $0.with(irID: ObjectID(type: .blob, body: []), irSize: 0, irChecksum: 7) }
      }
      try project.remove("main.ll")
    },
  ]

  /// Without `--recheck` a false entry can be used, but no build traps, and no edit makes one trap.
  @Test(arguments: lies)
  func aLieMisleadsNoRecheck(lie: Lie) throws {
    for edits in [[], ["math.mini"], ["main.mini"], ["main.mini", "math.mini", "lib/page.mini"]] {
      let project = try Project(threeFiles)
      try project.build()
      try lie.tell(project)
      for path in edits {
        let text = String(decoding: try #require(try project.bytes(path)), as: UTF8.self)
        try project.write(path, text + "\nfn more() {\n}\n")
      }
      project.age()
      _ = try? project.build()
      try checkBuild(project, project.options(.ir, .contents), context: "\(lie)")
      let report = try project.build()
      #expect(report.fileCounts.compiled == 0)
      try checkNullBuild(project, after: checkBuild(project))
      // The other indexes do not contain it any more either.
      for name in [".mini_cache/file_hashes.bin", "main.ll"] { try project.remove(name) }
      try checkBuild(project, context: "\(lie)")
    }
  }

  @Test func recheckSaysWhatItFound() throws {
    for (index, lie) in [("zir", Self.lies[0]), ("air", Self.lies[1])] {
      let project = try Project(threeFiles)
      try project.build()
      try lie.tell(project)
      let report = try checkBuild(project, project.options(.ir, .contents))
      #expect(report.cacheEvents.contains { $0.hasPrefix("recheck: ") }, "\(index)")
      let again = try checkBuild(project, project.options(.ir, .contents))
      #expect(again.cacheEvents == [], "\(index)")
      #expect(again.compiledFiles == [:])
    }
  }

  @Test func recheckOfASoundCacheFindsNothing() throws {
    let project = try Self.project()
    try project.build()
    let before = try Written(project)
    let report = try checkBuild(project, project.options(.ir, .contents))
    #expect(report.cacheEvents == [])
    #expect(report.sourcesRead == 3)
    #expect(report.bytesWritten == (try Written(project).bytes(since: before)))
    // All was compiled, for no reason of the files'.
    #expect(report.fileCounts == .init(total: 3, compiled: 3))
    #expect(report.functionCounts.compiled == report.functionCounts.total)
    #expect(report.compiledFiles == [:] && report.compiledFunctions == [:])
    let steps = VerboseRenderer.render(report, detail: .functions)
    for name in ["main.mini", "math.mini", "math.mini:add"] {
      #expect(steps.contains("/\(name) ("), "\(steps)")
    }
    #expect(steps.split(separator: "\n").count { $0.hasPrefix("[recheck] ") } == 7, "\(steps)")
    #expect(!steps.contains("HIT") && steps.contains("[build] Files: 0 cached, 3 compiled"))
    #expect(
      ExplainRenderer.render(report)
        == "all files were compiled again, and the cache has what was made\n")
  }

  @Test func recheckBelievesNoOutput() throws {
    let project = try Project(threeFiles)
    try project.build()
    let path = project.path("main.ll")
    let status = try #require(try LocalFileSystem().status(of: path, followingLinks: false))
    try project.setTimes(
      "main.ll", mtime: status.mtimeNanoseconds, ctime: status.ctimeNanoseconds)
    var bytes = try #require(try project.bytes("main.ll"))
    bytes[bytes.count - 2] ^= 1
    try Project.overwrite(path, bytes)
    #expect(try project.build().isNull)
    try checkBuild(project, project.options(.ir, .contents))
    try checkNullBuild(project, after: checkBuild(project))
  }
}

extension Project {
  /// Rewrites the project's index with other rows.
  func alterRows(_ change: ([FileRecord]) -> [FileRecord]) throws {
    let old = try projectIndex()
    let rows = change((0..<old.count).map(old.record))
    try replaceIndex(
      "file_hashes.bin", FileHashCache.encode(project: old.project, rows: rows.map { .new($0) }))
  }
}

extension FileRecord {
  /// - Parameters:
  ///   - imports: the targets of the imports.
  ///   - names: the names that the file uses of each.
  func with(
    diagnostics: [UInt8]? = nil, imports targets: [UInt32]? = nil, names: NameMask? = nil,
    irID: ObjectID? = nil, irSize: UInt64? = nil, irChecksum: UInt32? = nil
  ) -> FileRecord {
    FileRecord(
      path: path, stamp: stamp, isRacy: isRacy, sourceID: sourceID,
      diagnostics: diagnostics ?? self.diagnostics, functionCount: functionCount,
      imports: zip(targets ?? imports.map(\.target), imports).map {
        ImportLink(target: $0, names: names ?? $1.names)
      },
      combinedHash: combinedHash, irID: irID ?? self.irID, irSize: irSize ?? self.irSize,
      irChecksum: irChecksum ?? self.irChecksum, sectionChecksum: sectionChecksum,
      runtimeParts: runtimeParts)
  }
}
