// The requests of mini, as they arrive.

import Dispatch
import Glibc
import MiniRemoteProtocol

/// Reads the requests that arrive at a descriptor.
struct RequestReader: Sendable {
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

  /// The other requests. A thread of its own waits for them, because tasks have only as many threads as
  /// there are processors.
  var rest: AsyncThrowingStream<RemoteRequest, any Error> {
    let (stream, arrivals) = AsyncThrowingStream.makeStream(of: RemoteRequest.self)
    DispatchQueue(label: "requests").async { [self] in
      var reader = self
      do {
        while let request = try reader.next() { arrivals.yield(request) }
        arrivals.finish()
      } catch {
        arrivals.finish(throwing: error)
      }
    }
    return stream
  }
}
