// One attempt at a build, step by step.

import BuildCache
import FileIO
import MiniBackend
import MiniFrontend
import Synchronization
import SystemPackage

/// The state of one attempt at a build. `report` is complete once `run` has returned.
struct BuildSession {
  var report = BuildReport()
  let context: BuildContext
  private let details: ReportDetail
  private let fileSystem: any FileSystem
  private let projectPaths: ProjectPaths?
  private let retryState: RetryState
  private var clock: PhaseClock

  /// Inlined, because a call would copy the report's lists: runtime note 2.
  ///
  /// - Parameter retryState: from the attempts before this one.
  @inline(__always)
  init(
    options: BuildOptions, retryState: RetryState, details: ReportDetail,
    fileSystem: any FileSystem, clock: any WallClock
  ) throws(BuildError) {
    self.clock = PhaseClock(options.trace)
    let codeUse: BuildContext.CodeUse =
      options.changeDetection == .contents
      ? .compared
      : retryState.distrustsCode
        ? .replaced : options.cacheUse == .refresh ? .ignored : .used
    self.fileSystem = fileSystem
    var options = options
    if retryState.distrustsCache { options.changeDetection = .contents }
    self.retryState = retryState
    self.details = details
    let project = try ProjectLocation(
      root: options.root, text: options.text, projectFolder: options.projectFolder,
      fileSystem: fileSystem)
    let standIn = try options.text.map { text throws(BuildError) in
      StandIn(
        path: ModulePath(try project.path(of: text, fileSystem: fileSystem)),
        reading: text.reading)
    }
    let opened = try CacheLocation.open(
      options: options, project: project, fileSystem: fileSystem, clock: clock)
    projectPaths = opened.projectPaths
    context = BuildContext(
      options: options, details: details, rootFolder: project.folder,
      rootFolderComponents: project.realComponents, rootName: project.rootName,
      moreRoots: try project.modules(options.moreRoots, fileSystem: fileSystem),
      fileSystem: opened.fileSystem, cache: opened.cache,
      reader: SourceReader(
        rootFolder: project.folder, standIn: standIn, fileSystem: fileSystem, clock: clock),
      codeUse: codeUse)
    report.rootFolder = options.text?.location == .nowhere ? nil : project.folder
    report.warnings = options.warnings
  }

  mutating func run() throws {
    do {
      try attempt()
    } catch let restart as Restart {
      try context.reader.check()
      throw restart
    }
  }

  private mutating func attempt() throws {
    let snapshot = context.usableSnapshot
    if details == .files { report.loaded = context.cache.loadedCounts }
    report.phases.load = clock.lap("load")
    let trust = OutputTrust(context.options.durability, fileSystem: context.fileSystem)
    let changes = changedRows(of: snapshot, trust)
    report.phases.stat = clock.lap("stat")
    let plan = try OutputPlan(context: context, projectPaths: projectPaths, trust: trust)
    if let snapshot, snapshot.project.options == context.irOptions, changes.isEmpty,
      context.options.goal != .tests, plan.isFresh(in: snapshot),
      details != .files || snapshot.isSound
    {
      try plan.checkReports(against: snapshot)
      reportNullBuild(snapshot, plan)
      clock.lap("replay")
    } else {
      if snapshot != nil, let sound = context.cache.soundProject {
        try rebuild(sound, changes, plan)
      } else {
        try rebuild(nil, [], plan)
      }
      context.cache.endWriting()
      clock.lap("release memory")
    }
    report.cacheEvents = cacheEvents
    report.upstreams = context.cache.upstreamCounts
    (report.remote, report.upload) = context.remote.withLock { ($0.counts, $0.upload) }
    report.hasReadText = context.reader.hasReadText
    report.phases.total = clock.total
  }

  /// Problems of the cache found by this attempt and those before it.
  var cacheEvents: [String] { retryState.cacheEvents.union(context.cache.events).sorted() }

  private func changedRows(of snapshot: FileHashCache?, _ trust: OutputTrust) -> [Int] {
    guard let snapshot else { return [] }
    switch context.options.changeDetection {
    case .contents: return Array(0..<snapshot.count)
    case .stamps:
      var changed = snapshot.changedRows(
        rootFolder: context.rootFolder, fixedPrefix: StandardModule.prefix,
        fileSystem: fileSystem,
        threadsMax: context.options.threadsMax
      ).map(\.row)
      if let standIn = context.reader.standIn(in: snapshot) {
        changed.removeAll { $0 == standIn.row }
        if !standIn.isKnown { changed.append(standIn.row) }
      }
      let suspects =
        retryState.suspects.compactMap { snapshot.row(ofPath: $0.path) }
        + trust.doubtfulRows(of: snapshot)
      return suspects.isEmpty ? changed : Set(changed).union(suspects).sorted()
    }
  }

  /// Nothing changed: replays the warnings and fills the report.
  private mutating func reportNullBuild(_ snapshot: FileHashCache, _ plan: OutputPlan) {
    report.fileCounts = .init(total: snapshot.count, compiled: 0)
    report.functionCounts = .init(total: snapshot.functionCountTotal, compiled: 0)
    report.unitCounts = linkedUnitCounts
    for (path, encoded) in snapshot.allDiagnostics { replay(encoded, of: path) }
    sortDiagnostics()
    if details == .files { report.keptPaths = (0..<snapshot.count).map(snapshot.path) }
    context.options.onSources?((0..<snapshot.count).map(snapshot.path))
    report.outputs = plan.shownOutputs
    report.program = plan.keptProgram
    // Nothing is new. This writes only repairs of damage found while the counts were looked up.
    report.bytesWritten +=
      context.cache.finish().bytesWritten
    context.cache.endWriting()
    context.cache.markProjectUsed()
  }

  private mutating func rebuild(
    _ snapshot: FileHashCache?, _ changes: [Int], _ plan: OutputPlan
  ) throws {
    var misses: [BuildRecord.Miss] = []
    do {
      let outcome = try make(snapshot, changes, plan, &misses)
      record(outcome, misses, nanoseconds: clock.total)
    } catch let error as BuildError {
      record(.failed("\(error)"), misses, nanoseconds: clock.total)
      throw error
    }
  }

  private mutating func make(
    _ snapshot: FileHashCache?, _ changes: [Int], _ plan: OutputPlan,
    _ misses: inout [BuildRecord.Miss]
  ) throws -> BuildRecord.Outcome {
    Interruption.install()
    context.cache.beginWriting()
    var steps = PhaseClock(context.options.trace)
    let graph = try ProjectGraph(context: context, snapshot: snapshot, changes: changes)
    try context.reader.check()
    context.options.onSources?(graph.reachablePaths)
    steps.lap("read sources")
    if let problem = graph.files.problem(of: graph.root) {
      throw problem.error(ofRoot: context.options.root.string)
    }
    try plan.check(against: graph)
    var compilation = ProjectCompilation(context: context, graph: consume graph)
    try Parallel.both(threadsMax: context.options.threadsMax) {
      plan.backEnd?.prepare()
    } and: {
      try compilation.run()
    }
    report.phases.compile = clock.lap("compile")
    misses = compilation.misses
    let outcome = compilation.isRefused ? BuildRecord.Outcome.refused : .done
    if outcome == .refused {
      collect(compilation)
      report.bytesWritten += save(&compilation)
    } else {
      let assembly: OutputPlan.Result
      do {
        assembly = try write(plan, &compilation)
      } catch {
        // The compiled files are valid even if the outputs could not be written.
        _ = save(&compilation)
        collect(compilation)
        misses = compilation.misses
        throw error
      }
      collect(compilation)
      misses = compilation.misses
      report.patched = assembly.patched
      report.placement = assembly.placement
      report.text = assembly.text
      report.program = assembly.program
      report.tests = assembly.tests
      report.keepVerdicts = assembly.keepVerdicts
      report.keepPassedFiles = assembly.keepPassedFiles
      report.outputs = assembly.program.map { [$0.path] } ?? plan.shownOutputs
      report.bytesWritten += assembly.bytesWritten
      report.phases.native = assembly.nativeNanoseconds
      report.areUnitsKnown = assembly.areUnitsKnown
      report.unitCounts =
        assembly.unitCounts.total > 0 || !assembly.areUnitsKnown
        ? assembly.unitCounts : linkedUnitCounts
      report.units = assembly.units
      report.links = assembly.links
    }
    if context.options.collection == .whenDue {
      report.collectionNeed = context.cache.claimCollection(context.options.configuration)
    }
    // (`make guard` asks for one thread so that counts repeat.)
    if snapshot == nil, context.options.threadsMax > 1 { Self.release(compilation) }
    let rest = clock.lap("output")
    report.phases.save = rest - min(rest, report.phases.native)
    return outcome
  }

  /// How often lost sections are compiled again; damage needs one attempt.
  private static let attemptsMax = 3

  /// Writes the outputs. Files whose sections turn out to be lost are compiled again first.
  private func write(
    _ plan: OutputPlan, _ compilation: inout ProjectCompilation
  ) throws -> OutputPlan.Result {
    var lost = LostSections(files: [])
    for _ in 0..<Self.attemptsMax {
      do {
        if context.options.effect == .report { return try plan.preview(&compilation) }
        return context.options.goal == .tests
          ? try plan.makeTests(&compilation) : try plan.write(&compilation)
      } catch let found as LostSections {
        lost = found
        try compilation.compileAgain(lost.files)
        if compilation.hasErrors { break }
      }
    }
    // A file compiled without errors before now has errors, or is lost as soon as it is compiled.
    let path = compilation.graph.files.path(of: lost.files[0]).path
    throw Restart(path: path, cause: .cacheContradicts)
  }

  /// Lets another thread free the memory of a cold build, a few hundred thousand small objects, so
  /// that the process need not wait for it. None of them holds a file open.
  @inline(never)  // saves other builds 0.1 ms in the Swift runtime
  private static func release(_ compilation: ProjectCompilation) {
    let done = (
      compilation.artifacts, compilation.context.cache.takeSaved(), compilation.graph.files,
      compilation.graph.firstBuild
    )
    Parallel.inBackground { withExtendedLifetime(done) {} }
  }

  /// The units of an unchanged executable. Counting them reads a file.
  private var linkedUnitCounts: BuildReport.Counts {
    guard details != .outcome, context.options.goal.makesExecutable else { return .init() }
    return .init(total: context.cache.linkedUnits().count { $0.variant == context.unitVariant })
  }

  /// Stores the compiled files and functions, but not the program.
  private func save(_ compilation: inout ProjectCompilation) -> UInt64 {
    context.cache.keep(compilation.takePendingAdditions())
    return context.cache.finish().bytesWritten
  }

  /// Moves the results of a compilation into the report.
  private mutating func collect(_ compilation: ProjectCompilation) {
    let graph = compilation.graph
    report.diagnostics = compilation.diagnostics
    sortDiagnostics()
    report.sourcesRead = graph.sourcesRead
    report.fileCounts = compilation.fileCounts
    report.functionCounts = compilation.functionCounts
    guard details == .files else { return }
    report.files = compilation.fileReports.sorted {
      ModulePath($0.path) < ModulePath($1.path)
    }
    let touched = Set(compilation.fileReports.map { ModulePath($0.path) })
    report.keptPaths = graph.files.indices.lazy.filter { graph.isReachable($0) }
      .map { graph.files.path(of: $0) }
      .filter { !touched.contains($0) }.sorted().map(\.path)
  }

  private mutating func replay(_ encoded: [UInt8], of path: String) {
    for diagnostic in [Diagnostic](decoding: encoded) ?? [] {
      report.diagnostics.append(FileDiagnostic(path: path, diagnostic: diagnostic))
    }
  }

  /// Sorts by file, then by place. A null build's diagnostics usually are sorted already.
  private mutating func sortDiagnostics() {
    let all = report.diagnostics
    var next = 1
    while next < all.count, !precedes(all[next], all[next - 1]) { next += 1 }
    if next < all.count { report.diagnostics.sort(by: precedes) }
  }

  private func precedes(_ a: FileDiagnostic, _ b: FileDiagnostic) -> Bool {
    let (first, second) = (ModulePath(a.path), ModulePath(b.path))
    guard first == second else { return first < second }
    return (a.diagnostic.location.byteOffset, a.diagnostic.code.rawValue)
      < (b.diagnostic.location.byteOffset, b.diagnostic.code.rawValue)
  }
}
