// What must not outlive the process: temporary files and child processes. A signal that ends it ends
// them first.

import Glibc
import Synchronization
package import SystemPackage

/// Temporary files and folders, and child processes, of this process.
///
/// Once ``install()`` has been called, SIGINT, SIGTERM and SIGHUP kill the children, remove the files
/// and then end the process as they would have ended it. (What SIGKILL leaves behind is nobody's, and
/// is removed by who comes next.) Signals that were ignored stay ignored, as `nohup` wants it.
package enum Interruption {
  private struct State {
    /// Some few at a time. (Not a set: its first use searches the executable for what a path conforms to.)
    var paths: [FilePath] = []
    /// With what kill(2) is to be given for each.
    var children: [pid_t: pid_t] = [:]
    var isInstalled = false
  }

  private static let state = Mutex(State())
  /// Where the handler writes the signal's number, and where the watcher reads it; -1: nowhere yet.
  private static let writeEnd = Atomic<Int32>(-1)
  private static let readEnd = Atomic<Int32>(-1)

  /// Removes this file, or this folder with the files in it, if a signal ends the process. To be
  /// called before it is made.
  package static func hold(_ path: FilePath) {
    state.withLock { $0.paths.append(path) }
  }

  /// The file is gone, or has got the name that it keeps.
  package static func release(_ path: FilePath) {
    state.withLock { state in
      if let place = state.paths.lastIndex(of: path) { state.paths.remove(at: place) }
    }
  }

  /// Whom a child's end takes along.
  package enum ChildKind: Sendable {
    /// It leads a process group, which ends with it.
    case leader
    /// It belongs to this process's own group.
    case member
  }

  /// Starts a child that is killed if a signal ends this process. None is started once one has.
  ///
  /// - Parameter start: makes the child; `nil` where that fails.
  package static func child(_ kind: ChildKind = .leader, _ start: () -> Int32?) -> Int32? {
    state.withLock { state in
      guard let id = start() else { return nil }
      state.children[id] = kind == .leader ? -id : id
      return id
    }
  }

  /// Waits for a child's end: its status as waitpid(2) has it, `nil` where it is lost.
  package static func wait(for child: Int32) -> Int32? {
    // It keeps its number until it is looked at and forgotten, under one lock with those who kill it.
    var ended = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(child), &ended, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
    return state.withLock { state in
      state.children[child] = nil
      var status: Int32 = 0
      return unsafe waitpid(child, &status, WNOHANG) == child ? status : nil
    }
  }

  /// Sends a signal to a child that has not ended yet, and to the group that it leads.
  package static func send(_ signal: Int32, to child: Int32) {
    state.withLock { state in
      // Where it has been waited for its number may be another's.
      if let target = state.children[child] { _ = Glibc.kill(target, signal) }
    }
  }

  /// Watches for signals from now on. Costs a thread; more calls do nothing.
  package static func install() {
    let isFirst = state.withLock { state in
      defer { state.isInstalled = true }
      return !state.isInstalled
    }
    guard isFirst else { return }
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return }  // then signals do what they always did
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readEnd.store(ends[0], ordering: .sequentiallyConsistent)
    writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
    var thread = pthread_t()
    guard
      unsafe pthread_create(
        &thread, nil,
        { _ in
          Interruption.watch()
          return nil
        }, nil) == 0
    else { return }
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var action = sigaction()
      guard unsafe sigaction(number, nil, &action) == 0,
        unsafe action.__sigaction_handler.sa_handler == nil
      else { continue }  // ignored, or somebody else's
      unsafe action.__sigaction_handler.sa_handler = handleSignal
      action.sa_flags = Int32(SA_RESTART)
      unsafe sigaction(number, &action, nil)
    }
  }

  /// In the handler: nothing but what a handler may do.
  fileprivate static func pass(on number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = unsafe write(writeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
    errno = saved
  }

  private static func watch() {
    let fd = readEnd.load(ordering: .sequentiallyConsistent)
    var byte: UInt8 = 0
    var count: Int
    repeat { count = unsafe read(fd, &byte, 1) } while count == -1 && errno == EINTR
    guard count == 1 else { return }
    end(by: Int32(byte))
  }

  /// Ends all that is held, then the process.
  private static func end(by number: Int32) {
    // Held to the end: nothing is begun any more.
    state.withLock { state in
      for target in state.children.values { _ = Glibc.kill(target, SIGKILL) }
      for child in state.children.keys {
        var status: Int32 = 0
        unsafe waitpid(child, &status, 0)
      }
      let disk = LocalFileSystem()
      for path in state.paths { removeAll(path, disk) }
      signal(number, SIG_DFL)
      _ = Glibc.kill(getpid(), number)
      while true { pause() }
    }
  }

  /// What cannot be removed is left to who comes next.
  private static func removeAll(_ path: FilePath, _ disk: LocalFileSystem) {
    guard let kind = try? disk.status(of: path, followingLinks: false)?.kind else { return }
    guard kind == .directory else {
      _ = try? disk.remove(path)
      return
    }
    for entry in (try? disk.entries(of: path)) ?? [] {
      _ = try? disk.remove(path.appending(FilePath.Component(bytes: entry.nameBytes)))
    }
    _ = try? disk.removeFolder(path)
  }
}

private func handleSignal(_ number: Int32) { Interruption.pass(on: number) }
