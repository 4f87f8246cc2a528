// Compiles the tests of a project's files.

import BuildCache
import FileIO
import MiniBackend
import MiniFrontend
import ObjectStore

/// The tests of a project's files, compiled.
struct CompiledTests: Sendable {
  /// The tests of a file that has some.
  struct File: Sendable {
    let path: ModulePath
    /// The file's position in link order.
    let position: Int
    /// The position in ``CompiledTests/entries``.
    let entry: Int
  }

  /// Of all files, also of those without tests.
  var entries: [ProjectTests.Entry]
  /// Whether the cache has exactly these entries.
  var areKnown: Bool
  let files: [File]
  /// The IR of the tests that this build compiled, by entry. The cache has the others'.
  let made: [Int: [UInt8]]

  func tests(of file: File) -> ProjectTests.Entry { entries[file.entry] }

  /// The IR of a file's tests; `nil` if it is lost.
  func ir(of file: File, _ cache: MultiLevelCache) -> [UInt8]? {
    made[file.entry] ?? cache.code(tests(of: file).irID, sizeBytes: UInt64(tests(of: file).irSize))
  }
}

extension ProjectCompilation {
  /// The tests of all files, except of standard modules that are not named as roots: as the last
  /// `mini test` compiled them, or compiled now. Their functions are in the cache like others.
  ///
  /// - Parameter order: the files in link order.
  mutating func compileTests(inOrder order: [Int]) throws(Restart) -> CompiledTests {
    let known = context.options.changeDetection == .stamps ? context.cache.projectTests() : nil
    var all: [(path: ModulePath, position: Int, tests: ProjectTests.Entry?)] = []
    var tested: [(number: Int, file: Int, analysis: FileAnalysis)] = []
    var areKnown = true
    for (position, file) in order.enumerated() {
      let path = graph.files.path(of: file)
      guard path.standardModule == nil || context.moreRoots.contains(path) else { continue }
      let hash = combinedHash(of: file)
      // Of a file that this build compiled, the cache may have lost the tests too.
      if artifacts[file] == nil, let tests = known?.entry(of: hash) {
        all.append((path, position, tests))
        testCount += tests.names.count
        continue
      }
      areKnown = false
      let analysis = try graph.text(of: file).get().analysis
      if analysis.zir.tests.isEmpty {
        all.append((path, position, .none(of: hash)))
      } else {
        tested.append((all.count, file, analysis))
        all.append((path, position, nil))
      }
    }
    var irOfNumber: [Int: [UInt8]] = [:]
    for (number, tests, ir) in try compile(tested) {
      all[number].tests = tests
      irOfNumber[number] = ir
    }
    var entries: [ProjectTests.Entry] = []
    var files: [CompiledTests.File] = []
    var made: [Int: [UInt8]] = [:]
    for (number, (path, position, tests)) in all.enumerated() {
      guard let tests else { continue }
      made[entries.count] = irOfNumber[number]
      if !tests.names.isEmpty {
        files.append(CompiledTests.File(path: path, position: position, entry: entries.count))
      }
      entries.append(tests)
    }
    return CompiledTests(
      entries: entries, areKnown: areKnown && known?.count == entries.count, files: files,
      made: made)
  }

  private func combinedHash(of file: Int) -> CombinedHash {
    if let artifact = artifacts[file] { return artifact.combinedHash }
    guard let snapshot = graph.snapshot else {
      preconditionFailure("what has no row has been compiled")
    }
    return snapshot.combinedHash(file)
  }

  /// Compiles the tests of files.
  private mutating func compile(
    _ tested: [(number: Int, file: Int, analysis: FileAnalysis)]
  ) throws(Restart) -> [(number: Int, tests: ProjectTests.Entry, ir: [UInt8])] {
    let files = tested.map(\.file)
    try graph.addInterfaces(ofTargetsOf: files, to: &interfaces)
    try resolveNames(usedBy: files)
    var needed: [(imported: [ImportedModule], declarations: FileDeclarations)] = []
    for file in files {
      let facts = try graph.requiredFacts(of: file)
      let key = FileKey(of: file, facts, graph, interfaces, declarations)
      needed.append((key.imported, try declarations(for: key)))
    }
    let (context, graph, all) = (context, graph, needed)
    var made: [(number: Int, tests: ProjectTests.Entry, ir: [UInt8])] = []
    Parallel.map(Array(tested.indices), threadsMax: context.options.threadsMax) {
      number -> FileCompilation in
      let (_, file, analysis) = tested[number]
      let compiler = FileCompiler(
        context: context, path: graph.files.path(of: file), analysis: analysis,
        imported: all[number].imported, declarations: all[number].declarations)
      return compiler.compileTests()
    } inOrder: { index, compilation in
      let (number, file, analysis) = tested[index]
      guard let irID = compilation.irID else { return context.cache.keep(compilation.additions) }
      let hash = combinedHash(of: file)
      let size = compilation.ir.count
      let row = UnitEntry(
        inputs: UnitInputs(
          toolchain: "", options: context.irOptions, name: "tests of \(graph.files.path(of: file))",
          content: hash.digest),
        codeID: irID, codeSize: UInt64(size), costNanoseconds: compilation.nanoseconds,
        usedDay: context.cache.today)
      context.cache.keep(compilation.additions, units: [row])
      made.append(
        (
          number,
          ProjectTests.Entry(
            combinedHash: hash, names: analysis.zir.tests.map(\.name), irID: irID, irSize: size,
            runtimeParts: compilation.runtimeParts.rawValue), compilation.ir
        ))
      count(compilation, of: analysis)
    }
    return made
  }
}

extension ProjectTests.Entry {
  /// That a file has no tests.
  fileprivate static func none(of file: CombinedHash) -> Self {
    Self(
      combinedHash: file, names: [], irID: ObjectID(type: .blob, body: []), irSize: 0,
      runtimeParts: 0)
  }
}
