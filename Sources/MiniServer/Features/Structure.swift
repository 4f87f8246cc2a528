// textDocument/foldingRange and textDocument/selectionRange

import MiniFrontend

enum Structure {
  static func folds(
    _ parameters: DocumentParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [FoldingRange] {
    let text = try context.workspace.document(parameters.textDocument).text
    let structure = SourceStructure(text.bytes, FileSymbols(text.bytes))
    var lines: Set<Int> = []
    return structure.folds.compactMap { fold in
      let range = text.range(fold.range)
      // The line of a closing brace stays.
      let end = fold.kind == .enclosure ? range.end.line - 1 : range.end.line
      guard end > range.start.line, lines.insert(range.start.line).inserted else { return nil }
      return FoldingRange(startLine: range.start.line, endLine: end, kind: kind(fold.kind))
    }
  }

  private static func kind(_ kind: SourceStructure.Fold.Kind) -> FoldingRange.Kind? {
    switch kind {
    case .comment: .comment
    case .imports: .imports
    case .enclosure: nil
    }
  }

  static func selections(
    _ parameters: SelectionParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [SelectionRange] {
    let text = try context.workspace.document(parameters.textDocument).text
    let structure = SourceStructure(text.bytes, FileSymbols(text.bytes))
    return parameters.positions.map { position in
      let parts = structure.selections(at: UInt32(text.offset(of: position)))
      let whole = SelectionRange(text.wholeRange, in: nil)
      return parts.reversed().reduce(whole) { SelectionRange(text.range($1), in: $0) }
    }
  }
}
