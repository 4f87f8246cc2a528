// textDocument/documentSymbol, workspace/symbol

import MiniDriver
import MiniFrontend
import SystemPackage

enum Symbols {
  /// The declarations of a document, with fields and cases inside their types.
  static func ofDocument(
    _ parameters: DocumentParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [DocumentSymbol] {
    let text = try context.workspace.document(parameters.textDocument).text
    let symbols = FileSymbols(text.bytes)
    return symbols.symbols.indices.compactMap { index in
      let symbol = symbols.symbols[index]
      guard symbol.owner == nil, symbol.kind != .namespace else { return nil }
      let members = symbols.members(of: index).compactMap { member in
        shown(symbols.symbols[member], children: nil, text)
      }
      return shown(symbol, children: members.isEmpty ? nil : members, text)
    }
  }

  private static func shown(
    _ symbol: SourceSymbol, children: [DocumentSymbol]?, _ text: DocumentText
  ) -> DocumentSymbol? {
    guard let kind = SymbolKind(symbol.kind) else { return nil }
    return DocumentSymbol(
      name: symbol.name, detail: nil, kind: kind, range: text.range(symbol.range),
      selectionRange: text.range(symbol.nameRange), children: children)
  }

  // MARK: Workspace

  /// More answers do not help a person.
  private static let answersMax = 256

  /// The declarations of all projects whose names contain the letters of the query in order.
  static func ofWorkspace(
    _ parameters: WorkspaceSymbolParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [WorkspaceSymbol] {
    let wanted = Array(parameters.query.lowercased().utf8)
    var found: [WorkspaceSymbol] = []
    let projects = context.workspace.projects.sorted { $0.key.string < $1.key.string }
    for (_, project) in projects {
      for (module, names) in project.declaredNames {
        guard found.count < answersMax else { return found }
        try context.checkCancellation()
        guard names.contains(where: { matches($0, wanted) }),
          let path = project.path(of: module),
          let text = context.workspace.text(of: module, in: project)
        else { continue }
        let uri = context.workspace.uri(of: path)
        for symbol in FileSymbols(text.bytes).symbols
        where symbol.owner == nil && matches(symbol.name, wanted) {
          guard symbol.kind != .namespace, symbol.kind != .test,
            let kind = SymbolKind(symbol.kind)
          else { continue }
          found.append(
            WorkspaceSymbol(
              name: symbol.name, kind: kind,
              location: DocumentLocation(uri: uri, range: text.range(symbol.nameRange)),
              containerName: module.module))
        }
      }
    }
    return found
  }

  private static func matches(_ name: String, _ wanted: [UInt8]) -> Bool {
    var rest = wanted[...]
    for byte in name.utf8 {
      let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
      if lower == rest.first { rest = rest.dropFirst() }
    }
    return rest.isEmpty
  }
}

extension SymbolKind {
  /// `nil` for local names.
  fileprivate init?(_ kind: SourceSymbol.Kind) {
    switch kind {
    case .namespace: self = .namespace
    case .function: self = .function
    case .structure: self = .structure
    case .enumeration: self = .enumeration
    case .constant: self = .constant
    case .test: self = .method
    case .field: self = .field
    case .enumCase: self = .enumMember
    case .parameter, .variable, .value: return nil
    }
  }
}
