// Runs a program for what it writes to standard output.

import Glibc
package import SystemPackage

extension ProcessLaunch {
  /// Starts the program, and waits for its end.
  ///
  /// - Parameter sizeMax: if it writes more, the rest is lost.
  /// - Returns: the status as in waitpid(2), and what it wrote to standard output.
  /// - Throws: why the program could not be started, or `ECHILD` if its status is lost.
  package func runForOutput(sizeMax: Int) throws(Errno) -> (status: Int32, output: [UInt8]) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Errno(rawValue: errno) }
    defer { close(ends[0]) }
    var launch = self
    launch.output = .file(ends[1])
    let end = ProcessEnd()
    let start = Result { [launch] () throws(Errno) in try launch.runBeside(onEnd: end.set) }
    // The child has it, or there is none.
    close(ends[1])
    _ = try start.get()
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let (fd, size) = (ends[0], buffer.count)
      let count = try retrying { unsafe read(fd, &buffer, size) }
      guard count > 0 else { break }
      output += buffer.prefix(min(count, sizeMax - output.count))
    }
    guard let status = end.wait() else { throw .noChildProcess }
    return (status, output)
  }
}

/// The end of a process on another thread. A class, because two threads share it.
///
/// `@unchecked Sendable`: mutable state is used only under the monitor.
private final class ProcessEnd: @unchecked Sendable {
  private var status: Int32??
  private let monitor = Monitor()

  func set(_ new: Int32?) {
    monitor.locked {
      status = .some(new)
      monitor.wakeAll()
    }
  }

  func wait() -> Int32? {
    monitor.locked {
      while true {
        if let status { return status }
        monitor.wait()
      }
    }
  }
}
