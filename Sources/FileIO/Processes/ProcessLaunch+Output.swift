// Runs a program for what it writes.

import Glibc
package import SystemPackage

extension ProcessLaunch {
  /// Starts the program, and waits for its end.
  ///
  /// - Parameters:
  ///   - streams: those whose text is wanted.
  ///   - text: what it finds at its standard input; `nil`: what ``input`` says. At most 64 KiB, which
  ///     fit in a socket before anybody reads them.
  ///   - sizeMax: if it writes more, the rest is lost.
  /// - Returns: the status as in waitpid(2), and what it wrote to these streams.
  /// - Throws: why the program could not be started, or `ECHILD` if its status is lost.
  package func runForOutput(
    _ streams: [WritableKeyPath<ProcessLaunch, Stream>] = [\.output], input text: [UInt8]? = nil,
    sizeMax: Int
  ) throws(Errno) -> (status: Int32, output: [UInt8]) {
    let end = AwaitedValue<Int32?>()
    let (fd, _) = try runConnected(text == nil ? streams : streams + [\.input]) { end.set($0) }
    defer { close(fd) }
    if let text {
      precondition(text.count <= 64 << 10)
      // A program that ends without reading says so by its status.
      _ = try? retrying { unsafe send(fd, text, text.count, Int32(MSG_NOSIGNAL)) }
      shutdown(fd, Int32(SHUT_WR))
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let size = buffer.count
      let count: Int
      do throws(Errno) {
        count = try retrying { unsafe read(fd, &buffer, size) }
      } catch {
        // The end of a program that has not read its input.
        guard error == .connectionReset else { throw error }
        break
      }
      guard count > 0 else { break }
      output += buffer.prefix(min(count, sizeMax - output.count))
    }
    guard let status = end.wait() else { throw .noChildProcess }
    return (status, output)
  }

  /// Starts the program beside this thread, with one end of a pair of sockets as some of its streams.
  ///
  /// - Parameter onEnd: as of ``runBeside(onEnd:)``.
  /// - Returns: the other end, for the caller to close, and the program's number.
  func runConnected(
    _ streams: [WritableKeyPath<ProcessLaunch, Stream>],
    onEnd: @escaping @Sendable (Int32?) -> Void
  ) throws(Errno) -> (fd: Int32, child: Int32) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Errno(rawValue: errno) }
    var launch = self
    for stream in streams { launch[keyPath: stream] = .file(ends[1]) }
    let start = Result { [launch] () throws(Errno) in try launch.runBeside(onEnd: onEnd) }
    // The child has it, or there is none.
    close(ends[1])
    do throws(Errno) {
      return (ends[0], try start.get())
    } catch {
      close(ends[0])
      throw error
    }
  }
}
