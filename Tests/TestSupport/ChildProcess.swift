// Runs a program and collects its output.

import FileIO
import Glibc
package import SystemPackage

/// The result of a program's run.
package struct Finished: Sendable {
  /// The exit status, or 128 plus the number of the signal that ended the program.
  package let status: Int32
  package let output: [UInt8]
  package let errors: [UInt8]

  package var outputText: String { String(decoding: output, as: UTF8.self) }
  package var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// The reason why a program could not be run.
package struct LaunchError: Error, CustomStringConvertible {
  package let description: String
}

/// Runs other programs. Their streams are files, so that no pipe can fill up.
package enum ChildProcess {
  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - executable: a path, or a name to search for in the environment's `PATH`.
  ///   - environment: the whole environment; the test's own is not inherited.
  ///   - secondsMax: a program that takes longer is killed.
  package static func run(
    _ executable: String, _ arguments: [String], in folder: FilePath = "/",
    environment: [String: String] = [:], input: [UInt8] = [], secondsMax: Int = 300
  ) throws -> Finished {
    try start(executable, arguments, in: folder, environment: environment, input: input)
      .finish(secondsMax: secondsMax)
  }

  /// Starts a program. The caller must call ``RunningProcess/finish(secondsMax:)``.
  package static func start(
    _ executable: String, _ arguments: [String], in folder: FilePath = "/",
    environment: [String: String] = [:], input: [UInt8] = []
  ) throws -> RunningProcess {
    let scratch = TemporaryDirectory()
    let names = RunningProcess.streams.map { scratch.appending($0).string }
    try LocalFileSystem().replaceFile(scratch.appending("in"), with: input)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let made = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, names[0], O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, names[1], made, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, names[2], made, 0o600)

    // A child inherits the signals that a test's thread blocks, but gdb waits for SIGCHLD.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var usual = sigset_t()
    sigemptyset(&usual)
    for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP] { sigaddset(&usual, number) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    // env(1) changes the folder: posix_spawn can do so too, but Swift does not import that
    // function.
    let words = ["env", "-C", folder.string, executable] + arguments
    let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
    var child = pid_t()
    let result = withCStrings(words) { words in
      withCStrings(variables) { variables in
        posix_spawn(&child, "/usr/bin/env", &actions, &attributes, words, variables)
      }
    }
    guard result == 0 else {
      throw LaunchError(description: "cannot run '\(executable)': \(Errno(rawValue: result))")
    }
    return RunningProcess(id: child, name: executable, scratch: scratch)
  }

  private static func withCStrings<Value>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

/// A program that has been started, and whose end has not been awaited.
package struct RunningProcess {
  package let id: Int32
  private let name: String
  private let scratch: TemporaryDirectory

  fileprivate static let streams = ["in", "out", "err"]

  fileprivate init(id: pid_t, name: String, scratch: TemporaryDirectory) {
    self.id = id
    self.name = name
    self.scratch = scratch
  }

  /// Sends a signal, for example `SIGKILL`. Has no effect on a process that has ended.
  package func send(_ signal: Int32) { kill(id, signal) }

  /// The output on both streams so far; empty where it cannot be read yet.
  package var saidSoFar: (output: String, errors: String) {
    func text(_ stream: String) -> String {
      let bytes = try? LocalFileSystem().contents(of: scratch.appending(stream), sizeMax: 1 << 30)
      return String(decoding: bytes ?? [], as: UTF8.self)
    }
    return (text("out"), text("err"))
  }

  /// Waits for the end of the program. Call it once.
  ///
  /// - Parameter secondsMax: a program that takes longer is killed.
  package func finish(secondsMax: Int = 300) throws -> Finished {
    let status = try wait(secondsMax: secondsMax)
    let sizeMax = 1 << 30
    func contents(_ stream: String) throws -> [UInt8] {
      try LocalFileSystem().contents(of: scratch.appending(stream), sizeMax: sizeMax) ?? []
    }
    return Finished(status: status, output: try contents("out"), errors: try contents("err"))
  }

  private func wait(secondsMax: Int) throws -> Int32 {
    var raw: Int32 = 0
    // Polls every millisecond: a test runs hundreds of short programs and has no pipe to wait on.
    for _ in 0..<(secondsMax * 1000) {
      let result = waitpid(id, &raw, WNOHANG)
      if result == id {
        let signal = raw & 0x7F
        return signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
      }
      if result == -1, errno != EINTR {
        throw LaunchError(description: "'\(name)' was lost: \(Errno(rawValue: errno))")
      }
      usleep(1000)
    }
    kill(id, SIGKILL)
    waitpid(id, &raw, 0)
    throw LaunchError(description: "'\(name)' took more than \(secondsMax) seconds")
  }
}
