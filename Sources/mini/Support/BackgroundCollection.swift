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
    let failure = start(arguments + [need.path.bytes], log: log, need.fileSystem)
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
  private static func start(
    _ words: [[UInt8]], log: FilePath, _ fileSystem: any FileSystem
  ) -> String? {
    do {
      // Made anew: a snapshot made of hard links keeps its own. No link in the cache is followed.
      _ = try? fileSystem.remove(log)
      let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK
      guard let fd = try fileSystem.openIfPresent(log, flags: flags, mode: 0o644) else {
        return "\(FileError(.open, log, .noSuchFileOrDirectory))"
      }
      defer { try? fileSystem.close(fd) }  // nothing was written
      var launch = ProcessLaunch(.background, executable, words: words)
      launch.input = .empty
      launch.output = .file(fd)
      launch.errors = .file(fd)
      let process = try launch.detach()
      started.withLock { $0.append(process) }
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// This very executable; without /proc, what has the name now by which it was started.
  private static var executable: FilePath {
    let link = "/proc/self/exe"
    return access(link, F_OK) == 0
      ? FilePath(link) : FilePath(platformString: mini_executable_path())
  }
}
