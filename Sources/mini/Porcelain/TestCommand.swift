// `mini test`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import MiniFrontend
import SystemPackage

/// Builds a program of a project's tests and runs each in a process of its own.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests of a project's files.",
    usage: "mini test [<options>] [<root> ...]",
    discussion: """
      Compiles the tests ('test "name" { … }') of all files that the root files reach, and the \
      examples in doc comments ('mini help doc'), and runs each in a process of its own, without \
      input, arguments and environment, in an empty folder. \
      A test passes if it comes to its end; 'exit' is a failure whatever the status. Results go \
      to standard output: of each test that failed its name, what it wrote and the place, and a \
      summary. A root file needs no 'main'. A folder stands for its main.mini or, without one, \
      for all its files. The tests of a standard module run if it is named. Modules are named \
      from the folder of the nearest main.mini, there or above, which also has the cache.

      A test that has passed is cached: it runs again only if a function that it can reach has \
      changed, or the compiler or its options. A test that can reach input, files, arguments, the \
      environment or the clock always runs ('-v' names them); a failed test, too.

      Each test has a process of its own, which no debugger follows. '-o' writes a program that \
      runs the tests one after the other, whatever their verdicts, and runs none now.

      Exits with 1 if a test failed or the files have errors.

      EXAMPLES:
        mini test                   all tests of ./main.mini and of what it imports
        mini test lib/math.mini     those of a library's file
        mini test --filter empty    those whose names contain 'empty'
        mini test --explain         also the function because of which a test runs
        mini test --json            one JSON object a test, then one of the counts
        mini test std:math          those of a standard module
        mini test --watch           again at each save
        mini test -g -o t && gdb t  the tests in a debugger
      """)

  @Argument(
    help: ArgumentHelp(
      "Root files, folders or standard modules. (default: the working directory)",
      valueName: "root"), completion: RootArgument.completion)
  var roots: [String] = []

  @Option(
    help: ArgumentHelp(
      "Run only tests whose names, as panics write them, contain this text.", valueName: "text"))
  var filter: String?

  @Flag(help: "Print results as JSON, one object a line.")
  var json = false

  @Option(
    help: ArgumentHelp("Also write the results to this file, as JUnit's XML.", valueName: "file"),
    completion: .file())
  var junit: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the tests to this program, and do not run them.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("How long a test may take, in seconds.", valueName: "seconds"))
  var timeout = 60

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var debug: DebugOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  func run() throws {
    let files = try files()
    let file = files.first { !TestRoots.isStandardModule($0) }
    let nearest = NearestProject(to: file ?? FilePath(ProjectLocation.usualRootName))
    let root = file.map { Self.root(of: $0, in: nearest) } ?? "main.mini"
    let cache = try usualCache(nearest)
    guard watch.isWatching else {
      let report = try build(files, in: root, cache)
      defer { report.program?.discard() }
      if let output { return try keep(report.program, as: FilePath(argument: output)) }
      if try run(report, root: root).failed > 0 { throw FoundFaults() }
      return
    }
    let use = WatchedUse.test { _ = try run($0, root: root) }
    var project = WatchedProject(
      root: root, wholeFolders: try names.filter { try TestRoots.isWholeFolder($0) }, use: use,
      isQuiet: report.quiet
    ) {
      // A folder can have other files than before.
      try build(self.files(), in: root, cache, onSources: $0)
    }
    try project.watch()
  }

  /// The arguments.
  private var names: [FilePath] {
    (roots.isEmpty ? ["."] : roots).map { FilePath(argument: $0) }
  }

  /// The root files.
  private func files() throws -> [FilePath] {
    guard !roots.isEmpty else { return try programs(nil) ?? TestRoots.files(".") }
    return try roots.flatMap { try programs($0) ?? TestRoots.files(FilePath(argument: $0)) }
  }

  /// The root files of the programs that an argument names; `nil` if it names files.
  private func programs(_ root: String?) throws -> [FilePath]? {
    try BuildTarget.programs(root)?.map { ProjectLocation.root(named: $0.root) }
  }

  /// The cache of the project whose `mini.config` the arguments name, or of that which the first of the
  /// files belongs to.
  private func usualCache(_ project: NearestProject?) throws -> FilePath? {
    let named = roots.isEmpty ? [nil] : roots.map(Optional.some)
    return named.lazy.compactMap { try? BuildTarget.programs($0)?.first?.usualCache }.first
      ?? project?.usualCache
  }

  /// The root file of the project that a file belongs to. Its folder names the modules, so that they
  /// are those of `mini build` whatever file or folder is given.
  private static func root(of file: FilePath, in project: NearestProject?) -> FilePath {
    guard let project, !project.hasProgram(at: file) else { return file }
    return project.roots[0]
  }

  /// - Parameters:
  ///   - root: the project's.
  ///   - usualCache: see ``ProjectBuild/usualCache``.
  private func build(
    _ files: [FilePath], in root: FilePath, _ usualCache: FilePath?,
    onSources: (@Sendable ([String]) -> Void)? = nil
  ) throws -> BuildReport {
    var build = ProjectBuild(
      root: files.first { !TestRoots.isStandardModule($0) } ?? root, work: work, report: report)
    if files.allSatisfy(TestRoots.isStandardModule) {
      build.text = SourceText(location: .nowhere, bytes: [])
    } else {
      build.projectFolder = root.parentFolder
    }
    build.usualCache = usualCache
    build.moreRoots = files
    build.testFilter = filter
    build.testProgram = output == nil ? .isolated : .inTurn
    build.moreReportFiles = [junit, output]
    build.onSources = onSources
    return try build.run(
      goal: .tests, optimization: optimization.level, debugInfo: debug.info)
  }

  /// Copies the program of the tests out of its folder.
  private func keep(_ program: BuiltProgram?, as file: FilePath) throws {
    guard let program else {
      throw CommandFailure(
        filter.map { "no test's name contains '\($0)'" } ?? "the files contain no test")
    }
    let disk = LocalFileSystem()
    let bytes = try disk.contents(of: program.path, sizeMax: .max) ?? []
    try disk.replaceFile(file, with: bytes, mode: 0o755)
  }

  /// Runs the tests and writes their results.
  private func run(_ build: BuildReport, root: FilePath) throws -> TestCounts {
    let names = build.names
    var counts = TestCounts()
    var file = TestReportFile()
    var failure: OutputFailure?
    try TestRun(of: build, threadsMax: work.threads.jobs, secondsMax: timeout).run { result in
      counts.add(result)
      if junit != nil { file.add(result, names: names) }
      let text =
        json
        ? TestRenderer.json(result, names: names)
        : TestRenderer.text(
          result, place: PanicLocation.place(in: result, root: root),
          isVerbose: report.verbose > 0)
      do throws(OutputFailure) { try StandardOutput.write(text) } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    try StandardOutput.write(json ? counts.json : counts.text + "\n")
    if let filter, counts.total == 0 {
      StandardError.write("mini: warning: no test's name contains '\(filter)'\n")
    }
    if let junit { try ReportFile.write(file.text, to: junit) }
    return counts
  }

  func validate() throws {
    try watch.validate(with: report)
    if watch.isWatching, !roots.isEmpty,
      roots.allSatisfy({ TestRoots.isStandardModule(FilePath(argument: $0)) })
    {
      throw ValidationError("'--watch': standard modules never change")
    }
    guard output == nil || !(watch.isWatching || json || junit != nil) else {
      throw ValidationError("'-o' runs no test: leave '--watch', '--json' and '--junit' out")
    }
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("'--timeout \(timeout)': a test may take 1 to 86,400 seconds")
    }
  }
}

/// The root files that an argument names.
enum TestRoots {
  static func isStandardModule(_ name: FilePath) -> Bool {
    ModulePath(name.string).standardModule != nil
  }

  /// Whether the name is that of a folder without a main.mini, which stands for all its files.
  static func isWholeFolder(_ name: FilePath) throws -> Bool {
    let root = ProjectLocation.root(named: name)
    guard root != name, !isStandardModule(name) else { return false }
    return try LocalFileSystem().status(of: root, followingLinks: true) == nil
  }

  /// - Throws: ``CommandFailure`` if a folder contains no source, or there is no such standard module.
  static func files(_ name: FilePath) throws -> [FilePath] {
    if isStandardModule(name) { return [name] }
    if name.string.hasPrefix(StandardModule.prefix) {
      let known = StandardModule.allCases.map(\.path)
      throw CommandFailure(
        "there is no standard module '\(TerminalText.escaped(name.string))'; "
          + (Suggestion.nearest(to: name.string, among: known).map { "did you mean '\($0)'?" }
            ?? "there are \(known.joined(separator: ", "))"))
    }
    guard try isWholeFolder(name) else { return [ProjectLocation.root(named: name)] }
    let sources = (try LocalFileSystem().entries(of: name) ?? []).map(\.name)
      .filter { $0.hasSuffix(".mini") }
    guard !sources.isEmpty else {
      throw CommandFailure("the folder '\(name)' contains no source file, FILE.mini")
    }
    return sources.sorted().map { name.naming($0) }
  }
}
