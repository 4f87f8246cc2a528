// The backward half of the type checker: the types that contexts expect.

import MiniFrontend

extension TypeChecker {
  /// Decides one instruction's type, and sets the contexts of its operands.
  mutating func resolve(_ index: Int) -> Type? {
    let instruction = function.code[index]
    switch instruction.tag {
    case .integer: return resolveInteger(index)
    case .float: return fit(index, .f64)
    case .string: return resolveString(index)
    case .bool, .parameter: return naturals[index].settled.flatMap { fit(index, $0) }
    case .local:
      guard let type = naturals[index].settled else { return nil }
      return fit(index, type)
    case .negate, .complement, .absolute, .add, .subtract, .multiply, .divide, .remainder, .bitAnd,
      .bitOr, .bitXor, .minimum, .maximum:
      return resolveArithmetic(index)
    case .shiftLeft, .shiftRight:
      checkShiftAmount(instruction.b)
      return resolveArithmetic(index)
    case .not:
      expect(.bool, of: instruction.a)
      return fit(index, .bool)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      resolveComparisonOperands(index)
      return fit(index, .bool)
    case .logicalBegin:
      expect(.bool, of: instruction.a)
      return nil
    case .logicalEnd:
      expect(.bool, of: instruction.b)
      return fit(index, .bool)
    case .call: return resolveCall(index)
    case .convert: return resolveConversion(index)
    case .poison:
      isSound = false
      return nil
    case .declare, .declareTyped, .assign, .evaluate, .print, .write, .assert, .panic, .exit,
      .returnValue, .returnVoid, .ifBegin, .elseBegin, .ifEnd, .loopBegin, .loopCondition, .loopEnd,
      .rangeBegin, .breakLoop, .continueLoop, .unreachableBegin, .unreachableEnd:
      return nil
    }
  }

  /// Compares a value's own type with its context, and records a mismatch.
  private mutating func fit(_ index: Int, _ type: Type) -> Type? {
    switch contexts[index] {
    case .expects(let expected, let root) where type != .void && expected != type:
      mismatches.append(
        Mismatch(root: root, expected: expected, found: type, index: UInt32(index)))
      isSound = false
      return nil
    case .dropped:
      return type
    case .free, .unknown, .expects, .written:
      if type != .void { return type }
      report(
        .voidValue, "'\(calleeName(of: index))' has no value", at: index,
        label: "it returns nothing")
      return nil
    }
  }

  private mutating func resolveInteger(_ index: Int) -> Type? {
    let literal = function.integers[Int(function.code[index].a)]
    var type = literal.isByte ? Type.u8 : .i32
    switch contexts[index] {
    case .expects(let expected, _) where literal.isByte ? expected.isInteger : expected.isNumber:
      type = expected
    case .unknown:
      isSound = false
      return nil
    case .free, .expects, .written, .dropped: if fit(index, type) == nil { return nil }
    }
    if literal.fits(type) { return type }
    report(
      .integerOutOfRange, "integer does not fit \(type.name)", at: index, label: type.rangeText)
    return nil
  }

  private mutating func resolveString(_ index: Int) -> Type? {
    if case .written = contexts[index] { return nil }
    report(
      .misplacedString,
      "a string can only be an argument of 'print', 'write', 'panic' and 'assert'", at: index)
    return nil
  }

  private mutating func resolveArithmetic(_ index: Int) -> Type? {
    let instruction = function.code[index]
    let natural = naturals[index]
    let operands = function.operands(of: instruction)
    if case .expects(.bool, _) = contexts[index] {
      // No arithmetic yields a bool: the fault is in the whole, and the operands set their own
      // type.
      if let found = natural.settled { _ = fit(index, found) }
      checkOperands(operands, of: instruction.tag, expecting: natural.settled, root: index)
      return nil
    }
    if case .expects(let expected, let root) = contexts[index] {
      if instruction.tag.isOfIntegers, expected == .f64, let found = natural.settled {
        if found != .f64 && natural != .integer { _ = fit(index, found) }
        checkOperands(
          operands, of: instruction.tag, expecting: natural == .integer ? .f64 : found, root: index)
        return nil
      }
      for operand in operands { expect(expected, of: operand, root: Int(root)) }
      return expected
    }
    if case .unknown = contexts[index], natural == .integer || natural == .byte {
      for operand in operands { expect(nil, of: operand) }
      return nil
    }
    return checkOperands(operands, of: instruction.tag, expecting: natural.settled, root: index)
  }

  /// Gives the operands of an arithmetic operator their context where the operator has none.
  ///
  /// - Returns: the operator's type; `nil` if it is not defined on its operands.
  @discardableResult
  private mutating func checkOperands(
    _ operands: Operands, of tag: ZIR.Tag, expecting type: Type?, root: Int
  ) -> Type? {
    if tag.isOfIntegers, type == .f64 {
      let fault = operands.first { naturals[Int($0)] == .type(.f64) } ?? operands[0]
      report(
        .invalidOperand, "'\(tag.symbol)' is not defined on f64", at: Int(fault),
        label: "this is f64")
      for operand in operands { expect(nil, of: operand) }
      return nil
    }
    if type == nil, let fault = operands.first(where: { naturals[Int($0)] == .type(.bool) }) {
      report(
        .invalidOperand, "'\(tag.symbol)' is not defined on bool", at: Int(fault),
        label: "this is bool")
    }
    for operand in operands { expect(type, of: operand, root: root) }
    return type
  }

  /// The amount of a shift has a type of its own, which must be an integer type.
  private mutating func checkShiftAmount(_ amount: UInt32) {
    contexts[Int(amount)] = .free
    guard let type = naturals[Int(amount)].settled, type != .void, !type.isInteger else { return }
    report(
      .invalidOperand, "a shift's amount is an integer", at: Int(amount),
      label: "this is \(type.name)")
    expect(nil, of: amount)
  }

  private mutating func resolveComparisonOperands(_ index: Int) {
    let instruction = function.code[index]
    let operands = Operands(instruction, count: 2)
    let natural = combined(instruction)
    let isOrdering = instruction.tag != .equal && instruction.tag != .notEqual
    guard isOrdering, natural == .type(.bool) else {
      for operand in operands { expect(natural.settled, of: operand, root: index) }
      return
    }
    let fault = operands.first { naturals[Int($0)] == .type(.bool) } ?? operands[0]
    report(
      .invalidOperand, "'\(instruction.tag.symbol)' is not defined on bool", at: Int(fault),
      label: "this is bool")
    for operand in operands { expect(nil, of: operand) }
  }

  private mutating func resolveConversion(_ index: Int) -> Type? {
    let instruction = function.code[index]
    guard let target = naturals[index].settled else { return nil }
    let natural = naturals[Int(instruction.a)]
    switch natural {
    case .unknown: expect(nil, of: instruction.a)
    case .integer: expect(target, of: instruction.a)
    case .byte where target.isInteger: expect(target, of: instruction.a)
    case .byte, .float, .type: contexts[Int(instruction.a)] = .free
    }
    if natural == .type(.bool) {
      report(
        .invalidOperand, "cannot convert bool to \(target.name)", at: Int(instruction.a),
        label: "this is bool")
    }
    return fit(index, target)
  }

  private mutating func resolveCall(_ index: Int) -> Type? {
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
    case .function(let symbol, let signature):
      if arguments.count == signature.parameters.count {
        for (argument, type) in zip(arguments, signature.parameters) { expect(type, of: argument) }
      } else {
        reportArgumentCount(index, symbol: symbol, signature: signature, found: arguments.count)
      }
      return fit(index, signature.result)
    }
  }
}
