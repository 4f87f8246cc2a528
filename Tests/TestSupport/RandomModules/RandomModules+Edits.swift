// Edits of random programs.

extension RandomModules {
  package enum Edit: CaseIterable, Sendable {
    case body, addStructure, addEnumeration, addConstant, addFunction, addTest, remove, rename
    case field, removeField, item, constant, constantType, parameter, result, module, order, space
    case prefix, path
  }

  /// Makes an edit. Declarations that use what has changed may have errors until
  /// ``repair()``.
  package mutating func edit(_ edit: Edit) {
    let own = declarations.indices.filter { $0 >= Self.baseCount && declarations[$0] != nil }
    let target = pick(own)
    number = target
    switch edit {
    case .body: make(target)
    case .addStructure: insert(.structure([]))
    case .addEnumeration: insert(.enumeration([]))
    case .addConstant: insert(.constant(.i32, ""))
    case .addFunction: insert(.function([], nil, ""))
    case .addTest: insert(.test(""))
    case .remove:
      guard target != mainNumber else { return }
      changed(target)
      declarations[target] = nil
    case .rename:
      guard target != mainNumber else { return }
      declarations[target]!.name += "x"
    case .field, .removeField, .item: changeType(edit)
    case .constant, .constantType, .parameter, .result: changeForm(edit)
    case .module:
      if target != mainNumber { declarations[target]!.module = below(modules.count) }
    case .order: declarations[target]!.order = below(50)
    case .space: comments[below(comments.count)] += pick(["\n", "// Note.\n"])
    case .prefix: prefixes[below(prefixes.count)] = pick(["n_", "m_", "o_"])
    case .path:
      let module = 2 + below(3)
      modules[module] = pick(["b", "lib/b"]) + "\(module)"
    }
  }

  /// Makes all declarations anew that may have errors.
  package mutating func repair() {
    while let next = dirty.min() {
      dirty.remove(next)
      let before = form(of: next)
      make(next)
      // A type that is gone may have been in its form.
      if form(of: next) != before { changed(next) }
    }
  }

  /// The types and names on which a declaration's users depend.
  private func form(of number: Int) -> [String] {
    switch kind(number) {
    case .structure(let fields):
      fields.map { "\($0.name): \($0.type.written) \($0.standard == nil)" }
    case .enumeration(let cases): cases.flatMap { [$0.name] + $0.values.map(\.written) }
    case .constant(let type, _): [type.written]
    case .function(let parameters, let result, _):
      parameters.map { "\($0.isPlace) \($0.type.written)" } + [result?.written ?? ""]
    case .test, nil: []
    }
  }

  /// Adds a declaration, which main may use from now on, or later.
  private mutating func insert(_ kind: Kind) {
    add(kind)
    if below(2) == 0 { dirty.insert(mainNumber) }
  }

  /// Notes that a declaration's users may have errors.
  private mutating func changed(_ target: Int) {
    for user in declarations.indices where user != target {
      guard let declaration = declarations[user] else { continue }
      let (text, types): (String, [RandomType]) =
        switch declaration.kind {
        case .structure(let fields):
          (fields.compactMap(\.standard).joined(), fields.map(\.type))
        case .enumeration(let cases): ("", cases.flatMap(\.values))
        case .constant(let type, let value): (value, [type])
        case .function(let parameters, let result, let body):
          (body, parameters.map(\.type) + (result.map { [$0] } ?? []))
        case .test(let body): (body, [])
        }
      let isUser =
        Reference.uses(in: text).contains(target) || types.contains { $0.names.contains(target) }
      if isUser { dirty.insert(user) }
    }
  }

  private mutating func changeType(_ edit: Edit) {
    let types = declarations.indices.filter { fields($0) != nil || cases($0) != nil }
    guard !types.isEmpty else { return }
    let target = pick(types)
    number = target
    if var fields = fields(target) {
      let pool = self.types().filter { isCompared($0) && $0.names.isEmpty }
      if edit == .removeField, fields.count > 1 {
        fields.removeLast()
      } else if edit == .item {
        let index = below(fields.count)
        guard fields[index].name != "kids" else { return }
        fields[index] = newField(index: 9, type: pick(pool))
        fields[index].name = "b\(below(1000))"
      } else {
        var field = newField(index: 9, type: pick(pool))
        field.name = "b\(below(1000))"
        guard !fields.contains(where: { $0.name == field.name }) else { return }
        fields.append(field)
      }
      declarations[target]!.kind = .structure(fields)
    } else if var cases = cases(target) {
      if edit == .removeField, cases.count > 2 {
        cases.removeLast()
      } else {
        var item = newCase(index: 9, valuesMax: isKey(target) ? 0 : 2)
        item.name = "j\(below(1000))"
        guard !cases.contains(where: { $0.name == item.name }) else { return }
        cases.insert(item, at: below(cases.count + 1))
      }
      declarations[target]!.kind = .enumeration(cases)
    }
    make(target)
    changed(target)
  }

  private mutating func changeForm(_ edit: Edit) {
    let isConstant = edit == .constant || edit == .constantType
    let targets = declarations.indices.filter {
      switch kind($0) {
      case .constant: isConstant
      case .function: !isConstant && $0 >= Self.baseCount && $0 != mainNumber
      case .structure, .enumeration, .test, nil: false
      }
    }
    guard !targets.isEmpty else { return }
    let target = pick(targets)
    number = target
    let pool = types()
    if case .function(var parameters, let result, let body) = kind(target) {
      if edit == .result {
        declarations[target]!.kind = .function(parameters, pick(pool), body)
      } else if parameters.count > 1, below(2) == 0 {
        parameters.removeLast()
        declarations[target]!.kind = .function(parameters, result, body)
      } else {
        parameters.append(Parameter(type: pick(pool), isPlace: below(3) == 0))
        declarations[target]!.kind = .function(parameters, result, body)
      }
    } else if edit == .constantType {
      declarations[target]!.kind = .constant(pick(pool.filter { self.isConstant($0) }), "")
    }
    make(target)
    if edit != .constant { changed(target) }
  }
}
