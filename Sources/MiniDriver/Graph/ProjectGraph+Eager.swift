// Builds the graph of a project without cached files. Compiles each file as soon as its imports are
// read, so that few texts are in memory at a time.

import BuildCache
import FileIO
import MiniFrontend
import ObjectStore
import Synchronization

extension ProjectGraph {
  /// Reads all files from the root on, and compiles each one once its imports are read.
  ///
  /// The files get the indices that reading wave by wave would give, whatever the schedule was.
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
          beginning, .file, "read \(context.names.shown(known.path.path))",
          [("outcome", .string(loaded.outcome))])
        return run.withLock { $0.take(loaded, of: file) }
      case .compile(let file):
        guard let work = run.withLock({ $0.work(on: file) }) else { return [] }
        let compiled = work.compile()
        context.options.trace.end(
          beginning, .file, "compile \(context.names.shown(work.compiler.path.path))",
          compiled.reason.traceDetails)
        run.withLock { $0.take(compiled, of: file) }
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

/// Everything that compiling a file needs.
private struct EagerWork: Sendable {
  let compiler: FileCompiler
  let sourceID: ObjectID
  let facts: FileFacts

  func compile() -> CompiledFile {
    let (context, path) = (compiler.context, compiler.path)
    let inputs = FileInputs(
      epoch: compilerEpochHex, options: context.irOptions, moduleName: path.module,
      sourceID: sourceID,
      imports: zip(facts.imports, compiler.imported).map { ImportInput($0, of: $1) })
    var reason = MissReason.neverBuilt
    if case .miss(let cause) = context.cache.file(inputs, path: path.path) { reason = cause }
    return CompiledFile(
      compiler.compile(), path: path.path, inputs: inputs, facts: facts,
      declarations: compiler.declarations.encodedFacts, reason: reason,
      today: context.cache.today)
  }
}

/// The files that a first build compiled while it read.
struct FirstBuild: Sendable {
  /// In the order in which the files were met.
  fileprivate var states: [FileState] = [FileState()]
  /// Once all files are read: each file's place among the states.
  fileprivate var stateIndices: [Int] = []

  /// The imports that a file waits for, and its results so far.
  fileprivate struct FileState {
    /// Its interface, once it is read.
    var interface: Interface?
    var isRead = false
    /// The number of its imports that are not read yet.
    var waitsFor = 0
    /// The files that wait for this one.
    var waiting: [Int] = []
    var compiled: CompiledFile?
  }

  /// Moves out a compiled file.
  mutating func takeCompiled(_ file: Int) -> CompiledFile? {
    states[stateIndices[file]].compiled.take()
  }
}

/// The growing graph, and the imports that each file waits for.
private struct EagerRun {
  var graph: ProjectGraph
  private let progress: (@Sendable (BuildProgress) -> Void)?
  private var compiled = (count: 0, load: UInt64(0))
  /// The files that have been read.
  private var read = (count: 0, load: UInt64(0))
  private var build = FirstBuild()
  private var declarations = DeclarationGraph()

  init(graph: ProjectGraph) {
    self.graph = graph
    progress = graph.context.options.onProgress
  }

  /// Adds a file that was read.
  ///
  /// - Returns: the tasks that are now possible. Compile tasks come after read tasks, on top of the
  ///   stack.
  mutating func take(_ loaded: ProjectGraph.Loaded, of file: Int) -> [EagerTask] {
    var met: [Int] = []
    graph.take(loaded, of: file, met: &met)
    if progress != nil {
      read.count += 1
      read.load &+= graph.files.load(of: file)
    }
    build.states += repeatElement(FirstBuild.FileState(), count: met.count)
    build.states[file].isRead = true
    // Reversed, so that the first import is read next.
    var tasks = met.reversed().map(EagerTask.read)
    if case .new(_, _, let analysis?, _) = loaded {
      build.states[file].interface = analysis.interface
      for target in graph.targetFiles(of: file) where !build.states[target].isRead {
        build.states[file].waitsFor += 1
        build.states[target].waiting.append(file)
      }
      if build.states[file].waitsFor == 0 { tasks.append(.compile(file)) }
    }
    for importer in build.states[file].waiting {
      build.states[importer].waitsFor -= 1
      if build.states[importer].waitsFor == 0 { tasks.append(.compile(importer)) }
    }
    build.states[file].waiting = []
    return tasks
  }

  /// The work of compiling a file. Its parsed text moves out of the graph, unless errors of the
  /// graph can need it. `nil` if a file must be read before that a declaration it uses names; the
  /// task comes again then.
  mutating func work(on file: Int) -> EagerWork? {
    guard let declared = declarations(of: file) else { return nil }
    let imported = graph.imported(by: file) { number, target in
      ImportedModule(
        name: graph.files.path(of: target).module, interface: build.states[target].interface,
        declared: declared.imported[number])
    }
    let isNeeded = file == graph.root || imported.contains { $0.interface == nil }
    guard let facts = graph.files.facts(of: file),
      let analysis = isNeeded ? graph.files[file].analysis : graph.takeAnalysis(of: file)
    else { return nil }
    return EagerWork(
      compiler: FileCompiler(
        context: graph.context, path: graph.files.path(of: file), analysis: analysis,
        imported: imported, declarations: declared),
      sourceID: graph.sourceID(of: file), facts: facts)
  }

  /// The declarations that compiling a file needs; `nil` if it must wait.
  private mutating func declarations(of file: Int) -> FileDeclarations? {
    let targets = graph.targetFiles(of: file)
    let isPlain =
      build.states[file].interface?.isSelfContained ?? false
      && targets.allSatisfy { build.states[$0].interface?.isSelfContained ?? true }
    guard let facts = graph.files.facts(of: file), !isPlain else {
      return FileDeclarations(
        module: graph.files.path(of: file).module, importCount: graph.targets(of: file).count)
    }
    var lent = DeclarationGraph()
    swap(&lent, &declarations)
    defer { swap(&lent, &declarations) }
    let search: DeclarationGraph.Search
    do throws(Restart) {
      search = try lent.declarations(of: file, names: facts.imports.map(\.names), from: &self)
    } catch {
      preconditionFailure("nothing is read twice")
    }
    switch search {
    case .found(let found): return found
    case .unread(let other):
      build.states[file].waitsFor += 1
      build.states[other].waiting.append(file)
      return nil
    }
  }

  mutating func take(_ compiled: CompiledFile, of file: Int) {
    build.states[file].compiled = compiled
    guard let progress else { return }
    self.compiled.count += 1
    self.compiled.load &+= graph.files.load(of: file)
    let total = graph.files.count
    // Unread files are assumed to have the average size.
    let load = read.load / UInt64(max(read.count, 1)) &* UInt64(total)
    progress(
      BuildProgress(
        work: "compiling", noun: "file", done: self.compiled.count, total: total,
        load: .init(done: self.compiled.load, total: read.count == total ? read.load : load)))
  }

  /// The graph with the compiled files, in the order in which waves of imports meet them.
  mutating func finished() -> ProjectGraph {
    let order = graph.orderOfWaves()
    graph.renumber(by: order)
    build.stateIndices = order
    graph.firstBuild = build
    return graph
  }
}

extension EagerRun: DeclarationSource {
  mutating func declaringFile(_ file: Int) -> DeclaringFile? {
    build.states[file].interface.map { graph.declaringFile(file, $0) }
  }

  func isUnread(_ file: Int) -> Bool { !build.states[file].isRead }

  mutating func storedFacts(of name: String, in file: Int) -> StoredFacts { .unknown }

  mutating func analysis(of file: Int) -> FileAnalysis {
    guard let analysis = graph.files.analysis(of: file) else {
      preconditionFailure("a file's declarations are looked at before it is compiled")
    }
    return analysis
  }
}
