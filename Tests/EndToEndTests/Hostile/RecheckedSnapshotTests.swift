// Snapshots whose parts fit each other, and that no compiler has made of their inputs: `--recheck` finds
// them, and nothing else does.

import BuildCache
import TestSupport
import Testing

@Suite struct RecheckedSnapshotTests {
  /// A store with a snapshot of the sources, and one of other sources, from which parts are taken.
  private struct Scene {
    let forgery: ForgedSnapshotTests.Forgery
    var base: SnapshotTransportTests.Scene { forgery.scene }

    init() throws {
      forgery = try ForgedSnapshotTests.Forgery()
      try base.write(in: base.here, constant: 7)
      Workspace.age()
      try Mini.build([], in: base.here)
      try base.mini(["snapshot", "other"], in: base.here)
      try base.mini(["push", forgery.path, "other"], in: base.here)
    }

    /// Gives a file or unit the object of the other snapshot, with a row that describes that.
    func exchange(_ object: String, _ row: String, with other: String) throws {
      let git = forgery.store
      let id = try forgery.git("rev-parse", "refs/mini/snapshots/other:\(other)")
      let body = try git.finish(["cat-file", "blob", id]).output
      var bytes = try git.finish(["cat-file", "blob", "refs/mini/snapshots/main:\(row)"]).output
      let isFile = object.hasPrefix("ir/")
      let digits = Array(id.utf8)
      let rawID = stride(from: 0, to: 64, by: 2).map {
        UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)!
      }
      func number(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
      }
      // The grammar of SnapshotRow.
      bytes.replaceSubrange(48..<80, with: rawID)
      bytes.replaceSubrange(80..<88, with: number(UInt64(body.count), 8))
      if isFile { bytes.replaceSubrange(88..<92, with: number(UInt64(Checksum.crc32(body)), 4)) }
      let made = try git.run("hash-object", "-w", "--stdin", input: bytes).prefix(64)
      try replace(object, with: id)
      try replace(row, with: String(made))
    }

    /// Replaces a blob of the snapshot `main`, and the trees above it.
    private func replace(_ path: String, with blob: String) throws {
      var parts = path.split(separator: "/").map(String.init)
      var entry = "100644 blob \(blob)\t\(parts.removeLast())"
      while !parts.isEmpty {
        let name = String(entry.split(separator: "\t")[1])
        let tree = try forgery.replacing(
          name, in: forgery.id(":" + parts.joined(separator: "/")), with: entry)
        entry = "040000 tree \(tree)\t\(parts.removeLast())"
      }
      let name = String(entry.split(separator: "\t")[1])
      try forgery.commit(forgery.replacing(name, in: forgery.id("^{tree}"), with: entry))
    }

    func fetch(_ arguments: String..., status: Int32 = 0) throws -> Finished {
      try base.mini(
        ["fetch", "--allow-unsigned", forgery.path, "main"] + arguments, in: base.there,
        status: status)
    }

    func expectRefusal(naming name: String) throws {
      let refused = try fetch("--recheck=100%", status: 1)
      #expect(refused.text == "")
      #expect(
        refused.errorText == "mini: error: the snapshot 'main' of '\(forgery.path)' is refused: "
          + "compiled here, \(name) differs from what it contains\n")
      #expect(try base.mini(["snapshots"], in: base.there).text == "")
      let build = try Mini.statistics([], in: base.there)
      #expect(build.output.errorText == "" && build.number("files", "cached") == 0)
      try base.expectSound()
    }
  }

  @Test func aSoundSnapshotPasses() throws {
    let scene = try Scene()
    let fetched = try scene.fetch("--recheck=100%")
    #expect(
      fetched.errorText
        == "mini: rechecked 'main': compiled here, 3 files and 3 units are the same\n")
    #expect(fetched.text.hasPrefix("fetched/main "))
    try scene.base.expectSound()
    let tenth = try scene.fetch("--recheck")
    #expect(
      tenth.errorText == "mini: rechecked 'main': compiled here, 1 file and 1 unit are the same\n")
    let build = try Mini.statistics([], in: scene.base.there)
    #expect(build.filesCompiled == 0 && build.number("units", "compiled") == 0)
    for wrong in ["0%", "x", "101"] {
      #expect(try scene.fetch("--recheck=\(wrong)", status: 64).errorText.contains("'\(wrong)'"))
    }
  }

  @Test func theCodeOfAnotherFunctionIsNamed() throws {
    let scene = try Scene()
    try scene.exchange("ir/lib/math.mini", "rows/lib/math.mini", with: "ir/lib/math.mini")
    try scene.expectRefusal(naming: "'lib/math.mini:square'")
  }

  @Test func theObjectCodeOfAnotherUnitIsNamed() throws {
    let scene = try Scene()
    let list = ["ls-tree", "-r", "--name-only"]
    let git = scene.forgery.store
    func units(_ name: String) throws -> Set<String> {
      let text = try git.finish(list + ["refs/mini/snapshots/\(name)", "units"]).outputText
      return Set(text.split(separator: "\n").map(String.init))
    }
    let (main, other) = (try units("main"), try units("other"))
    let old = try #require(main.subtracting(other).first)
    let new = try #require(other.subtracting(main).first)
    try scene.exchange(old, "unit-rows" + old.dropFirst("units".count), with: new)
    try scene.expectRefusal(naming: "'unit .'")
  }

  /// A check that compares nothing is not passed.
  @Test func aSnapshotOfOtherSourcesIsRefused() throws {
    let scene = try Scene()
    try scene.base.workspace.write(
      "\(scene.base.there.name)/main.mini", "fn main() i32 {\n    return 3;\n}\n")
    let refused = try scene.fetch("--recheck", status: 1)
    #expect(refused.errorText.contains("nothing can be compared"), "\(refused.errorText)")
    try scene.base.workspace.write("\(scene.base.there.name)/main.mini", "fn main() {\n")
    let wrong = try scene.fetch("--recheck", status: 1)
    #expect(wrong.errorText.contains("the program has errors"), "\(wrong.errorText)")
  }
}
