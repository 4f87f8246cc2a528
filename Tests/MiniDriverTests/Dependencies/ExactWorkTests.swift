// The exact work after each kind of edit: files read, compiled, patched and written, and the
// reasons.

import BuildCache
import FileIO
import MiniDriver
import MiniFrontend
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct ExactWorkTests {
  /// An edit of the three files, and the expected work.
  struct Step: Sendable, CustomStringConvertible {
    let description: String
    let edit: @Sendable (Project) throws -> Void
    /// The labels of the inputs that changed, for each file compiled.
    var files: [String: [String]] = [:]
    /// The labels of the inputs that changed, for each function compiled.
    var functions: [String: [String]] = [:]
    var sourcesRead = 1
    /// The number of all files and functions, as `-v` counts them.
    var fileCount = 3
    var functionCount = 4
    var neverBuilt: Set<String> = []
  }

  private static let steps = [
    Step(
      description: "a body edit compiles its file and its function",
      edit: { try $0.replace("math.mini", "a + b", "b + a") },
      files: ["math.mini": ["source"]], functions: ["math.mini:add": ["body"]]),
    Step(
      description: "a comment compiles its file and no function",
      edit: { try $0.replace("math.mini", "fn square", "// n times n\nfn square") },
      files: ["math.mini": ["source"]]),
    Step(
      description: "a renamed local compiles no function",
      edit: {
        try $0.replace(
          "math.mini", "fn square(n: i32) i32 {\n    return n * n",
          "fn square(m: i32) i32 {\n    return m * m")
      },
      files: ["math.mini": ["source"]]),
    Step(
      description: "a new function compiles its file alone",
      edit: {
        try $0.replace("math.mini", "fn square", "fn one() i32 {\n return 1;\n}\nfn square")
      },
      files: ["math.mini": ["source"]], functions: ["math.mini:one": []], functionCount: 5,
      neverBuilt: ["math.mini:one"]),
    Step(
      description: "a signature edit compiles the callers",
      edit: {
        try $0.replace(
          "math.mini", "square(n: i32) i32 {\n    return n * n",
          "square(n: i32) i32 {\n    return 2")
        try $0.replace(
          "math.mini", "add(a: i32, b: i32) i32 {\n    return a + b",
          "add(a: i32, b: i32) i64 {\n    return i64(a + b)")
        try $0.replace("main.mini", "math.add(1, 2)", "i32(math.add(1, 2))")
      },
      files: [
        "math.mini": ["source"], "main.mini": ["source", "math.add"],
        "lib/page.mini": ["math.add"],
      ],
      functions: [
        "math.mini:add": ["body"], "math.mini:square": ["body"],
        "main.mini:main": ["body", "callee math.add"],
        "lib/page.mini:show": ["callee math.add"],
      ],
      sourcesRead: 3),
    Step(
      description: "another namespace is another file, but no other function",
      edit: { try $0.replace("lib/page.mini", "numbers", "arithmetic") },
      files: ["lib/page.mini": ["source", "import arithmetic", "import numbers"]]),
    Step(
      description: "a file moved is compiled under its new name, and its importers",
      edit: {
        try $0.rename("lib/page.mini", to: "page.mini")
        try $0.replace("page.mini", "../math.mini", "math.mini")
        try $0.replace("main.mini", "lib/page.mini", "page.mini")
      },
      files: [
        "page.mini": [], "main.mini": ["source", "import page", "page.show", "lib/page.show"],
      ],
      functions: [
        "page.mini:show": [], "main.mini:main": ["callee page.show", "callee lib/page.show"],
      ],
      sourcesRead: 2, neverBuilt: ["page.mini", "page.mini:show"]),
    Step(
      description: "a file that nobody imports any more goes",
      edit: {
        try $0.replace("main.mini", "import \"lib/page.mini\" as page;\n", "")
        try $0.replace("main.mini", "page.show(math.add(1, 2));", "math.add(1, 2);")
      },
      files: ["main.mini": ["source", "import page", "lib/page.show"]],
      functions: ["main.mini:main": ["body", "callee lib/page.show"]], fileCount: 2,
      functionCount: 3),
    Step(
      description: "an edit of two files compiles both",
      edit: {
        try $0.replace("math.mini", "n * n", "n * n + 1")
        try $0.replace("lib/page.mini", "\" \"", "\", \"")
      },
      files: ["math.mini": ["source"], "lib/page.mini": ["source"]],
      functions: ["math.mini:square": ["body"], "lib/page.mini:show": ["body"]], sourcesRead: 2),
  ]

  @Test(arguments: steps)
  func anEditCausesTheWorkItMust(step: Step) throws {
    let project = try Project(threeFiles)
    let cold = try checkBuild(project)
    #expect(cold.fileCounts == .init(total: 3, compiled: 3))
    #expect(cold.functionCounts == .init(total: 4, compiled: 4))
    #expect(!cold.patched)
    #expect(cold.compiledFiles.values.allSatisfy { $0 == .neverBuilt })
    try checkNullBuild(project, after: cold)

    try step.edit(project)
    project.age()
    let before = try Written(project)
    let report = try checkBuild(project)
    #expect(report.compiledFiles.mapValues(\.labels) == step.files)
    #expect(report.compiledFunctions.mapValues(\.labels) == step.functions)
    for (name, reason) in report.compiledFiles.merging(
      report.compiledFunctions, uniquingKeysWith: { a, _ in a })
    {
      #expect((reason == .neverBuilt) == step.neverBuilt.contains(name), "\(name): \(reason)")
    }
    #expect(report.sourcesRead == step.sourcesRead)
    #expect(report.fileCounts == .init(total: step.fileCount, compiled: step.files.count))
    #expect(
      report.functionCounts == .init(total: step.functionCount, compiled: step.functions.count))
    #expect(report.patched == (step.files.count < step.fileCount))
    #expect(report.bytesWritten == (try Written(project).bytes(since: before)))
    #expect(report.cacheEvents == [])
    try checkNullBuild(project, after: report)
  }

  @Test(arguments: steps)
  func goingBackCompilesNothing(step: Step) throws {
    let project = try Project(threeFiles)
    try checkBuild(project)
    try step.edit(project)
    project.age()
    try checkBuild(project)
    for (path, text) in threeFiles { try project.write(path, text) }
    project.age()
    let before = try Written(project)
    let report = try checkBuild(project)
    #expect(report.fileCounts == .init(total: 3, compiled: 0))
    #expect(report.functionCounts == .init(total: 4, compiled: 0))
    #expect(report.compiledFiles == [:])
    #expect(report.bytesWritten == (try Written(project).bytes(since: before)))
    try checkNullBuild(project, after: report)
  }

  @Test func aReasonSaysOldAndNew() throws {
    let old = "fn half(n: i32) {\n    print(n / 2);\n}\n"
    let new = "fn half(n: i64) {\n    print(n / 2);\n}\n"
    let project = try Project([
      "main.mini": "import \"lib/half.mini\" as h;\n\nfn main() {\n    h.half(3);\n}\n",
      "lib/half.mini": old,
    ])
    try checkBuild(project)
    try project.write("lib/half.mini", new)
    let report = try checkBuild(project)
    let source = { (text: String) in
      String(ObjectID(type: .blob, body: Array(text.utf8)).description.prefix(12))
    }
    #expect(
      report.compiledFiles == [
        "lib/half.mini": .inputsChanged([
          .init(label: "source", old: source(old), new: source(new))
        ]),
        "main.mini": .inputsChanged([
          .init(label: "lib/half.half", old: "(i32) void", new: "(i64) void")
        ]),
      ])
    #expect(
      report.compiledFunctions["main.mini:main"]
        == .inputsChanged([
          .init(label: "callee lib/half.half", old: "(i32) void", new: "(i64) void")
        ]))
  }

  /// Lost objects are compiled again, and the reason says how they were lost.
  @Test func lostObjectsAreCompiledAgain() throws {
    let project = try Project(threeFiles)
    try checkBuild(project)
    let old = try #require(threeFiles["math.mini"])
    try project.replace("math.mini", "a + b", "b + a")
    project.age()
    try checkBuild(project)
    for damage in [CacheDamage.deleted, .flipped] {
      for tree in ["zir", "objects"] {
        try project.eachObject(in: tree) { try damage.apply(to: $0) }
      }
      try project.write("math.mini", old)
      project.age()
      let report = try checkBuild(project)
      let said = damage == .deleted ? [MissReason.objectMissing] : []
      #expect(report.compiledFiles.keys.contains("math.mini"), "\(damage)")
      for reason in report.compiledFunctions.values {
        if case .damaged = reason { #expect(damage == .flipped) } else { #expect([reason] == said) }
      }
      #expect(report.cacheEvents.isEmpty == (damage == .deleted), "\(report.cacheEvents)")
      try checkNullBuild(project, after: report)
      try project.replace("math.mini", "a + b", "b + a")
      project.age()
      try checkBuild(project)
    }
  }

  @Test func whatGarbageCollectionDroppedIsCalledEvicted() throws {
    let project = try Project(threeFiles)
    try checkBuild(project)
    try project.replace("math.mini", "a + b", "b + a")
    project.age()
    try checkBuild(project)
    let disk = LocalFileSystem()
    let zirPath = project.cache.appending("zir_index.bin")
    let airPath = project.cache.appending("air_index.bin")
    guard case .loaded(let zir) = ZirCache.load(zirPath, fileSystem: disk),
      case .loaded(let air) = AirCache.load(airPath, fileSystem: disk)
    else {
      Issue.record("the indexes cannot be loaded")
      return
    }
    let used = Set(zir.generations(ofPath: "math.mini").prefix(1).map(\.inputs.combinedHash))
    let files = zir.all.map(\.inputs.combinedHash).filter { !used.contains($0) }
    let functions = air.all.map(\.key)
    try disk.replaceFile(
      zirPath, with: ZirCache.encode(zir, adding: [], dropping: Set(files), day: 20_001))
    try disk.replaceFile(
      airPath, with: AirCache.encode(air, adding: [], dropping: Set(functions), day: 20_001))
    try project.replace("math.mini", "b + a", "a + b")
    project.age()
    let report = try checkBuild(project)
    #expect(report.compiledFiles == ["math.mini": .evicted(day: 20_001)])
    #expect(
      report.compiledFunctions == [
        "math.mini:add": .evicted(day: 20_001), "math.mini:square": .evicted(day: 20_001),
      ])
    try checkNullBuild(project, after: report)
  }

  @Test func anotherCompilersWorkIsNotUsed() throws {
    let project = try Project(threeFiles)
    try checkBuild(project)
    try project.rewriteIndexes(epoch: "another")
    let report = try checkBuild(project)
    #expect(report.compiledFiles.count == 3)
    #expect(report.compiledFiles.values.allSatisfy { $0 == .compilerChanged })
    #expect(report.compiledFunctions.count == 4)
    #expect(report.compiledFunctions.values.allSatisfy { $0 == .compilerChanged })
    #expect(report.cacheEvents == [])
    try checkNullBuild(project, after: report)
  }

  @Test func goalsShareOneCache() throws {
    let project = try Project(threeFiles)
    let check = try project.build(.diagnostics)
    #expect(check.fileCounts.compiled == 3)
    #expect(try project.output() == nil)
    #expect(try project.build(.diagnostics).isNull)
    let emit = try project.build(.combinedIR)
    #expect(emit.fileCounts.compiled == 0)
    #expect(emit.sourcesRead == 0)
    #expect(emit.bytesWritten == 0)
    #expect(try emit.text == project.cleanBuild().text)
    let report = try checkBuild(project)
    #expect(report.fileCounts.compiled == 0)
    #expect(report.sourcesRead == 0)
    try checkNullBuild(project, after: report)
  }
}
