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
    try graph.addInterfaces(ofTargetsOf: tested.map(\.file), to: &interfaces)
    let (context, graph, interfaces) = (context, graph, interfaces)
    var made: [CompiledTests] = []
    Parallel.map(tested, threadsMax: context.options.threadsMax) { file, analysis in
      let compiler = FileCompiler(
        context: context, path: graph.files.path(of: file), analysis: analysis,
        imported: graph.imported(by: file) { interfaces[$0] })
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
            runtimeParts: compilation.runtimeParts.rawValue, irChecksum: 0, sectionChecksum: 0)))
      count(compilation)
    }
    return made
  }
}
