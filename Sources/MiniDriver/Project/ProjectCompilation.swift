// Brings every reachable file's IR up to date: unchanged, from the ZirCache, or compiled.

import BuildCache
import FileIO
import MiniBackend
import MiniFrontend

/// The compiling half of a build. After `run`, unless `hasErrors`, each reachable file either has
/// an artifact or keeps its row of the last build.
struct ProjectCompilation {
  var graph: ProjectGraph
  var artifacts = FileArtifacts()
  /// Entries that the cache must keep and has not received yet, by file.
  private var pendingAdditions: [FileAdditions] = []
  var diagnostics: [FileDiagnostic] = []
  /// Filled if details are requested.
  private(set) var fileReports: [BuildReport.File] = []
  /// The files and functions that were compiled, if the record of the build names them.
  private(set) var misses: [BuildRecord.Miss] = []
  /// The failed imports, each with the bytes from its path to the next import's.
  var failedImports: [(file: Int, bytes: Range<UInt32>)] = []
  private var filesCompiled = 0
  private(set) var functionsCompiled = 0
  /// Number of tests in all files whose tests are compiled.
  var testCount = 0
  /// With `--recheck`: the cache's entries, by file.
  private var recheckedEntries: [Int: ZirEntry] = [:]
  /// The interfaces of the files that affected files import.
  var interfaces: InterfaceTable
  /// The declarations of other files that affected files name.
  var declarations = DeclarationGraph()
  /// Those that may differ from the last build's.
  var changed = ChangedDeclarations()
  /// The knowledge of the last build about files' declarations. A file maps to `nil` if what was
  /// stored about it is lost.
  var stored: [Int: StoredDeclarations?] = [:]
  let context: BuildContext

  init(context: BuildContext, graph: ProjectGraph) {
    self.context = context
    interfaces = InterfaceTable(fileCount: graph.files.count)
    self.graph = graph
  }

  private var trace: Trace { context.options.trace }

  var hasErrors: Bool { diagnostics.contains { $0.diagnostic.code.severity == .error } }

  /// Whether the program is refused: see ``BuildReport/isRefused``.
  var isRefused: Bool { context.options.warnings.refuse(diagnostics) }

  var fileCounts: BuildReport.Counts {
    .init(total: graph.reachableCount, compiled: filesCompiled)
  }

  var functionCounts: BuildReport.Counts {
    .init(total: graph.functionCount + testCount, compiled: functionsCompiled)
  }

  /// Whether the IR of any function came from the cache.
  var hasCachedIR: Bool {
    filesCompiled < graph.reachableCount || functionsCompiled < graph.functionCount
  }

  mutating func run() throws(Restart) {
    try diagnoseImports()
    try diagnoseEntryPoint()
    let affected = affectedFiles()
    var steps = PhaseClock(trace)
    let misses = try lookUp(takeCompiled(affected))
    steps.lap("look files up")
    try compile(misses)
    steps.lap("compile files")
    replayFrontEndDiagnostics()
  }

  /// Compiles files whose cached sections are lost.
  mutating func compileAgain(_ files: [Int]) throws(Restart) {
    try graph.addInterfaces(ofTargetsOf: files, to: &interfaces)
    try resolveNames(usedBy: files)
    var misses: [FileMiss] = []
    for file in files {
      let id =
        artifacts[file]?.irID ?? graph.files.oldRow(of: file).map { graph.snapshot!.irID($0) }
      misses.append(
        FileMiss(
          FileKey(of: file, try graph.requiredFacts(of: file), graph, interfaces, declarations),
          reason: id.map(context.cache.reasonForLoss) ?? .objectMissing))
    }
    try compile(misses)
  }

  // MARK: Affected files

  /// Reachable files whose combined hash may differ from the last build's: those read again, those
  /// that use a name of another file whose form changed, and those with a failed import. With other
  /// options, all of them.
  mutating func affectedFiles() -> [Int] {
    changed = graph.changedDeclarations
    if let snapshot = graph.snapshot, snapshot.project.options != context.irOptions {
      return graph.files.indices.filter {
        graph.isReachable($0) && (!graph.files.isTouched($0) || graph.files[$0].problem == nil)
      }
    }
    let touched = graph.files.touchedIndices.filter { graph.isReachable($0) }
    let readAnew = touched.filter(isReadAnew)
    guard !failedImports.isEmpty || !changed.users.isEmpty else { return readAnew.sorted() }
    var isAffected = [Bool](repeating: false, count: graph.files.count)
    for file in readAnew + failedImports.map(\.file) { isAffected[file] = true }
    for file in changed.users where graph.isReachable(file) && graph.files.problem(of: file) == nil
    {
      isAffected[file] = true
    }
    return graph.files.indices.filter { isAffected[$0] }
  }

  private func isReadAnew(_ file: Int) -> Bool {
    guard graph.files.isTouched(file) else { return false }
    return graph.files.problem(of: file) == nil && graph.files.reading(of: file) != nil
  }

  // MARK: Hits and misses

  /// Looks up the affected files in the ZirCache.
  ///
  /// - Returns: the files that must be compiled.
  mutating func lookUp(_ affected: [Int]) throws(Restart) -> [FileMiss] {
    try graph.addInterfaces(ofTargetsOf: affected, to: &interfaces)
    try resolveNames(usedBy: affected)
    let found = Parallel.map(affected, threadsMax: context.options.threadsMax) { [self] file in
      let beginning = trace.begin()
      let found = lookUp(file)
      trace.end(
        beginning, .file, "look up \(context.names.shown(graph.files[file].path.path))",
        found.traceDetails)
      return found
    }
    var misses: [FileMiss] = []
    misses.reserveCapacity(affected.count)
    for (file, outcome) in zip(affected, found) {
      var outcome = outcome
      if case .unknown = outcome {
        try graph.readAgain(file)
        outcome = lookUp(file)
      }
      switch outcome {
      case .kept, .unknown: break
      case .hit(let artifact):
        artifacts.set(artifact, of: file)
        if let warnings = artifact.warnings, !warnings.isEmpty {
          report([Diagnostic](decoding: warnings) ?? [], of: file)
        }
        report(.hit, of: file, artifact.combinedHash)
      case .miss(let miss): misses.append(miss)
      case .rechecked(let miss, let cached):
        misses.append(miss)
        recheckedEntries[file] = cached
      }
    }
    return misses
  }

  private func lookUp(_ file: Int) -> FileLookup {
    FileLookup(of: file, in: graph, interfaces, declarations, context)
  }

  // MARK: Compiling

  private struct Compiled: Sendable {
    let restamp: Result<ProjectFile.Restamp?, Restart>
    var file: CompiledFile?
  }

  /// Compiles files in parallel, and accepts each as soon as those before it are accepted.
  mutating func compile(_ misses: [FileMiss]) throws(Restart) {
    var declared: [FileDeclarations] = []
    declared.reserveCapacity(misses.count)
    for miss in misses { declared.append(try declarations(for: miss.key)) }
    let analyses = graph.takeAnalyses(of: misses.map(\.file))
    let progress = ProgressCounter(
      "compiling", "file",
      loads: misses.map { [files = self.graph.files] in files.load(of: $0.file) },
      context.options.onProgress)
    var failure: Restart?
    // Not `self`: lists with a second owner are copied when they grow.
    let (context, graph, trace, all) = (context, graph, trace, declared)
    Parallel.map(Array(misses.indices), threadsMax: context.options.threadsMax) { number in
      let miss = misses[number]
      let beginning = trace.begin()
      let compiled = Self.compile(miss, all[number], analyses.take(number), graph, context)
      trace.end(
        beginning, .file,
        "compile \(context.names.shown(graph.files[miss.file].path.path))",
        miss.reason.traceDetails)
      progress.step(graph.files.load(of: miss.file))
      return compiled
    } inOrder: { number, compiled in
      let file = misses[number].file
      switch compiled.restamp {
      case .failure(let restart): failure = failure ?? restart
      case .success(nil): break
      case .success(let restamp?): self.graph.take(restamp, of: file)
      }
      if let compiled = compiled.file { context.cache.keep(take(compiled, of: file)) }
    }
    if let failure { throw failure }
  }

  /// Accepts files that were compiled while others were read.
  ///
  /// - Returns: the other files.
  mutating func takeCompiled(_ affected: [Int]) -> [Int] {
    guard graph.firstBuild != nil else { return affected }
    pendingAdditions.reserveCapacity(affected.count)
    artifacts.reserveCapacity(affected.count)
    var rest: [Int] = []
    for file in affected {
      if let compiled = graph.firstBuild?.takeCompiled(file) {
        pendingAdditions.append(take(compiled, of: file))
      } else {
        rest.append(file)
      }
    }
    return rest
  }

  /// Hands over the entries that the cache has not received yet: the saving thread has time for
  /// them. Each file's are in a slot, to be released one by one.
  mutating func takePendingAdditions() -> ResultSlots<FileAdditions> {
    let slots = ResultSlots<FileAdditions>(count: pendingAdditions.count)
    while let last = pendingAdditions.popLast() { slots.set(pendingAdditions.count, to: last) }
    return slots
  }

  /// - Parameter analysis: `nil` if this build has not parsed the file. It is released here, so
  ///   that not all files' texts are in memory until the end.
  private static func compile(
    _ miss: FileMiss, _ declarations: FileDeclarations, _ analysis: FileAnalysis?,
    _ graph: ProjectGraph, _ context: BuildContext
  ) -> Compiled {
    let text: ParsedText
    if let analysis {
      text = ParsedText(analysis: analysis, restamp: nil)
    } else {
      switch graph.text(of: miss.file) {
      case .failure(let restart): return Compiled(restamp: .failure(restart))
      case .success(let parsed): text = parsed
      }
    }
    let compiler = FileCompiler(
      context: context, path: graph.files.path(of: miss.file), analysis: text.analysis,
      imported: miss.key.imported, declarations: declarations)
    return Compiled(
      restamp: .success(text.restamp),
      file: CompiledFile(
        compiler.compile(), path: compiler.path.path, inputs: miss.key.inputs,
        facts: miss.key.facts, declarations: declarations.encodedFacts, reason: miss.reason,
        today: context.cache.today))
  }

  /// Accepts a compiled file.
  ///
  /// - Returns: its data for the cache.
  private mutating func take(_ compiled: CompiledFile, of file: Int) -> FileAdditions {
    var compiled = compiled
    let compilation = compiled.compilation
    if !compilation.diagnostics.isEmpty { report(compilation.diagnostics, of: file) }
    functionsCompiled += compilation.functionsCompiled
    let work = work(of: file, compiled)
    report(
      work, of: file, compiled.combinedHash, functions: compilation.functions,
      nanoseconds: compilation.nanoseconds)
    if context.recordsReasons {
      misses += compilation.misses
      if let reason = work.reason {
        misses.append(
          BuildRecord.Miss(
            .file, path: graph.files.path(of: file).path, reason: reason,
            cachedFunctions: compilation.cachedFunctions))
      }
    }
    if let artifact = compiled.artifact { artifacts.set(artifact, of: file) }
    var additions = compiled.takeAdditions()
    if work.isRechecked { additions.entry = nil }
    return additions
  }

  /// Counts the functions of a file's tests.
  mutating func count(_ tests: FileCompilation, of analysis: FileAnalysis) {
    testCount += analysis.zir.tests.count
    functionsCompiled += tests.functionsCompiled
  }

  private mutating func report(
    _ work: BuildReport.Work, of file: Int, _ combinedHash: CombinedHash,
    functions: [BuildReport.Function] = [], nanoseconds: UInt64 = 0
  ) {
    if !work.isHit { filesCompiled += 1 }
    guard context.details == .files else { return }
    fileReports.append(
      .init(
        path: graph.files.path(of: file).path, work: work, combinedHash: combinedHash,
        functions: functions, compileNanoseconds: nanoseconds))
  }

  private func work(of file: Int, _ compiled: CompiledFile) -> BuildReport.Work {
    guard let entry = recheckedEntries[file], let artifact = compiled.artifact else {
      return .compiled(compiled.reason)
    }
    if entry.irID == artifact.irID, entry.runtimeParts == artifact.runtimeParts,
      entry.facts == graph.files.facts(of: file)
    {
      return .rechecked
    }
    context.cache.report(
      BuildReport.contradiction(of: context.names.shown(graph.files.path(of: file).path)))
    return .compiled(compiled.reason)
  }
}
