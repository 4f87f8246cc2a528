// A project that stays in memory, for editors: texts replace files, and diagnostics follow.

import BuildCache
package import FileIO
import MiniBackend
import MiniFrontend
package import SystemPackage

/// The files of one project, as they are on disk or as unsaved texts, and their diagnostics.
///
/// It begins with the index of the last build, as a build does, and keeps its graph. A change marks
/// the file, and those that see a difference, for ``work(countMax:)``. It writes nothing.
///
/// A class, because requests share it. One thread uses it.
package final class LiveProject {
  /// The root file's folder: absolute, without links.
  package let rootFolder: FilePath
  let location: ProjectLocation
  let options: BuildOptions
  let fileSystem: any FileSystem
  let clock: any WallClock
  var compilation: ProjectCompilation
  /// The unsaved texts, by file.
  var texts: [Int: UnsavedText] = [:]
  /// The files that must be checked.
  var stale: Set<Int> = []
  /// The diagnostics of files that have any.
  var found: [ModulePath: [Diagnostic]] = [:]
  /// The number of checks of files so far.
  package internal(set) var filesChecked = 0
  /// The files whose diagnostics have changed since ``takeChanged(othersMax:)``.
  var changed: Set<ModulePath> = []

  /// A text that replaces a file. It is parsed once.
  struct UnsavedText {
    let reading: SourceReading
    let facts: FileFacts
    let analysis: FileAnalysis
  }

  /// Loads a project.
  ///
  /// - Parameters:
  ///   - root: the root file, which need not exist if it will get a text.
  ///   - options: their cache, settings and number of threads are used.
  /// - Throws: if the root cannot be used.
  package init(
    root: FilePath, options: BuildOptions,
    fileSystem: any FileSystem = LocalFileSystem(mapping: .copied),
    clock: any WallClock = SystemWallClock()
  ) throws(BuildError) {
    self.fileSystem = fileSystem
    self.clock = clock
    var options = options
    options.root = root
    options.goal = .analysis
    options.cacheUse = options.cacheUse == .none ? .none : .read
    self.options = options
    location = try ProjectLocation(
      root: root, text: SourceText(location: .file(root), bytes: []), fileSystem: fileSystem)
    rootFolder = location.realFolder
    compilation = try Self.load(location, options, nil, fileSystem, clock)
    begin()
  }

  /// - Parameter debugInfo: `nil`: that of the last build.
  static func load(
    _ location: ProjectLocation, _ options: BuildOptions, _ debugInfo: DebugInfo?,
    _ fileSystem: any FileSystem, _ clock: any WallClock
  ) throws(BuildError) -> ProjectCompilation {
    let opened = try CacheLocation.open(
      options: options, project: location, fileSystem: fileSystem, clock: clock)
    var options = options
    options.debugInfo =
      debugInfo ?? DebugInfo(irOptions: opened.cache.project?.project.options ?? "")
    let context = BuildContext(
      options: options, details: .outcome, rootFolder: location.realFolder,
      rootFolderComponents: location.realComponents, rootName: location.rootName,
      fileSystem: opened.fileSystem, cache: opened.cache,
      reader: SourceReader(rootFolder: location.realFolder, fileSystem: fileSystem, clock: clock))
    let snapshot = context.usableSnapshot == nil ? nil : opened.cache.soundProject
    let changes = snapshot?.changedRows(
      rootFolder: context.rootFolder, fixedPrefix: StandardModule.prefix, fileSystem: fileSystem,
      threadsMax: options.threadsMax
    ).map(\.row)
    do throws(Restart) {
      var graph = try ProjectGraph(context: context, snapshot: snapshot, changes: changes ?? [])
      graph.indexPaths()
      return ProjectCompilation(context: context, graph: graph)
    } catch {
      precondition(options.cacheUse != .none, "only a cache can contradict the sources")
      options.cacheUse = .none
      return try load(location, options, debugInfo, fileSystem, clock)
    }
  }

  /// Takes the last build's diagnostics, and marks the files that differ from it.
  func begin() {
    stale = Set(compilation.affectedFiles())
    let graph = compilation.graph
    for row in graph.snapshot?.rowsWithDiagnostics ?? []
    where graph.isReachable(row) && !stale.contains(row) {
      set([Diagnostic](decoding: graph.snapshot!.diagnostics(row)) ?? [], of: row)
    }
    for file in graph.files.touchedIndices where graph.files.problem(of: file) != nil {
      stale.formUnion(graph.users(of: [InterfaceChange(ofAllIn: file)]))
    }
    releaseTexts(of: graph.files.touchedIndices)
    compilation.graph.firstBuild = nil
  }

  // MARK: Files

  var graph: ProjectGraph { _read { yield compilation.graph } }

  /// The root file.
  package var root: FilePath { rootFolder.appending(location.rootName) }

  /// The files that the root and the unsaved texts reach.
  package var modules: [ModulePath] {
    graph.files.indices.filter { graph.isReachable($0) }.map { graph.files.path(of: $0) }
  }

  /// The file at a path; `nil` if the project does not contain it.
  package func module(at path: FilePath) -> ModulePath? {
    guard let module = name(of: path), let file = graph.knownIndex(of: module),
      graph.isReachable(file)
    else { return nil }
    return module
  }

  /// The name that the file at a path has in this project; `nil`: its folder does not exist.
  func name(of path: FilePath) -> ModulePath? {
    (try? location.path(ofFile: path, fileSystem: fileSystem)).map { ModulePath($0) }
  }

  /// The absolute path of a file; `nil` for a standard module.
  package func path(of module: ModulePath) -> FilePath? {
    guard module.standardModule == nil else { return nil }
    return rootFolder.pushing(FilePath(module.path)).lexicallyNormalized()
  }

  /// The names that each file declares, by file.
  package var declaredNames: [(module: ModulePath, names: [String])] {
    graph.files.indices.compactMap { file in
      guard graph.isReachable(file), graph.files.isKnown(file),
        let interface = graph.interface(of: file)
      else { return nil }
      return (graph.files.path(of: file), interface.names)
    }
  }

  /// The text of a file; `nil` if it cannot be read.
  package func text(of module: ModulePath) -> [UInt8]? {
    if let file = graph.knownIndex(of: module), let text = texts[file] {
      return text.analysis.lines.source
    }
    return try? compilation.context.reader.reading(of: module.path).bytes
  }
}
