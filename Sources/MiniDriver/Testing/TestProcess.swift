// A process of a program of tests, which runs one test after another, each in a process of its own.

import FileIO
import Glibc
import Synchronization
import SystemPackage

/// A running program of tests: see `Sources/CMiniRuntime/test.c` for what it does with a number.
///
/// Its own working directory is `folder`, where it puts the files of each test.
struct TestProcess: ~Copyable, Sendable {
  /// To its standard input and from its standard output.
  private let channel: Int32

  init(_ program: FilePath, in folder: DirectoryHandle, secondsMax: Int) throws(Errno) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Errno(rawValue: errno) }
    var launch = ProcessLaunch(.tool, program, words: ["tests", "\(secondsMax)"])
    launch.environment = []
    launch.folder = folder
    launch.stackBytes = Self.stackBytes
    launch.input = .file(ends[1])
    launch.output = .file(ends[1])
    launch.errors = .empty
    let start = Result { [launch] () throws(Errno) in try launch.runBeside { _ in } }
    // The child has it, or there is none.
    close(ends[1])
    do throws(Errno) { _ = try start.get() } catch {
      close(ends[0])
      throw error
    }
    channel = ends[0]
  }

  /// Without requests it ends.
  deinit { close(channel) }

  /// Runs a test, and waits for its end.
  ///
  /// - Returns: the status as in waitpid(2); `nil` if there was no process, or this one is lost.
  func run(_ number: Int) -> Int32? {
    var number = Int32(number)
    var status: Int32 = -1
    let (channel, size) = (channel, MemoryLayout<Int32>.size)
    // Without the flag a signal would end this process if the other one is gone.
    let flags = Int32(MSG_NOSIGNAL)
    do throws(Errno) {
      let sent = try retrying { unsafe send(channel, &number, size, flags) }
      let received = try retrying { unsafe recv(channel, &status, size, 0) }
      return sent == size && received == size && status >= 0 ? status : nil
    } catch {
      return nil
    }
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
