// All that compiling one file needs of declarations.

import MiniBackend
import MiniFrontend

/// The declarations that a file names, and its own.
struct FileDeclarations: Sendable {
  /// Those of the file; `nil` if its forms say all.
  var own: DeclaredNames?
  /// For each import the names that the file uses of it; `nil` if the import's forms say all.
  var imported: [DeclaredNames?]
  let scope: Scope
  /// The errors in the file's own declarations.
  var errors: [RawDiagnostic] = []
  /// For the file's entry: see ``DeclarationGraph/encodedFacts(of:)``.
  var encodedFacts: [UInt8] = []

  /// Those of a file that names, and whose imports name, functions over types without names.
  init(module: String, importCount: Int) {
    imported = Array(repeating: nil, count: importCount)
    scope = Scope(module: module, importCount: importCount)
  }

  fileprivate init(own: DeclaredNames?, imported: [DeclaredNames?], scope: FileScope) {
    self.own = own
    self.imported = imported
    self.scope = Scope(scope)
  }

  /// Whether a declaration of the file, or one that it names, is in error.
  var hasErrors: Bool {
    own?.hasErrors ?? false || imported.contains { $0?.hasErrors ?? false }
  }
}

extension DeclarationGraph {
  /// The end of a search for a file's declarations.
  enum Search: Sendable {
    case found(FileDeclarations)
    /// This file must be read before.
    case unread(Int)
  }

  /// Finds out about the declarations of a file and all that it names.
  ///
  /// - Parameter names: for each import those that the file uses of it.
  mutating func declarations(
    of file: Int, names: [[String]], from source: inout some DeclarationSource
  ) throws(Restart) -> Search {
    guard let known = try load(file, from: &source) else {
      preconditionFailure("a file that is compiled has been read")
    }
    let targets = known.declaring.targets
    for (target, names) in zip(targets, names) {
      guard let target else { continue }
      if let unread = try resolve(names, of: target, from: &source) { return .unread(unread) }
    }
    if let unread = try resolve(nil, of: file, from: &source) { return .unread(unread) }
    let imported = zip(targets, names).map { target, names in
      target.flatMap { declaredNames(names, of: $0) }
    }
    let roots =
      zip(targets, names).flatMap { target, names in
        target.map { nodes(names, of: $0) } ?? []
      } + nodes(nil, of: file)
    let scope = FileScope(
      module: known.declaring.module, imports: known.declaring.imports,
      types: try types(reachedFrom: roots, from: &source))
    var found = FileDeclarations(
      own: declaredNames(known.declaring.interface.names, of: file), imported: imported,
      scope: scope)
    found.errors = errors(of: file)
    found.encodedFacts = encodedFacts(of: file)
    return .found(found)
  }
}

// MARK: The back end's view

extension Scope {
  init(_ scope: FileScope) {
    self.init(
      module: scope.module, imports: scope.imports,
      declarations: TypeDeclarations(scope.types.compactMap(TypeDeclaration.init)))
  }
}

extension TypeDeclaration {
  /// `nil`: the declaration is none of a struct or an enum.
  convenience init?(_ declaration: Declaration) {
    let shape: Shape
    switch declaration.form {
    case .function, .constant: return nil
    case .structure(let fields):
      let defaults = declaration.facts?.defaults ?? []
      shape = .structure(
        fields.enumerated().map { index, field in
          Field(
            name: field.name, type: field.type,
            defaultValue: index < defaults.count
              ? defaults[index].map { ConstantValue(bytes: $0) } : nil)
        })
    case .enumeration(let cases): shape = .enumeration(cases)
    }
    self.init(module: declaration.module, name: declaration.name, shape: shape)
  }
}

extension CalleeResolution {
  init(_ meaning: NameMeaning) {
    switch meaning {
    case .undefined(let module, let candidates):
      self = .undefined(moduleName: module, candidates: candidates)
    case .unavailable: self = .unavailable
    case .usable(let declaration): self.init(declaration)
    }
  }

  init(_ declaration: Declaration) {
    let symbol = declaration.symbol
    switch declaration.form {
    case .function(let signature): self = .function(symbol: symbol, signature: signature)
    case .structure, .enumeration: self = .type(module: declaration.module, name: declaration.name)
    case .constant:
      guard let value = declaration.facts?.value else {
        preconditionFailure("a constant that can be used has a value")
      }
      self = .constant(
        symbol: symbol, type: value.type, value: ConstantValue(bytes: value.bytes))
    }
  }
}

extension Declaration {
  var symbol: String { FunctionSymbol.raw(module: module, function: name) }
}

extension DeclarationSource {
  func evaluate(
    _ expression: ConstantExpression
  ) -> (value: TypedValue?, diagnostics: [RawDiagnostic]) {
    let found = evaluateConstant(
      expression.body, wanted: expression.wanted, at: expression.body.nameRange,
      symbol: FunctionSymbol.raw(
        module: expression.scope.module, function: expression.body.name),
      callees: expression.callees.map { CalleeResolution($0) },
      scope: Scope(expression.scope))
    return (
      found.value.map { TypedValue(type: $0.type, bytes: $0.value.bytes) }, found.diagnostics
    )
  }
}
