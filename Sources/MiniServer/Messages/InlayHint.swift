// The protocol's hints in a part of a text.

/// Parameters that name a part of a document.
struct RangeParameters: Decodable {
  let textDocument: DocumentID
  let range: PositionRange
}

struct InlayHint: Encodable {
  enum Kind: Int, Encodable {
    case type = 1
  }

  let position: Position
  let label: String
  let kind: Kind
}
