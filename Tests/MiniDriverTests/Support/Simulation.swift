// A simulated history of a cache that checkouts share: edits, builds, kills, collections, repairs,
// damage, jumps of the clock and crowds, all drawn from one seed.

import BuildCache
import FileIO
import MiniDriver
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// The history of one cache. After each step, all results are as if there were no cache.
struct Simulation {
  private let world: SimulatedWorld
  private var random: SplitMix64
  private var checkouts: [SimulatedWorld.Checkout] = []
  /// Whether a file was damaged, or upkeep was stopped, since the last repair. A stopped upkeep can
  /// leave a pack without its index, which is reported.
  private var isDamaged = false
  /// Whether a pack was damaged: then the cache counts as damaged for good.
  private var isPackDamaged = false
  private var context = ""
  private let seed: UInt64

  enum Step: CaseIterable, Sendable {
    case edit, sync, build, otherGoal, recheck, stoppedBuild, brokenBuild, collect,
      stoppedCollection
    case verify, repair, stoppedRepair, damage, clockJump, crowd, crowdOnOneProject
  }

  init(seed: UInt64) throws {
    self.seed = seed
    random = SplitMix64(seed: seed)
    world = try SimulatedWorld()
    // The files of a cache have the machine's times: for this clock they are old, or in the future.
    world.clock.advance(nanoseconds: Int64.random(in: 0..<10_000, using: &random) * day)
    for number in 0..<Int.random(in: 1...3, using: &random) {
      var program = RandomProgram(using: &random)
      program.repair()
      checkouts.append(.init(name: "checkout\(number)", program: program))
    }
    for number in checkouts.indices { try world.place(&checkouts[number], using: &random) }
  }

  mutating func run(steps: Int) throws {
    context = "seed \(seed), the beginning"
    try checkAll()
    for number in 0..<steps {
      let step = Step.allCases.randomElement(using: &random) ?? .build
      context = "seed \(seed), step \(number), \(step)"
      try make(step)
      try checkAll()
    }
    context = "seed \(seed), the end"
    try checkEnd()
  }

  private mutating func make(_ step: Step) throws {
    let one = Int.random(in: checkouts.indices, using: &random)
    switch step {
    case .edit: try edit(one)
    case .sync:
      // Another checkout's state, as after a pull, or an earlier one of its own.
      let states = checkouts.map(\.program) + checkouts[one].earlier
      checkouts[one].program = states.randomElement(using: &random) ?? checkouts[one].program
      try world.place(&checkouts[one], using: &random)
    case .build: try check(one, world.options(checkouts[one], threads: 4))
    case .otherGoal:
      let goal: BuildOptions.Goal = Bool.random(using: &random) ? .diagnostics : .combinedIR
      let report = try world.build(world.options(checkouts[one], goal))
      let clean = try world.cleanBuild(checkouts[one])
      #expect(report.diagnostics == clean.diagnostics, "\(context)")
      let isRight = goal == .diagnostics || report.text == clean.text
      #expect(isRight, "the IR is wrong: \(context)")
    case .recheck: try check(one, world.options(checkouts[one], .ir, .contents))
    case .stoppedBuild: try stopBuild(one, .stopped(after: Int.random(in: 0..<400, using: &random)))
    case .brokenBuild: try stopBuild(one, world.fault(using: &random))
    case .collect: try world.collect(randomPolicy(), on: world.disk)
    case .stoppedCollection:
      let fault = Bool.random(using: &random) ? .stopped(after: randomMoment()) : randomFault()
      try? world.collect(randomPolicy(), on: FaultyFileSystem(world.disk, fault: fault))
      isDamaged = true
    case .verify: try checkSound(.inspect)
    case .repair:
      try checkSound(.repair)
      isDamaged = isPackDamaged
    case .stoppedRepair:
      let fault = Bool.random(using: &random) ? .stopped(after: randomMoment()) : randomFault()
      _ = try? world.verify(.repair, on: FaultyFileSystem(world.disk, fault: fault))
      isDamaged = true
    case .damage: try damage()
    case .clockJump: jump()
    case .crowd: try crowd(Array(checkouts.indices))
    case .crowdOnOneProject: try crowd([one, one])
    }
  }

  private mutating func randomMoment() -> Int { Int.random(in: 0..<300, using: &random) }

  private mutating func randomFault() -> FaultyFileSystem.Fault { world.fault(using: &random) }

  // MARK: Steps

  private mutating func edit(_ number: Int) throws {
    var program = checkouts[number].program
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      program.edit(
        RandomProgram.Edit.allCases.randomElement(using: &random) ?? .none, using: &random)
    }
    // Sometimes an error stays.
    if Int.random(in: 0..<10, using: &random) > 0 { program.repair() }
    checkouts[number].program = program
    try world.place(&checkouts[number], using: &random)
  }

  /// A build that a kill, or the disk, prevents from succeeding.
  private mutating func stopBuild(_ number: Int, _ fault: FaultyFileSystem.Fault) throws {
    checkouts[number].isTorn = true
    let options = world.options(checkouts[number], threads: Bool.random(using: &random) ? 1 : 4)
    do {
      try world.build(options, disk: FaultyFileSystem(world.disk, fault: fault))
    } catch is BuildError {}
  }

  private mutating func randomPolicy() -> GarbagePolicy {
    var policy = GarbagePolicy()
    if Bool.random(using: &random) { policy.grace = .none }
    if Int.random(in: 0..<4, using: &random) == 0 {
      policy.sizeMaxBytes = UInt64.random(in: 0..<(64 << 10), using: &random)
    }
    if Int.random(in: 0..<4, using: &random) == 0 {
      policy.ageMaxNanoseconds = Int64.random(in: 0..<60, using: &random) * day
    }
    return policy
  }

  private mutating func damage() throws {
    let files = try world.damageableFiles()
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      guard let file = files.randomElement(using: &random) else { return }
      let position = Int(random.next() >> 40)
      if Int.random(in: 0..<5, using: &random) == 0, let other = files.randomElement(using: &random)
      {
        try world.swap(file, other)
      } else {
        let damage = CacheDamage.allCases.randomElement(using: &random) ?? .flipped
        try damage.apply(to: file, at: position)
      }
    }
    isDamaged = true
    isPackDamaged = isPackDamaged || files.contains { $0.string.contains("/pack/") }
    for number in checkouts.indices { checkouts[number].isTorn = true }
  }

  /// Forward by up to a long holiday, backward by up to a wrong time zone and a day.
  private mutating func jump() {
    let range =
      [0...millisecond, 0...(3600 * second), 0...(40 * day), (-2 * day)...0]
      .randomElement(using: &random) ?? 0...0
    world.clock.advance(nanoseconds: Int64.random(in: range, using: &random))
  }

  // MARK: Conditions

  /// Builds each checkout.
  private mutating func checkAll() throws {
    let places = context
    for number in checkouts.indices {
      context = "\(places), checkout \(number)"
      if Int.random(in: 0..<3, using: &random) > 0 { world.age() }
      try check(number, world.options(checkouts[number]))
    }
    context = places
  }

  /// Builds a checkout, and compares the result with a build without any cache.
  private mutating func check(_ number: Int, _ options: BuildOptions) throws {
    let checkout = checkouts[number]
    let before = try world.output(checkout)
    let clean = try world.cleanBuild(checkout)
    let report = try world.build(options)
    #expect(report.diagnostics == clean.diagnostics, "\(context)")
    let isRight = try world.output(checkout) == (clean.hasErrors ? before : clean.text)
    #expect(isRight, "the output is wrong: \(context)")
    // A build does not complain about an undamaged cache.
    if !isDamaged, !checkout.isTorn { #expect(report.cacheEvents == [], "\(context)") }
    if !clean.hasErrors { checkouts[number].isTorn = false }
  }

  private func checkSound(_ mode: Verification.Mode) throws {
    let findings = try world.verify(mode, on: world.disk)
    let mayHaveFaults = isDamaged || checkouts.contains { $0.isTorn }
    if !mayHaveFaults { #expect(findings.faults == [], "\(context)") }
    if mode == .repair { #expect(findings.isSound, "\(context): \(findings.faults)") }
  }

  private mutating func checkEnd() throws {
    for number in checkouts.indices {
      checkouts[number].program.repair()
      try world.place(&checkouts[number], using: &random)
    }
    try checkAll()
    #expect(try world.verify(.repair, on: world.disk).isSound, "\(context)")
    isDamaged = isPackDamaged
    try checkAll()
    // Later than all times that files got while the clock was ahead.
    world.clock.advance(nanoseconds: 1000 * day)
    try checkAll()
    world.age()
    for checkout in checkouts {
      let report = try world.build(world.options(checkout))
      #expect(report.isNull || report.hasErrors, "\(context): \(report)")
      #expect(report.cacheEvents == [] || isDamaged, "\(context)")
    }
    guard !isPackDamaged else { return }
    #expect(try world.verify(.inspect, on: world.disk).faults == [], "\(context)")
    let git = RealGit(gitDirectory: world.cache)
    let fsck = try git.finish(["fsck", "--strict", "--no-dangling"])
    #expect(fsck.status == 0, "\(context): \(fsck.errorText)")
  }
}

extension Simulation {
  /// One member of a crowd. Its actions are drawn before any of them starts.
  private enum Member: Sendable {
    case build(BuildOptions)
    case collect(GarbagePolicy)
    case verify(Verification.Mode)
  }

  /// Several builds at once, each like a process of its own. The machine schedules them, and the
  /// results must not depend on it.
  private mutating func crowd(_ numbers: [Int]) throws {
    var members: [Member] = []
    for number in numbers {
      members.append(.build(world.options(checkouts[number], threads: 2)))
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      members.append(
        [.collect(randomPolicy()), .verify(.inspect), .verify(.repair)]
          .randomElement(using: &random) ?? .verify(.inspect))
    }
    let crowd = members.shuffled(using: &random)
    // A build beside another one finds its outputs in the place of the last build's.
    let isHarmed = isDamaged || checkouts.contains { $0.isTorn }
    let problems = world.runAtOnce(crowd.count) { [world] number in
      switch crowd[number] {
      case .build(let options):
        let report = try world.build(options)
        return report.cacheEvents.filter {
          !isHarmed && !$0.contains("changed after the last build")
        }
      case .collect(let policy):
        try world.collect(policy, on: world.disk)
        return []
      case .verify(let mode):
        let findings = try world.verify(mode, on: world.disk)
        return isHarmed ? [] : findings.faults
      }
    }
    #expect(problems == [], "\(context)")
    // The last one to save may have seen outputs of the one before.
    if Set(numbers).count < numbers.count {
      for number in numbers { checkouts[number].isTorn = true }
    }
  }
}

let day: Int64 = 86_400 * second
