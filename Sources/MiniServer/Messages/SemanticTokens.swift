// The protocol's coloured names.

/// The answer to `textDocument/semanticTokens/full` and `…/range`.
struct SemanticTokens: Encodable {
  /// Five numbers per token: lines since the last one, characters since the last one on the line,
  /// length, type, modifiers.
  let data: [Int]
}

/// The names of the numbers.
struct SemanticTokensLegend: Encodable {
  let tokenTypes = [
    "namespace", "struct", "enum", "enumMember", "property", "function", "parameter", "variable",
  ]
  let tokenModifiers = ["declaration", "readonly", "defaultLibrary"]

  private enum CodingKeys: CodingKey {
    case tokenTypes
    case tokenModifiers
  }
}
