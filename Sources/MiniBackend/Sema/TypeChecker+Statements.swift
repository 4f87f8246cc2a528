// The contexts that statements set, and the variables that they declare.

import MiniFrontend

extension TypeChecker {
  mutating func setContexts(ofStatement index: Int) {
    let instruction = function.code[index]
    switch instruction.tag {
    case .declare:
      contexts[Int(instruction.b)] = .free
    case .declareTyped:
      expect(writtenType(of: instruction), of: function.extra[Int(instruction.b)])
    case .assign:
      expect(slotTypes[Int(instruction.a)], of: instruction.b)
    case .assignPlace:
      expect(checkPlace(instruction.a, of: index), of: instruction.b)
    case .evaluate:
      contexts[Int(instruction.a)] = .dropped
      warnIfName(instruction.a, at: index)
    case .print, .write:
      for argument in function.run(at: instruction.a) { checkPrinted(argument) }
    case .returnValue:
      checkReturn(of: instruction.a)
    case .returnVoid:
      checkReturn(at: index)
    case .ifBegin, .loopCondition:
      expect(.bool, of: instruction.a)
    case .ifConstBegin:
      checkOptional(instruction.a, "'if const' needs an optional")
    case .loopConstCondition:
      checkOptional(instruction.a, "'while const' needs an optional")
    case .rangeBegin:
      checkRange(index)
    case .eachBegin:
      checkWalk(over: instruction.a)
    case .assert: checkAssertion(index)
    case .panic: checkPanic(index)
    case .exit: checkExit(index)
    case .switchBegin: checkSwitch(index)
    case .valuePattern: expectPattern(instruction.a)
    case .rangePattern: expectPattern(instruction.a, function.extra[Int(instruction.b)])
    case .constantValue:
      if instruction.b == ZIR.noValue {
        contexts[Int(instruction.a)] = .free
      } else {
        expect(table.id(of: function.types[Int(instruction.b)]), of: instruction.a)
      }
    case .elseBegin, .ifEnd, .loopBegin, .loopEnd, .breakLoop, .continueLoop, .unreachableBegin,
      .unreachableEnd, .scopeEnd, .casePattern, .branchBegin, .elseBranch, .branchEnd, .switchEnd:
      break  // they use no value
    case .integer, .float, .string, .bool, .parameter, .local, .negate, .not, .complement, .add,
      .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight,
      .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .logicalBegin,
      .logicalEnd, .call, .callValue, .convert, .poison, .none, .arrayLiteral, .mapLiteral,
      .arrayRepeat, .index, .slice,
      .orelseBegin, .orelseEnd, .leaveReturn, .leaveBreak, .leaveContinue, .leavePanic, .leaveExit,
      .convertText, .reference, .placeRead, .builtin, .global, .field, .enumCase, .construct:
      preconditionFailure("an expression ends no statement")
    }
  }

  /// Warns of a statement that is the name of another file's declaration. The front end warns of all
  /// others without effect.
  private mutating func warnIfName(_ value: UInt32, at index: Int) {
    let instruction = function.code[Int(value)]
    guard instruction.tag == .global else { return }
    guard function.callees[Int(instruction.a)].importIndex != nil else { return }
    let notes: [Note]
    switch callees[Int(instruction.a)] {
    case .function: notes = [.init("a function is called with parentheses")]
    case .constant: notes = []
    case .type, .undefined, .unavailable: return
    }
    diagnostics.warning(
      RawDiagnostic(
        .statementWithoutEffect, "statement without effect", at: function.ranges[index],
        label: "its value is not used", notes: notes))
  }

  /// The ends of a range are integers of one type, like the operands of an operator.
  private mutating func checkRange(_ index: Int) {
    let instruction = function.code[index]
    let ends = [instruction.a, function.extra[Int(instruction.b)]]
    let natural = naturals[Int(ends[0])].combined(with: naturals[Int(ends[1])])
    guard let type = settled(natural), !isInteger(type) else {
      return expect(natural, of: ends, root: index)
    }
    let fault = ends.first { settled($0) == type } ?? ends[0]
    report(
      .invalidOperand, "the ends of a range are integers", at: Int(fault),
      label: "this is \(table.name(of: type))")
    for end in ends { expect(nil, of: end) }
  }

  /// `for` walks over the elements of an array, the bytes of a text or the pairs of a map.
  private mutating func checkWalk(over value: UInt32) {
    contexts[Int(value)] = .free
    guard let type = settled(value), type != .void, element(of: type) == nil, !table.isMap(type)
    else { return }
    let notes: [Note] =
      isInteger(type)
      ? [.init("a loop over numbers is 'for i in 0..\(name(of: value) ?? "n")'")]
      : notesOnOptional(type, value)
    report(
      .noElements, "'for' needs an array, a map, a text or a range", at: Int(value),
      label: "this is \(table.name(of: type))", notes: notes)
  }

  mutating func checkReturn(of value: UInt32) {
    guard resultType == .void else { return expect(resultType, of: value) }
    expect(nil, of: value)
    let natural = naturals[Int(value)]
    guard natural != .unknown, natural != .type(.void) else { return }
    report(
      .typeMismatch, "'\(function.name)' returns nothing", at: Int(value),
      label: "expected void, found \(name(of: natural))")
  }

  /// Checks a `return` without a value.
  mutating func checkReturn(at index: Int) {
    guard let resultType, resultType != .void else { return }
    let name = table.name(of: resultType)
    report(
      .typeMismatch, "'\(function.name)' must return \(name)", at: index,
      label: "expected \(name), found void")
  }

  // MARK: Variables

  /// The type that a declaration states; `nil` if no variable can have it.
  private func writtenType(of instruction: ZIR.Instruction) -> TypeID? {
    let type = table.id(of: function.types[Int(function.extra[Int(instruction.b) + 1])])
    return type == .void ? nil : type
  }

  /// Sets the types of declared slots, also if the declaration is in error: the written type, or
  /// unknown.
  mutating func declareSlots(ofStatement index: Int) {
    let instruction = function.code[index]
    let list = Int(instruction.b)
    switch instruction.tag {
    case .declare: slotTypes[Int(instruction.a)] = types[Int(instruction.b)]
    case .declareTyped: slotTypes[Int(instruction.a)] = writtenType(of: instruction)
    case .rangeBegin:
      declare(function.extra[list + 2], types[Int(instruction.a)])
      declare(function.extra[list + 3], .i32)
    case .eachBegin:
      declareEach(instruction, list)
    case .ifConstBegin:
      declare(instruction.b, types[Int(instruction.a)].flatMap { table.value(ofOptional: $0) })
    case .loopConstCondition:
      declare(
        function.extra[list + 1], types[Int(instruction.a)].flatMap { table.value(ofOptional: $0) })
    case .constantValue:
      let value = Int(instruction.a)
      constantType = types[value].map { isWrapped[value] ? table.optional(of: $0) : $0 }
    case .switchBegin: openSwitch(index)
    case .casePattern: checkCasePattern(index)
    case .valuePattern: checkValuePattern(index)
    case .rangePattern: checkRangePattern(index)
    case .elseBranch: checkElse(index)
    case .switchEnd: closeSwitch(index)
    case .assign, .assignPlace, .evaluate, .print, .write, .assert, .panic, .exit, .returnValue,
      .returnVoid, .ifBegin, .elseBegin, .ifEnd, .loopBegin, .loopCondition, .loopEnd, .breakLoop,
      .continueLoop, .unreachableBegin, .unreachableEnd, .scopeEnd, .branchBegin, .branchEnd:
      break  // they declare nothing
    case .integer, .float, .string, .bool, .parameter, .local, .negate, .not, .complement, .add,
      .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight,
      .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .logicalBegin,
      .logicalEnd, .call, .callValue, .convert, .poison, .none, .arrayLiteral, .mapLiteral,
      .arrayRepeat, .index, .slice, .orelseBegin, .orelseEnd, .leaveReturn, .leaveBreak,
      .leaveContinue, .leavePanic, .leaveExit, .convertText, .reference, .placeRead, .builtin,
      .global, .field, .enumCase, .construct:
      preconditionFailure("an expression ends no statement")
    }
  }

  private mutating func declareEach(_ instruction: ZIR.Instruction, _ list: Int) {
    let (first, second) = (function.extra[list], function.extra[list + 1])
    // An unknown value can be an array, a text or a map.
    guard let type = types[Int(instruction.a)] else {
      declare(first, nil)
      return declare(second, nil)
    }
    guard let (key, value) = table.pair(of: type) else {
      declare(first, element(of: type))
      return declare(second, .i32)
    }
    let hasBoth = function.extra[list + 2] == 2
    declare(first, hasBoth ? value : key)
    declare(second, key)
  }

  private mutating func declare(_ slot: UInt32, _ type: TypeID?) {
    if slot != ZIR.noSlot { slotTypes[Int(slot)] = type }
  }
}
