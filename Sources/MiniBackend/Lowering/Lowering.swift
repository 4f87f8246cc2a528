// The second half of analysis: makes AIR from a function's ZIR and the types of the checker.
//
// It works statement by statement, in one pass. It folds constants, leaves out unreachable code
// (`isReachable`), keeps the open regions on a stack, and on another what must be released.
//
// Scalars are operands. The operand of another value is its address, and `owners` says who keeps it
// there. A value that is stored or returned is copied, unless nothing else keeps it: then it moves.

import MiniFrontend

struct Lowering {
  let function: ZIR.Function
  let table: TypeTable
  private let symbol: String
  let callees: [CalleeResolution]
  var builder: AIRBuilder
  /// The operand that each instruction with a value became.
  var operands: [AIR.Operand]
  /// The owners of values other than scalars. Empty until there is one.
  var owners: [Owner] = []
  /// The checker's results for the current statement.
  var types: [TypeID?] = []
  /// For each value whether its user wants an optional of its type.
  var isWrapped: [Bool] = []
  var locals: [Local]
  /// The types of the local variables that are declared.
  var slotTypes: [TypeID]
  var regions: [(region: Region, height: Int)] = []
  var loops: [Loop] = []
  /// The open `switch` statements, the innermost last.
  var switches: [OpenSwitch] = []
  var cleanups: [Cleanup] = []
  /// The number of cleanups before the current statement.
  var statementHeight = 0
  /// The index of the current statement's first instruction.
  var statementStart = 0
  /// The index of the current statement's own instruction.
  var statementEnd = 0
  /// Whether the function gives a variable with `&`, or assigns to a part of one.
  let givesVariables: Bool
  /// The calls of the current statement that are given variables with `&`.
  var changes: [Change] = []
  /// For each instruction of the current statement its user, if `changes` is not empty.
  var users: [Int] = []
  /// The index of the statement's first instruction, to which `users` belongs.
  var userOffset = 0
  /// A `+` of two texts that becomes an appending assignment.
  var appending: Int?
  var calleeIndices: [UInt32?]
  private var stringIndices: [[UInt8]: UInt32] = [:]
  var usedCallees: [AIR.Callee] = []
  var calledTypes: [AIR.FunctionType] = []
  private var usedStrings: [[UInt8]] = []
  private var usedTypes: [TypeID] = []
  var globals: [AIR.Global] = []
  var globalIndices: [String: UInt32] = [:]
  private var slots: [AIR.Slot] = []
  let debugInfo: DebugInfo
  /// 1 if the first parameter is the address of the result.
  let parameterOffset: UInt32

  init(
    _ function: ZIR.Function, symbol: String, callees: [CalleeResolution], table: TypeTable,
    debugInfo: DebugInfo
  ) {
    self.function = function
    self.table = table
    self.debugInfo = debugInfo
    builder = AIRBuilder(debugInfo: debugInfo)
    self.symbol = symbol
    self.callees = callees
    operands = Array(filledWith: .constant(.bool(false)), count: function.code.count)
    (locals, givesVariables) = Self.locals(of: function)
    slotTypes = Array(filledWith: .void, count: Int(function.localCount))
    calleeIndices = Array(filledWith: nil, count: function.callees.count)
    parameterOffset = function.signature.result.scalar == nil ? 1 : 0
    if debugInfo == .full {
      for parameter in function.signature.parameters { makeSlot(for: parameter) }
    }
  }

  /// - Parameter checker: has checked the statement. Its results are here until the end.
  mutating func lowerStatement(_ range: ClosedRange<Int>, _ checker: inout TypeChecker) {
    checker.exchangeResults(&types, &isWrapped)
    defer { checker.exchangeResults(&types, &isWrapped) }
    statementHeight = cleanups.count
    (statementStart, statementEnd) = (range.lowerBound, range.upperBound)
    prepare(range)
    for index in range.dropLast() {
      builder.origin = UInt32(index)
      if function.code[index].tag.canPanic { builder.ordinal += 1 }
      if isFollowed(function.code[index]) { lowerValue(index) }
    }
    let instruction = function.code[range.upperBound]
    // After a branch's last statement, a debugger does not return to the `if`.
    if !instruction.tag.endsBranch { builder.origin = UInt32(range.upperBound) }
    if instruction.tag.canPanic { builder.ordinal += 1 }
    guard isFollowed(instruction) else { return endCleanups(above: statementHeight) }
    lowerEnd(instruction)
  }

  /// Whether control comes to an instruction, or regions depend on it.
  private func isFollowed(_ instruction: ZIR.Instruction) -> Bool {
    builder.isReachable || instruction.tag.isMarker
  }

  private mutating func lowerEnd(_ instruction: ZIR.Instruction) {
    var declared: Declared?
    switch instruction.tag {
    case .ifBegin:
      endCleanups(above: statementHeight)
      beginIf(condition: operands[Int(instruction.a)])
    case .ifConstBegin: beginIfConst(instruction)
    case .elseBegin: beginElse()
    case .ifEnd: endIf()
    case .loopBegin: beginLoop()
    case .loopCondition:
      endCleanups(above: statementHeight)
      lowerLoopCondition(operands[Int(instruction.a)])
    case .loopConstCondition: lowerLoopConstCondition(instruction)
    case .loopEnd: endLoop()
    case .rangeBegin: beginRange(instruction)
    case .eachBegin: beginEach(instruction)
    case .unreachableBegin:
      push(.unreachable(wasReachable: builder.isReachable))
      builder.isReachable = false
    case .unreachableEnd:
      guard case .unreachable(let wasReachable) = regions.popLast()?.region else {
        preconditionFailure("ZIR closes an unreachable region that is not open")
      }
      builder.isReachable = wasReachable
    case .switchBegin: beginSwitch(instruction)
    case .casePattern: lowerCasePattern(instruction)
    case .valuePattern: lowerValuePattern(instruction)
    case .rangePattern: lowerRangePattern(instruction)
    case .branchBegin: beginBranch()
    case .elseBranch: beginElseBranch()
    case .branchEnd: endBranch()
    case .switchEnd: endSwitch()
    case .scopeEnd: endScope(instruction.a..<instruction.b)
    case .declare: declared = declare(instruction.a, value: instruction.b)
    case .declareTyped:
      declared = declare(instruction.a, value: function.extra[Int(instruction.b)])
    case .assign: assign(instruction)
    case .assignPlace: assignPlace(instruction)
    case .print: lowerPrint(instruction, end: .writeLine)
    case .write: lowerPrint(instruction, end: .show)
    case .assert: lowerAssertion(instruction)
    case .panic: lowerPanic(instruction)
    case .exit: lowerExit(instruction)
    case .returnValue, .constantValue: returnValue(instruction.a)
    case .returnVoid: returnValue(nil)
    case .breakLoop: leave(toExit: true)
    case .continueLoop: leave(toExit: false)
    case .evaluate: break  // its value has been lowered
    case .integer, .float, .string, .bool, .parameter, .local, .negate, .not, .complement, .add,
      .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight,
      .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .logicalBegin,
      .logicalEnd, .call, .callValue, .convert, .poison, .none, .arrayLiteral, .mapLiteral,
      .arrayRepeat, .index, .slice, .orelseBegin, .orelseEnd, .leaveReturn, .leaveBreak,
      .leaveContinue, .leavePanic, .leaveExit, .convertText, .reference, .placeRead, .builtin,
      .global, .field, .enumCase, .construct:
      preconditionFailure("an expression ends no statement")
    }
    guard !instruction.tag.isMarker else { return }
    endCleanups(above: statementHeight)
    if let declared { own(declared.slot, declared.type, local: declared.local) }
  }

  /// Closes the function, after every statement has been lowered.
  ///
  /// - Parameter constantType: of the body of a constant, its type.
  mutating func finish(constantType: TypeID?) -> AIR.Function {
    precondition(
      regions.isEmpty && loops.isEmpty && switches.isEmpty, "ZIR leaves a region open")
    builder.origin = AIR.endOrigin
    if builder.isReachable {
      endCleanups(above: 0)
      // In a function with a result, the front end has ensured that control never reaches this.
      builder.close(with: function.signature.result == .void ? .returnVoid : .unreachable)
    }
    let signature =
      constantType.map { Signature(parameters: [], result: table.type(of: $0)) }
      ?? function.signature
    return AIR.Function(
      symbol: symbol, signature: AIR.FunctionType(signature), code: builder.code,
      arguments: builder.arguments, callees: usedCallees,
      calledTypes: calledTypes, strings: usedStrings, globals: globals,
      slots: slots, types: usedTypes.map(table.type(of:)), origins: builder.origins)
  }

  // MARK: Tables

  /// Makes memory for a value.
  mutating func makeSlot(_ type: TypeID) -> UInt32 {
    let layout = table.layout(of: type)
    slots.append(
      AIR.Slot(
        scalar: type.scalar, sizeBytes: layout.size, alignment: layout.alignment,
        type: table.type(of: type)))
    return UInt32(slots.count - 1)
  }

  /// Makes memory in which a debugger finds a parameter, or its address.
  private mutating func makeSlot(for parameter: Parameter) {
    if let scalar = parameter.type.scalar, !parameter.isReference {
      _ = makeSlot(TypeID(scalar))
      return
    }
    slots.append(AIR.Slot(scalar: nil, sizeBytes: 8, alignment: 8, type: parameter.type))
  }

  /// The type of a parameter.
  func parameterType(_ number: UInt32) -> TypeID {
    guard let type = table.id(of: function.signature.parameters[Int(number)].type) else {
      preconditionFailure("a sound parameter has a type")
    }
    return type
  }

  /// The index of a type that the run-time library must know.
  mutating func described(_ type: TypeID) -> UInt32 {
    if let known = usedTypes.firstIndex(of: type) { return UInt32(known) }
    usedTypes.append(type)
    return UInt32(usedTypes.count - 1)
  }

  /// The number of a literal's bytes among the strings.
  mutating func string(_ bytes: [UInt8]) -> UInt32 {
    if let known = stringIndices[bytes] { return known }
    usedStrings.append(bytes)
    stringIndices[bytes] = UInt32(usedStrings.count - 1)
    return UInt32(usedStrings.count - 1)
  }

  // MARK: Locals

  /// A local variable. A scalar that changes is in memory; any other is its value.
  enum Local {
    case value(AIR.Operand)
    case changing
    case memory(slot: UInt32)
    /// A value other than a scalar: its address, and its owner.
    case aggregate(AIR.Operand, Owner)
  }

  /// - Returns: also ``givesVariables``.
  private static func locals(of function: ZIR.Function) -> ([Local], Bool) {
    var givesVariables = false
    var locals = [Local](
      repeating: .value(.constant(.bool(false))), count: Int(function.localCount))
    var unreachableDepth = 0
    for instruction in function.code {
      if instruction.tag == .unreachableBegin { unreachableDepth += 1 }
      if instruction.tag == .unreachableEnd { unreachableDepth -= 1 }
      guard let changed = function.changedVariable(instruction) else { continue }
      if instruction.tag != .assign { givesVariables = true }
      if unreachableDepth == 0, case .local(let slot) = changed { locals[Int(slot)] = .changing }
    }
    return (locals, givesVariables)
  }

  /// Binds the name of a local variable to a value that a slot contains as long as it is visible.
  mutating func bind(_ local: UInt32, to operand: AIR.Operand, in slot: UInt32) {
    guard local != ZIR.noSlot else { return }
    locals[Int(local)] = .value(operand)
    if debugInfo == .full { builder.append(.variable(local: local, slot: slot)) }
  }
}

extension AIR.FunctionType {
  /// The way in which the machine passes the values of a signature.
  init(_ signature: Signature) {
    var parameters: [Scalar?] = []
    parameters.reserveCapacity(signature.parameters.count + 1)
    if signature.result.scalar == nil { parameters.append(nil) }
    for parameter in signature.parameters {
      parameters.append(parameter.isReference ? nil : parameter.type.scalar)
    }
    self.parameters = parameters
    result = signature.result.scalar ?? .void
  }
}
