// A program that runs beside this process, which watches its sources meanwhile.

import FileIO
import Glibc
import MiniDriver
import Synchronization
import SystemPackage

/// A child process with this one's standard streams, in its process group: so that a terminal's keys
/// reach it as if it had been started by the shell. It is ended when this process is, by a signal too.
struct RunningProgram: Sendable {
  private let id: Int32
  private let progress: Progress

  /// How far it has come. A class, because the thread that waits for it shares it.
  private final class Progress: Sendable {
    let state = Mutex((isStopping: false, hasEnded: false))
  }

  /// - Parameter onEnd: called when the program has ended by itself, by a thread of its own, with its
  ///   status as waitpid(2) has it.
  /// - Throws: ``CommandFailure`` where the system refuses.
  static func start(
    _ built: BuiltProgram, arguments: [String], onEnd: @escaping @Sendable (Int32) -> Void
  ) throws -> RunningProgram {
    let launch = ProcessLaunch(
      .program, built.path, words: [built.name.bytes] + arguments.map(\.argumentBytes))
    let progress = Progress()
    do throws(Errno) {
      let id = try launch.runBeside { status in
        let isExpected = progress.state.withLock { state in
          state.hasEnded = true
          return state.isStopping
        }
        if !isExpected { onEnd(status ?? 0) }
      }
      return RunningProgram(id: id, progress: progress)
    } catch {
      throw CommandFailure("cannot run '\(built.path)': \(error)")
    }
  }

  /// How long a program may take to end when it is asked to.
  private static let patienceMilliseconds = 1000

  /// Ends the program, and returns when it has ended.
  func stop() {
    progress.state.withLock { $0.isStopping = true }
    Interruption.send(SIGTERM, to: id)
    Interruption.send(SIGCONT, to: id)  // one that is stopped hears nothing
    for _ in 0..<Self.patienceMilliseconds {
      if progress.state.withLock({ $0.hasEnded }) { return }
      usleep(1000)
    }
    Interruption.send(SIGKILL, to: id)
    while !progress.state.withLock({ $0.hasEnded }) { usleep(1000) }
  }
}
