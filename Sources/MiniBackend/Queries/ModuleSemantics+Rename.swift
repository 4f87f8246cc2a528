// Renaming: what can be renamed, to what, and the edits.

package import MiniFrontend

extension ModuleSemantics {
  /// The thing at an offset if it can be renamed, and its name's place; `nil`: it cannot be.
  package func renamed(at offset: UInt32) -> (entity: Entity, range: SourceRange)? {
    guard let (entity, range) = entity(at: offset), problem(withRenaming: entity) == nil else {
      return nil
    }
    return (entity, range)
  }

  /// The reason why a thing cannot be renamed at all; `nil`: it can be.
  package func problem(withRenaming entity: Entity) -> String? {
    switch entity {
    case .builtin(let name): return "'\(name)' is a built-in function"
    case .module: return "a module is renamed with its file"
    case .local, .namespace: return nil
    case .declaration(let module, let name), .member(let module, _, let name):
      if StandardModule(path: module) != nil { return "'\(name)' belongs to '\(module)'" }
      guard let (declaring, index) = symbol(of: entity) else {
        return "'\(name)' is not declared"
      }
      return declaring.symbols.symbols[index].kind == .test ? "a test has no name to rename" : nil
    }
  }

  /// The reason why a thing of this module cannot have a new name; `nil`: it can.
  package func problem(withRenaming entity: Entity, to name: String) -> String? {
    if let problem = problem(withRenaming: entity) { return problem }
    // Text that the parser skips can mention the name.
    guard module.analysis.interface.isComplete else { return "the text has syntax errors" }
    let isMember = if case .member = entity { true } else { false }
    guard isMember ? Keywords.isMemberName(name) : Keywords.isName(name) else {
      return Keywords.isMemberName(name) ? "'\(name)' is a keyword" : "'\(name)' is not a name"
    }
    guard let (declaring, index) = symbol(of: entity) else { return nil }
    let all = declaring.symbols.symbols
    let symbol = all[index]
    let clash = all.indices.first { other in
      guard other != index, all[other].name == name, all[other].kind != .test else { return false }
      if isMember { return all[other].isMember && all[other].owner == symbol.owner }
      return !all[other].isMember && all[other].scope.overlaps(symbol.scope)
    }
    if let clash {
      return "\(Self.noun(all[clash].kind)) '\(name)' is declared in the same scope"
    }
    let isCaptured =
      !isMember
      && declaring.symbols.occurrences.contains {
        $0.target == .builtin(name) && symbol.scope.start <= $0.range.start
          && $0.range.end <= symbol.scope.end
      }
    return isCaptured ? "the built-in '\(name)' is used in the same scope" : nil
  }

  private static func noun(_ kind: SourceSymbol.Kind) -> String {
    switch kind {
    case .namespace: "a namespace"
    case .function: "a function"
    case .structure: "a struct"
    case .enumeration: "an enum"
    case .constant: "a constant"
    case .test: "a test"
    case .field: "a field"
    case .enumCase: "a case"
    case .parameter: "a parameter"
    case .variable, .value: "a local name"
    }
  }

  /// The edits of this module that rename a thing, in source order.
  package func edits(renaming entity: Entity, to name: String) -> [TextEdit] {
    var edits = occurrences(of: entity).map { TextEdit(range: $0.range, text: name) }
    // Without `as`, the path names the namespace.
    if case .namespace(let index) = entity {
      let symbol = symbols.symbols[index]
      if module.source[Int(symbol.nameRange.start)] == UInt8(ascii: "\"") {
        let end = SourceRange(start: symbol.nameRange.end, end: symbol.nameRange.end)
        edits.insert(TextEdit(range: end, text: " as \(name)"), at: 0)
      }
    }
    return edits
  }
}

extension SourceRange {
  fileprivate func overlaps(_ other: SourceRange) -> Bool {
    start < other.end && other.start < end
  }
}
