// Pins: names that keep objects and states of builds, with stock Git as the judge.

import SystemPackage
import TestSupport
import Testing

@Suite struct PinTests {
  private typealias Scene = SnapshotTests.Scene

  private func id(_ name: String, _ scene: Scene) throws -> String {
    String(try scene.git("rev-parse", "refs/mini/pins/\(name)").prefix(64))
  }

  private func exists(_ object: String, _ scene: Scene) throws -> Bool {
    try scene.git.finish(["cat-file", "-e", object]).status == 0
  }

  private func collect(_ scene: Scene, _ options: String...) throws {
    let usual = ["gc", "--keep-states", "1", "--prune", "now"]
    let gc = try Mini.run(usual + options, in: scene.folder)
    #expect(gc.status == 0, "\(gc.errorText)")
  }

  @Test func aPinnedObjectStaysUntilItsPinIsDeleted() throws {
    let scene = try Scene()
    // A file of one function has its IR.
    let other = "fn other() i32 {\n    return 1;\n}\n"
    try scene.write(constant: 0, comment: other)
    try Mini.build(in: scene.folder)
    let line = try scene.mini("pin", "old", "lib/math.mini:square").text
    let pinned = try id("old", scene)
    #expect(line.hasPrefix("old \(pinned.prefix(12)): blob, ") && line.hasSuffix(" bytes\n"))
    let ir = try scene.git("cat-file", "blob", pinned)
    let file = String(
      try scene.mini("show-entry", "lib/math.mini").text.split(separator: "Object:    ")[1]
        .prefix(64))
    try scene.write(constant: 7, comment: other)
    try Mini.build(in: scene.folder)
    try collect(scene)
    #expect(try scene.git("cat-file", "blob", pinned) == ir)
    #expect(try !exists(file, scene), "the file's old IR has no pin")
    try scene.expectSound()
    try collect(scene, "--max-size", "1")
    #expect(try scene.git("cat-file", "blob", pinned) == ir)
    #expect(try Mini.run(["cat-object", "-e", "main.mini"], in: scene.folder).status == 1)
    try scene.expectSound()
    // So that what was pinned is not the last state that is left.
    try scene.write(constant: 8, comment: other)
    try Mini.build(in: scene.folder)
    try scene.mini("pin", "--delete", "old")
    try collect(scene)
    #expect(try !exists(pinned, scene))
    #expect(try scene.mini("pin", "--list").text == "")
    let gone = try scene.mini("pin", "--delete", "old", status: 2)
    #expect(gone.errorText == "mini: error: there is no pin 'old'\n")
  }

  @Test func thePinnedStateOfABuildIsASnapshotThatStays() throws {
    let scene = try Scene()
    let line = try scene.mini("pin", "v1").text
    #expect(line.contains(": 3 files, "), "\(line)")
    try scene.mini("pin", "again", "@")
    #expect(
      try scene.git("rev-parse", "refs/mini/pins/v1^{tree}")
        == scene.git("rev-parse", "refs/mini/pins/again^{tree}"))
    #expect(try scene.mini("pin", "v1").text == line, "nothing has changed")
    let ir = try scene.git("show", "refs/mini/pins/v1:ir/lib/math.mini")
    try scene.write(constant: 7)
    Workspace.age()
    try Mini.build([], in: scene.folder)
    let taken = try scene.mini("pin", "v1", status: 2)
    #expect(
      taken.errorText.contains(
        "the pin 'v1' keeps something else: 'mini pin --delete v1' removes it"))
    try collect(scene, "--max-size", "1")
    #expect(try scene.git("show", "refs/mini/pins/v1:ir/lib/math.mini") == ir)
    #expect(try scene.mini("snapshots").text == "", "a pin is no snapshot")
    #expect(try scene.mini("push", "nowhere", status: 2).errorText.contains("no snapshot to send"))
    try scene.expectSound()
  }

  @Test func onlyTheLastGoodBuildHasAState() throws {
    let scene = try Scene()
    Workspace.age()
    try Mini.build(["-O2"], in: scene.folder)
    try scene.mini("pin", "before", "@{1}")  // -O2 has added to the state and replaced nothing
    try scene.write(constant: 7)
    Workspace.age()
    try Mini.build([], in: scene.folder)
    let log = try scene.mini("log").text.split(separator: "\n").map { String($0.prefix(8)) }
    let replaced = try scene.mini("pin", "old", log[1], status: 2)
    #expect(
      replaced.errorText.contains("which is \(log[0]), and not that of \(log[1])"),
      "\(replaced.errorText)")
    try scene.mini("pin", "new", log[0])
    try scene.workspace.write("project/lib/math.mini", "fn square(n: i32) i32 {\n")
    #expect(try Mini.run(["build"], in: scene.folder).status == 1)
    let failed = try scene.mini("pin", "failed", "@", status: 2)
    #expect(failed.errorText.contains("left no state"))
    try scene.mini("pin", "good", "@{1}")
  }

  @Test func aPinHasAnyNameOfAnObject() throws {
    let scene = try Scene(building: ["--emit", "ir"])
    let key = try scene.mini("key", "lib/math.mini").text.prefix(64)
    try scene.mini("pin", "by/key", String(key))
    try scene.mini("pin", "by/file", "lib/math.mini")
    let pinned = try id("by/file", scene)
    #expect(try id("by/key", scene) == pinned)
    try scene.mini("pin", "by/id", pinned)
    try scene.mini("pin", "by/id", pinned)
    let other = try scene.mini("pin", "by/id", "main.mini", status: 2)
    #expect(other.errorText.contains("keeps something else"))
    let list = try scene.mini("pin", "--list").text.split(separator: "\n")
    #expect(
      list.map { $0.split(separator: ":")[0] }
        == ["file", "id", "key"].map {
          "by/\($0) \(pinned.prefix(12))"
        })
    let json = try scene.mini("pin", "--list", "--json").text.split(separator: "\n")
    let first = try JSON.object(Array(json[0].utf8))
    #expect(first["name"] as? String == "by/file" && first["object"] as? String == pinned)
    #expect(first["type"] as? String == "blob" && first["schema"] as? Int == 1)
    let unknown = try scene.mini("pin", "x", "lib/meth.mini", status: 2)
    #expect(unknown.errorText.contains("no object or build 'lib/meth.mini'; did you mean"))
    for words in [["pin"], ["pin", "a..b"], ["pin", "--list", "x"]] {
      #expect(try Mini.run(words, in: scene.folder).status == 64, "\(words)")
    }
    try scene.expectSound()
  }
}
