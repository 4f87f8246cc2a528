// The messages that begin and end a session.

/// Parameters that do not matter.
package struct Ignored: Decodable, Sendable {
  package init(from decoder: any Decoder) throws {}
}

/// `null`, or no parameters.
package struct Nothing: Codable, Sendable {
  package init() {}

  package init(from decoder: any Decoder) throws {}

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encodeNil()
  }
}

/// The part of a client's description of itself that matters.
package struct InitializeParameters: Decodable, Sendable {
  struct Folder: Decodable {
    let uri: String
  }

  struct Capabilities: Decodable {
    let general: General?
    let workspace: Workspace?
    let textDocument: TextDocument?
  }

  struct TextDocument: Decodable {
    let completion: Completion?
  }

  struct Completion: Decodable {
    let completionItem: CompletionItem?
  }

  struct CompletionItem: Decodable {
    let snippetSupport: Bool?
  }

  struct General: Decodable {
    let positionEncodings: [String]?
  }

  struct Workspace: Decodable {
    let didChangeWatchedFiles: WatchedFiles?
  }

  struct WatchedFiles: Decodable {
    let dynamicRegistration: Bool?
  }

  let capabilities: Capabilities?
  let rootUri: String?
  let workspaceFolders: [Folder]?

  var encoding: PositionEncoding {
    PositionEncoding(offered: capabilities?.general?.positionEncodings ?? [])
  }

  /// Whether the client reports changed files when it is asked.
  var offersWatching: Bool {
    capabilities?.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false
  }

  /// Whether the client fills in the arguments of a proposal.
  var offersSnippets: Bool {
    capabilities?.textDocument?.completion?.completionItem?.snippetSupport ?? false
  }

  /// The folders that the user works in.
  var folders: [String] { workspaceFolders?.map(\.uri) ?? rootUri.map { [$0] } ?? [] }
}

package struct InitializeResult: Encodable, Sendable {
  struct ServerInfo: Encodable {
    let name: String
    let version: String
  }

  let capabilities: ServerCapabilities
  let serverInfo: ServerInfo
}

/// The request that the client report changed files.
struct Registration: Encodable {
  struct Watchers: Encodable {
    let watchers: [Watcher]
  }

  struct Watcher: Encodable {
    let globPattern: String
  }

  struct One: Encodable {
    let id: String
    let method: String
    let registerOptions: Watchers
  }

  let registrations: [One]

  static let ofSources = Registration(
    registrations: [
      One(
        id: "sources", method: "workspace/didChangeWatchedFiles",
        registerOptions: Watchers(watchers: [Watcher(globPattern: "**/*.mini")]))
    ])
}

/// A line for the log of the client.
struct LogMessage: Encodable {
  enum Kind: Int, Encodable {
    case error = 1
    case warning = 2
  }

  let type: Kind
  let message: String
}
