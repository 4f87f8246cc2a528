// `--watch`: builds again at each save, and runs the program again on request.

import ArgumentParser
import BuildCache
import FileIO
import Glibc
import MiniDriver
import Synchronization
import SystemPackage

/// `--watch`.
struct WatchOptions: ParsableArguments {
  @Flag(name: .customLong("watch"), help: "Repeat at each save, until Ctrl-C.")
  var isWatching = false

  /// - Throws: if an option of the report applies to one build only.
  func validate(with report: ReportOptions) throws {
    guard !isWatching || report.trace == nil else {
      throw ValidationError("'--trace' is for one build: leave it or '--watch' out")
    }
  }
}

/// The use of a watch's builds.
enum WatchedUse {
  case nothing
  /// Runs the program with these arguments.
  case run([String])
  /// Runs the tests, and writes their results.
  case test((BuildReport) throws -> Void)
}

/// A project that is built at each save. Prints one line for each action.
struct WatchedProject: WatchedWork {
  private let root: FilePath
  private let wholeFolders: [FilePath]
  private let use: WatchedUse
  private let messages: WatchMessages
  private let buildOnce: (@escaping @Sendable ([String]) -> Void) throws -> BuildReport
  private var hasBuilt = false
  /// Of the last build; `nil` if it failed.
  private var report: BuildReport?
  /// The program that the last build made.
  private var built: BuiltProgram?
  private var program: RunningProgram?
  /// The executable that was last started.
  private var started: FileStatus?

  /// - Parameters:
  ///   - wholeFolders: folders of which each source belongs to the project, also a new one.
  ///   - isQuiet: prints errors only.
  ///   - buildOnce: builds and prints; must pass its argument to the build as `onSources`.
  init(
    root: FilePath, wholeFolders: [FilePath] = [], use: WatchedUse, isQuiet: Bool,
    buildOnce: @escaping (@escaping @Sendable ([String]) -> Void) throws -> BuildReport
  ) {
    self.root = ProjectLocation.root(named: root)
    self.wholeFolders = wholeFolders
    self.use = use
    messages = WatchMessages(isShown: !isQuiet)
    self.buildOnce = buildOnce
  }

  /// Builds, uses the result, and repeats at each save. Ends with an error or a signal.
  mutating func watch() throws -> Never {
    Interruption.install()
    let watcher: SystemFolderWatcher
    do {
      watcher = try SystemFolderWatcher()
    } catch {
      throw CommandFailure(Self.advice(error))
    }
    var loop = WatchLoop(root: root, wholeFolders: wholeFolders, watcher: watcher)
    do {
      try loop.run(&self)
    } catch let error as FileError where error.operation == .watch {
      program?.stop()
      throw CommandFailure(Self.advice(error))
    } catch {
      program?.stop()
      throw error
    }
  }

  private static func advice(_ error: FileError) -> String {
    switch error.errno {
    case .noSpace: "\(error): raise fs.inotify.max_user_watches (sysctl)"
    case .tooManyOpenFiles: "\(error): raise fs.inotify.max_user_instances (sysctl)"
    default: "\(error)"
    }
  }

  // MARK: Work

  mutating func build() throws -> [String]? {
    BackgroundCollection.forgetEnded()
    let sources = Sources()
    // Of tests that did not run because of the next save.
    if case .test = use { report?.program?.discard() }
    report = nil
    do {
      let report = try buildOnce { paths in sources.paths.withLock { $0 = paths } }
      if case .run = use { try take(report.program) }
      self.report = report
    } catch is FoundFaults {
      // The errors have been printed.
    } catch let error as BuildError where hasBuilt {
      StandardError.write("mini: error: \(error)\n")
    }
    hasBuilt = true
    return sources.paths.withLock { $0 }
  }

  /// Accepts a program from a build in place of the last one.
  private mutating func take(_ program: BuiltProgram?) throws {
    guard let program = try program?.executable() else { return }
    if built != program { built?.discard() }
    built = program
  }

  /// A class, because the closure escapes as far as the compiler knows.
  private final class Sources: Sendable {
    let paths = Mutex<[String]?>(nil)
  }

  mutating func settle() throws {
    guard let report else {
      started = nil
      return say("waiting for the next save")
    }
    switch use {
    case .nothing:
      let time = NumberText.roundedMilliseconds(report.phases.total)
      let what = report.outputs.last.map { "built '\(Self.name($0))' in \(time) ms; " } ?? ""
      say("\(what)waiting for the next save")
    case .run(let arguments): try run(arguments)
    case .test(let test):
      defer { report.program?.discard() }
      try test(report)
      say("waiting for the next save")
    }
  }

  /// Runs the program, unless the same executable is running or has run.
  private mutating func run(_ arguments: [String]) throws {
    guard let built else { return }
    let status = try LocalFileSystem().status(of: built.path, followingLinks: true)
    if let status, status == started { return }
    program?.stop()
    program = nil
    let name = Self.name(built.name)
    say("running '\(name)'")
    program = try RunningProgram.start(built, arguments: arguments) { [messages] status in
      // A signal for all of a terminal's processes ends this one too.
      guard ![SIGINT, SIGQUIT, SIGHUP].contains(status & 0x7f) else { return }
      messages.say("'\(name)' has ended: \(Self.words(for: status)); waiting for the next save")
    }
    started = status
  }

  private static func name(_ path: FilePath) -> String { TerminalText.escaped(path.string) }

  private static func words(for status: Int32) -> String {
    let signal = status & 0x7f
    return signal == 0 ? "exit status \(status >> 8 & 0xff)" : "signal \(signal)"
  }

  mutating func wake(_ change: ProjectChange) throws {
    switch change {
    case .saved(let paths):
      let names = SourceNames(rootFolder: root.parentFolder)
      program?.stop()
      program = nil
      started = nil
      let what =
        switch paths.count {
        case 0: "the folder"
        case 1: "'\(TerminalText.escaped(names.shown(paths[0])))'"
        default: NumberText.count(paths.count, "file")
        }
      say("\(what) changed")
    case .unknown: say("looking for changes")
    }
  }

  private func say(_ text: String) { messages.say(text) }
}

private struct WatchMessages {
  let isShown: Bool

  func say(_ text: String) {
    if isShown { StandardError.write("[watch] \(text)\n") }
  }
}
