// The requests of mini, as they arrive.

import Glibc
import MiniRemoteProtocol

/// Reads the requests that arrive at a descriptor.
struct RequestReader {
  let fd: Int32
  private var buffer = FrameBuffer()

  init(fd: Int32) {
    self.fd = fd
  }

  /// - Returns: `nil` at the end.
  mutating func next() throws -> RemoteRequest? {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let frame = try buffer.next() {
        guard let request = RemoteRequest(frame) else { throw Problem.malformed }
        return request
      }
      let count = read(fd, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      buffer.append(bytes[..<count])
    }
  }
}
