// The first half of analysis: gives every expression of a function its type, or reports an error.
//
// It walks a statement's instructions twice, without recursion. Forward, each gets its *natural*
// type, the one it has by itself; literals are still undecided. Backward, users before operands,
// each gets the type that its context *expects*, which decides the literals. A mismatch is reported
// at the operand, once for each context. An expression with an error has no type and fits anywhere,
// so that one mistake gives one message.

import MiniFrontend

struct TypeChecker {
  /// The type of each instruction that yields a value; `nil`: unknown, reported already.
  private(set) var types: [Type?]
  /// Whether AIR can be made: the checker has found no error, and the code contains none reported
  /// before.
  var isSound = true

  let function: ZIR.Function
  let callees: [CalleeResolution]
  private(set) var naturals: [NaturalType]
  var contexts: [Context]
  private var slotTypes: [Type?]
  /// Bounded like the front end's: a function can be as long as a file.
  var diagnostics = DiagnosticList()
  var mismatches: [Mismatch] = []

  init(_ function: ZIR.Function, callees: [CalleeResolution]) {
    self.function = function
    self.callees = callees
    types = Array(filledWith: nil, count: function.code.count)
    naturals = Array(filledWith: .unknown, count: function.code.count)
    contexts = Array(filledWith: .free, count: function.code.count)
    slotTypes = Array(filledWith: nil, count: Int(function.localCount))
  }

  /// Checks the instructions of one statement, the last of which is the statement's own.
  mutating func checkStatement(_ range: ClosedRange<Int>) {
    for index in range.dropLast() {
      naturals[index] = naturalType(of: index)
    }
    setContexts(ofStatement: range.upperBound)
    for index in range.dropLast().reversed() {
      types[index] = resolve(index)
    }
    reportMismatches()
    declareSlot(ofStatement: range.upperBound)
  }

  // MARK: Contexts, which users set for their operands

  /// The type that a value's user expects.
  enum Context {
    /// Any type but void.
    case free
    /// A type that an error hides: no value is reported as a mismatch.
    case unknown
    /// This type. `root` is the instruction where the expectation arose.
    case expects(Type, root: UInt32)
    /// Any type, or a string.
    case written
    /// Any type, or void.
    case dropped
  }

  /// - Parameter type: `nil` where an error hides it.
  mutating func expect(_ type: Type?, of value: UInt32, root: Int? = nil) {
    contexts[Int(value)] =
      type.map { .expects($0, root: root.map(UInt32.init) ?? value) } ?? .unknown
  }

  /// Whether a value's user expects this type.
  func isExpected(_ type: Type, of value: Int) -> Bool {
    if case .expects(type, _) = contexts[value] { true } else { false }
  }

  private mutating func setContexts(ofStatement index: Int) {
    let instruction = function.code[index]
    switch instruction.tag {
    case .declare:
      contexts[Int(instruction.b)] = .free
    case .declareTyped:
      expect(writtenType(of: instruction), of: function.extra[Int(instruction.b)])
    case .assign:
      expect(slotTypes[Int(instruction.a)], of: instruction.b)
    case .evaluate:
      contexts[Int(instruction.a)] = .dropped
    case .print, .write:
      for argument in function.run(at: instruction.a) { contexts[Int(argument)] = .written }
    case .assert, .panic, .exit:
      checkArguments(ofBuiltin: index)
    case .returnValue:
      checkReturn(of: instruction.a)
    case .returnVoid where function.signature.result != .void:
      report(
        .typeMismatch, "'\(function.name)' must return \(function.signature.result.name)",
        at: index, label: "expected \(function.signature.result.name), found void")
    case .ifBegin, .loopCondition:
      expect(.bool, of: instruction.a)
    case .returnVoid, .elseBegin, .ifEnd, .loopBegin, .loopEnd, .breakLoop, .continueLoop,
      .unreachableBegin, .unreachableEnd:
      break  // they use no value
    case .integer, .float, .string, .bool, .parameter, .local, .negate, .not, .add, .subtract,
      .multiply, .divide, .remainder, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .logicalBegin, .logicalEnd, .call, .convert, .poison:
      preconditionFailure("an expression ends no statement")
    }
  }

  private mutating func checkReturn(of value: UInt32) {
    let result = function.signature.result
    if result != .void { return expect(result, of: value) }
    expect(nil, of: value)
    let natural = naturals[Int(value)]
    guard let found = natural.settled, found != .void else { return }
    report(
      .typeMismatch, "'\(function.name)' returns nothing", at: Int(value),
      label: "expected void, found \(found.name)")
  }

  /// The type that a declaration states; `nil` if no variable can have it.
  private func writtenType(of instruction: ZIR.Instruction) -> Type? {
    let type = Type(rawValue: UInt8(truncatingIfNeeded: function.extra[Int(instruction.b) + 1]))
    return type == .void ? nil : type
  }

  /// Sets the type of a declared slot, also if the declaration is in error: the written type, or
  /// unknown.
  private mutating func declareSlot(ofStatement index: Int) {
    let instruction = function.code[index]
    switch instruction.tag {
    case .declare: slotTypes[Int(instruction.a)] = types[Int(instruction.b)]
    case .declareTyped: slotTypes[Int(instruction.a)] = writtenType(of: instruction)
    default: break
    }
  }
}

// MARK: - Forward: natural types

extension TypeChecker {
  private func naturalType(of index: Int) -> NaturalType {
    let instruction = function.code[index]
    switch instruction.tag {
    case .integer: return .integer
    case .float: return .float
    case .bool, .not, .logicalEnd: return .type(.bool)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return .type(.bool)
    case .parameter: return .type(function.signature.parameters[Int(instruction.a)])
    case .local: return slotTypes[Int(instruction.a)].map { .type($0) } ?? .unknown
    case .negate: return naturals[Int(instruction.a)].numeric
    case .add, .subtract, .multiply, .divide, .remainder:
      return combined(instruction).numeric
    case .call:
      guard case .function(_, let signature) = callees[Int(instruction.a)] else { return .unknown }
      return .type(signature.result)
    case .convert:
      return Type(rawValue: UInt8(truncatingIfNeeded: instruction.b)).map { .type($0) } ?? .unknown
    case .string, .logicalBegin, .poison, .declare, .declareTyped, .assign, .evaluate, .print,
      .write, .assert, .panic, .exit, .returnValue, .returnVoid,
      .ifBegin, .elseBegin, .ifEnd, .loopBegin, .loopCondition, .loopEnd, .breakLoop,
      .continueLoop, .unreachableBegin, .unreachableEnd:
      return .unknown
    }
  }

  /// The natural type that two operands share: a literal yields to an operand that is not one.
  private func combined(_ instruction: ZIR.Instruction) -> NaturalType {
    naturals[Int(instruction.a)].combined(with: naturals[Int(instruction.b)])
  }
}

// MARK: - Backward: the types that contexts expect

extension TypeChecker {
  /// Decides one instruction's type, and sets the contexts of its operands.
  private mutating func resolve(_ index: Int) -> Type? {
    let instruction = function.code[index]
    switch instruction.tag {
    case .integer: return resolveInteger(index)
    case .float: return fit(index, .f64)
    case .string: return resolveString(index)
    case .bool, .parameter: return naturals[index].settled.flatMap { fit(index, $0) }
    case .local:
      guard let type = naturals[index].settled else { return nil }
      return fit(index, type)
    case .negate, .add, .subtract, .multiply, .divide, .remainder:
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
      .returnValue, .returnVoid,
      .ifBegin, .elseBegin, .ifEnd, .loopBegin, .loopCondition, .loopEnd, .breakLoop,
      .continueLoop, .unreachableBegin, .unreachableEnd:
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
    var type = Type.i32
    switch contexts[index] {
    case .expects(let expected, _) where expected != .bool && expected != .void: type = expected
    case .unknown:
      isSound = false
      return nil
    case .free, .expects, .written, .dropped: if fit(index, .i32) == nil { return nil }
    }
    let literal = function.integers[Int(function.code[index].a)]
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
      if instruction.tag == .remainder, expected == .f64, let found = natural.settled {
        if found != .f64 && natural != .integer { _ = fit(index, found) }
        checkOperands(
          operands, of: .remainder, expecting: natural == .integer ? .f64 : found, root: index)
        return nil
      }
      for operand in operands { expect(expected, of: operand, root: Int(root)) }
      return expected
    }
    if case .unknown = contexts[index], natural == .integer {
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
    if tag == .remainder, type == .f64 {
      let fault = operands.first { naturals[Int($0)] == .type(.f64) } ?? operands[0]
      report(.invalidOperand, "'%' is not defined on f64", at: Int(fault), label: "this is f64")
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
    if natural == .integer || natural == .unknown {
      expect(natural == .integer ? target : nil, of: instruction.a)
    } else {
      contexts[Int(instruction.a)] = .free
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
