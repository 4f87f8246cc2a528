// `mini test`

import ArgumentParser
import FileIO
import MiniDriver
import SystemPackage

/// Builds a program of a project's tests and runs each in a process of its own.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests of a project's files.",
    usage: "mini test [<options>] [<root> ...]",
    discussion: """
      Compiles the tests ('test "name" { … }') of all files that the root files reach, and runs \
      each in a process of its own, with empty standard input. A test fails if it panics or \
      exits with another status than 0. Results go to standard output: of each test that failed \
      its name and what it wrote, and a summary. A root file needs no 'main'. A folder stands for \
      its main.mini or, without one, for all its files. The tests of a standard module run if it \
      is named.

      Exits with 1 if a test failed or the files have errors.

      EXAMPLES:
        mini test                   all tests of ./main.mini and of what it imports
        mini test lib/math.mini     those of a library's file
        mini test --filter empty    those whose names contain 'empty'
        mini test --json            one JSON object a test, then one of the counts
        mini test std:math          those of a standard module
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

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var debug: DebugOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  func run() throws {
    let words = roots.isEmpty ? ["."] : roots
    let files = try words.flatMap { try TestRoots.files(FilePath(argument: $0)) }
    var build = ProjectBuild(
      root: files.first { !TestRoots.isStandardModule($0) } ?? "main.mini", work: work,
      report: report)
    if files.allSatisfy(TestRoots.isStandardModule) {
      build.text = SourceText(location: .nowhere, bytes: [])
    }
    build.moreRoots = files
    let result = try build.run(
      goal: .tests, optimization: optimization.level, debugInfo: debug.info)
    defer { result.program?.discard() }
    let names = result.names
    var counts = TestRenderer.Counts()
    var failure: OutputFailure?
    let run = TestRun(of: result, threadsMax: build.work.jobs) { test in
      filter.map { test.symbol.contains($0) } ?? true
    }
    run?.run { result in
      counts.add(result)
      let text =
        json ? TestRenderer.json(result, names: names) : TestRenderer.failure(result)
      do throws(OutputFailure) { try StandardOutput.write(text) } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    try StandardOutput.write(json ? counts.json : counts.text)
    if counts.failed > 0 { throw FoundFaults() }
  }
}

/// The root files that an argument names.
enum TestRoots {
  static func isStandardModule(_ name: FilePath) -> Bool {
    ModulePath(name.string).standardModule != nil
  }

  /// - Throws: ``CommandFailure`` if a folder contains no source.
  static func files(_ name: FilePath) throws -> [FilePath] {
    if isStandardModule(name) { return [name] }
    let disk = LocalFileSystem()
    let root = ProjectLocation.root(named: name)
    guard root != name, try disk.status(of: root, followingLinks: true) == nil else {
      return [root]
    }
    let sources = (try disk.entries(of: name) ?? []).map(\.name).filter { $0.hasSuffix(".mini") }
    guard !sources.isEmpty else {
      throw CommandFailure("the folder '\(name)' contains no source file, FILE.mini")
    }
    return sources.sorted().map { name.naming($0) }
  }
}
