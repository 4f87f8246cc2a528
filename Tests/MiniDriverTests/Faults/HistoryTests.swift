// Random histories: after any edits, builds and damage, the output and the diagnostics are those of
// a clean build, byte for byte. A failing seed is repeated by naming it.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

/// A random program that changes.
protocol ChangingProgram {
  /// Its files by path.
  var texts: [String: String] { get }

  /// Makes one to three edits, which may be errors.
  mutating func change(using random: inout SplitMix64)

  /// Mends what edits have broken.
  mutating func repair()
}

extension RandomProgram: ChangingProgram {
  mutating func change(using random: inout SplitMix64) {
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      edit(Edit.allCases.randomElement(using: &random)!, using: &random)
    }
  }
}

extension RandomModules: ChangingProgram {
  mutating func change(using random: inout SplitMix64) {
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      edit(Edit.allCases.randomElement(using: &random)!)
    }
  }
}

/// The history of one project.
struct History<Program: ChangingProgram> {
  private let project: Project
  private var random: SplitMix64
  private var program: Program
  private var earlier: [Program] = []
  /// The texts on the disk.
  private var texts: [String: String] = [:]
  private var context = ""

  init(seed: UInt64, _ make: (inout SplitMix64) -> Program) throws {
    random = SplitMix64(seed: seed)
    program = make(&random)
    project = try Project(
      disk: StampedFileSystem(
        tickNanoseconds: [1, 4 * millisecond].randomElement(using: &random)!))
    context = "seed \(seed)"
  }

  mutating func run(steps: Int) throws {
    try place()
    for step in 0..<steps {
      let text = context
      context += ", step \(step)"
      try build()
      context = text
      try edit()
    }
  }

  private func chance(_ percent: Int, _ random: inout SplitMix64) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func edit() throws {
    if chance(15, &random), let version = earlier.randomElement(using: &random) {
      program = version
    } else {
      program.change(using: &random)
      // Sometimes an error stays.
      if chance(80, &random) { program.repair() }
    }
    earlier.append(program)
    try place()
    if chance(20, &random) { try harm() }
  }

  /// Writes the program's texts to the disk, and touches no other file.
  private mutating func place() throws {
    let new = program.texts
    for path in texts.keys.sorted() where new[path] == nil { try project.remove(path) }
    for (path, text) in new.sorted(by: { $0.key < $1.key }) where texts[path] != text {
      if chance(30, &random) { try project.remove(path) }  // a new inode, as many editors do
      try project.write(path, text)
    }
    texts = new
    if chance(10, &random), let path = texts.keys.sorted().randomElement(using: &random) {
      let now = project.clock.nowNanoseconds()
      try project.setTimes(path, mtime: now, ctime: now)
    }
  }

  private mutating func harm() throws {
    let outputs = ["main.ll", ".mini_cache/file_hashes.bin"]
    if chance(20, &random), let index = try? project.fileIndex() {
      // What gc does to make space: some files' entries are gone.
      var kept: [ZirEntry] = []
      for entry in index.all where chance(50, &random) { kept.append(entry) }
      try project.replaceIndex("zir_index.bin", ZirCache.encode(nil, adding: kept))
    } else if chance(40, &random) {
      try project.remove(outputs.randomElement(using: &random)!)
    } else if let file = try project.cacheFiles().randomElement(using: &random) {
      let position = Int(random.next() >> 40)
      try CacheDamage.allCases.randomElement(using: &random)!.apply(to: file, at: position)
    }
  }

  private mutating func build() throws {
    let isAged = chance(70, &random)
    if isAged {
      project.age()
    } else {
      project.clock.advance(nanoseconds: Int64.random(in: 0...(30 * millisecond), using: &random))
    }
    if chance(15, &random) { try buildOnABadDisk() }
    let detection: BuildOptions.ChangeDetection = chance(5, &random) ? .contents : .stamps
    let threads = chance(50, &random) ? 1 : 4
    let report = try checkBuild(
      project, project.options(.ir, detection, threads: threads), context: context)
    if report.hasErrors {
      let again = try project.build(project.options(threads: 5 - threads))
      #expect(again.diagnostics == report.diagnostics, "\(context)")
    } else if isAged {
      try checkNullBuild(project, after: report, context)
    } else {
      let again = try checkBuild(project, context: context)
      #expect(again.fileCounts.compiled == 0, "\(context)")
      #expect(again.diagnostics == report.diagnostics, "\(context)")
    }
  }
}

extension History {
  /// A build that is prevented from succeeding; whatever its result, the next build is right.
  private mutating func buildOnABadDisk() throws {
    let fault = FaultyFileSystem.Fault(
      number: Int.random(in: 1...250, using: &random),
      errno: [.ioError, .noSpace, .permissionDenied].randomElement(using: &random)!,
      persistence: chance(50, &random) ? .once : .forever)
    let goals: [BuildOptions.Goal] = [.ir, .diagnostics, .combinedIR]
    let options = project.options(
      goals.randomElement(using: &random)!, threads: chance(50, &random) ? 1 : 4)
    do {
      try project.build(options, disk: FaultyFileSystem(project.disk, fault: fault))
    } catch is BuildError {}
  }
}

@Test(arguments: 0..<UInt64(60 * fuzzScale))
func incrementalEqualsCleanWhateverHappened(seed: UInt64) throws {
  var history = try History(seed: seed) { RandomProgram(using: &$0) }
  try history.run(steps: 12)
}

/// The same for programs with declarations of every kind, which use those of other modules.
@Test(arguments: 0..<UInt64(15 * fuzzScale))
func incrementalEqualsCleanWhateverIsDeclared(seed: UInt64) throws {
  var history = try History(seed: seed) { RandomModules(seed: $0.next()) }
  try history.run(steps: 10)
}

/// Scheduling has no effect: four threads write the same bytes as one.
@Test(arguments: 0..<UInt64(10 * fuzzScale))
func oneThreadAndFourLeaveTheSame(seed: UInt64) throws {
  var random = SplitMix64(seed: seed)
  var program = RandomProgram(using: &random)
  let projects = [try Project(), try Project()]
  for _ in 0..<4 {
    var left: [[[UInt8]]] = []
    for (project, threads) in zip(projects, [1, 4]) {
      for (path, text) in program.texts { try project.write(path, text) }
      let report = try checkBuild(project, project.options(threads: threads), context: "\(seed)")
      let objects = try (project.objects(in: "zir") + project.objects(in: "objects")).map {
        Array($0.string.utf8.dropFirst(project.folder.path.string.utf8.count))
      }
      left.append([try project.output() ?? [], Array("\(report.diagnosticTexts)".utf8)] + objects)
    }
    let isSame = left[0] == left[1]
    #expect(isSame, "\(seed)")
    program.edit(RandomProgram.Edit.allCases.randomElement(using: &random)!, using: &random)
    program.repair()
  }
}
