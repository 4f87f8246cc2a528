// The messages about open documents.

/// The name of a document.
package struct DocumentID: Codable, Sendable {
  package let uri: String
}

/// The name of a document, and which of its texts is meant.
struct VersionedDocumentID: Decodable {
  let uri: String
  let version: Int?
}

struct DidOpenParameters: Decodable {
  struct Item: Decodable {
    let uri: String
    let version: Int?
    let text: String
  }

  let textDocument: Item
}

struct DidChangeParameters: Decodable {
  /// The whole text, or without one a part of it.
  struct Change: Decodable {
    let range: PositionRange?
    let text: String
  }

  let textDocument: VersionedDocumentID
  let contentChanges: [Change]
}

/// Parameters that name a document: those of `didClose`, `didSave` and of requests about all of it.
package struct DocumentParameters: Decodable, Sendable {
  package let textDocument: DocumentID
}

/// Parameters that name a place in a document.
package struct PositionParameters: Decodable, Sendable {
  package let textDocument: DocumentID
  package let position: Position
}

/// A place in a file.
package struct DocumentLocation: Codable, Hashable, Sendable {
  package let uri: String
  package let range: PositionRange

  package init(uri: String, range: PositionRange) {
    self.uri = uri
    self.range = range
  }
}

/// The replacement of a part of a document.
package struct TextReplacement: Codable, Hashable, Sendable {
  package let range: PositionRange
  package let newText: String

  package init(range: PositionRange, newText: String) {
    self.range = range
    self.newText = newText
  }
}

/// Replacements in some documents.
package struct WorkspaceEdit: Encodable, Hashable, Sendable {
  package let changes: [String: [TextReplacement]]

  package init(changes: [String: [TextReplacement]]) { self.changes = changes }
}
