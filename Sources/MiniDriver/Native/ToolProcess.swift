// Runs the toolchain's programs: plain child processes that plain threads wait for.

import FileIO
import Glibc
import SystemPackage

/// What came of a program's run.
struct ToolEnd: Sendable {
  /// In words; `nil`: it ended well.
  let failure: String?
  /// The last of what it said on standard error.
  let message: String
}

/// Runs other programs.
enum ToolProcess {
  /// Runs a program to its end. The calling thread waits; any number may do so at once.
  ///
  /// The child leads a process group of its own, is killed if a signal ends this process, and gets
  /// nothing of this one but the environment, the working directory and `messages`.
  ///
  /// - Parameters:
  ///   - words: the program's path and its arguments.
  ///   - messages: a file for what it says, which is made.
  ///   - onStart: called with the child's number, for ``Interruption/send(_:to:)``.
  static func run(
    _ words: [String], messages: FilePath, fileSystem: any FileSystem,
    onStart: (Int32) -> Void = { _ in }
  ) -> ToolEnd {
    var problem: Int32 = 0
    let child = Interruption.child {
      var child: Int32 = 0
      problem = spawn(words, messages, &child)
      return problem == 0 ? child : nil
    }
    guard let child else {
      return ToolEnd(failure: "\(Errno(rawValue: problem))", message: "")
    }
    onStart(child)
    let status = Interruption.wait(for: child)
    let said = try? fileSystem.contents(of: messages, sizeMax: messageBytesMax)
    let message = String(decoding: said ?? [], as: UTF8.self)
    switch status {
    case 0?: return ToolEnd(failure: nil, message: message)
    case let status? where status & 0x7f == 0:
      return ToolEnd(failure: "exit status \(status >> 8 & 0xff)", message: message)
    case let status?: return ToolEnd(failure: "signal \(status & 0x7f)", message: message)
    case nil: return ToolEnd(failure: "it was lost", message: message)
    }
  }

  /// More than any compiler says of one program that it cannot compile.
  private static let messageBytesMax = 1 << 20

  /// - Returns: 0, or why it could not be started.
  private static func spawn(_ words: [String], _ messages: FilePath, _ child: inout Int32) -> Int32
  {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, 2, messages.string, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var handled = sigset_t()
    sigemptyset(&handled)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGXFSZ, SIGPIPE] { sigaddset(&handled, number) }
    posix_spawnattr_setsigdefault(&attributes, &handled)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let copies = words.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return posix_spawn(&child, words[0], &actions, &attributes, copies + [nil], environ)
  }
}
