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
    if arguments.count == builtin.parameters.count {
      if builtin == .min || builtin == .max || builtin == .abs {
        return resolveNumbers(index, arguments)
      }
      check(arguments, of: builtin, index)
    } else {
      reportArgumentCount(
        index, builtin.rawValue, builtin.parameters, count: "\(builtin.parameters.count)",
        found: arguments.count)
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
    case .len: _ = walked(first, "'len' is the length of an array or a text", index)
    case .contains, .find: checkSearch(first, last, builtin, index)
    case .bytes: give(first, .text, index)
    case .push:
      if let array = changed(first, by: builtin, index) { give(last, table.part(of: array), index) }
    case .insert:
      guard let array = changed(first, by: builtin, index) else { return }
      checkPosition(arguments[arguments.startIndex + 1], "an index", index)
      give(last, table.part(of: array), index)
    case .remove:
      if changed(first, by: builtin, index) != nil { checkPosition(last, "an index", index) }
    case .truncate:
      if changed(first, by: builtin, index) != nil { checkPosition(last, "a count", index) }
    case .append:
      if let array = changed(first, by: builtin, index) { give(last, array, index) }
    case .pop, .reverse: _ = changed(first, by: builtin, index)
    case .sort: checkSort(first, index)
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

  private mutating func checkSort(_ argument: UInt32, _ index: Int) {
    guard let array = changed(argument, by: .sort, index), let element = table.part(of: array),
      !isNumber(element), element != .text
    else { return }
    report(
      .invalidOperand, "'sort' is not defined on \(table.name(of: array))", at: Int(argument),
      label: "numbers and texts have an order")
  }

  /// The type of the array that a built-in function changes; `nil` if it is none (reported).
  private mutating func changed(
    _ argument: UInt32, by builtin: ZIR.Builtin, _ index: Int
  ) -> TypeID? {
    guard checkAmpersand(of: argument, true, index) else { return nil }
    contexts[Int(argument)] = .free
    guard let type = settled(argument) else { return nil }
    if table.isArray(type) { return type }
    report(
      .noElements, "'\(builtin.rawValue)' changes an array", at: Int(argument),
      label: "this is \(table.name(of: type))",
      notes: type == .text ? [.init("texts are joined: 's += …'")] : notesOnOptional(type, argument)
    )
    return nil
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
      notes: notesOnOptional(type, argument))
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
  /// The arguments of `assert`, `panic` and `exit`.
  mutating func checkStop(_ index: Int) {
    let instruction = function.code[index]
    let (name, parameters, types): (String, [String], [TypeID]) =
      switch instruction.tag {
      case .assert: ("assert", ["condition", "message"], [.bool, .text])
      case .panic, .leavePanic: ("panic", ["message"], [.text])
      default: ("exit", ["status"], [.i32])
      }
    let arguments = function.run(at: instruction.a)
    guard arguments.count == types.count || instruction.tag == .assert && arguments.count == 1
    else {
      for argument in arguments { expect(nil, of: argument) }
      return reportArgumentCount(
        index, name, parameters, count: name == "assert" ? "1 or 2" : "1", found: arguments.count)
    }
    for (argument, type) in zip(arguments, types) { expect(type, of: argument) }
  }
}

extension ZIR.Builtin {
  /// The parameters as the language reference writes them.
  var parameters: [String] {
    switch self {
    case .len: ["x"]
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
