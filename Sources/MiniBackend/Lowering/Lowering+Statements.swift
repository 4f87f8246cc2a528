// Statements without regions, where control comes to them.

import MiniFrontend

extension Lowering {
  /// A variable that owns the value in its slot from the end of its statement on.
  typealias Declared = (slot: UInt32, type: TypeID, local: UInt32)

  // MARK: Variables

  mutating func declare(_ local: UInt32, value: UInt32) -> Declared? {
    let type = usedType(value)
    slotTypes[Int(local)] = type
    guard type.isScalar else {
      let slot = makeSlot(type)
      put(value, at: .slot(slot))
      locals[Int(local)] = .aggregate(.slot(slot), .variable(.local(local)))
      if debugInfo == .full { builder.append(.variable(local: local, slot: slot)) }
      return (slot, type, local)
    }
    let operand = operands[Int(value)]
    var isValue = false
    if case .value = locals[Int(local)] {
      isValue = true
      locals[Int(local)] = .value(operand)
      // For a debugger it is also in memory, where the code does not read it.
      guard debugInfo == .full else { return nil }
    }
    let slot = makeSlot(type)
    if !isValue { locals[Int(local)] = .memory(slot: slot) }
    if debugInfo == .full { builder.append(.variable(local: local, slot: slot)) }
    builder.append(.store(slot: slot, operand))
    return nil
  }

  mutating func assign(_ instruction: ZIR.Instruction) {
    if case .memory(let slot) = locals[Int(instruction.a)] {
      return builder.append(.store(slot: slot, operands[Int(instruction.b)]))
    }
    let (address, type) = variable(.local(instruction.a))
    replace(address, type, with: instruction.b)
  }

  mutating func assignPlace(_ instruction: ZIR.Instruction) {
    let place = function.place(instruction.a)
    if appending == Int(instruction.b) {
      let (address, type) = lookUp(place)
      return replace(address, type, with: instruction.b)
    }
    if case .index? = place.steps.last, !isCompound(instruction),
      table.isMap(type(of: place.root, place.steps.dropLast()))
    {
      return assignEntry(place, instruction.b)
    }
    // The value is made first: the place is looked up in the variable as it is then.
    let value = usedType(instruction.b).isScalar ? nil : movedAddress(of: instruction.b)
    let (address, type) = lookUp(place)
    if let value {
      releaseValue(at: address, type)
      copyBytes(to: address, from: value, type)
    } else {
      put(instruction.b, at: address)
    }
  }

  /// Whether an assignment is a compound one, which has read its place.
  private func isCompound(_ assignment: ZIR.Instruction) -> Bool {
    (statementStart..<statementEnd).contains {
      function.code[$0].tag == .placeRead && function.code[$0].a == assignment.a
    }
  }

  /// Replaces the value of a variable or a part of one.
  private mutating func replace(_ address: AIR.Operand, _ type: TypeID, with value: UInt32) {
    if appending == Int(value) {
      let tail = operands[Int(function.code[Int(value)].b)]
      return builder.check(library(.textAppend, address, tail), .long)
    }
    let moved = movedAddress(of: value)
    releaseValue(at: address, type)
    copyBytes(to: address, from: moved, type)
  }

  // MARK: Output

  mutating func lowerPrint(_ instruction: ZIR.Instruction, end: AIR.Instruction) {
    for argument in function.run(at: instruction.a) { lowerWrite(argument) }
    builder.append(end)
  }

  private mutating func lowerWrite(_ argument: UInt32) {
    let instruction = function.code[Int(argument)]
    if instruction.tag == .string {
      let bytes = function.strings[Int(instruction.a)]
      if !bytes.isEmpty { builder.append(.writeString(string: string(bytes))) }
      return
    }
    guard let type = type(argument).scalar else {
      library(.print, operands[Int(argument)], description(self.type(argument)))
      return
    }
    // The runtime writes u8 and u32 as i64, which holds all their values.
    let isWidened = type.isInteger && !type.isSigned && type.bits < 64
    let written = isWidened ? Scalar.i64 : type
    let operand = builder.convert(from: type, to: written, operands[Int(argument)])
    builder.append(.write(written, operand))
  }

  // MARK: Stopping the program

  mutating func lowerAssertion(_ instruction: ZIR.Instruction) {
    let arguments = function.run(at: instruction.a)
    let value = arguments[arguments.startIndex]
    let condition = operands[Int(value)]
    if condition == .constant(.bool(true)) { return }
    if function.isTest { writeSides(of: value) }
    builder.check(
      condition, arguments.count == 1 ? .assertion : message(arguments[arguments.endIndex - 1]))
  }

  mutating func lowerPanic(_ instruction: ZIR.Instruction) {
    builder.close(with: .panic(message(argument(of: instruction)), ordinal: builder.ordinal))
  }

  mutating func lowerExit(_ instruction: ZIR.Instruction) {
    builder.close(with: .exit(operands[Int(argument(of: instruction))]))
  }

  private func argument(of instruction: ZIR.Instruction) -> UInt32 {
    let arguments = function.run(at: instruction.a)
    return arguments[arguments.startIndex]
  }

  /// Writes the two sides of a comparison that does not hold.
  private mutating func writeSides(of condition: UInt32) {
    let comparison = function.code[Int(condition)]
    guard comparison.tag.isComparison else { return }
    let (failed, rest) = (builder.makeBlock(), builder.makeBlock())
    builder.close(with: .branch(operands[Int(condition)], then: rest, else: failed))
    builder.open(failed)
    for (words, side) in [("left:  ", comparison.a), ("right: ", comparison.b)] {
      builder.append(.writeString(string: string(Array(words.utf8))))
      lowerWrite(side)
      builder.append(.writeLine)
    }
    builder.close(with: .jump(rest))
    builder.open(rest)
  }

  /// The panic with this message.
  private mutating func message(_ value: UInt32) -> AIR.Panic {
    let instruction = function.code[Int(value)]
    guard instruction.tag == .string else { return .text(operands[Int(value)]) }
    return .message(string: string(function.strings[Int(instruction.a)]))
  }

  // MARK: Leaving

  mutating func returnValue(_ value: UInt32?) {
    guard let value else {
      releaseAll(above: 0)
      return builder.close(with: .returnVoid)
    }
    let type = usedType(value)
    if type.isScalar {
      releaseAll(above: 0)
      return builder.close(with: .returnValue(operands[Int(value)]))
    }
    var moved: UInt32?
    let instruction = function.code[Int(value)]
    if instruction.tag == .local, !isWrapped[Int(value)],
      case .aggregate(.slot(let slot), .variable(.local(instruction.a))) =
        locals[Int(instruction.a)]
    {
      moved = slot
      copyBytes(to: .parameter(0), from: .slot(slot), type)
    } else {
      put(value, at: .parameter(0))
    }
    releaseAll(above: 0, except: moved)
    builder.close(with: .returnVoid)
  }

  mutating func leave(toExit: Bool) {
    let loop = loops.count - 1
    releaseAll(above: loops[loop].height)
    if toExit {
      let exit = loops[loop].exit ?? builder.makeBlock()
      loops[loop].exit = exit
      builder.close(with: .jump(exit))
    } else {
      loops[loop].isContinued = true
      builder.close(with: .jump(loops[loop].next))
    }
  }
}
