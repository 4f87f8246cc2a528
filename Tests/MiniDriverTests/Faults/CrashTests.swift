// Wherever a crash ends a build, a collection or a repair, and whichever unsynced changes survive:
// the next build is right and heals the cache.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct CrashTests {
  static let works = Scene.Work.allCases.filter { $0 != .null && $0 != .verify }

  /// Stops after each call that changes the disk. A bounded run takes a sample; a long one tries
  /// all.
  @Test(arguments: works, Survival.allCases)
  func noCrashHarms(work: Scene.Work, survival: Survival) throws {
    let scene = try Scene(work)
    let calls = scene.journal.count
    #expect(calls > 5)
    // If all or nothing survives, no chance is involved.
    let seeds = survival == .kept || survival == .dropped ? 1 : UInt64(fuzzScale)
    let stride = fuzzScale > 1 ? 1 : max(1, calls / Self.pointsMax)
    var count = 0
    for seed in 0..<seeds {
      for callsMade in Swift.stride(from: 0, through: calls, by: stride) {
        var random = SplitMix64(seed: seed << 32 + UInt64(callsMade))
        let disk = try scene.crashed(after: callsMade, survival, using: &random)
        let isJudged = callsMade % Self.judgedEvery == 0
        let context = "\(work), \(survival) after \(callsMade) of \(calls), seed \(seed)"
        try scene.check(disk, judgedByGit: isJudged, context)
        count += 1
      }
    }
    print("crash sweep: \(work), \(survival): \(count) crashes in \(calls) calls")
  }

  /// Before anything is built. (A build without `main.ll` has one moment at which verify finds a
  /// fault: note 11 of BuildCache.)
  @Test(arguments: works.filter { $0 != .repair })
  func aKillLeavesNothingThatVerifyCallsAFault(work: Scene.Work) throws {
    let scene = try Scene(work)
    var random = SplitMix64(seed: 0)
    let faults = try (0...scene.journal.count).map { callsMade in
      try Scene.faults(scene.crashed(after: callsMade, .kept, using: &random), now: scene.now)
    }
    let moments = faults.indices.filter { faults[$0] != [] }
    #expect(moments.isEmpty, "\(work): \(moments.map { faults[$0] })")
  }

  /// Crash points per work and survival in a bounded run.
  static let pointsMax = 60
  /// Git checks one cache in this many.
  static let judgedEvery = 50

  /// After `--durable`, nothing can be lost.
  @Test(arguments: Survival.allCases)
  func aDurableBuildOutlastsALossOfPower(survival: Survival) throws {
    let scene = try Scene(.durable)
    for seed in 0..<UInt64(8) {
      var random = SplitMix64(seed: seed)
      let left = try scene.crashed(after: scene.journal.count, survival, using: &random)
      let clock = ManualClock(nanoseconds: scene.now + 100 * second)
      let disk = MemoryFileSystem(left, clock: clock)
      let null = try Scene.build(disk, clock)
      #expect(null.isNull && null.cacheEvents == [], "\(survival) \(seed)")
      scene.expectRight(null, disk, "\(survival) \(seed)")
      #expect(disk.journal.isEmpty, "\(survival) \(seed)")
      try scene.check(left, judgedByGit: seed == 0, "\(survival) \(seed)")
    }
  }

  /// The output is checked once after the machine's start, and left alone if it is right.
  @Test func afterARestartOutputsAreLookedAtOnce() throws {
    let scene = try Scene(.null)
    var random = SplitMix64(seed: 1)
    let clock = ManualClock(nanoseconds: scene.now + 100 * second)
    let disk = MemoryFileSystem(try scene.crashed(after: 0, .dropped, using: &random), clock: clock)
    let first = try Scene.build(disk, clock)
    scene.expectRight(first, disk, "after the restart")
    #expect(first.fileCounts.compiled == 0 && first.functionCounts.compiled == 0)
    #expect(disk.disk.status("/project/main.ll") == scene.before.status("/project/main.ll"))
    #expect(try Scene.build(disk, clock).isNull)
  }

  @Test func aDiskThatCannotBeWaitedForIsToldOf() throws {
    let scene = try Scene(.durable)
    for number in 1...2 {
      let faulty = FaultyFileSystem(
        scene.sound(), fault: .init([.syncAll], number: number, errno: .ioError))
      let place = number == 1 ? Scene.folder : Scene.cache
      let error = #expect(throws: BuildError.self) { try scene.run(on: faulty) }
      #expect(
        error?.description
          == "cannot flush to the disk what was written to '\(place)': Input/output error")
    }
  }
}
