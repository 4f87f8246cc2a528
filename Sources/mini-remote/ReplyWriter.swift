// The replies to mini.

import Glibc
import MiniRemoteProtocol

/// Writes replies, one after another. If `mini` no longer reads them, this process ends.
actor ReplyWriter {
  /// Sends the last messages, and ends this process.
  ///
  /// - Parameter problem: `nil`: all is done.
  func finish(_ problem: (any Error)?) -> Never {
    if let problem { send(.problem(Problem(problem).text)) }
    send(.end)
    exit(0)
  }

  func send(_ reply: RemoteReply) {
    let bytes = reply.frame.bytes
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        write(STDOUT_FILENO, bytes.baseAddress! + start, bytes.count - start)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { exit(1) }
      start += count
    }
  }
}
