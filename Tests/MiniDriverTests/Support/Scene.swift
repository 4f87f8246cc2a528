// Work on a project on a disk in memory, and the conditions after it, whatever happened in between:
// a fault of the disk, a crash.

import BuildCache
import FileIO
import MiniDriver
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// A project before some work, the changes that the work makes, and the right result.
struct Scene {
  enum Work: String, CaseIterable, Sendable {
    /// First builds: a small one; one with more functions than are written loose; a durable one.
    case cold, packed, durable
    /// Builds after an edit, and after none.
    case edit, null
    case gc, evict, verify, repair
    /// A second snapshot, after an edit.
    case snapshot
    /// Two snapshots that were taken elsewhere, one of them of this state of the sources.
    case arrival

    var isBuild: Bool { [.cold, .packed, .durable, .edit, .null].contains(self) }
  }

  let work: Work
  let before: MemoryDisk
  /// The changes that the work makes on a sound disk.
  let journal: [MemoryDisk.Change]
  /// The time of the work.
  let now: Int64
  private let expected: BuildReport

  static let folder: FilePath = "/project"
  static let cache: FilePath = "/project/.mini_cache"
  static let bootID: FilePath = "/proc/sys/kernel/random/boot_id"

  init(_ work: Work) throws {
    self.work = work
    let clock = ManualClock(nanoseconds: 20_000 * 86_400 * second)
    let disk = MemoryFileSystem(clock: clock)
    try disk.place(Self.bootID, Array("the first boot\n".utf8))
    try Self.prepare(work, disk, clock)
    clock.advance(nanoseconds: 100 * second)
    before = disk.disk
    now = clock.nowNanoseconds()
    expected = try Self.build(disk, clock, cacheUse: .none)
    let journaled = MemoryFileSystem(before, clock: clock)
    let said = try Self.run(work, journaled, clock)
    #expect(journaled.openCount == 0)
    #expect(said == [], "\(work)")
    journal = journaled.journal
  }

  /// The disk as it was before the work.
  func sound() -> MemoryFileSystem {
    MemoryFileSystem(before, clock: ManualClock(nanoseconds: now))
  }

  /// The disk after a crash and a restart of the machine.
  func crashed(
    after callsMade: Int, _ survival: Survival, using random: inout SplitMix64
  ) throws -> MemoryDisk {
    let crash = PowerLoss(before: before, journal: journal, callsMade: callsMade, now: now)
    let disk = crash.disk(survival, using: &random)
    guard survival != .kept else { return disk }
    let next = MemoryFileSystem(disk, clock: ManualClock(nanoseconds: now))
    try next.place(Self.bootID, Array("the next boot\n".utf8))
    return next.disk
  }

  // MARK: Before the work

  private static func prepare(
    _ work: Work, _ disk: MemoryFileSystem, _ clock: ManualClock
  ) throws {
    for (name, text) in work == .packed ? manyFunctions : threeFiles {
      try write(disk, name, text)
    }
    clock.advance(nanoseconds: 100 * second)
    if [.cold, .packed, .durable].contains(work) { return }
    try build(disk, clock)
    let generations =
      switch work {
      case .gc, .evict: 4
      case .edit, .snapshot, .arrival: 1
      case .cold, .packed, .durable, .null, .verify, .repair: 0
      }
    if work == .snapshot || work == .arrival { try takeSnapshot(disk, clock) }
    for value in 0..<generations {
      let text = threeFiles["math.mini"]! + "\nfn f() i32 {\n    return \(value);\n}\n"
      try write(disk, "math.mini", text)
      clock.advance(nanoseconds: 100 * second)
      if work == .arrival { try receive(on: disk, clock) }
      if work != .edit && work != .arrival { try build(disk, clock) }
    }
    if work == .repair { try damage(disk) }
  }

  /// The repository into which Git has fetched.
  private static let received = cache.appending(TemporaryName.prefix + "arrival")

  /// Builds the project elsewhere, takes snapshots before and after the last edit, and places their
  /// objects on the disk as Git would.
  private static func receive(on disk: MemoryFileSystem, _ clock: ManualClock) throws {
    let elsewhere = MemoryFileSystem(disk.disk, clock: clock)
    try elsewhere.removeTree(cache)
    try elsewhere.place(folder.appending("math.mini"), Array(threeFiles["math.mini"]!.utf8))
    try build(elsewhere, clock)
    try takeSnapshot(elsewhere, clock, "before")
    let edited = disk.disk.files(below: folder.string)["math.mini"]!
    try elsewhere.place(folder.appending("math.mini"), edited)
    clock.advance(nanoseconds: 100 * second)
    try build(elsewhere, clock)
    try takeSnapshot(elsewhere, clock, "after")
    // In the order of their names, so that each run makes the same changes.
    for (name, bytes) in elsewhere.disk.files(below: cache.string).sorted(by: { $0.key < $1.key }) {
      let parts = name.split(separator: "/")
      if ["zir", "objects"].contains(parts[0]), parts.count == 3 {
        try disk.place(received.appending("objects/\(parts[1])/\(parts[2])"), bytes)
      } else if name.hasPrefix(SnapshotName.Origin.own.rawValue), let last = parts.last {
        try disk.place(
          received.appending(SnapshotName.Origin.fetched.rawValue + last), bytes)
      }
    }
  }

  private static func addReceived(_ disk: any FileSystem, _ clock: ManualClock) throws {
    let directory = try directory(disk)
    let arrival = try SnapshotArrival(
      received, into: directory, fileSystem: disk, clock: clock, threadsMax: 1)
    let refs = GitRefs(of: received, fileSystem: disk)
    if let problem = refs.problems.first { throw SnapshotError("\(received)/\(problem.path)") }
    for outcome in try arrival.add(refs.refs, approve: { _, _ in nil }) {
      _ = try outcome.result.get()
    }
  }

  private static func write(_ disk: MemoryFileSystem, _ name: String, _ text: String) throws {
    try disk.place(folder.appending(FilePath(name).components), Array(text.utf8))
  }

  /// Flips a bit in each object, in an index and in the copy of the output.
  private static func damage(_ disk: MemoryFileSystem) throws {
    for (name, bytes) in disk.disk.files(below: cache.string).sorted(by: { $0.key < $1.key }) {
      let isObject = name.utf8.count > 60
      guard isObject || name.hasSuffix("zir_index.bin") || name.hasSuffix(".ll") else { continue }
      var bytes = bytes
      bytes[bytes.count / 2] ^= 0x10
      try disk.place(cache.appending(FilePath(name).components), bytes)
    }
  }

  // MARK: The work

  /// Does the work on a disk; returns the reported problems.
  func run(on disk: any FileSystem) throws -> [String] {
    try Self.run(work, disk, ManualClock(nanoseconds: now))
  }

  private static func run(
    _ work: Work, _ disk: any FileSystem, _ clock: ManualClock
  ) throws -> [String] {
    switch work {
    case .cold, .packed, .edit, .null: return try build(disk, clock).cacheEvents
    case .durable: return try build(disk, clock, durability: .synced).cacheEvents
    case .gc, .evict:
      var policy = GarbagePolicy()
      policy.grace = .none
      policy.generationsMax = 1
      policy.sizeMaxBytes = work == .evict ? 40 << 10 : nil
      let collection = GarbageCollection(
        directory: try directory(disk), policy: policy, fileSystem: disk, clock: clock)
      return try collection.run()?.events ?? ["another is at work"]
    case .verify, .repair:
      _ = try verify(disk, work == .repair ? .repair : .inspect, clock)
      return []
    case .snapshot:
      try takeSnapshot(disk, clock)
      return []
    case .arrival:
      try addReceived(disk, clock)
      return []
    }
  }

  private static func takeSnapshot(
    _ disk: any FileSystem, _ clock: ManualClock, _ name: String = "main"
  ) throws {
    let cache = try ProjectCache(
      root: folder.appending("main.mini"), configuration: Configuration(), absence: .isAnError,
      fileSystem: disk, clock: clock)
    _ = try cache.takeSnapshot(
      #require(SnapshotName(name)), .init(searchPath: nil, environment: []))
  }

  @discardableResult
  static func build(
    _ disk: any FileSystem, _ clock: ManualClock, cacheUse: BuildOptions.CacheUse = .readWrite,
    durability: BuildOptions.Durability = .none
  ) throws -> BuildReport {
    let options = BuildOptions(
      root: folder.appending("main.mini"), goal: cacheUse == .none ? .combinedIR : .ir,
      threadsMax: 1, cacheUse: cacheUse, durability: durability)
    return try Build(options: options, details: .files, fileSystem: disk, clock: clock).run()
  }

  private static func directory(_ disk: any FileSystem) throws -> CacheDirectory {
    try CacheDirectory.openOrCreate(at: cache, fileSystem: disk)
  }

  private static func verify(
    _ disk: any FileSystem, _ mode: Verification.Mode, _ clock: ManualClock
  ) throws -> (summary: VerificationSummary, faults: [String]) {
    var faults: [String] = []
    var verification = Verification(
      directory: try directory(disk), mode: mode, fileSystem: disk, clock: clock
    ) { finding in
      if finding.severity == .fault { faults.append("\(finding.path): \(finding.problem)") }
    }
    return (try verification.run(), faults)
  }

  /// The faults that verify reports.
  static func faults(_ disk: MemoryDisk, now: Int64) throws -> [String] {
    let clock = ManualClock(nanoseconds: now)
    return try verify(MemoryFileSystem(disk, clock: clock), .inspect, clock).faults
  }

  // MARK: Conditions

  /// Builds, verifies and repairs on the disk that is left; afterwards it must be sound.
  func check(_ left: MemoryDisk, judgedByGit: Bool, _ context: String) throws {
    let clock = ManualClock(nanoseconds: now + 100 * second)
    let disk = MemoryFileSystem(left, clock: clock)
    let first = try Self.build(disk, clock)
    expectRight(first, disk, "the first build, \(context)")
    let isCached = !first.cacheEvents.contains { $0.hasSuffix("not cached") }
    #expect(isCached, "\(context): \(first.cacheEvents)")
    clock.advance(nanoseconds: 100 * second)
    if try Self.verify(disk, .inspect, clock).faults != [] {
      let repair = try Self.verify(disk, .repair, clock)
      #expect(repair.summary.isSound, "\(context): \(repair.faults)")
      #expect(try Self.verify(disk, .inspect, clock).faults == [], "\(context)")
      expectRight(try Self.build(disk, clock), disk, "the build after the repair, \(context)")
      clock.advance(nanoseconds: 100 * second)
    }
    let null = try Self.build(disk, clock)
    #expect(null.isNull, "\(context): \(null)")
    #expect(null.cacheEvents == [], "\(context)")
    expectRight(null, disk, "the null build, \(context)")
    #expect(disk.openCount == 0, "\(context)")
    if judgedByGit { try expectGitAgrees(disk.disk, context) }
  }

  func expectRight(_ report: BuildReport, _ disk: MemoryFileSystem, _ context: String) {
    #expect(!report.hasErrors && report.diagnostics == expected.diagnostics, "\(context)")
    let isRight = output(disk.disk) == expected.text
    #expect(isRight, "the output is wrong: \(context)")
  }

  /// The output is absent, unchanged, or right.
  func expectOutputIsWhole(_ disk: MemoryFileSystem, _ context: String) {
    let output = output(disk.disk)
    let isWhole = output == self.output(before) || output == expected.text
    #expect(isWhole, "the output is half an output: \(context)")
  }

  private func output(_ disk: MemoryDisk) -> [UInt8]? {
    disk.files(below: Self.folder.string)["main.ll"]
  }

  private func expectGitAgrees(_ disk: MemoryDisk, _ context: String) throws {
    let copy = TemporaryDirectory()
    let local = LocalFileSystem()
    for folder in disk.folders(below: Self.cache.string) {
      try local.createDirectories(copy.path.appending(FilePath(folder).components))
    }
    for (name, bytes) in disk.files(below: Self.cache.string) {
      try local.replaceFile(copy.path.appending(FilePath(name).components), with: bytes)
    }
    let fsck = try RealGit(gitDirectory: copy.path).finish(["fsck", "--strict", "--full"])
    #expect(fsck.status == 0, "\(context): \(fsck.errorText)")
  }
}

/// A program of 121 functions in three files: more than are written loose.
private let manyFunctions: [String: String] = {
  func functions(_ prefix: String, _ count: Int) -> String {
    (0..<count).map { "fn \(prefix)\($0)(n: i32) i32 {\n    return n * \($0 + 3) + \($0);\n}\n\n" }
      .joined()
  }
  return [
    "main.mini": """
    import "left.mini" as left;
    import "lib/right.mini" as right;

    fn main() i32 {
        print(left.l3(4), " ", right.r5(6));
        return 0;
    }

    """,
    "left.mini": functions("l", 60), "lib/right.mini": functions("r", 60),
  ]
}()
