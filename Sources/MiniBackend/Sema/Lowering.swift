// The second half of analysis: makes AIR from a function's ZIR and the types of the checker.
//
// It works statement by statement, in one pass. It folds constants, leaves out unreachable code
// (`isReachable`), and keeps the open regions on a stack.

import MiniFrontend

struct Lowering {
  let function: ZIR.Function
  private let symbol: String
  private let callees: [CalleeResolution]
  var builder: AIRBuilder
  /// The operand that each instruction with a value became.
  var operands: [AIR.Operand]
  private var locals: [Local]
  var regions: [Region] = []
  var loops: [Loop] = []
  private var calleeIndices: [UInt32?]
  private var stringIndices: [[UInt8]: UInt32] = [:]
  private var usedCallees: [AIR.Callee] = []
  private var usedStrings: [[UInt8]] = []
  private var slots: [Type]
  private let debugInfo: DebugInfo

  init(
    _ function: ZIR.Function, symbol: String, callees: [CalleeResolution], debugInfo: DebugInfo
  ) {
    self.function = function
    self.debugInfo = debugInfo
    builder = AIRBuilder(debugInfo: debugInfo)
    slots = debugInfo == .full ? function.signature.parameters : []
    self.symbol = symbol
    self.callees = callees
    operands = Array(filledWith: .constant(.bool(false)), count: function.code.count)
    locals = Self.locals(of: function)
    calleeIndices = Array(filledWith: nil, count: function.callees.count)
  }

  /// - Parameter types: the checker's types of this statement's values.
  mutating func lowerStatement(_ range: ClosedRange<Int>, types: [Type?]) {
    for index in range.dropLast() {
      builder.origin = UInt32(index)
      let tag = function.code[index].tag
      if tag.canPanic { builder.ordinal += 1 }
      if tag == .logicalBegin {
        beginLogical(index)
      } else if tag == .logicalEnd {
        operands[index] = endLogical(function.code[index])
      } else if builder.isReachable {
        operands[index] = lowerValue(index, types: types)
      }
    }
    let instruction = function.code[range.upperBound]
    if !instruction.tag.endsBranch { builder.origin = UInt32(range.upperBound) }
    if instruction.tag.canPanic { builder.ordinal += 1 }
    switch instruction.tag {
    case .ifBegin, .elseBegin, .ifEnd: lowerIf(instruction)
    case .loopBegin, .loopCondition, .loopEnd: lowerLoop(instruction)
    case .rangeBegin: beginRange(instruction, types: types)
    case .unreachableBegin:
      regions.append(.unreachable(wasReachable: builder.isReachable))
      builder.isReachable = false
    case .unreachableEnd:
      guard case .unreachable(let wasReachable) = regions.popLast() else {
        preconditionFailure("ZIR closes an unreachable region that is not open")
      }
      builder.isReachable = wasReachable
    case .declare, .declareTyped, .assign, .evaluate, .print, .write, .assert, .panic, .exit,
      .returnValue, .returnVoid, .breakLoop, .continueLoop:
      if builder.isReachable { lowerSimple(instruction, types: types) }
    case .integer, .float, .string, .bool, .parameter, .local, .negate, .not, .complement, .add,
      .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight,
      .minimum, .maximum, .absolute, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .logicalBegin,
      .logicalEnd, .call, .convert, .poison:
      preconditionFailure("an expression ends no statement")
    }
  }

  /// Closes the function, after every statement has been lowered.
  mutating func finish() -> AIR.Function {
    precondition(regions.isEmpty && loops.isEmpty, "ZIR leaves a region open")
    builder.origin = AIR.endOrigin
    if builder.isReachable {
      // In a function with a result, the front end has ensured that control never reaches this.
      builder.close(with: function.signature.result == .void ? .returnVoid : .unreachable)
    }
    return AIR.Function(
      symbol: symbol, signature: function.signature, code: builder.code,
      arguments: builder.arguments, callees: usedCallees, strings: usedStrings, slots: slots,
      origins: builder.origins)
  }

  // MARK: Locals

  /// A local variable. One that is assigned to again is in memory; any other is its value.
  private enum Local {
    case value(AIR.Operand)
    case assigned
    case memory(slot: UInt32)
  }

  private static func locals(of function: ZIR.Function) -> [Local] {
    var locals = [Local](
      repeating: .value(.constant(.bool(false))), count: Int(function.localCount))
    var unreachableDepth = 0
    for instruction in function.code {
      switch instruction.tag {
      case .unreachableBegin: unreachableDepth += 1
      case .unreachableEnd: unreachableDepth -= 1
      case .assign where unreachableDepth == 0: locals[Int(instruction.a)] = .assigned
      default: break
      }
    }
    return locals
  }

  private mutating func declare(_ local: UInt32, value: UInt32, types: [Type?]) {
    let operand = operands[Int(value)]
    var isValue = false
    if case .value = locals[Int(local)] {
      isValue = true
      locals[Int(local)] = .value(operand)
      // For a debugger it is also in memory, where the code does not read it.
      guard debugInfo == .full else { return }
    }
    let slot = makeSlot(types.known(value))
    if !isValue { locals[Int(local)] = .memory(slot: slot) }
    if debugInfo == .full { builder.append(.variable(local: local, slot: slot)) }
    builder.append(.store(slot: slot, operand))
  }

  /// Makes a variable in memory.
  mutating func makeSlot(_ type: Type) -> UInt32 {
    slots.append(type)
    return UInt32(slots.count - 1)
  }

  /// Binds the name of a local variable to a value that a slot contains as long as it is visible.
  mutating func bind(_ local: UInt32, to operand: AIR.Operand, in slot: UInt32) {
    guard local != ZIR.noSlot else { return }
    locals[Int(local)] = .value(operand)
    if debugInfo == .full { builder.append(.variable(local: local, slot: slot)) }
  }

  // MARK: Statements without regions

  private mutating func lowerSimple(_ instruction: ZIR.Instruction, types: [Type?]) {
    switch instruction.tag {
    case .declare:
      declare(instruction.a, value: instruction.b, types: types)
    case .declareTyped:
      declare(instruction.a, value: function.extra[Int(instruction.b)], types: types)
    case .assign:
      guard case .memory(let slot) = locals[Int(instruction.a)] else {
        preconditionFailure("ZIR assigns to a variable that is not declared")
      }
      builder.append(.store(slot: slot, operands[Int(instruction.b)]))
    case .print, .write:
      for argument in function.run(at: instruction.a) { lowerWrite(argument, types: types) }
      builder.append(instruction.tag == .print ? .writeLine : .show)
    case .assert:
      let arguments = function.run(at: instruction.a)
      let condition = operands[Int(arguments[arguments.startIndex])]
      if condition == .constant(.bool(true)) { break }
      builder.check(condition, arguments.count == 1 ? .assertion : message(arguments))
    case .panic:
      builder.close(
        with: .panic(message(function.run(at: instruction.a)), ordinal: builder.ordinal))
    case .exit:
      builder.close(with: .exit(operands[Int(function.extra[Int(instruction.a) + 1])]))
    case .returnValue:
      builder.close(with: .returnValue(operands[Int(instruction.a)]))
    case .returnVoid:
      builder.close(with: .returnVoid)
    case .breakLoop:
      let exit = loops[loops.count - 1].exit ?? builder.makeBlock()
      loops[loops.count - 1].exit = exit
      builder.close(with: .jump(exit))
    case .continueLoop:
      builder.close(with: .jump(loops[loops.count - 1].next))
      loops[loops.count - 1].isContinued = true
    case .evaluate: break  // its value has been lowered
    case .ifBegin, .elseBegin, .ifEnd, .loopBegin, .loopCondition, .loopEnd, .rangeBegin,
      .unreachableBegin, .unreachableEnd, .integer, .float, .string, .bool, .parameter, .local,
      .negate, .not, .complement, .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr,
      .bitXor, .shiftLeft, .shiftRight, .minimum, .maximum, .absolute, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual, .logicalBegin, .logicalEnd, .call, .convert, .poison:
      preconditionFailure("the instruction is no simple statement")
    }
  }

  private mutating func lowerWrite(_ argument: UInt32, types: [Type?]) {
    let instruction = function.code[Int(argument)]
    guard instruction.tag == .string else {
      let type = types.known(argument)
      // The runtime writes u8 and u32 as i64, which holds all their values.
      let isWidened = type.isInteger && !type.isSigned && type.bits < 64
      let written = isWidened ? Type.i64 : type
      let operand = builder.convert(from: type, to: written, operands[Int(argument)])
      return builder.append(.write(written, operand))
    }
    if function.strings[Int(instruction.a)].isEmpty { return }
    builder.append(.writeString(string: index(ofString: argument)))
  }

  /// The index of a string literal among the strings that the function uses.
  private mutating func index(ofString literal: UInt32) -> UInt32 {
    let bytes = function.strings[Int(function.code[Int(literal)].a)]
    let string = stringIndices[bytes] ?? UInt32(usedStrings.count)
    if string == usedStrings.count {
      usedStrings.append(bytes)
      stringIndices[bytes] = string
    }
    return string
  }

  /// The panic whose message is the last of these arguments.
  private mutating func message(_ arguments: ArraySlice<UInt32>) -> AIR.Panic {
    .message(string: index(ofString: arguments[arguments.endIndex - 1]))
  }

  // MARK: Values

  private mutating func lowerValue(_ index: Int, types: [Type?]) -> AIR.Operand {
    let instruction = function.code[index]
    let a = Int(instruction.a)
    switch instruction.tag {
    case .integer: return .constant(function.integers[a].constant(types.known(UInt32(index))))
    case .float: return .constant(.f64(function.floats[a]))
    case .bool: return .constant(.bool(instruction.a != 0))
    case .parameter: return .parameter(instruction.a)
    case .local:
      switch locals[a] {
      case .value(let operand): return operand
      case .memory(let slot): return builder.appendValue(.load(slot: slot))
      case .assigned: preconditionFailure("ZIR reads a variable that is not declared")
      }
    case .negate: return builder.negate(types.known(instruction.a), operands[a])
    case .not: return builder.not(operands[a])
    case .complement:
      let type = types.known(instruction.a)
      let ones = AIR.Constant.integer(type.extended(.max), type)
      return builder.arithmetic(.bitXor, type, operands[a], .constant(ones))
    case .absolute: return builder.absolute(types.known(instruction.a), operands[a])
    case .minimum, .maximum:
      return builder.extremum(
        instruction.tag == .minimum ? .minimum : .maximum, types.known(instruction.a), operands[a],
        operands[Int(instruction.b)])
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor:
      return lowerArithmetic(instruction, type: types.known(UInt32(index)))
    case .shiftLeft, .shiftRight:
      return builder.shift(
        instruction.tag == .shiftLeft ? .shiftLeft : .shiftRight, types.known(instruction.a),
        operands[a], by: operands[Int(instruction.b)], types.known(instruction.b))
    case .call: return lowerCall(instruction)
    case .convert:
      return builder.convert(
        from: types.known(instruction.a), to: types.known(UInt32(index)), operands[a])
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard let comparison = AIR.Comparison(instruction.tag) else { return operands[index] }
      return builder.compare(
        comparison, types.known(instruction.a), operands[a], operands[Int(instruction.b)])
    case .string, .poison: return operands[index]
    case .logicalBegin, .logicalEnd, .declare, .declareTyped, .assign, .evaluate, .print, .write,
      .assert, .panic, .exit, .returnValue, .returnVoid, .ifBegin, .elseBegin, .ifEnd, .loopBegin,
      .loopCondition, .loopEnd, .rangeBegin, .breakLoop,
      .continueLoop, .unreachableBegin, .unreachableEnd:
      preconditionFailure("the instruction is no value")
    }
  }

  private mutating func lowerArithmetic(_ instruction: ZIR.Instruction, type: Type) -> AIR.Operand {
    let left = operands[Int(instruction.a)]
    let right = operands[Int(instruction.b)]
    switch instruction.tag {
    case .add: return builder.arithmetic(.add, type, left, right)
    case .subtract: return builder.arithmetic(.subtract, type, left, right)
    case .multiply: return builder.arithmetic(.multiply, type, left, right)
    case .bitAnd: return builder.arithmetic(.bitAnd, type, left, right)
    case .bitOr: return builder.arithmetic(.bitOr, type, left, right)
    case .bitXor: return builder.arithmetic(.bitXor, type, left, right)
    case .divide where type == .f64: return builder.arithmetic(.divide, type, left, right)
    case .divide: return builder.divide(.quotient, type, left, right)
    default: return builder.divide(.remainder, type, left, right)
    }
  }

  private mutating func lowerCall(_ instruction: ZIR.Instruction) -> AIR.Operand {
    guard case .function(let symbol, let signature) = callees[Int(instruction.a)] else {
      preconditionFailure("a call of nothing passed the checker")
    }
    let callee = calleeIndices[Int(instruction.a)] ?? UInt32(usedCallees.count)
    if callee == usedCallees.count {
      usedCallees.append(AIR.Callee(symbol: symbol, signature: signature))
      calleeIndices[Int(instruction.a)] = callee
    }
    return builder.call(
      callee, arguments: function.run(at: instruction.b).map { operands[Int($0)] })
  }
}

extension ZIR.Tag {
  /// Whether it follows a branch's last statement: then a debugger does not return to the `if`.
  fileprivate var endsBranch: Bool { self == .elseBegin || self == .ifEnd }
}

extension [Type?] {
  /// The type of a value that passed the checker.
  func known(_ index: UInt32) -> Type {
    guard let type = self[Int(index)] else { preconditionFailure("a sound value has a type") }
    return type
  }
}
