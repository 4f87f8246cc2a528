// A program that runs while this process watches its sources.

import FileIO
import Glibc
import MiniDriver
import Synchronization
import SystemPackage

/// A child process with this one's standard streams and process group, so that a terminal's keys
/// reach it as if the shell had started it. A signal that ends this process ends it too, but for
/// SIGKILL.
struct RunningProgram: Sendable {
  private let id: Int32
  private let progress: Progress

  /// The program's state. A class, because the thread that waits for it shares it.
  private final class Progress: Sendable {
    let state = Mutex((isStopping: false, hasEnded: false))
  }

  /// - Parameter onEnd: called on another thread when the program has ended without `stop`. Its
  ///   argument is the status of waitpid(2).
  /// - Throws: ``CommandFailure`` if the system refuses.
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

  /// The time between SIGTERM and SIGKILL.
  private static let patienceMilliseconds = 1000

  /// Ends the program, and returns when it has ended.
  func stop() {
    progress.state.withLock { $0.isStopping = true }
    Interruption.send(SIGTERM, to: id)
    Interruption.send(SIGCONT, to: id)  // a stopped process handles no signal
    for _ in 0..<Self.patienceMilliseconds {
      if progress.state.withLock({ $0.hasEnded }) { return }
      usleep(1000)
    }
    Interruption.send(SIGKILL, to: id)
    while !progress.state.withLock({ $0.hasEnded }) { usleep(1000) }
  }
}
