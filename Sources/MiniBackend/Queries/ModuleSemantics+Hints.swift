// The types of local names, which editors show where no type is written.

package import MiniFrontend

/// A type shown behind a name.
package struct TypeHint: Hashable, Sendable {
  /// The end of the name.
  package let offset: UInt32
  /// As the source would spell it: `: i32`.
  package let text: String
}

extension ModuleSemantics {
  /// The types of the local names in a range, but for those that the text shows.
  package func typeHints(in range: SourceRange) -> [TypeHint] {
    var hints: [TypeHint] = []
    for (index, symbol) in symbols.symbols.enumerated()
    where symbol.binder != nil && !symbol.hasWrittenType
      && range.start <= symbol.nameRange.end && symbol.nameRange.end <= range.end
    {
      guard let type = type(of: .local(index)), !shows(type, symbol) else { continue }
      hints.append(TypeHint(offset: symbol.nameRange.end, text: ": " + type.name))
    }
    return hints.sorted { $0.offset < $1.offset }
  }

  /// Whether the value of a declaration begins with the name of its type and a `(`.
  private func shows(_ type: Type, _ symbol: SourceSymbol) -> Bool {
    let text = module.text(symbol.range)
    guard symbol.range != symbol.nameRange, let equal = text.firstIndex(of: "="),
      let open = text[equal...].firstIndex(of: "(")
    else { return false }
    let callee = text[text.index(after: equal)..<open].split { $0 == "." || $0.isWhitespace }
    return callee.last.map { $0 == type.name } ?? false
  }
}
