// Programs with errors: sound results are kept, wrong ones are not, everything is reported.

import BuildCache
import FileIO
import Glibc
import MiniDriver
import MiniFrontend
import SystemPackage
import TestSupport
import Testing

@Suite struct ErrorTests {
  private static let importing =
    "import \"x.mini\" as x;\n\nfn main() i32 {\n    return x.one();\n}\n"
  private static let imported = "fn one() i32 {\n    return 1;\n}\n"

  @Test func errorsLeaveOutputsAndIndexAsTheyWere() throws {
    let project = try Project(threeFiles)
    try checkBuild(project)
    let index = try project.bytes(".mini_cache/file_hashes.bin")
    try project.replace("math.mini", "a + b", "a + c")
    try project.replace("lib/page.mini", "\" \"", "\": \"")
    project.age()
    let report = try checkBuild(project)
    #expect(report.diagnosticTexts == ["math.mini: E0012"])
    #expect(report.outputs == [])
    #expect(try project.bytes(".mini_cache/file_hashes.bin") == index)
    // The sound file is cached: after the correction, only the wrong one is compiled.
    let files = try project.cacheFiles().filter { $0.lastComponent != "builds.bin" }
    let contents = try files.map(Project.contents)
    let again = try checkBuild(project)
    #expect(again.compiledFiles.keys.sorted() == ["math.mini"])
    // Only the record of the build is new.
    #expect(try files.map(Project.contents) == contents)
    try project.replace("math.mini", "a + c", "b + a")
    project.age()
    let fixed = try checkBuild(project)
    #expect(fixed.compiledFiles.keys.sorted() == ["math.mini"])
    try checkNullBuild(project, after: fixed)
  }

  @Test func errorsOfSeveralFilesAreAllReportedInOrder() throws {
    let project = try Project([
      "main.mini": """
      import "b.mini" as b;
      import "a.mini" as a;
      import "gone.mini" as gone;

      fn main() i32 {
          const unused = 1;
          return a.one(1) + b.two() + gone.three() + a.nothing();
      }

      """,
      "a.mini": "fn one() i32 {\n    return x;\n}\n\nfn two() i32 {\n    return true;\n}\n",
      "b.mini": "fn two() i32 {\n    return 1\n}\n\nfn three() {\n    break;\n}\n",
    ])
    let expected = [
      "a.mini: E0012", "a.mini: E0021", "b.mini: E0007", "b.mini: E0031", "main.mini: E0042",
      "main.mini: W0001", "main.mini: E0020", "main.mini: E0015",
    ]
    for threads in [1, 4, 1] {
      let report = try checkBuild(project, project.options(threads: threads))
      #expect(report.diagnosticTexts == expected)
    }
  }

  @Test func warningsOfUnchangedFilesAreRepeated() throws {
    let project = try Project([
      "main.mini": "import \"a.mini\" as a;\n\nfn main() {\n    const unused = a.one();\n}\n",
      "a.mini": "import \"b.mini\" as b;\n\nfn one() i32 {\n    return 1;\n    print(\"\");\n}\n",
      "b.mini": "fn two() {\n}\n",
    ])
    let expected = ["a.mini: W0002", "a.mini: W0003", "main.mini: W0001"]
    let cold = try checkBuild(project)
    #expect(cold.diagnosticTexts == expected)
    try checkNullBuild(project, after: cold)
    try project.write("b.mini", "fn two() {\n    print(\"two\");\n}\n")
    project.age()
    let report = try checkBuild(project)
    #expect(report.diagnosticTexts == expected)
    #expect(report.compiledFiles.keys.sorted() == ["b.mini"])
    #expect(try project.build(.ir, .contents).diagnosticTexts == expected)
    #expect(try project.build(.diagnostics).diagnosticTexts == expected)
  }

  // MARK: Imports that cannot be read

  /// An obstacle in the place of x.mini, the error that it causes, and how to create it.
  struct Obstacle: Sendable, CustomStringConvertible {
    let description: String
    let code: String
    let place: @Sendable (Project) throws -> Void
  }

  private static let obstacles = [
    Obstacle(description: "nothing", code: "E0042") { _ in },
    Obstacle(description: "a folder", code: "E0044") {
      try LocalFileSystem().createDirectories($0.path("x.mini"))
    },
    Obstacle(description: "a pipe that nobody writes to", code: "E0044") {
      #expect(mkfifo($0.path("x.mini").string, 0o600) == 0)
    },
    Obstacle(description: "a device", code: "E0044") {
      #expect(symlink("/dev/zero", $0.path("x.mini").string) == 0)
    },
    Obstacle(description: "a link that leads nowhere", code: "E0042") {
      #expect(symlink("nowhere", $0.path("x.mini").string) == 0)
    },
    Obstacle(description: "a link to itself", code: "E0044") {
      #expect(symlink("x.mini", $0.path("x.mini").string) == 0)
    },
    Obstacle(description: "an empty file", code: "E0015") { try $0.write("x.mini", "") },
  ]

  @Test(arguments: obstacles, [false, true])
  func anImportThatLeadsNowhereIsReportedAndLookedForAgain(
    obstacle: Obstacle, isBuiltBefore: Bool
  ) throws {
    let project = try Project(["main.mini": Self.importing])
    if isBuiltBefore {
      try project.write("x.mini", Self.imported)
      project.age()
      try checkBuild(project)
      try project.remove("x.mini")
    }
    try obstacle.place(project)
    for _ in 0..<2 {
      let report = try checkBuild(project)
      #expect(report.diagnosticTexts == ["main.mini: \(obstacle.code)"])
    }
    // A folder is removed in another way than a file.
    if try !LocalFileSystem().removeFolder(project.path("x.mini"), unlessFile: true) {
      try project.remove("x.mini")
    }
    try project.write("x.mini", Self.imported)
    project.age()
    let report = try checkBuild(project)
    #expect(report.diagnostics == [])
    try checkNullBuild(project, after: report)
  }

  @Test(arguments: [Errno.permissionDenied, .notPermitted])
  func anImportThatCannotBeReadIsReported(errno: Errno) throws {
    let project = try Project(["main.mini": Self.importing, "x.mini": Self.imported])
    // Two opens of sources: the root's, and the import's.
    let count = FaultyFileSystem(project.disk)
    try project.build(project.options(.ir, cacheUse: .none), disk: count)
    let reads = try #require(count.counts[.read])
    let faulty = FaultyFileSystem(
      project.disk, fault: .init([.read], number: reads, errno: errno, persistence: .forever))
    let report = try project.build(project.options(.ir, cacheUse: .none), disk: faulty)
    #expect(report.diagnosticTexts == ["main.mini: E0044"])
    #expect(report.diagnostics[0].diagnostic.label.contains(errno.description))
  }

  @Test(arguments: [
    ("llvm.mini", "E0045"), ("llvm.x.mini", "E0045"), ("lib/llvm.mini", "E0042"),
    ("../FOLDER/x.mini", "E0043"), ("../other/x.mini", "E0042"),
  ])
  func aPathThatCannotBeIsReported(path: String, code: String) throws {
    let project = try Project()
    let folder = try #require(project.folder.path.lastComponent).string
    let text = Self.importing.replacing(
      "x.mini", with: path.replacing("FOLDER", with: folder))
    try project.write("main.mini", text)
    for _ in 0..<2 {
      #expect(try checkBuild(project).diagnosticTexts == ["main.mini: \(code)"])
    }
    // It is an error even if nothing from it is used.
    try project.write("main.mini", text.replacing("x.one()", with: "0"))
    for _ in 0..<2 {
      #expect(try checkBuild(project).diagnosticTexts.contains("main.mini: \(code)"))
    }
  }

  @Test func pathsThatDifferInTheBytesOfOneLetterAreTwoFiles() throws {
    let (one, two) = ("\u{E9}.mini", "e\u{301}.mini")
    let project = try Project([
      "main.mini": """
      import "\(one)" as a;
      import "\(two)" as b;

      fn main() i32 {
          return a.number() + b.number();
      }

      """,
      one: "fn number() i32 {\n    return 1;\n}\n",
    ])
    try project.write(two, "fn number() i32 {\n    return 2;\n}\n")
    project.age()
    let report = try checkBuild(project)
    #expect(report.fileCounts.total == 3)
    let text = String(decoding: try #require(try project.output()), as: UTF8.self)
    #expect(text.contains("\\C3\\A9.number") && text.contains("e\\CC\\81.number"))
    try checkNullBuild(project, after: report)
  }

  @Test func errorsInFilesThatABrokenImportHidesAreNotReported() throws {
    let project = try Project([
      "main.mini": "import \"a.mini\" as a;\n\nfn main() {\n    a.one();\n}\n",
      "a.mini": "import \"b.mini\" as b;\n\nfn one() {\n    b.two();\n}\n",
      "b.mini": "fn two() {\n}\n",
    ])
    try checkBuild(project)
    try project.write("b.mini", "fn two() {\n    nothing();\n}\n")
    #expect(try checkBuild(project).diagnosticTexts == ["b.mini: E0013"])
    try project.rename("a.mini", to: "c.mini")
    #expect(try checkBuild(project).diagnosticTexts == ["main.mini: E0042"])
    try project.rename("c.mini", to: "a.mini")
    #expect(try checkBuild(project).diagnosticTexts == ["b.mini: E0013"])
    try project.write("b.mini", "fn two() {\n}\n")
    project.age()
    try checkNullBuild(project, after: checkBuild(project))
  }

  // MARK: The root

  @Test func aRootThatIsNoFileIsRefused() throws {
    let project = try Project()
    let check = { (name: String, isRight: (BuildError) -> Bool) throws in
      var options = project.options()
      options.root = project.path(name)
      let error = try #require(throws: BuildError.self) { try project.build(options) }
      #expect(isRight(error), "\(name): \(error)")
      #expect(error.description.contains(name), "\(error)")
    }
    try LocalFileSystem().createDirectories(project.path("folder.mini"))
    try LocalFileSystem().createDirectories(project.path("folder"))
    try project.write("text.txt", "fn main() {\n}\n")
    #expect(mkfifo(project.path("pipe.mini").string, 0o600) == 0)
    try check("gone.mini") { if case .rootNotFound = $0 { true } else { false } }
    try check("gone/main.mini") { if case .rootNotFound = $0 { true } else { false } }
    for name in ["folder", "folder.mini"] {
      try check(name) { if case .rootNotInFolder = $0 { true } else { false } }
    }
    for name in ["pipe.mini", "text.txt", ".mini"] {
      try check(name) { if case .rootUnusable = $0 { true } else { false } }
    }
  }

  @Test(arguments: [
    ("", "E0040"), ("fn start() {\n}\n", "E0040"), ("fn main(a: i32) {\n}\n", "E0041"),
    ("fn main() bool {\n    return true;\n}\n", "E0041"),
  ])
  func aRootWithoutARightMainIsReported(text: String, code: String) throws {
    let project = try Project(["main.mini": text])
    for _ in 0..<2 {
      #expect(try checkBuild(project).diagnosticTexts == ["main.mini: \(code)"])
    }
    try project.write("main.mini", "fn main() {\n}\n")
    project.age()
    let good = try checkBuild(project)
    #expect(good.diagnostics == [])
    try checkNullBuild(project, after: good)
    try project.write("main.mini", text)
    #expect(try checkBuild(project).diagnosticTexts == ["main.mini: \(code)"])
  }

  // MARK: The outputs

  @Test func whatIsNotOursIsNotOverwritten() throws {
    let project = try Project(threeFiles)
    try LocalFileSystem().createDirectories(project.path("folder.ll"))
    #expect(symlink("elsewhere", project.path("link.ll").string) == 0)
    for name in ["folder.ll", "link.ll", "math.mini", "absent/main.ll"] {
      var options = project.options()
      options.output = project.path(name)
      let error = try #require(throws: BuildError.self) { try project.build(options) }
      guard case .output(let path, _) = error else {
        Issue.record("\(name): \(error)")
        continue
      }
      #expect(path == project.path(name).string)
    }
    #expect(try project.bytes("math.mini") == threeFiles["math.mini"].map { Array($0.utf8) })
    // The code compiled so far is not lost.
    #expect(try checkBuild(project).fileCounts.compiled == 0)
  }

  @Test func anExecutableInThePlaceOfItsIRIsRefused() throws {
    let project = try Project(threeFiles)
    var options = project.options(.executable)
    options.output = project.path("main.ll")
    #expect(throws: BuildError.self) { try project.build(options) }
  }

  /// No build creates folders for its outputs, neither the first nor one that patches.
  @Test func anOutputInAFolderThatIsNotThereIsAnError() throws {
    let project = try Project(threeFiles)
    var options = project.options()
    for statement in ["", "  print(1);\n"] {
      try project.write("main.mini", "fn main() {\n\(statement)}\n")
      options.output = project.path("absent/main.ll")
      #expect(throws: BuildError.self) { try project.build(options) }
      let folder = try LocalFileSystem().status(
        of: project.path("absent"), followingLinks: false)
      #expect(folder == nil)
      options.output = nil
      try project.build(options)
    }
  }

  @Test func outputsWithTheNamesOfTheCachesOwnDoNoHarm() throws {
    var project = try Project(threeFiles)
    try project.write("combined.mini", "fn main() {\n}\n")
    project.rootName = "combined.mini"
    var options = project.options()
    options.output = project.path("combined")
    project.age()
    try project.build(options)
    #expect(try project.build(options).isNull)
  }
}

extension LocalFileSystem {
  /// Removes an empty folder; `false` if something else has the name.
  fileprivate func removeFolder(_ path: FilePath, unlessFile: Bool) throws -> Bool {
    guard try status(of: path, followingLinks: false)?.kind == .directory else { return false }
    return try removeFolder(path)
  }
}
