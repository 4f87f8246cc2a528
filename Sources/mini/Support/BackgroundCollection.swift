// A gc that a build starts and does not wait for.

import BuildCache
import CStartup
import FileIO
import Glibc
import Synchronization
import SystemPackage

/// Starts `mini gc --auto` as a process of its own.
enum BackgroundCollection {
  /// In the cache's folder: what the last one has printed.
  static let logName = "gc.log"

  /// Those that this process has started and not yet seen end.
  private static let started = Mutex<[pid_t]>([])

  /// Starts it and says so, in a line. It leads a process group of its own, so that an interrupt
  /// from the keyboard does not end it, and shares no open file with the caller, who may wait for
  /// the end of a pipe. It stays in the session: Linux counts niceness among a session's own.
  ///
  /// - Parameter quietly: says it only where it fails.
  static func start(_ need: CollectionNeed, quietly: Bool) {
    let log = need.path.appending(logName)
    let arguments = ["mini", "gc", "--auto", "--cache-dir"].map { Array($0.utf8) }
    let failure = spawn(arguments + [need.path.bytes], log: log)
    if let failure {
      StandardError.write("mini: warning: no gc could be started (\(need.reason)): \(failure)\n")
    } else if !quietly {
      StandardError.write(
        "mini: gc runs in the background (\(need.reason)); its report: '\(log)'\n")
    }
  }

  /// Lets the system forget those that have ended, for a process that does not end soon itself.
  static func forgetEnded() {
    started.withLock { started in
      started.removeAll { process in
        var status: Int32 = 0
        return waitpid(process, &status, WNOHANG) != 0
      }
    }
  }

  /// - Returns: why it could not be started.
  private static func spawn(
    _ arguments: [[UInt8]], log: FilePath
  ) -> Errno? {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let create = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.string, create, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    for fd in inheritedFiles { posix_spawn_file_actions_addclose(&actions, fd) }
    var process = pid_t()
    let code = CStrings.with(arguments) { words in
      posix_spawn(&process, executable, &actions, &attributes, words, environ)
    }
    guard code == 0 else { return Errno(rawValue: code) }
    started.withLock { $0.append(process) }
    return nil
  }

  /// This very executable; without /proc, what has the name now by which it was started.
  private static var executable: String {
    let link = "/proc/self/exe"
    return access(link, F_OK) == 0 ? link : String(cString: mini_executable_path())
  }

  /// What this process was given besides the three standard files, and would give on.
  private static var inheritedFiles: [Int32] {
    // Without /proc there is nothing to be seen, and a pipe that somebody reads may stay open.
    let entries = (try? LocalFileSystem().entries(of: "/proc/self/fd")) ?? []
    return entries.compactMap { Int32($0.name) }.filter { fd in
      let flags = fcntl(fd, F_GETFD)
      return fd > STDERR_FILENO && flags >= 0 && flags & FD_CLOEXEC == 0
    }
  }
}
