// The result of one stage of the compiler as text: `mini emit --tokens`, `--ast`, `--zir`, `--air`.

import BuildCache
package import FileIO
package import MiniBackend
import MiniFrontend
package import SystemPackage

/// The text of one stage of the compiler for one file. No cache is used.
package struct StageDump: Sendable {
  package enum Stage: Hashable, Sendable, CaseIterable {
    case tokens
    case ast
    case zir
    case air
  }

  package let text: String
  /// The file's diagnostics. The back end's are among them for ``Stage/air`` only.
  package let diagnostics: [FileDiagnostic]
  /// The file's folder as the user named it.
  package let rootFolder: FilePath

  /// - Parameter root: the file, or a folder that contains `main.mini`.
  /// - Throws: ``BuildError`` if the file cannot be read. A file with errors has a dump.
  package init(
    of root: FilePath, stage: Stage, debugInfo: DebugInfo,
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(BuildError) {
    let project = try ProjectLocation(root: root, text: nil, fileSystem: fileSystem)
    let reader = SourceReader(
      rootFolder: project.folder, fileSystem: fileSystem, clock: SystemWallClock())
    let path = ModulePath(project.rootName)
    let source: SourceReading
    switch reader.read(path.path) {
    case .success(let reading): source = reading
    case .failure(let problem): throw problem.error(ofRoot: root.string)
    }
    let analysis = FileAnalysis(analyzing: source.bytes)
    var found = analysis.zir.diagnostics.map { analysis.lines.locate($0) }
    switch stage {
    case .tokens: text = TokenDump.text(of: source.bytes)
    case .ast: text = ASTDump.text(of: source.bytes)
    case .zir: text = analysis.zir.dump()
    case .air:
      let imports = Imports(of: analysis, in: path, project, reader)
      let functions = Self.functions(of: analysis, path, imports, debugInfo)
      text = functions.texts.joined(separator: "\n")
      found += imports.diagnostics + functions.diagnostics
    }
    rootFolder = project.folder
    diagnostics = found.map { FileDiagnostic(path: path.path, diagnostic: $0) }
  }

  /// The AIR of all functions without errors.
  private static func functions(
    of analysis: FileAnalysis, _ path: ModulePath, _ imports: Imports, _ debugInfo: DebugInfo
  ) -> (texts: [String], diagnostics: [Diagnostic]) {
    let callees = CalleeResolver(
      module: path.module, interface: analysis.interface, imported: imports.modules)
    var texts: [String] = []
    var diagnostics: [Diagnostic] = []
    for function in analysis.zir.functions {
      let (air, found) = analyze(
        function, symbol: FunctionSymbol.raw(module: path.module, function: function.name),
        callees: function.callees.map(callees.resolve), debugInfo: debugInfo)
      if let air { texts.append(air.dump()) }
      diagnostics += found.map { analysis.lines.locate($0) }
    }
    return (texts, diagnostics)
  }

  /// The interfaces that a file imports, read for this dump alone.
  private struct Imports {
    /// One per import.
    private(set) var modules: [ImportedModule] = []
    let diagnostics: [Diagnostic]

    init(
      of analysis: FileAnalysis, in importer: ModulePath, _ project: ProjectLocation,
      _ reader: SourceReader
    ) {
      let paths = analysis.zir.imports.map { importer.importing($0.path) }
      let rootFolder = project.realComponents
      var targets: [ImportTarget] = []
      var problems: [SourceProblem?] = []
      for (index, path) in paths.enumerated() {
        var problem: SourceProblem?
        var interface: Interface?
        let refused = ImportTarget.refused(path, rootFolder: rootFolder)
        if refused == nil {
          switch reader.read(path.path) {
          case .success(let reading):
            let analysis = FileAnalysis(analyzing: reading.bytes, of: path.origin)
            interface = analysis.interface
          case .failure(let failure): problem = failure
          }
        }
        targets.append(refused ?? .file(index))
        problems.append(problem)
        modules.append(ImportedModule(name: path.module, interface: interface))
      }
      let names = SourceNames(rootFolder: project.folder)
      diagnostics = ProgramDiagnostics.imports(
        of: analysis, targets: targets, paths: { ModulePath(names.shown(paths[$0].path)) },
        problem: { problems[$0] })
    }
  }
}
