// The projects that share a cache: `mini projects`, `mini gc --project`, `mini clean`.

import SystemPackage
import TestSupport
import Testing

@Suite struct CacheProjectTests {
  /// Two projects in one cache, with one file in common and one each of its own.
  private struct Scene {
    let workspace = Workspace()
    /// The place of the cache, relative to a project's folder.
    let cache: String

    init(cache: String = "../cache") throws {
      self.cache = cache
      for (name, value) in [("one", 1), ("two", 2)] {
        try workspace.write(
          "\(name)/main.mini",
          """
          import "\(name).mini" as own;
          import "common.mini" as common;
          fn main() i32 {
              return own.value() + common.value();
          }

          """)
        try workspace.write("\(name)/\(name).mini", "fn value() i32 {\n    return \(value);\n}\n")
        try workspace.write("\(name)/common.mini", "fn value() i32 {\n    return 5;\n}\n")
      }
      Workspace.age()
      for name in ["one", "two"] { try Mini.build(["--cache-dir", cache], in: folder(name)) }
    }

    func folder(_ name: String) -> Folder { workspace.folder(name) }

    @discardableResult
    func mini(_ words: String..., in name: String = "one", status: Int32 = 0) throws -> Finished {
      let run = try Mini.run(words + ["--cache-dir", cache], in: folder(name))
      #expect(run.status == status, "\(words): \(run.errorText)")
      return run
    }

    func build(_ name: String) throws -> Mini.Statistics {
      try Mini.statistics(["--cache-dir", cache], in: folder(name))
    }

    /// The shares of projects, by their folders.
    func shares() throws -> [String: [String: Any]] {
      var shares: [String: [String: Any]] = [:]
      for line in try mini("projects", "--json").text.split(separator: "\n") {
        let share = try JSON.object(Array(line.utf8))
        let root = try #require(share["root"] as? String)
        shares[String(root.split(separator: "/").dropLast().last ?? "")] = share
      }
      return shares
    }

    /// The id of the IR of a file in the last build.
    func id(_ file: String, in name: String) throws -> String {
      let run = try Mini.run(
        ["cat-object", "--batch-check", "--cache-dir", cache], in: folder(name),
        input: Array("\(file)\n".utf8))
      return String(run.text.prefix(64))
    }

    func has(_ id: String) throws -> Bool {
      try Mini.run(["cat-object", "-e", id, "--cache-dir", cache], in: folder("two")).status == 0
    }
  }

  @Test func projectsListsWhoUsesTheCache() throws {
    let scene = try Scene()
    let shares = try scene.shares()
    #expect(shares.keys.sorted() == ["one", "two"])
    for (name, share) in shares {
      #expect(share["schema"] as? Int == 1 && share["isThere"] as? Bool == true, "\(name)")
      #expect(
        share["aloneBytes"] as? Int ?? 0 > 0 && share["sharedBytes"] as? Int ?? 0 > 0, "\(share)")
      #expect((share["root"] as? String)?.hasSuffix("/\(name)/main.mini") == true)
      #expect((share["lastBuild"] as? String)?.hasSuffix("Z") == true)
    }
    let lines = try scene.mini("projects").text.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].hasPrefix("last build "), "\(lines)")
    try scene.workspace.delete("one/main.mini")
    #expect(try scene.mini("projects", in: "two").text.contains("/one/main.mini (gone)\n"))
    #expect(
      try Mini.run(["projects"], in: scene.folder("two")).text == "", "there is no cache here")
  }

  /// The units of a project's last program are its own as its files are: gc keeps them.
  @Test func whatAProjectsProgramWasLinkedFromIsInUse() throws {
    let scene = try Scene()
    try scene.mini("gc", "--prune", "now")
    for name in ["one", "two"] {
      try scene.workspace.delete("\(name)/main")
      let build = try scene.build(name)
      #expect(build.unitsCompiled == 0, "\(name): \(build.summary)")
    }
  }

  /// The column `alone` is what is free afterwards, and nothing that another project uses goes.
  @Test(arguments: [
    ["gc", "--project", "../one"], ["gc", "--project", "../one/main.mini"], ["clean"],
  ])
  func aRemovedProjectLeavesTheOthersAsTheyWere(_ words: [String]) throws {
    let scene = try Scene()
    let own = try scene.id("one.mini", in: "one")
    let common = try scene.id("common.mini", in: "one")
    let theirs = try scene.id("two.mini", in: "two")
    let alone = try #require(try scene.shares()["one"]?["aloneBytes"] as? Int)
    let plan = try scene.mini("gc", "--project", "../one", "-n").text
    let table = try scene.mini("projects").text.split(separator: "\n")
    let line = try #require(table.first { $0.hasSuffix("/one/main.mini") })
    let free = try #require(plan.split(separator: "\n").last).dropFirst("would free: ".count)
    #expect(alone > 0 && line.contains(" \(free) "), "\(plan) \(line)")
    #expect(try scene.has(own), "a dry run removes nothing")

    let run = try Mini.run(words + ["--cache-dir", scene.cache], in: scene.folder("one"))
    #expect((run.status, run.errorText) == (0, ""))
    #expect(try !scene.has(own))
    #expect(try scene.has(common) && scene.has(theirs))
    #expect(try scene.shares().keys.sorted() == ["two"])
    #expect(try scene.build("two").isNull)
    #expect(
      try Mini.run(["verify", "--cache-dir", scene.cache], in: scene.folder("two")).status == 0)
    // Its own outputs stay, and it can be built again.
    #expect(scene.workspace.exists("one/main.ll"))
    let again = try scene.build("one")
    #expect(again.output.status == 0 && again.filesCompiled == 1, "\(again.summary)")
    #expect(try scene.build("two").isNull)
    let unknown = try scene.mini("gc", "--project", "../three", status: 2)
    #expect(unknown.errorText.contains("no project '../three' uses the cache"))
  }

  /// A project at the top of its own cache, which another one uses, too.
  @Test func aProjectAroundTheCacheCanGo() throws {
    let scene = try Scene(cache: "../one/.mini_cache")
    let (own, theirs) = (
      try scene.id("one.mini", in: "one"), try scene.id("two.mini", in: "two")
    )
    let before = try scene.build("two")
    #expect(before.isNull)
    try scene.mini("clean")
    #expect(try !scene.has(own) && scene.has(theirs))
    #expect(!scene.workspace.exists("one/.mini_cache/file_hashes.bin"))
    #expect(try scene.build("two").isNull)
    #expect(try scene.build("one").filesCompiled == 1)
    #expect(try Mini.run(["verify"], in: scene.folder("one")).status == 0)
  }

  @Test func aSnapshotKeepsWhatItsProjectUsed() throws {
    let scene = try Scene()
    let own = try scene.id("one.mini", in: "one")
    try scene.mini("pin", "kept")
    try scene.mini("clean")
    #expect(try scene.has(own))
    #expect(try scene.shares().keys.sorted() == ["two"])
    try scene.mini("pin", "--delete", "kept")
    try scene.mini("gc", "--prune", "now")
    #expect(try !scene.has(own))
  }

  @Test func cleanRemovesTheWholeCacheOnlyIfNobodyElseUsesIt() throws {
    let scene = try Scene()
    try scene.workspace.write("three/main.mini", "fn main() {}\n")
    let stranger = try scene.mini("clean", in: "three")
    #expect(stranger.errorText.contains("no project here uses the cache '../cache', and others do"))
    #expect(try scene.shares().count == 2)
    // A project whose root file is gone uses nothing.
    try scene.workspace.delete("two")
    try scene.mini("clean")
    #expect(!scene.workspace.exists("cache"))
    let all = try Scene()
    try all.mini("clean", "--all")
    #expect(!all.workspace.exists("cache"))
    // Programs in one folder, and tests of its files, are one project.
    try all.workspace.write("one/tool.mini", "fn main() {}\n")
    let folder = all.folder("one")
    try Mini.build(["--emit", "ir"], in: folder)
    try Mini.build(["--emit", "ir", "tool.mini"], in: folder)
    #expect(try Mini.run(["test", "common.mini"], in: folder).status == 0)
    #expect(try Mini.run(["clean"], in: folder).status == 0)
    #expect(!all.workspace.exists("one/.mini_cache"))
  }
}
