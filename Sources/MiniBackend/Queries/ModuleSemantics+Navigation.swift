// Definitions and references.

package import MiniFrontend

/// A place in a module.
package struct ModulePlace: Hashable, Sendable {
  package let module: String
  /// The name.
  package let range: SourceRange
  /// The whole declaration.
  package let declaration: SourceRange
}

extension ModuleSemantics {
  /// The declaration of the thing whose name is at an offset. Of the path of an import it is the start
  /// of the module.
  package func definition(at offset: UInt32) -> ModulePlace? {
    entity(at: offset).flatMap { place(of: $0.entity) }
  }

  /// The declaration of a thing; `nil`: it has none that can be shown.
  package func place(of entity: Entity) -> ModulePlace? {
    if case .module(let name) = entity {
      let start = SourceRange(start: 0, end: 0)
      return resolver.module(name).map { _ in
        ModulePlace(module: name, range: start, declaration: start)
      }
    }
    guard let (declaring, index) = symbol(of: entity) else { return nil }
    let symbol = declaring.symbols.symbols[index]
    return ModulePlace(
      module: declaring.name, range: symbol.nameRange, declaration: symbol.range)
  }

  /// The declarations of the structs and enums in the type of the thing at an offset; of a function in
  /// its result's.
  package func typeDefinitions(at offset: UInt32) -> [ModulePlace] {
    guard let (entity, _) = entity(at: offset), let type = type(of: entity) else { return [] }
    let names: [TypeName]
    if case .function(let signature) = type {
      names = signature.result.typeNames
    } else {
      names = type.typeNames
    }
    var places: [ModulePlace] = []
    for name in names {
      guard case .module(let module) = name.origin,
        let place = place(of: .declaration(module: module, name: name.name)),
        !places.contains(place)
      else { continue }
      places.append(place)
    }
    return places
  }

  /// All places in this module that mention a thing, in source order.
  package func occurrences(of entity: Entity) -> [NameOccurrence] {
    guard let name = name(of: entity) else { return [] }
    return symbols.occurrences.filter { occurrence in
      // Types are only looked at for names that are spelled like it.
      spelling(of: occurrence) == name && self.entity(of: occurrence) == entity
    }
  }

  /// The name by which a thing is mentioned.
  package func name(of entity: Entity) -> String? {
    switch entity {
    case .declaration(_, let name), .member(_, _, let name), .builtin(let name): name
    case .local(let index), .namespace(let index): symbols.symbols[index].name
    case .module: nil
    }
  }

  private func spelling(of occurrence: NameOccurrence) -> String? {
    switch occurrence.target {
    case .symbol(let index): symbols.symbols[index].name
    case .imported(_, let name), .member(let name), .builtin(let name), .unknown(let name): name
    case .path: nil
    }
  }
}
