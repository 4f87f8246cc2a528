// The structs, enums and constants of a program, resolved and evaluated like in the driver, but
// without an order: again and again, until nothing new comes of it.

import MiniBackend
import MiniFrontend

/// What the files of a program declare to each other.
struct ModuleDeclarations {
  private let analyses: [(module: String, analysis: FileAnalysis)]
  /// Values of constants (`math.limit`) and defaults (`shapes.Point.x`).
  private var values: [String: ConstantEvaluation.Result] = [:]
  private(set) var types = TypeDeclarations([])
  /// The errors of constants and types, by module.
  private(set) var diagnostics: [String: [RawDiagnostic]] = [:]

  init(_ analyses: [(module: String, analysis: FileAnalysis)]) {
    self.analyses = analyses
    var count = -1
    repeat {
      count = values.count
      types = TypeDeclarations(analyses.flatMap { declarations(of: $0.module, $0.analysis.zir) })
      diagnostics = [:]
      for (module, analysis) in analyses { evaluate(module, analysis.zir) }
    } while values.count > count
  }

  private func imports(of module: String) -> [String] {
    analyses.first { $0.module == module }?.analysis.zir.imports
      .map { Self.module(at: $0.path, from: module) } ?? []
  }

  /// The name of the module that a path means in a file.
  static func module(at path: String, from importer: String) -> String {
    if StandardModule(path: path) != nil { return path }
    var folders = importer.split(separator: "/").dropLast()
    for part in path.dropLast(5).split(separator: "/") {
      if part != ".." || folders.isEmpty || folders.last == ".." {
        folders.append(part)
      } else {
        folders.removeLast()
      }
    }
    return folders.joined(separator: "/")
  }

  func scope(of module: String) -> Scope {
    Scope(module: module, imports: imports(of: module), declarations: types)
  }

  private func declarations(of module: String, _ zir: ZIR) -> [TypeDeclaration] {
    let imports = imports(of: module)
    func resolved(_ type: Type) -> Type {
      type.renamed { $0.resolved(in: module, imports: imports) }
    }
    return zir.types.map { type in
      let shape: TypeDeclaration.Shape =
        switch type.shape {
        case .structure(let fields):
          .structure(
            fields.map {
              .init(
                name: $0.name, type: resolved($0.type),
                defaultValue: values["\(module).\(type.name).\($0.name)"]?.value)
            })
        case .enumeration(let cases):
          .enumeration(cases.map { .init(name: $0.name, values: $0.values.map(resolved)) })
        }
      return TypeDeclaration(module: module, name: type.name, shape: shape)
    }
  }

  private mutating func evaluate(_ module: String, _ zir: ZIR) {
    for constant in zir.constants {
      evaluate(module, constant.body, constant.type, constant.nameRange, constant.name)
    }
    for type in zir.types {
      guard case .structure(let fields) = type.shape else { continue }
      for field in fields {
        guard let body = field.defaultValue else { continue }
        evaluate(module, body, field.type, field.nameRange, "\(type.name).\(field.name)")
      }
    }
    let uses = zir.typeUses.map {
      resolve(ZIR.Callee(importIndex: $0.importIndex, name: $0.name), in: module)
    }
    diagnostics[module, default: []] += checkTypes(of: zir, uses: uses, scope: scope(of: module))
  }

  private mutating func evaluate(
    _ module: String, _ body: ZIR.Function, _ type: Type?, _ range: SourceRange, _ name: String
  ) {
    let evaluation = evaluateConstant(
      body, wanted: type, at: range, symbol: "\(module).\(name)",
      callees: body.callees.map { resolve($0, in: module) }, scope: scope(of: module))
    values["\(module).\(name)"] = evaluation.value
    diagnostics[module, default: []] += evaluation.diagnostics
  }

  /// The values of a file's constants.
  func constants(of module: String, _ zir: ZIR) -> [DeclaredConstant] {
    zir.constants.compactMap { constant in
      values["\(module).\(constant.name)"].map {
        DeclaredConstant(name: constant.name, type: $0.type, value: $0.value)
      }
    }
  }

  func value(of name: String) -> ConstantEvaluation.Result? { values[name] }

  func resolve(_ callee: ZIR.Callee, in module: String) -> CalleeResolution {
    let target = callee.importIndex.map { imports(of: module)[Int($0)] } ?? module
    guard let interface = analyses.first(where: { $0.module == target })?.analysis.interface
    else { return .unavailable }
    let symbol = FunctionSymbol.raw(module: target, function: callee.name)
    switch interface.lookup(callee.name) {
    case .function(let signature):
      let imports = imports(of: target)
      return .function(
        symbol: symbol,
        signature: signature.renamed { $0.resolved(in: target, imports: imports) })
    case .structure, .enumeration: return .type(module: target, name: callee.name)
    case .constant:
      return values["\(target).\(callee.name)"].map {
        .constant(symbol: symbol, type: $0.type, value: $0.value)
      } ?? .unavailable
    case nil:
      if StandardModule(path: target) != nil, let primitive = Primitive(rawValue: callee.name) {
        return .function(symbol: primitive.symbol, signature: primitive.signature)
      }
      if callee.importIndex == nil || interface.isInError(callee.name) { return .unavailable }
      return .undefined(moduleName: target, candidates: interface.names)
    }
  }
}
