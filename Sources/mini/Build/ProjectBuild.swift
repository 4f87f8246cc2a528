// Builds a project and prints the report, for all porcelain commands.

import BuildCache
import FileIO
import MiniBackend
import MiniDriver
import MiniFrontend
import SystemPackage

/// One build with the settings of a command.
struct ProjectBuild {
  var root: FilePath
  var work: WorkSettings
  let report: ReportSettings
  /// The destination of diagnostics in JSON; text always goes to standard error.
  var jsonDestination = JSONDestination.standardError
  /// Text that replaces a file: see ``BuildOptions/text``.
  var text: SourceText?
  /// The default cache; `nil`: the one in the root file's folder.
  var usualCache: FilePath?
  /// The remote cache that the project suggests.
  var suggestion: RemoteSuggestion?
  /// Whether other programs share its units: see ``BuildOptions/isOneOfSeveral``.
  var isOneOfSeveral = false
  /// The root files to use in turn while the program does not contain the file that the text
  /// replaces. The last of them is that file.
  var laterRoots: [FilePath] = []
  /// With the goal ``BuildOptions/Goal/tests``: see ``BuildOptions/moreRoots``.
  var moreRoots: [FilePath] = []
  /// With the same goal: see ``BuildOptions/projectFolder``.
  var projectFolder: FilePath?
  /// With the same goal: see ``BuildOptions/testFilter``.
  var testFilter: String?
  /// With the same goal: see ``BuildOptions/testProgram``.
  var testProgram = BuildOptions.TestProgram.isolated
  /// The file for what the program was made of; see ``ProvenanceFile``.
  var provenance: String?
  /// Files that the command writes after the build, beside those of `report`.
  var moreReportFiles: [String?] = []
  /// Whether the build only says what it would do: see ``BuildOptions/Effect/report``.
  var effect = BuildOptions.Effect.files
  /// With this effect: what builds before it would make, if there are any.
  var planned: PlannedWork?
  /// Called by the build with its source files: see ``BuildOptions/onSources``.
  var onSources: (@Sendable ([String]) -> Void)?

  enum JSONDestination {
    case standardOutput
    case standardError
  }

  init(root: FilePath, work: WorkSettings, report: ReportSettings) {
    self.root = root
    self.work = work
    self.report = report
  }

  init(root: FilePath, work: WorkOptions, report: ReportOptions) {
    self.init(root: root, work: WorkSettings(work), report: ReportSettings(report))
  }

  init(_ target: BuildTarget, work: WorkSettings, report: ReportSettings) {
    self.init(root: target.root, work: work, report: report)
    usualCache = target.usualCache
    isOneOfSeveral = target.isOneOfSeveral
    suggestion = target.suggestion
  }

  init(_ target: BuildTarget, work: WorkOptions, report: ReportOptions) {
    self.init(target, work: WorkSettings(work), report: ReportSettings(report))
  }

  /// Builds and prints.
  ///
  /// - Returns: the report of a program without errors.
  /// - Throws: ``BuildError``; ``FoundFaults`` if the program has errors, which have been printed.
  func run(
    goal: BuildOptions.Goal, output: FilePath? = nil, stem: FilePath? = nil, optimization: Int = 0,
    debugInfo: DebugInfo = .none, durability: BuildOptions.Durability = .none
  ) throws -> BuildReport {
    let configuration = try Environment.configuration(
      cacheDirectory: work.cacheDirectory, jobs: work.jobs, suggestion: suggestion)
    var options = BuildOptions(
      root: root, goal: goal, output: output, optimization: optimization,
      debugInfo: debugInfo, threadsMax: configuration.jobs,
      cacheDirectory: configuration.cacheDirectory ?? usualCache,
      cacheUse: cacheUse(configuration),
      changeDetection: work.recheck ? .contents : .stamps,
      durability: configuration.isDurable ? .synced : durability,
      collection: work.noCollection ? .never : .whenDue,
      toolchain: Toolchain(configuration), configuration: configuration)
    options.reportFiles = ([report.statsJson, report.trace, provenance] + moreReportFiles)
      .compactMap { $0 }.filter { $0 != "-" }.map { FilePath(argument: $0) }
    options.privateParents = { TemporaryFolders.all }
    options.jobServer = Environment.value("MAKEFLAGS").flatMap { JobServer(makeFlags: $0) }
    options.remoteProgram = { RemoteProgram.beside }
    options.text = text
    options.stem = stem
    options.isOneOfSeveral = isOneOfSeveral
    options.moreRoots = moreRoots
    options.projectFolder = projectFolder
    options.testFilter = testFilter
    options.testProgram = testProgram
    if text != nil, goal == .diagnostics, !work.noCache { options.cacheUse = .read }
    options.effect = effect
    if effect == .report { options.collection = .never }
    if !isInFiles, options.cacheDirectory == nil { options.cacheUse = .none }
    options.warnings = report.deniesWarnings ? .denied : .accepted
    options.onWait = report.isQuiet ? { _ in } : WaitNotice.write
    options.onSources = onSources
    let trace = CommandTrace(isWanted: report.trace != nil)
    options.trace = trace.trace
    var result = try buildInTurn(options)
    // Without storing, each build compiles all.
    if let planned, options.cacheUse == .readWrite { planned.omit(from: &result) }
    let showing = trace.trace.begin()
    try show(result)
    trace.trace.end(showing, .phase, "print")
    if let file = report.trace { try ReportFile.write(trace.json(report.traceFormat), to: file) }
    if let need = result.collectionNeed {
      BackgroundCollection.start(need, quietly: report.isQuiet)
    }
    if let upload = result.upload { RemoteProgram.start(upload, quietly: report.isQuiet) }
    guard !result.isRefused else {
      if !result.hasErrors {
        StandardError.write("mini: error: warnings are denied ('--deny-warnings')\n")
      }
      throw FoundFaults()
    }
    if let provenance { try ProvenanceFile.write(to: provenance, of: options) }
    if work.recheck, result.hasRecheckFindings { throw FoundFaults() }
    return result
  }

  /// Builds the program at `root`, and ``laterRoots`` until one contains the file of the text.
  private func buildInTurn(_ options: BuildOptions) throws -> BuildReport {
    var options = options
    var result = try buildShowingProgress(options)
    for root in laterRoots where !result.hasReadText {
      options.root = root
      result = try buildShowingProgress(options)
    }
    // The file need not be a program's root, so a missing `main` is not an error.
    if !laterRoots.isEmpty, options.root == laterRoots.last {
      result.diagnostics.removeAll { $0.diagnostic.code == .noMain }
    }
    return result
  }

  /// Builds, with a progress line on a terminal.
  private func buildShowingProgress(_ options: BuildOptions) throws -> BuildReport {
    var options = options
    let line = !report.isQuiet && Terminal.showsProgress(report.color) ? BuildProgressLine() : nil
    options.onProgress = line?.show
    defer { line?.clear() }
    guard effect == .files else {
      return try Build(options: options, details: .files, fileSystem: ReadOnlyFileSystem()).run()
    }
    return try Build(options: options, details: report.detail).run()
  }

  /// Prints what a build reports.
  func show(_ result: BuildReport) throws {
    var text = ""
    if !report.isQuiet { for event in result.cacheEvents { text += "mini: warning: \(event)\n" } }
    if report.verbose > 0 {
      text += VerboseRenderer.render(result, detail: report.verbose > 1 ? .functions : .files)
    }
    let diagnostics = shownDiagnostics(of: result)
    let hasText = report.explain || (report.diagnostics == .text && !diagnostics.isEmpty)
    let style =
      hasText ? Terminal.style(report.color, rootFolder: result.rootFolder) : TextStyle()
    switch (report.diagnostics, jsonDestination) {
    case (.text, _):
      text += DiagnosticRenderer(style: style, names: result.names).render(diagnostics)
      text += Terminal.hint(on: diagnostics)
    case (.json, .standardError): text += DiagnosticJSON.render(diagnostics, names: result.names)
    case (.json, .standardOutput):
      try StandardOutput.write(DiagnosticJSON.render(diagnostics, names: result.names))
    }
    if effect == .report {
      switch report.resultForm {
      case .text: try StandardOutput.write(ExplainRenderer.render(result, tense: .planned))
      case .json: try StandardOutput.write(PlanJSON.render(result))
      }
    } else if report.explain {
      text += ExplainRenderer.render(result, style: style)
    }
    if report.stats { text += StatsRenderer.table(result) }
    StandardError.write(text)
    if effect == .files, report.resultForm == .json {
      try StandardOutput.write(StatsRenderer.json(result))
    }
    if let file = report.statsJson { try ReportFile.write(StatsRenderer.json(result), to: file) }
  }

  /// The options first, then the settings; reading alone is the safest of these.
  private func cacheUse(_ configuration: Configuration) -> BuildOptions.CacheUse {
    if work.noCache { return .none }
    if work.readOnly { return .read }
    if work.refresh { return .refresh }
    if configuration.isReadOnly { return .read }
    return configuration.isRefresh && !work.recheck ? .refresh : .readWrite
  }

  private var isInFiles: Bool { text?.location != .nowhere }

  /// Omits warnings with `--quiet`, unless they are the reason for refusing the program.
  private func shownDiagnostics(of result: BuildReport) -> [FileDiagnostic] {
    guard report.isQuiet, !report.deniesWarnings else { return result.diagnostics }
    return result.diagnostics.filter { $0.diagnostic.code.severity == .error }
  }
}

extension Toolchain {
  /// The toolchain that the settings and the environment select.
  init(_ configuration: Configuration) {
    self.init(
      clang: configuration.clang, searchPath: Environment.bytes("PATH"),
      environment: ToolEnvironment(
        names: configuration.toolEnvironment, value: Environment.bytes),
      userFolder: Environment.userCacheFolder?.appending("mini"))
  }
}
