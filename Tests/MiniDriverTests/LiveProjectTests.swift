// Projects that stay in memory: their diagnostics are those of a clean build of the same texts.

import FileIO
import MiniBackend
import MiniDriver
import MiniFrontend
import SystemPackage
import TestSupport
import Testing

/// A diagnostic without the names of folders in its label.
private struct Finding: Hashable, CustomStringConvertible {
  let path: String
  let code: String
  let message: String
  let line: UInt32
  let column: UInt32

  init(_ item: FileDiagnostic) {
    path = item.path
    code = item.diagnostic.code.text
    message = item.diagnostic.message
    line = item.diagnostic.location.line
    column = item.diagnostic.location.column
  }

  var description: String { "\(path):\(line):\(column): \(code) \(message)" }
}

extension LiveProject {
  /// Checks everything that waits.
  fileprivate func finish(_ countMax: Int = 64) {
    for _ in 0..<1000 where hasWork { work(countMax: countMax) }
  }

  /// The findings in all files, sorted.
  fileprivate var findings: [Finding] {
    modules.flatMap { module in
      diagnostics(of: module).map { Finding(FileDiagnostic(path: module.path, diagnostic: $0)) }
    }.sorted { "\($0)" < "\($1)" }
  }
}

extension Project {
  fileprivate func live(
    threads: Int = 1, cacheUse: BuildOptions.CacheUse = .readWrite
  ) throws -> LiveProject {
    try LiveProject(
      root: root, options: options(cacheUse: cacheUse, threads: threads), fileSystem: disk,
      clock: clock)
  }

  fileprivate func cleanFindings() throws -> [Finding] {
    try build(options(.diagnostics, cacheUse: .none)).diagnostics.map(Finding.init)
      .sorted { "\($0)" < "\($1)" }
  }
}

@Suite struct LiveProjectTests {
  private static let texts = [
    "main.mini": "import \"a.mini\" as a;\nfn main() i32 { return a.one() + a.size; }\n",
    "a.mini":
      "import \"b.mini\" as b;\nconst size = b.base + 1;\nfn one() i32 { return b.two() - 1; }\n",
    "b.mini": "const base = 3;\nfn two() i32 { return 2; }\n",
  ]

  /// Builds the project, and loads it.
  private static func built(_ texts: [String: String] = texts) throws -> (Project, LiveProject) {
    let project = try Project(texts)
    try project.build()
    let live = try project.live()
    live.finish()
    return (project, live)
  }

  @Test func aBuiltProjectIsReadyWithoutWork() throws {
    let (_, live) = try Self.built()
    #expect(live.filesChecked == 0)
    #expect(live.modules.map(\.path).sorted() == ["a.mini", "b.mini", "main.mini"])
  }

  @Test func anEditInAFunctionChecksItsFileAlone() throws {
    let (project, live) = try Self.built()
    let text = Self.texts["b.mini"]!
    live.setText(Array(text.utf8), at: project.path("b.mini"))
    live.finish()
    #expect(live.filesChecked == 0)
    live.setText(
      Array(text.replacing("return 2", with: "return x").utf8), at: project.path("b.mini"))
    live.finish()
    #expect(live.filesChecked == 1)
    #expect(live.findings.map(\.code) == ["E0012"])
    #expect(live.takeChanged(othersMax: 9).map(\.path) == ["b.mini"])
    live.setText(Array(text.utf8), at: project.path("b.mini"))
    live.finish()
    #expect(live.findings.isEmpty && live.filesChecked == 2)
  }

  @Test func aDeclarationChecksThoseThatSeeIt() throws {
    let (project, live) = try Self.built()
    // The constant reaches main.mini through another one.
    let text = Self.texts["b.mini"]!.replacing("= 3", with: "= 3.5")
    live.setText(Array(text.utf8), at: project.path("b.mini"))
    live.finish()
    #expect(live.filesChecked == 3)
    #expect(live.findings.map(\.path) == ["main.mini"])
  }

  @Test func aTextEndsAndTheFileCounts() throws {
    let (project, live) = try Self.built()
    live.setText(Array("fn three() i32 { return 3; }\n".utf8), at: project.path("b.mini"))
    live.finish()
    #expect(!live.findings.isEmpty)
    live.removeText(at: project.path("b.mini"))
    live.finish()
    #expect(live.findings.isEmpty)
  }

  @Test func aFileThatNothingImportsIsCheckedWhileItIsOpen() throws {
    let (project, live) = try Self.built()
    let path = project.path("alone.mini")
    live.setText(Array("import \"b.mini\" as b;\nfn f() i32 { return b.no(); }\n".utf8), at: path)
    live.finish()
    #expect(live.findings.map(\.code) == ["E0015"])
    #expect(live.module(at: path) != nil)
    live.removeText(at: path)
    live.finish()
    #expect(live.findings.isEmpty && live.module(at: path) == nil)
  }

  /// An open file stays as it is when an import of it goes and comes back, without another text.
  @Test func anOpenFileKeepsItsDiagnosticsWhetherItIsImportedOrNot() throws {
    let (project, live) = try Self.built()
    let (main, a) = (project.path("main.mini"), project.path("a.mini"))
    live.setText(Array("import \"b.mini\" as b;\nfn one() i32 { return b.no(); }\n".utf8), at: a)
    live.setText(Array("fn main() {}\n".utf8), at: main)
    live.finish()
    #expect(live.findings.map(\.code) == ["E0015"])
    #expect(live.module(at: a) != nil)
    live.setText(Array("import \"a.mini\" as a;\nfn main() { a.one(); }\n".utf8), at: main)
    live.finish()
    #expect(live.findings.map(\.code) == ["E0015"])
    live.setText(Array("fn main() {}\n".utf8), at: main)
    live.removeText(at: a)
    live.finish()
    #expect(live.findings.isEmpty && live.module(at: a) == nil)
    // Now the file counts, which is right.
    live.removeText(at: main)
    live.finish()
    #expect(live.findings.isEmpty && live.module(at: a) != nil)
  }

  /// The index is where a project begins. What a build or a gc does with the cache afterwards changes
  /// nothing.
  @Test(arguments: ["build", "other options", "no cache"])
  func theCacheIsAStartingPoint(event: String) throws {
    let (project, live) = try Self.built()
    try project.write("b.mini", "const base = 3.5;\nfn two() i32 { return 2; }\n")
    project.age()
    switch event {
    case "build": try project.build(.diagnostics)
    case "other options":
      var options = project.options(.diagnostics)
      options.debugInfo = .full
      _ = try project.build(options)
    default: for file in try project.cacheFiles() { try LocalFileSystem().remove(file) }
    }
    live.refresh()
    live.finish()
    #expect(live.findings == (try project.cleanFindings()) && live.findings.count == 1)
    // Of an index that is gone, each row can still be asked for.
    let text = Self.texts["a.mini"]!.replacing("b.base + 1", with: "2")
    live.setText(Array(text.utf8), at: project.path("a.mini"))
    live.finish()
    try project.write("a.mini", text)
    #expect(live.findings == (try project.cleanFindings()) && live.findings.isEmpty)
  }

  @Test func changesOnDiskAreFound() throws {
    let (project, live) = try Self.built()
    try project.write("b.mini", "const base = 3;\n")
    project.age()
    live.refresh()
    live.finish()
    #expect(live.findings == (try project.cleanFindings()))
    #expect(!live.findings.isEmpty)
    try project.remove("b.mini")
    live.refresh()
    live.finish()
    #expect(live.findings.map(\.code) == ["E0042"])
    try project.write("b.mini", Self.texts["b.mini"]!)
    live.refresh()
    live.finish()
    #expect(live.findings.isEmpty)
  }

  @Test func nothingIsWritten() throws {
    let (project, live) = try Self.built()
    let files = try project.cacheFiles().map { ($0, try Project.contents($0)) }
    live.setText(Array("fn three() i32 { return 3; }\n".utf8), at: project.path("b.mini"))
    live.finish()
    let after = try project.cacheFiles().map { ($0, try Project.contents($0)) }
    #expect(files.elementsEqual(after, by: ==))
  }

  /// Any history of texts, saves and builds ends with the diagnostics of a project without a history,
  /// which are those of a clean build.
  @Test(arguments: 0..<UInt64(12 * fuzzScale))
  func theStateIsThatOfTheTexts(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var program = RandomModules(seed: random.next())
    let (project, twin) = (try Project(), try Project())
    var (disk, open): ([String: String], [String: String]) = ([:], [:])
    var there: Set<String> = []
    for (path, text) in program.texts {
      try project.write(path, text)
      disk[path] = text
    }
    project.age()
    var live = try project.live()
    for step in 0..<16 {
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        program.edit(RandomModules.Edit.allCases.randomElement(using: &random)!)
      }
      if Bool.random(using: &random) { program.repair() }
      let new = program.texts
      for path in disk.keys.sorted() where new[path] == nil {
        try project.remove(path)
        disk[path] = nil
        if open.removeValue(forKey: path) != nil { live.removeText(at: project.path(path)) }
      }
      for (path, text) in new.sorted(by: { $0.key < $1.key })
      where (open[path] ?? disk[path]) != text {
        var text = text
        if Int.random(in: 0..<4, using: &random) == 0 {
          // A state while typing.
          text = String(
            decoding: text.utf8.prefix(Int.random(in: 0...text.utf8.count, using: &random)),
            as: UTF8.self)
        }
        if live.module(at: project.path(path)) != nil,
          open[path] != nil || Bool.random(using: &random)
        {
          live.setText(Array(text.utf8), at: project.path(path))
          open[path] = text
        } else {
          try project.write(path, text)
          disk[path] = text
        }
      }
      if let path = open.keys.sorted().randomElement(using: &random), Bool.random(using: &random) {
        if Bool.random(using: &random) {
          try project.write(path, open[path]!)
          disk[path] = open[path]
        }
        open[path] = nil
        live.removeText(at: project.path(path))
      }
      project.age()
      live.refresh()
      if Int.random(in: 0..<3, using: &random) == 0 { try project.build(.diagnostics) }
      if Int.random(in: 0..<5, using: &random) == 0 {
        live = try project.live(threads: 2)
        for (path, text) in open.sorted(by: { $0.key < $1.key }) {
          if live.module(at: project.path(path)) == nil {
            open[path] = nil
          } else {
            live.setText(Array(text.utf8), at: project.path(path))
          }
        }
      }
      live.finish(Int.random(in: 1...4, using: &random))
      let texts = disk.merging(open, uniquingKeysWith: { $1 })
      for (path, text) in texts { try twin.write(path, text) }
      for path in there where texts[path] == nil { try twin.remove(path) }
      there = Set(texts.keys)
      let fresh = try twin.live(cacheUse: .none)
      fresh.finish()
      #expect(fresh.findings == (try twin.cleanFindings()), "seed \(seed), step \(step)")
      // Open files count also where nothing imports them.
      for (path, text) in open { fresh.setText(Array(text.utf8), at: twin.path(path)) }
      fresh.finish()
      #expect(live.findings == fresh.findings, "seed \(seed), step \(step)")
    }
  }
}
