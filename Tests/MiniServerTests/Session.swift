// A whole session, without a process: all messages have come before the first is handled.

import Foundation
import MiniDriver
import MiniServer

/// Everything that a server sends in answer to some messages.
struct Session {
  let sent: [[String: Any]]
  let end: LanguageServer.End

  init(
    _ messages: [[String: Any]], stream more: String = "",
    standardModules: StandardModuleFiles? = nil
  ) throws {
    var stream: [UInt8] = []
    for message in messages {
      let data = try JSONSerialization.data(withJSONObject: message)
      stream += MessageFraming.framed([UInt8](data))
    }
    var pieces = [stream + Array(more.utf8), []]
    let queue = MessageQueue()
    queue.fill { pieces.removeFirst() }
    var output: [UInt8] = []
    let server = LanguageServer(
      version: "test", options: BuildOptions(threadsMax: 1, cacheUse: .none),
      standardModules: standardModules, queue: queue
    ) { output += $0 }
    end = server.run()
    var framing = MessageFraming()
    framing.append(output)
    var sent: [[String: Any]] = []
    while let content = try framing.next() {
      sent.append(try JSONSerialization.jsonObject(with: Data(content)) as? [String: Any] ?? [:])
    }
    self.sent = sent
  }

  /// The code of the error that answers a request.
  func code(_ id: Int) -> Int? { (answer(id)?["error"] as? [String: Any])?["code"] as? Int }

  func result(_ id: Int) -> Any? { answer(id)?["result"] }

  private func answer(_ id: Int) -> [String: Any]? { sent.first { $0["id"] as? Int == id } }

  static func request(
    _ id: Int, _ method: String, _ parameters: [String: Any] = [:]
  ) -> [String: Any] {
    ["jsonrpc": "2.0", "id": id, "method": method, "params": parameters]
  }

  static func notification(
    _ method: String, _ parameters: [String: Any] = [:]
  ) -> [String: Any] {
    ["jsonrpc": "2.0", "method": method, "params": parameters]
  }

  static var beginning: [[String: Any]] {
    [request(1, "initialize"), notification("initialized")]
  }

  static var ending: [[String: Any]] {
    [["jsonrpc": "2.0", "id": 99, "method": "shutdown"], ["jsonrpc": "2.0", "method": "exit"]]
  }
}
