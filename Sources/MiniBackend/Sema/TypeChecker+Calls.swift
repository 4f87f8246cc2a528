// Calls, and the places that are given to them with `&` or assigned to.

import MiniFrontend

extension TypeChecker {
  mutating func resolveCall(_ index: Int) -> TypeID? {
    let instruction = function.code[index]
    let arguments = function.run(at: instruction.b)
    for argument in arguments { expect(nil, of: argument) }
    switch callees[Int(instruction.a)] {
    case .unavailable:
      isSound = false
      return nil
    case .undefined(let moduleName, let candidates):
      reportUndefined(index, moduleName: moduleName, candidates: candidates)
      return nil
    case .type:
      if let type = constructedType(of: instruction) { return resolveCall(index, ofType: type) }
      reportName(index, isNot: "a function")
      return nil
    case .constant:
      reportName(index, isNot: "a function")
      return nil
    case .function where isConstant:
      reportFunction(index, "calls")
      return nil
    case .function(let symbol, let signature):
      if arguments.count == signature.parameters.count {
        for (argument, parameter) in zip(arguments, signature.parameters) {
          check(argument, table.id(of: parameter.type), parameter.isReference, index)
        }
      } else {
        reportArgumentCount(index, symbol: symbol, signature: signature, found: arguments.count)
      }
      guard let result = table.id(of: signature.result) else {
        isSound = false
        return nil
      }
      return fit(index, result)
    }
  }

  /// Checks an argument against its parameter.
  private mutating func check(
    _ argument: UInt32, _ type: TypeID?, _ isReference: Bool, _ call: Int
  ) {
    if checkAmpersand(of: argument, isReference, call) { expect(type, of: argument) }
  }

  // MARK: Function values

  /// The type of a value that is called; `nil` if it is not a function.
  func function(ofCallee callee: UInt32) -> TypeTable.FunctionShape? {
    settled(callee).flatMap(table.function)
  }

  /// A call of a value.
  mutating func resolveCallValue(_ index: Int) -> TypeID? {
    let callee = function.code[index].a
    let arguments = function.run(at: function.code[index].b)
    for argument in arguments { expect(nil, of: argument) }
    contexts[Int(callee)] = .callee
    guard let shape = function(ofCallee: callee) else {
      isSound = false
      if let type = settled(callee), type != .void { reportNotAFunction(callee, type) }
      return nil
    }
    if arguments.count == shape.parameters.count {
      for (argument, parameter) in zip(arguments, shape.parameters) {
        check(argument, parameter.type, parameter.isReference, index)
      }
    } else {
      let count = shape.parameters.count
      report(
        .wrongArgumentCount,
        "\(quotedCallee(of: index)) takes \(count) \(count == 1 ? "argument" : "arguments"), "
          + "found \(arguments.count)", at: Int(callee),
        notes: [.init("its type is '\(table.type(of: table.function(shape)).name)'")])
    }
    return fit(index, shape.result)
  }

  private mutating func reportNotAFunction(_ callee: UInt32, _ type: TypeID) {
    let name = name(of: callee).map { "'\($0)'" } ?? "this"
    var notes: [Note] = []
    if function.code[Int(callee)].tag == .field {
      notes = [.init("a field is read without parentheses")]
    }
    if let value = table.value(ofOptional: type), table.function(value) != nil {
      notes = notesOnOptional(type, callee)
    }
    report(
      .notAValue, "\(name) is '\(table.name(of: type))', not a function", at: Int(callee),
      label: "a function is needed here", notes: notes)
  }

  // MARK: Places

  /// Whether an argument is written with `&` exactly if its parameter is; else reports it.
  mutating func checkAmpersand(of argument: UInt32, _ isReference: Bool, _ call: Int) -> Bool {
    let tag = function.code[Int(argument)].tag
    guard (tag == .reference) != isReference else { return true }
    isSound = false
    expect(nil, of: argument)
    guard tag != .poison else { return false }
    let callee = quotedCallee(of: call)
    if isReference {
      let name = name(of: argument)
      report(
        .missingReference, "\(callee) changes this argument: '&' is missing", at: Int(argument),
        label: name.map { "write '&\($0)'" } ?? "a variable with '&' is needed here")
    } else if diagnostics.isFull || !isGivenBefore(argument, call) {
      report(
        .superfluousReference, "\(callee) does not change this argument", at: Int(argument),
        label: "write it without the '&'")
    }
    return false
  }

  /// Whether the variable of a `&` argument is also that of one before, which has been reported.
  private func isGivenBefore(_ argument: UInt32, _ call: Int) -> Bool {
    let given = function.place(function.code[Int(argument)].a).root
    return function.run(at: function.code[call].b).prefix { $0 != argument }.contains {
      let instruction = function.code[Int($0)]
      return instruction.tag == .reference && function.place(instruction.a).root == given
    }
  }

  /// The place of a `&` argument has exactly the parameter's type.
  mutating func resolveReference(_ index: Int) -> TypeID? {
    guard let type = checkPlace(function.code[index].a, of: index) else { return nil }
    if case .expects(let expected, let root) = contexts[index], expected != type {
      mismatch(index, .type(type), expected: expected, root: root)
    }
    return type
  }

  /// The type of the place `extra[list...]`; `nil` if it is none, or not known.
  func type(ofPlace list: UInt32) -> TypeID? {
    function.place(list).steps.reduce(root(ofPlace: list)) { whole, step in
      whole.flatMap { part(of: $0, step) }
    }
  }

  /// The type of a part of a value, if a place can go there.
  private func part(of whole: TypeID, _ step: ZIR.Place.Step) -> TypeID? {
    switch step {
    case .index:
      if let (_, value) = table.pair(of: whole) { return value }
      return table.isArray(whole) ? table.part(of: whole) : nil
    case .field(let name):
      guard let nominal = table.nominal(whole), !nominal.isEnumeration,
        let field = nominal.index(of: function.names[Int(name)])
      else { return nil }
      return nominal.members[0][field].type
    }
  }

  private func root(ofPlace list: UInt32) -> TypeID? {
    let number = Int(function.extra[Int(list) + 1])
    return function.extra[Int(list)] == 0 ? slotTypes[number] : parameterTypes[number]
  }

  /// Checks the steps of a place that an instruction changes.
  ///
  /// - Returns: the place's type; `nil` if it is none, or not known.
  mutating func checkPlace(_ list: UInt32, of index: Int) -> TypeID? {
    var type = root(ofPlace: list)
    var fields = 0
    for step in function.place(list).steps {
      if case .index(let value) = step { checkIndex(value, of: type) }
      if case .field = step { fields += 1 }
      guard let whole = type else { continue }
      type = part(of: whole, step)
      guard type == nil else { continue }
      switch step {
      case .index(let value): reportPart(of: whole, at: index, before: value)
      case .field(let number):
        let name = function.names[Int(number)]
        let nominal = table.nominal(whole)
        // The field can be there, with a type that is in error.
        guard nominal?.isEnumeration ?? true || nominal?.index(of: name) == nil else { break }
        reportField(name, of: whole, nil, at: nameRange(index, fields - 1, name))
      }
    }
    if type == nil { isSound = false }
    return type
  }

  /// The value in brackets: a key of a map, or an index.
  private mutating func checkIndex(_ value: UInt32, of whole: TypeID?) {
    guard let whole else { return expect(nil, of: value) }
    if let (key, _) = table.pair(of: whole) { return expect(key, of: value) }
    if table.isArray(whole) { checkInteger(value, "an index") } else { expect(nil, of: value) }
  }

  /// Reports a step of a place that leads to no place.
  private mutating func reportPart(of whole: TypeID, at index: Int, before value: UInt32) {
    let start = function.ranges[index].start + (function.code[index].tag == .reference ? 1 : 0)
    let end = max(function.ranges[Int(value)].start, start + 2) - 1
    let range = SourceRange(start: start, end: end)
    if whole == .text {
      return report(
        .notAPlace, "the bytes of a text cannot be changed", at: range, label: "this is text",
        notes: [.init("an array of bytes can: 'var b = bytes(s);', and 'text(b)' is their text")])
    }
    let name = table.name(of: whole)
    report(
      .noElements, "\(name) has no elements", at: range,
      label: "only the elements of arrays and maps can be changed")
  }
}
