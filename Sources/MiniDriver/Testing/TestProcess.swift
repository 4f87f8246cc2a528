// A process of a program of tests, which runs one test after another, each in a process of its own.

import FileIO
import Glibc
import Synchronization
import SystemPackage

/// A running program of tests: see `Sources/CMiniRuntime/test.c` for what it does with a number.
///
/// Its own working directory is `folder`, where it puts the files of each test.
struct TestProcess: ~Copyable, Sendable {
  private let requests: Int32
  private let answers: Int32

  init(_ program: FilePath, in folder: DirectoryHandle, secondsMax: Int) throws(Errno) {
    let (requested, requests) = try Self.pipe()
    let (answers, answered) = try Self.pipe()
    var launch = ProcessLaunch(.tool, program, words: ["tests", "\(secondsMax)"])
    launch.environment = []
    launch.folder = folder
    launch.stackBytes = Self.stackBytes
    launch.input = .file(requested)
    launch.output = .file(answered)
    launch.errors = .empty
    let start = Result { [launch] () throws(Errno) in try launch.runBeside { _ in } }
    // The child has them, or there is none.
    close(requested)
    close(answered)
    do throws(Errno) { _ = try start.get() } catch {
      close(requests)
      close(answers)
      throw error
    }
    (self.requests, self.answers) = (requests, answers)
  }

  /// Without requests it ends.
  deinit {
    close(requests)
    close(answers)
  }

  /// Runs a test, and waits for its end.
  ///
  /// - Returns: the status as in waitpid(2); `nil` if there was no process, or this one is lost.
  func run(_ number: Int) -> Int32? {
    var number = Int32(number)
    var status: Int32 = -1
    let size = MemoryLayout<Int32>.size
    guard unsafe write(requests, &number, size) == size else { return nil }
    while true {
      let count = unsafe read(answers, &status, size)
      if count < 0, errno == EINTR { continue }
      return count == size && status >= 0 ? status : nil
    }
  }

  private static func pipe() throws(Errno) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard unsafe Glibc.pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
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
