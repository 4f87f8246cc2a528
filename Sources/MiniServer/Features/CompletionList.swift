// textDocument/completion

import MiniBackend
import MiniFrontend

enum CompletionList {
  static func atPosition(
    _ parameters: PositionParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [CompletionItem] {
    let query = try DocumentQuery(parameters.textDocument, context)
    let offset = query.offset(of: parameters.position)
    guard let found = query.semantics.completions(at: offset, imports: query.importPaths) else {
      return []
    }
    let isCalled = query.semantics.module.isCall(after: found.range.end)
    return found.items.map { item in
      let arguments = isCalled || !context.workspace.offersSnippets ? nil : item.arguments
      return CompletionItem(
        label: item.name, kind: .init(item.kind), detail: item.detail,
        documentation: item.entity.flatMap { query.semantics.documentation(of: $0) }.map {
          MarkupContent($0)
        },
        sortText: "\(item.rank)\(item.name)",
        insertTextFormat: arguments == nil ? .plain : .snippet,
        textEdit: TextReplacement(
          range: query.text.range(found.range),
          newText: item.name + (arguments.map(snippet) ?? "")),
        additionalTextEdits: item.edits.isEmpty ? nil : query.replacements(item.edits))
    }
  }

  /// The arguments of a call as places that the user fills in turn.
  private static func snippet(_ arguments: [Completion.Argument]) -> String {
    let places = arguments.enumerated().map { number, argument in
      let hint = argument.hint.filter { !"$}\\".contains($0) }
      return "\(argument.prefix)${\(number + 1):\(hint)}"
    }
    return "(\(places.joined(separator: ", ")))"
  }
}

extension CompletionItem.Kind {
  fileprivate init(_ kind: Completion.Kind) {
    switch kind {
    case .function: self = .function
    case .structure: self = .structure
    case .enumeration: self = .enumeration
    case .enumCase: self = .enumMember
    case .field: self = .field
    case .constant: self = .constant
    case .parameter, .variable: self = .variable
    case .namespace: self = .module
    case .module: self = .file
    case .keyword: self = .keyword
    }
  }
}
