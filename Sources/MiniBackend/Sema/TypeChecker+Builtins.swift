// Calls of built-in functions.

import MiniFrontend

extension TypeChecker {
  mutating func resolveBuiltin(_ index: Int) -> TypeID? {
    let instruction = function.code[index]
    guard let builtin = ZIR.Builtin(number: instruction.a) else {
      preconditionFailure("no built-in function")
    }
    let arguments = function.run(at: instruction.b)
    for argument in arguments { expect(nil, of: argument) }
    if arguments.count == builtin.parameters.count || builtin == .sort && arguments.count == 2 {
      if builtin == .min || builtin == .max || builtin == .abs {
        return resolveNumbers(index, arguments)
      }
      check(arguments, of: builtin, index)
    } else {
      reportArgumentCount(
        index, builtin.rawValue, builtin.parameters,
        count: builtin == .sort ? "1 or 2" : "\(builtin.parameters.count)", found: arguments.count)
    }
    guard let type = settled(naturals[index]) else {
      isSound = false
      return nil
    }
    return fit(index, type)
  }

  private mutating func check(
    _ arguments: ArraySlice<UInt32>, of builtin: ZIR.Builtin, _ index: Int
  ) {
    let first = arguments[arguments.startIndex]
    let last = arguments[arguments.endIndex - 1]
    switch builtin {
    case .len:
      if !isMap(first) {
        _ = walked(first, "'len' is the length of an array, a map or a text", index)
      } else if checkAmpersand(of: first, false, index) {
        contexts[Int(first)] = .free
      }
    case .keys:
      guard checkAmpersand(of: first, false, index) else { return }
      contexts[Int(first)] = .free
      if !isMap(first) { reportNoMap(first, "'keys' needs a map") }
    case .entry:
      guard checkAmpersand(of: first, true, index) else { return }
      contexts[Int(first)] = .free
      guard let (key, value) = settled(first).flatMap(table.pair) else {
        return reportNoMap(first, "'entry' changes a map")
      }
      give(arguments[arguments.startIndex + 1], key, index)
      give(last, value, index)
    case .contains, .find: checkSearch(first, last, builtin, index)
    case .bytes: give(first, .text, index)
    case .push:
      if let array = changed(first, by: builtin, index) { give(last, table.part(of: array), index) }
    case .insert:
      guard let array = changed(first, by: builtin, index) else { return }
      checkPosition(arguments[arguments.startIndex + 1], "an index", index)
      give(last, table.part(of: array), index)
    case .remove:
      if let (key, _) = settled(first).flatMap(table.pair) {
        guard checkAmpersand(of: first, true, index) else { return }
        contexts[Int(first)] = .free
        return give(last, key, index)
      }
      if changed(first, by: builtin, index) != nil { checkPosition(last, "an index", index) }
    case .truncate:
      if changed(first, by: builtin, index) != nil { checkPosition(last, "a count", index) }
    case .append:
      if let array = changed(first, by: builtin, index) { give(last, array, index) }
    case .pop, .reverse: _ = changed(first, by: builtin, index)
    case .sort: checkSort(first, by: arguments.count == 2 ? last : nil, index)
    case .min, .max, .abs: break
    }
  }

  /// Gives an argument without `&` to a built-in function.
  private mutating func give(_ argument: UInt32, _ type: TypeID?, _ index: Int) {
    if checkAmpersand(of: argument, false, index) { expect(type, of: argument, root: index) }
  }

  private mutating func checkPosition(_ argument: UInt32, _ what: String, _ index: Int) {
    if checkAmpersand(of: argument, false, index) { checkInteger(argument, what) }
  }

  /// - Parameter less: the function that orders the elements; `nil`: their own order does.
  private mutating func checkSort(_ argument: UInt32, by less: UInt32?, _ index: Int) {
    guard let array = changed(argument, by: .sort, index), let element = table.part(of: array)
    else { return }
    if let less {
      let parameter = TypeTable.FunctionShape.Parameter(type: element, isReference: false)
      let shape = TypeTable.FunctionShape(parameters: [parameter, parameter], result: .bool)
      return give(less, table.function(shape), index)
    }
    guard !isNumber(element), element != .text else { return }
    report(
      .invalidOperand, "'sort' is not defined on \(table.name(of: array))", at: Int(argument),
      label: "numbers and texts have an order",
      notes: [.init("'sort(&a, less)' sorts by a function 'fn(T, T) bool'")])
  }

  private func isMap(_ value: UInt32) -> Bool { settled(value).flatMap(table.pair) != nil }

  /// Reports an argument that is not a map.
  private mutating func reportNoMap(_ argument: UInt32, _ message: String) {
    guard let type = settled(argument), type != .void else { return }
    report(
      .noElements, message, at: Int(argument), label: "this is \(table.name(of: type))",
      notes: notesOnOptional(type, argument))
  }

  /// The type of the array that a built-in function changes; `nil` if it is none (reported).
  private mutating func changed(
    _ argument: UInt32, by builtin: ZIR.Builtin, _ index: Int
  ) -> TypeID? {
    guard checkAmpersand(of: argument, true, index) else { return nil }
    contexts[Int(argument)] = .free
    guard let type = settled(argument) else { return nil }
    if table.isArray(type) { return type }
    let what = builtin == .remove ? "an array or a map" : "an array"
    report(
      .noElements, "'\(builtin.rawValue)' changes \(what)", at: Int(argument),
      label: "this is \(table.name(of: type))",
      notes: type == .text
        ? [.init("texts are joined: 's += …'")]
        : table.isMap(type) ? notes(onMapGivenTo: builtin) : notesOnOptional(type, argument))
    return nil
  }

  /// Says what is written for a map in the place of a function that changes arrays.
  private func notes(onMapGivenTo builtin: ZIR.Builtin) -> [Note] {
    switch builtin {
    case .push, .insert: [.init("'m[k] = v' inserts a value into a map, or replaces it")]
    case .append: [.init("'for k, v in b { m[k] = v; }' adds the pairs of another map")]
    case .pop: [.init("'remove(&m, k)' removes a key of a map")]
    case .truncate: [.init("'m = [:]' empties a map")]
    case .sort, .reverse: [.init("'keys(m)' is an array of the keys, which can be sorted")]
    case .len, .keys, .entry, .bytes, .remove, .contains, .find, .min, .max, .abs: []
    }
  }

  /// The type of an array or a text that a built-in function walks over; `nil` if it is none
  /// (reported), or not known.
  private mutating func walked(_ argument: UInt32, _ message: String, _ index: Int) -> TypeID? {
    guard checkAmpersand(of: argument, false, index) else { return nil }
    contexts[Int(argument)] = .free
    guard let type = settled(argument), type != .void else { return nil }
    if element(of: type) != nil { return type }
    report(
      .noElements, message, at: Int(argument), label: "this is \(table.name(of: type))",
      notes: table.isMap(type)
        ? [.init("'m[k] != none' asks whether a map has a key")] : notesOnOptional(type, argument))
    return nil
  }

  /// An element of an array, or a part of a text.
  private mutating func checkSearch(
    _ whole: UInt32, _ part: UInt32, _ builtin: ZIR.Builtin, _ index: Int
  ) {
    let natural = naturals[Int(whole)]
    if natural.depth > 0, function.code[Int(part)].tag != .reference {
      // A literal takes the type of what is looked for.
      let element = NaturalType(natural.kind, depth: natural.depth - 1)
        .combined(with: naturals[Int(part)])
      guard let type = settled(element) else {
        if element.isUntyped { contexts[Int(whole)] = .free }
        return
      }
      expect(table.array(of: type), of: whole)
      return expect(type, of: part, root: index)
    }
    guard let type = walked(whole, "'\(builtin.rawValue)' searches an array or a text", index)
    else { return }
    if table.holdsFunctions(type) {
      expect(nil, of: part)
      return reportCompared(type, at: whole)
    }
    give(part, type == .text ? .text : table.part(of: type), index)
  }

  /// `min`, `max`, `abs`: like an arithmetic operator, but not defined on texts.
  private mutating func resolveNumbers(_ index: Int, _ arguments: ArraySlice<UInt32>) -> TypeID? {
    for argument in arguments where !checkAmpersand(of: argument, false, index) { return nil }
    let natural = naturals[index]
    if let (wanted, root) = wanted(index), isNumber(wanted) {
      for argument in arguments { expect(wanted, of: argument, root: root) }
      return fit(index, wanted)
    }
    if case .unknown = contexts[index], natural == .integer || natural == .byte { return nil }
    guard let type = settled(natural) else {
      isSound = false
      let fault = arguments.first {
        let natural = naturals[Int($0)]
        return natural != .unknown && natural != .type(.void)
          && natural.operand(of: .negate) == .unknown
      }
      guard let fault else { return nil }
      let name = name(of: naturals[Int(fault)])
      report(
        .invalidOperand, "'\(calleeName(of: index))' is not defined on \(name)", at: Int(fault),
        label: "this is \(name)", notes: notesOnOptional(settled(fault), fault))
      return nil
    }
    for argument in arguments { expect(type, of: argument, root: index) }
    return fit(index, type)
  }
}

// MARK: - What stops the program

extension TypeChecker {
  mutating func checkAssertion(_ index: Int) {
    checkStop(index, "assert", ["condition", "message"], [.bool, .text], count: 1...2)
  }

  mutating func checkPanic(_ index: Int) {
    checkStop(index, "panic", ["message"], [.text], count: 1...1)
  }

  mutating func checkExit(_ index: Int) {
    checkStop(index, "exit", ["status"], [.i32], count: 1...1)
  }

  private mutating func checkStop(
    _ index: Int, _ name: String, _ parameters: [String], _ types: [TypeID],
    count: ClosedRange<Int>
  ) {
    let arguments = function.run(at: function.code[index].a)
    guard count.contains(arguments.count) else {
      for argument in arguments { expect(nil, of: argument) }
      return reportArgumentCount(
        index, name, parameters, count: count.map { String($0) }.joined(separator: " or "),
        found: arguments.count)
    }
    for (argument, type) in zip(arguments, types) { expect(type, of: argument) }
  }
}

extension ZIR.Builtin {
  /// The parameters as the language reference writes them.
  var parameters: [String] {
    switch self {
    case .len: ["x"]
    case .keys: ["m"]
    case .entry: ["&m", "k", "d"]
    case .bytes: ["s"]
    case .abs: ["a"]
    case .pop, .reverse, .sort: ["&a"]
    case .push: ["&a", "v"]
    case .append: ["&a", "b"]
    case .remove: ["&a", "i"]
    case .truncate: ["&a", "n"]
    case .insert: ["&a", "i", "v"]
    case .contains, .find: ["a", "v"]
    case .min, .max: ["a", "b"]
    }
  }
}
