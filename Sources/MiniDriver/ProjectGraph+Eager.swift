// A project of which nothing is cached yet: each file is compiled as soon as what it imports has been
// read, so that few files' texts are in memory at a time.

import BuildCache
import FileIO
import MiniFrontend
import Synchronization

extension ProjectGraph {
  /// Reads all files from the root on, and compiles each once its imports are read.
  ///
  /// The files' indices are as if they had been read wave by wave, whatever the threads did.
  mutating func loadAndCompile() {
    let run = Mutex(EagerRun(graph: self))
    let (root, context) = (root, context)
    Parallel.forEach(
      from: EagerTask.read(root), threadsMax: context.options.threadsMax
    ) { task in
      let beginning = context.options.trace.begin()
      switch task {
      case .read(let file):
        let known = run.withLock { $0.graph.files[file] }
        let loaded = Self.load(known, nil, context)
        context.options.trace.end(
          beginning, .file, "read \(known.path)", [("outcome", .string(loaded.outcome))])
        return run.withLock { $0.take(loaded, of: file) }
      case .compile(let file):
        guard let compiler = run.withLock({ $0.compiler(of: file) }) else { return [] }
        let compilation = compiler.compile()
        context.options.trace.end(
          beginning, .file, "compile \(compiler.path)", MissReason.neverBuilt.traceDetails)
        run.withLock { $0.take(compilation, of: file) }
        return []
      }
    }
    self = run.withLock { $0.finished() }
  }
}

private enum EagerTask: Sendable {
  case read(Int)
  case compile(Int)
}

/// The graph while it grows, and what each file waits for.
private struct EagerRun {
  var graph: ProjectGraph
  private let progress: (@Sendable (BuildProgress) -> Void)?
  private var compiledCount = 0
  /// By file.
  private var states: [FileState] = [FileState()]

  private struct FileState {
    /// What it offers, once it is read.
    var interface: Interface?
    var isRead = false
    /// How many of its imports are not read yet.
    var waitsFor = 0
    /// The files that wait for this one.
    var waiting: [Int] = []
    var compilation: FileCompilation?
  }

  init(graph: ProjectGraph) {
    self.graph = graph
    progress = graph.context.options.onProgress
  }

  /// Takes in a file.
  ///
  /// - Returns: what can be done now: above the files that were met for the first time those that can be
  ///   compiled.
  mutating func take(_ loaded: ProjectGraph.Loaded, of file: Int) -> [EagerTask] {
    var met: [Int] = []
    graph.take(loaded, of: file, met: &met)
    states += repeatElement(FileState(), count: met.count)
    states[file].isRead = true
    // The first import is read next.
    var tasks = met.reversed().map(EagerTask.read)
    if case .new(_, _, let analysis?) = loaded {
      states[file].interface = analysis.interface
      for target in graph.targetFiles(of: file) where !states[target].isRead {
        states[file].waitsFor += 1
        states[target].waiting.append(file)
      }
      if states[file].waitsFor == 0 { tasks.append(.compile(file)) }
    }
    for importer in states[file].waiting {
      states[importer].waitsFor -= 1
      if states[importer].waitsFor == 0 { tasks.append(.compile(importer)) }
    }
    states[file].waiting = []
    return tasks
  }

  /// What compiles a file, whose text is given away with it, unless errors of the graph may need it.
  mutating func compiler(of file: Int) -> FileCompiler? {
    let imported = graph.imported(by: file) { states[$0].interface }
    let isNeeded = file == graph.root || imported.contains { $0 == nil }
    guard let analysis = isNeeded ? graph.files[file].analysis : graph.takeAnalysis(of: file)
    else { return nil }
    return FileCompiler(
      context: graph.context, path: graph.files.path(of: file), analysis: analysis,
      imported: imported)
  }

  mutating func take(_ compilation: FileCompilation, of file: Int) {
    states[file].compilation = compilation
    compiledCount += 1
    progress?(
      BuildProgress(
        work: "compiling", noun: "file", done: compiledCount, total: graph.files.count))
  }

  /// The graph with what was compiled, its files in the order in which waves of imports meet them.
  mutating func finished() -> ProjectGraph {
    let order = graph.orderOfWaves()
    graph.renumber(by: order)
    graph.compilations = order.map { states[$0].compilation.take() }
    return graph
  }
}
