// Symbols of documents and of the workspace.

/// The protocol's kinds of symbols that Mini has.
enum SymbolKind: Int, Encodable {
  case namespace = 3
  case method = 6
  case field = 8
  case enumeration = 10
  case function = 12
  case constant = 14
  case enumMember = 22
  case structure = 23
}

struct DocumentSymbol: Encodable {
  let name: String
  let detail: String?
  let kind: SymbolKind
  let range: PositionRange
  let selectionRange: PositionRange
  let children: [DocumentSymbol]?
}

struct WorkspaceSymbolParameters: Decodable {
  let query: String
}

struct WorkspaceSymbol: Encodable {
  let name: String
  let kind: SymbolKind
  let location: DocumentLocation
  let containerName: String?
}
