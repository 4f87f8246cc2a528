// textDocument/semanticTokens/full and …/range

import MiniBackend
import MiniFrontend

enum Tokens {
  static func ofDocument(
    _ parameters: DocumentParameters, _ context: RequestContext
  ) throws(RequestFailure) -> SemanticTokens {
    let query = try DocumentQuery(parameters.textDocument, context)
    return tokens(in: query.range(query.text.wholeRange), query)
  }

  static func ofRange(
    _ parameters: RangeParameters, _ context: RequestContext
  ) throws(RequestFailure) -> SemanticTokens {
    let query = try DocumentQuery(parameters.textDocument, context)
    return tokens(in: query.range(parameters.range), query)
  }

  private static func tokens(in range: SourceRange, _ query: DocumentQuery) -> SemanticTokens {
    var data: [Int] = []
    var last = Position(line: 0, character: 0)
    for token in query.semantics.nameTokens(in: range) {
      let place = query.text.range(token.range)
      let isSameLine = place.start.line == last.line
      data += [
        place.start.line - last.line,
        place.start.character - (isSameLine ? last.character : 0),
        place.end.character - place.start.character, token.kind.number,
        (token.isDeclaration ? 1 : 0) | (token.isReadOnly ? 2 : 0) | (token.isBuiltin ? 4 : 0),
      ]
      last = place.start
    }
    return SemanticTokens(data: data)
  }
}

extension NameToken.Kind {
  /// The index in ``SemanticTokensLegend/tokenTypes``.
  fileprivate var number: Int {
    switch self {
    case .namespace: 0
    case .structure: 1
    case .enumeration: 2
    case .enumCase: 3
    case .field: 4
    case .function: 5
    case .parameter: 6
    case .variable: 7
    }
  }
}
