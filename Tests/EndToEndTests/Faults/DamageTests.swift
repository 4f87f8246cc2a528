// Every file of the cache, damaged in every way: the next build is still right.

import TestSupport
import Testing

@Suite struct DamageTests {
  enum Damage: String, CaseIterable, Sendable {
    case flippedAtTheFront, flippedInTheMiddle, flippedAtTheEnd, cut, emptied, deleted, grown

    /// One checksum covers an object: the place of the flip makes no difference.
    var meansObjects: Bool { self != .flippedAtTheFront && self != .flippedAtTheEnd }

    func applied(to bytes: [UInt8]) -> [UInt8]? {
      var bytes = bytes
      switch self {
      case .flippedAtTheFront where !bytes.isEmpty: bytes[0] ^= 0x04
      case .flippedInTheMiddle where !bytes.isEmpty: bytes[bytes.count / 2] ^= 0x04
      case .flippedAtTheEnd where !bytes.isEmpty: bytes[bytes.count - 1] ^= 0x04
      case .cut: bytes.removeLast((bytes.count + 1) / 2)
      case .emptied: bytes = []
      case .deleted: return nil
      case .grown: bytes += Array("more".utf8)
      default: break
      }
      return bytes
    }
  }

  /// The work of the build that meets the damage.
  enum Work: String, CaseIterable, Sendable { case nothing, aBodyEdit, theWholeOutput }

  /// One project: the files of its cache are damaged one after another. Each is healed before the
  /// next, so that a build with no other work meets the damage too.
  @Test(arguments: Damage.allCases, Work.allCases)
  func theNextBuildIsRight(_ damage: Damage, _ work: Work) throws {
    let workspace = try Self.project()
    let files = workspace.files(below: "project/.mini_cache")
    #expect(files.count > 20)
    var noticed = 0
    var expected = try workspace.bytes("project/main.ll")
    for (number, file) in files.enumerated() {
      guard !Self.isObject(file) || damage.meansObjects && Turns.isDue(number, of: 2) else {
        continue
      }
      let name = "project/.mini_cache/" + file
      guard workspace.exists(name) else { continue }  // pruned by an earlier repair
      let bytes = try workspace.bytes(name)
      let damaged = damage.applied(to: bytes)
      if damaged == bytes { continue }
      try Self.place(damaged, name, workspace)
      try Self.edit(work, number, workspace)
      if work == .aBodyEdit { expected = try Self.cleanOutput(workspace) }
      let said = try check(workspace, expected, "\(file) \(damage.rawValue), \(work.rawValue)")
      if said { noticed += 1 }
      if file == "file_hashes.bin", damage != .deleted { #expect(said, "\(file) \(damage)") }
    }
    if damage != .deleted { #expect(noticed > 0, "\(damage.rawValue), \(work.rawValue)") }
  }

  /// Two builds after damage, and their effects. Returns whether the first printed a message.
  private func check(
    _ workspace: Workspace, _ expected: [UInt8], _ context: Comment
  ) throws -> Bool {
    let folder = workspace.folder("project")
    let build = try Mini.run(["build", "--emit", "ir"], in: folder)
    #expect(build.status == 0, "\(context)\n\(build.errorText)")
    #expect(try workspace.bytes("project/main.ll") == expected, context)

    let next = try Mini.run(["build", "--emit", "ir"], in: folder)
    #expect(next.status == 0, "\(context)\n\(next.errorText)")
    #expect(try workspace.bytes("project/main.ll") == expected, context)

    // Files that no build has read may still be damaged: a repair finds them, and then all is
    // sound.
    let verify = try Mini.run(["verify"], in: folder)
    #expect(verify.status == 0 || verify.status == 1, "\(context)\n\(verify.errorText)")
    if verify.status == 1 {
      _ = try Mini.run(["verify", "--repair"], in: folder)
      let repaired = try Mini.run(["verify"], in: folder)
      #expect(repaired.status == 0, "\(context)\n\(verify.text)\n\(repaired.text)")
      let last = try Mini.run(["build", "--emit", "ir"], in: folder)
      #expect(last.status == 0, "\(context)\n\(last.errorText)")
      #expect(try workspace.bytes("project/main.ll") == expected, context)
    }
    try Mini.keepCombinedIR(in: folder)
    return build.errorText != ""
  }

  // MARK: The project

  private static func isObject(_ file: String) -> Bool {
    file.hasPrefix("zir/") || file.hasPrefix("objects/")
  }

  /// The output of a build without any cache.
  private static func cleanOutput(_ workspace: Workspace) throws -> [UInt8] {
    try Mini.run(["emit", "--no-cache"], in: workspace.folder("project")).output
  }

  /// The demo project with two generations of one file in its cache.
  private static func project() throws -> Workspace {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    let math = try workspace.text("project/math.mini")
    try workspace.write("project/math.mini", math.replacing("n * n", with: "n * n + 0"))
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    try Mini.keepCombinedIR(in: workspace.folder("project"))
    return workspace
  }

  /// Gives the next build some work; each `number` edits the body in another way.
  private static func edit(_ work: Work, _ number: Int, _ workspace: Workspace) throws {
    switch work {
    case .nothing: break
    case .aBodyEdit:
      let math = try workspace.text("project/math.mini")
      try workspace.write(
        "project/math.mini",
        math.replacing(/return a \+ b[^;]*;/, with: "return a + b + \(number);"))
    case .theWholeOutput:
      for name in ["project/main.ll", "project/.mini_cache/combined"]
      where workspace.exists(name) {
        try workspace.delete(name)
      }
    }
  }

  private static func place(
    _ bytes: [UInt8]?, _ name: String, _ workspace: Workspace
  ) throws {
    try workspace.delete(name)
    if let bytes { try workspace.write(name, bytes) }
  }
}

// Files that are swapped, and folders in place of files.

extension DamageTests {
  @Test(arguments: ["zir", "objects"])
  func objectsThatChangedPlacesAreNotBelieved(_ tree: String) throws {
    let workspace = try Self.project()
    let objects = workspace.files(below: "project/.mini_cache/" + tree)
      .filter { $0.utf8.count == 65 }.map { "project/.mini_cache/\(tree)/\($0)" }
    let bodies = try objects.map { try workspace.bytes($0) }
    for (object, body) in zip(objects, bodies.dropFirst() + bodies.prefix(1)) {
      try Self.place(body, object, workspace)
    }
    try Self.edit(.aBodyEdit, 1, workspace)
    _ = try check(workspace, Self.cleanOutput(workspace), "\(tree) in each other's places")
  }

  @Test func indexesOfAnotherProjectAreNotBelieved() throws {
    let workspace = try Self.project()
    try workspace.write("other/main.mini", "fn main() i32 {\n    return 99;\n}\n")
    Workspace.age()
    try Mini.build(in: workspace.folder("other"))
    try Mini.keepCombinedIR(in: workspace.folder("other"))
    let names = ["file_hashes.bin", "zir_index.bin", "air_index.bin", "combined/main.mini.ll"]
    for (number, index) in names.enumerated() {
      let bytes = try workspace.bytes("other/.mini_cache/" + index)
      try Self.place(bytes, "project/.mini_cache/" + index, workspace)
      try Self.edit(.aBodyEdit, number, workspace)
      _ = try check(workspace, Self.cleanOutput(workspace), "\(index) of another project")
    }
  }

  @Test func indexesInEachOthersPlacesAreNotBelieved() throws {
    let workspace = try Self.project()
    let names = ["file_hashes.bin", "zir_index.bin", "air_index.bin"]
    let bytes = try names.map { try workspace.bytes("project/.mini_cache/" + $0) }
    for (name, other) in zip(names, bytes.dropFirst() + bytes.prefix(1)) {
      try Self.place(other, "project/.mini_cache/" + name, workspace)
    }
    try Self.edit(.aBodyEdit, 1, workspace)
    #expect(try check(workspace, Self.cleanOutput(workspace), "indexes in each other's places"))
  }

  @Test func anOlderStateOfTheIndexesIsNotStale() throws {
    let workspace = try Self.project()
    let names = ["file_hashes.bin", "zir_index.bin", "air_index.bin", "combined/main.mini.ll"]
    let older = try names.map { try workspace.bytes("project/.mini_cache/" + $0) }
    try Self.edit(.aBodyEdit, 1, workspace)
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    try Mini.keepCombinedIR(in: workspace.folder("project"))
    for (name, bytes) in zip(names, older) {
      let newer = try workspace.bytes("project/.mini_cache/" + name)
      try Self.place(bytes, "project/.mini_cache/" + name, workspace)
      _ = try check(workspace, Self.cleanOutput(workspace), "an older \(name)")
      try Self.place(newer, "project/.mini_cache/" + name, workspace)
      _ = try check(workspace, Self.cleanOutput(workspace), "the newer \(name) again")
    }
  }

  @Test func aFolderInThePlaceOfACacheFileCostsNoBuild() throws {
    let names = ["file_hashes.bin", "zir_index.bin", "air_index.bin", "combined/main.mini.ll"]
    for (number, file) in names.enumerated() {
      let workspace = try Self.project()
      try workspace.delete("project/.mini_cache/" + file)
      try workspace.write("project/.mini_cache/" + file + "/inside", "x")
      try Self.edit(.aBodyEdit, number, workspace)
      let folder = workspace.folder("project")
      let expected = try Self.cleanOutput(workspace)
      let build = try Mini.run(["build", "--emit", "ir"], in: folder)
      #expect(build.status == 0, "\(file)\n\(build.errorText)")
      #expect(try workspace.bytes("project/main.ll") == expected, "\(file)")
    }
  }
}
