// Builds AIR code: opens and closes blocks, and folds operations on constants.

import MiniFrontend

struct AIRBuilder {
  private let keepsOrigins: Bool
  /// The ZIR instruction that the next instructions are made from.
  var origin = AIR.endOrigin
  /// The ordinal of the last operation that can panic.
  var ordinal: UInt32 = 0
  private(set) var origins: [UInt32]
  private(set) var code: [AIR.Instruction] = [.block(AIR.Block(index: 0))]
  private(set) var arguments: [AIR.Operand] = []
  /// The open block, or the last one that was open.
  private(set) var current = AIR.Block(index: 0)
  private var blockCount: UInt32 = 1
  /// Facts that hold in the open block.
  var known = KnownValues()
  /// Whether a block is open. Otherwise nothing can be appended.
  var isReachable = true

  init(debugInfo: DebugInfo) {
    keepsOrigins = debugInfo == .full
    origins = keepsOrigins ? [AIR.endOrigin] : []
  }

  /// Reserves space for `count` instructions.
  mutating func reserve(_ count: Int) {
    code.reserveCapacity(count)
    if keepsOrigins { origins.reserveCapacity(count) }
  }

  // MARK: Blocks

  mutating func makeBlock() -> AIR.Block {
    defer { blockCount += 1 }
    return AIR.Block(index: blockCount)
  }

  /// Closes the open block.
  mutating func close(with terminator: AIR.Instruction) {
    append(terminator)
    isReachable = false
  }

  mutating func open(_ block: AIR.Block) {
    code.append(.block(block))
    if keepsOrigins { origins.append(origin) }
    current = block
    isReachable = true
    known.removeAll()
  }

  /// A state to go back to. It stays valid while only blocks are added.
  struct Mark {
    let count: Int
    let current: AIR.Block
    fileprivate let blockCount: UInt32
  }

  var mark: Mark { Mark(count: code.count, current: current, blockCount: blockCount) }

  mutating func goBack(to mark: Mark) {
    code.removeSubrange(mark.count...)
    if keepsOrigins { origins.removeSubrange(mark.count...) }
    current = mark.current
    blockCount = mark.blockCount
    isReachable = true
    known.removeAll()
  }

  // MARK: Instructions

  mutating func append(_ instruction: AIR.Instruction) {
    precondition(isReachable, "code after a terminator")
    code.append(instruction)
    if keepsOrigins { origins.append(origin) }
    noteChange(instruction)
  }

  /// Forgets what an instruction makes untrue. Scalars that are stored are not parts of arrays'
  /// own values, and calls say themselves what they change.
  private mutating func noteChange(_ instruction: AIR.Instruction) {
    switch instruction {
    case .library, .copy, .clear, .release: known.removeMemory()
    case .retain: known.removeOwners()
    case .own(_, let array): known.addOwner(array)
    case .store(let slot, let value), .storeAt(_, .slot(let slot), let value):
      noteValue(value, of: slot)
    case .arithmetic, .division, .extremum, .negate, .absolute, .not, .compare, .logic, .convert,
      .merge, .call, .callValue, .load, .loadAt, .loadLength, .loadAddress, .isNothing, .offset,
      .element,
      .storeAt, .bounds, .check, .variable, .write, .writeString, .writeLine, .show, .block,
      .jump, .branch, .returnValue, .returnVoid, .panic, .exit, .unreachable:
      break
    }
  }

  mutating func appendValue(_ instruction: AIR.Instruction) -> AIR.Operand {
    append(instruction)
    return .result(UInt32(code.count - 1))
  }

  /// A debugger can change variables, so that nothing is known of them.
  private mutating func noteValue(_ value: AIR.Operand, of slot: UInt32) {
    if !keepsOrigins { known[variable: slot] = value }
  }

  /// The value of a variable that is a scalar in memory.
  mutating func load(_ slot: UInt32) -> AIR.Operand {
    if let value = known[variable: slot] { return value }
    let value = appendValue(.load(slot: slot))
    noteValue(value, of: slot)
    return value
  }

  /// - Parameter type: the callee's.
  mutating func call(
    _ callee: UInt32, _ type: AIR.FunctionType, arguments operands: [AIR.Operand]
  ) -> AIR.Operand {
    noteCall(type, operands)
    let first = UInt32(arguments.count)
    arguments.append(contentsOf: operands)
    return appendValue(.call(callee: callee, first: first, count: UInt32(operands.count)))
  }

  mutating func call(
    _ value: AIR.Operand, _ number: UInt32, _ type: AIR.FunctionType,
    arguments operands: [AIR.Operand]
  ) -> AIR.Operand {
    noteCall(type, operands)
    let first = UInt32(arguments.count)
    arguments.append(contentsOf: operands)
    return appendValue(
      .callValue(value, type: number, first: first, count: UInt32(operands.count)))
  }

  /// A call that is given no address changes no array of the caller's.
  private mutating func noteCall(_ type: AIR.FunctionType, _ operands: [AIR.Operand]) {
    guard type.parameters.contains(nil) else { return }
    known.removeMemory()
    known.removeVariables(operands)
  }

  // MARK: Arrays

  /// The length of the array at an address, an `i64` at an offset.
  mutating func arrayLength(_ array: AIR.Operand, offset: UInt32) -> AIR.Operand {
    if let length = known[.length(of: array)] { return length }
    let length = appendValue(.loadLength(appendValue(.offset(array, bytes: offset))))
    known[.length(of: array)] = length
    return length
  }

  /// The address that the array at an address contains.
  mutating func buffer(of array: AIR.Operand) -> AIR.Operand {
    if let buffer = known[.buffer(of: array)] { return buffer }
    let buffer = appendValue(.loadAddress(array))
    known[.buffer(of: array)] = buffer
    return buffer
  }

  /// The address of an array's element that exists.
  ///
  /// - Parameter head: the bytes before a buffer's elements.
  mutating func element(
    of array: AIR.Operand, at position: AIR.Operand, sizeBytes: UInt32, head: UInt32
  ) -> AIR.Operand {
    if let address = known[.element(of: array, at: position)] { return address }
    let elements = appendValue(.offset(buffer(of: array), bytes: head))
    let address = appendValue(.element(elements, index: position, sizeBytes: sizeBytes))
    known[.element(of: array, at: position)] = address
    return address
  }

  /// Makes the array at an address the only owner of its buffer.
  mutating func own(_ array: AIR.Operand, type: UInt32) {
    if !known.isOwner(array) { append(.own(type: type, array)) }
  }

  /// Checks that a position is less than a length.
  mutating func checkIndex(_ position: AIR.Operand, _ length: AIR.Operand, isUnsigned: Bool) {
    if known.isChecked(position, length) { return }
    append(.bounds(.index, position, length, .nothing, isUnsigned: isUnsigned, ordinal: ordinal))
    known.addCheck(position, length)
  }

  /// An integer as `i64`, with its value.
  mutating func wide(_ operand: AIR.Operand, _ type: Scalar) -> AIR.Operand {
    guard type == .i32 else { return convert(from: type, to: .i64, operand) }
    if let wide = known[.wide(operand)] { return wide }
    let wide = convert(from: .i32, to: .i64, operand)
    known[.wide(operand)] = wide
    return wide
  }

  mutating func library(_ callee: AIR.Library, _ operands: [AIR.Operand]) -> AIR.Operand {
    known.removeVariables(operands)
    let first = UInt32(arguments.count)
    arguments.append(contentsOf: operands)
    return appendValue(.library(callee, first: first, count: UInt32(operands.count)))
  }

  mutating func arithmetic(
    _ operation: AIR.Arithmetic, _ type: Scalar, _ left: AIR.Operand, _ right: AIR.Operand
  ) -> AIR.Operand {
    if case .constant(let left) = left, case .constant(let right) = right {
      return .constant(left.folded(operation, right))
    }
    return appendValue(.arithmetic(operation, type, left, right))
  }

  /// Divides integers. A division that is certain to panic does so at run time, and ends the block.
  mutating func divide(
    _ division: AIR.Division, _ type: Scalar, _ left: AIR.Operand, _ right: AIR.Operand
  ) -> AIR.Operand {
    var checks: AIR.DivisionChecks = type.isSigned ? [.zero, .overflow] : .zero
    if case .constant(let divisor) = right {
      if divisor == .integer(0, type) {
        close(with: .panic(.zero, ordinal: ordinal))
        return right
      }
      checks.remove(.zero)
      if divisor != .integer(.max, type) { checks.remove(.overflow) }
    }
    if case .constant(let dividend) = left {
      if dividend != type.minimum { checks.remove(.overflow) }
      if case .constant(let divisor) = right {
        guard checks.isEmpty else {
          close(with: .panic(.overflow, ordinal: ordinal))
          return right
        }
        return .constant(dividend.folded(division, divisor))
      }
    }
    return appendValue(.division(division, type, left, right, checks, ordinal: ordinal))
  }

  /// Panics unless a bool is true, which is not known.
  mutating func check(_ condition: AIR.Operand, _ panic: AIR.Panic) {
    if condition == .constant(.bool(false)) {
      close(with: .panic(panic, ordinal: ordinal))
    } else {
      append(.check(condition, panic, ordinal: ordinal))
    }
  }

  /// Shifts an integer. The amount is of any integer type. A shift that is certain to panic ends the
  /// block.
  mutating func shift(
    _ operation: AIR.Arithmetic, _ type: Scalar, _ left: AIR.Operand, by amount: AIR.Operand,
    _ amountType: Scalar
  ) -> AIR.Operand {
    // Without its sign, a negative amount is larger than any width.
    let unsigned = amountType.unsigned
    let isLess = compare(
      .less, unsigned, convert(from: amountType, to: unsigned, amount),
      .constant(.integer(type.bits, unsigned)))
    if isLess != .constant(.bool(true)) { check(isLess, .shift(by: amount, amountType)) }
    guard isReachable else { return left }
    return arithmetic(operation, type, left, convert(from: amountType, to: type, amount))
  }

  mutating func negate(_ type: Scalar, _ operand: AIR.Operand) -> AIR.Operand {
    if case .constant(let constant) = operand { return .constant(constant.negated) }
    return appendValue(.negate(type, operand))
  }

  mutating func absolute(_ type: Scalar, _ operand: AIR.Operand) -> AIR.Operand {
    if type.isInteger, !type.isSigned { return operand }
    if case .constant(let constant) = operand { return .constant(constant.magnitude) }
    return appendValue(.absolute(type, operand))
  }

  mutating func extremum(
    _ extremum: AIR.Extremum, _ type: Scalar, _ left: AIR.Operand, _ right: AIR.Operand
  ) -> AIR.Operand {
    if case .constant(let left) = left, case .constant(let right) = right {
      return .constant(left.folded(extremum, right))
    }
    return appendValue(.extremum(extremum, type, left, right))
  }

  mutating func not(_ operand: AIR.Operand) -> AIR.Operand {
    if case .constant(.bool(let value)) = operand { return .constant(.bool(!value)) }
    return appendValue(.not(operand))
  }

  mutating func compare(
    _ comparison: AIR.Comparison, _ type: Scalar, _ left: AIR.Operand, _ right: AIR.Operand
  ) -> AIR.Operand {
    if case .constant(let left) = left, case .constant(let right) = right {
      return .constant(.bool(left.isTrue(comparison, right)))
    }
    return appendValue(.compare(comparison, type, left, right))
  }

  /// `and`/`or` of two values that have both been computed.
  mutating func logic(
    _ logic: AIR.Logic, _ left: AIR.Operand, _ right: AIR.Operand
  ) -> AIR.Operand {
    if case .constant(.bool(let value)) = right {
      return value == (logic == .and) ? left : right
    }
    return appendValue(.logic(logic, left, right))
  }

  mutating func convert(from: Scalar, to: Scalar, _ operand: AIR.Operand) -> AIR.Operand {
    if from == to { return operand }
    if case .constant(let constant) = operand { return .constant(constant.converted(to: to)) }
    // The same bits.
    if from.isInteger, from.bits == to.bits { return operand }
    return appendValue(.convert(from: from, to: to, operand))
  }
}
