// One trial of the corruption table: a file of a sound cache is damaged, and then?

import Glibc
import TestSupport
import Testing

/// What came of the trials of one cell.
struct CorruptionCell: Sendable {
  var trials = 0
  /// Builds that ended with another status than 0.
  var failedBuilds = 0
  /// Builds whose output was not a clean build's.
  var wrongOutputs = 0
  /// Damage that neither verify nor a build told.
  var untold = 0
  /// Caches in which something was wrong in the end.
  var unhealed = 0
  /// Of the trials, in how many verify called it a fault, noted it, and a build told it.
  var faults = 0
  var notes = 0
  var warnings = 0
  /// What went wrong, for a reader.
  var problems: [String] = []

  var isGood: Bool { failedBuilds + wrongOutputs + untold + unhealed == 0 }
}

/// A project with a cache that is damaged again and again, and healed in between.
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
      }
    }
    Workspace.age()
    try Mini.build(
      Array(project.build.dropFirst()), in: project.folder, environment: Mini.homeless)
  }

  /// Damages a file and looks at what follows.
  mutating func run() throws {
    if column.isPacked { try pack() }
    // So that what is changed now has another time than what the build has written.
    if column.isStamped { Workspace.age() }
    let files = try damage()
    context = "\(row.rawValue), \(column.rawValue), trial \(cell.trials): \(files)"
    cell.trials += 1

    var isTold = try verifies(files)
    let builds = [
      try build(version),  // as it is
      try build(Int.random(in: 0..<version, using: &random)),  // back to an earlier state
      try build(version + 1),  // on to a new one
      try buildAfresh(version + 1),
    ]
    version += 1
    if builds.contains(where: { !$0.isEmpty }) {
      cell.warnings += 1
      isTold = true
    }
    if row == .none {
      if isTold { fail(\.untold, "something is told of a sound cache: \(builds)") }
    } else if !isTold, row != .deleted {
      fail(\.untold, "nothing is told")
    }
    try heal()
  }

  private mutating func fail(_ count: WritableKeyPath<CorruptionCell, Int>, _ problem: String) {
    cell[keyPath: count] += 1
    cell.problems.append("\(context): \(problem)")
  }

  // MARK: Damage

  /// - Returns: the files that are damaged now.
  private mutating func damage() throws -> [String] {
    let names = column.names(in: workspace, project: project.name)
    let file = try #require(names.randomElement(using: &random), "\(column.rawValue)")
    guard row != .none else { return [] }
    guard row == .swapped else {
      let turn = column.isNative ? Int.random(in: 0..<3, using: &random) : cell.trials % 3
      let region = Corruption.Region.allCases[turn]
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
    // (What is known of the toolchain is the same in all caches.)
    let partner = column == .toolchain ? file.replacing(column.rawValue, with: "units.bin") : file
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

  /// Puts all loose objects into packs, of which each tree has two at least.
  private func pack() throws {
    for tree in ["zir", "objects"] {
      try workspace.packLooseObjects(of: tree, in: project.name + "/.mini_cache")
    }
  }

  // MARK: What follows

  /// Verifies before any build has seen the damage. Returns whether it is told.
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
    if row != .none, row != .deleted, !column.isOutput {
      fail(\.untold, "verify is silent: \(verify.text)\(verify.errorText)")
    }
    return false
  }

  /// Builds a version, and returns what the build warns of.
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

  /// What the last build was put together of.
  private var combined: [String] {
    [".mini_cache/combined/main.mini.ll", ".mini_cache/combined/main.mini.O0.a"]
  }

  /// A build that has the store alone to make its output of.
  private mutating func buildAfresh(_ version: Int) throws -> [String] {
    for file in ["main.ll", "main"] + combined
    where workspace.exists("\(project.name)/\(file)") {
      try workspace.delete("\(project.name)/\(file)")
    }
    // That the combined IR is gone is told, and no news.
    return try build(version).filter { !$0.contains("combined/main.mini.ll' is gone") }
  }

  /// Repairs what no build has touched, and sees that all is well.
  private mutating func heal() throws {
    let verify = try Mini.run(["verify"], in: project.folder)
    if verify.status != 0 {
      let repair = try Mini.run(["verify", "--repair"], in: project.folder)
      if repair.status != 0 { fail(\.unhealed, "no repair: \(repair.text)\(repair.errorText)") }
    }
    Workspace.age()  // or else its sources are too young to be believed unread
    try build(version)
    let warnings = try build(version)
    if !warnings.isEmpty { fail(\.unhealed, "the build after says \(warnings)") }
    let last = try Mini.run(["verify"], in: project.folder)
    if last.status != 0 { fail(\.unhealed, "still wrong: \(last.text)\(last.errorText)") }
  }
}

extension Workspace {
  /// A file's permissions.
  fileprivate func mode(_ name: String) throws -> UInt32 {
    var status = stat()
    guard lstat(path(name), &status) == 0 else {
      throw CallError(call: "lstat", path: name, code: errno)
    }
    return status.st_mode & 0o7777
  }
}
