// Stock git as the judge of a cache with a history, and as a tool that works on it: builds continue
// to use what git writes there.

import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct GitStoreTests {
  private static let trees = ["zir", "objects"]

  /// A project and its cache, on which git works.
  private struct Store {
    let project = VersionedProject(Workspace(), "project", moduleCount: 6)
    var cache: String { project.name + "/.mini_cache" }
    var workspace: Workspace { project.workspace }
    var git: RealGit { RealGit(gitDirectory: FilePath(workspace.path(cache))) }

    func build(_ version: Int) throws {
      try project.write(version: version)
      try Mini.build(in: project.folder)
    }

    func mini(_ arguments: String...) throws -> Finished {
      let finished = try Mini.run(arguments, in: project.folder)
      #expect(finished.status == 0, "\(arguments): \(finished.text)\(finished.errorText)")
      return finished
    }

    /// Files of the packs with this ending, relative to the workspace.
    func packs(_ suffix: String) -> [String] {
      GitStoreTests.trees.flatMap { tree in
        workspace.files(below: "\(cache)/\(tree)/pack").filter { $0.hasSuffix(suffix) }
          .map { "\(cache)/\(tree)/pack/\($0)" }
      }
    }

    /// Builds a version of which only the store contains anything.
    func buildFromStore(_ version: Int) throws -> Mini.Statistics {
      try project.write(version: version)
      if workspace.exists("\(project.name)/main.ll") {
        try workspace.delete("\(project.name)/main.ll")
      }
      let build = try Mini.statistics(["--emit", "ir"], in: project.folder)
      #expect(build.output.status == 0, "version \(version): \(build.output.errorText)")
      #expect(try project.output() == project.cleanOutput(), "version \(version)")
      return build
    }
  }

  /// Everything that git can check in a store, it accepts in this one.
  private func checkGit(_ store: Store, _ context: Comment) throws {
    let fsck = try store.git.finish(["fsck", "--strict", "--no-dangling"])
    #expect(fsck.status == 0, "\(context): \(fsck.errorText)")
    #expect(!fsck.errorText.contains("error"), "\(context): \(fsck.errorText)")
    for pack in store.packs(".pack") {
      let path = store.workspace.path(pack)
      let verified = try store.git.finish(["verify-pack", "-v", path])
      #expect(verified.status == 0, "\(context), \(pack): \(verified.errorText)")
      // Indexing the pack again gives exactly the same index.
      let scratch = Workspace()
      try scratch.write("copy.pack", try store.workspace.bytes(pack))
      try store.git.run("index-pack", "-o", scratch.path("copy.idx"), scratch.path("copy.pack"))
      let index = try store.workspace.bytes(pack.replacing(".pack", with: ".idx"))
      #expect(try scratch.bytes("copy.idx") == index, "\(context), \(pack)")
    }
    try checkObjects(store, context)
    let verify = try Mini.run(["verify"], in: store.project.folder)
    #expect(verify.status == 0, "\(context): \(verify.text)\(verify.errorText)")
  }

  /// `cat-object` prints the same as `git cat-file`, for all objects.
  private func checkObjects(_ store: Store, _ context: Comment) throws {
    for form in ["--batch-check", "--batch"] {
      let git = try store.git.finish(["cat-file", "--batch-all-objects", form])
      #expect(
        git.status == 0 && !git.output.isEmpty, "\(context), \(form): \(git.errorText)")
      let mini = try store.mini("cat-object", "--batch-all-objects", form)
      #expect(mini.output == git.output, "\(context), \(form)")
    }
  }

  @Test func gitAgreesWithTheStoreThroughALife() throws {
    let store = Store()
    for version in 0..<3 { try store.build(version) }
    try checkGit(store, "after builds")
    _ = try store.mini("gc")
    try checkGit(store, "after gc")
    for version in 3..<6 { try store.build(version) }
    _ = try store.mini("gc")
    try checkGit(store, "after builds and gc")
    for version in [0, 4, 6] { _ = try store.buildFromStore(version) }
    _ = try store.mini("gc", "--prune", "now", "--max-age", "0h")
    try checkGit(store, "after all that is old has gone")
    let size = try LocalFileSystem().diskUsage(of: FilePath(store.workspace.path(store.cache)))
    let eviction = try store.mini("gc", "--max-size", "\(size / 16 * 15)")
    #expect(!eviction.text.contains("dropped: 0 objects"), "\(eviction.text)")
    try checkGit(store, "after an eviction")
    _ = try store.buildFromStore(6)
    try checkGit(store, "after builds from what was left")
  }

  /// The sum of both trees is the sum of git's counts of each, including packs and the files beside
  /// them.
  @Test func countsAreTheSumOfGits() throws {
    let store = Store()
    try store.build(0)
    for tree in Self.trees {
      let folder = "\(store.cache)/\(tree)"
      // One object is both in a pack and loose.
      let double = try #require(store.workspace.looseObjects(in: folder).first)
      let bytes = try store.workspace.bytes("\(folder)/\(double)")
      try store.workspace.packLooseObjects(of: tree, in: store.cache)
      try store.workspace.write("\(folder)/\(double)", bytes)
      // (Git also counts the garbage among its alternates' packs.)
      if tree == "objects" {
        try store.workspace.write(
          "\(folder)/pack/tmp_pack_left", [UInt8](repeating: 1, count: 3000))
      }
      try store.workspace.write(
        "\(folder)/\(double.prefix(2))/tmp_obj_left", [UInt8](repeating: 2, count: 2000))
    }
    try store.git.run("multi-pack-index", "write")
    try store.build(1)
    var sums: [String: Int] = [:]
    for tree in Self.trees {
      var git = store.git
      git.objectDirectory = FilePath(store.workspace.path("\(store.cache)/\(tree)"))
      for (name, value) in Self.numbers(try git.run("count-objects", "-v")) {
        sums[name, default: 0] += value
      }
    }
    var mini = Self.numbers(try store.mini("count-objects", "-v").text)
    #expect(mini.removeValue(forKey: "size-disk") ?? 0 > 0)  // which Git does not print
    #expect(mini.keys.sorted() == sums.keys.sorted())
    for (name, sum) in sums {
      // Git rounds each tree's sizes down.
      let rounding = name.hasPrefix("size") ? Self.trees.count - 1 : 0
      #expect((sum...(sum + rounding)).contains(mini[name] ?? -1), "\(name): \(mini) and \(sums)")
      #expect(sum > 0, "\(name) is shown by something")
    }
    let brief = try store.mini("count-objects").text
    #expect(brief.hasPrefix("\(mini["count"] ?? -1) objects, "))
  }

  /// The lines `name: number`.
  private static func numbers(_ text: String) -> [String: Int] {
    var numbers: [String: Int] = [:]
    for line in text.split(separator: "\n") {
      let halves = line.split(separator: ": ")
      if halves.count == 2, let value = Int(halves[1]) { numbers[String(halves[0])] = value }
    }
    return numbers
  }

  /// The cache marks its objects as precious: git's cleaners find nothing to do.
  @Test func gitsOwnCleanersHurtNothing() throws {
    let store = Store()
    for version in 0..<3 { try store.build(version) }
    let before = Self.trees.map { store.workspace.files(below: "\(store.cache)/\($0)") }
    func checkUntouched(_ command: [String]) throws {
      let after = Self.trees.map { store.workspace.files(below: "\(store.cache)/\($0)") }
      #expect(after == before, "\(command)")
    }
    for command in [["gc"], ["gc", "--aggressive", "--prune=now"], ["gc", "--auto"]] {
      let finished = try store.git.finish(command)
      #expect(finished.status == 0, "\(command): \(finished.errorText)")
      try checkUntouched(command)
    }
    // Commands that would delete refuse to.
    for command in [["repack", "-adf"], ["repack", "-Ad"], ["prune", "--expire=now"]] {
      let finished = try store.git.finish(command)
      #expect(finished.status != 0, "\(command)")
      #expect(finished.errorText.contains("precious-objects"), "\(finished.errorText)")
      try checkUntouched(command)
    }
    for version in [0, 1, 2] {
      let build = try store.buildFromStore(version)
      #expect(build.filesCompiled == 0 && build.functionsCompiled == 0, "\(build.summary)")
    }
    try checkGit(store, "in the end")
  }

  /// Git packs everything with deltas and removes the rest: builds still hit, and so does gc.
  @Test func whatGitHasPackedWithDeltasIsUsed() throws {
    let store = Store()
    let versions = 0..<6
    for version in versions { try store.build(version) }
    for tree in Self.trees {
      try store.workspace.packLooseObjects(
        of: tree, in: store.cache, ["--depth=50", "--window=50"])
      #expect(store.workspace.looseObjects(in: "\(store.cache)/\(tree)") == [])
    }
    let isDelta = /(?m)^[0-9a-f]{64} blob +[0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9a-f]{64}$/
    for pack in store.packs(".idx") {
      let list = try store.git.run("verify-pack", "-v", store.workspace.path(pack))
      #expect(list.contains(isDelta), "no delta in \(pack)")
    }
    try checkGit(store, "packed by git")
    try checkHits(store, versions)

    // Files that git puts beside packs are not mini's, and do no harm.
    try store.git.run("multi-pack-index", "write")
    for pack in store.packs(".pack") {
      try store.git.run("index-pack", "--rev-index", store.workspace.path(pack))
    }
    try store.git.run("prune-packed")
    #expect(!store.packs(".rev").isEmpty)
    try checkGit(store, "with a multi-pack-index and reverse indexes")
    try checkHits(store, versions)

    _ = try store.mini("gc")
    try checkGit(store, "after gc")
    try checkHits(store, versions)
    _ = try store.mini("gc", "--prune", "now", "--max-age", "0h")
    try checkGit(store, "after all that is old has gone")
    let last = try store.buildFromStore(versions.upperBound - 1)
    #expect(last.filesCompiled == 0 && last.functionsCompiled == 0, "\(last.summary)")
  }

  /// Each version is a hit, and so are all functions that a new one shares.
  private func checkHits(_ store: Store, _ versions: Range<Int>) throws {
    for version in versions {
      let build = try store.buildFromStore(version)
      #expect(build.filesCompiled == 0 && build.functionsCompiled == 0, "\(build.summary)")
      #expect(build.output.warnings == [])
    }
  }

  @Test func aNewVersionSharesTheFunctionsThatGitHasPacked() throws {
    let store = Store()
    for version in 0..<3 { try store.build(version) }
    for tree in Self.trees {
      try store.workspace.packLooseObjects(
        of: tree, in: store.cache, ["--depth=50", "--window=50"])
    }
    try store.project.write(version: 3)
    let build = try Mini.statistics(["--emit", "ir"], in: store.project.folder)
    #expect(build.functionsCompiled == store.project.fileCount, "\(build.summary)")
    #expect(build.number("functions", "total") == store.project.functionCount)
    #expect(build.output.errorText == "")
    #expect(try store.project.output() == store.project.cleanOutput())
    try checkGit(store, "after a build on packs")
  }
}
