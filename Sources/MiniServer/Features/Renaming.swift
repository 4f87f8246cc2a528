// textDocument/prepareRename and textDocument/rename

import MiniBackend

enum Renaming {
  /// - Throws: ``RequestFailure`` with the reason why the name cannot be changed.
  static func prepare(
    _ parameters: PositionParameters, _ context: RequestContext
  ) throws(RequestFailure) -> RenameRange? {
    let query = try DocumentQuery(parameters.textDocument, context)
    guard
      let (entity, range) = query.semantics.entity(at: query.offset(of: parameters.position)),
      let name = query.semantics.name(of: entity)
    else { return nil }
    if let problem = query.semantics.problem(withRenaming: entity) {
      throw RequestFailure(.failed, problem)
    }
    return RenameRange(range: query.text.range(range), placeholder: name)
  }

  /// The edits of all files of the project.
  static func edits(
    _ parameters: RenameParameters, _ context: RequestContext
  ) throws(RequestFailure) -> WorkspaceEdit? {
    let query = try DocumentQuery(parameters.textDocument, context)
    guard let (entity, _) = query.semantics.entity(at: query.offset(of: parameters.position)) else {
      return nil
    }
    if let problem = query.semantics.problem(withRenaming: entity, to: parameters.newName) {
      throw RequestFailure(.failed, problem)
    }
    var changes: [String: [TextReplacement]] = [:]
    try query.forEachFile(mentioning: entity) { semantics, uri, text in
      let edits = semantics.edits(renaming: entity, to: parameters.newName)
      guard !edits.isEmpty else { return }
      changes[uri] = edits.map {
        TextReplacement(range: text.range($0.range), newText: $0.text)
      }
    }
    return WorkspaceEdit(changes: changes)
  }
}
