// Compiles the tests of a project's files.

import BuildCache
import FileIO
import MiniBackend
import MiniFrontend

/// The tests of one file, compiled.
struct CompiledTests: Sendable {
  let path: ModulePath
  /// The names of the tests' functions.
  let names: [String]
  let section: FileArtifact
}

extension ProjectCompilation {
  /// Compiles the tests of all files, except of standard modules that are not named as roots. Their
  /// functions are in the cache like others.
  ///
  /// - Parameter order: the files in link order.
  mutating func compileTests(inOrder order: [Int]) throws(Restart) -> [CompiledTests] {
    var tested: [(file: Int, analysis: FileAnalysis)] = []
    for file in order {
      let path = graph.files.path(of: file)
      guard path.standardModule == nil || context.moreRoots.contains(path) else { continue }
      let analysis = try graph.text(of: file).get().analysis
      if !analysis.zir.tests.isEmpty { tested.append((file, analysis)) }
    }
    let files = tested.map(\.file)
    try graph.addInterfaces(ofTargetsOf: files, to: &interfaces)
    try resolveNames(usedBy: files)
    var needed: [(imported: [ImportedModule], declarations: FileDeclarations)] = []
    for file in files {
      let facts = try graph.requiredFacts(of: file)
      let key = FileKey(of: file, facts, graph, interfaces, declarations)
      needed.append((key.imported, try declarations(for: key)))
    }
    let (context, graph, tests, all) = (context, graph, tested, needed)
    var made: [CompiledTests] = []
    Parallel.map(Array(tested.indices), threadsMax: context.options.threadsMax) {
      number -> FileCompilation in
      let (file, analysis) = tests[number]
      let compiler = FileCompiler(
        context: context, path: graph.files.path(of: file), analysis: analysis,
        imported: all[number].imported, declarations: all[number].declarations)
      return compiler.compileTests()
    } inOrder: { number, compilation in
      let (file, analysis) = tested[number]
      var additions = compilation.additions
      // No row refers to the section.
      additions.file = nil
      context.cache.keep(additions)
      guard let artifact = artifacts[file], let irID = compilation.irID else { return }
      made.append(
        CompiledTests(
          path: graph.files.path(of: file), names: analysis.zir.tests.map(\.name),
          section: FileArtifact(
            combinedHash: artifact.combinedHash, irID: irID, ir: compilation.ir,
            runtimeParts: compilation.runtimeParts.rawValue, irChecksum: 0, sectionChecksum: 0,
            warnings: nil)))
      count(compilation, of: analysis)
    }
    return made
  }
}
