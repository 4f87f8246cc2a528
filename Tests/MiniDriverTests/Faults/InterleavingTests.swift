// Two simultaneous builds of one project, call by call: wherever one stops and the other continues,
// the result is that of one of them.

import BuildCache
import Dispatch
import FileIO
import MiniBackend
import MiniDriver
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite struct InterleavingTests {
  /// The build that runs in the middle of this one.
  enum Other: String, CaseIterable, Sendable {
    /// `debug`: one with `-g`, while this one builds without; `plain`: the other way round.
    case debug, plain
    /// A build of the same program.
    case same
    /// A build that finds another text of a file.
    case edited
  }

  /// The other build runs to its end before one of this build's calls.
  @Test(arguments: Other.allCases)
  func buildsOfOneProjectMayComeBetween(other: Other) throws {
    let scene = try Meeting(other)
    for call in 1...scene.calls.count {
      try scene.run(stoppingAt: call, for: .max)
    }
  }

  /// The other build also stops, where it renames files or takes a lock; this build ends first.
  @Test(arguments: Other.allCases)
  func buildsOfOneProjectMayTakeTurns(other: Other) throws {
    let scene = try Meeting(other)
    for call in 1...scene.calls.count where Meeting.turns.contains(scene.calls[call - 1]) {
      for number in 1...scene.otherTurns {
        try scene.run(stoppingAt: call, for: number)
      }
    }
  }
}

/// A project after a build and an edit, and two builds of that state.
private struct Meeting: Sendable {
  let other: InterleavingTests.Other
  private let before: MemoryDisk
  private let now: Int64
  /// The calls of this build when it is alone.
  let calls: [FaultyFileSystem.Call]
  /// The number of calls in ``turns`` that the other build makes.
  let otherTurns: Int

  static let turns: Set<FaultyFileSystem.Call> = [.rename, .lock]
  private static let folder: FilePath = "/project"
  private static let math: FilePath = "/project/math.mini"

  init(_ other: InterleavingTests.Other) throws {
    self.other = other
    let clock = ManualClock(nanoseconds: 20_000 * 86_400 * second)
    let disk = MemoryFileSystem(clock: clock)
    for (name, text) in threeFiles {
      try disk.place(Self.folder.appending(FilePath(name).components), Array(text.utf8))
    }
    clock.advance(nanoseconds: 100 * second)
    try Self.build(.none, disk, clock)
    try disk.place(Self.math, Self.edited("b + a"))
    clock.advance(nanoseconds: 100 * second)
    before = disk.disk
    now = clock.nowNanoseconds()
    calls = try Self.calls(other == .plain ? .full : .none, before, now)
    otherTurns = try Self.calls(other == .debug ? .full : .none, before, now)
      .count { Self.turns.contains($0) }
  }

  private static func edited(_ sum: String) -> [UInt8] {
    Array(threeFiles["math.mini"]!.replacing("a + b", with: sum).utf8)
  }

  @discardableResult
  private static func build(
    _ debugInfo: DebugInfo, _ disk: any FileSystem, _ clock: ManualClock,
    cacheUse: BuildOptions.CacheUse = .readWrite
  ) throws -> BuildReport {
    let options = BuildOptions(
      root: folder.appending("main.mini"), goal: cacheUse == .none ? .combinedIR : .ir,
      debugInfo: debugInfo, threadsMax: 1, cacheUse: cacheUse)
    return try Build(options: options, details: .files, fileSystem: disk, clock: clock).run()
  }

  private static func calls(
    _ debugInfo: DebugInfo, _ before: MemoryDisk, _ now: Int64
  ) throws -> [FaultyFileSystem.Call] {
    let clock = ManualClock(nanoseconds: now)
    let calls = Mutex<[FaultyFileSystem.Call]>([])
    let disk = FaultyFileSystem(
      MemoryFileSystem(before, clock: clock),
      beforeCall: { call, _ in calls.withLock { $0.append(call) } })
    try build(debugInfo, disk, clock)
    return calls.withLock { $0 }
  }

  /// Runs this build up to a call, then the other up to its Nth turn, then this one to its end,
  /// then the other.
  func run(stoppingAt stop: Int, for turnsMax: Int) throws {
    let clock = ManualClock(nanoseconds: now)
    let disk = MemoryFileSystem(before, clock: clock)
    let (back, goOn, done) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    let turns = Atomic(0)
    let problems = Mutex<[String]>([])
    let otherDisk = FaultyFileSystem(
      disk,
      beforeCall: { call, _ in
        guard Self.turns.contains(call), !isSaving(disk),
          turns.add(1, ordering: .relaxed).newValue == turnsMax
        else { return }
        back.signal()
        goOn.wait()
      })
    let run: @Sendable () -> Void = {
      do {
        if other == .edited { try disk.place(Self.math, Self.edited("b + a + 1")) }
        try Self.build(other == .debug ? .full : .none, otherDisk, clock)
      } catch {
        problems.withLock { $0.append("the other build: \(error)") }
      }
      back.signal()
      done.signal()
    }
    let hasMet = Atomic(false)
    let thisDisk = FaultyFileSystem(
      disk,
      beforeCall: { _, number in
        // This build must not stop while it holds the save lock: the other would wait forever.
        guard number >= stop, !isSaving(disk), !hasMet.exchange(true, ordering: .relaxed)
        else { return }
        DispatchQueue.global().async(execute: run)
        back.wait()
      })
    try Self.build(other == .plain ? .full : .none, thisDisk, clock)
    goOn.signal()
    if hasMet.load(ordering: .relaxed) { done.wait() }
    #expect(problems.withLock { $0 } == [])
    clock.advance(nanoseconds: 100 * second)
    try check(disk, clock, "\(other): stopped at call \(stop), the other at its turn \(turnsMax)")
  }

  /// Whether one of the builds holds the lock for saving.
  private func isSaving(_ disk: MemoryFileSystem) -> Bool {
    let path = Self.folder.appending(".mini_cache").appending("save.lock")
    let lock = try? FileLock(path, .exclusive, wait: .never, fileSystem: disk)
    return lock == nil
  }

  /// Before anything is built, verify finds no fault. Then each build gives the right result.
  private func check(
    _ disk: MemoryFileSystem, _ clock: ManualClock, _ context: String
  ) throws {
    let cache = Self.folder.appending(".mini_cache")
    var faults: [String] = []
    do {  // a reader of a cache keeps its folder open
      var verification = Verification(
        directory: try CacheDirectory.openOrCreate(at: cache, fileSystem: disk), mode: .inspect,
        fileSystem: disk, clock: clock, expectedHeader: CombinedHeader.expected(by:)
      ) { finding in
        if finding.severity == .fault { faults.append("\(finding.path): \(finding.problem)") }
      }
      _ = try verification.run()
    }
    #expect(faults == [], "\(context)")
    #expect(disk.openCount == 0, "\(context)")
    for debugInfo in [DebugInfo.none, .full] {
      let built = MemoryFileSystem(disk.disk, clock: clock)
      try Self.build(debugInfo, built, clock)
      let right = try Self.build(debugInfo, built, clock, cacheUse: .none).text
      let isRight = try built.contents(of: "/project/main.ll", sizeMax: 1 << 20) == right
      #expect(isRight, "\(debugInfo) after \(context)")
      #expect(try Self.build(debugInfo, built, clock).isNull, "\(debugInfo) after \(context)")
    }
  }
}
