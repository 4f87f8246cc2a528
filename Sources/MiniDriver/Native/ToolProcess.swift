// Runs the toolchain's programs as child processes; the calling thread waits.

import FileIO
import Glibc
import SystemPackage

enum ToolProcess {
  /// Runs a program to its end, as a ``ProcessLaunch/Kind/tool``, in the scratch folder. The
  /// calling thread waits. Any number of threads can call this at once.
  ///
  /// If ``BuildOptions/jobServer`` limits the number of processes, it waits for its turn.
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
      let jobServer = context.options.jobServer
      let token = jobServer?.take()
      defer { if let token { jobServer?.giveBack(token) } }
      let start = ContinuousClock.now
      let result = Result { [launch] () throws(Errno) in try launch.run(onStart: onStart) }
      let time = start...ContinuousClock.now
      let said = (try? context.fileSystem.contents(of: path, sizeMax: messageBytesMax)) ?? nil
      func ended(_ failure: ToolEnd.Failure?) -> ToolEnd {
        ToolEnd(failure: failure, said: said ?? [], time: time)
      }
      switch result {
      case .success(0): return ended(nil)
      case .success(let status) where status & 0x7f == 0:
        return ended(.exit(status: status >> 8 & 0xff))
      case .success(let status): return ended(.signal(status & 0x7f))
      case .failure(let problem): return ended(.notStarted("\(problem)"))
      }
    } catch {
      let now = ContinuousClock.now
      return ToolEnd(failure: .notStarted("\(error)"), said: [], time: now...now)
    }
  }

  /// More than any compiler prints about one program that it cannot compile.
  private static let messageBytesMax = 1 << 20

  /// clang processes a chain of operations by recursion. With the usual 8 MiB, its optimiser
  /// overflows at about 100,000 terms of one sum.
  private static let stackBytes = 64 << 20
}
