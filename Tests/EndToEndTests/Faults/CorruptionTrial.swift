// One trial of the corruption table: damage to a file of a sound cache, and its effects.

import Glibc
import TestSupport
import Testing

/// The results of the trials of one cell.
struct CorruptionCell: Sendable {
  var trials = 0
  /// Builds that ended with another status than 0.
  var failedBuilds = 0
  /// Builds whose output was not a clean build's.
  var wrongOutputs = 0
  /// Damage that neither verify nor a build reported.
  var untold = 0
  /// Caches that were not sound in the end.
  var unhealed = 0
  /// Number of trials in which verify reported a fault, verify reported a note, and a build
  /// reported it.
  var faults = 0
  var notes = 0
  var warnings = 0
  /// Descriptions of the failures.
  var problems: [String] = []

  var isGood: Bool { failedBuilds + wrongOutputs + untold + unhealed == 0 }
}

/// A project whose cache is damaged repeatedly, and healed in between.
struct CorruptionTrial {
  let row: Corruption
  let column: CorruptedFile
  private(set) var cell = CorruptionCell()
  private let project: VersionedProject
  private let other: VersionedProject
  private var random: SplitMix64
  private var version = 1
  private var cleanOutputs: [Int: VersionedProject.Outputs] = [:]
  private var context = ""

  private var workspace: Workspace { project.workspace }

  init(_ row: Corruption, _ column: CorruptedFile, seed: UInt64) throws {
    self.row = row
    self.column = column
    random = SplitMix64(seed: seed)
    let workspace = Workspace()
    let goal: VersionedProject.Goal = column.isNative ? .executable : .ir
    project = VersionedProject(workspace, "project", goal: goal)
    other = VersionedProject(workspace, "other", salt: 77, goal: goal)
    for (project, versions) in [(other, 0...0), (project, 0...1)] {
      for version in versions {
        try project.write(version: version)
        try Mini.build(
          Array(project.build.dropFirst()), in: project.folder, environment: Mini.homeless)
        if column == .combined { try Mini.keepCombinedIR(in: project.folder) }
      }
    }
    Workspace.age()
    try Mini.build(
      Array(project.build.dropFirst()), in: project.folder, environment: Mini.homeless)
    if column == .combined { try Mini.keepCombinedIR(in: project.folder) }
  }

  /// Damages a file and checks the effects.
  mutating func run() throws {
    if column.isPacked { try pack() }
    // The damage gets another time than the files of the build.
    if column.isStamped { Workspace.age() }
    let files = try damage()
    context = "\(row.rawValue), \(column.rawValue), trial \(cell.trials): \(files)"
    cell.trials += 1

    var isTold = try verifies(files)
    let builds = [
      try build(version),  // unchanged
      try build(Int.random(in: 0..<version, using: &random)),  // back to an earlier state
      try build(version + 1),  // forward to a new one
      try buildAfresh(version + 1),
    ]
    version += 1
    if builds.contains(where: { !$0.isEmpty }) {
      cell.warnings += 1
      isTold = true
    }
    if row == .none {
      if isTold { fail(\.untold, "something is told of a sound cache: \(builds)") }
    } else if !isTold, !isSilent {
      fail(\.untold, "nothing is told")
    }
    try heal()
  }

  /// Whether nobody can know of the damage. (A file without records is one of no build.)
  private var isSilent: Bool { row == .deleted || row == .emptied && column == .builds }

  private mutating func fail(_ count: WritableKeyPath<CorruptionCell, Int>, _ problem: String) {
    cell[keyPath: count] += 1
    cell.problems.append("\(context): \(problem)")
  }

  // MARK: Damage

  /// - Returns: the damaged files.
  private mutating func damage() throws -> [String] {
    let names = column.names(in: workspace, project: project.name)
    let file = try #require(names.randomElement(using: &random), "\(column.rawValue)")
    guard row != .none else { return [] }
    guard row == .swapped else {
      let regions = Corruption.Region.allCases
      let region = regions[(row.number + column.number + cell.trials) % regions.count]
      try place(row.applied(to: bytes(file), in: region, &random), file)
      return [file]
    }
    let another = names.filter { $0 != file }
    if let second = another.randomElement(using: &random) {
      let (first, other) = (try bytes(file), try bytes(second))
      try place(other, file)
      try place(first, second)
      return [file, second]
    }
    // (The records of the toolchain are the same in all caches, and those of builds fit in any.)
    let partner =
      switch column {
      case .toolchain: file.replacing(column.rawValue, with: "units.bin")
      case .builds: file.replacing(column.rawValue, with: "air_index.bin")
      default: file
      }
    try place(workspace.bytes("\(other.name)/\(partner)"), file)
    return [file]
  }

  private func bytes(_ file: String) throws -> [UInt8] {
    try workspace.bytes("\(project.name)/\(file)")
  }

  private func place(_ bytes: [UInt8]?, _ file: String) throws {
    let name = "\(project.name)/\(file)"
    guard let bytes else { return try workspace.delete(name) }
    let mode = try workspace.mode(name)
    try workspace.permissions(name, 0o644)
    try workspace.write(name, bytes)
    try workspace.permissions(name, mode)
  }

  /// Puts all loose objects into packs; each tree then has at least two.
  private func pack() throws {
    for tree in ["zir", "objects"] {
      try workspace.packLooseObjects(of: tree, in: project.name + "/.mini_cache")
    }
  }

  // MARK: Effects

  /// Verifies before any build has read the damage. Returns whether it is reported.
  private mutating func verifies(_ files: [String]) throws -> Bool {
    let verify = try Mini.run(["verify"], in: project.folder)
    let areNamed = files.contains { column.isNamed($0, in: verify.text) }
    if verify.status == 1, areNamed || row == .swapped {
      cell.faults += 1
      return true
    }
    if verify.status > 1 { fail(\.untold, "verify ended with \(verify.status)") }
    // A row whose object is absent is a miss.
    if !verify.notes.isEmpty, row == .swapped || row == .deleted {
      cell.notes += 1
      return true
    }
    if row != .none, !isSilent, !column.isOutput {
      fail(\.untold, "verify is silent: \(verify.text)\(verify.errorText)")
    }
    return false
  }

  /// Builds a version, and returns the build's warnings.
  @discardableResult
  private mutating func build(_ version: Int) throws -> [String] {
    try project.write(version: version)
    let expected = try cleanOutputs[version] ?? project.cleanOutputs()
    cleanOutputs[version] = expected
    let build = try Mini.run(
      project.build, in: project.folder, environment: Mini.homeless)
    if build.status != 0 { fail(\.failedBuilds, "a build failed: \(build.errorText)") }
    if try project.outputs() != expected { fail(\.wrongOutputs, "an output is wrong") }
    return build.warnings
  }

  /// The files from which the last build's output was assembled.
  private var combined: [String] {
    [".mini_cache/combined/main.mini.ll", ".mini_cache/combined/main.mini.O0.a"]
  }

  /// A build that can only use the store for its output.
  private mutating func buildAfresh(_ version: Int) throws -> [String] {
    for file in ["main.ll", "main"] + combined
    where workspace.exists("\(project.name)/\(file)") {
      try workspace.delete("\(project.name)/\(file)")
    }
    return try build(version)
  }

  /// Repairs the files that no build has read, and checks that all is sound.
  private mutating func heal() throws {
    let verify = try Mini.run(["verify"], in: project.folder)
    if verify.status != 0 {
      let repair = try Mini.run(["verify", "--repair"], in: project.folder)
      if repair.status != 0 { fail(\.unhealed, "no repair: \(repair.text)\(repair.errorText)") }
    }
    Workspace.age()  // otherwise its sources are too young to be trusted unread
    try build(version)
    let warnings = try build(version)
    if !warnings.isEmpty { fail(\.unhealed, "the build after says \(warnings)") }
    if column == .combined { try Mini.keepCombinedIR(in: project.folder) }
    let last = try Mini.run(["verify"], in: project.folder)
    if last.status != 0 { fail(\.unhealed, "still wrong: \(last.text)\(last.errorText)") }
  }
}
