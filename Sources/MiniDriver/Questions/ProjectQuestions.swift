// A project that is asked questions: its graph of files, and the declarations of those that an answer
// needs.

import BuildCache
package import FileIO
package import MiniBackend
import MiniFrontend
package import SystemPackage

/// A project's files as they are now. It takes from the last build's index what that knows, reads
/// what has changed since, and writes nothing.
package struct ProjectQuestions: Sendable {
  let graph: ProjectGraph
  let context: BuildContext
  let location: ProjectLocation
  let fileSystem: any FileSystem
  /// The names of the project's files in messages.
  package let names: SourceNames

  /// - Parameters:
  ///   - root: the root file, or the folder that contains it.
  ///   - options: their cache, settings and number of threads are used.
  ///   - debugInfo: that of keys; `nil`: as in the last build.
  package init(
    root: FilePath, options: BuildOptions, debugInfo: DebugInfo? = nil,
    fileSystem: any FileSystem = LocalFileSystem(), clock: any WallClock = SystemWallClock()
  ) throws(BuildError) {
    var options = options
    options.root = root
    // The files are read and not compiled, and the root needs no `main`.
    options.goal = .tests
    options.cacheUse = options.cacheUse == .none ? .none : .read
    self.fileSystem = fileSystem
    location = try ProjectLocation(root: root, text: nil, fileSystem: fileSystem)
    let loaded = try LiveProject.load(location, options, debugInfo, fileSystem, clock)
    (graph, context) = (loaded.graph, loaded.context)
    names = SourceNames(rootFolder: location.folder)
    try context.reader.check()
  }

  /// The root file as the user would name it.
  package var shownRoot: String { names.shown(context.rootName) }

  /// The problems of the cache in words, one line each.
  package var cacheEvents: [String] { context.cache.events }

  /// Whether there is an index of the last build.
  package var hasLastBuild: Bool { graph.snapshot != nil }

  /// The files that answers lack, or know only in part, in words, one line each.
  package var gaps: [String] {
    graph.files.touchedIndices.filter { graph.isReachable($0) }.sorted {
      graph.files.path(of: $0) < graph.files.path(of: $1)
    }.compactMap { file in
      let name = names.shown(graph.files.path(of: file).path)
      if graph.files.problem(of: file) != nil {
        return "'\(name)' is missing: it cannot be read; see 'mini check'"
      }
      return hasErrors(file) ? "'\(name)' has errors, and may use more; see 'mini check'" : nil
    }
  }

  /// Whether a file that this process has parsed has errors. All others have none.
  func hasErrors(_ file: Int) -> Bool {
    graph.files.analysis(of: file)?.hasErrors ?? (graph.files.faultyInterface(of: file) != nil)
  }

  /// The files that the root reaches.
  var files: [Int] { graph.files.indices.filter { graph.isReachable($0) } }

  func module(_ file: Int) -> String { graph.files.path(of: file).module }

  func isStandard(_ file: Int) -> Bool { graph.files.path(of: file).standardModule != nil }

  /// A file's parsed text; `nil` if it cannot be read.
  func analysis(of file: Int) -> FileAnalysis? {
    if let analysis = graph.files.analysis(of: file) { return analysis }
    guard graph.files.problem(of: file) == nil else { return nil }
    let path = graph.files.path(of: file)
    // A text that changes in this moment has other facts than the graph; they are as good.
    return (try? context.reader.reading(of: path.path)).map {
      FileAnalysis(analyzing: $0.bytes, of: path.origin)
    }
  }

  /// For each import of a file's text the number of the imported file; `nil`: it has none.
  func targets(of analysis: FileAnalysis, in file: Int) -> [Int?] {
    let path = graph.files.path(of: file)
    return analysis.zir.imports.map { graph.knownIndex(of: path.importing($0.path)) }
  }

  /// The declarations of files and all that they name; `nil` for files that cannot be read.
  func uses(of files: [Int]) -> [FileUses?] {
    Parallel.map(files, threadsMax: context.options.threadsMax) { file in
      analysis(of: file).map {
        FileUses($0, file: file, targets: targets(of: $0, in: file))
      }
    }
  }

  /// A declaration as a part of the project.
  func part(_ declared: FileUses.Declared, in file: Int, _ lines: LineMap) -> ProjectPart {
    ProjectPart(
      kind: declared.kind, name: "\(module(file)).\(declared.name)",
      path: graph.files.path(of: file).path, location: lines.location(of: declared.range))
  }
}
