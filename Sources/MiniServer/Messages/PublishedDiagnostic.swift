// Diagnostics in the form of the protocol.

struct PublishDiagnosticsParameters: Encodable {
  let uri: String
  /// `nil`: the document is not open.
  let version: Int?
  let diagnostics: [PublishedDiagnostic]
}

struct PublishedDiagnostic: Encodable {
  enum Severity: Int, Encodable {
    case error = 1
    case warning = 2
  }

  enum Tag: Int, Encodable {
    case unnecessary = 1
  }

  struct Related: Encodable {
    let location: DocumentLocation
    let message: String
  }

  let range: PositionRange
  let severity: Severity
  let code: String
  let source = "mini"
  let message: String
  let tags: [Tag]?
  let relatedInformation: [Related]?

  private enum CodingKeys: CodingKey {
    case range
    case severity
    case code
    case source
    case message
    case tags
    case relatedInformation
  }
}
