// Removes temporary files and ends child processes when a signal ends the process.

import Glibc
import Synchronization
package import SystemPackage

/// The temporary files, temporary folders and child processes of this process.
///
/// After ``install()``, SIGINT, SIGQUIT, SIGTERM and SIGHUP kill the children, remove the files and
/// then end the process with the same signal. Signals that were ignored stay ignored, as under
/// `nohup`. After SIGKILL, the kernel kills the children (``ProcessLaunch``), and the next build
/// removes the files.
package enum Interruption {
  private struct State {
    /// Only a few at a time. Not a set: runtime note 1.
    var paths: [FilePath] = []
    /// The target of kill(2) for each child.
    var children: [pid_t: pid_t] = [:]
    /// In the order in which they were added.
    var lastWorks: [(number: Int, work: @Sendable () -> Void)] = []
    var lastWorkNumber = 0
    var isInstalled = false
    /// Whether a signal is ending the process: from then on, no child is started or waited for.
    var isEnding = false
  }

  private static let state = Mutex(State())
  /// The handler writes the signal's number to one end, and the watcher reads it from the other;
  /// -1: not open.
  private static let writeEnd = Atomic<Int32>(-1)
  private static let readEnd = Atomic<Int32>(-1)

  /// Registers a file or folder for removal if a signal ends the process. Call it before creating
  /// the file.
  package static func hold(_ path: FilePath) {
    state.withLock { $0.paths.append(path) }
  }

  /// Unregisters a file that was removed, or that has its final name now.
  package static func release(_ path: FilePath) {
    state.withLock { state in
      if let index = state.paths.lastIndex(of: path) { state.paths.remove(at: index) }
    }
  }

  /// Calls `body`. If a signal ends the process during the call, `work` runs on another thread,
  /// after all children have ended and before files are removed. Other threads run until they wait
  /// for a child.
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

  /// Starts a child that is killed if a signal ends this process. After such a signal, starts none
  /// and does not return.
  ///
  /// - Parameters:
  ///   - isLeader: whether the child leads a process group, which ends with it.
  ///   - start: starts the child and returns its number.
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

  /// Waits for a child to end. Returns its status as in waitpid(2), or `nil` if it is lost.
  static func wait(for child: Int32) -> Int32? {
    // WNOWAIT keeps the child's number reserved until it is reaped, under the lock that the killing
    // code uses too.
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

  /// Does not return if a signal is ending the process, because then children have not failed.
  package static func waitIfEnding() {
    if state.withLock({ $0.isEnding }) { waitForTheEnd() }
  }

  private static func waitForTheEnd() -> Never {
    while true { pause() }
  }

  /// Sends a signal to a child that has not ended yet, and to the group that it leads.
  package static func send(_ signal: Int32, to child: Int32) {
    state.withLock { state in
      // The number of a child that was waited for can belong to another process.
      if let target = state.children[child] { _ = Glibc.kill(target, signal) }
    }
  }

  /// Starts watching for signals. Costs a thread. Further calls have no effect.
  package static func install() {
    let isFirst = state.withLock { state in
      defer { state.isInstalled = true }
      return !state.isInstalled
    }
    guard isFirst else { return }
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return }  // then signals keep their usual effect
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

  /// Runs in the signal handler: async-signal-safe calls only.
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

  /// Ends all children, runs the last works, removes the files and ends the process.
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
    // Holds the lock to the end, so that nothing new starts.
    state.withLock { state in
      let disk = LocalFileSystem()
      // Files that cannot be removed are left to the next build.
      for path in state.paths { _ = try? disk.removeTree(path) }
      signal(number, SIG_DFL)
      _ = Glibc.kill(getpid(), number)
      waitForTheEnd()
    }
  }
}

private func handleSignal(_ number: Int32) { Interruption.pass(on: number) }
