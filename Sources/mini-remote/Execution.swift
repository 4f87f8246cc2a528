// Runs actions on the server's workers.

import GRPCCore
import MiniRemoteProtocol
import SwiftProtobuf

/// Stores what a worker needs, and waits for the result.
struct Execution: Sendable {
  private let server: Server
  private let lookup: Lookup

  init(_ server: Server, _ lookup: Lookup) {
    self.server = server
    self.lookup = lookup
  }

  /// - Returns: ``RemoteReply/found(_:_:)``, ``RemoteReply/busy(_:)`` or ``RemoteReply/failed(_:_:)``.
  /// - Throws: if the server cannot be used any further.
  func reply(_ number: Int, _ work: RunnableAction) async throws -> RemoteReply {
    guard server.executes else { throw Problem("it does not run actions") }
    do {
      try await Upload(server).send([work.action] + work.inputs)
      guard let operation = try await server.execute(work.action.digest, inlining: Lookup.names)
      else { return .failed(number, "the server has left it unfinished") }
      switch operation.result {
      case .response(let packed):
        let response = try Build_Bazel_Remote_Execution_V2_ExecuteResponse(
          serializedBytes: packed.value)
        guard response.status.code == 0 else { return failure(number, response.status) }
        return try await lookup.reply(number, response.result)
      case .error(let status): return failure(number, status)
      case nil: return .failed(number, "the server sent no result")
      }
    } catch let error as RPCError where error.code == .resourceExhausted {
      return .busy(number)
    }
  }

  private func failure(_ number: Int, _ status: Google_Rpc_Status) -> RemoteReply {
    guard Int(status.code) != RPCError.Code.resourceExhausted.rawValue else { return .busy(number) }
    return .failed(number, "the server could not run it (\(status.code)): \(status.message)")
  }
}
