// The effect of each instruction.

import MiniFrontend

extension Interpreter {
  /// Executes one instruction of the innermost frame.
  ///
  /// - Returns: the end of the run, or `nil` if it goes on.
  mutating func execute(_ instruction: AIR.Instruction, at index: Int) -> End? {
    switch instruction {
    case .arithmetic(let operation, let type, let left, let right):
      set(index, value(left, as: type).folded(operation, value(right, as: type)))
    case .division(let division, let type, let left, let right, _, let ordinal):
      let (left, right) = (value(left, as: type), value(right, as: type))
      return divide(division, type, left, right, ordinal: ordinal, at: index)
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
      return call(callee, function.arguments[Int(first)..<Int(first + count)].map(value))
    case .load(let slot): set(index, frame.slots[Int(slot)])
    case .loadAt, .loadAddress, .offset, .element, .library, .storeAt, .copy, .clear, .retain,
      .release, .own, .bounds:
      return .refused
    case .check(let operand, let panic, let ordinal):
      return isTrue(operand) ? nil : end(panic, ordinal: ordinal)
    case .store(let slot, let operand):
      frames[frames.count - 1].slots[Int(slot)] = value(operand)
    case .variable, .show: break  // for debuggers, and for terminals
    case .write(let type, let operand): write(value(operand, as: type).printed.utf8)
    case .writeString(let string): write(function.strings[Int(string)])
    case .writeLine: write(CollectionOfOne(UInt8(ascii: "\n")))
    case .block, .jump, .branch, .returnValue, .returnVoid, .panic, .exit, .unreachable:
      return executeBlockEdge(instruction)
    }
    return nil
  }

  private mutating func executeBlockEdge(_ instruction: AIR.Instruction) -> End? {
    switch instruction {
    case .block(let block): frames[frames.count - 1].block = block
    case .jump(let target): jump(to: target)
    case .branch(let condition, let then, let otherwise):
      jump(to: isTrue(condition) ? then : otherwise)
    case .returnValue(let operand):
      return end(returning: value(operand, as: function.signature.result))
    case .returnVoid: return end(returning: nil)
    case .panic(let panic, let ordinal): return end(panic, ordinal: ordinal)
    case .exit(let operand): return .exited(status: value(operand).lowByte)
    case .unreachable: preconditionFailure("control never comes here")
    case .arithmetic, .division, .extremum, .negate, .absolute, .not, .compare, .logic, .convert,
      .merge, .call, .load, .loadAt, .loadAddress, .offset, .element, .library, .storeAt, .copy,
      .clear, .retain, .release, .own, .bounds, .check, .store, .variable, .write, .writeString,
      .writeLine, .show:
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
    // Only calls have such operands, and the callee's first access to memory is refused.
    case .slot, .text, .type, .nothing: .bool(false)
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

  private func isTrue(_ operand: AIR.Operand) -> Bool { value(operand) == .bool(true) }

  private mutating func jump(to block: AIR.Block) {
    let place = frames.count - 1
    frames[place].previous = frames[place].block
    frames[place].next = functions[frames[place].function].blocks[Int(block.index)]
  }

  private mutating func call(_ callee: UInt32, _ arguments: [AIR.Constant]) -> End? {
    if let primitive = function.callees[Int(callee)].primitive {
      guard !primitive.isOfLibrary else { return .refused }
      // The next instruction is the one behind the call.
      set(frame.next - 1, primitive.value(of: arguments[0]))
      return nil
    }
    guard let number = functions[frame.function].callees[Int(callee)], begin(number, arguments)
    else { return .refused }
    return nil
  }

  private mutating func divide(
    _ division: AIR.Division, _ type: Scalar, _ left: AIR.Constant, _ right: AIR.Constant,
    ordinal: UInt32, at index: Int
  ) -> End? {
    if right == .integer(0, type) { return end(.zero, ordinal: ordinal) }
    if type.isSigned, right == .integer(.max, type), left == type.minimum {
      return end(.overflow, ordinal: ordinal)
    }
    set(index, left.folded(division, right))
    return nil
  }

  // MARK: Panics

  private func end(_ panic: AIR.Panic, ordinal: UInt32) -> End {
    let what =
      switch panic {
      case .zero: Array("division by zero".utf8)
      case .overflow: Array("integer overflow".utf8)
      case .assertion: Array("assertion failed".utf8)
      case .long: Array("too long".utf8)
      case .text: preconditionFailure("values in memory are refused")
      case .shift(let amount, let type): Array("shift by \(value(amount, as: type).printed)".utf8)
      case .message(let string): function.strings[Int(string)]
      }
    return .panicked(message: what + Array(" in \(function.symbol) #\(ordinal)".utf8))
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
