// The protocol's parts of a text: those that can be folded, and those that are selected in turn.

struct FoldingRange: Encodable {
  enum Kind: String, Encodable {
    case comment
    case imports
  }

  let startLine: Int
  let endLine: Int
  let kind: Kind?
}

struct SelectionParameters: Decodable {
  let textDocument: DocumentID
  let positions: [Position]
}

/// A part of a text and the part around it.
///
/// A class, because it contains one of its kind.
final class SelectionRange: Encodable {
  let range: PositionRange
  let parent: SelectionRange?

  init(_ range: PositionRange, in parent: SelectionRange?) {
    self.range = range
    self.parent = parent
  }
}
