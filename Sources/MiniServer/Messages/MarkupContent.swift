// The protocol's texts for people: descriptions of names and of calls.

/// Text with markup.
struct MarkupContent: Encodable {
  let kind = "markdown"
  let value: String

  /// Code, and paragraphs below it.
  init(code: String, _ paragraphs: [String?]) {
    let parts = ["```mini\n\(code)\n```"] + paragraphs.compactMap(\.self)
    value = parts.joined(separator: "\n\n")
  }

  init(_ text: String) { value = text }

  private enum CodingKeys: CodingKey {
    case kind
    case value
  }
}

/// The answer to `textDocument/hover`.
struct HoverAnswer: Encodable {
  let contents: MarkupContent
  let range: PositionRange
}

/// The answer to `textDocument/signatureHelp`.
struct SignatureHelp: Encodable {
  struct Parameter: Encodable {
    let label: String
  }

  struct Signature: Encodable {
    let label: String
    let documentation: MarkupContent?
    let parameters: [Parameter]
  }

  let signatures: [Signature]
  let activeSignature: Int
  let activeParameter: Int?
}
