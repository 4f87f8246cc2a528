// `--watch`: builds again at each save, and runs the program again where that is wanted.

import ArgumentParser
import FileIO
import Glibc
import MiniDriver
import Synchronization
import SystemPackage

/// `--watch`.
struct WatchOptions: ParsableArguments {
  @Flag(name: .customLong("watch"), help: "Do it again at each save, until Ctrl-C.")
  var isWatching = false

  /// - Throws: where the report's options are for one build alone.
  func validate(with report: ReportOptions) throws {
    guard !isWatching || report.trace == nil else {
      throw ValidationError("'--trace' is of one build: leave it or '--watch' out")
    }
  }
}

/// What a watch does with what was built.
enum WatchedUse {
  case nothing
  /// Runs it, with these arguments.
  case run([String])
}

/// A project that is built at each save. Messages say what it does, a line each.
struct WatchedProject: WatchedWork {
  private let root: FilePath
  private let use: WatchedUse
  private let buildOnce: (@escaping @Sendable ([String]) -> Void) throws -> BuildReport
  private var hasBuilt = false
  /// The last build's executable; `nil` after one that failed.
  private var made: FilePath?
  private var nanoseconds: UInt64 = 0
  private var program: RunningProgram?
  /// The executable that was last started.
  private var started: FileStatus?

  /// - Parameter buildOnce: builds and prints; is to hand on what the build calls with its sources.
  init(
    root: FilePath, use: WatchedUse,
    buildOnce: @escaping (@escaping @Sendable ([String]) -> Void) throws -> BuildReport
  ) {
    self.root = root
    self.use = use
    self.buildOnce = buildOnce
  }

  /// Builds, uses what was built, and begins again at each save; ends by an error or a signal.
  mutating func watch() throws -> Never {
    Interruption.install()
    let watcher: SystemFolderWatcher
    do {
      watcher = try SystemFolderWatcher()
    } catch {
      throw CommandFailure(Self.advice(error))
    }
    var loop = WatchLoop(root: root, watcher: watcher)
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

  // MARK: The work

  mutating func build() throws -> [String]? {
    BackgroundCollection.forgetEnded()
    let sources = Sources()
    made = nil
    do {
      let report = try buildOnce { paths in sources.paths.withLock { $0 = paths } }
      nanoseconds = report.phases.total
      made = report.outputs.last
    } catch is FoundFaults {
      // They have been printed.
    } catch let error as BuildError where hasBuilt {
      StandardError.write("mini: error: \(error)\n")
    }
    hasBuilt = true
    return sources.paths.withLock { $0 }
  }

  /// A class, because the build's closure outlives the call as far as the compiler knows.
  private final class Sources: Sendable {
    let paths = Mutex<[String]?>(nil)
  }

  mutating func settle() throws {
    guard let made else {
      started = nil
      return say("waiting for the next save")
    }
    switch use {
    case .nothing:
      let time = NumberText.roundedMilliseconds(nanoseconds)
      say("built '\(Self.name(made))' in \(time) ms; waiting for the next save")
    case .run(let arguments): try run(made, arguments)
    }
  }

  /// Runs it, unless that very executable runs or has run already.
  private mutating func run(_ made: FilePath, _ arguments: [String]) throws {
    let status = try LocalFileSystem().status(of: made, followingLinks: true)
    if let status, status == started { return }
    program?.stop()
    program = nil
    let name = Self.name(made)
    say("running '\(name)'")
    program = try RunningProgram.start(made, arguments: arguments) { status in
      // What ends all of a terminal's processes ends this one too.
      guard status & 0x7f != SIGINT, status & 0x7f != SIGHUP else { return }
      Self.say("'\(name)' has ended: \(Self.words(for: status)); waiting for the next save")
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
      program?.stop()
      program = nil
      started = nil
      let what =
        switch paths.count {
        case 0: "the folder"
        case 1: "'\(TerminalText.escaped(paths[0]))'"
        default: NumberText.count(paths.count, "file")
        }
      say("\(what) changed")
    case .unknown: say("looking for changes")
    }
  }

  private func say(_ text: String) { Self.say(text) }

  private static func say(_ text: String) { StandardError.write("[watch] \(text)\n") }
}
