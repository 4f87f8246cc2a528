// textDocument/definition, typeDefinition, references and documentHighlight

import MiniBackend
import MiniFrontend

enum Navigation {
  static func definition(
    _ parameters: PositionParameters, _ context: RequestContext
  ) throws(RequestFailure) -> DocumentLocation? {
    let query = try DocumentQuery(parameters.textDocument, context)
    return query.semantics.definition(at: query.offset(of: parameters.position)).flatMap {
      query.location(of: $0)
    }
  }

  static func typeDefinition(
    _ parameters: PositionParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [DocumentLocation] {
    let query = try DocumentQuery(parameters.textDocument, context)
    return query.semantics.typeDefinitions(at: query.offset(of: parameters.position)).compactMap {
      query.location(of: $0)
    }
  }

  static func references(
    _ parameters: ReferenceParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [DocumentLocation] {
    let query = try DocumentQuery(parameters.textDocument, context)
    guard let (entity, _) = query.semantics.entity(at: query.offset(of: parameters.position)) else {
      return []
    }
    let withDeclaration = parameters.context?.includeDeclaration ?? true
    var found: [DocumentLocation] = []
    try query.forEachFile(mentioning: entity) { semantics, uri, text in
      let places = semantics.occurrences(of: entity).filter {
        withDeclaration || $0.role != .declaration
      }
      found += places.map { DocumentLocation(uri: uri, range: text.range($0.range)) }
    }
    return found
  }

  /// The places of a name in its document.
  static func highlights(
    _ parameters: PositionParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [DocumentHighlight] {
    let query = try DocumentQuery(parameters.textDocument, context)
    guard let (entity, _) = query.semantics.entity(at: query.offset(of: parameters.position)) else {
      return []
    }
    return query.semantics.occurrences(of: entity).map { place in
      let isWrite = place.role == .write || place.role == .declaration
      return DocumentHighlight(
        range: query.text.range(place.range), kind: isWrite ? .write : .read)
    }
  }
}
