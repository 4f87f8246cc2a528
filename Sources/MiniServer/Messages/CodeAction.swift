// Code actions and code lenses.

enum CodeActionKind {
  static let quickFix = "quickfix"
}

struct CodeActionParameters: Decodable {
  let textDocument: DocumentID
  let range: PositionRange
}

struct CodeAction: Encodable {
  let title: String
  let kind: String
  let isPreferred: Bool?
  let edit: WorkspaceEdit
}

/// A command that the client runs.
struct ClientCommand: Encodable {
  /// A test of a project.
  struct Test: Encodable {
    let root: String
    let file: String
    /// As `mini test --filter` takes it.
    let name: String
    /// As `break` of gdb takes it.
    let place: String
  }

  let title: String
  let command: String
  let arguments: [Test]
}

struct CodeLens: Encodable {
  let range: PositionRange
  let command: ClientCommand
}
