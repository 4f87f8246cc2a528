// textDocument/inlayHint: the types of local names.

import MiniBackend

enum Hints {
  static func ofRange(
    _ parameters: RangeParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [InlayHint] {
    let query = try DocumentQuery(parameters.textDocument, context)
    return query.semantics.typeHints(in: query.range(parameters.range)).map {
      InlayHint(
        position: query.text.position(of: Int($0.offset)), label: $0.text, kind: .type)
    }
  }
}
