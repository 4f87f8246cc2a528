// A process of a program of tests, which runs one test after another, each in a process of its own.

import FileIO
import Synchronization
import SystemPackage

/// A running program of tests: see `Sources/CMiniRuntime/test.c` for what it does with a number.
///
/// Its own working directory is `folder`, where it puts the files of each test. It ends when this
/// value does, because it gets no more requests.
struct TestProcess: ~Copyable, Sendable {
  private let channel: ProcessChannel

  init(_ program: FilePath, in folder: DirectoryHandle, secondsMax: Int) throws(Errno) {
    var launch = ProcessLaunch(.tool, program, words: ["tests", "\(secondsMax)"])
    launch.environment = []
    launch.folder = folder
    launch.stackBytes = Self.stackBytes
    launch.errors = .empty
    channel = try ProcessChannel(to: launch)
  }

  /// Runs a test, and waits for its end.
  ///
  /// - Returns: the status as in waitpid(2); `nil` if there was no process, or this one is lost.
  func run(_ number: Int) -> Int32? {
    let status = channel.exchange(Int32(number)).flatMap { $0 >= 0 ? $0 : nil }
    if status == nil { Interruption.waitIfEnding() }
    return status
  }

  private static let stackBytes = 8 << 20
}

/// The processes that wait for a test to run.
final class TestProcesses: Sendable {
  private let program: FilePath
  private let folder: DirectoryHandle
  private let secondsMax: Int
  private let idle = Mutex<[Held]>([])

  /// (An array cannot hold values that are not copied.)
  private final class Held: Sendable {
    let process: TestProcess

    init(_ process: consuming TestProcess) { self.process = process }
  }

  init(_ program: FilePath, in folder: DirectoryHandle, secondsMax: Int) {
    self.program = program
    self.folder = folder
    self.secondsMax = secondsMax
  }

  /// Runs a test in an idle process or in a new one.
  ///
  /// - Returns: as ``TestProcess/run(_:)``.
  func run(_ number: Int) throws(Errno) -> Int32? {
    let known = idle.withLock { $0.popLast() }
    let held: Held
    if let known {
      held = known
    } else {
      held = Held(try TestProcess(program, in: folder, secondsMax: secondsMax))
    }
    guard let status = held.process.run(number) else { return nil }
    idle.withLock { $0.append(held) }
    return status
  }
}
