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
    "workspace/symbol": RequestHandler(Symbols.ofWorkspace),
  ]
}
