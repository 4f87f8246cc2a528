// textDocument/hover: the declaration of a name, its documentation, and the value of a constant.

import MiniBackend

enum Hovers {
  static func atPosition(
    _ parameters: PositionParameters, _ context: RequestContext
  ) throws(RequestFailure) -> HoverAnswer? {
    let query = try DocumentQuery(parameters.textDocument, context)
    return query.semantics.description(at: query.offset(of: parameters.position)).map {
      HoverAnswer(contents: contents($0.text), range: query.text.range($0.range))
    }
  }

  private static func contents(_ text: SymbolDescription) -> MarkupContent {
    // The value is not repeated where the declaration is a literal.
    let value = text.value.flatMap {
      text.declaration.hasSuffix("= \($0)") ? nil : "The value is `\($0)`."
    }
    return MarkupContent(code: text.declaration, [text.documentation, value])
  }
}
