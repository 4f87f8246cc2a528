// Finds the names that can be at a place, with the meanings of a text in which a name is there.

import MiniFrontend

extension ModuleSemantics {
  /// Proposals for the name at an offset; `nil`: no name can be there.
  ///
  /// - Parameter imports: those that can be added, as ``namespaces(ofPaths:)`` makes them.
  package func completions(
    at offset: UInt32, imports: [(namespace: String, path: String)]
  ) -> Completions? {
    guard let site = CompletionSite(module.source, at: offset) else { return nil }
    if site.place == .path {
      let items = imports.map { Completion($0.path, .module, rank: 0) }
      return Completions(range: site.range, items: items)
    }
    let written = module.text(
      SourceRange(start: site.range.start, end: max(offset, site.range.start)))
    let query = CompletionQuery(
      site, ModuleSemantics(module.with(site.completed), library), of: module,
      imports: imports, written: written)
    return Completions(range: site.range, items: query.items())
  }

  /// The namespaces of imports of some paths. Paths whose files have no names are left out.
  package static func namespaces(
    ofPaths paths: [String]
  ) -> [(namespace: String, path: String)] {
    paths.compactMap { path in
      if let standard = StandardModule(path: path) { return (standard.rawValue, path) }
      let file = path.split(separator: "/").last?.split(separator: ".").first.map(String.init)
      return file.flatMap { Keywords.isName($0) ? ($0, path) : nil }
    }
  }
}

private struct CompletionQuery {
  let site: CompletionSite
  /// Those of the completed text.
  let semantics: ModuleSemantics
  /// The module without the placeholder, in which edits are made.
  let module: QueriedModule
  /// The imports that can be added.
  let imports: [(namespace: String, path: String)]
  /// The beginning of the name.
  let written: String

  init(
    _ site: CompletionSite, _ semantics: ModuleSemantics, of module: QueriedModule,
    imports: [(namespace: String, path: String)], written: String
  ) {
    self.site = site
    self.semantics = semantics
    self.module = module
    self.imports = imports
    self.written = written
  }

  private var start: UInt32 { site.range.start }
  private var symbols: FileSymbols { semantics.module.symbols }

  func items() -> [Completion] {
    guard let occurrence = symbols.occurrence(startingAt: start) else {
      if let start = site.qualifierStart { return members(ofNameAt: start) }
      return site.place == .file ? keywords(Keywords.declarations) : names()
    }
    switch occurrence.target {
    case .path: return []
    case .imported(let namespace, _):
      let module = semantics.module.importedModule(namespace)
      return module.map { declarations(of: $0, typesOnly: occurrence.role == .type) } ?? []
    case .member: return members(at: occurrence)
    case .symbol, .builtin, .unknown:
      switch occurrence.role {
      case .declaration: return []
      case .type:
        guard let start = site.qualifierStart else { return types() }
        return members(ofNameAt: start).filter { $0.kind == .structure || $0.kind == .enumeration }
      case .read, .write, .call, .label, .pattern: return names()
      }
    }
  }

  // MARK: - Members

  private func members(at occurrence: NameOccurrence) -> [Completion] {
    if occurrence.role == .label, let start = occurrence.ownerStart {
      return symbols.occurrence(startingAt: start).flatMap { semantics.entity(of: $0) }.map {
        labels(of: $0, given: [])
      } ?? []
    }
    if let start = occurrence.ownerStart, let owner = symbols.occurrence(startingAt: start),
      case .declaration(let module, let name)? = semantics.entity(of: owner)
    {
      return cases(of: name, in: module, prefix: "")
    }
    if let types = semantics.types(around: start), let owner = types.owner(ofMemberAt: start),
      case .named(let name) = types.table.type(of: owner), case .module(let module) = name.origin
    {
      if semantics.isCase(occurrence) { return cases(of: name.name, in: module, prefix: "") }
      return fields(of: name.name, in: module)
    }
    return site.qualifierStart.map { members(ofNameAt: $0) } ?? []
  }

  /// The declarations of a module that is not imported, if the name before the `.` is its name.
  private func members(ofNameAt start: UInt32) -> [Completion] {
    guard case .unknown(let name)? = symbols.occurrence(startingAt: start)?.target,
      let path = imports.first(where: { $0.namespace == name })?.path
    else { return [] }
    return declarations(
      of: module.module(atPath: path), typesOnly: false, edits: [module.importEdit(of: path)])
  }

  private func fields(of type: String, in module: String) -> [Completion] {
    guard case .structure(let fields) = semantics.resolver.form(of: type, in: module) else {
      return []
    }
    return fields.map { field in
      Completion(
        field.name, .field, detail: field.type.name,
        entity: .member(module: module, type: type, name: field.name), rank: 0)
    }
  }

  /// - Parameter prefix: a `.` where the text has none.
  private func cases(of type: String, in module: String, prefix: String) -> [Completion] {
    guard case .enumeration(let cases) = semantics.resolver.form(of: type, in: module) else {
      return []
    }
    return cases.map { member in
      Completion(
        prefix + member.name, .enumCase,
        detail: member.values.isEmpty
          ? type : "\(type)(\(member.values.map(\.name).joined(separator: ", ")))",
        entity: .member(module: module, type: type, name: member.name),
        arguments: member.values.isEmpty
          ? nil : member.values.map { .init(prefix: "", hint: $0.name) },
        rank: 0)
    }
  }

  /// The fields that a construction has not given.
  private func labels(of entity: Entity, given: [String]) -> [Completion] {
    guard case .declaration(let module, let name) = entity else { return [] }
    return fields(of: name, in: module).filter { !given.contains($0.name) }.map {
      Completion($0.name + ": ", .field, detail: $0.detail, entity: $0.entity, rank: 0)
    }
  }

  // MARK: - Declarations

  /// The declarations of another module, but for those that begin with `_`.
  private func declarations(
    of module: String, typesOnly: Bool, edits: [TextEdit] = []
  ) -> [Completion] {
    guard let declaring = semantics.resolver.module(module) else { return [] }
    return declaring.symbols.symbols.indices.compactMap { index in
      let symbol = declaring.symbols.symbols[index]
      guard symbol.owner == nil, symbol.kind != .test, symbol.kind != .namespace,
        !symbol.isLocal, !symbol.name.hasPrefix("_"), !symbol.name.isEmpty,
        !typesOnly || symbol.kind == .structure || symbol.kind == .enumeration
      else { return nil }
      return declaration(index, of: declaring, edits: edits, rank: 0)
    }
  }

  private func declaration(
    _ index: Int, of declaring: QueriedModule, edits: [TextEdit] = [], rank: Int
  ) -> Completion {
    let symbol = declaring.symbols.symbols[index]
    let entity = Entity.declaration(module: declaring.name, name: symbol.name)
    let kind: Completion.Kind
    var detail: String?
    var arguments: [Completion.Argument]?
    switch symbol.kind {
    case .function:
      kind = .function
      detail = declaring.declarationText(ofSymbol: index)
      arguments = declaring.symbols.symbols.filter {
        $0.owner == index && $0.kind == .parameter
      }.map { parameter in
        .init(
          prefix: declaring.text(parameter.range).contains("&") ? "&" : "", hint: parameter.name)
      }
    case .structure:
      kind = .structure
      if case .structure(let fields)? = semantics.resolver.form(
        of: symbol.name, in: declaring.name)
      {
        arguments = fields.filter { $0.defaultValue == nil }.map {
          .init(prefix: $0.name + ": ", hint: $0.type.name)
        }
      }
    case .enumeration: kind = .enumeration
    case .constant:
      kind = .constant
      detail = semantics.type(of: entity)?.name
    case .namespace, .test, .field, .enumCase, .parameter, .variable, .value: kind = .variable
    }
    return Completion(
      symbol.name, kind, detail: detail, entity: entity, arguments: arguments, edits: edits,
      rank: rank)
  }

  private func types() -> [Completion] {
    let own = symbols.symbols.indices.filter {
      symbols.symbols[$0].kind == .structure || symbols.symbols[$0].kind == .enumeration
    }
    let named = own.map { index in
      let type = declaration(index, of: semantics.module, rank: 0)
      return Completion(type.name, type.kind, entity: type.entity, rank: 0)
    }
    return named + namespaces() + keywords(Keywords.types)
  }

  private func namespaces() -> [Completion] {
    symbols.symbols.indices.filter { symbols.symbols[$0].kind == .namespace }.map { index in
      Completion(
        symbols.symbols[index].name, .namespace, detail: semantics.module.importedModule(index),
        entity: .namespace(index), rank: 3)
    }
  }

  // MARK: - Expressions

  private func names() -> [Completion] {
    var items: [Completion] = []
    // Names that the context wants come first.
    if let call = CallSite(semantics.module.source, at: start), call.label == nil,
      let callee = symbols.occurrence(startingAt: call.calleeStart),
      let entity = semantics.entity(of: callee)
    {
      items += labels(of: entity, given: call.labels)
    }
    if let types = semantics.types(around: start), let wanted = types.expectedType(at: start),
      case .named(let name) = types.table.type(of: wanted), case .module(let module) = name.origin
    {
      items += cases(of: name.name, in: module, prefix: ".")
    }
    items += symbols.visible(at: start).compactMap(visible)
    var seen: Set<String> = []
    items = items.filter { seen.insert($0.name).inserted }
    items += BuiltinHelp.names.filter { !seen.contains($0) }.map(builtin)
    items += Keywords.conversions.map { word in
      Completion(
        word, .keyword, detail: "conversion", arguments: [.init(prefix: "", hint: "value")],
        rank: 5)
    }
    items += keywords(Keywords.expressions)
    if site.place == .statement { items += keywords(Keywords.statements) }
    items += keywords(Keywords.others)
    // Of many files only those that match.
    for (namespace, path) in imports where !seen.contains(namespace) {
      guard StandardModule(path: path) != nil || !written.isEmpty && namespace.hasPrefix(written)
      else { continue }
      items.append(
        Completion(
          namespace, .namespace, detail: "import \"\(path)\"",
          edits: [module.importEdit(of: path)], rank: 6))
    }
    return items
  }

  private func visible(_ index: Int) -> Completion? {
    let symbol = symbols.symbols[index]
    switch symbol.kind {
    case .parameter, .variable, .value:
      // The name of the declaration that is being written.
      guard symbol.nameRange.start != start else { return nil }
      return Completion(
        symbol.name, symbol.kind == .parameter ? .parameter : .variable,
        detail: semantics.type(of: .local(index))?.name, entity: .local(index), rank: 1)
    case .namespace:
      return Completion(
        symbol.name, .namespace, detail: semantics.module.importedModule(index),
        entity: .namespace(index), rank: 3)
    case .function, .structure, .enumeration, .constant:
      return symbol.name.isEmpty ? nil : declaration(index, of: semantics.module, rank: 2)
    case .test, .field, .enumCase: return nil
    }
  }

  private func builtin(_ name: String) -> Completion {
    let signature = BuiltinHelp(name)?.signatures.first
    return Completion(
      name, .function, detail: signature?.label, entity: .builtin(name),
      arguments: signature?.parameters.map { parameter in
        let isReference = parameter.hasPrefix("&")
        let hint = parameter.drop { $0 == "&" }.prefix { $0 != ":" }
        return .init(prefix: isReference ? "&" : "", hint: String(hint))
      }, rank: 4)
  }

  private func keywords(_ words: [String]) -> [Completion] {
    words.map { Completion($0, .keyword, rank: 5) }
  }
}
