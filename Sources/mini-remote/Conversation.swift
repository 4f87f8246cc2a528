// The requests of mini, and the work for them.

import Glibc
import MiniRemoteProtocol

/// The requests of a process, and the work for them.
struct Conversation {
  private var requests = RequestReader(fd: STDIN_FILENO)
  private let endpoint: RemoteEndpoint

  private enum Work {
    case find([BlobDigest])
    case store([StoredResult])
  }

  /// Reads the first request.
  init() throws {
    guard case .open(let endpoint) = try requests.next() else { throw Problem.malformed }
    self.endpoint = endpoint
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

  private func work(for server: Server, _ replies: ReplyWriter) async throws {
    await replies.send(.ready)
    switch try work() {
    case .find(let digests): try await Lookup(server, replies).find(digests)
    case .store(let results):
      await replies.send(.stored(try await Upload(server).store(results)))
    }
  }

  private func work() throws -> Work {
    var requests = requests
    var stored: [StoredResult] = []
    while true {
      switch try requests.next() {
      case .find(let digests): return .find(digests)
      case .store(let result): stored.append(result)
      case .end: return .store(stored)
      case .open, nil: throw Problem.malformed
      }
    }
  }
}
