// The world of a simulation: checkouts in one folder, a cache that they share, a clock.

import BuildCache
import FileIO
import MiniDriver
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport

/// Checkouts of random programs, and the cache that they share.
struct SimulatedWorld: Sendable {
  private let project: Project
  var clock: ManualClock { project.clock }
  var disk: StampedFileSystem { project.disk }
  var cache: FilePath { project.path("cache") }

  /// One checkout, and the known state of its cache.
  struct Checkout: Sendable {
    let name: String
    var program: RandomProgram
    var earlier: [RandomProgram] = []
    /// The texts on the disk.
    var texts: [String: String] = [:]
    /// Whether the next build may report an event since its last successful build.
    var isTorn = false

    init(name: String, program: RandomProgram) {
      self.name = name
      self.program = program
    }
  }

  init() throws {
    project = try Project()
  }

  func age() { project.age() }

  /// Writes the program's texts to the disk, and touches no other file.
  func place(_ checkout: inout Checkout, using random: inout SplitMix64) throws {
    let new = checkout.program.texts
    for path in checkout.texts.keys.sorted() where new[path] == nil {
      try project.remove("\(checkout.name)/\(path)")
    }
    for (path, text) in new.sorted(by: { $0.key < $1.key }) where checkout.texts[path] != text {
      let name = "\(checkout.name)/\(path)"
      // A new inode, as many editors do.
      if Int.random(in: 0..<3, using: &random) == 0 { try project.remove(name) }
      try project.write(name, text)
    }
    checkout.texts = new
    checkout.earlier.append(checkout.program)
  }

  // MARK: Builds

  func options(
    _ checkout: Checkout, _ goal: BuildOptions.Goal = .ir,
    _ detection: BuildOptions.ChangeDetection = .stamps, threads: Int = 1
  ) -> BuildOptions {
    var options = project.options(goal, detection, threads: threads)
    options.root = project.path("\(checkout.name)/main.mini")
    options.cacheDirectory = cache
    return options
  }

  @discardableResult
  func build(_ options: BuildOptions, disk: (any FileSystem)? = nil) throws -> BuildReport {
    try project.build(options, disk: disk)
  }

  func cleanBuild(_ checkout: Checkout) throws -> BuildReport {
    var options = options(checkout, .combinedIR)
    options.cacheUse = .none
    return try project.build(options)
  }

  func output(_ checkout: Checkout) throws -> [UInt8]? {
    try project.bytes("\(checkout.name)/main.ll")
  }

  // MARK: gc and verify

  func collect(_ policy: GarbagePolicy, on disk: any FileSystem) throws {
    guard let directory = try CacheDirectory.open(cache, fileSystem: disk) else { return }
    _ = try GarbageCollection(
      directory: directory, policy: policy, fileSystem: disk, clock: clock
    ).run()
  }

  struct Findings {
    var faults: [String] = []
    var isSound = true
  }

  func verify(_ mode: Verification.Mode, on disk: any FileSystem) throws -> Findings {
    var findings = Findings()
    guard let directory = try CacheDirectory.open(cache, fileSystem: disk) else { return findings }
    var faults: [String] = []
    var verification = Verification(
      directory: directory, mode: mode, fileSystem: disk, clock: clock,
      expectedHeader: CombinedHeader.expected(by:)
    ) { finding in
      if finding.severity == .fault {
        faults.append("\(finding.path): \(finding.problem); \(finding.remedy)")
      }
    }
    findings.isSound = try verification.run().isSound
    findings.faults = faults
    return findings
  }

  // MARK: Harm

  /// The files that a simulation can damage. The two marker files stay: without both, it is not a
  /// cache.
  func damageableFiles() throws -> [FilePath] {
    let keptNames = ["lock", "save.lock", "CACHEDIR.TAG"]
    return try Project.files(below: cache).filter {
      !keptNames.contains($0.lastComponent?.string ?? "") && !$0.string.contains("/quarantine/")
    }
  }

  func swap(_ one: FilePath, _ other: FilePath) throws {
    guard one != other, let first = try Project.contents(one),
      let second = try Project.contents(other)
    else { return }
    try LocalFileSystem().replaceFile(one, with: second)
    try LocalFileSystem().replaceFile(other, with: first)
  }

  /// A disk that fails once, or is full or gone from some call on.
  func fault(using random: inout SplitMix64) -> FaultyFileSystem.Fault {
    .init(
      number: Int.random(in: 1...400, using: &random),
      errno: [.ioError, .noSpace, .permissionDenied].randomElement(using: &random) ?? .ioError,
      persistence: Bool.random(using: &random) ? .once : .forever)
  }

  /// Runs members at once, one thread per member, and returns the problems.
  func runAtOnce(_ count: Int, _ member: @Sendable (Int) throws -> [String]) -> [String] {
    let problems = Mutex<[String]>([])
    Parallel.forEach(count: count, threadsMax: count) { number in
      do {
        let told = try member(number)
        problems.withLock { $0 += told }
      } catch {
        problems.withLock { $0.append("\(error)") }
      }
    }
    return problems.withLock { $0 }
  }
}

extension FaultyFileSystem.Fault {
  /// Like a kill: after this many calls, nothing reaches the disk.
  static func stopped(after count: Int) -> FaultyFileSystem.Fault {
    .init(number: count + 1, errno: .ioError, persistence: .forever)
  }
}
