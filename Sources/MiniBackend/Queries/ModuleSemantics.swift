// The entry point of queries about one module: the meaning of each name in it.

package import MiniFrontend

/// Answers questions about one module's text. Everything else is in its extensions.
///
/// A class, because it remembers the types of functions. Not for several threads.
package final class ModuleSemantics {
  package let module: QueriedModule
  let library: any ModuleLibrary
  let resolver: ModuleResolver
  private var functions: [FunctionTypes?]
  private let allFunctions: [ZIR.Function]

  package init(_ module: QueriedModule, _ library: any ModuleLibrary) {
    self.module = module
    self.library = library
    resolver = ModuleResolver(module, library)
    let zir = module.analysis.zir
    var all = zir.functions + zir.tests + zir.constants.map(\.body)
    for type in zir.types {
      guard case .structure(let fields) = type.shape else { continue }
      all += fields.compactMap(\.defaultValue)
    }
    allFunctions = all
    functions = Array(repeating: nil, count: all.count)
  }

  var symbols: FileSymbols { module.symbols }

  // MARK: - Types

  /// The types in the function or the constant expression around an offset; `nil`: there is none, or
  /// its head is in error.
  func types(around offset: UInt32) -> FunctionTypes? {
    let index = allFunctions.firstIndex {
      $0.nameRange.start <= offset && offset <= $0.endBrace
    }
    guard let index else { return nil }
    if let known = functions[index] { return known }
    let types = FunctionTypes(allFunctions[index], in: module, resolver)
    functions[index] = types
    return types
  }

  /// The type of a parameter, a local name or a constant, or of a field; `nil`: not known.
  package func type(of entity: Entity) -> Type? {
    switch entity {
    case .local(let index):
      let symbol = symbols.symbols[index]
      guard let types = types(around: symbol.nameRange.start) else { return nil }
      return type(ofLocal: index, types).map(types.table.type)
    case .declaration(let module, let name):
      switch resolver.form(of: name, in: module) {
      case .constant(let constant):
        return constant.type ?? resolver.value(of: name, in: module)?.type
      case .function(let signature): return .function(signature)
      case .structure, .enumeration:
        return .named(TypeName(origin: .module(module), name: name))
      case nil: return nil
      }
    case .member(let module, let type, let name):
      switch resolver.form(of: type, in: module) {
      case .structure(let fields): return fields.first { $0.name == name }?.type
      case .enumeration: return .named(TypeName(origin: .module(module), name: type))
      case .function, .constant, nil: return nil
      }
    case .namespace, .module, .builtin: return nil
    }
  }

  func type(ofLocal index: Int, _ types: FunctionTypes) -> TypeID? {
    let symbol = symbols.symbols[index]
    if symbol.kind == .parameter {
      let parameters = symbols.symbols.indices.filter {
        symbols.symbols[$0].owner == symbol.owner && symbols.symbols[$0].kind == .parameter
      }
      return parameters.firstIndex(of: index).flatMap { types.type(ofParameter: $0) }
    }
    guard let binder = symbol.binder else { return nil }
    let bound = types.types(ofBinder: binder.start)
    return binder.number < bound.count ? bound[binder.number] : nil
  }

  // MARK: - Names

  /// The thing that the name at an offset means, and the name's place.
  package func entity(at offset: UInt32) -> (entity: Entity, range: SourceRange)? {
    symbols.occurrence(at: offset).flatMap { occurrence in
      entity(of: occurrence).map { ($0, occurrence.range) }
    }
  }

  /// The meaning of an occurrence; `nil`: it has none, or an error hides it.
  package func entity(of occurrence: NameOccurrence) -> Entity? {
    switch occurrence.target {
    case .symbol(let index): return entity(ofSymbol: index)
    case .path(let namespace): return module.importedModule(namespace).map { .module($0) }
    case .imported(let namespace, let name):
      return module.importedModule(namespace).map { .declaration(module: $0, name: name) }
    case .builtin(let name): return .builtin(name)
    case .unknown: return nil
    case .member(let name):
      if occurrence.role == .label, let start = occurrence.ownerStart,
        let owner = symbols.occurrence(startingAt: start),
        case .declaration(let module, let type)? = entity(of: owner)
      {
        return .member(module: module, type: type, name: name)
      }
      let start = occurrence.range.start
      guard let types = types(around: start), let owner = types.owner(ofMemberAt: start),
        case .named(let type) = types.table.type(of: owner),
        case .module(let module) = type.origin
      else { return nil }
      return .member(module: module, type: type.name, name: name)
    }
  }

  package func entity(ofSymbol index: Int) -> Entity {
    let symbol = symbols.symbols[index]
    switch symbol.kind {
    case .namespace: return .namespace(index)
    case .function, .structure, .enumeration, .constant, .test:
      return .declaration(module: module.name, name: symbol.name)
    case .field, .enumCase:
      let owner = symbol.owner.map { symbols.symbols[$0].name } ?? ""
      return .member(module: module.name, type: owner, name: symbol.name)
    case .parameter, .variable, .value: return .local(index)
    }
  }

  /// The symbol of a thing, and the module that declares it; `nil`: it has none.
  package func symbol(of entity: Entity) -> (module: QueriedModule, index: Int)? {
    switch entity {
    case .local(let index), .namespace(let index): return (module, index)
    case .declaration(let name, let declaration):
      guard let declaring = resolver.module(name) else { return nil }
      return declaring.symbols.declaration(named: declaration).map { (declaring, $0) }
    case .member(let name, let type, let member):
      guard let declaring = resolver.module(name),
        let owner = declaring.symbols.declaration(named: type)
      else { return nil }
      return declaring.symbols.members(of: owner).first {
        declaring.symbols.symbols[$0].name == member
      }.map { (declaring, $0) }
    case .module, .builtin: return nil
    }
  }
}
