// A connection to a child process, for small requests and their answers.

import Glibc
package import SystemPackage

/// One end of a pair of sockets. The other end is the standard input and the standard output of a
/// child process.
package struct ProcessChannel: ~Copyable, Sendable {
  let fd: Int32
  private let child: Int32

  /// Starts a process with the other end.
  ///
  /// - Parameter launch: its standard input and its standard output are replaced.
  /// - Throws: if there are no more descriptors, or as ``ProcessLaunch/runBeside(onEnd:)``.
  package init(to launch: ProcessLaunch) throws(Errno) {
    (fd, child) = try launch.runConnected([\.input, \.output]) { _ in }
  }

  /// The process finds the end of its input.
  deinit { close(fd) }

  /// Ends the process.
  package func end() { Interruption.send(SIGKILL, to: child) }

  /// Sends a number, and waits for the number that the process answers.
  ///
  /// - Returns: `nil` if the process has ended, or ends without an answer.
  package func exchange(_ number: Int32) -> Int32? {
    var number = number
    var answer: Int32 = 0
    let (fd, size) = (fd, MemoryLayout<Int32>.size)
    // Without the flag a signal would end this process if the other one is gone.
    let flags = Int32(MSG_NOSIGNAL)
    do throws(Errno) {
      let sent = try retrying { unsafe Glibc.send(fd, &number, size, flags) }
      let received = try retrying { unsafe recv(fd, &answer, size, 0) }
      return sent == size && received == size ? answer : nil
    } catch {
      return nil
    }
  }
}
