// A client of `mini lsp`, for tests.

import Foundation
import Testing

/// A running `mini lsp`, and what it has sent. A class, because it owns a process.
final class LanguageClient {
  private let process = Process()
  private let toServer = Pipe()
  private let fromServer = Pipe()
  private var buffer = Data()
  private var lastID = 0
  /// The notifications that no test has taken yet.
  private(set) var notifications: [[String: Any]] = []
  private let folder: Folder

  /// Starts the server in a folder, and initializes the session.
  ///
  /// - Parameter encodings: the position encodings that the client offers.
  init(in folder: Folder, encodings: [String] = ["utf-8"]) throws {
    self.folder = folder
    process.executableURL = URL(fileURLWithPath: Mini.executable)
    process.arguments = ["lsp", "--stdio"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = Mini.homeless
    process.standardInput = toServer
    process.standardOutput = fromServer
    try process.run()
    // A server that hangs ends, and with it the test.
    let process = process
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Mini.secondsMax)) {
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    let result = try request(
      "initialize",
      [
        "processId": NSNull(), "rootUri": uri(""),
        "capabilities": [
          "general": ["positionEncodings": encodings],
          "workspace": ["didChangeWatchedFiles": ["dynamicRegistration": true]],
        ],
      ])
    capabilities = (result as? [String: Any])?["capabilities"] as? [String: Any] ?? [:]
    try notify("initialized", [:])
  }

  private(set) var capabilities: [String: Any] = [:]

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  func uri(_ name: String) -> String {
    URL(fileURLWithPath: folder.path + (name.isEmpty ? "" : "/" + name)).absoluteString
  }

  // MARK: Messages

  func notify(_ method: String, _ parameters: [String: Any]) throws {
    try send(["jsonrpc": "2.0", "method": method, "params": parameters])
  }

  /// Sends a request and waits for its answer.
  ///
  /// - Returns: its result.
  @discardableResult
  func request(_ method: String, _ parameters: [String: Any] = [:]) throws -> Any? {
    lastID += 1
    let id = lastID
    try send(["jsonrpc": "2.0", "id": id, "method": method, "params": parameters])
    while true {
      let message = try receive()
      guard message["method"] == nil, message["id"] as? Int == id else {
        notifications.append(message)
        continue
      }
      if let error = message["error"] as? [String: Any] {
        throw Failure(description: "\(method): \(error)")
      }
      return message["result"]
    }
  }

  private func send(_ message: [String: Any]) throws {
    let content = try JSONSerialization.data(withJSONObject: message)
    toServer.fileHandleForWriting.write(Data("Content-Length: \(content.count)\r\n\r\n".utf8))
    toServer.fileHandleForWriting.write(content)
  }

  private func receive() throws -> [String: Any] {
    let separator = Data("\r\n\r\n".utf8)
    while true {
      if let end = buffer.range(of: separator) {
        let header = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
        let length = Int(header.split(separator: " ").last ?? "") ?? 0
        if buffer.count - (end.upperBound - buffer.startIndex) >= length {
          let content = buffer[end.upperBound..<end.upperBound + length]
          buffer = Data(buffer[(end.upperBound + length)...])
          return try JSONSerialization.jsonObject(with: content) as? [String: Any] ?? [:]
        }
      }
      let more = fromServer.fileHandleForReading.availableData
      guard !more.isEmpty else { throw Failure(description: "the server has ended") }
      buffer.append(more)
    }
  }

  // MARK: Documents

  func open(_ name: String, _ text: String) throws {
    try notify(
      "textDocument/didOpen",
      ["textDocument": ["uri": uri(name), "languageId": "mini", "version": 1, "text": text]])
  }

  /// Replaces a part of a document, or all of it.
  func change(
    _ name: String, from start: [Int]? = nil, to end: [Int] = [], _ text: String, version: Int = 2
  ) throws {
    var change: [String: Any] = ["text": text]
    if let start { change["range"] = Self.range(start, end) }
    try notify(
      "textDocument/didChange",
      ["textDocument": ["uri": uri(name), "version": version], "contentChanges": [change]])
  }

  func close(_ name: String) throws {
    try notify("textDocument/didClose", document(name))
  }

  func document(_ name: String) -> [String: Any] { ["textDocument": ["uri": uri(name)]] }

  /// From line and character to line and character.
  static func range(_ start: [Int], _ end: [Int]) -> [String: Any] {
    func place(_ numbers: [Int]) -> [String: Int] {
      ["line": numbers[0], "character": numbers[1]]
    }
    return ["start": place(start), "end": place(end)]
  }

  /// Waits for the next diagnostics of a file, as `line:character code`.
  func diagnostics(of name: String) throws -> [String] {
    while true {
      if let index = notifications.firstIndex(where: { isAbout(name, $0) }) {
        let parameters = notifications.remove(at: index)["params"] as? [String: Any]
        let found = parameters?["diagnostics"] as? [[String: Any]] ?? []
        return found.map { item in
          let start = (item["range"] as? [String: [String: Int]])?["start"] ?? [:]
          return "\(start["line"] ?? -1):\(start["character"] ?? -1) \(item["code"] ?? "")"
        }
      }
      notifications.append(try receive())
    }
  }

  private func isAbout(_ name: String, _ message: [String: Any]) -> Bool {
    message["method"] as? String == "textDocument/publishDiagnostics"
      && (message["params"] as? [String: Any])?["uri"] as? String == uri(name)
  }

  // MARK: The end

  /// Shuts the session down.
  ///
  /// - Returns: the exit status.
  func shutDown() throws -> Int32 {
    try request("shutdown")
    try notify("exit", [:])
    return wait()
  }

  /// Ends the stream without a word.
  func disconnect() -> Int32 {
    toServer.fileHandleForWriting.closeFile()
    return wait()
  }

  private func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }
}
