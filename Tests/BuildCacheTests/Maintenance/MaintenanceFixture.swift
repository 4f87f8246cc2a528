// A cache filled by builds of invented projects, for gc and verify.

import BuildCache
import FileIO
import Foundation
import ObjectStore
import SystemPackage
import TestSupport

/// A source file of an invented project, which "compiles" to itself.
struct MaintenanceSource: Sendable {
  var path = "main.mini"
  var text: String
  var costNanoseconds: UInt64 = 1000
  /// Functions that are compiled on their own: name, text.
  var functions: [(name: String, text: String)] = []

  var ir: [UInt8] { Array("; IR of \(text)\n".utf8) }

  var inputs: FileInputs {
    FileInputs(
      epoch: "e", options: "", moduleName: String(path.dropLast(5)),
      sourceID: ObjectID(type: .blob, body: Array(text.utf8)), imports: [])
  }

  func inputs(function: (name: String, text: String)) -> FunctionInputs {
    FunctionInputs(
      epoch: "e", options: "", symbol: function.name,
      body: Digest(hashing: Array(function.text.utf8)), callees: [])
  }

  static func ir(function: (name: String, text: String)) -> [UInt8] {
    Array("; function \(function.name): \(function.text)\n".utf8)
  }
}

/// A cache in a temporary folder. The clock begins at the real time, like the times of objects'
/// files.
struct MaintenanceFixture: Sendable {
  let folder = TemporaryDirectory()
  let clock: ManualClock
  var disk: any FileSystem

  init(
    disk: any FileSystem = LocalFileSystem(),
    clock: ManualClock = ManualClock(nanoseconds: SystemWallClock().nowNanoseconds())
  ) {
    self.disk = disk
    self.clock = clock
  }

  static let day: Int64 = 86_400_000_000_000
  static let header = Array("; the header\n".utf8)

  var path: FilePath { folder.appending(".mini_cache") }
  var today: UInt32 { UInt32(clock.nowNanoseconds() / Self.day) }

  func directory(_ other: (any FileSystem)? = nil) throws -> CacheDirectory {
    try CacheDirectory.openOrCreate(at: path, fileSystem: other ?? disk)
  }

  func database() throws -> ObjectDatabase { try ObjectDatabase(directory(), fileSystem: disk) }

  // MARK: Builds

  func cache(rootName: String = "main.mini") throws -> MultiLevelCache {
    let directory = try directory()
    return MultiLevelCache(
      directory: directory, paths: place(directory, rootName), fileSystem: disk,
      clock: clock)
  }

  func place(_ directory: CacheDirectory, _ rootName: String = "main.mini") -> ProjectPaths {
    ProjectPaths(directory: directory, rootFolder: folder.path, rootName: rootName)
  }

  /// A build in which all files are compiled.
  func build(_ sources: [MaintenanceSource], rootName: String = "main.mini") throws {
    // gc keeps nothing of a project whose root file is gone.
    try disk.replaceFile(folder.appending(rootName), with: [])
    let cache = try cache(rootName: rootName)
    try save(sources, try store(sources, in: cache), cache, rootName: rootName)
  }

  /// The first half of a build: its objects, and the entries that are not saved yet.
  func store(
    _ sources: [MaintenanceSource], in cache: MultiLevelCache
  ) throws -> (files: [ZirEntry], functions: [AirEntry]) {
    cache.beginWriting()
    var files: [ZirEntry] = []
    var functions: [AirEntry] = []
    for source in sources {
      let stored = cache.storeFileIR(source.ir)
      files.append(entry(source, stored))
      for function in source.functions {
        let ir = MaintenanceSource.ir(function: function)
        let stored = cache.storeFunctionIR(ir)
        let inputs = source.inputs(function: function)
        functions.append(
          AirEntry(
            path: source.path, function: function.name, inputs: inputs, key: inputs.key,
            irID: stored, irSize: UInt64(ir.count), runtimeParts: 0,
            costNanoseconds: source.costNanoseconds, usedDay: today))
      }
    }
    return (files, functions)
  }

  /// The second half of a build: its combined IR and its rows.
  func save(
    _ sources: [MaintenanceSource], _ entries: (files: [ZirEntry], functions: [AirEntry]),
    _ cache: MultiLevelCache, rootName: String = "main.mini"
  ) throws {
    let directory = try directory()
    let runs = sources.map { source in
      SectionRun.made(path: source.path, combinedHash: source.inputs.combinedHash, ir: source.ir)
    }
    _ = try CombinedOutput(header: Self.header, runs: runs, fileSystem: disk)
      .write(to: .copy(place(directory, rootName).combined))
    let saved = cache.save(
      newFiles: entries.files, newFunctions: entries.functions,
      project: IndexImage(projectIndex(sources, rootName: rootName)))
    cache.endWriting()
    guard saved.isSaved else { throw FixtureError(cache.events) }
  }

  func projectIndex(
    _ sources: [MaintenanceSource], rootName: String = "main.mini", irChecksum: UInt32? = nil
  ) -> [UInt8] {
    var samples = Samples(seed: 1)
    let records = sources.map { source in
      FileRecord(
        path: source.path, stamp: samples.stamp(), isRacy: false,
        sourceID: source.inputs.sourceID, diagnostics: [],
        functionCount: UInt32(source.functions.count), imports: [],
        combinedHash: source.inputs.combinedHash, irID: ObjectID(type: .blob, body: source.ir),
        irSize: UInt64(source.ir.count), irChecksum: irChecksum ?? Checksum.crc32(source.ir),
        sectionChecksum: SectionMarker.checksum(
          ofSection: source.path, source.inputs.combinedHash, source.ir),
        runtimeParts: 0)
    }
    let hash = samples.digest()
    let copy = OutputRecord(path: OutputRecord.copyPath, stamp: samples.stamp(), key: hash)
    return FileHashCache.encode(
      project: ProjectRecord(
        epoch: "e", options: "", rootName: rootName, mainSignature: "() i32",
        projectHash: ProjectHash(digest: hash), headerLength: UInt64(Self.header.count),
        outputs: [copy]),
      rows: records.map { .new($0) })
  }

  func entry(
    _ source: MaintenanceSource, _ id: ObjectID, irSize: UInt64? = nil, irChecksum: UInt32? = nil
  ) -> ZirEntry {
    ZirEntry(
      path: source.path, inputs: source.inputs, facts: facts(source), irID: id,
      irSize: irSize ?? UInt64(source.ir.count),
      irChecksum: irChecksum ?? Checksum.crc32(source.ir),
      runtimeParts: 0, costNanoseconds: source.costNanoseconds, usedDay: today)
  }

  private func facts(_ source: MaintenanceSource) -> FileFacts {
    FileFacts(
      forms: [], imports: [], diagnostics: [], functionCount: UInt32(source.functions.count))
  }

  /// Two files of two functions each; the first file has another text in each version.
  static func project(version: Int = 1) -> [MaintenanceSource] {
    [
      MaintenanceSource(
        text: "main \(version)", functions: [("main", "body \(version)"), ("help", "always")]),
      MaintenanceSource(
        path: "lib/math.mini", text: "math", functions: [("add", "a + b"), ("mul", "a * b")]),
    ]
  }

  // MARK: gc and verify

  func collection(
    _ policy: GarbagePolicy = .now, pace: GarbagePace = .thorough,
    disk other: (any FileSystem)? = nil
  ) throws -> GarbageCollection {
    GarbageCollection(
      directory: try directory(other), policy: policy, pace: pace, fileSystem: other ?? disk,
      clock: clock)
  }

  @discardableResult
  func collect(
    _ policy: GarbagePolicy = .now, disk: (any FileSystem)? = nil
  ) throws -> GarbageReport {
    guard let report = try collection(policy, disk: disk).run() else {
      throw FixtureError(["another gc is at work"])
    }
    return report
  }

  /// Verifies. Opens the cache and does not create it, so that missing files stay missing.
  func verify(
    _ mode: Verification.Mode = .inspect, objects: [ObjectID]? = nil,
    disk other: (any FileSystem)? = nil,
    expectedHeader: @escaping (FileHashCache) -> [UInt8]? = { _ in nil }
  ) throws -> (summary: VerificationSummary, findings: [VerificationFinding]) {
    guard let directory = try CacheDirectory.open(path, fileSystem: other ?? disk) else {
      throw FixtureError(["there is no cache"])
    }
    var findings: [VerificationFinding] = []
    var verification = Verification(
      directory: directory, mode: mode, fileSystem: other ?? disk, clock: clock,
      expectedHeader: expectedHeader
    ) { findings.append($0) }
    let summary = try objects.map { try verification.run(objects: $0) } ?? verification.run()
    return (summary, findings)
  }

  // MARK: Contents

  /// All objects, as `zir/<id>` and `objects/<id>`.
  func objects() throws -> Set<String> {
    let database = try database()
    var all = try looseObjects()
    for tree in ObjectDatabase.Tree.allCases {
      try database.packs(tree).forEachID { all.insert("\(tree.name)/\($0)") }
    }
    return all
  }

  /// The objects in files of their own.
  func looseObjects() throws -> Set<String> {
    let database = try database()
    var all: Set<String> = []
    for tree in ObjectDatabase.Tree.allCases {
      try database.loose(tree).forEachID { all.insert("\(tree.name)/\($0)") }
    }
    return all
  }

  /// Puts all loose objects into one pack per tree, like a build that adds many.
  func packAll() throws {
    let database = try database()
    for tree in ObjectDatabase.Tree.allCases {
      let loose = database.loose(tree)
      var ids: [ObjectID] = []
      try loose.forEachID { ids.append($0) }
      var writer = database.beginPack(in: tree)
      for id in ids {
        guard let object = try loose.read(id) else { continue }
        try writer.add(object.type, object.body)
      }
      _ = try writer.commit()
      for id in ids { try loose.remove(id) }
    }
  }

  func object(_ source: MaintenanceSource) -> String {
    "zir/\(ObjectID(type: .blob, body: source.ir))"
  }

  func object(_ function: (name: String, text: String)) -> String {
    "objects/\(ObjectID(type: .blob, body: MaintenanceSource.ir(function: function)))"
  }

  /// Every object that a build of these sources needs.
  func objects(_ sources: [MaintenanceSource]) -> Set<String> {
    Set(sources.map { object($0) } + sources.flatMap(\.functions).map { object($0) })
  }

  /// All files of the cache with their bytes; folders without any.
  func snapshot() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    let names = try FileManager.default.subpathsOfDirectory(atPath: path.string)
    for name in names {
      let file = path.appending(FilePath(name).components)
      let isFile = try disk.status(of: file, followingLinks: false)?.kind == .regular
      files[name] = isFile ? try disk.contents(of: file, sizeMax: 1 << 24) : []
    }
    return files
  }

  func contents(_ name: String) throws -> [UInt8] {
    try disk.contents(of: file(name), sizeMax: 1 << 24) ?? []
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try disk.createDirectories(file(name).removingLastComponent())
    try disk.replaceFile(file(name), with: bytes)
  }

  func file(_ name: String) -> FilePath { path.appending(FilePath(name).components) }

  func exists(_ name: String) throws -> Bool {
    try disk.status(of: file(name), followingLinks: false) != nil
  }

  func fsck() throws -> Finished {
    try RealGit(gitDirectory: path).finish(["fsck", "--strict", "--full"])
  }
}

extension GarbagePolicy {
  /// Without a grace period.
  static var now: GarbagePolicy {
    var policy = GarbagePolicy()
    policy.grace = .none
    return policy
  }

  static func now(
    generations: Int = 16, sizeMax: UInt64? = nil, ageMaxDays: Int64? = nil
  ) -> GarbagePolicy {
    var policy = now
    policy.generationsMax = generations
    policy.sizeMaxBytes = sizeMax
    policy.ageMaxNanoseconds = ageMaxDays.map { $0 * MaintenanceFixture.day }
    return policy
  }
}

/// A failure in the setup of a fixture.
struct FixtureError: Error, CustomStringConvertible {
  let description: String

  init(_ lines: [String]) { description = lines.joined(separator: "\n") }
}
