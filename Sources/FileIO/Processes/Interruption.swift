// Temporary files and child processes, which must not outlive the process: a signal that ends it ends them
// first.

import Glibc
import Synchronization
package import SystemPackage

/// Temporary files and folders, and child processes, of this process.
///
/// Once ``install()`` has been called, SIGINT, SIGQUIT, SIGTERM and SIGHUP kill the children, remove the files
/// and then end the process as they would have ended it. Signals that were ignored stay ignored, as `nohup`
/// wants it. After SIGKILL, the system kills the children (``ProcessLaunch``), and the next build removes
/// the files.
package enum Interruption {
  private struct State {
    /// Some few at a time. (Not a set: its first use searches the executable for what a path conforms to.)
    var paths: [FilePath] = []
    /// With what kill(2) is to be given for each.
    var children: [pid_t: pid_t] = [:]
    /// By the order of their beginning.
    var lastWorks: [(number: Int, work: @Sendable () -> Void)] = []
    var lastWorkNumber = 0
    var isInstalled = false
    /// Whether a signal is ending the process: no child is started, and none is waited for, any more.
    var isEnding = false
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

  /// Calls `body`. If a signal ends the process meanwhile, `work` is called once all children have ended
  /// and before anything is removed, on another thread: other threads go on until they wait for a child.
  package static func withLastWork<Value, Failure: Error>(
    _ work: @escaping @Sendable () -> Void, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let number = state.withLock { state in
      state.lastWorkNumber += 1
      state.lastWorks.append((state.lastWorkNumber, work))
      return state.lastWorkNumber
    }
    defer { state.withLock { state in state.lastWorks.removeAll { $0.number == number } } }
    return try body()
  }

  /// The signals that end the process in this way.
  static let signals: [Int32] = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]

  /// Starts a child that is killed if a signal ends this process. None is started once one has.
  ///
  /// - Parameters:
  ///   - isLeader: whether the child leads a process group, which ends with it.
  ///   - start: makes the child.
  static func child(
    isLeader: Bool, _ start: () throws(Errno) -> Int32
  ) throws(Errno) -> Int32 {
    // (No `Result`: see `FilePath.withCString`.)
    var failure: Errno?
    let child = state.withLock { state -> Int32? in
      guard !state.isEnding else { return nil }
      do throws(Errno) {
        let id = try start()
        state.children[id] = isLeader ? -id : id
        return id
      } catch {
        failure = error
        return nil
      }
    }
    if let failure { throw failure }
    guard let child else { waitForTheEnd() }
    return child
  }

  /// Waits for a child's end: its status as waitpid(2) has it, `nil` where it is lost.
  static func wait(for child: Int32) -> Int32? {
    // It keeps its number until it is looked at and forgotten, under one lock with those who kill it.
    var ended = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(child), &ended, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
    let status: Int32?? = state.withLock { state in
      guard !state.isEnding else { return nil }
      state.children[child] = nil
      var status: Int32 = 0
      return .some(unsafe waitpid(child, &status, WNOHANG) == child ? status : nil)
    }
    guard let status else { waitForTheEnd() }
    return status
  }

  private static func waitForTheEnd() -> Never {
    while true { pause() }
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
    for number in signals { ChangedSignals.handle(number, by: handleSignal) }
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

  /// Ends all children, does the last work, removes the files and ends the process.
  private static func end(by number: Int32) {
    let works = state.withLock { state in
      state.isEnding = true
      for target in state.children.values { _ = Glibc.kill(target, SIGKILL) }
      for child in state.children.keys {
        var status: Int32 = 0
        unsafe waitpid(child, &status, 0)
      }
      state.children = [:]
      return state.lastWorks.map(\.work)
    }
    for work in works { work() }
    // Held to the end: nothing is begun any more.
    state.withLock { state in
      let disk = LocalFileSystem()
      // What cannot be removed is left to who comes next.
      for path in state.paths { _ = try? disk.removeTree(path) }
      signal(number, SIG_DFL)
      _ = Glibc.kill(getpid(), number)
      waitForTheEnd()
    }
  }
}

private func handleSignal(_ number: Int32) { Interruption.pass(on: number) }
