// gc and packs, through the command and on a real disk.

import TestSupport
import Testing

@Suite struct CollectionTests {
  private static let cache = "project/.mini_cache"

  /// A project whose first build writes one pack per tree.
  private static func project() throws -> VersionedProject {
    let project = VersionedProject(Workspace(), "project", moduleCount: 40)
    try project.write(version: 0)
    try Mini.build(in: project.folder)
    return project
  }

  private static func packs(_ project: VersionedProject) -> Set<String> {
    Set(
      ["zir", "objects"].flatMap { tree in
        project.workspace.files(below: "\(cache)/\(tree)/pack").filter { $0.hasSuffix(".pack") }
          .map { "\(tree)/pack/\($0)" }
      })
  }

  private static func collect(_ project: VersionedProject) throws {
    let collection = try Mini.run(["gc", "--prune", "now"], in: project.folder)
    #expect(collection.status == 0 && collection.errorText == "", "\(collection.errorText)")
    let verify = try Mini.run(["verify"], in: project.folder)
    #expect(verify.status == 0, "\(verify.text)")
  }

  @Test func aFewEditsLeaveALargePackAlone() throws {
    let project = try Self.project()
    let first = Self.packs(project)
    let module = "project/lib/m3.mini"
    try project.workspace.write(
      module, project.workspace.text(module) + "fn more() i32 {\n    return 1;\n}\n")
    try Mini.build(in: project.folder)
    try Self.collect(project)
    let second = Self.packs(project)
    #expect(first.count == 2 && second.isSuperset(of: first) && second.count == 4)
    #expect(project.workspace.looseObjects(in: Self.cache + "/objects") == [])
    try Self.collect(project)
    #expect(Self.packs(project) == second)
  }

  @Test func allObjectsAreDeflatedAgain() throws {
    let project = try Self.project()
    func bytes() throws -> Int {
      try Self.packs(project).reduce(0) {
        try $0 + project.workspace.bytes("\(Self.cache)/\($1)").count
      }
    }
    func recompress(_ option: String) throws -> String {
      let run = try Mini.run(["gc", option], in: project.folder)
      #expect(run.status == 0 && run.errorText == "", "\(run.errorText)")
      let verify = try Mini.run(["verify"], in: project.folder)
      #expect(verify.status == 0, "\(verify.text)")
      return run.text
    }
    func contents() throws -> [UInt8] {
      try Mini.run(["cat-object", "--batch", "--batch-all-objects"], in: project.folder).output
    }
    func freed(_ text: String) -> String {
      text.split(separator: "\n").first { $0.hasPrefix("freed: ") }.map(String.init) ?? ""
    }
    let objects = try contents()
    let first = try bytes()
    let larger = try recompress("--recompress=0")
    #expect(larger.contains("\nrecompressed: ") && freed(larger) == "freed: 0 bytes", "\(larger)")
    let stored = try bytes()
    let smaller = try recompress("--recompress")
    #expect(!smaller.contains("recompressed: 0 bytes") && freed(smaller) != "freed: 0 bytes")
    let smallest = try bytes()
    #expect(stored > first && smallest < first, "\(stored) \(first) \(smallest)")
    // The same level again changes nothing, and loses nothing.
    let packs = Self.packs(project)
    let same = try recompress("--recompress=9")
    let sizes = try #require(same.firstMatch(of: /recompressed: (.*) became (.*)\n/))
    #expect(sizes.1 == sizes.2 && sizes.1 != "0 bytes" && freed(same) == "freed: 0 bytes")
    #expect(try bytes() == smallest && Self.packs(project) == packs)
    let isSame = try contents() == objects
    #expect(isSame)
    #expect(try Mini.statistics([], in: project.folder).filesCompiled == 0)
    for wrong in ["--recompress=10", "--recompress=x", "--recompress=-1", "--recompress="] {
      #expect(try Mini.run(["gc", wrong], in: project.folder).status == 64, "\(wrong)")
    }
    #expect(try Mini.run(["gc", "--auto", "--recompress"], in: project.folder).status == 64)
  }

  /// States of other options do not count: `-g` was built last in between.
  @Test func oneStateOfEachOptionsIsKept() throws {
    let project = try Self.project()
    let module = "project/lib/m3.mini"
    let text = try project.workspace.text(module)
    try Mini.build(["--emit", "ir", "-g"], in: project.folder)
    try Mini.build(in: project.folder)
    let collection = try Mini.run(
      ["gc", "--keep-states", "1", "--prune", "now"], in: project.folder)
    #expect(collection.status == 0, "\(collection.errorText)")
    for options in [[], ["-g"]] {
      try project.workspace.write(module, text + "fn more\(options.count)() {}\n")
      let built = try Mini.statistics(["--emit", "ir"] + options, in: project.folder)
      #expect(built.filesCompiled == 1, "\(built.summary)")
      #expect(built.functionsCompiled == 1, "\(built.summary)")
    }
  }

  @Test func whatKilledProcessesLeaveOfPacksGoesFirst() throws {
    let project = try Self.project()
    let sound = Self.packs(project)
    // A pack of a writer that was killed before it renamed the index: all its objects are stored
    // elsewhere.
    let name = "pack-\(String(repeating: "a", count: 64)).pack"
    let script = """
      export GIT_OBJECT_DIRECTORY=$PWD/.mini_cache/zir
      git --git-dir=.mini_cache cat-file --batch-all-objects --batch-check='%(objectname)' \
        | head -5 | git --git-dir=.mini_cache pack-objects -q --stdout > .mini_cache/zir/pack/\(name)
      """
    let packing = try Tools.run("sh", ["-c", script], in: project.folder)
    #expect(packing.status == 0, "\(packing.errorText)")
    // A pack of a remover that was killed after it removed the index: perhaps nothing else has its
    // objects.
    let going = try #require(sound.first { $0.hasPrefix("objects/") })
    let stem = going.dropFirst("objects/pack/".count).dropLast(".pack".count)
    try project.workspace.write("\(Self.cache)/objects/pack/tmp_gone_\(stem)", "")
    try project.workspace.delete("\(Self.cache)/objects/pack/\(stem).idx")
    #expect(Self.packs(project) == sound.union(["zir/pack/\(name)"]))
    try Self.collect(project)
    #expect(Self.packs(project) == sound.subtracting([going]))
    #expect(!project.workspace.exists("\(Self.cache)/objects/pack/tmp_gone_\(stem)"))
  }
}
