// Names of other declarations, and the parts of structs and enums.

import MiniFrontend

extension TypeChecker {
  // MARK: Natural types

  func naturalType(ofGlobal instruction: ZIR.Instruction) -> NaturalType {
    switch callees[Int(instruction.a)] {
    case .constant(_, let type, _): natural(table.id(of: type))
    case .type(let module, let name):
      table.id(of: name, in: module).map { NaturalType(.typeName($0)) } ?? .unknown
    case .function where isConstant: .unknown
    case .function(_, let signature): natural(table.id(of: signature))
    case .undefined, .unavailable: .unknown
    }
  }

  func naturalType(ofField instruction: ZIR.Instruction) -> NaturalType {
    let whole = naturals[Int(instruction.a)]
    if case .typeName(let type) = whole.kind { return naturalType(ofCaseOf: type) }
    guard let type = settled(whole), let nominal = table.nominal(type), !nominal.isEnumeration,
      let field = nominal.index(of: function.names[Int(instruction.b)])
    else { return .unknown }
    return natural(nominal.members[0][field].type)
  }

  func naturalType(ofCase instruction: ZIR.Instruction) -> NaturalType {
    if instruction.a == ZIR.noValue { return NaturalType(.enumCase) }
    guard case .typeName(let type) = naturals[Int(instruction.a)].kind else { return .unknown }
    return naturalType(ofCaseOf: type)
  }

  private func naturalType(ofCaseOf type: TypeID) -> NaturalType {
    table.nominal(type)?.isEnumeration ?? false ? .type(type) : .unknown
  }

  /// The struct that a `construct`, or a `call` without labels, makes a value of.
  func constructedType(of instruction: ZIR.Instruction) -> TypeID? {
    guard case .type(let module, let name) = callees[Int(instruction.a)],
      let type = table.id(of: name, in: module), let nominal = table.nominal(type),
      !nominal.isEnumeration
    else { return nil }
    return type
  }

  // MARK: Constants

  mutating func resolveGlobal(_ index: Int) -> TypeID? {
    let callee = function.code[index].a
    switch callees[Int(callee)] {
    case .function where isConstant: reportFunction(index, "holds")
    case .constant, .function:
      guard let type = settled(naturals[index]) else {
        isSound = false
        return nil
      }
      return fit(index, type)
    case .type:
      if case .typeName = contexts[index] { return nil }
      reportName(index, isNot: "a value")
    case .undefined(let moduleName, let candidates):
      reportUndefined(index, moduleName: moduleName, candidates: candidates)
    case .unavailable: isSound = false
    }
    return nil
  }

  /// The kind of the declaration that a callee is; `nil` if there is none, or if it is in error.
  private func noun(of callee: UInt32) -> String? {
    switch callees[Int(callee)] {
    case .function: "a function"
    case .constant: "a constant"
    case .type(let module, let name):
      table.id(of: name, in: module).flatMap(table.nominal).map {
        $0.isEnumeration ? "an enum" : "a struct"
      }
    case .undefined, .unavailable: nil
    }
  }

  /// Reports a name of another kind than its use needs. That of a declaration of this file has been
  /// reported, and so has one in error.
  ///
  /// - Parameter wanted: `a value` or `a function`.
  mutating func reportName(_ index: Int, isNot wanted: String) {
    isSound = false
    let callee = function.code[index].a
    guard function.callees[Int(callee)].importIndex != nil, let noun = noun(of: callee) else {
      return
    }
    report(
      .notAValue, "'\(calleeName(of: index))' is \(noun), not \(wanted)",
      at: calleeRange(of: index), label: "this is the name of \(noun)")
  }

  /// Reports a function in a constant expression.
  mutating func reportFunction(_ index: Int, _ verb: String) {
    isSound = false
    guard function.callees[Int(function.code[index].a)].importIndex != nil else { return }
    report(
      .notConstant, "a constant expression \(verb) no function", at: calleeRange(of: index),
      label: "'\(calleeName(of: index))' is a function")
  }

  // MARK: Fields

  mutating func resolveField(_ index: Int) -> TypeID? {
    let (instruction, context) = (function.code[index], contexts[index])
    let name = function.names[Int(instruction.b)]
    if case .typeName(let type) = naturals[Int(instruction.a)].kind {
      contexts[Int(instruction.a)] = .typeName
      return resolveCase(index, of: type, name, [], isCalled: false)
    }
    contexts[Int(instruction.a)] = .free
    guard let whole = settled(instruction.a), whole != .void else {
      isSound = false
      return nil
    }
    guard let nominal = table.nominal(whole), !nominal.isEnumeration,
      nominal.index(of: name) != nil
    else {
      if case .callee = context {
        isSound = false
        diagnostics.error(
          MemberAdvice.noMethod(
            name, startingAt: nameRange(index, 0, name).start, of: self.name(of: instruction.a),
            adviceKind(of: whole)))
      } else {
        reportField(name, of: whole, instruction.a, at: nameRange(index, 0, name))
      }
      return nil
    }
    guard let type = settled(naturals[index]) else {
      isSound = false
      return nil
    }
    return fit(index, type)
  }

  /// Reports a field that a type does not have.
  ///
  /// - Parameter value: the value whose field it would be; `nil` in a place.
  mutating func reportField(
    _ name: String, of whole: TypeID, _ value: UInt32?, at range: SourceRange
  ) {
    let type = table.name(of: whole)
    if let nominal = table.nominal(whole), !nominal.isEnumeration {
      return report(
        .undefinedField, "'\(type)' has no field '\(name)'", at: range,
        label: "there is no such field",
        notes: suggestion(for: name, among: nominal.declaration.names))
    }
    let variable = value.flatMap { self.name(of: $0) } ?? "…"
    var notes = value.map { notesOnOptional(whole, $0) } ?? []
    if table.nominal(whole) != nil {
      notes = [.init("the values of a case are named by 'switch \(variable) { … }'")]
    } else if notes.isEmpty, value != nil,
      let advice = MemberAdvice.instead(of: name, variable, adviceKind(of: whole))
    {
      notes = [.init("write \(advice)")]
    }
    report(
      .undefinedField, "\(type) has no fields", at: range, label: "only structs have fields",
      notes: notes)
  }

  // MARK: Cases

  mutating func resolveEnumCase(_ index: Int) -> TypeID? {
    let instruction = function.code[index]
    let name = function.names[Int(function.extra[Int(instruction.b)])]
    let isCalled = function.extra[Int(instruction.b) + 1] == 1
    let values = function.run(at: instruction.b + 2)
    for value in values { expect(nil, of: value) }
    if instruction.a != ZIR.noValue {
      contexts[Int(instruction.a)] = .typeName
      if case .typeName(let type) = naturals[Int(instruction.a)].kind {
        return resolveCase(index, of: type, name, values, isCalled: isCalled)
      }
      isSound = false
      if case .constant(_, let type, _) = callees[Int(function.code[Int(instruction.a)].a)] {
        report(
          .undefinedField, "\(type.name) has no methods", at: nameRange(index, 0, name),
          label: "functions take their values as arguments",
          notes: [.init("a function is called by its name: '\(name)(…)'")])
      } else if let type = settled(instruction.a) {
        reportField(name, of: type, instruction.a, at: nameRange(index, 0, name))
      }
      return nil
    }
    guard let (type, _) = wanted(index) else {
      isSound = false
      if case .unknown = contexts[index] { return nil }
      report(
        .unknownType, "the type of '.\(name)' is not known here", at: index,
        label: "no enum type is wanted here",
        notes: [.init("it can be written before the case: 'Type.\(name)'")])
      return nil
    }
    guard let nominal = table.nominal(type), nominal.isEnumeration else {
      report(
        .typeMismatch, "type mismatch: expected \(table.name(of: type)), found '.\(name)'",
        at: index, label: "\(table.name(of: type)) has no cases")
      return nil
    }
    return resolveCase(index, of: type, name, values, isCalled: isCalled)
  }

  /// Checks a case of a type, and its values.
  private mutating func resolveCase(
    _ index: Int, of type: TypeID, _ name: String, _ values: ArraySlice<UInt32>, isCalled: Bool
  ) -> TypeID? {
    guard let nominal = table.nominal(type) else {
      isSound = false
      return nil
    }
    guard nominal.isEnumeration else {
      let type = table.name(of: type)
      report(
        .undefinedCase, "'\(type)' is a struct and has no cases", at: nameRange(index, 0, name),
        label: "there is no such case",
        notes: [.init("a value of it is made with '\(type)(…)'")])
      return nil
    }
    guard let number = nominal.index(of: name) else {
      reportCase(name, of: type, nominal, at: nameRange(index, 0, name))
      return nil
    }
    let wanted = nominal.members[number]
    if wanted.count == values.count, isCalled == !wanted.isEmpty {
      for (value, member) in zip(values, wanted) { expect(member.type, of: value) }
    } else {
      reportCount(of: name, wanted.count, given: values.count, index)
    }
    return fit(index, type)
  }

  mutating func reportCase(
    _ name: String, of type: TypeID, _ nominal: NominalType, at range: SourceRange
  ) {
    report(
      .undefinedCase, "'\(table.name(of: type))' has no case '\(name)'", at: range,
      label: "there is no such case",
      notes: suggestion(for: name, among: nominal.declaration.names))
  }

  private mutating func reportCount(of name: String, _ count: Int, given: Int, _ index: Int) {
    let range = nameRange(index, 0, name)
    if count == 0 {
      report(
        .wrongArgumentCount, "'.\(name)' takes no values", at: range,
        label: "write it without parentheses")
    } else {
      let plural = count == 1 ? "value" : "values"
      report(
        .wrongArgumentCount, "'.\(name)' takes \(count) \(plural), \(given) given", at: range)
    }
  }

  // MARK: Structs

  mutating func resolveConstruct(_ index: Int) -> TypeID? {
    let arguments = function.arguments(ofConstruct: function.code[index].b)
    for argument in arguments { expect(nil, of: argument.value) }
    guard let type = checkConstructed(index, arguments), let nominal = table.nominal(type) else {
      return nil
    }
    var given = Array(filledWith: false, count: nominal.members[0].count)
    var labels = function.callees[Int(function.code[index].a)].importIndex == nil ? 0 : 1
    var isComplete = true
    for argument in arguments {
      guard let label = argument.label else {
        if isComplete { reportUnlabelled(argument.value, nominal) }
        isComplete = false
        continue
      }
      let name = function.names[Int(label)]
      labels += 1
      guard let field = nominal.index(of: name) else {
        report(
          .unknownLabel, "'\(nominal.declaration.name)' has no field '\(name)'",
          at: nameRange(index, labels - 1, name), label: "there is no such field",
          notes: suggestion(for: name, among: nominal.declaration.names))
        isComplete = false
        continue
      }
      given[field] = true
      expect(nominal.members[0][field].type, of: argument.value)
    }
    if isComplete { reportMissing(index, nominal, given) }
    return fit(index, type)
  }

  /// A call without labels of a struct of an import.
  mutating func resolveCall(_ index: Int, ofType type: TypeID) -> TypeID? {
    guard let nominal = table.nominal(type) else { return nil }
    let arguments = function.run(at: function.code[index].b)
    if let first = arguments.first {
      reportUnlabelled(first, nominal)
    } else {
      reportMissing(
        index, nominal, Array(filledWith: false, count: nominal.members[0].count))
    }
    return fit(index, type)
  }

  /// Reports a name that is used like a struct's.
  private mutating func checkConstructed(
    _ index: Int, _ arguments: [ZIR.ConstructArgument]
  ) -> TypeID? {
    switch callees[Int(function.code[index].a)] {
    case .type:
      if let type = constructedType(of: function.code[index]) { return type }
      reportName(index, isNot: "a function")
    case .constant: reportName(index, isNot: "a function")
    case .function:
      guard function.callees[Int(function.code[index].a)].importIndex != nil else { break }
      report(
        .misplacedLabel, "labels are for constructing structs only",
        at: nameRange(
          index, 1, function.names[Int(arguments.first { $0.label != nil }?.label ?? 0)]),
        label: "'\(calleeName(of: index))' is a function")
    case .undefined(let moduleName, let candidates):
      reportUndefined(index, moduleName: moduleName, candidates: candidates)
    case .unavailable: break
    }
    isSound = false
    return nil
  }

  private mutating func reportUnlabelled(_ value: UInt32, _ nominal: NominalType) {
    let names = nominal.declaration.names.prefix(3).map { "\($0): …" }.joined(separator: ", ")
    let name = nominal.declaration.name
    report(
      .misplacedLabel, "the fields of '\(name)' are given by name", at: Int(value),
      label: "a label is missing", notes: [.init("it is written '\(name)(\(names))'")])
  }

  private mutating func reportMissing(_ index: Int, _ nominal: NominalType, _ given: [Bool]) {
    let declaration = nominal.declaration
    let missing = given.indices.filter {
      !given[$0] && declaration.defaultValue(ofField: $0) == nil
    }
    guard !missing.isEmpty else { return }
    let names = NameList.text(missing.map { "'\(declaration.name(at: $0))'" })
    report(
      .missingField,
      "'\(declaration.name)' needs its \(missing.count == 1 ? "field" : "fields") \(names)",
      at: calleeRange(of: index))
  }

  // MARK: Places of names

  /// The location of one of the names in an instruction.
  func nameRange(_ index: Int, _ position: Int, _ name: String) -> SourceRange {
    let range = function.ranges[index]
    let starts = function.memberStarts(in: UInt32(index))
    guard position < starts.count else { return range }
    let start = starts[starts.startIndex + position].start
    return SourceRange(
      start: min(start, range.end), end: min(start + UInt32(clamping: name.utf8.count), range.end))
  }
}

/// Lists of names in messages.
enum NameList {
  /// At most five of them.
  static func text(_ names: [String]) -> String {
    let shownMax = 5
    guard names.count > 1 else { return names.first ?? "" }
    guard names.count <= shownMax else {
      let shown = names.prefix(shownMax).joined(separator: ", ")
      return "\(shown) and \(names.count - shownMax) more"
    }
    return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }
}
