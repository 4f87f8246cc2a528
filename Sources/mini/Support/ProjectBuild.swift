// Builds a project and prints what the build reports: what all porcelain commands have in common.

import BuildCache
import FileIO
import Glibc
import MiniBackend
import MiniDriver
import SystemPackage

/// One build as a command wants it.
struct ProjectBuild {
  let root: FilePath
  let work: WorkSettings
  let report: ReportSettings
  /// Where diagnostics in JSON go; as text they go to standard error always.
  var jsonDestination = JSONDestination.standardError
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

  init(
    root: FilePath, work: WorkOptions, report: ReportOptions,
    jsonDestination: JSONDestination = .standardError
  ) {
    self.init(root: root, work: WorkSettings(work), report: ReportSettings(report))
    self.jsonDestination = jsonDestination
  }

  /// Builds and prints.
  ///
  /// - Returns: the report of a program without errors.
  /// - Throws: ``BuildError``; ``FoundFaults`` where the program has errors, which are printed then.
  func run(
    goal: BuildOptions.Goal, output: FilePath? = nil, optimization: Int = 0,
    debugInfo: DebugInfo = .none, durability: BuildOptions.Durability = .none
  ) throws -> BuildReport {
    let configuration = try Environment.configuration(
      cacheDirectory: work.cacheDirectory, jobs: work.jobs)
    var options = BuildOptions(
      root: root, goal: goal, output: output, optimization: optimization,
      debugInfo: debugInfo, threadsMax: configuration.jobs,
      cacheDirectory: configuration.cacheDirectory,
      cacheUse: work.noCache ? .none : .readWrite,
      changeDetection: work.recheck ? .contents : .stamps, durability: durability,
      collection: work.noCollection ? .never : .whenDue,
      toolchain: Toolchain(
        clang: configuration.clang, searchPath: Environment.bytes("PATH"),
        libraryPath: Environment.bytes("LD_LIBRARY_PATH") ?? [],
        userFolder: Environment.userCacheFolder?.appending("mini")),
      configuration: configuration)
    options.onWait = WaitNotice.write
    options.onSources = onSources
    let trace = CommandTrace(isWanted: report.trace != nil)
    options.trace = trace.trace
    let result = try watched(options)
    let showing = trace.trace.begin()
    try show(result)
    trace.trace.end(showing, .phase, "print")
    if let file = report.trace { try write(trace.json(), to: file) }
    if let need = result.collectionNeed { BackgroundCollection.start(need) }
    guard !result.hasErrors else { throw FoundFaults() }
    return result
  }

  /// Builds, with a line of progress where there is a terminal.
  private func watched(_ wishes: BuildOptions) throws -> BuildReport {
    var options = wishes
    let line = Terminal.showsProgress(report.color) ? BuildProgressLine() : nil
    options.onProgress = line?.show
    defer { line?.clear() }
    return try Build(options: options, details: report.detail).run()
  }

  private func show(_ result: BuildReport) throws {
    var text = ""
    for event in result.cacheEvents { text += "mini: warning: \(event)\n" }
    if report.verbose > 0 {
      text += VerboseRenderer.render(result, detail: report.verbose > 1 ? .functions : .files)
    }
    let hasText = report.explain || (report.diagnostics == .text && !result.diagnostics.isEmpty)
    let style = hasText ? Terminal.style(report.color, root: root) : TextStyle()
    switch (report.diagnostics, jsonDestination) {
    case (.text, _): text += DiagnosticRenderer(style: style).render(result.diagnostics)
    case (.json, .standardError): text += DiagnosticJSON.render(result.diagnostics)
    case (.json, .standardOutput):
      try StandardOutput.write(DiagnosticJSON.render(result.diagnostics))
    }
    if report.explain { text += ExplainRenderer.render(result, style: style) }
    if report.stats { text += StatsRenderer.table(result) }
    StandardError.write(text)
    if let file = report.statsJson { try write(StatsRenderer.json(result), to: file) }
  }

  /// Writes into the file as a shell's `>` does: a pipe or a device may stand there.
  private func write(_ text: String, to file: String) throws {
    guard file != "-" else { return try StandardOutput.write(text) }
    let path = FilePath(argument: file)
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    guard let fd = try LocalFileSystem().openIfPresent(path, flags: flags) else {
      throw FileError(.open, path, .noSuchFileOrDirectory)
    }
    do throws(Errno) {
      try Descriptor.writeAll(fd, Array(text.utf8))
      try LocalFileSystem().close(fd)
    } catch {
      throw FileError(.write, path, error)
    }
  }
}
