// textDocument/signatureHelp

import MiniBackend

enum Signatures {
  static func atPosition(
    _ parameters: PositionParameters, _ context: RequestContext
  ) throws(RequestFailure) -> SignatureHelp? {
    let query = try DocumentQuery(parameters.textDocument, context)
    return query.semantics.callHelp(at: query.offset(of: parameters.position)).map { call in
      SignatureHelp(
        signatures: call.signatures.map { signature in
          SignatureHelp.Signature(
            label: signature.label, documentation: call.documentation.map { MarkupContent($0) },
            parameters: signature.parameters.map { .init(label: $0) })
        }, activeSignature: call.active, activeParameter: call.activeParameter)
    }
  }
}
