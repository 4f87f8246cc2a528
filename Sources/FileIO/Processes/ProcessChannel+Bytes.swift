// Bytes to and from a child process, with a limit on every wait.

import Glibc

extension ProcessChannel {
  /// Bytes that have arrived, or the reason why there are none.
  package enum Arrival: Sendable {
    case bytes([UInt8])
    /// The process has closed its output, or has ended.
    case end
    /// Nothing has arrived in time.
    case late
  }

  /// Sends bytes.
  ///
  /// - Returns: whether the process has taken them all in time.
  package func send(_ bytes: [UInt8], until end: ContinuousClock.Instant) -> Bool {
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    var start = 0
    while start < bytes.count {
      let sent = unsafe bytes.withUnsafeBytes { bytes in
        unsafe Glibc.send(fd, bytes.baseAddress! + start, bytes.count - start, flags)
      }
      if sent > 0 {
        start += sent
      } else if errno == EAGAIN {
        guard waits(for: POLLOUT, until: end) else { return false }
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Waits for bytes.
  package func receive(until end: ContinuousClock.Instant) -> Arrival {
    var buffer = [UInt8](repeating: 0, count: Self.pieceMaxBytes)
    while true {
      let size = buffer.count
      let count = unsafe recv(fd, &buffer, size, Int32(MSG_DONTWAIT))
      if count > 0 { return .bytes(Array(buffer.prefix(count))) }
      if count == 0 { return .end }
      if errno == EAGAIN {
        guard waits(for: POLLIN, until: end) else { return .late }
      } else if errno != EINTR {
        return .end
      }
    }
  }

  /// As much as a socket usually holds.
  private static let pieceMaxBytes = 1 << 18

  /// - Returns: whether the socket is ready in time.
  private func waits(for event: Int32, until end: ContinuousClock.Instant) -> Bool {
    while true {
      let left = end - ContinuousClock.now
      guard left > .zero else { return false }
      // Rounded up, so that this does not loop during the last millisecond.
      let milliseconds = Int32(clamping: Int64(left / .milliseconds(1)) + 1)
      var wait = pollfd(fd: fd, events: Int16(event), revents: 0)
      let ready = unsafe poll(&wait, 1, milliseconds)
      if ready > 0 { return true }
      if ready < 0, errno != EINTR { return false }
    }
  }
}
