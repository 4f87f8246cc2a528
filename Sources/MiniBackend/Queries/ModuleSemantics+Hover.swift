// The text that an editor shows about a name.

package import MiniFrontend

/// A description of a thing with a name.
package struct SymbolDescription: Hashable, Sendable {
  /// The declaration, as the source would spell it.
  package let declaration: String
  /// The doc comment.
  package let documentation: String?
  /// The value of a constant, if its text does not show it.
  package let value: String?
}

extension ModuleSemantics {
  /// A description of the thing whose name is at an offset.
  package func description(at offset: UInt32) -> (text: SymbolDescription, range: SourceRange)? {
    guard let (entity, range) = entity(at: offset), let text = description(of: entity) else {
      return nil
    }
    return (text, range)
  }

  package func description(of entity: Entity) -> SymbolDescription? {
    switch entity {
    case .builtin(let name):
      guard let help = BuiltinHelp(name) else { return nil }
      return SymbolDescription(
        declaration: help.signatures.map(\.label).joined(separator: "\n"),
        documentation: documentation(of: entity), value: nil)
    case .module(let name):
      return SymbolDescription(
        declaration: "module \(name)", documentation: nil, value: nil)
    case .local(let index):
      return SymbolDescription(
        declaration: local(index), documentation: nil, value: nil)
    case .namespace(let index):
      return SymbolDescription(
        declaration: module.text(symbols.symbols[index].range), documentation: nil, value: nil)
    case .member(_, let type, _):
      guard let (declaring, index) = symbol(of: entity) else { return nil }
      let text = declaring.text(declaring.symbols.symbols[index].range)
      return SymbolDescription(
        declaration: "\(type).\(text)", documentation: nil, value: nil)
    case .declaration(let name, let declaration):
      guard let (declaring, index) = symbol(of: entity) else { return nil }
      return SymbolDescription(
        declaration: declaring.declarationText(ofSymbol: index, type: type(of: entity)),
        documentation: documentation(of: entity), value: value(of: declaration, in: name))
    }
  }

  /// The doc comment of a declaration, or the summary of a built-in function; `nil`: there is none.
  package func documentation(of entity: Entity) -> String? {
    switch entity {
    case .declaration(let module, let name):
      resolver.module(module)?.analysis.zir.documentation.first { $0.declaration == name }?.text
    case .builtin(let name): BuiltinHelp(name)?.summary
    case .member, .local, .namespace, .module: nil
    }
  }

  private func local(_ index: Int) -> String {
    let symbol = symbols.symbols[index]
    if symbol.kind == .parameter { return module.text(symbol.range) }
    let word = symbol.kind == .variable ? "var" : "const"
    let type = type(of: .local(index)).map { ": " + $0.name } ?? ""
    return "\(word) \(symbol.name)\(type)"
  }

  /// The value of a constant, in words; `nil`: it is none, or in error.
  func value(of name: String, in module: String) -> String? {
    resolver.value(of: name, in: module).map { found in
      let table = TypeTable(resolver.scope(reaching: [found.type]))
      return table.id(of: found.type).map { ConstantText.text(of: found.value, $0, table) } ?? "…"
    }
  }
}

extension QueriedModule {
  /// The text of a declaration without the body of a function.
  ///
  /// - Parameter type: of a constant whose type is not written.
  func declarationText(ofSymbol index: Int, type: Type? = nil) -> String {
    let symbol = symbols.symbols[index]
    switch symbol.kind {
    case .function: return functionText(index)
    case .constant:
      let text = Self.oneLine(text(symbol.range))
      let whole = text.hasSuffix(";") ? String(text.dropLast()) : text
      guard !symbol.hasWrittenType, let type else { return whole }
      let rest = text.dropFirst("const ".count + symbol.name.count)
      return "const \(symbol.name): \(type.name)"
        + (rest.hasSuffix(";") ? String(rest.dropLast()) : String(rest))
    case .structure, .enumeration, .test, .namespace, .field, .enumCase, .parameter, .variable,
      .value:
      return symbol.kind == .test ? symbol.name : text(symbol.range)
    }
  }

  /// The parameters of a function, as the source spells them.
  func parameters(ofFunction index: Int) -> [String] {
    symbols.symbols.filter { $0.owner == index && $0.kind == .parameter }.map {
      Self.oneLine(text($0.range))
    }
  }

  private func functionText(_ index: Int) -> String {
    let symbol = symbols.symbols[index]
    let parameters = parameters(ofFunction: index).joined(separator: ", ")
    return "fn \(symbol.name)(\(parameters))"
      + (resultText(ofFunction: index).map { " " + $0 } ?? "")
  }

  /// The result type of a function, as the source spells it; `nil`: there is none.
  func resultText(ofFunction index: Int) -> String? {
    let symbol = symbols.symbols[index]
    guard symbol.hasWrittenType else { return nil }
    let last = symbols.symbols.last { $0.owner == index && $0.kind == .parameter }
    let start = last?.range.end ?? symbol.nameRange.end
    let head = text(SourceRange(start: start, end: max(start, symbol.range.end)))
    guard let close = head.firstIndex(of: ")"), let brace = head[close...].firstIndex(of: "{")
    else { return nil }
    let result = Self.oneLine(String(head[head.index(after: close)..<brace]))
    return result.isEmpty ? nil : result
  }

  /// The text with single spaces in the place of white space, and none at its ends.
  static func oneLine(_ text: String) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
  }
}
