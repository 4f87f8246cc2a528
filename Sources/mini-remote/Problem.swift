// Why a server cannot be used, in words.

import GRPCCore
import MiniRemoteProtocol

/// A problem, as `mini` prints it after the name of the server.
struct Problem: Error {
  let text: String

  static let malformed = Problem("mini sent a malformed request")

  init(_ text: String) {
    self.text = text
  }

  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as RPCError where error.code == .deadlineExceeded:
      self.init("it does not answer")
    case let error as RPCError:
      self.init("\(error.code): \(error.message)")
    case is MessageError: self = .malformed
    default: self.init("\(error)")
    }
  }
}
