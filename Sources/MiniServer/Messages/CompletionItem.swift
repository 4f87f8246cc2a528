// The protocol's proposals of names.

struct CompletionItem: Encodable {
  enum Kind: Int, Encodable {
    case function = 3
    case field = 5
    case variable = 6
    case module = 9
    case enumeration = 13
    case keyword = 14
    case file = 17
    case enumMember = 20
    case constant = 21
    case structure = 22
  }

  /// How `newText` is read.
  enum Format: Int, Encodable {
    case plain = 1
    case snippet = 2
  }

  let label: String
  let kind: Kind
  let detail: String?
  let documentation: MarkupContent?
  let sortText: String
  let insertTextFormat: Format
  let textEdit: TextReplacement
  let additionalTextEdits: [TextReplacement]?
}
