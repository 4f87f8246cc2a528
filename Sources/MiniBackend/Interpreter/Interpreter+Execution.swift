// The effect of each instruction.

import MiniFrontend

extension Interpreter {
  /// Executes one instruction of the innermost frame.
  ///
  /// - Returns: the end of the run, or `nil` if it goes on.
  mutating func execute(
    _ instruction: AIR.Instruction, at index: Int
  ) throws(Exhausted) -> End? {
    switch instruction {
    case .arithmetic(let operation, let type, let left, let right):
      set(index, value(left, as: type).folded(operation, value(right, as: type)))
    case .division(let division, let type, let left, let right, _, let ordinal):
      let (left, right) = (value(left, as: type), value(right, as: type))
      return try divide(division, type, left, right, ordinal: ordinal, at: index)
    case .extremum(let extremum, let type, let left, let right):
      set(index, value(left, as: type).folded(extremum, value(right, as: type)))
    case .negate(let type, let operand): set(index, value(operand, as: type).negated)
    case .absolute(let type, let operand): set(index, value(operand, as: type).magnitude)
    case .not(let operand): set(index, .bool(!isTrue(operand)))
    case .compare(let comparison, let type, let left, let right):
      set(index, .bool(value(left, as: type).isTrue(comparison, value(right, as: type))))
    case .logic(let logic, let left, let right):
      let (left, right) = (isTrue(left), isTrue(right))
      set(index, .bool(logic == .and ? left && right : left || right))
    case .convert(let from, let to, let operand):
      set(index, value(operand, as: from).converted(to: to))
    case .merge(let constant, let constantFrom, let operand, _):
      set(index, frame.previous == constantFrom ? .bool(constant) : value(operand))
    case .call(let callee, let first, let count):
      return try call(callee, self.arguments(first, count))
    case .callValue(let value, _, let first, let count):
      let value = try bits(value)
      let arguments = try self.arguments(first, count)
      guard value > 0, try begin(Int(value) - 1, arguments) else { return .refused }
    case .load(let slot):
      guard let type = function.slots[Int(slot)].scalar else { return .refused }
      set(index, memory.scalar(type, address(ofSlot: slot)))
    case .loadAt, .loadLength, .loadAddress, .isNothing, .offset, .element, .library, .storeAt,
      .copy, .clear,
      .retain, .release, .own, .bounds:
      return try executeMemory(instruction, at: index)
    case .check(let operand, let panic, let ordinal):
      return isTrue(operand) ? nil : try end(panic, ordinal: ordinal)
    case .store(let slot, let operand):
      memory.write(value(operand).bytes, at: address(ofSlot: slot))
    case .variable, .show: break  // for debuggers, and for terminals
    case .write(let type, let operand): write(value(operand, as: type).printed.utf8)
    case .writeString(let string): write(function.strings[Int(string)])
    case .writeLine: write(CollectionOfOne(UInt8(ascii: "\n")))
    case .block, .jump, .branch, .returnValue, .returnVoid, .panic, .exit, .unreachable:
      return try executeBlockEdge(instruction)
    }
    return nil
  }

  private mutating func executeMemory(
    _ instruction: AIR.Instruction, at index: Int
  ) throws(Exhausted) -> End? {
    switch instruction {
    // An operand's first use can load it into memory, so addresses come before accesses.
    case .loadAt(let type, let address):
      let address = try bits(address)
      set(index, memory.scalar(type, address))
    case .loadLength(let address):
      let address = try bits(address)
      set(index, memory.scalar(.i64, address))
    case .loadAddress(let address):
      let address = try bits(address)
      set(index, .integer(memory.integer(address, 8), .u64))
    case .isNothing(let address): set(index, .bool(try bits(address) == 0))
    case .offset(let address, let bytes):
      set(index, .integer(try bits(address) + UInt64(bytes), .u64))
    case .element(let address, let position, let size):
      let position = try bits(position)
      set(index, .integer(try bits(address) &+ position &* UInt64(size), .u64))
    case .library(let callee, let first, let count):
      let arguments = Array(function.arguments[Int(first)..<Int(first + count)])
      if callee == .arraySort, arguments[2] != .nothing { return try sort(arguments) }
      if let result = try call(callee, arguments) { set(index, result) }
    case .storeAt(let type, let address, let operand):
      let address = try bits(address)
      memory.write(value(operand, as: type).bytes, at: address)
    case .copy(let to, let from, let size):
      let (to, from) = (try bits(to), try bits(from))
      memory.write(memory.bytes(from, Int(size)), at: to)
    case .clear(let address, let size):
      let address = try bits(address)
      memory.write(Array(repeating: 0, count: Int(size)), at: address)
    case .retain(let type, let address): retain(try part(type, address))
    case .release(let type, let address): release(try part(type, address))
    case .own(let type, let address):
      let array = try bits(address)
      try own(array, part(type, address).type)
    case .bounds(let check, let a, let b, let c, let isUnsigned, let ordinal):
      let operands = (Int64(bitPattern: try bits(a)), Int64(bitPattern: try bits(b)))
      return fail(check, operands, Int64(bitPattern: try bits(c)), isUnsigned).map {
        end(Array($0.utf8), ordinal: ordinal)
      }
    case .arithmetic, .division, .extremum, .negate, .absolute, .not, .compare, .logic, .convert,
      .merge, .call, .callValue, .load, .check, .store, .variable, .write, .writeString, .writeLine,
      .show, .block, .jump, .branch, .returnValue, .returnVoid, .panic, .exit, .unreachable:
      preconditionFailure("the instruction uses no memory")
    }
    return nil
  }

  /// The message of a check of positions that fails; `nil` if it holds.
  private func fail(
    _ check: AIR.BoundsCheck, _ operands: (Int64, Int64), _ length: Int64, _ isUnsigned: Bool
  ) -> String? {
    let (a, b) = operands
    func shown(_ value: Int64) -> String {
      isUnsigned ? "\(UInt64(bitPattern: value))" : "\(value)"
    }
    switch check {
    case .index:
      return a >= 0 && a < b ? nil : "index \(shown(a)) out of range for length \(b)"
    case .end: return a >= 0 && a <= b ? nil : "index \(shown(a)) out of range for length \(b)"
    case .slice:
      return a >= 0 && a <= b && b <= length
        ? nil : "slice \(shown(a))..\(shown(b)) out of range for length \(length)"
    case .count: return a >= 0 ? nil : "count \(shown(a))"
    }
  }

  private mutating func executeBlockEdge(
    _ instruction: AIR.Instruction
  ) throws(Exhausted) -> End? {
    switch instruction {
    case .block(let block): frames[frames.count - 1].block = block
    case .jump(let target): jump(to: target)
    case .branch(let condition, let then, let otherwise):
      jump(to: isTrue(condition) ? then : otherwise)
    case .returnValue(let operand):
      return end(returning: value(operand, as: function.signature.result))
    case .returnVoid: return end(returning: nil)
    case .panic(let panic, let ordinal): return try end(panic, ordinal: ordinal)
    case .exit(let operand): return .exited(status: value(operand).lowByte)
    case .unreachable: preconditionFailure("control never comes here")
    case .arithmetic, .division, .extremum, .negate, .absolute, .not, .compare, .logic, .convert,
      .merge, .call, .callValue, .load, .loadAt, .loadLength, .loadAddress, .isNothing, .offset,
      .element,
      .library, .storeAt, .copy, .clear, .retain, .release, .own, .bounds, .check, .store,
      .variable, .write, .writeString, .writeLine, .show:
      preconditionFailure("the instruction opens and closes no block")
    }
    return nil
  }

  // MARK: Parts of the innermost frame

  private var frame: Frame { frames[frames.count - 1] }

  private var function: AIR.Function { functions[frames[frames.count - 1].function].air }

  private mutating func set(_ index: Int, _ value: AIR.Constant) {
    frames[frames.count - 1].values[index] = value
  }

  private func value(_ operand: AIR.Operand) -> AIR.Constant {
    switch operand {
    case .constant(let constant): constant
    case .parameter(let number): frames[frames.count - 1].arguments[Int(number)]
    case .result(let index): frames[frames.count - 1].values[Int(index)]
    case .slot(let slot): .integer(address(ofSlot: slot), .u64)
    case .nothing: .integer(0, .u64)
    case .text, .global, .function, .type: preconditionFailure("the operand is loaded first")
    }
  }

  /// The value as one of a type. Conversions between integers of one width are left out, so that a
  /// value can have the other sign's type.
  private func value(_ operand: AIR.Operand, as type: Scalar) -> AIR.Constant {
    guard case .integer(let bits, let other) = value(operand), other != type else {
      return value(operand)
    }
    return .integer(type.extended(bits), type)
  }

  private func address(ofSlot slot: UInt32) -> UInt64 {
    frame.address + functions[frame.function].slots[Int(slot)]
  }

  private mutating func arguments(
    _ first: UInt32, _ count: UInt32
  ) throws(Exhausted) -> [AIR.Constant] {
    var arguments: [AIR.Constant] = []
    for argument in function.arguments[Int(first)..<Int(first + count)] {
      arguments.append(try self.argument(argument))
    }
    return arguments
  }

  /// A value that can be the address of a text, a constant or a function value, which is then loaded.
  private mutating func argument(_ operand: AIR.Operand) throws(Exhausted) -> AIR.Constant {
    let (number, type): (UInt32, Type)
    let constant: ConstantValue
    switch operand {
    case .text(let string):
      var writer = ByteWriter()
      writer.append(blob: function.strings[Int(string)])
      (number, type, constant) = (3 * string, .text, ConstantValue(bytes: writer.bytes))
    case .global(let global):
      let global = (number: global, function.globals[Int(global)])
      (number, type, constant) = (3 * global.number + 1, global.1.type, global.1.value)
    case .function(let callee): return .integer(try address(ofFunction: callee), .u64)
    case .type: return .integer(0, .u64)
    case .constant, .parameter, .result, .slot, .nothing: return value(operand)
    }
    let key = frame.function << 32 | Int(number)
    if let known = loaded[key] { return .integer(known, .u64) }
    guard let id = table.id(of: type) else { preconditionFailure("a type is not declared") }
    let address = try load(constant, id)
    loaded[key] = address
    return .integer(address, .u64)
  }

  /// The address of a function value. A value is the function's number plus 1, or 0 if it is not
  /// known.
  private mutating func address(ofFunction callee: UInt32) throws(Exhausted) -> UInt64 {
    let key = frame.function << 32 | Int(3 * callee + 2)
    if let known = loaded[key] { return known }
    let number = functions[frame.function].callees[Int(callee)].map { UInt64($0 + 1) } ?? 0
    let address = try memory.add(number.bytes(8), owners: InterpreterMemory.ownersOfLiteral)
    loaded[key] = address
    return address
  }

  /// The bits of an integer or an address.
  mutating func bits(_ operand: AIR.Operand) throws(Exhausted) -> UInt64 {
    switch try argument(operand) {
    case .integer(let bits, _): bits
    case .bool(let value): value ? 1 : 0
    case .f64(let bits): bits
    }
  }

  /// The type that an operand describes.
  func type(_ operand: AIR.Operand) -> TypeID {
    guard case .type(let number) = operand else { preconditionFailure("no description") }
    return functions[frame.function].types[Int(number)]
  }

  private mutating func part(
    _ type: UInt32, _ address: AIR.Operand
  ) throws(Exhausted) -> Part {
    Part(address: try bits(address), type: functions[frame.function].types[Int(type)])
  }

  private func isTrue(_ operand: AIR.Operand) -> Bool { value(operand) == .bool(true) }

  private mutating func jump(to block: AIR.Block) {
    let place = frames.count - 1
    frames[place].previous = frames[place].block
    frames[place].next = functions[frames[place].function].blocks[Int(block.index)]
  }

  private mutating func call(
    _ callee: UInt32, _ arguments: [AIR.Constant]
  ) throws(Exhausted) -> End? {
    if let primitive = function.callees[Int(callee)].primitive {
      guard !primitive.isOfLibrary else { return .refused }
      // The next instruction is the one behind the call.
      set(frame.next - 1, primitive.value(of: arguments[0]))
      return nil
    }
    guard let number = functions[frame.function].callees[Int(callee)],
      try begin(number, arguments)
    else { return .refused }
    return nil
  }

  private mutating func divide(
    _ division: AIR.Division, _ type: Scalar, _ left: AIR.Constant, _ right: AIR.Constant,
    ordinal: UInt32, at index: Int
  ) throws(Exhausted) -> End? {
    if right == .integer(0, type) { return try end(.zero, ordinal: ordinal) }
    if type.isSigned, right == .integer(.max, type), left == type.minimum {
      return try end(.overflow, ordinal: ordinal)
    }
    set(index, left.folded(division, right))
    return nil
  }

  // MARK: Panics

  private mutating func end(_ panic: AIR.Panic, ordinal: UInt32) throws(Exhausted) -> End {
    let what =
      switch panic {
      case .zero: Array("division by zero".utf8)
      case .overflow: Array("integer overflow".utf8)
      case .assertion: Array("assertion failed".utf8)
      case .long: Array("too long".utf8)
      case .text(let address): try textBytes(address)
      case .shift(let amount, let type): Array("shift by \(value(amount, as: type).printed)".utf8)
      case .message(let string): function.strings[Int(string)]
      }
    return end(what, ordinal: ordinal)
  }

  private mutating func textBytes(_ operand: AIR.Operand) throws(Exhausted) -> [UInt8] {
    let address = try bits(operand)
    return memory.textBytes(address)
  }

  private func end(_ what: [UInt8], ordinal: UInt32) -> End {
    .panicked(what: what, symbol: function.symbol, ordinal: ordinal)
  }
}

extension Primitive {
  /// Its value for an argument, which has the type of its parameter.
  fileprivate func value(of argument: AIR.Constant) -> AIR.Constant {
    switch (self, argument) {
    case (.squareRoot, .f64(let bits)):
      .f64(Double(bitPattern: bits).squareRoot().bitPattern)
    case (.bitsOfDouble, .f64(let bits)): .integer(bits, .u64)
    case (.doubleOfBits, .integer(let bits, _)): .f64(bits)
    case (.squareRoot, _), (.bitsOfDouble, _), (.doubleOfBits, _), (.linePart, _),
      (.inputPart, _), (.arguments, _), (.variable, _), (.readFile, _), (.writeFile, _),
      (.writeError, _), (.clock, _):
      preconditionFailure("no instruction, or the argument has another type than the parameter")
    }
  }
}
