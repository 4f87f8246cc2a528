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

  /// - Parameter root: the file, a folder that contains `main.mini`, or a standard module.
  /// - Throws: ``BuildError`` if the file cannot be read. A file with errors has a dump.
  package init(
    of root: FilePath, stage: Stage, debugInfo: DebugInfo,
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(BuildError) {
    let path: ModulePath
    let components: [String]
    if StandardModule(path: root.string) != nil {
      (path, rootFolder, components) = (ModulePath(root.string), ".", [])
    } else {
      let project = try ProjectLocation(root: root, text: nil, fileSystem: fileSystem)
      path = ModulePath(project.rootName)
      (rootFolder, components) = (project.folder, project.realComponents)
    }
    let reader = SourceReader(
      rootFolder: rootFolder, fileSystem: fileSystem, clock: SystemWallClock())
    let source: SourceReading
    switch reader.read(path.path) {
    case .success(let reading): source = reading
    case .failure(let problem): throw problem.error(ofRoot: root.string)
    }
    let analysis = FileAnalysis(analyzing: source.bytes, of: path.origin)
    var found = analysis.zir.diagnostics.map { analysis.lines.locate($0) }
    switch stage {
    case .tokens: text = TokenDump.text(of: source.bytes)
    case .ast: text = ASTDump.text(of: source.bytes)
    case .zir: text = analysis.zir.dump()
    case .air:
      var imports = ReadFiles(analysis, path, rootFolder: components, reader)
      let functions = Self.functions(of: analysis, path, &imports, debugInfo)
      text = functions.texts.joined(separator: "\n")
      found +=
        imports.diagnostics(names: SourceNames(rootFolder: rootFolder)) + functions.diagnostics
    }
    diagnostics = found.map { FileDiagnostic(path: path.path, diagnostic: $0) }
  }

  /// The AIR of all functions without errors.
  private static func functions(
    of analysis: FileAnalysis, _ path: ModulePath, _ imports: inout ReadFiles,
    _ debugInfo: DebugInfo
  ) -> (texts: [String], diagnostics: [Diagnostic]) {
    var graph = DeclarationGraph()
    guard
      case .found(let declared)? = try? graph.declarations(
        of: 0, names: analysis.usedNames, from: &imports)
    else { preconditionFailure("each file is read when it is asked for, and once") }
    let modules = imports.targets(of: 0).enumerated().map { number, target in
      ImportedModule(
        name: imports.path(of: target).module,
        interface: imports.analysis(ofTarget: target)?.interface,
        declared: declared.imported[number])
    }
    let callees = CalleeResolver(
      module: path.module, interface: analysis.interface, imported: modules, own: declared.own)
    var texts: [String] = []
    var diagnostics = declared.errors.map { analysis.lines.locate($0) }
    for function in analysis.zir.functions {
      let (air, found) = analyze(
        function, symbol: FunctionSymbol.raw(module: path.module, function: function.name),
        callees: function.callees.map { callees.resolve($0).resolution },
        scope: declared.scope, debugInfo: debugInfo)
      if let air { texts.append(air.dump()) }
      diagnostics += found.map { analysis.lines.locate($0) }
    }
    return (texts, diagnostics)
  }

  /// A file and those that it reaches, read when they are needed, for this dump alone.
  private struct ReadFiles: DeclarationSource {
    private struct File {
      let path: ModulePath
      let refused: ImportTarget?
      /// `nil`: not read yet.
      var text: Result<FileAnalysis, SourceProblem>?
    }

    private var files: [File]
    private let rootFolder: [String]
    private let reader: SourceReader

    /// - Parameter root: the components of the root folder's path.
    init(
      _ analysis: FileAnalysis, _ path: ModulePath, rootFolder: [String], _ reader: SourceReader
    ) {
      files = [File(path: path, refused: nil, text: .success(analysis))]
      self.rootFolder = rootFolder
      self.reader = reader
    }

    func path(of file: Int) -> ModulePath { files[file].path }

    /// The text of a file; `nil` if it cannot be read.
    mutating func analysis(ofTarget file: Int) -> FileAnalysis? {
      if let text = files[file].text { return try? text.get() }  // reported at its import
      guard files[file].refused == nil else { return nil }
      let path = files[file].path
      let text = reader.read(path.path).map { FileAnalysis(analyzing: $0.bytes, of: path.origin) }
      files[file].text = text
      return try? text.get()  // reported at its import
    }

    /// The files that a file imports, one per import.
    mutating func targets(of file: Int) -> [Int] {
      let imports = analysis(ofTarget: file)?.zir.imports ?? []
      return imports.map { item in
        let path = files[file].path.importing(item.path)
        if let known = files.firstIndex(where: { $0.path == path }) { return known }
        files.append(
          File(path: path, refused: ImportTarget.refused(path, rootFolder: rootFolder), text: nil))
        return files.count - 1
      }
    }

    mutating func declaringFile(_ file: Int) -> DeclaringFile? {
      guard let analysis = analysis(ofTarget: file) else { return nil }
      let targets = targets(of: file)
      return DeclaringFile(
        module: files[file].path.module, interface: analysis.interface,
        imports: targets.map { files[$0].path.module }, targets: targets)
    }

    func isUnread(_ file: Int) -> Bool { false }

    mutating func storedFacts(of name: String, in file: Int) -> StoredFacts { .unknown }

    mutating func analysis(of file: Int) throws(Restart) -> FileAnalysis {
      guard let analysis = analysis(ofTarget: file) else {
        throw Restart(path: files[file].path.path, cause: .sourceChanged)
      }
      return analysis
    }

    /// The errors of the first file's imports.
    mutating func diagnostics(names: SourceNames) -> [Diagnostic] {
      guard let analysis = analysis(ofTarget: 0) else { return [] }
      let targets = targets(of: 0)
      for target in targets { _ = self.analysis(ofTarget: target) }
      let files = files
      return ProgramDiagnostics.imports(
        of: analysis, targets: targets.map { files[$0].refused ?? .file($0) },
        paths: { ModulePath(names.shown(files[$0].path.path)) },
        problem: { file in
          if case .failure(let problem)? = files[file].text { problem } else { nil }
        })
    }
  }
}
