// A gc in the background.

import BuildCache
import CStartup
import FileIO
import Glibc
import Synchronization
import SystemPackage

/// Starts `mini gc --auto` as a separate process.
enum BackgroundCollection {
  /// The output of the last one, in the cache's folder.
  static let logName = "gc.log"

  /// Processes that this one started and has not reaped yet.
  private static let started = Mutex<[pid_t]>([])

  /// Starts gc and prints one line. gc leads its own process group, so that a keyboard interrupt
  /// does not end it. It shares no open file with the caller, whose reader can be waiting for the
  /// end of a pipe. It stays in the session, because Linux compares nice values only within a
  /// session.
  ///
  /// - Parameter quietly: prints only failures.
  static func start(_ need: AutoGC, quietly: Bool) {
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

  /// Reaps those that have ended, for a process that runs on.
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
      // Creates a new file: a snapshot made of hard links keeps the old one, and no link in the
      // cache is followed.
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

  /// This executable; without /proc, the file that now has its name.
  static var executable: FilePath {
    let link = "/proc/self/exe"
    return access(link, F_OK) == 0
      ? FilePath(link) : FilePath(platformString: mini_executable_path())
  }
}
