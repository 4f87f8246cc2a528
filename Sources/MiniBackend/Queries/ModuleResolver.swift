// The meanings of names across modules: what the driver decides for builds, for queries about texts
// that change with every key.

import MiniFrontend

/// Resolves declarations by the texts of modules. Evaluates constants where they are named.
///
/// A class, because it remembers the values of constants. Not for several threads.
final class ModuleResolver {
  let module: QueriedModule
  private let library: any ModuleLibrary

  private struct Key: Hashable {
    let module: String
    let name: String
  }

  private var values: [Key: ConstantEvaluation.Result?] = [:]
  /// The constant expressions that are being evaluated: one that needs itself has no value.
  private var open: Set<Key> = []

  init(_ module: QueriedModule, _ library: any ModuleLibrary) {
    self.module = module
    self.library = library
  }

  func module(_ name: String) -> QueriedModule? {
    name == module.name ? module : library.module(name)
  }

  /// The form of a declaration, with types that any file can name.
  func form(of name: String, in module: String) -> Interface.Form? {
    guard let declaring = self.module(module) else { return nil }
    return declaring.analysis.interface.lookup(name)?.resolved(
      in: module, imports: declaring.imports)
  }

  // MARK: - Callees and scopes

  func resolution(of callee: ZIR.Callee, in user: QueriedModule) -> CalleeResolution {
    let target = callee.importIndex.map { user.imports[Int($0)] } ?? user.name
    guard let declaring = module(target) else { return .unavailable }
    guard let form = form(of: callee.name, in: target) else {
      if callee.importIndex == nil {
        return Primitive(rawValue: callee.name).map {
          .function(symbol: $0.symbol, signature: $0.signature)
        } ?? .unavailable
      }
      let interface = declaring.analysis.interface
      return interface.isInError(callee.name)
        ? .unavailable : .undefined(moduleName: target, candidates: interface.names)
    }
    let symbol = FunctionSymbol.raw(module: target, function: callee.name)
    switch form {
    case .function(let signature): return .function(symbol: symbol, signature: signature)
    case .structure, .enumeration: return .type(module: target, name: callee.name)
    case .constant:
      guard let value = value(of: callee.name, in: target) else { return .unavailable }
      return .constant(symbol: symbol, type: value.type, value: value.value)
    }
  }

  /// The surroundings of a function or a constant expression: the types that it can meet.
  func scope(
    of function: ZIR.Function, _ callees: [CalleeResolution], in user: QueriedModule
  ) -> Scope {
    var types = [function.signature.result] + function.signature.parameters.map(\.type)
    types += function.types
    types = types.map { $0.renamed { $0.resolved(in: user.name, imports: user.imports) } }
    for callee in callees {
      switch callee {
      case .function(_, let signature):
        types += [signature.result] + signature.parameters.map(\.type)
      case .type(let module, let name):
        types.append(.named(TypeName(origin: .module(module), name: name)))
      case .constant(_, let type, _): types.append(type)
      case .undefined, .unavailable: break
      }
    }
    return Scope(
      module: user.name, imports: user.imports,
      declarations: TypeDeclarations(declarations(reachedFrom: types)))
  }

  /// The surroundings of values of some types, which name them as any file can.
  func scope(reaching types: [Type]) -> Scope {
    Scope(
      module: module.name, imports: module.imports,
      declarations: TypeDeclarations(declarations(reachedFrom: types)))
  }

  /// The declarations of the structs and enums in some types, and in their parts.
  private func declarations(reachedFrom types: [Type]) -> [TypeDeclaration] {
    var found: [TypeDeclaration] = []
    var seen: Set<Key> = []
    var open = types
    while let type = open.popLast() {
      for name in type.typeNames {
        guard case .module(let module) = name.origin,
          seen.insert(Key(module: module, name: name.name)).inserted
        else { continue }
        switch form(of: name.name, in: module) {
        case .structure(let fields):
          let members = fields.map { field in
            TypeDeclaration.Field(
              name: field.name, type: field.type,
              defaultValue: field.defaultValue == nil
                ? nil : value(ofDefault: field, of: name.name, in: module))
          }
          found.append(
            TypeDeclaration(module: module, name: name.name, shape: .structure(members)))
          open += members.map(\.type)
        case .enumeration(let cases):
          found.append(
            TypeDeclaration(module: module, name: name.name, shape: .enumeration(cases)))
          open += cases.flatMap(\.values)
        case .function, .constant, nil: break
        }
      }
    }
    return found
  }

  // MARK: - Constants

  /// The value of a constant; `nil` if it is in error.
  func value(of name: String, in module: String) -> ConstantEvaluation.Result? {
    guard let declaring = self.module(module),
      let constant = declaring.analysis.zir.constants.first(where: { $0.name == name })
    else { return nil }
    return evaluate(
      constant.body, wanted: constant.type, Key(module: module, name: name), in: declaring)
  }

  /// The value of a field's default; one in error has no bytes.
  private func value(
    ofDefault field: Interface.Field, of type: String, in module: String
  ) -> ConstantValue {
    let none = ConstantValue(bytes: [])
    guard let declaring = self.module(module),
      let declaration = declaring.analysis.zir.types.first(where: { $0.name == type }),
      case .structure(let fields) = declaration.shape,
      let body = fields.first(where: { $0.name == field.name })?.defaultValue
    else { return none }
    let key = Key(module: module, name: type + "." + field.name)
    return evaluate(body, wanted: field.type, key, in: declaring)?.value ?? none
  }

  private func evaluate(
    _ body: ZIR.Function, wanted: Type?, _ key: Key, in declaring: QueriedModule
  ) -> ConstantEvaluation.Result? {
    if let known = values[key] { return known }
    guard open.count < Self.depthMax, open.insert(key).inserted else { return nil }
    defer { open.remove(key) }
    let callees = body.callees.map { resolution(of: $0, in: declaring) }
    let found = evaluateConstant(
      body, wanted: wanted, at: body.nameRange,
      symbol: FunctionSymbol.raw(module: key.module, function: key.name), callees: callees,
      scope: scope(of: body, callees, in: declaring))
    values[key] = .some(found.value)
    return found.value
  }

  /// Constants that need each other nest at most this deep, because the evaluation recurses.
  private static let depthMax = 200
}
