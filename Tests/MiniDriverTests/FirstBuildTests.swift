// A build without any cache: files are compiled while others are read, and the result does not show
// it.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct FirstBuildTests {
  /// With any number of threads, outputs, messages and packs are those of a build that works wave
  /// by wave.
  @Test func noScheduleShows() throws {
    let builds = try [1, 2, 8].map { threads in
      let project = try Project(Self.tree(fileCount: 150))
      let report = try project.build(project.options(.ir, threads: threads))
      #expect(report.fileCounts == .init(total: 150, compiled: 150))
      #expect(report.functionCounts == .init(total: 150, compiled: 150))
      try checkNullBuild(project, after: report)
      return try FirstBuild(project, report)
    }
    #expect(builds[0].packs.count == 2, "one a tree")
    #expect(builds[1] == builds[0])
    #expect(builds[2] == builds[0])
    let project = try Project(Self.tree(fileCount: 150))
    let uncached = try project.build(project.options(.ir, cacheUse: .none, threads: 3))
    #expect(try FirstBuild(project, uncached).output == builds[0].output)
    #expect(uncached.diagnosticTexts == builds[0].diagnostics)
  }

  /// Imports in circles, of the file itself, of one file twice, and of absent files: the build
  /// waits for all of them, and for none forever.
  @Test(arguments: [1, 4])
  func everyImportIsWaitedFor(threads: Int) throws {
    let project = try Project([
      "main.mini": """
      import "a.mini" as a;
      import "a.mini" as again;
      import "main.mini" as self;
      import "gone.mini" as gone;
      import "b.mini" as b;
      fn main() { a.f(); again.f(); self.g(); gone.f(); b.f(); }
      fn g() {}
      """,
      "a.mini": "import \"b.mini\" as b;\nfn f() { b.f(); }\n",
      "b.mini": "import \"a.mini\" as a;\nimport \"main.mini\" as m;\nfn f() { a.f(); m.g(); }\n",
    ])
    let report = try project.build(project.options(.ir, threads: threads))
    #expect(report.diagnosticTexts == ["main.mini: E0042"])
    #expect(report.fileCounts.compiled == 3)
    try project.write("gone.mini", "fn f() {}\n")
    project.age()
    let whole = try project.build(project.options(.ir, threads: threads))
    #expect(whole.diagnosticTexts == [])
    #expect(try project.output() == project.cleanBuild().text)
  }

  /// Modules in a binary tree of imports, each with a warning.
  private static func tree(fileCount: Int) -> [String: String] {
    var files: [String: String] = [:]
    for number in 0..<fileCount {
      let children = [2 * number + 1, 2 * number + 2].filter { $0 < fileCount }
      var text = children.map { "import \"m\($0).mini\" as m\($0);\n" }.joined()
      let calls = children.map { "m\($0).f(n); " }.joined()
      text +=
        number == 0
        ? "fn main() { const n = 1; const unused = 2; \(calls)}\n"
        : "fn f(n: i32) { const unused = \(number); \(calls)}\n"
      files[number == 0 ? "main.mini" : "m\(number).mini"] = text
    }
    return files
  }
}

/// The results of a first build.
private struct FirstBuild: Equatable {
  let output: [UInt8]?
  let diagnostics: [String]
  let files: [String]
  /// The names of packs depend on their contents and their order.
  let packs: [String]

  init(_ project: Project, _ report: BuildReport) throws {
    output = try project.output()
    diagnostics = report.diagnosticTexts
    files = report.files.map { "\($0.path) \($0.combinedHash)" }
    packs = try ["objects/pack", "zir/pack"].flatMap { folder in
      try LocalFileSystem().entries(of: project.cache.appending(FilePath(folder).components))?
        .map { String(decoding: $0.nameBytes, as: UTF8.self) }
        .filter { $0.hasSuffix(".pack") } ?? []
    }
  }
}
