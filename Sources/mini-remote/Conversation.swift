// The requests of mini, and the work for them.

import Glibc
import MiniRemoteProtocol

/// The requests of a process, and the work for them.
struct Conversation {
  private let requests: AsyncThrowingStream<RemoteRequest, any Error>
  private let endpoint: RemoteEndpoint

  /// No build waits for longer without a request. An upload that is slower ends.
  static let secondsMax: UInt32 = 120
  /// A compiler has two hundred megabytes.
  private static let toolchainSecondsMax: UInt32 = 1200

  /// Reads the first request.
  init() throws {
    var reader = RequestReader(fd: STDIN_FILENO)
    guard case .open(let endpoint) = try reader.next() else { throw Problem.malformed }
    self.endpoint = endpoint
    requests = reader.rest
  }

  /// Connects while `mini` prepares the other requests, and then does what they say.
  func run(_ replies: ReplyWriter) async throws {
    try await Connection(endpoint).use { ask in
      // The process ends here: a connection that ends in order could wait for the server.
      do {
        try await work(for: try await ask(), replies)
      } catch {
        await replies.finish(error)
      }
      await replies.finish(nil)
    }
  }

  /// Ends when `mini` closes the pipe, or has sent all that is to be stored.
  private func work(for server: Server, _ replies: ReplyWriter) async throws {
    await replies.send(.ready)
    let lookup = Lookup(server, replies)
    var stored: [StoredResult] = []
    var lacking: [LocalFile] = []
    try await withThrowingDiscardingTaskGroup { group in
      for try await request in requests {
        alarm(Self.secondsMax)
        switch request {
        case .find(let digests): try await lookup.find(digests)
        case .toolchain(let files):
          let missing = try await server.missing(files.map(\.digest))
          lacking = files.filter { missing.contains($0.digest) }
          if !lacking.isEmpty { await replies.send(.lacking) }
        case .run(let number, let action):
          guard lacking.isEmpty else { continue }
          group.addTask {
            do {
              await replies.send(try await Execution(server, lookup).reply(number, action))
            } catch {
              await replies.finish(error)
            }
          }
        case .store(let result): stored.append(result)
        case .end:
          if !lacking.isEmpty { alarm(Self.toolchainSecondsMax) }
          try await Upload(server).send(lacking)
          return await replies.send(.stored(try await Upload(server).store(stored)))
        case .open: throw Problem.malformed
        }
      }
    }
  }
}
