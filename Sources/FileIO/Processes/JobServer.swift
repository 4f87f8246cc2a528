// The jobserver of GNU make: how many processes may run at once, over all that make has started.

import Glibc
import Synchronization

/// A client of a jobserver. Its user asks for a token before it starts a process, and returns it when
/// the process has ended. The first needs none from the server: make counts the client itself.
///
/// A class, because all threads share it. Its descriptors are its own, so that reading never blocks
/// another client of the same pipe.
///
/// - SeeAlso: the GNU make manual, "Integrating GNU make with Other Tools", POSIX Jobserver Interaction
package final class JobServer: Sendable {
  /// The permission to run one process.
  package enum Token: Sendable {
    /// The one that make gave this process by starting it.
    case own
    /// The byte that was read, which must be written back.
    case server(UInt8)
  }

  private struct State {
    var hasOwn = true
    var taken: [UInt8] = []
  }

  private let readEnd: Int32
  private let writeEnd: Int32
  private let state = Mutex(State())

  /// Fails if the variable names no jobserver, or one that this process cannot reach: make closes it for
  /// commands that it does not know as a part of the build ('+' before a recipe's line says so).
  ///
  /// - Parameter makeFlags: the value of the variable `MAKEFLAGS`.
  package init?(makeFlags: String) {
    // Where several are given, the last counts. (Before version 4.2 it was called "fds".)
    let value = makeFlags.split(separator: " ").last { word in
      Self.names.contains { word.hasPrefix($0) }
    }.flatMap { word in word.split(separator: "=", maxSplits: 1).dropFirst().first }
    guard let value else { return nil }
    let (readPath, writePath): (String, String)
    if value.hasPrefix("fifo:") {
      readPath = String(value.dropFirst(5))
      writePath = readPath
    } else {
      let numbers = value.split(separator: ",").compactMap { Int32($0) }
      guard numbers.count == 2, numbers.allSatisfy(Self.isInherited) else { return nil }
      readPath = "/proc/self/fd/\(numbers[0])"
      writePath = "/proc/self/fd/\(numbers[1])"
    }
    readEnd = Self.open(readPath, O_RDONLY)
    writeEnd = readEnd < 0 ? -1 : Self.open(writePath, O_WRONLY)
    guard writeEnd >= 0 else {
      if readEnd >= 0 { close(readEnd) }
      return nil
    }
  }

  deinit {
    giveAllBack()
    close(readEnd)
    close(writeEnd)
  }

  private static let names = ["--jobserver-auth=", "--jobserver-fds="]

  /// Whether a descriptor is one that the process began with. For commands without '+' make closes its
  /// pipe, and the number can be that of a file of this process by now.
  private static func isInherited(_ fd: Int32) -> Bool {
    let flags = fcntl(fd, F_GETFD)
    return flags >= 0 && flags & FD_CLOEXEC == 0
  }

  /// Opens a pipe a second time, so that `O_NONBLOCK` is for this process alone; -1: it is not a pipe.
  private static func open(_ path: String, _ mode: Int32) -> Int32 {
    let fd = unsafe Glibc.open(path, mode | O_NONBLOCK | O_CLOEXEC)
    guard fd >= 0 else { return -1 }
    var status = stat()
    guard unsafe fstat(fd, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else {
      close(fd)
      return -1
    }
    return fd
  }

  /// Waits until another process may run.
  package func take() -> Token {
    while true {
      if let token = takeOwn() ?? read() { return token }
      // Another thread can have returned its own, so this does not wait for the server alone.
      var wanted = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
      _ = unsafe poll(&wanted, 1, Self.waitMilliseconds)
    }
  }

  private static let waitMilliseconds: Int32 = 20

  private func takeOwn() -> Token? {
    state.withLock { state in
      defer { state.hasOwn = false }
      return state.hasOwn ? .own : nil
    }
  }

  private func read() -> Token? {
    // Under the lock, so that no token is forgotten by ``giveAllBack()``.
    state.withLock { state in
      var byte: UInt8 = 0
      guard unsafe Glibc.read(readEnd, &byte, 1) == 1 else { return nil }
      state.taken.append(byte)
      return .server(byte)
    }
  }

  package func giveBack(_ token: Token) {
    state.withLock { state in
      switch token {
      case .own: state.hasOwn = true
      case .server(let byte):
        guard let index = state.taken.firstIndex(of: byte) else { return }
        state.taken.remove(at: index)
        write(byte)
      }
    }
  }

  /// Gives back all tokens, when the process ends and its processes have ended.
  package func giveAllBack() {
    state.withLock { state in
      for byte in state.taken { write(byte) }
      state.taken = []
    }
  }

  /// The pipe has room for every token that was taken from it.
  private func write(_ byte: UInt8) {
    var byte = byte
    while unsafe Glibc.write(writeEnd, &byte, 1) < 0, errno == EINTR {}
  }
}
