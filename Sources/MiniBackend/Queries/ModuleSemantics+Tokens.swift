// The kinds of names, by which editors colour them.

package import MiniFrontend

/// A name and the kind of thing that it means.
package struct NameToken: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case namespace
    case structure
    case enumeration
    case enumCase
    case field
    case function
    case parameter
    case variable
  }

  package let range: SourceRange
  package let kind: Kind
  package let isDeclaration: Bool
  package let isReadOnly: Bool
  package let isBuiltin: Bool
}

extension ModuleSemantics {
  /// The names in a range, in source order. Needs no types.
  package func nameTokens(in range: SourceRange) -> [NameToken] {
    symbols.occurrences.filter { $0.range.start < range.end && range.start < $0.range.end }
      .compactMap(token)
  }

  private func token(_ occurrence: NameOccurrence) -> NameToken? {
    guard let (kind, isReadOnly) = kind(of: occurrence) else { return nil }
    let isBuiltin = if case .builtin = occurrence.target { true } else { false }
    return NameToken(
      range: occurrence.range, kind: kind, isDeclaration: occurrence.role == .declaration,
      isReadOnly: isReadOnly, isBuiltin: isBuiltin)
  }

  private func kind(of occurrence: NameOccurrence) -> (NameToken.Kind, isReadOnly: Bool)? {
    switch occurrence.target {
    case .path, .unknown: return nil
    case .builtin: return (.function, false)
    case .symbol(let index): return Self.kind(of: symbols.symbols[index].kind)
    case .imported(let namespace, let name):
      guard let module = module.importedModule(namespace) else { return nil }
      switch resolver.form(of: name, in: module) {
      case .function: return (.function, false)
      case .structure: return (.structure, false)
      case .enumeration: return (.enumeration, false)
      case .constant: return (.variable, true)
      case nil: return nil
      }
    case .member: return (isCase(occurrence) ? .enumCase : .field, false)
    }
  }

  private static func kind(
    of kind: SourceSymbol.Kind
  ) -> (NameToken.Kind, isReadOnly: Bool)? {
    switch kind {
    case .namespace: (.namespace, false)
    case .function: (.function, false)
    case .structure: (.structure, false)
    case .enumeration: (.enumeration, false)
    case .constant, .value: (.variable, true)
    case .test: nil
    case .field: (.field, false)
    case .enumCase: (.enumCase, true)
    case .parameter: (.parameter, false)
    case .variable: (.variable, false)
    }
  }

  /// Whether a member is a case by the text before it: a `.` after no value, or the name of an enum.
  func isCase(_ occurrence: NameOccurrence) -> Bool {
    if occurrence.role == .pattern { return true }
    guard occurrence.role != .label, occurrence.range.start >= 2 else { return false }
    let point = occurrence.range.start - 1
    if let before = symbols.occurrence(at: point), before.range.end == point {
      return kind(of: before)?.0 == .enumeration
    }
    let last = module.source[Int(point) - 1]
    return last != UInt8(ascii: ")") && last != UInt8(ascii: "]") && last != UInt8(ascii: "\"")
  }
}
