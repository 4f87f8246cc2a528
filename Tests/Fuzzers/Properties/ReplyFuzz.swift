// Properties of the replies that mini reads from mini-remote, which passes on what a server sends.

import MiniRemoteProtocol

enum ReplyFuzz {
  static func brokenPromise(of input: [UInt8]) -> String? {
    let whole = replies(in: input, size: max(input.count, 1))
    // The first byte cuts the input, as a pipe does.
    let size = max(Int(input.first ?? 1), 1)
    if replies(in: input, size: size) != whole { return "its pieces matter" }
    for case let reply? in whole {
      guard let again = RemoteReply(reply.frame) else { return "its encoding is none" }
      if again != reply { return "encoded, it is another one" }
      if case .found(_, let result) = reply,
        result.files.reduce(0, { $0 + $1.bytes.count }) > input.count
      {
        return "its files have more bytes than arrived"
      }
    }
    return nil
  }

  /// The replies until the first malformed one, which is `nil`.
  private static func replies(in input: [UInt8], size: Int) -> [RemoteReply?] {
    var buffer = FrameBuffer()
    var found: [RemoteReply?] = []
    var start = 0
    while start < input.count {
      let end = min(start + size, input.count)
      buffer.append(input[start..<end])
      start = end
      do throws(MessageError) {
        while let frame = try buffer.next() {
          guard let reply = RemoteReply(frame) else { return found + [nil] }
          found.append(reply)
        }
      } catch {
        return found + [nil]
      }
    }
    return found
  }
}
