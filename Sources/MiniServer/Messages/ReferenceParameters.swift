// The protocol's questions about all places of a name.

/// The parameters of `textDocument/references`.
struct ReferenceParameters: Decodable {
  struct Context: Decodable {
    let includeDeclaration: Bool
  }

  let textDocument: DocumentID
  let position: Position
  let context: Context?
}

struct DocumentHighlight: Encodable {
  enum Kind: Int, Encodable {
    case read = 2
    case write = 3
  }

  let range: PositionRange
  let kind: Kind
}

/// The parameters of `textDocument/rename`.
struct RenameParameters: Decodable {
  let textDocument: DocumentID
  let position: Position
  let newName: String
}

/// The answer to `textDocument/prepareRename`.
struct RenameRange: Encodable {
  let range: PositionRange
  let placeholder: String
}
