// Runs the toolchain's programs as child processes; the calling thread waits.

import FileIO
import Glibc
import SystemPackage

/// The result of a program's run.
struct ToolEnd: Sendable {
  /// Why it did not succeed.
  enum Failure: Sendable, CustomStringConvertible {
    case exit(status: Int32)
    case signal(Int32)
    /// It was not started.
    case notStarted(String)

    /// Whether the program probably refused its arguments.
    var isOfWords: Bool { if case .exit = self { true } else { false } }
    /// Whether it ran, so that its input can be the cause.
    var isOfRun: Bool { if case .notStarted = self { false } else { true } }

    var description: String {
      switch self {
      case .exit(let status): "exit status \(status)"
      case .signal(SIGKILL): "signal \(SIGKILL): the system may be out of memory"
      case .signal(let number): "signal \(number)"
      case .notStarted(let reason): "cannot be started: \(reason)"
      }
    }
  }

  /// `nil`: it succeeded.
  let failure: Failure?
  /// The beginning of its standard error.
  let said: [UInt8]

  /// The first line of `said`, after a colon and a space; empty if there is none.
  var firstLine: String {
    let lines = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isNewline)
    // A crash report begins with a request to submit it.
    guard let line = lines.first(where: { !$0.hasPrefix("PLEASE submit a bug report") }) else {
      return ""
    }
    return ": " + line.prefix(Self.lineMax)
  }

  /// Some messages quote a whole line of IR.
  private static let lineMax = 400
}

enum ToolProcess {
  /// Runs a program to its end, as a ``ProcessLaunch/Kind/tool``, in the scratch folder. The
  /// calling thread waits. Any number of threads can call this at once.
  ///
  /// The program gets no path of the user's: its files are named relative to the folder.
  ///
  /// - Parameters:
  ///   - words: the program's path and its arguments.
  ///   - messages: the name of the file for its standard error, which is created.
  ///   - onStart: called with the child's process id, for ``Interruption/send(_:to:)``.
  static func run(
    _ words: [[UInt8]], in scratch: Scratch, messages: String, _ context: BuildContext,
    onStart: (Int32) -> Void = { _ in }
  ) -> ToolEnd {
    let (program, path) = (FilePath(bytes: words[0]), scratch.folder.appending(messages))
    do throws(FileError) {
      let flags = O_RDWR | O_CREAT | O_TRUNC
      guard let fd = try context.fileSystem.openIfPresent(path, flags: flags, mode: 0o600) else {
        throw FileError(.open, path, .noSuchFileOrDirectory)
      }
      defer { try? context.fileSystem.close(fd) }  // a lost message is not a failure
      var launch = ProcessLaunch(.tool, program, words: words)
      launch.environment = context.options.toolchain.environment.variables(for: program)
      launch.folder = scratch.handle
      launch.stackBytes = stackBytes
      launch.input = .empty
      launch.output = .empty
      launch.errors = .file(fd)
      let result = Result { [launch] () throws(Errno) in try launch.run(onStart: onStart) }
      let said = (try? context.fileSystem.contents(of: path, sizeMax: messageBytesMax)) ?? nil
      switch result {
      case .success(0): return ToolEnd(failure: nil, said: said ?? [])
      case .success(let status) where status & 0x7f == 0:
        return ToolEnd(failure: .exit(status: status >> 8 & 0xff), said: said ?? [])
      case .success(let status):
        return ToolEnd(failure: .signal(status & 0x7f), said: said ?? [])
      case .failure(let problem): return ToolEnd(failure: .notStarted("\(problem)"), said: [])
      }
    } catch {
      return ToolEnd(failure: .notStarted("\(error)"), said: [])
    }
  }

  /// More than any compiler prints about one program that it cannot compile.
  private static let messageBytesMax = 1 << 20

  /// clang processes a chain of operations by recursion. With the usual 8 MiB, its optimiser
  /// overflows at about 100,000 terms of one sum.
  private static let stackBytes = 64 << 20
}
