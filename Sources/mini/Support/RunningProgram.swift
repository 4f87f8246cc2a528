// A program that runs beside this process, which watches its sources meanwhile.

import FileIO
import Glibc
import MiniDriver
import Synchronization
import SystemPackage

/// A child process with this one's standard streams, in its process group: so that a terminal's keys
/// reach it as if it had been started by the shell. It is ended when this process is, by a signal too.
///
/// A class, because a thread waits for it.
final class RunningProgram: Sendable {
  private struct State {
    var isStopping = false
    var hasEnded = false
  }

  private let id: Int32
  private let state = Mutex(State())

  /// - Parameter onEnd: called when the program has ended by itself, by a thread of its own, with its
  ///   status as waitpid(2) has it.
  /// - Throws: ``CommandFailure`` where the system refuses.
  static func start(
    _ built: BuiltProgram, arguments: [String], onEnd: @escaping @Sendable (Int32) -> Void
  ) throws -> RunningProgram {
    var problem: Int32 = 0
    let child = Interruption.child(.member) {
      var child: Int32 = 0
      problem = spawn(built, arguments, &child)
      return problem == 0 ? child : nil
    }
    guard let child else {
      throw CommandFailure("cannot run '\(built.path)': \(Errno(rawValue: problem))")
    }
    let program = RunningProgram(child)
    let waiting = Unmanaged.passRetained(Waiting(program: program, onEnd: onEnd))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Waiting>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, waiting.toOpaque())
    guard result == 0 else {
      waiting.release()
      Interruption.send(SIGKILL, to: child)
      _ = Interruption.wait(for: child)
      throw CommandFailure("cannot wait for '\(built.path)': \(Errno(rawValue: result))")
    }
    pthread_detach(thread)
    return program
  }

  private init(_ id: Int32) { self.id = id }

  private static func spawn(
    _ built: BuiltProgram, _ arguments: [String], _ child: inout Int32
  ) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this process does with it is the program's own matter.
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGXFSZ)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    return CStrings.with([built.name.bytes] + arguments.map(\.argumentBytes)) { words in
      built.path.withPlatformString {
        posix_spawn(&child, $0, nil, &attributes, words, environ)
      }
    }
  }

  /// How long a program may take to end when it is asked to.
  private static let patienceMilliseconds = 1000

  /// Ends the program, and returns when it has ended.
  func stop() {
    state.withLock { $0.isStopping = true }
    Interruption.send(SIGTERM, to: id)
    Interruption.send(SIGCONT, to: id)  // one that is stopped hears nothing
    for _ in 0..<Self.patienceMilliseconds {
      if state.withLock({ $0.hasEnded }) { return }
      usleep(1000)
    }
    Interruption.send(SIGKILL, to: id)
    while !state.withLock({ $0.hasEnded }) { usleep(1000) }
  }

  /// What the waiting thread has.
  private final class Waiting: Sendable {
    private let program: RunningProgram
    private let onEnd: @Sendable (Int32) -> Void

    init(program: RunningProgram, onEnd: @escaping @Sendable (Int32) -> Void) {
      self.program = program
      self.onEnd = onEnd
    }

    func run() {
      let status = Interruption.wait(for: program.id) ?? 0
      let isExpected = program.state.withLock { state in
        state.hasEnded = true
        return state.isStopping
      }
      if !isExpected { onEnd(status) }
    }
  }
}
