// One cache for many: projects that move, roots that share a folder, checkouts that share a cache,
// simultaneous builds. Also the number of disk calls, whatever the project's size.

import BuildCache
import FileIO
import Glibc
import MiniDriver
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite struct SharingTests {
  private func expectRight(_ project: Project, _ options: BuildOptions) throws -> BuildReport {
    var clean = options
    clean.goal = .combinedIR
    clean.cacheUse = .none
    let right = try project.build(clean).text
    let report = try project.build(options)
    let output = options.root.removingLastComponent()
      .appending((options.root.stem ?? "") + ".ll")
    let isRight = try Project.contents(output) == right
    #expect(isRight)
    return report
  }

  @Test func aProjectThatMovesIsUnchanged() throws {
    let project = try Project()
    for (path, text) in threeFiles { try project.write("here/" + path, text) }
    project.age()
    var options = project.options()
    options.root = project.path("here/main.mini")
    #expect(try expectRight(project, options).fileCounts.compiled == 3)
    try LocalFileSystem().rename(project.path("here"), to: project.path("there"))
    options.root = project.path("there/main.mini")
    #expect(try expectRight(project, options).isNull)
  }

  @Test func rootsInOneFolderShareTheirFiles() throws {
    let project = try Project(threeFiles)
    try project.write(
      "other.mini", "import \"math.mini\" as m;\n\nfn main() i32 {\n    return m.square(4);\n}\n")
    project.age()
    var other = project.options()
    other.root = project.path("other.mini")
    #expect(try expectRight(project, project.options()).fileCounts.compiled == 3)
    let report = try expectRight(project, other)
    #expect(report.compiledFiles.keys.sorted() == ["other.mini"])
    try project.replace("math.mini", "n * n", "n * n * n")
    project.age()
    #expect(try expectRight(project, other).compiledFiles.keys.sorted() == ["math.mini"])
    #expect(try expectRight(project, project.options()).fileCounts.compiled == 0)
    #expect(try project.build(other).isNull)
    #expect(try project.build().isNull)
  }

  @Test func checkoutsWithOneCacheCompileOnce() throws {
    let project = try Project()
    var options: [BuildOptions] = []
    for name in ["one", "two"] {
      for (path, text) in threeFiles { try project.write("\(name)/\(path)", text) }
      var next = project.options()
      next.root = project.path("\(name)/main.mini")
      next.cacheDirectory = project.path("cache")
      options.append(next)
    }
    project.age()
    #expect(try expectRight(project, options[0]).fileCounts.compiled == 3)
    #expect(try expectRight(project, options[1]).fileCounts.compiled == 0)
    for (turn, text) in ["b + a", "a + b + 1", "b + a", "a + b"].enumerated() {
      let name = turn % 2 == 0 ? "two" : "one"
      let math = try #require(threeFiles["math.mini"]).replacing("a + b", with: text)
      try project.write("\(name)/math.mini", math)
      project.age()
      let report = try expectRight(project, options[1 - turn % 2])
      #expect(report.fileCounts.compiled == (turn < 2 ? 1 : 0))
      for each in options { #expect(try project.build(each).isNull) }
    }
    #expect(try project.bytes("cache/file_hashes.bin") == nil)
  }

  @Test func withoutTheCacheNothingOfItIsUsedOrMade() throws {
    let project = try Project(threeFiles)
    let without = project.options(.ir, cacheUse: .none)
    for _ in 0..<2 {
      let report = try expectRight(project, without)
      #expect(report.fileCounts.compiled == 3)
      #expect(report.sourcesRead == 3)
    }
    #expect(try LocalFileSystem().status(of: project.cache, followingLinks: false) == nil)
    try checkBuild(project)
    let files = try project.cacheFiles()
    let contents = try files.map(Project.contents)
    try project.replace("math.mini", "a + b", "b + a")
    _ = try expectRight(project, without)
    #expect(try project.cacheFiles() == files)
    #expect(try files.map(Project.contents) == contents)
    project.age()
    try checkNullBuild(project, after: checkBuild(project))
  }

  @Test(arguments: 0..<4)
  func buildsAtOnceDoNotHarmEachOther(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var program = RandomProgram(using: &random)
    program.repair()
    let project = try Project(["main.mini": "fn main() {\n}\n"])
    try project.build()
    for _ in 0..<3 {
      for (path, text) in program.texts { try project.write(path, text) }
      project.age()
      let failures = Mutex<[String]>([])
      Parallel.forEach(count: 6, threadsMax: 6) { number in
        do {
          let report = try project.build(project.options(threads: 1 + number % 2))
          if report.hasErrors || !report.cacheEvents.isEmpty {
            failures.withLock { $0.append("\(report.diagnosticTexts) \(report.cacheEvents)") }
          }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
      // The second build can find the other one's copy in the place of the last output.
      let unexpected = failures.withLock { $0 }.filter {
        !$0.contains("changed after the last build")
      }
      #expect(unexpected == [])
      try checkNullBuild(project, after: checkBuild(project))
      for _ in 0..<4 {
        program.edit(RandomProgram.Edit.allCases.randomElement(using: &random)!, using: &random)
      }
      program.repair()
    }
  }

  /// The mark is how gc recognizes an index in use.
  @Test func aNullBuildMarksItsIndexOnceADay() throws {
    let project = try Project(threeFiles)
    try project.build()
    let index = project.cache.appending("file_hashes.bin")
    let time = {
      try LocalFileSystem().status(of: index, followingLinks: false)?.mtimeNanoseconds
    }
    let written = try #require(try time())
    project.clock.advance(nanoseconds: written - project.clock.nowNanoseconds() + 86_399 * second)
    #expect(try project.build().isNull)
    #expect(try time() == written)
    project.clock.advance(nanoseconds: second)
    #expect(try project.build().isNull)
    #expect(try time() == project.clock.nowNanoseconds())
    project.clock.advance(nanoseconds: second)
    #expect(try project.build().isNull)
    #expect(try time() == project.clock.nowNanoseconds() - second)
  }

  @Test func oneFileUnderTwoNamespacesIsCompiledOnce() throws {
    let project = try Project([
      "main.mini": """
      import "math.mini" as a;
      import "math.mini" as b;
      import "main.mini" as me;

      fn main() i32 {
          return a.one() + b.one();
      }

      fn other() i32 {
          return me.main();
      }

      """,
      "math.mini": "import \"main.mini\" as m;\n\nfn one() i32 {\n    return 1;\n}\n",
    ])
    let cold = try checkBuild(project)
    #expect(cold.fileCounts == .init(total: 2, compiled: 2))
    #expect(cold.diagnosticTexts == ["math.mini: W0002"])
    try project.write("math.mini", "fn one() i64 {\n    return 1;\n}\n")
    project.age()
    #expect(try checkBuild(project).hasErrors)
    try project.replace("main.mini", "a.one() + b.one()", "i32(a.one() + b.one())")
    project.age()
    let report = try checkBuild(project)
    #expect(report.compiledFiles.keys.sorted() == ["main.mini"])
    try checkNullBuild(project, after: report)
  }

  // MARK: Number of disk calls

  private func counts(
    files count: Int, edit: Bool
  ) throws -> [FaultyFileSystem.Call: Int] {
    let project = try Project()
    var main = ""
    for number in 0..<count {
      main += "import \"lib/m\(number).mini\" as n\(number);\n"
      try project.write("lib/m\(number).mini", "fn f() i32 {\n    return \(number);\n}\n")
    }
    try project.write("main.mini", main + "\nfn main() i32 {\n    return n7.f();\n}\n")
    project.age()
    try project.build()
    if edit {
      try project.write("lib/m7.mini", "fn f() i32 {\n    return 1007;\n}\n")
      project.age()
    }
    // Pack folders have the system's times: one that has just changed is listed at each lookup.
    usleep(50_000)
    let disk = FaultyFileSystem(project.disk)
    let report = try project.build(project.options(), disk: disk)
    #expect(report.fileCounts == .init(total: count + 1, compiled: edit ? 1 : 0))
    return disk.counts
  }

  /// An unchanged file costs one stat, and nothing else.
  @Test(arguments: [false, true])
  func anUnchangedFileCostsOneCall(edit: Bool) throws {
    // Both are large enough that their objects are in packs, and small enough for one thread's
    // share.
    let few = try counts(files: 40, edit: edit)
    let many = try counts(files: 120, edit: edit)
    for call in FaultyFileSystem.Call.allCases {
      let more = many[call, default: 0] - few[call, default: 0]
      // Fewer if an object's folder exists already.
      #expect(edit || more == (call == .status ? 80 : 0), "\(call): \(more)")
      #expect(more <= (call == .status ? 80 : 0), "\(call): \(more)")
    }
  }
}
