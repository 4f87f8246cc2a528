// Every file of the cache, damaged in every way: the next build is right all the same.

import TestSupport
import Testing

@Suite struct DamageTests {
  enum Damage: String, CaseIterable, Sendable {
    case flippedAtTheFront, flippedInTheMiddle, flippedAtTheEnd, cut, emptied, deleted, grown

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

  /// What the build has to do that meets the damage.
  enum Work: String, CaseIterable, Sendable { case nothing, aBodyEdit, theWholeOutput }

  @Test(arguments: Damage.allCases, Work.allCases)
  func theNextBuildIsRight(_ damage: Damage, _ work: Work) throws {
    let workspace = try Self.project()
    let expected = try Self.expectedOutput(work)
    let files = workspace.files(below: "project/.mini_cache")
    #expect(files.count > 20)
    var noticed = 0
    for file in files {
      let bytes = try workspace.bytes("project/.mini_cache/" + file)
      let damaged = damage.applied(to: bytes)
      if damaged == bytes { continue }
      try workspace.copy("project", "copy")
      defer { try? workspace.delete("copy") }  // goes with the workspace at the latest
      try Self.place(damaged, "copy/.mini_cache/" + file, workspace)
      try Self.edit(work, workspace)
      Workspace.age()
      let said = try check(workspace, expected, "\(file) \(damage.rawValue), \(work.rawValue)")
      if said { noticed += 1 }
      if file == "file_hashes.bin", damage != .deleted { #expect(said, "\(file) \(damage)") }
    }
    if damage != .deleted { #expect(noticed > 0, "\(damage.rawValue), \(work.rawValue)") }
  }

  /// Two builds after damage, and what they leave. Returns whether the first said something.
  private func check(
    _ workspace: Workspace, _ expected: [UInt8], _ context: Comment
  ) throws -> Bool {
    let folder = workspace.folder("copy")
    let build = try Mini.run(["build", "--emit", "ir"], in: folder)
    #expect(build.status == 0, "\(context)\n\(build.errorText)")
    #expect(try workspace.bytes("copy/main.ll") == expected, context)

    let next = try Mini.run(["build", "--emit", "ir"], in: folder)
    #expect(next.status == 0, "\(context)\n\(next.errorText)")
    #expect(try workspace.bytes("copy/main.ll") == expected, context)

    // What no build has read may still be damaged: repairing finds it, and then all is sound.
    let verify = try Mini.run(["verify"], in: folder)
    #expect(verify.status == 0 || verify.status == 1, "\(context)\n\(verify.errorText)")
    if verify.status == 1 {
      _ = try Mini.run(["verify", "--repair"], in: folder)
      let repaired = try Mini.run(["verify"], in: folder)
      #expect(repaired.status == 0, "\(context)\n\(verify.text)\n\(repaired.text)")
      let last = try Mini.run(["build", "--emit", "ir"], in: folder)
      #expect(last.status == 0, "\(context)\n\(last.errorText)")
      #expect(try workspace.bytes("copy/main.ll") == expected, context)
    }
    return build.errorText != ""
  }

  // MARK: The project

  /// The demo project with two generations of one file in its cache.
  private static func project() throws -> Workspace {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    let math = try workspace.text("project/math.mini")
    try workspace.write("project/math.mini", math.replacing("n * n", with: "n * n + 0"))
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    return workspace
  }

  private static func edit(_ work: Work, _ workspace: Workspace) throws {
    switch work {
    case .nothing: break
    case .aBodyEdit:
      let math = try workspace.text("copy/math.mini")
      try workspace.write("copy/math.mini", math.replacing("a + b;", with: "b + a;"))
    case .theWholeOutput:
      try workspace.delete("copy/main.ll")
      if workspace.exists("copy/.mini_cache/combined") {
        try workspace.delete("copy/.mini_cache/combined")
      }
    }
  }

  /// What a build without any cache makes of the project after the edit.
  private static func expectedOutput(_ work: Work) throws -> [UInt8] {
    let workspace = try project()
    try workspace.copy("project", "copy")
    try edit(work, workspace)
    try Mini.build(["--emit", "ir", "--no-cache"], in: workspace.folder("copy"))
    return try workspace.bytes("copy/main.ll")
  }

  private static func place(
    _ bytes: [UInt8]?, _ name: String, _ workspace: Workspace
  ) throws {
    try workspace.delete(name)
    if let bytes { try workspace.write(name, bytes) }
  }
}

// Files that change places, and folders where files should be.

extension DamageTests {
  @Test func objectsThatChangedPlacesAreNotBelieved() throws {
    let workspace = try Self.project()
    let expected = try Self.expectedOutput(.aBodyEdit)
    for tree in ["zir", "objects"] {
      try workspace.copy("project", "copy")
      defer { try? workspace.delete("copy") }  // goes with the workspace at the latest
      let objects = workspace.files(below: "copy/.mini_cache/" + tree)
        .filter { $0.utf8.count == 65 }.map { "copy/.mini_cache/\(tree)/\($0)" }
      let bodies = try objects.map { try workspace.bytes($0) }
      for (object, body) in zip(objects, bodies.dropFirst() + bodies.prefix(1)) {
        try Self.place(body, object, workspace)
      }
      try Self.edit(.aBodyEdit, workspace)
      Workspace.age()
      _ = try check(workspace, expected, "\(tree) in each other's places")
    }
  }

  @Test func indexesOfAnotherProjectAreNotBelieved() throws {
    let workspace = try Self.project()
    let expected = try Self.expectedOutput(.aBodyEdit)
    try workspace.write("other/main.mini", "fn main() i32 {\n    return 99;\n}\n")
    Workspace.age()
    try Mini.build(in: workspace.folder("other"))
    for index in ["file_hashes.bin", "zir_index.bin", "air_index.bin", "combined/main.mini.ll"] {
      try workspace.copy("project", "copy")
      defer { try? workspace.delete("copy") }  // goes with the workspace at the latest
      let bytes = try workspace.bytes("other/.mini_cache/" + index)
      try Self.place(bytes, "copy/.mini_cache/" + index, workspace)
      try Self.edit(.aBodyEdit, workspace)
      Workspace.age()
      _ = try check(workspace, expected, "\(index) of another project")
    }
  }

  @Test func indexesInEachOthersPlacesAreNotBelieved() throws {
    let workspace = try Self.project()
    let expected = try Self.expectedOutput(.aBodyEdit)
    let names = ["file_hashes.bin", "zir_index.bin", "air_index.bin"]
    let bytes = try names.map { try workspace.bytes("project/.mini_cache/" + $0) }
    try workspace.copy("project", "copy")
    for (name, other) in zip(names, bytes.dropFirst() + bytes.prefix(1)) {
      try Self.place(other, "copy/.mini_cache/" + name, workspace)
    }
    try Self.edit(.aBodyEdit, workspace)
    Workspace.age()
    #expect(try check(workspace, expected, "indexes in each other's places"))
  }

  @Test func aFolderInThePlaceOfACacheFileCostsNoBuild() throws {
    let workspace = try Self.project()
    let expected = try Self.expectedOutput(.aBodyEdit)
    for file in ["file_hashes.bin", "zir_index.bin", "air_index.bin", "combined/main.mini.ll"] {
      try workspace.copy("project", "copy")
      defer { try? workspace.delete("copy") }  // goes with the workspace at the latest
      try workspace.delete("copy/.mini_cache/" + file)
      try workspace.write("copy/.mini_cache/" + file + "/inside", "x")
      try Self.edit(.aBodyEdit, workspace)
      Workspace.age()
      let build = try Mini.run(["build", "--emit", "ir"], in: workspace.folder("copy"))
      #expect(build.status == 0, "\(file)\n\(build.errorText)")
      #expect(try workspace.bytes("copy/main.ll") == expected, "\(file)")
    }
  }
}
