// The requests that have answers, by their methods.

/// Answers the requests of one method.
struct RequestHandler: Sendable {
  let answer: @Sendable (RemoteCall, RequestContext) throws(RequestFailure) -> any Encodable

  /// - Parameter answer: the result of a request with these parameters.
  init<Parameters: Decodable & SendableMetatype, Result: Encodable & SendableMetatype>(
    _ answer: @escaping @Sendable (Parameters, RequestContext) throws(RequestFailure) -> Result
  ) {
    self.answer = { call, context throws(RequestFailure) in
      try answer(try call.parameters(), context)
    }
  }

  static let all: [String: RequestHandler] = [
    "textDocument/formatting": RequestHandler(Formatting.replacements),
    "textDocument/documentSymbol": RequestHandler(Symbols.ofDocument),
    "textDocument/codeAction": RequestHandler(CodeActions.ofRange),
    "textDocument/codeLens": RequestHandler(CodeLenses.ofDocument),
    "textDocument/hover": RequestHandler(Hovers.atPosition),
    "textDocument/definition": RequestHandler(Navigation.definition),
    "textDocument/typeDefinition": RequestHandler(Navigation.typeDefinition),
    "textDocument/references": RequestHandler(Navigation.references),
    "textDocument/documentHighlight": RequestHandler(Navigation.highlights),
    "textDocument/prepareRename": RequestHandler(Renaming.prepare),
    "textDocument/rename": RequestHandler(Renaming.edits),
    "textDocument/completion": RequestHandler(CompletionList.atPosition),
    "textDocument/signatureHelp": RequestHandler(Signatures.atPosition),
    "textDocument/semanticTokens/full": RequestHandler(Tokens.ofDocument),
    "textDocument/semanticTokens/range": RequestHandler(Tokens.ofRange),
    "textDocument/inlayHint": RequestHandler(Hints.ofRange),
    "textDocument/foldingRange": RequestHandler(Structure.folds),
    "textDocument/selectionRange": RequestHandler(Structure.selections),
    "workspace/symbol": RequestHandler(Symbols.ofWorkspace),
  ]
}
