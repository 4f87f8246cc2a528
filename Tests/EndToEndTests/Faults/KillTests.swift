// Real kills: SIGKILL ends writers at random moments. The next build is right, and the cache needs
// at most a repair.

import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct KillTests {
  /// The process that is killed.
  enum Victim: String, CaseIterable, Sendable {
    case coldBuild, edit, buildFromStore, gc, repair
    /// The build of an edit that is stopped, and killed while another build runs.
    case stoppedEdit
    // Builds of executables:
    case coldExecutable, executableEdit, executableFromStore

    var goal: VersionedProject.Goal {
      switch self {
      case .coldExecutable, .executableEdit, .executableFromStore: .executable
      default: .ir
      }
    }

    func arguments(_ project: VersionedProject) -> [String] {
      switch self {
      case .coldBuild, .edit, .buildFromStore, .stoppedEdit, .coldExecutable, .executableEdit,
        .executableFromStore:
        project.build
      case .gc: ["gc", "--prune", "now", "--max-size", "12K"]
      case .repair: ["verify", "--repair"]
      }
    }
  }

  @Test(arguments: Victim.allCases)
  func aKillAtAnyMomentHarmsNothing(victim: Victim) throws {
    var trial = try KillTrial(victim, seed: 1)
    for _ in 0..<(12 * fuzzScale) { try trial.run() }
    // Otherwise the moments are after all work. (On a machine that has become faster since the
    // victim's run time was measured, many survive.)
    let killed = trial.killCount
    #expect(killed * 10 > trial.trialCount, "\(victim): \(killed) of \(trial.trialCount) killed")
    try trial.checkEnd()
    print("kills: \(victim): \(killed) killed of \(trial.trialCount)")
  }
}

/// A project whose writers are killed, one after another.
struct KillTrial {
  private let victim: KillTests.Victim
  private let project: VersionedProject
  private var random: SplitMix64
  private var version = 0
  /// The victim's run time if it is not killed.
  private var lifeMicroseconds: UInt32 = 0
  private(set) var trialCount = 0
  private(set) var killCount = 0

  init(_ victim: KillTests.Victim, seed: UInt64) throws {
    self.victim = victim
    random = SplitMix64(seed: seed)
    project = VersionedProject(Workspace(), "project", moduleCount: 8, goal: victim.goal)
    try project.write(version: version)
    try Mini.build(Array(project.build.dropFirst()), in: project.folder)
    // The longest of a few: on a busy machine moments get earlier.
    for _ in 0..<3 {
      try prepare()
      let start = ContinuousClock.now
      let process = try Mini.start(victim.arguments(project), in: project.folder)
      _ = try process.finish(secondsMax: Mini.secondsMax)
      let life = (ContinuousClock.now - start) / .microseconds(1)
      lifeMicroseconds = max(lifeMicroseconds, UInt32(life))
    }
  }

  /// Gives the victim some work.
  private mutating func prepare() throws {
    let cache = project.name + "/.mini_cache"
    switch victim {
    case .coldBuild, .coldExecutable:
      try project.workspace.delete(cache)
    case .edit, .stoppedEdit, .executableEdit:
      version += 1
      try project.write(version: version)
    case .buildFromStore, .executableFromStore:
      // Back to an earlier state, without anything to patch.
      version -= version > 0 ? 1 : 0
      try project.write(version: version)
      for file in ["main.ll", "main", ".mini_cache/combined/main.mini.O0.a"]
      where project.workspace.exists("\(project.name)/\(file)") {
        try project.workspace.delete("\(project.name)/\(file)")
      }
    case .gc:
      // Something to drop: a state that no project uses any more, and objects without rows.
      version += 1
      try project.write(version: version)
      try Mini.build(in: project.folder)
    case .repair:
      version += 1
      try project.write(version: version)
      try Mini.build(in: project.folder)
      for tree in ["zir", "objects"] {
        let objects = project.workspace.looseObjects(in: "\(cache)/\(tree)")
        for _ in 0..<3 {
          guard let object = objects.randomElement(using: &random) else { continue }
          let name = "\(cache)/\(tree)/\(object)"
          try project.workspace.permissions(name, 0o644)
          try project.workspace.write(name, "damaged")
        }
      }
    }
  }

  mutating func run() throws {
    try prepare()
    trialCount += 1
    let moment = UInt32.random(in: 0...lifeMicroseconds, using: &random)
    let context: Comment = "\(victim), trial \(trialCount), killed after \(moment) µs"
    let before = try project.outputs()
    let expected = try project.cleanOutputs()

    let process = try Mini.start(victim.arguments(project), in: project.folder)
    usleep(moment)
    if victim == .stoppedEdit {
      process.send(SIGSTOP)
      let second = try Mini.start(project.build, in: project.folder)
      usleep(UInt32.random(in: 0...lifeMicroseconds, using: &random))
      process.send(SIGKILL)
      // All locks of the stopped process are free now.
      let finished = try second.finish(secondsMax: Mini.secondsMax)
      #expect(finished.status == 0, "\(context): \(finished.errorText)")
      #expect(try project.outputs() == expected, context)
    }
    process.send(SIGKILL)
    let killed = try process.finish(secondsMax: Mini.secondsMax)
    if killed.status == 128 + SIGKILL { killCount += 1 }

    // An output is the old one or the new one, never a part of one.
    let left = try project.outputs()
    #expect(left.ir == before.ir || left.ir == expected.ir, context)
    #expect(
      left.executable == before.executable || left.executable == expected.executable, context)
    try checkNextBuild(expected, context)
  }

  private func checkNextBuild(
    _ expected: VersionedProject.Outputs, _ context: Comment
  ) throws {
    let build = try Mini.run(project.build, in: project.folder)
    #expect(build.status == 0, "\(context): \(build.errorText)")
    #expect(try project.outputs() == expected, context)
    // A killed repair leaves the damage; kills alone leave none after a build.
    let verify = try Mini.run(["verify"], in: project.folder)
    #expect(verify.status == 0 || victim == .repair, "\(context): \(verify.text)")
    if verify.status != 0 {
      let repair = try Mini.run(["verify", "--repair"], in: project.folder)
      #expect(repair.status == 0, "\(context): \(repair.text)")
      let again = try Mini.run(["verify"], in: project.folder)
      #expect(again.status == 0, "\(context): \(again.text)")
    }
    if trialCount % 5 == 0 { try checkGit(context) }
  }

  private func checkGit(_ context: Comment) throws {
    let git = RealGit(gitDirectory: FilePath(project.folder.path + "/.mini_cache"))
    let fsck = try git.finish(["fsck", "--strict", "--no-dangling"])
    #expect(fsck.status == 0, "\(context): \(fsck.errorText)")
  }

  /// The next collection removes the leftovers of killed writers, and a build does nothing.
  func checkEnd() throws {
    let collection = try Mini.run(["gc", "--prune", "now"], in: project.folder)
    #expect(collection.status == 0, "\(collection.errorText)")
    let strays = project.workspace.files(below: project.name).filter { $0.contains("tmp_") }
    #expect(strays.filter { $0.hasPrefix(".mini_cache/") } == [])
    Workspace.age()
    let options = Array(project.build.dropFirst())
    try Mini.build(options, in: project.folder)
    #expect(try Mini.statistics(options, in: project.folder).isNull)
    try checkGit("\(victim), after a collection")
  }
}
