// The process of mini-remote, and the conversation with it.

import FileIO
import MiniRemoteProtocol
import SystemPackage

/// A running `mini-remote`. It ends with the value. Whatever it sends can be anything, because it passes
/// on what a server sends.
struct RemoteProcess: ~Copyable, Sendable {
  private let channel: ProcessChannel
  private var arrived = FrameBuffer()

  /// Starts the program.
  init(_ program: FilePath) throws(Errno) {
    var launch = Self.launch(program, .tool)
    launch.errors = .empty
    channel = try ProcessChannel(to: launch)
  }

  deinit { channel.end() }

  /// - Parameter kind: whether it ends with this process.
  static func launch(_ program: FilePath, _ kind: ProcessLaunch.Kind) -> ProcessLaunch {
    ProcessLaunch(kind, program, words: ["mini-remote", "--serve"])
  }

  /// - Returns: whether the process has taken the request in time.
  func send(_ request: RemoteRequest, until end: ContinuousClock.Instant) -> Bool {
    channel.send(request.frame.bytes, until: end)
  }

  enum Answer {
    case reply(RemoteReply)
    case late
    case end
    case malformed
  }

  /// The next reply.
  mutating func next(until end: ContinuousClock.Instant) -> Answer {
    while true {
      do throws(MessageError) {
        if let frame = try arrived.next() {
          return RemoteReply(frame).map(Answer.reply) ?? .malformed
        }
      } catch {
        return .malformed
      }
      switch channel.receive(until: end) {
      case .bytes(let bytes): arrived.append(bytes)
      case .end: return .end
      case .late: return .late
      }
    }
  }
}
