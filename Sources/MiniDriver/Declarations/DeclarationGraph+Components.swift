// Finds out about one component of the graph, after those that it has edges to.

import BuildCache
import MiniFrontend

extension DeclarationGraph {
  /// Sets the states of a component's nodes.
  ///
  /// - Parameters:
  ///   - isCyclic: whether a node reaches itself.
  ///   - isBroken: whether a type that a node states is absent, which its file reports.
  mutating func settle(
    _ members: [Int], isCyclic: Bool, isBroken: Bool, from source: inout some DeclarationSource
  ) throws(Restart) {
    if isCyclic, try reportCycles(among: members, from: &source) { return fail(members) }
    guard !isBroken, !members.contains(where: hasTypeInError) else { return fail(members) }
    if case .constant(let constant) = entry(of: members[0]).form {
      let value = try evaluateConstant(members[0], constant, from: &source)
      guard let value else { return fail(members) }
      return try settle(constant: members[0], value, from: &source)
    }
    try settle(types: members, from: &source)
  }

  private mutating func fail(_ members: [Int]) {
    for member in members { states[member] = .inError }
  }

  private func hasTypeInError(_ node: Int) -> Bool {
    entry(of: node).form.types.flatMap(\.typeNames).contains { name in
      guard let use = ZIR.Callee(name), let other = self.node(of: use, namedBy: node),
        case .inError = states[other]
      else { return false }
      return true
    }
  }

  // MARK: Functions and types

  /// Sets the state of a function, or those of structs and enums that reach each other.
  private mutating func settle(
    types members: [Int], from source: inout some DeclarationSource
  ) throws(Restart) {
    if entry(of: members[0]).form.isSelfContained {
      states[members[0]] = .usable(declaration(members[0], nil))
      return
    }
    guard let fingerprints = fingerprints(of: members) else {
      // Evaluated for their errors alone.
      for member in members { _ = try evaluateDefaults(of: member, from: &source) }
      return fail(members)
    }
    func set(_ index: Int, _ defaults: [[UInt8]?]) {
      let facts = DeclarationFacts(
        fingerprint: fingerprints[index], value: nil, defaults: defaults)
      states[members[index]] = .usable(declaration(members[index], facts))
    }
    for index in members.indices { set(index, []) }
    for (index, member) in members.enumerated() {
      guard let defaults = try evaluateDefaults(of: member, from: &source) else {
        return fail(members)
      }
      if !defaults.isEmpty { set(index, defaults) }
    }
  }

  /// The fingerprint of each member; `nil` if a declaration that one names is in error.
  private func fingerprints(of members: [Int]) -> [[UInt8]]? {
    let inside = Set(members)
    var outside = Set<Int>()
    var others: [Declaration] = []
    var parts: [Fingerprint.Member] = []
    for member in members {
      for use in entry(of: member).form.uses {
        guard let node = node(of: use, namedBy: member), !inside.contains(node),
          let state = states[node], outside.insert(node).inserted
        else { continue }
        guard let other = state.declaration else { return nil }
        others.append(other)
      }
      parts.append(
        Fingerprint.Member(
          module: module(of: member), name: name(of: member), form: resolvedForm(of: member),
          uses: entry(of: member).form.expressions.map { expression in
            expression.uses.map { name(of: $0, namedBy: member) }
          }))
    }
    let component = Fingerprint.component(parts, outer: others)
    return parts.map { Fingerprint.declaration($0, component: component) }
  }

  /// The module and the name that a use refers to, whether it exists or not.
  private func name(of use: ZIR.Callee, namedBy node: Int) -> DeclarationName {
    let file = files[nodes[node].slot].declaring
    return DeclarationName(
      module: use.importIndex.map { file.imports[Int($0)] } ?? file.module, name: use.name)
  }

  // MARK: Constants

  private mutating func settle(
    constant node: Int, _ value: TypedValue, from source: inout some DeclarationSource
  ) throws(Restart) {
    var types: [Int] = []
    if value.type.hasNames {
      guard case .found(let uses) = try uses(of: node, from: &source) else { return fail([node]) }
      let named = Set(value.type.typeNames)
      types = try typeNodes(reachedFrom: uses.nodes, from: &source).filter {
        named.contains(TypeName(origin: .module(self.module(of: $0)), name: name(of: $0)))
      }
      valueTypes[node] = types
    }
    let fingerprint = Fingerprint.constant(
      module: module(of: node), name: name(of: node), value,
      types: types.compactMap { states[$0]?.declaration })
    let facts = DeclarationFacts(fingerprint: fingerprint, value: value, defaults: [])
    states[node] = .usable(declaration(node, facts))
  }

  /// The value of a constant; `nil` if it has errors, which are added to `errors`.
  private mutating func evaluateConstant(
    _ node: Int, _ form: Interface.ConstantForm, from source: inout some DeclarationSource
  ) throws(Restart) -> TypedValue? {
    let zir = try source.analysis(of: file(of: node)).zir
    guard let place = place(of: node, in: zir) else { return nil }
    return try evaluate(zir.constants[place].body, wanted: form.type, of: node, from: &source)
  }

  /// The values of the defaults of a struct's fields, empty if it has none; `nil` if they have
  /// errors, which are added to `errors`.
  private mutating func evaluateDefaults(
    of node: Int, from source: inout some DeclarationSource
  ) throws(Restart) -> [[UInt8]?]? {
    guard !entry(of: node).form.expressions.isEmpty else { return [] }
    let zir = try source.analysis(of: file(of: node)).zir
    guard let place = place(of: node, in: zir),
      case .structure(let fields) = zir.types[place].shape
    else { return nil }
    var values: [[UInt8]?] = []
    var hasErrors = false
    for field in fields {
      guard let body = field.defaultValue else {
        values.append(nil)
        continue
      }
      let value = try evaluate(body, wanted: field.type, of: node, from: &source)
      hasErrors = hasErrors || value == nil
      values.append(value?.bytes)
    }
    return hasErrors ? nil : values
  }

  /// The place of a type or a constant in the ZIR of its file.
  mutating func place(of node: Int, in zir: ZIR) -> Int? {
    let slot = nodes[node].slot
    let interface = files[slot].declaring.interface
    if places[slot] == nil {
      var found = [Int](repeating: -1, count: interface.declarations.count)
      for (place, type) in zir.types.enumerated() {
        if let index = interface.index(of: type.name) { found[index] = place }
      }
      for (place, constant) in zir.constants.enumerated() {
        if let index = interface.index(of: constant.name) { found[index] = place }
      }
      places[slot] = found
    }
    guard let place = places[slot]?[nodes[node].index], place >= 0 else { return nil }
    return place
  }

  /// - Parameter wanted: as the file names it.
  private mutating func evaluate(
    _ body: ZIR.Function, wanted: Type?, of node: Int, from source: inout some DeclarationSource
  ) throws(Restart) -> TypedValue? {
    let file = files[nodes[node].slot].declaring
    let uses = body.callees + (wanted?.typeNames.compactMap(ZIR.Callee.init) ?? [])
    let scope = FileScope(
      module: file.module, imports: file.imports,
      types: try types(
        reachedFrom: uses.compactMap { self.node(of: $0, namedBy: node) }, from: &source))
    let found = source.evaluate(
      ConstantExpression(
        body: body, wanted: wanted?.renamed { $0.resolved(in: file.module, imports: file.imports) },
        callees: body.callees.map { meaning(of: $0, namedBy: node) }, scope: scope))
    for error in found.diagnostics { report(error, at: node) }
    return found.value
  }
}
