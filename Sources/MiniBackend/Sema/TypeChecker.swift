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
    case .rangeBegin:
      checkRange(index)
    case .returnVoid, .elseBegin, .ifEnd, .loopBegin, .loopEnd, .breakLoop, .continueLoop,
      .unreachableBegin, .unreachableEnd:
      break  // they use no value
    case .integer, .float, .string, .bool, .parameter, .local, .negate, .not, .complement, .add,
      .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight,
      .minimum, .maximum, .absolute, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .logicalBegin,
      .logicalEnd, .call, .convert, .poison:
      preconditionFailure("an expression ends no statement")
    }
  }

  /// The ends of a range are integers of one type, like the operands of an operator.
  private mutating func checkRange(_ index: Int) {
    let instruction = function.code[index]
    let ends = [instruction.a, function.extra[Int(instruction.b)]]
    let natural = naturals[Int(ends[0])].combined(with: naturals[Int(ends[1])])
    if let type = natural.settled, !type.isInteger {
      let fault = ends.first { naturals[Int($0)].settled == type } ?? ends[0]
      report(
        .invalidOperand, "the ends of a range are integers", at: Int(fault),
        label: "this is \(type.name)")
      for end in ends { expect(nil, of: end) }
    } else {
      for end in ends { expect(natural.settled, of: end, root: index) }
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
    case .rangeBegin:
      let value = function.extra[Int(instruction.b) + 2]
      let counter = function.extra[Int(instruction.b) + 3]
      if value != ZIR.noSlot { slotTypes[Int(value)] = types[Int(instruction.a)] }
      if counter != ZIR.noSlot { slotTypes[Int(counter)] = .i32 }
    default: break
    }
  }
}

// MARK: - Forward: natural types

extension TypeChecker {
  private func naturalType(of index: Int) -> NaturalType {
    let instruction = function.code[index]
    switch instruction.tag {
    case .integer: return function.integers[Int(instruction.a)].isByte ? .byte : .integer
    case .float: return .float
    case .bool, .not, .logicalEnd: return .type(.bool)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return .type(.bool)
    case .parameter: return .type(function.signature.parameters[Int(instruction.a)])
    case .local: return slotTypes[Int(instruction.a)].map { .type($0) } ?? .unknown
    case .negate, .complement, .absolute, .shiftLeft, .shiftRight:
      return naturals[Int(instruction.a)].numeric
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .minimum,
      .maximum:
      return combined(instruction).numeric
    case .call:
      guard case .function(_, let signature) = callees[Int(instruction.a)] else { return .unknown }
      return .type(signature.result)
    case .convert:
      return Type(rawValue: UInt8(truncatingIfNeeded: instruction.b)).map { .type($0) } ?? .unknown
    case .string, .logicalBegin, .poison, .declare, .declareTyped, .assign, .evaluate, .print,
      .write, .assert, .panic, .exit, .returnValue, .returnVoid, .ifBegin, .elseBegin, .ifEnd,
      .loopBegin, .loopCondition, .loopEnd, .rangeBegin, .breakLoop,
      .continueLoop, .unreachableBegin, .unreachableEnd:
      return .unknown
    }
  }

  /// The natural type that two operands share: a literal yields to an operand that is not one.
  func combined(_ instruction: ZIR.Instruction) -> NaturalType {
    naturals[Int(instruction.a)].combined(with: naturals[Int(instruction.b)])
  }
}
