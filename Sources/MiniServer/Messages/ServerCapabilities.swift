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

  struct Completions: Encodable {
    let triggerCharacters = [".", "\""]
  }

  struct Signatures: Encodable {
    let triggerCharacters = ["(", ","]
  }

  struct Renames: Encodable {
    let prepareProvider = true
  }

  struct Tokens: Encodable {
    let legend = SemanticTokensLegend()
    let full = true
    let range = true
  }

  let positionEncoding: PositionEncoding
  let textDocumentSync = Synchronization()
  let documentFormattingProvider = true
  let documentSymbolProvider = true
  let workspaceSymbolProvider = true
  let codeActionProvider = CodeActions()
  let codeLensProvider = CodeLenses()
  let hoverProvider = true
  let definitionProvider = true
  let typeDefinitionProvider = true
  let referencesProvider = true
  let documentHighlightProvider = true
  let renameProvider = Renames()
  let completionProvider = Completions()
  let signatureHelpProvider = Signatures()
  let semanticTokensProvider = Tokens()
  let inlayHintProvider = true
  let foldingRangeProvider = true
  let selectionRangeProvider = true

  private enum CodingKeys: CodingKey {
    case positionEncoding
    case textDocumentSync
    case documentFormattingProvider
    case documentSymbolProvider
    case workspaceSymbolProvider
    case codeActionProvider
    case codeLensProvider
    case hoverProvider
    case definitionProvider
    case typeDefinitionProvider
    case referencesProvider
    case documentHighlightProvider
    case renameProvider
    case completionProvider
    case signatureHelpProvider
    case semanticTokensProvider
    case inlayHintProvider
    case foldingRangeProvider
    case selectionRangeProvider
  }
}
