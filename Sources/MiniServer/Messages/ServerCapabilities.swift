// The features of the server, in the form of the protocol.

/// The features of the server.
struct ServerCapabilities: Encodable {
  struct Synchronization: Encodable {
    let openClose = true
    /// Changes come as edits.
    let change = 2
    let save = true
  }

  struct CodeActions: Encodable {
    let codeActionKinds = [CodeActionKind.quickFix]
  }

  struct CodeLenses: Encodable {
    let resolveProvider = false
  }

  let positionEncoding: PositionEncoding
  let textDocumentSync = Synchronization()
  let documentFormattingProvider = true
  let documentSymbolProvider = true
  let workspaceSymbolProvider = true
  let codeActionProvider = CodeActions()
  let codeLensProvider = CodeLenses()

  private enum CodingKeys: CodingKey {
    case positionEncoding
    case textDocumentSync
    case documentFormattingProvider
    case documentSymbolProvider
    case workspaceSymbolProvider
    case codeActionProvider
    case codeLensProvider
  }
}
