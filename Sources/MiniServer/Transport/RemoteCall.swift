// JSON-RPC 2.0: requests, notifications and their answers.

import FoundationEssentials

/// The name of a request, which its answer repeats.
package enum RequestID: Codable, Hashable, Sendable {
  case number(Int)
  case text(String)

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    }
  }
}

/// Why a request has no result.
package struct RequestFailure: Error, Encodable, Hashable, Sendable {
  package enum Code: Int, Encodable, Hashable, Sendable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParameters = -32602
    case notInitialized = -32002
    case cancelled = -32800
    /// The request is right, and cannot be done: the message is for the user.
    case failed = -32803
  }

  let code: Code
  let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// A message of the client.
package struct RemoteCall: Sendable {
  /// `nil`: a notification.
  package let id: RequestID?
  /// `nil`: an answer to a request of the server.
  package let method: String?
  /// The whole message.
  private let content: [UInt8]

  private struct Envelope: Decodable {
    let id: RequestID?
    let method: String?
  }

  private struct Content<Parameters: Decodable>: Decodable {
    let params: Parameters
  }

  /// - Throws: if the content is not a message.
  package init(_ content: [UInt8]) throws {
    let envelope = try JSONDecoder().decode(Envelope.self, from: Data(content))
    id = envelope.id
    method = envelope.method
    self.content = content
  }

  /// The parameters.
  ///
  /// - Throws: ``RequestFailure`` if the message has none of this type.
  package func parameters<Parameters: Decodable>(
    _ type: Parameters.Type = Parameters.self
  ) throws(RequestFailure) -> Parameters {
    do {
      return try JSONDecoder().decode(Content<Parameters>.self, from: Data(content)).params
    } catch {
      throw RequestFailure(
        .invalidParameters, "the parameters of '\(method ?? "")' are not as the protocol says")
    }
  }
}

/// The messages of the server as JSON.
package enum RemoteMessage {
  private struct Answer<Result: Encodable>: Encodable {
    let jsonrpc = "2.0"
    let id: RequestID?
    let result: Result
  }

  private struct Refusal: Encodable {
    let jsonrpc = "2.0"
    let id: RequestID?
    let error: RequestFailure

    private enum CodingKeys: CodingKey {
      case jsonrpc
      case id
      case error
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(jsonrpc, forKey: .jsonrpc)
      try container.encode(id, forKey: .id)  // null, if the request could not be read
      try container.encode(error, forKey: .error)
    }
  }

  private struct Call<Parameters: Encodable>: Encodable {
    let jsonrpc = "2.0"
    let id: RequestID?
    let method: String
    let params: Parameters
  }

  package static func answer(_ result: some Encodable, to id: RequestID) -> [UInt8] {
    encoded(Answer(id: id, result: result))
  }

  package static func refusal(_ failure: RequestFailure, of id: RequestID?) -> [UInt8] {
    encoded(Refusal(id: id, error: failure))
  }

  package static func notification(_ method: String, _ parameters: some Encodable) -> [UInt8] {
    encoded(Call(id: nil, method: method, params: parameters))
  }

  package static func request(
    _ method: String, _ parameters: some Encodable, id: RequestID
  ) -> [UInt8] {
    encoded(Call(id: id, method: method, params: parameters))
  }

  private static func encoded(_ message: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(message))
    } catch {
      // Only a number that JSON does not have, or an encoding of our own, can fail.
      preconditionFailure("a message of the server is JSON: \(error)")
    }
  }
}
